import { TransportError } from '../../core/ports'

/** Networks that throttle count connections over some minutes. */
const THROTTLED_MS = 2 * 60_000

const quoted = (words: string): string => (words === '' ? '' : ` It says: “${words.slice(0, 200)}”.`)

/** ERROR is a server's last word (RFC 2812 section 3.7.4). */
export function lastWord(host: string, words: string): TransportError {
  if (/throttl|too (?:many|fast)|reconnect|limit/i.test(words)) {
    const message = `${host} says we connect too often.${quoted(words)}`
    return new TransportError('rateLimited', message, { retryAfterMs: THROTTLED_MS })
  }
  if (/\bban|[kgz]-?lined?\b|not welcome/i.test(words)) {
    const message = `${host} does not let this computer in.${quoted(words)}`
    return new TransportError('forbidden', message, { final: 'needsYou' })
  }
  return new TransportError('closed', `${host} closed the connection.${quoted(words)}`)
}

/** Numerics that end a registration (RFC 2812 section 5.2, IRCv3 SASL). Null: this one does not. */
export function registrationFailure(numeric: string, host: string, words: string): TransportError | null {
  switch (numeric) {
    case '464':
      return unauthorized(`${host} wants a password, or another one. Set it in the options.${quoted(words)}`)
    case '465':
      return new TransportError('forbidden', `${host} has banned us.${quoted(words)}`, { final: 'needsYou' })
    case '904':
    case '905':
    case '906':
    case '902':
      return unauthorized(`${host} does not accept the user name or password. Correct them.${quoted(words)}`)
    case '463':
    case '466':
      return new TransportError('forbidden', `${host} does not let this computer in.${quoted(words)}`, {
        final: 'needsYou',
      })
    default:
      return null
  }
}

export const unauthorized = (message: string): TransportError =>
  new TransportError('unauthorized', message, { final: 'needsYou' })

/** Why a room cannot be joined (RFC 2812 section 5.2). */
const ROOM_REFUSALS: Readonly<Record<string, string>> = {
  '403': 'there is no such room',
  '405': 'we are in too many rooms',
  '437': 'it is not available at the moment',
  '470': 'the network sends us to another room instead',
  '471': 'it is full',
  '473': 'it is open to invited people only',
  '474': 'we are banned from it',
  '475': 'it wants a key',
  '476': 'its name is not valid',
  '477': 'it wants a registered nick: log in with user name and password',
  '489': 'it wants a secure connection: use ircs://',
  '520': 'it is for operators only',
}

export function roomRefusal(numeric: string): string | null {
  return ROOM_REFUSALS[numeric] ?? null
}
