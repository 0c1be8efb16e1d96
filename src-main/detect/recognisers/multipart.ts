import type { Recogniser } from '../recogniser'

export const multipartRecogniser: Recogniser = { kind: 'multipart' }
