import type { HttpAnswer } from './http'

/** A publisher's wish is honoured up to this; whoever asks for ten years means something else. */
export const MAX_PUBLISHER_WAIT_MS = 24 * 60 * 60_000

/**
 * How long the answer stays fresh (RFC 9111 section 4.2): max-age before Expires, less the time it spent in caches.
 *
 * @returns milliseconds, at most MAX_PUBLISHER_WAIT_MS; 0 when the server has no wish
 */
export function freshForMs(answer: HttpAnswer, now: number): number {
  const directives = (answer.header('cache-control') ?? '').toLowerCase()
  if (/\bno-(?:cache|store)\b/.test(directives)) return 0
  const age = /^\d+$/.test(answer.header('age') ?? '') ? Number(answer.header('age')) * 1000 : 0
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/.exec(directives)?.[1]
  const lifetime = maxAge === undefined ? expiresIn(answer, now) : Number(maxAge) * 1000
  return Math.min(Math.max(0, lifetime - age), MAX_PUBLISHER_WAIT_MS)
}

function expiresIn(answer: HttpAnswer, now: number): number {
  const expires = httpDate(answer.header('expires') ?? '')
  const date = httpDate(answer.header('date') ?? '')
  return Number.isNaN(expires) ? 0 : expires - (Number.isNaN(date) ? now : date)
}

/** An HTTP-date in any of its three forms; a bare number, which Date would take for a year, is none. */
const httpDate = (text: string): number => (/[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN)
