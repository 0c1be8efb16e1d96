import type { Recogniser } from '../recogniser'

export const httpStreamRecogniser: Recogniser = { kind: 'stream' }
