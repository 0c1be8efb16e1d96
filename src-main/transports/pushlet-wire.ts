import { TransportError, type Channel, type Clock, type TransportIo } from '../core/ports'
import type { HttpAnswer, HttpClient } from './http'
import { statusFailure } from './http-statuses'
import { scriptPage, sessionExpired } from './pushlet-events'
import { createPushletScanner, type PushletEvent } from './pushlet-scanner'
import { MAX_LINE_BYTES } from '../contract/index'

/** An answer to one question: all of it, before decompression tells otherwise. */
const MAX_CONTROL_BYTES = 256 * 1024

export interface PushletWire {
  /** One question, one short answer. */
  ask(url: string, signal: AbortSignal): Promise<PushletEvent[]>
  /** Hands over the events of an answer as they come, those of one chunk together. Resolves at its end. */
  read(
    url: string,
    signal: AbortSignal,
    take: (events: PushletEvent[], answered: string) => Promise<void>,
  ): Promise<void>
}

export function createPushletWire(
  { http, clock }: { http: HttpClient; clock: Clock },
  { url: typed, settings }: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
  /** Something came. */
  sign: () => void,
): PushletWire {
  async function open(url: string, signal: AbortSignal, limitBytes: number | null): Promise<HttpAnswer> {
    const isOwn = new URL(url).origin === new URL(typed).origin
    io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${withoutUser(url)}` })
    const answer = await http.get({
      url,
      headers: { Accept: 'text/xml, text/plain', 'Cache-Control': 'no-cache' },
      secretHeaders: isOwn ? settings.headers : {},
      signal,
      acceptSelfSigned: settings.acceptSelfSigned,
      trust: isOwn ? 'typed' : 'publisher',
      decodedLimitBytes: limitBytes,
    })
    const type = answer.header('content-type') ?? ''
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type}`.trim() })
    sign()
    if (answer.status === 200) return answer
    const { host } = new URL(answer.url)
    // A session that ran out is told by a 400, and by nothing else (protocols 3.2).
    const hadSession = new URL(url).searchParams.has('p_id')
    const failure =
      answer.status === 400 && hadSession
        ? sessionExpired(host, await beginningOf(answer))
        : statusFailure(answer.status, answer.header, host, clock.now())
    answer.discard()
    throw failure
  }

  async function read(
    answer: HttpAnswer,
    take: (events: PushletEvent[], answered: string) => Promise<void> | void,
  ): Promise<void> {
    const { host } = new URL(answer.url)
    const decoder = new TextDecoder()
    let events: PushletEvent[] = []
    let isPage = false
    const scanner = createPushletScanner({
      event: (event) => void events.push(event),
      leftOut: () => io.dropped(1, outsized(host).failure),
      page: () => (isPage = true),
    })
    const handOver = async (): Promise<void> => {
      if (events.length > 0) {
        const batch = events
        events = []
        for (const event of batch) io.frame?.({ at: clock.now(), direction: 'in', kind: 'event', data: shown(event) })
        await take(batch, answer.url)
      }
      if (isPage) throw scriptPage(host)
    }
    try {
      for await (const chunk of answer.chunks) {
        io.heard(chunk.byteLength)
        sign()
        scanner.push(decoder.decode(chunk, { stream: true }))
        await handOver()
      }
    } finally {
      answer.discard()
    }
  }

  return {
    async ask(url, signal) {
      const events: PushletEvent[] = []
      await read(await open(url, signal, MAX_CONTROL_BYTES), (batch) => void events.push(...batch))
      return events
    },
    read: async (url, signal, take) => read(await open(url, signal, null), take),
  }
}

function outsized(host: string): TransportError {
  const message = `${host} sent an event over the limit of ${MAX_LINE_BYTES / 1024 / 1024} MiB; it was left out.`
  return new TransportError('tooLarge', message)
}

const shown = (event: PushletEvent): string => JSON.stringify(Object.fromEntries(event))

async function beginningOf(answer: HttpAnswer): Promise<string> {
  try {
    for await (const chunk of answer.chunks) return Buffer.from(chunk).toString('utf8')
  } catch (error) {
    // What it says is only for the details.
    if (!(error instanceof TransportError)) throw error
  }
  return ''
}

/** Frames are shown and copied, so an address in one has no name and password. */
function withoutUser(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
