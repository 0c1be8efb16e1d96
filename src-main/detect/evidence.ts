import { decodeText } from '../core/formats/decode'
import { TransportError, type Clock } from '../core/ports'
import type { HttpAnswer } from '../transports/http'
import { EVIDENCE_BYTES, EVIDENCE_MS, type Evidence } from './recogniser'

/** The beginning of an answer, and the way to the rest of it. */
export interface Beginning {
  evidence: Evidence
  /** The whole body. Rejects with the TransportError that cut it off. */
  whole(): Promise<Uint8Array>
}

/**
 * Reads so much of an answer as tells what it is: a document to its end, a stream for a moment. What broke the body
 * off is said by `whole`; until then there is evidence.
 */
export async function readBeginning(answer: HttpAnswer, url: URL, clock: Clock): Promise<Beginning> {
  const chunks: Uint8Array[] = []
  const body = answer.chunks[Symbol.asyncIterator]()
  let bytes = 0
  let failure: unknown = null
  let ended = false
  let pending: Promise<boolean> | null = null

  /** Takes one more chunk; false at the end, also where it broke off. */
  const take = async (): Promise<boolean> => {
    try {
      const { done, value } = await body.next()
      if (done === true) ended = true
      else {
        chunks.push(value)
        bytes += value.byteLength
      }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      failure = error
      ended = true
    }
    return !ended
  }

  let timeIsUp = false
  let wake = (): void => undefined
  const timeUp = new Promise<boolean>((resolve) => {
    wake = () => {
      resolve(false)
    }
  })
  const stopTimer = clock.after(EVIDENCE_MS, () => {
    timeIsUp = true
    wake()
  })
  while (!timeIsUp && bytes < EVIDENCE_BYTES) {
    pending ??= take()
    const more = await Promise.race([pending, timeUp])
    if (timeIsUp && !more) break
    pending = null
    if (!more) break
  }
  stopTimer()

  const start = Buffer.concat(chunks).subarray(0, EVIDENCE_BYTES)
  return {
    evidence: {
      url,
      status: answer.status,
      finalUrl: answer.url,
      header: answer.header,
      start,
      text: decodeText(start, answer.header('content-type')),
      complete: ended && failure === null,
    },
    async whole() {
      if (pending !== null) await pending
      while (!ended) await take()
      if (failure !== null) throw failure
      return Buffer.concat(chunks)
    },
  }
}
