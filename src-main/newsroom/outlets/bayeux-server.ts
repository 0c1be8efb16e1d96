import type { Clock, Json, Random } from '../../core/ports'
import { createListener, type BayeuxListener } from './bayeux-session'

/** How long a connect is held, and how long a listener may stay away between two. */
const HOLD_MS = 25_000
const AWAY_MS = 15_000
const MAX_LISTENERS = 200
const ADVICE = { reconnect: 'retry', interval: 0, timeout: HOLD_MS }
const UNKNOWN = { successful: false, error: '402::Unknown client', advice: { reconnect: 'handshake', interval: 0 } }

type Fields = { [name: string]: Json }

export interface BayeuxServer {
  /** Answers a text of messages with a text of messages, possibly much later; null: it was none. Returns what takes a held answer back. */
  process(text: string, answer: (reply: string | null) => void): () => void
  publish(channel: string, message: string): void
  sweep(): void
  close(): void
}

/** Bayeux 1.0 as far as a newsroom needs it, with the acknowledge extension. Knows no wire. */
export function createBayeuxServer(parts: {
  clock: Clock
  random: Random
  /** What a new subscriber is greeted with. */
  greet: (listener: BayeuxListener) => void
}): BayeuxServer {
  const { clock, random, greet } = parts
  const listeners = new Map<string, BayeuxListener>()

  function handshake(message: Fields): Fields {
    const [oldest] = listeners.keys()
    if (listeners.size >= MAX_LISTENERS && oldest !== undefined) listeners.delete(oldest)
    const clientId =
      Array.from({ length: 20 }, () => Math.floor(random() * 36).toString(36)).join('') + String(listeners.size)
    const acknowledges = isObject(message.ext) && message.ext.ack === true
    listeners.set(clientId, createListener(clientId, acknowledges, clock.now()))
    return {
      version: '1.0',
      clientId,
      successful: true,
      supportedConnectionTypes: ['websocket', 'long-polling'],
      advice: ADVICE,
      ...(acknowledges && { ext: { ack: true } }),
    }
  }

  function subscribe(listener: BayeuxListener, message: Fields): Fields {
    const wanted = [message.subscription ?? []].flat().filter((one) => typeof one === 'string')
    listener.subscribe(wanted)
    greet(listener)
    return { successful: true, subscription: message.subscription ?? [] }
  }

  /** The answer of a connect: news first, then the reply that numbers it. */
  function connected(listener: BayeuxListener, reply: Fields): string[] {
    const { messages, batch } = listener.take()
    const numbered = batch === null ? reply : { ...reply, ext: { ack: batch } }
    return [...messages, JSON.stringify({ ...numbered, successful: true, advice: ADVICE })]
  }

  function hold(listener: BayeuxListener, message: Fields, answer: (replies: string[]) => void): () => void {
    const reply = { channel: '/meta/connect', ...(message.id !== undefined && { id: message.id }) }
    const ext = isObject(message.ext) ? message.ext : {}
    if (typeof ext.ack === 'number') listener.acknowledge(ext.ack)
    const advice = isObject(message.advice) ? message.advice : {}
    const wait = typeof advice.timeout === 'number' ? Math.min(Math.max(0, advice.timeout), HOLD_MS) : HOLD_MS
    // One connect at a time: an older one is answered now.
    listener.release?.()
    const letGo = (): void => {
      stopTimer()
      if (listener.release === respond) listener.release = null
      listener.heardAt = clock.now()
    }
    const respond = (): void => {
      letGo()
      answer(connected(listener, reply))
    }
    const stopTimer = clock.after(wait, respond)
    listener.release = respond
    if (listener.hasNews || wait === 0) respond()
    return letGo
  }

  return {
    process(text, answer) {
      const messages = readAll(text)
      let takeBack = (): void => undefined
      if (messages.length === 0) {
        answer(null)
        return takeBack
      }
      const replies: string[] = []
      let isHeld = false
      for (const message of messages) {
        const { channel = '' } = message
        const reply = (fields: Fields): void => {
          replies.push(JSON.stringify({ channel, ...(message.id !== undefined && { id: message.id }), ...fields }))
        }
        const listener = listeners.get(String(message.clientId))
        if (channel === '/meta/handshake') reply(handshake(message))
        else if (listener === undefined) reply(UNKNOWN)
        else {
          listener.heardAt = clock.now()
          if (channel === '/meta/subscribe') reply(subscribe(listener, message))
          else if (channel === '/meta/disconnect') {
            listener.release?.()
            listeners.delete(listener.id)
            reply({ successful: true })
          } else if (channel === '/meta/connect' && !isHeld) {
            isHeld = true
            takeBack = hold(listener, message, (more) => answer(`[${[...replies, ...more].join(',')}]`))
          } else reply({ successful: false, error: `403:${String(channel)}:This newsroom only speaks` })
        }
      }
      if (!isHeld) answer(`[${replies.join(',')}]`)
      return () => takeBack()
    },
    publish(channel, message) {
      for (const listener of listeners.values()) {
        if (!listener.wants(channel)) continue
        listener.offer(message)
        listener.release?.()
      }
    },
    sweep() {
      for (const { id, release, heardAt } of listeners.values()) {
        if (release === null && clock.now() - heardAt > AWAY_MS) listeners.delete(id)
      }
    },
    close() {
      for (const { release } of listeners.values()) release?.()
      listeners.clear()
    },
  }
}

const isObject = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readAll(text: string): Fields[] {
  try {
    const value = JSON.parse(text) as Json
    return (Array.isArray(value) ? value : [value]).filter(
      (one) => isObject(one) && typeof one.channel === 'string',
    ) as Fields[]
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
