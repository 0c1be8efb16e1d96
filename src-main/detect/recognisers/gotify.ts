import type { Recogniser } from '../recogniser'

export const gotifyRecogniser: Recogniser = { kind: 'gotify' }
