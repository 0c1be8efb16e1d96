import { MAX_LINE_BYTES } from '../contract/index'
import { TransportError, type Clock } from '../core/ports'
import type { HttpAnswer } from './http'
import { statusFailure } from './http-statuses'

/** An error object of ntfy is a few hundred bytes. */
const MAX_ERROR_BYTES = 8 * 1024
/** And comes at once, or is not waited for. */
const ERROR_WITHIN_MS = 5_000
/** ntfy's own codes of refusals that mean something particular to a reader (server/errors.go). */
const TOPIC_FAULTS: ReadonlySet<number> = new Set([40009, 40010])
const TOO_MANY_STREAMS = 42903
/** ntfy.sh refills one request in five seconds. */
const AFTER_TOO_MANY_MS = 60_000

/** What an answer that is no stream means, with the words of ntfy's own error where it has one. */
export async function ntfyRefusal(answer: HttpAnswer, clock: Clock): Promise<TransportError> {
  const { code, says } = await errorObject(answer, clock)
  const { host } = new URL(answer.url)
  const plain = statusFailure(answer.status, answer.header, host, clock.now())
  const detail = `HTTP ${answer.status}${code === null ? '' : `, ntfy ${code}`}${says === '' ? '' : `: ${says}`}`
  const because = (message: string): TransportError =>
    new TransportError(plain.kind, message, { retryAfterMs: plain.retryAfterMs, final: plain.final, detail })
  if (answer.status === 401) {
    return because(`${host} does not know this token, or name and password. Correct them in the channel’s settings.`)
  }
  if (answer.status === 403) {
    return because(`${host} lets only some read this topic. Add an access token, or ask who runs it.`)
  }
  if (answer.status === 400 && code !== null && TOPIC_FAULTS.has(code)) {
    const message = `${host} does not accept this topic: ${says || 'its name is not allowed'}. Correct it.`
    return new TransportError('invalidAddress', message, { final: 'needsYou', detail })
  }
  if (answer.status === 429) {
    const message =
      code === TOO_MANY_STREAMS
        ? `${host} allows no more open streams from your network. Put its topics into one channel, or close others.`
        : `${host} has had too many requests from your network and asks us to come less often.`
    return new TransportError('rateLimited', message, {
      retryAfterMs: plain.retryAfterMs ?? AFTER_TOO_MANY_MS,
      detail,
    })
  }
  if (answer.status === 507)
    return because(`${host} has no room for this topic at the moment. Crier tries again later.`)
  return because(plain.message)
}

async function errorObject(answer: HttpAnswer, clock: Clock): Promise<{ code: number | null; says: string }> {
  const nothing = { code: null, says: '' }
  if (!/\bjson\b/i.test(answer.header('content-type') ?? '')) {
    answer.discard()
    return nothing
  }
  const stopTimer = clock.after(ERROR_WITHIN_MS, () => answer.discard())
  try {
    const value: unknown = JSON.parse(await beginning(answer))
    if (typeof value !== 'object' || value === null) return nothing
    const { code, error } = value as Record<string, unknown>
    return {
      code: typeof code === 'number' ? code : null,
      says: typeof error === 'string' ? error.replace(/\s+/g, ' ').slice(0, 200) : '',
    }
  } catch (error) {
    // Cut off or no JSON: the status says enough.
    if (error instanceof SyntaxError || error instanceof TransportError) return nothing
    throw error
  } finally {
    stopTimer()
  }
}

async function beginning(answer: HttpAnswer): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.chunks) {
    parts.push(chunk)
    bytes += chunk.byteLength
    if (bytes > MAX_ERROR_BYTES) break
  }
  return Buffer.concat(parts).toString('utf8')
}

export function notNtfy(host: string, contentType: string | null): TransportError {
  return new TransportError('wrongType', `${host} answers, but not as an ntfy server.`, {
    final: 'ended',
    detail: `Content-Type: ${contentType ?? 'none'}`.slice(0, 200),
  })
}

export function unreadableLine(host: string): TransportError {
  return new TransportError('malformed', `${host} sent a line that is no ntfy message; it was left out.`)
}

export function overlongLine(host: string): TransportError {
  const limit = `${MAX_LINE_BYTES / 1024 / 1024} MiB`
  return new TransportError('tooLarge', `${host} sent a message over the limit of ${limit}; it was left out.`)
}
