import { ACTION_TIMEOUT_MS } from '../contract/index'
import type { ActionSender } from '../core/ports'
import type { HttpClient } from './http'

/** Bytes of an answer that are taken before the line is let go; what it says is of no interest. */
const MAX_ANSWER_BYTES = 64 * 1024

/** Sends the requests of items' buttons and what else goes out, by the rules of every request to an address that a publisher named. */
export function createActionSender(http: HttpClient, timeoutMs = ACTION_TIMEOUT_MS): ActionSender {
  return {
    async send({ url, method, headers, body }, { own, acceptSelfSigned, onlyThere = false, signal }) {
      const answer = await http.request({
        method,
        url,
        headers,
        ...(body !== null && { body }),
        bodyIsSecret: onlyThere,
        signal: signal ?? new AbortController().signal,
        acceptSelfSigned: own && acceptSelfSigned,
        trust: own ? 'typed' : 'publisher',
        decodedLimitBytes: MAX_ANSWER_BYTES,
        headersTimeoutMs: timeoutMs,
        bodyTimeoutMs: timeoutMs,
      })
      answer.discard()
      return { status: answer.status }
    },
  }
}
