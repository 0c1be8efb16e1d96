import {
  DEFAULT_CHANNEL_SETTINGS,
  isSecureScheme,
  schemeOf,
  TECHNIQUES,
  type ChannelSettings,
  type Detection,
  type TransportKind,
} from '../contract/index'
import { TransportError, type Clock, type Detect, type Transports } from '../core/ports'
import type { HttpClient } from '../transports/http'
import { completeAddress } from './address'
import { kinWith, linkedAlternatives } from './alternatives'
import { createBudget, type Budget } from './budget'
import { bestFirst, confirmed, tried, untried, type GuessJob } from './guesses'
import { createLooker, type Look, type Looker } from './look'
import type { Guess } from './recogniser'
import { RECOGNISERS } from './recognisers'

export interface DetectOptions {
  http: HttpClient
  clock: Clock
  /** What is not there is offered untried. */
  transports?: Partial<Transports>
}

/** Where publishers keep feeds that their pages forget to announce, most usual first. */
const USUAL_PATHS = ['/feed', '/rss.xml', '/atom.xml', '/index.xml', '/feed.xml']
/** Kinds that the first answer of an ordinary GET tells of itself. */
const SEEN_AT_ONCE: ReadonlySet<TransportKind> = new Set(['sse', 'feed'])

interface Job {
  http: HttpClient
  clock: Clock
  transports: Partial<Transports>
  settings: ChannelSettings
  signal: AbortSignal
  budget: Budget
}

/** Finds out what an address is, with as few questions as it takes and never more than MAX_REQUESTS. */
export function createDetect({ http, clock, transports = {} }: DetectOptions): Detect {
  return async (address, { onlyKind, settings, signal }) => {
    const detection: Detection = { address: address.trim(), candidates: [], steps: [], failure: null }
    try {
      const { url, guessed } = completeAddress(address)
      const target = fitting(url, onlyKind)
      detection.address = target.href
      const budget = createBudget(detection.steps)
      const complete = { ...DEFAULT_CHANNEL_SETTINGS, ...settings }
      const job: Job = { http, clock, transports, settings: complete, signal, budget }
      if (onlyKind !== undefined && !SEEN_AT_ONCE.has(onlyKind)) await chosen(job, target, onlyKind, detection)
      else if (!/^https?:$/.test(target.protocol)) await otherScheme(job, target, detection)
      else await web(job, target, { guessed, onlyKind, detection })
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof TransportError)) throw error
      if (detection.candidates.length === 0) detection.failure = error.failure
    }
    return detection
  }
}

/** The scheme that a kind speaks, secure where the typed one was. */
function fitting(url: URL, onlyKind: TransportKind | undefined): URL {
  if (onlyKind === undefined) return url
  const schemes: readonly string[] = TECHNIQUES[onlyKind].schemes
  if (schemes.includes(url.protocol)) return url
  return new URL(url.href.replace(/^[a-z]+:/, schemeOf(schemes, isSecureScheme(url.protocol))))
}

/** The user said what it is: it is tried as that, and nothing else. */
async function chosen(job: Job, target: URL, kind: TransportKind, detection: Detection): Promise<void> {
  const recogniser = RECOGNISERS.find((one) => one.kind === kind)
  const known = recogniser?.byAddress?.(target) ?? null
  const guess: Guess = { ...plainGuess(target.href, kind), ...(known?.kind === kind && known) }
  try {
    detection.candidates.push(await tried({ ...guess, confirm: undefined }, guessJob(job, target)))
  } catch (error) {
    // It may need what is said one step further (a token, a topic, a path): the user may subscribe all the same.
    if (error instanceof TransportError) detection.failure = error.failure
    else throw error
  }
}

const plainGuess = (url: string, kind: TransportKind): Guess => ({
  kind,
  url,
  options: {},
  sureness: 'certain',
  format: FORMATS[kind] ?? kind,
})
const FORMATS: Partial<Record<TransportKind, string>> = { websocket: 'WebSocket' }

/** Sockets and schemes of their own. A socket that no technique claims is a plain one. */
async function otherScheme(job: Job, target: URL, detection: Detection): Promise<void> {
  const guesses = bestFirst([
    ...RECOGNISERS.flatMap((recogniser) => recogniser.byAddress?.(target) ?? []),
    ...(/^wss?:$/.test(target.protocol)
      ? [{ ...plainGuess(target.href, 'websocket'), sureness: 'likely' as const }]
      : []),
  ])
  if (guesses.length === 0) {
    throw new TransportError('invalidAddress', `Crier does not know how to follow “${target.protocol}” addresses.`)
  }
  await offer(job, target, guesses, detection)
}

