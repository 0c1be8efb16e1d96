import type { ChannelSettings, ConnectionState, Failure, Options, TransportKind } from '@contract/index'
import type { Detect, Json } from '../../core/ports'
import { addressGuess } from '../../detect/address-guess'
import type { CommandContext } from '../command'
import { printable } from '../item-line'
import { CommandFailed, missingOption } from '../usage'
import { follow, type FollowPorts } from './follow'
import { createPrinter, type Printer, type PrinterOptions } from './printer'

export interface TailOptions extends Omit<PrinterOptions, 'output' | 'terminal' | 'mapping' | 'dropped'> {
  url: string
  /** Undefined: found out from the address and the first answer. */
  kind: TransportKind | undefined
  settings: ChannelSettings
  /** Where a stream resumes; null at its present. */
  cursor: Json | null
  /** Milliseconds; null for no end. */
  forMs: number | null
}

export interface TailPorts extends FollowPorts {
  detect: Detect
}

/** Before it was ever reached, an address gets so many attempts; afterwards a stream is followed through any outage. */
const MAX_FIRST_ATTEMPTS = 4

type Ending = { how: 'done' } | { how: 'failed'; error: Failure } | { how: 'otherKind'; error: Failure }

/** @throws CommandFailed when the channel failed for good, with the one line that says why. */
export async function tail(ports: TailPorts, options: TailOptions, context: CommandContext): Promise<void> {
  const printer = createPrinter({
    ...options,
    mapping: options.settings.mapping,
    output: context.output,
    terminal: context.terminal,
    dropped: (count) => {
      context.say(`${options.url}: ${leftOut(count)}: unreadable or over a limit.`)
    },
  })
  const deadline = AbortSignal.any([context.ended, context.output.gone])
  const timeUp = new AbortController()
  const cancel = options.forMs === null ? () => undefined : ports.clock.after(options.forMs, () => timeUp.abort())
  const ended = AbortSignal.any([deadline, timeUp.signal])
  try {
    const ending = await anyKind(ports, options, context, printer, ended)
    if (ending.how !== 'done') throw new CommandFailed(oneLine(options.url, ending.error))
  } finally {
    cancel()
    await printer.flush()
  }
}

/**
 * The kind is decided by the first answer itself, not by a visit before it: a stream is opened exactly once and none
 * of its first events is lost. What is no stream is asked for as a document; a page is searched for its feeds.
 */
async function anyKind(
  ports: TailPorts,
  options: TailOptions,
  context: CommandContext,
  printer: Printer,
  ended: AbortSignal,
): Promise<Ending> {
  const attempt = (url: string, kind: TransportKind, guessed: boolean, found: Options = {}): Promise<Ending> => {
    const settings = { ...options.settings, options: { ...found, ...options.settings.options } }
    const missing = missingOption(kind, settings.options)
    if (missing !== null) throw new CommandFailed(`${url}: ${missing}`)
    return followUntil(ports, { ...options, url, kind, guessed, settings }, context, printer, ended)
  }

  if (options.kind !== undefined) return attempt(options.url, options.kind, false)
  // A scheme or a path of its own names the technique; any other socket is a plain one.
  const known = addressGuess(options.url)
  const isSocket = /^wss?:/i.test(options.url)
  if (known === null && isSocket) return attempt(options.url, 'websocket', false)
  if (known?.sureness !== 'certain' && !isSocket) {
    const asStream = await attempt(options.url, 'sse', true)
    if (asStream.how !== 'otherKind' || ended.aborted) return asStream
    if (looksLikeFeed(asStream.error)) {
      const asDocument = await attempt(options.url, 'feed', true)
      if (asDocument.how !== 'otherKind' || ended.aborted) return asDocument
    }
  }
  const found = await ports
    .detect(options.url, { settings: options.settings, signal: ended })
    .catch((error: unknown) => {
      if (ended.aborted) return null
      throw error
    })
  const best = found?.candidates[0]
  if (best !== undefined) return attempt(best.url, best.kind, false, best.options)
  const error = found?.failure
  return error === null || error === undefined ? { how: 'done' } : { how: 'failed', error }
}

/** By the type that the server gave it. */
function looksLikeFeed({ detail = '' }: Failure): boolean {
  return /\b(?:rss|atom|rdf|feed\+json|x-cdf|xml)\b/i.test(detail)
}

