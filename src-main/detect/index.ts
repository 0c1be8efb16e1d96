import {
  type ChannelSettings,
  DEFAULT_CHANNEL_SETTINGS,
  type DetectedChannel,
  type Detection,
  type TransportKind,
} from '../contract/index'
import { type Clock, type Detect, TransportError, type Transports } from '../core/ports'
import type { HttpClient } from '../transports/http'
import { completeAddress } from './address'
import { createLooker, type Look, type Looker } from './look'
import { sampleSocket } from './sample-stream'

export interface DetectOptions {
  http: HttpClient
  clock: Clock
  /** For sockets; without it a socket is offered untried. */
  transports?: Partial<Pick<Transports, 'websocket'>>
}

/** Where publishers keep feeds that their pages forget to announce, most usual first. */
const USUAL_PATHS = ['/feed', '/rss.xml', '/atom.xml', '/index.xml', '/feed.xml']

/** Finds out what an address is, with as few questions as it takes and never more than MAX_REQUESTS. */
export function createDetect(options: DetectOptions): Detect {
  return async (address, { onlyKind, settings, signal }) => {
    const detection: Detection = { address: address.trim(), candidates: [], steps: [], failure: null }
    try {
      const { url, guessed } = completeAddress(address)
      const target = fitting(url, onlyKind)
      detection.address = target.href
      const job = { ...options, settings: { ...DEFAULT_CHANNEL_SETTINGS, ...settings }, signal, steps: detection.steps }
      if (target.protocol === 'ws:' || target.protocol === 'wss:')
        detection.candidates.push(await socket(job, target.href))
      else await web(job, target, { guessed, onlyKind, detection })
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof TransportError)) throw error
      if (detection.candidates.length === 0) detection.failure = error.failure
    }
    return detection
  }
}

interface Job extends DetectOptions {
  settings: ChannelSettings
  signal: AbortSignal
  steps: string[]
}

/** A socket is asked for by its own scheme, and everything else by the web's. */
function fitting(url: URL, onlyKind: TransportKind | undefined): URL {
  const isSocket = /^wss?:$/.test(url.protocol)
  if (onlyKind === undefined || (onlyKind === 'websocket') === isSocket) return url
  return new URL(
    url.href.replace(/^[a-z]+:/, isSocket ? url.protocol.replace('ws', 'http') : url.protocol.replace('http', 'ws')),
  )
}

async function socket(job: Job, url: string): Promise<DetectedChannel> {
  const transport = job.transports?.websocket
  if (transport === undefined) {
    return {
      url,
      kind: 'websocket',
      title: new URL(url).host,
      facts: { format: 'WebSocket', events: [], sampleMs: null, offersPush: [] },
      preview: [],
      options: {},
      alternatives: [],
      subscribedAs: null,
    }
  }
  try {
    const found = await sampleSocket(transport, { url, settings: job.settings }, job.clock, job.signal)
    job.steps.push(`CONNECT ${shown(url)}: open`)
    return found
  } catch (error) {
    if (error instanceof TransportError) job.steps.push(`CONNECT ${shown(url)}: ${error.message}`)
    throw error
  }
}

async function web(
  job: Job,
  target: URL,
  { guessed, onlyKind, detection }: { guessed: boolean; onlyKind: TransportKind | undefined; detection: Detection },
): Promise<void> {
  const looker = createLooker(job)
  const first = await firstLook(looker, target, guessed, detection)
  const accept = (found: Look): boolean => {
    if (found.what !== 'channel' || (onlyKind !== undefined && found.channel.kind !== onlyKind)) return false
    if (!detection.candidates.some((known) => known.url === found.channel.url)) detection.candidates.push(found.channel)
    return true
  }
  if (accept(first)) return
  if (first.what === 'channel') throw unwanted(first.channel.kind)
  if (first.what === 'socket') {
    detection.candidates.push(await socket(job, detection.address.replace(/^http/, 'ws')))
    return
  }
  // The user said what it is: no guessing.
  if (onlyKind !== undefined || first.what !== 'page') throw first.failure

  for (const link of first.links) {
    if (!looker.mayAsk()) {
      detection.candidates.push(unread(link.url, link.title))
      continue
    }
    accept(await tolerant(looker, link.url, link.title))
  }
  for (const path of first.links.length === 0 ? USUAL_PATHS : []) {
    if (!looker.mayAsk() || accept(await tolerant(looker, new URL(path, first.url).href, null))) break
  }
  if (detection.candidates.length === 0) {
    throw new TransportError(
      'wrongType',
      'This is a web page, and no feed or stream was found on it. Its publisher may name one.',
    )
  }
}

/** https first where no scheme was typed; a machine that only speaks http is asked once more. */
async function firstLook(looker: Looker, target: URL, guessed: boolean, detection: Detection): Promise<Look> {
  try {
    return await looker.look(target.href, { title: null, typed: true })
  } catch (error) {
    const noTls =
      error instanceof TransportError &&
      (error.kind === 'unreachable' || error.kind === 'tls' || error.kind === 'closed')
    if (!guessed || target.protocol !== 'https:' || !noTls || !looker.mayAsk()) throw error
    const plain = target.href.replace(/^https:/, 'http:')
    try {
      const found = await looker.look(plain, { title: null, typed: true })
      detection.address = plain
      return found
    } catch (again) {
      // What was wrong with the first answer says more to somebody who typed no scheme.
      throw again instanceof TransportError ? error : again
    }
  }
}

/** A feed that a page announces and cannot deliver is passed over; the step tells. */
async function tolerant(looker: Looker, url: string, title: string | null): Promise<Look> {
  try {
    return await looker.look(url, { title, typed: false })
  } catch (error) {
    if (error instanceof TransportError) return { what: 'nothing', failure: error }
    throw error
  }
}

const unread = (url: string, title: string | null): DetectedChannel => ({
  url,
  kind: 'feed',
  title: title ?? new URL(url).host,
  facts: { format: null, events: [], sampleMs: null, offersPush: [] },
  preview: [],
  options: {},
  alternatives: [],
  subscribedAs: null,
})

function unwanted(kind: TransportKind): TransportError {
  const words: Partial<Record<TransportKind, string>> = { sse: 'a live event stream', websocket: 'a WebSocket' }
  return new TransportError('wrongType', `This is ${words[kind] ?? `a ${kind}`}, not what was asked for.`)
}

function shown(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