/** What a technique that knew its own said when it was tried after all: it knows best why this cannot be followed. */
interface Refusal {
  ofConfirmed: TransportError | null
}

/** Tries guesses, the best first, until one holds; the others are offered beside it. */
async function offer(
  job: Job,
  target: URL,
  guesses: readonly Guess[],
  detection: Detection,
  refusal: Refusal = { ofConfirmed: null },
): Promise<void> {
  let failure: TransportError | null = null
  let holds = detection.candidates.length > 0
  for (const guess of guesses) {
    if (detection.candidates.some(({ kind, url }) => kind === guess.kind && url === guess.url)) continue
    if (holds) {
      if (guess.sureness !== 'certain' || guess.confirm === undefined) detection.candidates.push(untried(guess))
      continue
    }
    try {
      const sure = await confirmed(guess, guessJob(job, target))
      if (sure === null) continue
      const mayTry = job.budget.mayAsk() && isSamePlace(sure.url, target)
      detection.candidates.push(mayTry ? await tried(sure, guessJob(job, target)) : untried(sure))
      holds = true
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      failure ??= error
      if (guess.confirm !== undefined) refusal.ofConfirmed ??= error
    }
  }
  if (detection.candidates.length === 0 && failure !== null) throw failure
}

/**
 * Whether an address is where the user pointed, be it as http or as ws. A page may name any other: trying that would
 * send the user's headers there, or let the page choose what on the user's own network is asked.
 */
function isSamePlace(address: string, target: URL): boolean {
  const asWeb = (url: URL): string => `${url.protocol.replace('ws', 'http')}//${url.host}`
  return URL.canParse(address) && asWeb(new URL(address)) === asWeb(target)
}

const guessJob = (job: Job, target: URL): GuessJob => ({ ...job, origin: target.origin })

/** How a publisher fails that answered a moment ago and is not there any more. */
const GONE_SINCE: ReadonlySet<TransportError['kind']> = new Set(['unreachable', 'closed', 'timeout'])

async function web(
  job: Job,
  target: URL,
  { guessed, onlyKind, detection }: { guessed: boolean; onlyKind: TransportKind | undefined; detection: Detection },
): Promise<void> {
  const { budget } = job
  const byAddress = onlyKind === undefined ? RECOGNISERS.flatMap((one) => one.byAddress?.(target) ?? []) : []
  // What an address says for certain need not be looked at as a document first.
  const sure = bestFirst(byAddress).filter(({ sureness }) => sureness === 'certain')
  if (sure.length > 0) {
    try {
      await offer(job, target, sure, detection)
    } catch (error) {
      if (!(error instanceof TransportError) || !budget.mayAsk()) throw error
    }
    if (detection.candidates.length > 0 || !budget.mayAsk()) return
  }

  const looker = createLooker(job)
  let first: Look
  try {
    first = await firstLook(looker, target, guessed, detection, budget)
  } catch (error) {
    const rest = bestFirst([...byAddress.filter(({ sureness }) => sureness !== 'certain'), ...heldGuess(error, target)])
    if (!(error instanceof TransportError) || rest.length === 0) throw error
    await offer(job, target, rest, detection)
    if (detection.candidates.length === 0) throw error
    return
  }

  const accept = (found: Look): boolean => {
    if (found.what !== 'channel' || (onlyKind !== undefined && found.channel.kind !== onlyKind)) return false
    if (!detection.candidates.some((known) => known.url === found.channel.url)) detection.candidates.push(found.channel)
    return true
  }
  const isChannel = accept(first)
  if (onlyKind !== undefined) {
    if (isChannel) return
    throw first.what === 'channel' ? unwanted(first.channel.kind) : first.failure
  }
  const guesses = bestFirst([...first.guesses, ...byAddress.filter(({ sureness }) => sureness !== 'certain')])
  const refusal: Refusal = { ofConfirmed: null }
  let wentAway = false
  const noteRefusal = (error: unknown): void => {
    ignoreRefusal(error)
    wentAway ||= error instanceof TransportError && GONE_SINCE.has(error.kind)
  }
  if (first.what === 'channel' && first.guesses.some(({ sureness }) => sureness === 'certain')) {
    // A technique that wears the coat of another: its own reading comes first.
    const worn = detection.candidates.splice(0)
    await offer(job, target, guesses, detection, refusal).catch(noteRefusal)
    detection.candidates.push(...worn)
  } else {
    await offer(job, target, guesses, detection, refusal).catch(noteRefusal)
  }
  if (first.what === 'socket') {
    const socket = plainGuess(detection.address.replace(/^http/, 'ws'), 'websocket')
    if (detection.candidates.length === 0) await offer(job, target, [socket], detection)
    else detection.candidates.push(untried(socket))
  }
  // Some cameras and programs serve one client only, and that was our look: what it said of itself still holds.
  const told = first.guesses.find(({ sureness, confirm }) => sureness === 'certain' && confirm === undefined)
  if (detection.candidates.length === 0 && wentAway && told !== undefined) detection.candidates.push(untried(told))
  if (first.what === 'page') await page(job, looker, first, accept, detection)
  if (detection.candidates.length === 0) {
    throw refusal.ofConfirmed ?? (first.what === 'page' ? emptyPage() : nothingAt(first))
  }
  settleKinship(detection)
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof TransportError)) throw error
}

