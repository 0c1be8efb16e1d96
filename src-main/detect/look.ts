import { nameOfAddress, type ChannelSettings, type DetectedChannel } from '../contract/index'
import { decodeText } from '../core/formats/decode'
import { detectGrammar } from '../core/formats/detect-format'
import { parsePayload } from '../core/formats/index'
import { type Clock, type ParsedPayload, TransportError } from '../core/ports'
import { refusal } from '../transports/feed-failures'
import type { HttpAnswer, HttpClient } from '../transports/http'
import { shown, type Budget } from './budget'
import { readBeginning, type Beginning } from './evidence'
import { linksOfPage, type PageLink } from './page-links'
import { previewOf } from './preview'
import type { Evidence, Guess } from './recogniser'
import { RECOGNISERS } from './recognisers'
import { sampleEventStream } from './sample-stream'
import { strictReading } from './strict-reading'

/** A person is waiting for the answer. */
const ANSWER_TIMEOUT_MS = 15_000
/** A page that hides its feeds behind more than this hides them well; a feed may be as large as a polled one. */
const MAX_LOOKED_AT_BYTES = 16 * 1024 * 1024
const ACCEPT =
  'text/event-stream, application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/x-cdf, application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, multipart/mixed;q=0.7, */*;q=0.5'

/** What one address turned out to be, and what else it may be. */
export type Look = { guesses: readonly Guess[] } & (
  | { what: 'channel'; channel: DetectedChannel }
  | { what: 'page'; url: string; links: PageLink[]; failure: TransportError }
  | { what: 'socket'; failure: TransportError }
  | { what: 'nothing'; failure: TransportError }
)

export interface Looker {
  /**
   * `typed`: the user's own address, which may be on this machine and gets the user's headers. What a page names is not.
   * @throws TransportError when the address cannot be reached or refuses, and nothing about it tells what it is
   */
  look(url: string, how: { title: string | null; typed: boolean }): Promise<Look>
}

export function createLooker(job: {
  http: HttpClient
  clock: Clock
  settings: ChannelSettings
  signal: AbortSignal
  budget: Budget
}): Looker {
  const { http, clock, settings, signal, budget } = job
  const { steps } = budget
  /** Headers are secrets of the address they were typed for. */
  let origin: string | null = null

  async function look(url: string, { title, typed }: { title: string | null; typed: boolean }): Promise<Look> {
    budget.spend()
    if (typed) origin = new URL(url).origin
    const isOwn = new URL(url).origin === origin
    const step = `GET ${shown(url)}`
    try {
      const answer = await http.get({
        url,
        headers: { Accept: ACCEPT },
        secretHeaders: isOwn ? settings.headers : {},
        signal,
        acceptSelfSigned: settings.acceptSelfSigned,
        // An address found in a page of the public net must not lead into the user's own.
        trust: isOwn ? 'typed' : 'publisher',
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
      // Servers of other techniques speak it too, and are told apart by their addresses and headers.
      const guesses = guessesOf(emptyEvidence(answer, url))
      return { what: 'channel', channel: await sampleEventStream(answer, { url, settings }, clock, signal), guesses }
    }
    const beginning = await readBeginning(answer, new URL(shown(url)), clock)
    const guesses = guessesOf(beginning.evidence)
    if (asksForUpgrade(answer)) return { what: 'socket', failure: refusal(answer, clock.now()), guesses }
    const isSure = guesses.some(({ sureness }) => sureness === 'certain')
    if (answer.status !== 200) {
      const failure = refusal(answer, clock.now())
      if (isSure || guesses.some(({ sureness }) => sureness === 'likely')) return { what: 'nothing', failure, guesses }
      throw failure
    }
    const isEndless = !beginning.evidence.complete && guesses.some(({ sureness }) => sureness !== 'possible')
    if (isSure || isEndless) {
      return { what: 'nothing', failure: new TransportError('wrongType', 'This is not a feed.'), guesses }
    }
    return document(answer, beginning, guesses, url, title)
  }

  async function document(
    answer: HttpAnswer,
    beginning: Beginning,
    guesses: readonly Guess[],
    url: string,
    title: string | null,
  ): Promise<Look> {
    const contentType = answer.header('content-type')
    const payload = await beginning.whole()
    const text = decodeText(payload, contentType)
    if (detectGrammar(text) === 'html') {
      const failure = new TransportError('wrongType', 'This is a web page, not a feed.')
      const named = RECOGNISERS.flatMap((recogniser) => recogniser.byPage?.({ ...beginning.evidence, text }) ?? [])
      return {
        what: 'page',
        url: answer.url,
        links: linksOfPage(text, answer.url),
        failure,
        guesses: [...guesses, ...named],
      }
    }
    try {
      const input = {
        payload,
        contentType: contentType ?? 'application/octet-stream',
        baseUrl: answer.url,
        topic: null,
        mapping: settings.mapping,
        links: answer.header('link'),
      }
      const parsed = parsePayload(input)
      const verdict = await strictReading(payload, contentType, parsed)
      if (verdict !== null) steps.push(verdict)
      return { what: 'channel', channel: feedChannel(answer, subscribable(answer, url), title, parsed), guesses }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      return { what: 'nothing', failure: error, guesses }
    }
  }

  /** A permanent redirect seen once is believed here, nothing being subscribed yet; but secrets stay where they belong. */
  function subscribable(answer: HttpAnswer, url: string): string {
    const { username, password } = new URL(url)
    const hasSecrets = username !== '' || password !== '' || Object.keys(settings.headers).length > 0
    return hasSecrets ? url : (answer.permanentUrl ?? url)
  }

  return { look }
}

function guessesOf(evidence: Evidence): Guess[] {
  return RECOGNISERS.flatMap((recogniser) => recogniser.byAnswer?.(evidence) ?? [])
}

function emptyEvidence(answer: HttpAnswer, url: string): Evidence {
  return {
    url: new URL(shown(url)),
    status: answer.status,
    finalUrl: answer.url,
    header: answer.header,
    start: new Uint8Array(),
    text: '',
    complete: false,
  }
}

function feedChannel(answer: HttpAnswer, url: string, title: string | null, parsed: ParsedPayload): DetectedChannel {
  const hub = /rel\s*=\s*"?[^",;]*\bhub\b/i.test(answer.header('link') ?? '') ? ['WebSub'] : []
  const { publisher } = parsed
  const schedule = publisher?.schedule.windows ?? null
  return {
    url,
    kind: 'feed',
    title: publisher?.title ?? title ?? nameOfAddress(url),
    facts: {
      format: parsed.format,
      events: [],
      sampleMs: null,
      offersPush: [...new Set([...parsed.offersPush, ...hub])],
      ...(publisher?.asksLogin === true && { asksLogin: true }),
      ...(publisher?.statistics && { statisticsTo: publisher.statistics.url }),
      ...(schedule !== null && {
        schedule: {
          intervalMs: schedule.intervalMs,
          earliestMs: schedule.earliestMs,
          latestMs: schedule.latestMs,
        },
      }),
      ...(publisher !== null && publisher.sections.length > 0 && { sections: publisher.sections }),
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
