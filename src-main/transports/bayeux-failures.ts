import { TransportError } from '../core/ports'
import type { Advice } from './bayeux-advice'
import { readError, type BayeuxMessage } from './bayeux-messages'

const said = (words: string): string => (words === '' ? '' : ` It says: “${words}”.`)
const detailOf = ({ channel, error }: BayeuxMessage): string => `${channel}: ${(error ?? 'no reason').slice(0, 200)}`

/** An unsuccessful handshake. */
export function handshakeFailure(
  reply: BayeuxMessage,
  { reconnect, intervalMs }: Advice,
  host: string,
): TransportError {
  const { code, words } = readError(reply.error)
  const detail = detailOf(reply)
  if (code !== null && code >= 300 && code < 400) {
    return new TransportError('protocol', `${host} speaks Bayeux in a way that Crier does not.${said(words)}`, {
      final: 'ended',
      detail,
    })
  }
  if (code === 401 || code === 403 || reconnect === 'none') {
    const kind = code === 401 ? 'unauthorized' : 'forbidden'
    const message = `${host} does not let you in. It may want a token (ext).${said(words)}`
    return new TransportError(kind, message, { final: 'needsYou', detail })
  }
  const message = `${host} does not open a session at the moment.${said(words)}`
  return new TransportError('serverError', message, { retryAfterMs: intervalMs || null, detail })
}

/** Channels that the server does not let us subscribe to. */
export function subscriptionFailure(
  denied: readonly { channel: string; reply: BayeuxMessage }[],
  host: string,
): TransportError {
  const names = denied
    .slice(0, 3)
    .map(({ channel }) => `“${channel.slice(0, 120)}”`)
    .join(', ')
  const first = denied[0]?.reply
  const { words } = readError(first?.error ?? null)
  const message = `${host} does not let you follow ${names}.${said(words)} Name other channels, or give a token (ext).`
  return new TransportError('forbidden', message, { final: 'needsYou', ...(first && { detail: detailOf(first) }) })
}

/** `reconnect: none`: the server does not want us back. */
export function sentAway(reply: BayeuxMessage, host: string): TransportError {
  const { code, words } = readError(reply.error)
  const detail = detailOf(reply)
  if (code === 403 || code === 401) {
    const message = `${host} does not let you in any more.${said(words)}`
    return new TransportError('forbidden', message, { final: 'needsYou', detail })
  }
  return new TransportError('endedByServer', `${host} asked us not to come back.${said(words)}`, {
    final: 'ended',
    detail,
  })
}

export function noSession(host: string, reply: BayeuxMessage | null): TransportError {
  const { words } = readError(reply?.error ?? null)
  return new TransportError('serverError', `${host} does not keep the session.${said(words)}`, {
    ...(reply && { detail: detailOf(reply) }),
  })
}

export function noAnswer(host: string, milliseconds: number): TransportError {
  const message = `${host} has not answered for ${Math.round(milliseconds / 1000)} s; connecting anew.`
  return new TransportError('stalled', message)
}
