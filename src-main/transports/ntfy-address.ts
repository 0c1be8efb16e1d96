import { linesOf } from '../contract/index'
import { TransportError } from '../core/ports'

/** What the server's own rule calls a topic. */
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/
/** The ends of addresses that serve a topic, as people paste them. */
const STREAM_END = /(?<=[^/])\/(?:json|sse|raw|ws)\/?$/
/** Topics on one stream: the address has to stay one that servers and proxies take. */
export const MAX_NTFY_TOPICS = 100

/** Where to subscribe, and to what. */
export interface NtfyPlace {
  /** `https://ntfy.example/`, with a slash at its end. */
  server: string
  topics: string[]
}

/**
 * Reads `https://ntfy.example/builds,alerts`, the same with `/json` behind it, or a server with topics beside it.
 *
 * @throws TransportError (needsYou) where no topic is named, or one that cannot be one
 */
export function ntfyPlace(address: string, listed: string): NtfyPlace {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol)) throw refused('This is not a web address (http:// or https://).')
  // What is shown and handed on has neither.
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  const beside = linesOf(listed).flatMap((line) => line.split(/[,\s]+/))
  const written = url.pathname.replace(STREAM_END, '')
  // With nothing named beside it, a slash at the end is a slip.
  const path = beside.length === 0 ? written.replace(/\/$/, '') : written
  const cut = path.lastIndexOf('/') + 1
  url.pathname = path.slice(0, cut)
  const inAddress = path.slice(cut).split(',')
  const topics = [...new Set([...inAddress, ...beside].filter((topic) => topic !== ''))]
  if (topics.length === 0) throw refused(`Name a topic of ${url.host} to follow.`)
  const wrong = topics.find((topic) => !TOPIC.test(topic))
  if (wrong !== undefined) {
    throw refused(`“${wrong.slice(0, 80)}” cannot be a topic: letters, digits, - and _ only, at most 64 of them.`)
  }
  if (topics.length > MAX_NTFY_TOPICS) throw refused(`One channel follows at most ${MAX_NTFY_TOPICS} topics.`)
  return { server: url.href, topics }
}

const refused = (message: string): TransportError =>
  new TransportError('invalidAddress', message, { final: 'needsYou' })
