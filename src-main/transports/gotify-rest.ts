import { BODY_TIMEOUT_MS, MAX_BODY_BYTES } from '../contract/index'
import { TransportError, type Channel, type Clock, type Json, type TransportIo } from '../core/ports'
import type { HttpAnswer, HttpClient } from './http'
import { statusFailure } from './http-statuses'
import { isMessageId } from './gotify-cursor'

/** Messages of one page; the server gives at most 200. */
export const PAGE_MESSAGES = 100
const MAX_NAME_CHARACTERS = 200

/** A message as it came, and the two numbers the wire needs of it. */
export interface GotifyMessage {
  id: number
  appId: number | null
  payload: string
}

/** What an application is called and looks like. */
export interface GotifyApplication {
  name: string
  /** Null for the picture that every application begins with. */
  icon: string | null
}

export interface GotifyRest {
  /** Messages with a lower number than `below` (null: the newest), newest first; `more`: there are older ones. */
  page(below: number | null): Promise<{ messages: GotifyMessage[]; more: boolean; bytes: number; unreadable: number }>
  applications(): Promise<Map<number, GotifyApplication>>
}

/** Requests of one connection to a Gotify server (its API, version 2). */
export function createGotifyRest(parts: {
  http: HttpClient
  clock: Clock
  channel: Pick<Channel, 'settings'>
  base: string
  secrets: Readonly<Record<string, string>>
  signal: AbortSignal
  io: TransportIo
}): GotifyRest {
  const { http, clock, channel, base, secrets, signal, io } = parts

  async function ask(path: string): Promise<{ value: Json; bytes: number }> {
    const url = base + path
    io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${url}` })
    const answer = await http.get({
      url,
      headers: { Accept: 'application/json' },
      secretHeaders: secrets,
      signal,
      acceptSelfSigned: channel.settings.acceptSelfSigned,
      trust: 'typed',
      decodedLimitBytes: MAX_BODY_BYTES,
      bodyTimeoutMs: BODY_TIMEOUT_MS,
    })
    const { host } = new URL(answer.url)
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status}` })
    if (answer.status !== 200) {
      answer.discard()
      throw gotifyRefusal(statusFailure(answer.status, answer.header, host, clock.now()), host)
    }
    const text = await textOf(answer, io)
    const value = parsed(text)
    if (value === undefined) throw notGotify(host)
    return { value, bytes: text.length }
  }

  return {
    async page(below) {
      const since = below === null ? '' : `&since=${below}`
      const { value, bytes } = await ask(`message?limit=${PAGE_MESSAGES}${since}`)
      const { messages, paging } = objectOf(value)
      if (!Array.isArray(messages)) throw notGotify(new URL(base).host)
      const read = messages.slice(0, 2 * PAGE_MESSAGES).map((message) => readGotifyMessageObject(message))
      const good = read.filter((message) => message !== null)
      // The next page is told as an address; only the number is taken from it, and never from elsewhere than here.
      const next = objectOf(paging).since
      return { messages: good, more: isMessageId(next), bytes, unreadable: messages.length - good.length }
    },
    async applications() {
      const { value } = await ask('application')
      const found = new Map<number, GotifyApplication>()
      if (!Array.isArray(value)) return found
      for (const entry of value) {
        const { id, name, image } = objectOf(entry)
        if (!isMessageId(id) || typeof name !== 'string' || name.trim() === '') continue
        found.set(id, { name: name.trim().slice(0, MAX_NAME_CHARACTERS), icon: iconAddress(image, base) })
      }
      return found
    },
  }
}

/** Reads one message object, as text of the socket or as an entry of a page; null where it is none. */
export function readGotifyMessageObject(value: Json | undefined): GotifyMessage | null {
  const { id, appid } = objectOf(value)
  if (!isMessageId(id)) return null
  return { id, appId: isMessageId(appid) ? appid : null, payload: JSON.stringify(value) }
}

/** Undefined where the text is no JSON. */
export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // RangeError: a nest so deep that the engine ran out of stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

/** A token that is refused has one remedy, and the user should know which. */
export function gotifyRefusal(error: TransportError, host: string): TransportError {
  if (error.kind !== 'unauthorized' && error.kind !== 'forbidden') return error
  const message = `${host} does not accept this client token. Make a new one in Gotify under Clients and put it in.`
  return new TransportError(error.kind, message, { final: 'needsYou', detail: error.detail, cause: error })
}

function notGotify(host: string): TransportError {
  return new TransportError('wrongType', `${host} answers, but not as a Gotify server.`, { final: 'ended' })
}

function objectOf(value: Json | undefined): { [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

/** A path below the server's own address; pictures need no token there. */
function iconAddress(image: Json | undefined, base: string): string | null {
  if (typeof image !== 'string' || !/^image\/[\w.-]{1,200}$/.test(image)) return null
  return base + image
}

async function textOf(answer: HttpAnswer, io: TransportIo): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.chunks) {
    io.heard(chunk.byteLength)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
