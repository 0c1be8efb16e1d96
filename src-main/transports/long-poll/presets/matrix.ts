import { TransportError, type Json } from '../../../core/ports'
import { at, isObject, listAt, numberAt, textAt, type JsonObject } from '../json'
import { keeping } from '../place'
import type { Answer, News, Recipe, Told } from '../recipe'
import type { Place } from '../place'
import { askAt, bearer, headline, newsOf, plainRecipe, rest, withPath, type Order } from './base'

const FIRST_EVENTS = 10
const EVENTS_AT_ONCE = 100

/** Client-server API `/sync`: style B, `next_batch`. Only what people say in the rooms we are in is asked for. */
export function matrixRecipe(order: Order): Recipe {
  const isSync = order.url.pathname.includes('/_matrix/client/')
  const root = order.url.pathname.replace(/\/+$/, '')
  const url = isSync ? order.url : withPath(order.url, `${root}/_matrix/client/v3/sync`)
  const base = plainRecipe({ ...order, url })
  return {
    ...base,
    ask: askAt(url),
    secrets: bearer(order.options.token),
    cursor: { style: 'body', path: '/next_batch' },
    waitAt: { in: 'query', name: 'timeout', unit: 'milliseconds' },
    firstAtOnce: true,
    wantsJson: true,
    shape({ searchParams }, place) {
      searchParams.delete('since')
      searchParams.delete('access_token')
      searchParams.set('filter', filterFor(place.value === null ? FIRST_EVENTS : EVENTS_AT_ONCE))
    },
    told,
    delayMs: ({ json }) => numberAt(json, '/retry_after_ms') ?? 0,
    read: readEvent,
  }
}

const filterFor = (limit: number): string =>
  JSON.stringify({
    presence: { types: [] },
    account_data: { types: [] },
    room: {
      state: { types: ['m.room.name', 'm.room.canonical_alias'] },
      timeline: { limit, types: ['m.room.message', 'm.room.name', 'm.sticker'] },
      ephemeral: { types: [] },
      account_data: { types: [] },
    },
  })

/** Events of all rooms, each with the room it was said in; names are told once and kept. */
function told({ json, url }: Answer, before: Place): Told {
  const rooms = at(json, '/rooms/join')
  let { kept } = before
  let missing: TransportError | undefined
  const items: Json[] = []
  for (const [id, room] of Object.entries(isObject(rooms) ? rooms : {})) {
    const timeline = listAt(room, '/timeline/events')
    for (const event of [...listAt(room, '/state/events'), ...timeline]) {
      const type = textAt(event, '/type')
      const name = type === 'm.room.name' ? textAt(event, '/content/name') : null
      const alias = type === 'm.room.canonical_alias' && !kept.has(id) ? textAt(event, '/content/alias') : null
      const known = name ?? alias
      if (known !== null) kept = keeping(kept, id, known)
    }
    if (before.value !== null && at(room, '/timeline/limited') === true) {
      const where = kept.get(id) ?? id
      missing = new TransportError('tooLarge', `More was said in ${where} than ${new URL(url).host} gives at once.`)
    }
    for (const event of timeline) {
      if (isObject(event)) items.push({ ...event, room_id: id, room_name: kept.get(id) ?? id })
    }
  }
  return { items, kept, ...(missing !== undefined && { missing }) }
}

function readEvent(event: Json): News | null {
  if (!isObject(event) || !isObject(event.content)) return null
  const type = textAt(event, '/type')
  const { content } = event
  const text = textAt(content, '/body')
  // A name is no news, and what was taken back has no words.
  if (type === 'm.room.name' || text === null) return null
  const id = textAt(event, '/event_id')
  const room = textAt(event, '/room_id')
  const replaced =
    textAt(content, '/m.relates_to/rel_type') === 'm.replace' ? textAt(content, '/m.relates_to/event_id') : null
  const words = replaced === null ? content : isObject(content['m.new_content']) ? content['m.new_content'] : content
  const body = textAt(words, '/body') ?? text
  const title = headline(body)
  return {
    id,
    topic: type,
    json: newsOf({
      // An edit is the same message with other words.
      guid: replaced ?? id,
      title,
      html: htmlOf(words),
      text: htmlOf(words) === null ? rest(body, title) : null,
      link:
        room === null || id === null
          ? null
          : `https://matrix.to/#/${encodeURIComponent(room)}/${encodeURIComponent(id)}`,
      author: textAt(event, '/sender'),
      published: numberAt(event, '/origin_server_ts'),
      tags: [textAt(event, '/room_name')],
    }),
  }
}

const htmlOf = (content: JsonObject): string | null =>
  textAt(content, '/format') === 'org.matrix.custom.html' ? textAt(content, '/formatted_body') : null
