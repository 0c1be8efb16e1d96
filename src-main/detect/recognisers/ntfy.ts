import type { Recogniser } from '../recogniser'

export const ntfyRecogniser: Recogniser = { kind: 'ntfy' }
