import { TransportError } from '../core/ports'
import { closeOutcome } from './websocket-closing'

/** 4100–4199: "reconnect with back-off", "may be after 1 s or more". */
const BACK_OFF_MS = 5_000

const FINAL: Readonly<Record<number, readonly [kind: TransportError['kind'], words: (host: string) => string]>> = {
  4000: ['protocol', (host) => `${host} wants a secure connection. Change the address to wss://.`],
  4001: ['notFound', (host) => `${host} knows no application with this key. Check key and cluster.`],
  4003: ['forbidden', (host) => `${host} has switched this application off.`],
  4004: ['rateLimited', (host) => `The application has more connections than ${host} allows it.`],
  4005: ['notFound', (host) => `${host} has nothing at this path.`],
  4009: [
    'unauthorized',
    (host) => `${host} wants to know who you are, which only the publisher’s own program can say.`,
  ],
}

/**
 * What an error of the protocol means, by the hundred its code is in: do not come back, come back with back-off, come
 * back at once. Null: a note that ends nothing (4300–4399, or no code at all).
 */
export function pusherFailure(code: number, message: string, host: string): TransportError | null {
  const words = message === '' ? '' : ` It says: “${message.slice(0, 160)}”.`
  const detail = `Pusher error ${code}`
  if (code >= 4000 && code <= 4099) {
    const [kind, told] = FINAL[code] ?? ['protocol', () => `${host} does not want us to connect in this way.`]
    // The application's quota may be free again later; everything else here the user has to mend.
    if (code === 4004) return new TransportError(kind, told(host) + words, { retryAfterMs: 15 * 60_000, detail })
    return new TransportError(kind, told(host) + words, { final: 'needsYou', detail })
  }
  if (code >= 4100 && code <= 4199) {
    const text = `${host} is too busy at the moment.${words}`
    return new TransportError('serverError', text, { retryAfterMs: BACK_OFF_MS, detail })
  }
  if (code >= 4200 && code <= 4299) {
    return new TransportError('closed', `${host} asks us to connect anew.${words}`, { retryAfterMs: 0, detail })
  }
  return null
}

/** How a close of the socket is to be taken: its code is the error's, or one of WebSocket's own. */
export function pusherClose(code: number, reason: string, host: string): ReturnType<typeof closeOutcome> {
  const isOrderly = code === 1000 || code === 1005
  return (
    pusherFailure(code, reason, host) ??
    (isOrderly ? { how: 'closed', waitAtLeastMs: 0 } : closeOutcome(code, reason, host))
  )
}
