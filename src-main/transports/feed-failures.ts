import type { ErrorKind } from '../contract/index'
import { TransportError } from '../core/ports'
import type { HttpAnswer } from './http'
import { retryAfterMs } from './http-statuses'

/** What an answer that is no document means. 401 and 410 end it; the supervisor slows down for the rest. */
export function refusal(answer: HttpAnswer, now: number, noun: 'feed' | 'document' = 'feed'): TransportError {
  const host = new URL(answer.url).host
  const [kind, message] = meaning(answer.status, host, noun)
  return new TransportError(kind, message, {
    // In full: the supervisor decides how much of it is honoured, and says what is not.
    retryAfterMs: retryAfterMs(answer.header('retry-after'), now, Number.MAX_SAFE_INTEGER),
    final: kind === 'gone' ? 'ended' : kind === 'unauthorized' ? 'needsYou' : null,
    detail: `HTTP ${answer.status} from ${answer.url}`,
  })
}

function meaning(status: number, host: string, noun: string): [ErrorKind, string] {
  if (status === 401)
    return ['unauthorized', `${host} asks for a name and password. Add them in the channel’s settings.`]
  if (status === 403) return ['forbidden', `${host} refuses to show this ${noun}. Crier asks again, more slowly.`]
  if (status === 404) return ['notFound', `${host} has nothing at this address. Crier asks again, more slowly.`]
  if (status === 410) return ['gone', `The publisher has taken this ${noun} down for good. Its items are kept.`]
  if (status === 429) return ['rateLimited', `${host} asks us to come less often.`]
  if (status === 408 || status >= 500)
    return ['serverError', `${host} has trouble of its own (${status}). Crier asks again later.`]
  if (status === 304) return ['badStatus', `${host} says nothing has changed, although we asked for everything.`]
  if (status >= 300 && status < 400) return ['redirect', `${host} sends us on without saying where to.`]
  return ['badStatus', `${host} answered with something unexpected (${status}).`]
}
