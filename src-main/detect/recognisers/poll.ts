import type { Recogniser } from '../recogniser'

export const pollRecogniser: Recogniser = { kind: 'poll' }
