import type { Recogniser } from '../recogniser'

/** TODO */
export const ircRecogniser: Recogniser = { kind: 'irc' }
