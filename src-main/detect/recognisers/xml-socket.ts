import type { Recogniser } from '../recogniser'

/** TODO */
export const xmlSocketRecogniser: Recogniser = { kind: 'xmlsocket' }
