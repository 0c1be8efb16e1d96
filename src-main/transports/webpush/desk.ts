import { randomUUID } from 'node:crypto'
import { linesOf } from '../../contract/index'
import {
  TransportError,
  type Channel,
  type Clock,
  type Door,
  type DoorAnswer,
  type DoorRequest,
  type RawEvent,
  type RunEnd,
  type TransportIo,
} from '../../core/ports'
import { abortable } from '../abortable'
import { placeOf } from './address'
import { keysOf, olderKeysOf, optionsOf, type OlderKeys } from './keys'
import { faultWords, MAX_PUSH_BYTES, openWithAny, priorityOfUrgency, pushEvent } from './message'
import { sameKey, signerOf } from './vapid'
import { createWaitingLine, type WaitingLine } from './waiting-line'
import type { PushKeys } from './decrypt'

/** The room of the door where messages are posted: `POST /p/<token>`. */
export const PUSH_ROOM = 'p'
/** RFC 8030 section 5.4: at most 32 characters of the base64url alphabet. */
const TOPIC = /^[-_A-Za-z0-9]{1,32}$/
const COME_BACK_S = '60'
/** A TTL beyond this says nothing more: RFC 8030 lets the service shorten it. Seconds. */
const MAX_TTL_S = 30 * 24 * 60 * 60

type PushChannel = Pick<Channel, 'url' | 'settings'>

/** One running channel and its addresses. */
interface Subscriber {
  channel: PushChannel
  io: TransportIo
  line: WaitingLine<RawEvent>
}

export interface DeskOptions {
  door: Door
  clock: Clock
  /** Every Web Push channel there is, running or not: a paused one is busy, not gone. */
  channels: () => readonly PushChannel[]
}

/** Takes the messages of all channels that have the receiver for their address. */
export interface Desk {
  /** `opened` is waited for once the door stands open and before anything is handed over. */
  run(channel: PushChannel, io: TransportIo, opened: () => Promise<void>): Promise<RunEnd>
}

export function createDesk({ door, clock, channels }: DeskOptions): Desk {
  const running = new Set<Subscriber>()
  const lost = new Map<Subscriber, (error: TransportError) => void>()
  let leave: Promise<() => void> | null = null

  /** The door is shared by all runs: the first opens it, the last lets go. */
  function enter(): Promise<() => void> {
    if (leave !== null) return leave
    const entering = door.expect(PUSH_ROOM, {
      bodyLimitBytes: MAX_PUSH_BYTES,
      answer,
      lost(error) {
        leave = null
        for (const tell of [...lost.values()]) tell(error)
      },
    })
    leave = entering
    entering.catch(() => {
      // After a move there may be a newer one already.
      if (leave === entering) leave = null
    })
    return entering
  }

  function goOut(): void {
    if (running.size > 0 || leave === null) return
    const last = leave
    leave = null
    last.then(
      (stop) => stop(),
      () => undefined,
    )
  }

  async function answer(request: DoorRequest): Promise<DoorAnswer> {
    if (request.method !== 'POST') return { status: 405, headers: { Allow: 'POST' } }
    const subscriber = [...running].find(({ channel }) => addressIn(channel, request.path) !== null)
    if (subscriber !== undefined) return take(subscriber, request)
    const resting = channels().find((channel) => addressIn(channel, request.path) !== null)
    if (resting === undefined) return { status: 404, body: 'There is no such subscription.\n' }
    return isOver(resting, request.path) ? gone() : later(503, 'This channel is paused.')
  }

  function isOver(channel: PushChannel, token: string): boolean {
    const keys = addressIn(channel, token)
    return keys !== null && 'until' in keys && keys.until <= clock.now()
  }

  async function take({ channel, io, line }: Subscriber, request: DoorRequest): Promise<DoorAnswer> {
    if (isOver(channel, request.path)) return gone()
    const options = optionsOf(channel)
    const refusal = refused(request, linesOf(options.senders), door.origins(), clock.now())
    if (refusal !== null) return refusal
    const ttl = Number(request.header('ttl'))
    const topic = request.header('topic')
    io.heard(request.body.byteLength)
    const read = readBody(request, keysFor(channel), options.plain)
    if ('status' in read) {
      if (read.status === 400) io.dropped(1, unreadable(read.body ?? '').failure)
      return read
    }
    const id = randomUUID()
    const priority = priorityOfUrgency(request.header('urgency'))
    const baseUrl = door.addressOf(PUSH_ROOM, '')
    const says = { ...(priority !== null && { priority }), ...(topic !== null && { guid: `topic:${topic}` }) }
    const event = pushEvent(read.text, { id, receivedAt: clock.now(), baseUrl }, { says })
    io.frame?.({
      at: clock.now(),
      direction: 'in',
      kind: 'event',
      type: 'push',
      data: `${String(request.body.byteLength)} bytes, TTL ${String(ttl)}${topic === null ? '' : `, topic ${topic}`}`,
      lastEventId: id,
    })
    switch (await line.add({ message: event, topic, ttlMs: ttl * 1000 })) {
      case 'stored':
      case 'replaced':
        return {
          status: 201,
          headers: { Location: door.addressOf(PUSH_ROOM, `m/${id}`), TTL: String(Math.min(ttl, MAX_TTL_S)) },
        }
      case 'full':
        return later(429, 'Too many messages at once.')
      default:
        return later(503, 'The message could not be stored just now.')
    }
  }

  return {
    async run(channel, io, opened) {
      io.signal.throwIfAborted()
      if (placeOf(channel.url) === null || keysOf(channel) === null) throw unprepared()
      const stop = new AbortController()
      const onAbort = (): void => stop.abort(io.signal.reason)
      io.signal.addEventListener('abort', onAbort, { once: true })
      const subscriber: Subscriber = { channel, io, line: createWaitingLine(clock) }
      running.add(subscriber)
      lost.set(subscriber, (error) => stop.abort(error))
      try {
        await abortable(enter(), stop.signal)
        await abortable(opened(), stop.signal)
        io.opened()
        for (;;) {
          const { messages, done } = await subscriber.line.take(stop.signal)
          try {
            await abortable(io.received(messages), stop.signal)
          } catch (error) {
            done('failed')
            throw error
          }
          done('stored')
        }
      } finally {
        io.signal.removeEventListener('abort', onAbort)
        running.delete(subscriber)
        lost.delete(subscriber)
        subscriber.line.close()
        goOut()
      }
    },
  }
}

