import { MAX_SECTIONS, type Failure } from '../contract/index'
import {
  SILENT_PUBLISHER,
  TransportError,
  type Clock,
  type PublisherFacts,
  type RawEvent,
  type TransportIo,
} from '../core/ports'
import { abortable } from './abortable'
import { afterGotifyMessage, readGotifyCursor, writeGotifyCursor, type GotifyCursor } from './gotify-cursor'
import { missedMessages } from './gotify-missed'
import {
  parsed,
  readGotifyMessageObject,
  type GotifyApplication,
  type GotifyMessage,
  type GotifyRest,
} from './gotify-rest'

/** How often the names of applications are asked for again because a message has one we do not know. */
const ASK_NAMES_EVERY_MS = 60_000
/** Messages handed over at once when catching up. */
const BATCH_MESSAGES = 100
/** Messages remembered so that none is told twice; far longer than one can be on its way twice. */
const MAX_TOLD = 5_000

export interface GotifyDesk {
  /** Hands over what was missed; call it once, first. */
  catchUp(): Promise<void>
  /** Hands over what the socket brought. */
  receive(events: readonly RawEvent[]): Promise<void>
}

/** Keeps the order of one connection: what is known, what was handed over, what applications are called. */
export function createGotifyDesk({
  rest,
  clock,
  base,
  io,
  signal,
}: {
  rest: GotifyRest
  clock: Clock
  base: string
  io: TransportIo
  signal: AbortSignal
}): GotifyDesk {
  const { host } = new URL(base)
  let cursor: GotifyCursor = readGotifyCursor(io.cursor)
  /** Of this connection: the socket may bring what a page has brought already. */
  const told = new Set<number>(cursor)
  let applications: ReadonlyMap<number, GotifyApplication> = new Map()
  let askedAt: number | null = null
  let publisher: PublisherFacts | null = null

  /** Names are a pleasure, not a need: without them messages come all the same. */
  async function askNames(): Promise<void> {
    askedAt = clock.now()
    try {
      applications = await rest.applications()
    } catch (error) {
      if (signal.aborted || !(error instanceof TransportError)) throw error
      return
    }
    const names = [...new Set([...applications.values()].map(({ name }) => name))]
    publisher = { ...SILENT_PUBLISHER, siteUrl: base, sections: names.slice(0, MAX_SECTIONS) }
  }

  function eventOf(message: GotifyMessage): RawEvent {
    const application = message.appId === null ? undefined : applications.get(message.appId)
    const facts = publisher
    publisher = null
    cursor = afterGotifyMessage(cursor, message.id)
    return {
      payload: message.payload,
      contentType: 'application/json',
      topic: application?.name ?? null,
      id: String(message.id),
      cursor: writeGotifyCursor(cursor),
      receivedAt: clock.now(),
      baseUrl: base,
      format: 'gotify',
      ...(application !== undefined && { says: { section: [application.name], image: application.icon } }),
      ...(facts !== null && { publisher: facts }),
    }
  }

  async function handOver(messages: readonly GotifyMessage[]): Promise<void> {
    const fresh = messages.filter(({ id }) => {
      const isNew = !told.has(id)
      told.add(id)
      return isNew
    })
    while (told.size > MAX_TOLD) told.delete(told.values().next().value ?? 0)
    if (fresh.length > 0) await abortable(io.received(fresh.map(eventOf)), signal)
  }

  return {
    async catchUp() {
      await askNames()
      const missed = await missedMessages(rest, cursor, host, (count, why) => io.dropped(count, why))
      for (let from = 0; from < missed.length; from += BATCH_MESSAGES) {
        await handOver(missed.slice(from, from + BATCH_MESSAGES))
      }
    },

    async receive(events) {
      const messages = events.map(({ payload }) => readGotifyMessageObject(parsed(String(payload))))
      const good = messages.filter((message) => message !== null)
      if (good.length < messages.length) io.dropped(messages.length - good.length, unreadable(host))
      const isStranger = good.some(({ appId }) => appId !== null && !applications.has(appId))
      if (isStranger && (askedAt === null || clock.now() - askedAt >= ASK_NAMES_EVERY_MS)) await askNames()
      await handOver(good)
    },
  }
}

const unreadable = (host: string): Failure =>
  new TransportError('malformed', `${host} sent a message that cannot be read; it was left out.`).failure
