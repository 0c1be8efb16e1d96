import {
  DEFAULT_CHANNEL_SETTINGS,
  optionFault,
  isShown,
  TECHNIQUES,
  type ChannelSettings,
  type DetectedChannel,
  type Technique,
  nameOfAddress,
} from '../contract/index'
import { TransportError, type Clock, type Transports } from '../core/ports'
import type { HttpClient } from '../transports/http'
import { shown, type Budget } from './budget'
import { previewOf } from './preview'
import type { Confirmation, Guess } from './recogniser'
import { sampleTransport } from './sample'

export interface GuessJob {
  http: HttpClient
  clock: Clock
  transports: Partial<Transports>
  settings: ChannelSettings
  signal: AbortSignal
  budget: Budget
  /** Where the user's headers and trust belong. */
  origin: string
}

const MAX_CONFIRMATION_BYTES = 256 * 1024
const CONFIRMATION_TIMEOUT_MS = 10_000
const SURENESS = ['certain', 'likely', 'possible'] as const

/** The surest first; of the same channel only the surest. */
export function bestFirst(guesses: readonly Guess[]): Guess[] {
  const sorted = [...guesses].sort((one, other) => SURENESS.indexOf(one.sureness) - SURENESS.indexOf(other.sureness))
  return sorted.filter(
    (guess, at) => sorted.findIndex((other) => other.kind === guess.kind && other.url === guess.url) === at,
  )
}

/** Asks the one question that settles a guess; null when it is something else after all. */
export async function confirmed(guess: Guess, job: GuessJob): Promise<Guess | null> {
  if (guess.confirm === undefined) return guess
  if (!job.budget.mayAsk()) return guess
  const more = await ask(guess.confirm, job)
  return more === null ? null : { ...guess, ...more, confirm: undefined }
}

async function ask(confirmation: Confirmation, job: GuessJob): Promise<Partial<Guess> | null> {
  const { http, settings, signal, budget, origin } = job
  const isOwn = new URL(confirmation.url).origin === origin
  const step = `${confirmation.method} ${shown(confirmation.url)}`
  budget.spend()
  try {
    const answer = await http.request({
      method: confirmation.method,
      url: confirmation.url,
      headers: confirmation.headers ?? {},
      ...(confirmation.body !== undefined && { body: confirmation.body }),
      wantsPieces: confirmation.wantsPieces ?? false,
      secretHeaders: isOwn ? settings.headers : {},
      signal,
      acceptSelfSigned: settings.acceptSelfSigned,
      trust: isOwn ? 'typed' : 'publisher',
      decodedLimitBytes: MAX_CONFIRMATION_BYTES,
      bodyTimeoutMs: CONFIRMATION_TIMEOUT_MS,
      headersTimeoutMs: CONFIRMATION_TIMEOUT_MS,
    })
    budget.steps.push(`${step}: ${answer.status} ${answer.header('content-type') ?? ''}`.trim())
    if (confirmation.headOnly === true) answer.discard()
    const text = confirmation.headOnly === true ? '' : await textOf(answer.chunks)
    return confirmation.read({ status: answer.status, header: answer.header, text })
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof TransportError)) throw error
    budget.steps.push(`${step}: ${error.message}`)
    return null
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

/** A guess as it is offered, without having been tried. */
export function untried(guess: Guess): DetectedChannel {
  return {
    url: guess.url,
    kind: guess.kind,
    title: guess.title ?? nameOfAddress(guess.url),
    facts: { format: guess.format, events: [], sampleMs: null, offersPush: [] },
    preview: [],
    options: guess.options,
    alternatives: [...(guess.alternatives ?? [])],
    subscribedAs: null,
  }
}

/**
 * A guess with its first items. One that only lacks what the user knows (a token, a topic) is offered untried.
 *
 * @throws TransportError when it does not open and the user could not help it
 */
export async function tried(guess: Guess, job: GuessJob): Promise<DetectedChannel> {
  const channel = untried(guess)
  const transport = job.transports[guess.kind]
  const options = { ...guess.options, ...job.settings.options }
  if (transport === undefined || transport.handsOut !== undefined || lacksSomething(TECHNIQUES[guess.kind], options))
    return channel
  const settings = { ...DEFAULT_CHANNEL_SETTINGS, ...job.settings, options }
  try {
    const sample = await sampleTransport(transport, { url: guess.url, settings }, job)
    return {
      ...channel,
      title: guess.title ?? sample.publisher?.title ?? channel.title,
      facts: { ...channel.facts, events: sample.names, sampleMs: sample.sampleMs },
      preview: previewOf(sample.drafts),
    }
  } catch (error) {
    if (error instanceof TransportError && error.final === 'needsYou') return channel
    throw error
  }
}

function lacksSomething(technique: Technique, options: ChannelSettings['options']): boolean {
  return technique.options.some(
    (field) => isShown(field, options, technique) && optionFault(field, options[field.name]) === 'required',
  )
}
