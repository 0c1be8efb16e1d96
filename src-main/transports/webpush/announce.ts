import type { Channel, Clock, Door, TransportIo } from '../../core/ports'
import { TransportError } from '../../core/ports'
import type { HttpClient } from '../http'
import { statusFailure } from '../http-statuses'
import { optionsOf } from './keys'
import { subscriptionOf } from './sheet'

const ANSWER_MS = 15_000

/** Hands the subscription to the address that the user named for it, as a site's page does; nothing when there is none. */
export async function announce(
  parts: { http: HttpClient; clock: Clock; door: Door },
  channel: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<void> {
  const { announceTo } = optionsOf(channel)
  if (announceTo.trim() === '') return
  const url = addressOf(announceTo.trim(), channel.url)
  const isOwn = url.origin === new URL(channel.url).origin
  io.frame?.({ at: parts.clock.now(), direction: 'out', kind: 'request', data: `POST ${url.href}` })
  const answer = await parts.http.request({
    method: 'POST',
    url: url.href,
    headers: { 'Content-Type': 'application/json' },
    body: subscriptionOf(channel, parts.door),
    secretHeaders: isOwn ? channel.settings.headers : {},
    signal: io.signal,
    acceptSelfSigned: channel.settings.acceptSelfSigned,
    trust: 'typed',
    decodedLimitBytes: null,
    headersTimeoutMs: ANSWER_MS,
  })
  answer.discard()
  if (answer.status >= 200 && answer.status <= 299) return
  const failure = statusFailure(answer.status, answer.header, url.host, parts.clock.now())
  throw new TransportError(failure.kind, `The subscription could not be handed over. ${failure.message}`, failure)
}

function addressOf(announceTo: string, base: string): URL {
  const isWhole = /^https?:/i.test(announceTo)
  if (URL.canParse(announceTo, base) && (isWhole || !base.startsWith('webpush:'))) {
    const url = new URL(announceTo, base)
    if (/^https?:$/.test(url.protocol)) return url
  }
  throw new TransportError('invalidAddress', `“${announceTo}” is no address that a subscription can be sent to.`, {
    final: 'needsYou',
  })
}
