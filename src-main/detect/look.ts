import { type ChannelSettings, type DetectedChannel } from '../contract/index'
import { decodeText } from '../core/formats/decode'
import { detectGrammar } from '../core/formats/detect-format'
import { parsePayload } from '../core/formats/index'
import { type Clock, type ParsedPayload, TransportError } from '../core/ports'
import { refusal } from '../transports/feed-failures'
import type { HttpAnswer, HttpClient } from '../transports/http'
import { linksOfPage, type PageLink } from './page-links'
import { previewOf } from './preview'
import { sampleEventStream } from './sample-stream'
import { strictReading } from './strict-reading'

/** Requests for one detection, all told: looking must not be a burden. */
export const MAX_REQUESTS = 6
/** A person is waiting for the answer. */
const ANSWER_TIMEOUT_MS = 15_000
/** A page that hides its feeds behind more than this hides them well; a feed may be as large as a polled one. */
const MAX_LOOKED_AT_BYTES = 16 * 1024 * 1024
const ACCEPT =
  'text/event-stream, application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5'

/** What one address turned out to be. */
export type Look =
  | { what: 'channel'; channel: DetectedChannel }
  | { what: 'page'; url: string; links: PageLink[]; failure: TransportError }
  | { what: 'socket'; failure: TransportError }
  | { what: 'nothing'; failure: TransportError }

export interface Looker {
  mayAsk(): boolean
  /**
   * `typed`: the user's own address, which may be on this machine and gets the user's headers. What a page names is not.
   * @throws TransportError when the address cannot be reached or refuses
   */
  look(url: string, how: { title: string | null; typed: boolean }): Promise<Look>
}

export function createLooker(job: {
  http: HttpClient
  clock: Clock
  settings: ChannelSettings
  signal: AbortSignal
  steps: string[]
}): Looker {
  const { http, clock, settings, signal, steps } = job
  let asked = 0
  /** Headers are secrets of the address they were typed for. */
  let origin: string | null = null

  async function look(url: string, { title, typed }: { title: string | null; typed: boolean }): Promise<Look> {
    asked += 1
    if (typed) origin = new URL(url).origin
    const step = `GET ${withoutUser(url)}`
    try {
      const answer = await http.get({
        url,
        headers: { Accept: ACCEPT },
        secretHeaders: new URL(url).origin === origin ? settings.headers : {},
        signal,
        acceptSelfSigned: settings.acceptSelfSigned,
        // An address found in a page of the public net must not lead into the user's own.
        trust: new URL(url).origin === origin ? 'typed' : 'publisher',
        decodedLimitBytes: MAX_LOOKED_AT_BYTES,
        bodyTimeoutMs: ANSWER_TIMEOUT_MS,
        headersTimeoutMs: ANSWER_TIMEOUT_MS,
      })
      steps.push(`${step}: ${answer.status} ${answer.header('content-type') ?? ''}`.trim())
      try {
        return await understand(answer, url, title)
      } finally {
        answer.discard()
      }
    } catch (error) {
      if (error instanceof TransportError && steps.at(-1)?.startsWith(step) !== true)
        steps.push(`${step}: ${error.message}`)
      throw error
    }
  }

  async function understand(answer: HttpAnswer, url: string, title: string | null): Promise<Look> {
    const contentType = answer.header('content-type')
    if (answer.status === 200 && /^\s*text\/event-stream\b/i.test(contentType ?? '')) {
      return { what: 'channel', channel: await sampleEventStream(answer, { url, settings }, clock, signal) }
    }
    if (asksForUpgrade(answer)) return { what: 'socket', failure: refusal(answer, clock.now()) }
    if (answer.status !== 200) throw refusal(answer, clock.now())

    const payload = await bodyOf(answer)
    const text = decodeText(payload, contentType)
    if (detectGrammar(text) === 'html') {
      const failure = new TransportError('wrongType', 'This is a web page, not a feed.')
      return { what: 'page', url: answer.url, links: linksOfPage(text, answer.url), failure }
    }
    try {
      const input = {
        payload,
        contentType: contentType ?? 'application/octet-stream',
        baseUrl: answer.url,
        topic: null,
        mapping: settings.mapping,
      }
      const parsed = parsePayload(input)
      const verdict = await strictReading(payload, contentType, parsed)
      if (verdict !== null) steps.push(verdict)
      return { what: 'channel', channel: feedChannel(answer, subscribable(answer, url), title, parsed) }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      return { what: 'nothing', failure: detectGrammar(text) === 'json' ? justJson(error) : error }
    }
  }

  /** A permanent redirect seen once is believed here, nothing being subscribed yet; but secrets stay where they belong. */
  function subscribable(answer: HttpAnswer, url: string): string {
    const { username, password } = new URL(url)
    const hasSecrets = username !== '' || password !== '' || Object.keys(settings.headers).length > 0
    return hasSecrets ? url : (answer.permanentUrl ?? url)
  }

  return { mayAsk: () => asked < MAX_REQUESTS, look }
}

function feedChannel(answer: HttpAnswer, url: string, title: string | null, parsed: ParsedPayload): DetectedChannel {
  const hub = /rel\s*=\s*"?[^",;]*\bhub\b/i.test(answer.header('link') ?? '') ? ['WebSub'] : []
  return {
    url,
    kind: 'feed',
    title: parsed.publisher?.title ?? title ?? new URL(url).host,
    facts: {
      format: parsed.format,
      events: [],
      sampleMs: null,
      offersPush: [...new Set([...parsed.offersPush, ...hub])],
    },
    preview: previewOf(parsed.drafts),
    options: {},
    alternatives: [],
    subscribedAs: null,
  }
}

/** RFC 9110 section 15.5.22; servers of sockets that know no 426 say 400 and name the protocol. */
function asksForUpgrade(answer: HttpAnswer): boolean {
  const upgrade = (answer.header('upgrade') ?? '').toLowerCase()
  return (
    answer.status === 426 ||
    (answer.status === 400 && (upgrade.includes('websocket') || answer.header('sec-websocket-version') !== null))
  )
}

const justJson = (error: TransportError): TransportError =>
  error.kind === 'malformed'
    ? error
    : new TransportError('wrongType', 'This is a JSON document. Crier follows JSON Feeds, event streams and sockets.')

async function bodyOf(answer: HttpAnswer): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.chunks) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function withoutUser(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