async function followUntil(
  ports: TailPorts,
  options: TailOptions & { kind: TransportKind; guessed: boolean },
  context: CommandContext,
  printer: Printer,
  ended: AbortSignal,
): Promise<Ending> {
  const wire = ports.transports[options.kind]
  const bounded = options.count !== null || options.forMs !== null
  let reached = false
  let lastError: Failure | null = null
  let pictured = false
  const url = wire.handsOut?.newAddress(options.url) ?? options.url
  const made = await wire.prepare?.({ ...options, url })
  const settings = { ...options.settings, options: { ...options.settings.options, ...made } }
  return new Promise((resolve, reject) => {
    let finished = false
    const finish = (ending: Ending): void => {
      if (finished) return
      finished = true
      ended.removeEventListener('abort', timeOut)
      // On the next turn: a state may be told before `follow` has answered with its stop.
      setImmediate(() => {
        stop().then(() => {
          resolve(ending)
        }, reject)
      })
    }
    const timeOut = (): void => {
      const interrupted = context.ended.aborted || context.output.gone.aborted
      const inVain = !reached && lastError !== null && !interrupted
      if (!reached && lastError === null && !interrupted) context.say(`${options.url}: no answer yet; the time is up.`)
      finish(inVain && lastError !== null ? { how: 'failed', error: lastError } : { how: 'done' })
    }
    const onState = (state: ConnectionState): void => {
      if (state.status === 'live') {
        // Nothing comes unless somebody is told where to send it.
        if (!reached && wire.handsOut !== undefined) context.say(wire.handsOut.sheet({ url, settings }).subscription)
        reached = true
      } else if (state.status === 'polled') {
        reached = true
        if (bounded) finish({ how: 'done' })
      } else if (state.status === 'ended' || state.status === 'needsYou') {
        finish({ how: options.guessed && isOtherKind(state.error) ? 'otherKind' : 'failed', error: state.error })
      } else if (state.status === 'waiting') {
        lastError = state.error
        if (!reached && options.guessed && isOtherKind(state.error)) finish({ how: 'otherKind', error: state.error })
        else if (!reached && (wire.style === 'document' || isHopeless(state)))
          finish({ how: 'failed', error: state.error })
        else if (context.watched && state.error.kind !== 'closed') {
          const seconds = Math.max(1, Math.round((state.retryAt - ports.clock.now()) / 1000))
          context.say(`${printable(state.error.message)} Next attempt in ${String(seconds)} s.`)
        }
      }
    }
    const stop = follow(ports, {
      ...options,
      url,
      settings,
      cursor: options.kind === 'sse' ? options.cursor : null,
      frame:
        // An event stream is shown as its wire has it, every other wire by its messages.
        options.format === 'raw' && options.kind === 'sse'
          ? (frame) => {
              printer.frame(frame)
            }
          : undefined,
      async received(events, channel) {
        if (finished) return
        if (wire.style === 'stream') reached = true
        await printer.print(events, channel, wire)
        if (printer.full) finish({ how: 'done' })
      },
      picture({ type, bytes }) {
        reached = true
        if (!pictured)
          context.say(
            `${options.url}: live pictures come (${type}, ${String(bytes.byteLength)} bytes); tail prints documents.`,
          )
        pictured = true
      },
      dropped(count, why) {
        context.say(`${options.url}: ${leftOut(count)}: ${printable(why.message)}`)
      },
      onState,
    })
    if (ended.aborted) timeOut()
    else ended.addEventListener('abort', timeOut)
  })
}

/** The address answered, but with something this wire does not read, or refused what we said we can read. */
function isOtherKind({ kind, message, detail = '' }: Failure): boolean {
  return kind === 'wrongType' || (kind === 'badStatus' && /\b(?:400|405|406|415|426)\b/.test(`${message} ${detail}`))
}

/** A person waits in front of it: what the reader would try again in an hour is said now. */
function isHopeless(state: Extract<ConnectionState, { status: 'waiting' }>): boolean {
  switch (state.error.kind) {
    case 'serverError':
    case 'rateLimited':
    case 'closed':
    case 'stalled':
      return false
    case 'unreachable':
    case 'timeout':
      return state.attempt >= MAX_FIRST_ATTEMPTS
    default:
      return true
  }
}

/** Why it is over. What the reader would do next (“connecting anew”) is not done here. */
function oneLine(url: string, error: Failure): string {
  return `${url}: ${printable(error.message.replace(/; connecting anew\.$/, '.'))}`
}

function leftOut(count: number): string {
  return `${String(count)} left out`
}
