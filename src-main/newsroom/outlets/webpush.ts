import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  DEMO_FOLDER,
  GREETING_STORIES,
  HISTORY_STORIES,
  join,
  pathOf,
  queryOf,
  repeat,
  write,
  type Desk,
  type OpenOutlet,
} from '../outlet'
import { pictureAddress, storyAddress, storyGuid } from '../rendering'
import { sealPush, type SubscriberKeys } from '../seal-push'
import { latestStories, storiesBetween, type Story } from '../wire'

const BASE = '/wire/'
const TOPIC = 'webpush'
/** Where subscriptions are handed in, as a site has an address for it. */
const SUBSCRIPTIONS = `${BASE}subscriptions`
const KEEPALIVE_EVERY_MS = 45_000
const MAX_SUBSCRIPTION_BYTES = 4_096
/** More subscribers than that are not a demo any more. */
const MAX_TOPICS = 20

interface Topic {
  keys: SubscriberKeys
  listeners: Set<ServerResponse>
}

/**
 * Web Push with both of its servers in one: an application server that takes subscriptions and encrypts each story for
 * every subscriber, and the push service in between, which speaks like ntfy and can read none of it.
 */
export const openWebPushOutlet: OpenOutlet = (desk) => {
  const topics = new Map<string, Topic>()
  const stop = repeat(desk.clock, KEEPALIVE_EVERY_MS, () => {
    for (const [topic, { listeners }] of topics) tell(listeners, { event: 'keepalive', topic })
  })

  function subscribe(subscription: unknown): boolean {
    const found = subscriptionIn(subscription)
    if (found === null) return false
    const { topic, keys } = found
    if (!topics.has(topic) && topics.size >= MAX_TOPICS) return false
    topics.set(topic, { keys, listeners: topics.get(topic)?.listeners ?? new Set() })
    return true
  }

  return {
    channels: () => [
      {
        url: `${desk.origin}${BASE}${TOPIC}?up=1`,
        kind: 'webpush',
        title: 'Web Push · Lumen Wire',
        folder: DEMO_FOLDER,
        settings: { options: { announceTo: SUBSCRIPTIONS } },
      },
    ],
    handle(request, response) {
      const path = pathOf(request)
      if (path === SUBSCRIPTIONS && request.method === 'POST') {
        takeSubscription(request, response, subscribe)
        return true
      }
      const [, name = '', rest] = /^\/wire\/([-_A-Za-z0-9]{1,64})(\/json)?$/.exec(path) ?? []
      if (name !== TOPIC && !topics.has(name)) return false
      if (rest === undefined) {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"unifiedpush":{"version":1}}\n')
        return true
      }
      openStream(desk, name, topics.get(name), request, response)
      return true
    },
    publish(story) {
      for (const [topic, { keys, listeners }] of topics) {
        if (listeners.size > 0) tell(listeners, messageOf(desk, topic, story, keys))
      }
    },
    close() {
      stop()
      for (const { listeners } of topics.values()) for (const listener of listeners) listener.end()
    },
  }
}

/** The stream of a topic: `since` the last message, or the newest few. */
function openStream(
  desk: Desk,
  name: string,
  topic: Topic | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method === 'HEAD') return void response.end()
  const only = new Set([response])
  tell(only, { event: 'open', topic: name })
  // Nobody has subscribed: there are no keys to encrypt with, and nothing is told in the clear.
  if (topic === undefined) return void response.end()
  const now = desk.clock.now()
  const since = queryOf(request).get('since') ?? ''
  const missed = /^\d{1,15}$/.test(since)
    ? storiesBetween(Number(since), now, HISTORY_STORIES)
    : latestStories(now, GREETING_STORIES)
  for (const story of missed) tell(only, messageOf(desk, name, story, topic.keys))
  join(topic.listeners, response)
}

/** A line of ntfy's stream. An encrypted body is no UTF-8, so it goes as base64. */
function messageOf({ origin }: Desk, topic: string, story: Story, keys: SubscriberKeys): object {
  return {
    id: story.id,
    time: Math.floor(story.publishedAt / 1000),
    event: 'message',
    topic,
    message: sealPush(storyAsNotification(origin, story), keys).toString('base64'),
    encoding: 'base64',
  }
}

/** A declarative push message (W3C Push API). */
function storyAsNotification(origin: string, story: Story): string {
  const image = pictureAddress(origin, story)
  return JSON.stringify({
    web_push: 8030,
    notification: {
      title: story.headline,
      body: story.lead,
      navigate: storyAddress(origin, story),
      tag: storyGuid(story),
      timestamp: story.publishedAt,
      ...(image !== null && { image }),
    },
  })
}

function tell(listeners: ReadonlySet<ServerResponse>, line: object): void {
  for (const listener of listeners) write(listener, `${JSON.stringify(line)}\n`)
}

function takeSubscription(
  request: IncomingMessage,
  response: ServerResponse,
  subscribe: (subscription: unknown) => boolean,
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes <= MAX_SUBSCRIPTION_BYTES) chunks.push(chunk)
  })
  request.on('end', () => {
    const isTaken = bytes <= MAX_SUBSCRIPTION_BYTES && subscribe(parsed(Buffer.concat(chunks).toString('utf8')))
    response.writeHead(isTaken ? 201 : 400).end()
  })
}

/** What of a subscription matters here; null when it is none, or its endpoint is none of ours. */
function subscriptionIn(value: unknown): { topic: string; keys: SubscriberKeys } | null {
  const { endpoint, keys } = (value ?? {}) as { endpoint?: unknown; keys?: Partial<Record<string, unknown>> | null }
  const { p256dh, auth } = keys ?? {}
  if (typeof endpoint !== 'string' || typeof p256dh !== 'string' || typeof auth !== 'string') return null
  const topic = /\/wire\/([-_A-Za-z0-9]{1,64})\?up=1$/.exec(endpoint)?.[1]
  const isPoint = Buffer.from(p256dh, 'base64url').length === 65 && Buffer.from(auth, 'base64url').length === 16
  return topic === undefined || !isPoint ? null : { topic, keys: { p256dh, auth } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
