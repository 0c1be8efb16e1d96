import type { Recogniser } from '../recogniser'

export const webPushRecogniser: Recogniser = { kind: 'webpush' }
