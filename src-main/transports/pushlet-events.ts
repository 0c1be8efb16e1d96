import type { ArrivalHow } from '../contract/index'
import { TransportError, type RawEvent } from '../core/ports'
import type { PushletEvent } from './pushlet-scanner'

/** Server → client (protocols 3.2): what an event is for, by its `p_event`. */
export const kindOf = (event: PushletEvent): string => event.get('p_event') ?? ''

/** A time in seconds since 1970 that can be one. */
const PLAUSIBLE_SECONDS = /^\d{9,10}$/

/** Published news: the attributes that are not Pushlet's own, as a JSON object; the subject as topic and section. */
export function newsOf(event: PushletEvent, at: { how: ArrivalHow; baseUrl: string; receivedAt: number }): RawEvent {
  const subject = event.get('p_subject') ?? null
  const time = event.get('p_time') ?? ''
  const payload = [...event].filter(([name]) => !name.startsWith('p_'))
  return {
    // An event may be nothing but a signal; then its subject is all there is to tell.
    payload: payload.length === 0 ? (subject ?? '') : JSON.stringify(Object.fromEntries(payload)),
    contentType: null,
    topic: subject,
    id: null,
    ...at,
    says: {
      section: sectionOf(subject),
      ...(PLAUSIBLE_SECONDS.test(time) && { publishedAt: Number(time) * 1000 }),
    },
  }
}

/** `/stocks/aex` is the part `aex` of `stocks`. */
export function sectionOf(path: string | null): string[] {
  return (path ?? '').split('/').filter((part) => part !== '')
}

/** What a `nack` (for now) or an `abort` (for good) says. */
export function refusalOf(event: PushletEvent, host: string): TransportError {
  const reason = event.get('p_reason')?.trim().slice(0, 120) ?? ''
  const words = reason === '' ? '' : ` It says: “${reason}”.`
  if (kindOf(event) === 'nack') {
    return new TransportError('serverError', `${host} cannot do what was asked at the moment.${words}`)
  }
  return new TransportError('endedByServer', `${host} ended the subscription for good.${words} Check its subjects.`, {
    final: 'needsYou',
  })
}

export function scriptPage(host: string): TransportError {
  return new TransportError(
    'wrongType',
    `${host} answers with pages of script for browsers (Pushlet's format js), which are not run. It must offer xml.`,
    { final: 'ended' },
  )
}

export function notPushlet(host: string): TransportError {
  return new TransportError('wrongType', `${host} answers, but not as a Pushlet server.`, { final: 'ended' })
}

/** HTTP 400 for a session that was given out: it is no longer known. There is no replay. */
export function sessionExpired(host: string, words: string): TransportError {
  return new TransportError(
    'closed',
    `${host} no longer knows this session; joining anew. What it published in between is lost.`,
    { detail: `${EXPIRED}: ${words.trim().slice(0, 200)}` },
  )
}
const EXPIRED = 'HTTP 400'
export const isExpiry = ({ detail }: TransportError): boolean => detail?.startsWith(EXPIRED) === true
