import type { Recogniser } from '../recogniser'

export const signalRRecogniser: Recogniser = { kind: 'signalr' }
