import type { Recogniser } from '../recogniser'

export const longPollRecogniser: Recogniser = { kind: 'longpoll' }
