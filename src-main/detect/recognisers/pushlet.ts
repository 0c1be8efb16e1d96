import type { Recogniser } from '../recogniser'

export const pushletRecogniser: Recogniser = { kind: 'pushlet' }