/** A server that takes a question and keeps it is what a long poll looks like. */
function heldGuess(error: unknown, target: URL): Guess[] {
  if (!(error instanceof TransportError) || error.kind !== 'timeout') return []
  return [{ ...plainGuess(target.href, 'longpoll'), sureness: 'possible', format: 'Long poll' }]
}

/** What a page links to: feeds and streams, and where it names none, the usual places. */
async function page(
  { budget }: Job,
  looker: Looker,
  first: Extract<Look, { what: 'page' }>,
  accept: (found: Look) => boolean,
  detection: Detection,
): Promise<void> {
  for (const link of first.links) {
    if (link.kind !== 'feed' && link.kind !== 'sse') {
      detection.candidates.push(
        untried({ ...plainGuess(link.url, link.kind), ...(link.title && { title: link.title }) }),
      )
    } else if (!budget.mayAsk()) {
      const guess = { ...plainGuess(link.url, link.kind), ...(link.title && { title: link.title }) }
      detection.candidates.push({ ...untried(guess), facts: { ...untried(guess).facts, format: null } })
    } else accept(await tolerant(looker, link.url, link.title))
  }
  if (first.links.length > 0 || detection.candidates.length > 0) return
  for (const path of USUAL_PATHS) {
    if (!budget.mayAsk() || accept(await tolerant(looker, new URL(path, first.url).href, null))) break
  }
}

/** Candidates of one publisher by several techniques stand in for each other. */
function settleKinship(detection: Detection): void {
  const { candidates } = detection
  detection.candidates = candidates.map((candidate) => ({
    ...candidate,
    alternatives: linkedAlternatives(candidate.alternatives, kinWith(candidate, candidates)),
  }))
}

/** https first where no scheme was typed; a machine that only speaks http is asked once more. */
async function firstLook(
  looker: Looker,
  target: URL,
  guessed: boolean,
  detection: Detection,
  budget: Budget,
): Promise<Look> {
  try {
    return await looker.look(target.href, { title: null, typed: true })
  } catch (error) {
    const noTls =
      error instanceof TransportError &&
      (error.kind === 'unreachable' || error.kind === 'tls' || error.kind === 'closed')
    if (!guessed || target.protocol !== 'https:' || !noTls || !budget.mayAsk()) throw error
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
    if (error instanceof TransportError) return { what: 'nothing', failure: error, guesses: [] }
    throw error
  }
}

const emptyPage = (): TransportError =>
  new TransportError(
    'wrongType',
    'This is a web page, and no feed or stream was found on it. Its publisher may name one.',
  )

function nothingAt(first: Look): TransportError {
  return first.what === 'channel' ? unwanted(first.channel.kind) : first.failure
}

function unwanted(kind: TransportKind): TransportError {
  const words: Partial<Record<TransportKind, string>> = { sse: 'a live event stream', feed: 'a feed' }
  return new TransportError('wrongType', `This is ${words[kind] ?? `a ${kind}`}, not what was asked for.`)
}
