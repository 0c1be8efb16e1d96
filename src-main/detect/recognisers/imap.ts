import type { Recogniser } from '../recogniser'

/** TODO */
export const imapRecogniser: Recogniser = { kind: 'imap' }
