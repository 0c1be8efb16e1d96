import type { Door, PushServices } from '../../core/ports'
import { literalReach } from '../addresses'
import type { HttpClient } from '../http'

const ANSWER_MS = 30_000
/** What a hub says of a request; only the beginning is of interest. */
const MAX_ANSWER_BYTES = 64 * 1024

export function createPushServices({ http, door }: { http: HttpClient; door: Door }): PushServices {
  return {
    door,
    async ask({ url, namedBy, form, signal }) {
      const answer = await http.request({
        method: 'POST',
        url,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        signal,
        acceptSelfSigned: false,
        trust: isOfSamePlace(url, namedBy) ? 'typed' : 'publisher',
        decodedLimitBytes: MAX_ANSWER_BYTES,
        bodyTimeoutMs: ANSWER_MS,
        headersTimeoutMs: ANSWER_MS,
      })
      const parts: Uint8Array[] = []
      for await (const chunk of answer.chunks) parts.push(chunk)
      return { status: answer.status, text: Buffer.concat(parts).toString('utf8') }
    },
  }
}

/**
 * Whether a service that a feed names may be on this machine or network: it has the origin that the user typed, or the
 * user typed an address of this machine or network and the service is on that very one, at whatever port. A name
 * is not enough for another port: a public one could be made to mean this machine after the feed was read.
 */
function isOfSamePlace(url: string, namedBy: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(namedBy)) return false
  const [service, typed] = [new URL(url), new URL(namedBy)]
  if (service.origin === typed.origin) return true
  return service.hostname === typed.hostname && literalReach(typed) === 'local'
}
