import type { Recogniser } from '../recogniser'

/** TODO */
export const xmppRecogniser: Recogniser = { kind: 'xmpp' }
