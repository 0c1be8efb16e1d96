import { clusterHost, pusherKey } from '../../transports/pusher-address'
import type { Guess, Recogniser } from '../recogniser'
import { allOf, searched } from './page-scripts'

/** `ws-eu.pusher.com`, `ws.pusherapp.com`. */
const SERVICE_HOST = /^(?:ws|sockjs)(?:-([a-z0-9-]{1,40}))?\.pusher(?:app)?\.com$/
/** The client's own parameters; a path `/app/…` alone is a path like any other. */
const PARAMETERS = ['protocol', 'client', 'flash']
const START = /new\s{1,10}(?:Pusher(?:\.default)?\(\s{0,50}["'`]([\w.-]{1,200})["'`]|Echo\(\s{0,50}\{)/g
/** So far behind its start the settings of a client are looked for. */
const SETTINGS_CHARACTERS = 2_000
const SUBSCRIBE = /\.(?:subscribe|channel)\(\s{0,20}["'`]([\w@=;.,-]{1,164})["'`]/g

/** The Pusher service and servers that speak as it does, by their addresses and the scripts of pages. */
export const pusherRecogniser: Recogniser = {
  kind: 'pusher',
  byAddress(url) {
    const isService = SERVICE_HOST.test(url.hostname)
    const isSocket = /^wss?:$/.test(url.protocol)
    const hasParameters = PARAMETERS.some((name) => url.searchParams.has(name))
    if (!isService && (pusherKey(url) === null || (!isSocket && !hasParameters))) return null
    return guess(applicationAt(url), isService || hasParameters ? 'certain' : 'likely', [])
  },
  byPage({ finalUrl, text: html }) {
    const text = searched(html)
    const channels = allOf(text, SUBSCRIBE).filter((channel) => !/^(?:private|presence)-/.test(channel))
    const found: Guess[] = []
    for (const start of text.matchAll(START)) {
      const settings = text.slice(start.index, start.index + SETTINGS_CHARACTERS)
      const url = applicationOf(start[1] ?? null, settings, new URL(finalUrl))
      if (url === null) continue
      // A page must not make Crier try an address on the user's own network: what it names elsewhere is only offered.
      const isKnown = SERVICE_HOST.test(url.hostname) || url.hostname === new URL(finalUrl).hostname
      found.push(guess(url, 'likely', isKnown ? channels : []))
      if (found.length >= 3) break
    }
    return found
  },
}

function guess(url: URL, sureness: Guess['sureness'], channels: readonly string[]): Guess {
  const options: Guess['options'] = channels.length === 0 ? {} : { channels: channels.join('\n') }
  return { kind: 'pusher', url: url.href, options, sureness, format: 'Pusher' }
}

/** Without what the client adds to every address. */
function applicationAt(address: URL): URL {
  const url = new URL(address.href.replace(/^http(s?):/, 'ws$1:'))
  for (const name of [...PARAMETERS, 'version']) url.searchParams.delete(name)
  return url
}

/** What a script says of its application: key, cluster, host and port; null when it does not say enough. */
function applicationOf(first: string | null, settings: string, page: URL): URL | null {
  const told = (name: string): string | null =>
    new RegExp(`\\b${name}\\s{0,10}:\\s{0,10}["'\`]?([\\w.-]{1,200})`).exec(settings)?.[1] ?? null
  const key = first ?? told('key')
  if (key === null || !/^[\w.-]{1,200}$/.test(key)) return null
  const host = told('wsHost') ?? told('httpHost')
  const cluster = told('cluster')
  if (host === null || /^window\b/.test(host)) {
    if (host !== null) return application(page.hostname, told('wsPort'), page, key)
    return cluster !== null && /^[a-z0-9-]{1,40}$/.test(cluster)
      ? application(clusterHost(cluster), null, page, key)
      : null
  }
  return application(host, told('wssPort') ?? told('wsPort'), page, key)
}

function application(host: string, port: string | null, page: URL, key: string): URL | null {
  const isSecure = page.protocol === 'https:' || SERVICE_HOST.test(host)
  const address = `${isSecure ? 'wss' : 'ws'}://${host}${port !== null && /^\d{1,5}$/.test(port) ? `:${port}` : ''}/app/${key}`
  return URL.canParse(address) ? new URL(address) : null
}