/** The keys that were given out with this address of the channel; null when it is none of its addresses. */
function addressIn(channel: PushChannel, token: string): PushKeys | OlderKeys | null {
  const isIt = (url: string): boolean => {
    const place = placeOf(url)
    return place?.way === 'receiver' && place.token === token
  }
  if (isIt(channel.url)) return keysOf(channel)
  return olderKeysOf(channel).find(({ url }) => isIt(url)) ?? null
}

/** All keys of a channel: a sender may mix up an old address and new keys. */
const keysFor = (channel: PushChannel): PushKeys[] => {
  const now = keysOf(channel)
  return [...(now === null ? [] : [now]), ...olderKeysOf(channel)]
}

/** What is wrong with a request before anybody looks into it. RFC 8030 section 5, RFC 8292 section 4.2. */
function refused(
  request: DoorRequest,
  senders: readonly string[],
  origins: readonly string[],
  now: number,
): DoorAnswer | null {
  const ttl = request.header('ttl')
  if (ttl === null || !/^\d{1,15}$/.test(ttl.trim())) return { status: 400, body: 'A TTL header is needed.\n' }
  const topic = request.header('topic')
  if (topic !== null && !TOPIC.test(topic)) {
    return { status: 400, body: 'A Topic has at most 32 characters of the base64url alphabet.\n' }
  }
  const signed = signerOf(request.header('authorization'), origins, now)
  if ('fault' in signed) return { status: 403, body: `${signed.fault}\n` }
  if (senders.length === 0) return null
  if (signed.by === null) {
    return { status: 401, headers: { 'WWW-Authenticate': 'vapid' }, body: 'Only signed messages are taken here.\n' }
  }
  return senders.some((key) => sameKey(key) === signed.by)
    ? null
    : { status: 403, body: 'This sender is not among those that are taken here.\n' }
}

function readBody(request: DoorRequest, keys: readonly PushKeys[], plain: boolean): { text: string } | DoorAnswer {
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'aes128gcm') {
    const opened = openWithAny(request.body, keys)
    if ('text' in opened) return { text: opened.text.toString('utf8') }
    return { status: 400, body: `This message cannot be read: ${faultWords(opened)}.\n` }
  }
  if (encoding === 'identity' && plain) return { text: Buffer.from(request.body).toString('utf8') }
  return {
    status: 415,
    headers: { 'Accept-Encoding': plain ? 'aes128gcm, identity' : 'aes128gcm' },
    body: 'Messages are encrypted with aes128gcm here (RFC 8291).\n',
  }
}

const gone = (): DoorAnswer => ({ status: 410, body: 'This subscription was replaced by another one.\n' })

const later = (status: 429 | 503, why: string): DoorAnswer => ({
  status,
  headers: { 'Retry-After': COME_BACK_S },
  body: `${why}\n`,
})

const unreadable = (why: string): TransportError => new TransportError('malformed', `Left out: ${why.trim()}`)

export const unprepared = (): TransportError =>
  new TransportError('invalidAddress', 'The keys of this channel are missing. Remove it and add it again.', {
    final: 'needsYou',
  })
