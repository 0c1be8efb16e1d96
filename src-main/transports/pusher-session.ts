import { CONNECT_TIMEOUT_MS } from '../contract/index'
import { TransportError, type Clock, type TransportIo } from '../core/ports'
import { pusherClose, pusherFailure } from './pusher-errors'
import { objectIn, payloadIn, readPusherMessage, type PusherMessage } from './pusher-messages'
import type { Line, News, Talk } from './talk'

/** Silence after which we ask whether the other side is there, when it did not say, and the most that is believed. */
export const USUAL_ACTIVITY_MS = 120_000
/** How long the answer to our ping may take (protocol 7: "30 seconds is recommended"). */
export const PONG_WITHIN_MS = 30_000

/** A server that confirms no subscription is believed after so long. */
const CONFIRM_WITHIN_MS = 5_000

export interface PusherWishes {
  channels: readonly string[]
  /** Empty: all. */
  events: ReadonlySet<string>
  /** Shortened in tests; milliseconds. */
  activityMs?: number
  pongWithinMs?: number
}

/** Our side of the Pusher protocol 7 on one connection: what is published on the channels becomes events. */
export function beginPusher(
  wishes: PusherWishes,
  { clock, io, baseUrl, opened }: { clock: Clock; io: TransportIo; baseUrl: string; opened(): void },
  line: Line,
): Talk {
  const { host } = line
  let established = false
  let isOpen = false
  let unconfirmed = wishes.channels.length
  let stopWaiting = (): void => undefined
  let cancel = clock.after(CONNECT_TIMEOUT_MS, () => {
    line.end(new TransportError('timeout', `${host} did not say hello in time.`))
  })

  const send = (event: string, data: object, channel?: string): void =>
    line.send(JSON.stringify({ event, data, ...(channel !== undefined && { channel }) }))

  function establish(message: PusherMessage): void {
    if (established) return
    established = true
    const { activity_timeout: seconds } = objectIn(message.data)
    const said = typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : USUAL_ACTIVITY_MS
    watch(wishes.activityMs ?? Math.min(said, USUAL_ACTIVITY_MS))
    for (const channel of wishes.channels) send('pusher:subscribe', { channel })
    stopWaiting = clock.after(CONFIRM_WITHIN_MS, open)
  }

  /** The connection stands when its channels are ours. */
  function open(): void {
    stopWaiting()
    if (isOpen) return
    isOpen = true
    opened()
  }

  /** Asks after a time of silence, and gives the line up when nothing at all comes back. */
  function watch(activityMs: number): void {
    cancel()
    cancel = clock.after(activityMs, ask)
    function ask(): void {
      const silentMs = line.silentMs()
      if (silentMs < activityMs) {
        cancel = clock.after(Math.max(1, activityMs - silentMs), ask)
        return
      }
      const { pongWithinMs = PONG_WITHIN_MS } = wishes
      send('pusher:ping', {})
      cancel = clock.after(pongWithinMs, () => {
        if (line.silentMs() < pongWithinMs) watch(activityMs)
        else line.end(new TransportError('stalled', `${host} does not answer any more; connecting anew.`))
      })
    }
  }

  function error({ data }: PusherMessage): void {
    const { code, message } = objectIn(data)
    const words = typeof message === 'string' ? message : ''
    const failure = pusherFailure(Number(code), words, host)
    if (failure !== null) throw failure
    // Without a code it is about what we asked for, and all we ask for is to subscribe.
    if (unconfirmed > 0) {
      const told = `${host} did not let us subscribe: “${words.slice(0, 200)}”.`
      throw new TransportError('protocol', told, { final: 'needsYou' })
    }
  }

  function refusedChannel({ channel, data }: PusherMessage): void {
    const { error: told, type } = objectIn(data)
    const words = typeof told === 'string' ? told : typeof type === 'string' ? type : 'no reason was given'
    const message = `${host} does not let us into the channel “${(channel ?? '').slice(0, 100)}”: ${words.slice(0, 200)}.`
    throw new TransportError('forbidden', message, { final: 'needsYou' })
  }

  function published({ event, channel, data }: PusherMessage): News[] {
    open()
    if (wishes.events.size > 0 && !wishes.events.has(event)) return []
    const payload = payloadIn(data)
    if (payload === undefined) {
      io.dropped(1, { kind: 'malformed', message: `${host} sent an event that cannot be read; it was left out.` })
      return []
    }
    const text = payload ?? event
    return [
      {
        event: {
          payload: text,
          contentType: null,
          topic: event,
          id: null,
          receivedAt: clock.now(),
          baseUrl,
          // Of one channel the channel says nothing; of several it tells them apart.
          ...(wishes.channels.length > 1 && channel !== null && { says: { categories: [channel] } }),
        },
        bytes: text.length,
      },
    ]
  }

  return {
    text(text) {
      const message = readPusherMessage(text)
      if (message === null) {
        const words = `${host} sent something that is no message of the Pusher protocol; connecting anew.`
        throw new TransportError(established ? 'protocol' : 'wrongType', words)
      }
      switch (message.event) {
        case 'pusher:connection_established':
          establish(message)
          return []
        case 'pusher:ping':
          send('pusher:pong', {})
          return []
        case 'pusher:error':
          error(message)
          return []
        case 'pusher:subscription_error':
        case 'pusher_internal:subscription_error':
          refusedChannel(message)
          return []
        case 'pusher_internal:subscription_succeeded':
          unconfirmed -= 1
          if (unconfirmed <= 0) open()
          return []
        default:
          return /^pusher(?:_internal)?:/.test(message.event) ? [] : published(message)
      }
    },
    closed(code, reason) {
      if (established) return pusherClose(code, reason, host)
      const failure = pusherClose(code, reason, host)
      if (failure instanceof TransportError) return failure
      return new TransportError('closed', `${host} closed the connection before it said hello.`)
    },
    stop() {
      cancel()
      stopWaiting()
    },
  }
}
