import { TransportError, type Json } from '../../../core/ports'
import { isObject, numberAt, textAt, type JsonObject } from '../json'
import type { Answer, News, Recipe } from '../recipe'
import { askAt, headline, newsOf, plainRecipe, rest, withPath, type Order } from './base'

const KINDS = ['message', 'edited_message', 'channel_post', 'edited_channel_post'] as const

/** Bot API getUpdates: style D. Sending the number after the greatest confirms what came before it. */
export function telegramRecipe(order: Order): Recipe {
  const { options } = order
  const folder = order.url.pathname.replace(/\/(?:bot[^/]*)?(?:\/getUpdates)?\/*$/i, '')
  const url = withPath(order.url, `${folder}/bot${encodeURIComponent(options.token).replaceAll('%3A', ':')}/getUpdates`)
  const shown = withPath(order.url, `${folder}/bot…/getUpdates`)
  const base = plainRecipe({ ...order, url: shown })
  return {
    ...base,
    ask: askAt(url, shown.href),
    cursor: { style: 'next', path: '/update_id' },
    cursorAt: { in: 'query', name: 'offset' },
    waitAt: { in: 'query', name: 'timeout', unit: 'seconds' },
    firstAtOnce: true,
    wantsJson: true,
    shape: ({ searchParams }) => {
      searchParams.set('allowed_updates', JSON.stringify(KINDS))
    },
    told: ({ json }) => ({ items: isObject(json) && Array.isArray(json.result) ? json.result : [] }),
    failure,
    delayMs: ({ json }) => (numberAt(json, '/parameters/retry_after') ?? 0) * 1000,
    read: readUpdate,
  }
}

/** A wrong token is no address at all for Telegram; a second reader or a webhook is a conflict. */
function failure({ status, json }: Answer, host: string): TransportError | null {
  const detail = `HTTP ${String(status)}: ${(textAt(json, '/description') ?? '').slice(0, 200)}`
  if (status === 401 || status === 404) {
    return new TransportError('unauthorized', `${host} does not know this bot token. Check it.`, {
      final: 'needsYou',
      detail,
    })
  }
  if (status === 409) {
    const why = 'another program reads this bot’s messages, or a webhook is set for it'
    return new TransportError('protocol', `${host} gives nothing out: ${why}. End that, then try again.`, {
      final: 'needsYou',
      detail,
    })
  }
  return null
}

function readUpdate(update: Json): News | null {
  if (!isObject(update)) return null
  const kind = KINDS.find((name) => isObject(update[name]))
  const message = kind === undefined ? null : update[kind]
  const id = textAt(update, '/update_id')
  if (kind === undefined || !isObject(message ?? undefined) || !isObject(message as Json)) return null
  const post = message as JsonObject
  const chat = textAt(post, '/chat/title') ?? nameIn(post, '/chat')
  const text = textAt(post, '/text') ?? textAt(post, '/caption') ?? attachmentIn(post)
  const title = headline(text) ?? chat
  const number = textAt(post, '/message_id')
  const user = textAt(post, '/chat/username')
  return {
    id,
    topic: kind,
    json: newsOf({
      // An edited message is the same message with other words.
      guid: `${textAt(post, '/chat/id') ?? ''}/${number ?? id ?? ''}`,
      title,
      text: rest(text, title),
      link: user === null || number === null ? null : `https://t.me/${encodeURIComponent(user)}/${number}`,
      author: nameIn(post, '/from') ?? textAt(post, '/sender_chat/title') ?? chat,
      published: numberAt(post, '/date'),
      tags: [chat],
    }),
  }
}

function nameIn(post: JsonObject, who: string): string | null {
  const parts = [textAt(post, `${who}/first_name`), textAt(post, `${who}/last_name`)].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(' ') : textAt(post, `${who}/username`)
}

/** A picture without words has at least a name for what it is. */
function attachmentIn(post: JsonObject): string | null {
  const kind = ['photo', 'video', 'animation', 'audio', 'voice', 'document', 'sticker', 'poll', 'location'].find(
    (name) => Object.hasOwn(post, name),
  )
  if (kind === undefined) return null
  const words =
    textAt(post, `/${kind}/file_name`) ?? textAt(post, `/${kind}/question`) ?? textAt(post, `/${kind}/emoji`)
  return words === null ? `[${kind}]` : `[${kind}] ${words}`
}
