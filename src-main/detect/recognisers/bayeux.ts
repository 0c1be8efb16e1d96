import type { Recogniser } from '../recogniser'

export const bayeuxRecogniser: Recogniser = { kind: 'bayeux' }
