import type { Recogniser } from '../recogniser'

export const pusherRecogniser: Recogniser = { kind: 'pusher' }
