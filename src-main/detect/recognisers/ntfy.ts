import type { Confirmation, Evidence, Guess, Recogniser } from '../recogniser'

/** The public server; its address alone says what it is. */
const PUBLIC_HOST = 'ntfy.sh'
/** A topic, or several, with or without one of its streams behind it. */
const TOPIC_PATH = /^\/([-_A-Za-z0-9]{1,64}(?:,[-_A-Za-z0-9]{1,64})*)(?:\/(json|sse|raw|ws))?\/?$/
/** Pages of the server's own, which are no topics (server.go, "disallowed topics" and what the docs live under). */
const NO_TOPICS: ReadonlySet<string> = new Set([
  'account',
  'app',
  'config',
  'docs',
  'file',
  'login',
  'settings',
  'signup',
  'static',
  'stats',
  'v1',
])
/** How the web app introduces itself on every page of a server. */
const WEB_APP = /<title>\s*ntfy(?:\s+web)?\s*<\/title>|apple-mobile-web-app-title"\s+content="ntfy/i

/** ntfy: by the public server's name, by the stream it answers with, by its web app; settled by its health. */
export const ntfyRecogniser: Recogniser = {
  kind: 'ntfy',
  byAddress(url) {
    if (!/^(?:https?|wss?):$/.test(url.protocol)) return null
    const topics = topicsOf(url)
    if (topics === null) return null
    if (url.hostname === PUBLIC_HOST) return guess(url, topics, 'certain')
    const looksLikeIt = /^ntfy\./i.test(url.hostname) || /\/(?:json|ws)\/?$/.test(url.pathname)
    return looksLikeIt ? { ...guess(url, topics, 'likely'), confirm: health(url) } : null
  },
  byAnswer(evidence) {
    const { text } = evidence
    const isLines = /\bx-ndjson\b/i.test(evidence.header('content-type') ?? '')
    if (!isLines || !isOpening(text.split('\n', 1)[0] ?? '')) return null
    return guess(evidence.url, topicsOf(evidence.url) ?? '', 'certain')
  },
  byPage(evidence: Evidence) {
    if (!WEB_APP.test(evidence.text)) return []
    const { url } = evidence
    return [{ ...guess(url, topicsOf(url) ?? '', 'certain'), confirm: health(url) }]
  },
}

/** The topics an address names; null where it names none. */
function topicsOf(url: URL): string | null {
  const topics = TOPIC_PATH.exec(url.pathname)?.[1] ?? null
  return topics === null || NO_TOPICS.has(topics.toLowerCase()) ? null : topics
}

function guess(url: URL, topics: string, sureness: Guess['sureness']): Guess {
  const server = new URL('/', url)
  server.protocol = /^(?:https|wss):$/.test(url.protocol) ? 'https:' : 'http:'
  return {
    kind: 'ntfy',
    url: server.href + topics,
    options: {},
    sureness,
    format: 'ntfy',
    title: topics === '' ? url.host : `${url.host}/${topics}`,
  }
}

/** `/v1/health` says `{"healthy":true}` on every ntfy server. */
function health(url: URL): Confirmation {
  const address = new URL('/v1/health', url)
  address.protocol = /^(?:https|wss):$/.test(url.protocol) ? 'https:' : 'http:'
  return {
    method: 'GET',
    url: address.href,
    headers: { Accept: 'application/json' },
    read: ({ status, text }) => (status === 200 && /^\s*\{\s*"healthy"\s*:\s*(?:true|false)\b/.test(text) ? {} : null),
  }
}

/** `{"id":"…","time":…,"event":"open","topic":"…"}` is what every stream begins with. */
function isOpening(line: string): boolean {
  return /^\{/.test(line) && /"event"\s*:\s*"open"/.test(line) && /"topic"\s*:\s*"/.test(line)
}
