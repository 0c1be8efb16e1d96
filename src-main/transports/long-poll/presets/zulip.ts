import { TransportError, type Json } from '../../../core/ports'
import { isObject, listAt, numberAt, textAt } from '../json'
import { keeping, KEPT_QUEUE } from '../place'
import type { Ask, Conversation, News, Recipe } from '../recipe'
import { cursorText, greatest } from '../values'
import { askAt, headline, newsOf, plainRecipe, rest, withPath, type Order } from './base'
import { wordsOfHtml } from '../../html-words'

const FIRST_MESSAGES = 20
const PAGE_MESSAGES = 500
/** The newest message that was handed over: where a new queue is filled up from. */
const KEPT_MESSAGE = 'message'

/** Zulip: a queue that is registered first, and events numbered within it: style C. */
export function zulipRecipe(order: Order): Recipe {
  const { options } = order
  const root = order.url.pathname.replace(/\/api\/v1(?:\/.*)?$/, '').replace(/\/+$/, '')
  const api = (path: string): URL => withPath(order.url, `${root}/api/v1/${path}`)
  const site = withPath(order.url, root)
  const base = plainRecipe({ ...order, url: site })
  const pair = `${options.user}:${options.token}`
  return {
    ...base,
    key: `${base.key} ${options.user}`,
    ask: askAt(api('events')),
    secrets: { Authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` },
    cursor: { style: 'max', path: '/id' },
    cursorAt: { in: 'query', name: 'last_event_id' },
    firstAtOnce: true,
    wantsJson: true,
    shape({ searchParams }, place, first) {
      searchParams.set('queue_id', place.kept.get(KEPT_QUEUE) ?? '')
      if (first) searchParams.set('dont_block', 'true')
    },
    told({ json }, before) {
      const events = listAt(json, '/events')
      const messages = events.filter((event) => textAt(event, '/type') === 'message')
      const newest = greatest(messages.map((event) => cursorText(textAt(event, '/message/id'))))
      const kept = newest === null ? before.kept : keeping(before.kept, KEPT_MESSAGE, newest)
      return { items: messages, counted: events, kept }
    },
    expired: ({ status, json }) =>
      status === 400 && textAt(json, '/code') === 'BAD_EVENT_QUEUE_ID' ? 'restart' : null,
    failure: ({ status, json }, host) =>
      status === 400
        ? new TransportError('protocol', `${host} does not understand the question.`, {
            detail: `HTTP 400: ${(textAt(json, '/msg') ?? '').slice(0, 200)}`,
          })
        : null,
    delayMs: ({ status, json }) => (status === 429 ? (numberAt(json, '/retry-after') ?? 0) * 1000 : 0),
    read: (item) => readMessage(item, site),
    begin: (conversation) => begin(conversation, { register: api('register'), messages: api('messages') }),
  }
}

/** A queue of our own, and what was said since the last message we have: a queue knows nothing from before it. */
async function begin(
  conversation: Conversation,
  { register, messages }: Record<'register' | 'messages', URL>,
): Promise<void> {
  const { kept } = conversation.place()
  if (kept.has(KEPT_QUEUE)) return
  const post: Ask = { ...askAt(register), method: 'POST' }
  const queue = await conversation.ask(post, {
    event_types: '["message"]',
    apply_markdown: 'true',
    client_gravatar: 'false',
  })
  const name = textAt(queue.json, '/queue_id')
  if (name === null) throw new TransportError('protocol', `${new URL(queue.url).host} gave us no queue to read from.`)
  const before = conversation.place()
  const start = { ...before, value: cursorText(textAt(queue.json, '/last_event_id')) ?? '-1' }

  let anchor = before.kept.get(KEPT_MESSAGE) ?? null
  for (let more = true; more;) {
    const page = await conversation.ask(askAt(messages), {
      anchor: anchor ?? 'newest',
      num_before: String(anchor === null ? FIRST_MESSAGES : 0),
      num_after: String(anchor === null ? 0 : PAGE_MESSAGES),
      apply_markdown: 'true',
      client_gravatar: 'false',
    })
    const found = listAt(page.json, '/messages')
    const newest = greatest([anchor, ...found.map((message) => textAt(message, '/id'))])
    more = anchor !== null && newest !== anchor && isObject(page.json) && page.json.found_newest === false
    anchor = newest
    // Without the queue in it: until all pages are there, a restart begins again.
    const next = anchor === null ? before : { ...before, kept: keeping(before.kept, KEPT_MESSAGE, anchor) }
    await conversation.deliver(found, next, page.url)
  }
  const now = anchor === null ? kept : keeping(kept, KEPT_MESSAGE, anchor)
  await conversation.deliver([], { ...start, kept: keeping(now, KEPT_QUEUE, name) }, queue.url)
}

function readMessage(item: Json, site: URL): News | null {
  const message = isObject(item) && isObject(item.message) ? item.message : item
  const id = textAt(message, '/id')
  if (id === null) return null
  const html = textAt(message, '/content')
  const text = html === null ? null : wordsOfHtml(html)
  const stream = textAt(message, '/display_recipient')
  const topic = textAt(message, '/subject')
  const title = headline(text) ?? topic
  return {
    id,
    topic: stream,
    json: newsOf({
      guid: id,
      title,
      html,
      text: html === null ? rest(text, title) : null,
      link: linkTo(site, { stream: textAt(message, '/stream_id'), topic, id }),
      author: textAt(message, '/sender_full_name'),
      published: numberAt(message, '/timestamp'),
      tags: [stream, topic],
    }),
  }
}

/** Zulip writes its own escapes into fragments: a dot for the per cent sign. */
function linkTo(site: URL, { stream, topic, id }: { stream: string | null; topic: string | null; id: string }): string {
  const escaped = encodeURIComponent(topic ?? '')
    .replaceAll('.', '%2E')
    .replaceAll('%', '.')
  const place = stream === null ? `id/${id}` : `channel/${stream}/topic/${escaped}/near/${id}`
  const page = new URL(site)
  page.username = ''
  page.password = ''
  page.hash = `narrow/${place}`
  return page.href
}
