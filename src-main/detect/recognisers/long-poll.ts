import type { OptionValue } from '../../contract/index'
import type { Guess, Recogniser } from '../recogniser'

const guess = (
  url: URL,
  preset: string,
  format: string,
  sureness: Guess['sureness'],
  options: Readonly<Record<string, OptionValue>> = {},
): Guess => ({ kind: 'longpoll', url: url.href, options: { preset, ...options }, sureness, format })

/** The paths that services of long polls are known by (protocols 3.5). */
export const longPollRecogniser: Recogniser = {
  kind: 'longpoll',
  byAddress: (url) =>
    /^https?:$/.test(url.protocol)
      ? (couchdb(url) ?? telegram(url) ?? matrix(url) ?? dropbox(url) ?? zulip(url))
      : null,
  byAnswer({ url, header, status, text }) {
    // Its paths are usual ones, its header is not.
    if (header('x-consul-index') !== null)
      return guess(without(url, ['index', 'wait', 'hash']), 'consul', 'Consul blocking query', 'certain')
    const vary = (header('vary') ?? '').toLowerCase()
    const isNchan =
      vary.includes('if-none-match') && vary.includes('if-modified-since') && (status === 200 || status === 304)
    if (isNchan) return guess(url, 'nchan', 'nchan long poll', 'likely')
    // A server that held its answer until its time was over.
    if (status === 408) return guess(url, 'nchan', 'Long poll', 'likely')
    const applied = /(?:^|[\s,])wait\s*=/i.test(header('preference-applied') ?? '')
    if (applied || /(?:^|[\s,])prefer(?:$|[\s,])/i.test(vary)) return guess(url, 'prefer', 'Prefer: wait', 'likely')
    return status === 200 ? byShape(url, text) : null
  },
}

/** Names of addresses that say how they are meant to be asked. */
const SAYS_SO = /(?:^|[/_.-])(?:long-?poll(?:ing)?|comet|lp)(?:$|[/_.-])/i
/** Names that publishers give to the place to go on at. */
const PLACE_NAMES = ['since', 'cursor', 'next', 'next_since', 'seq', 'last_seq', 'last_id', 'lastId', 'last_event_id']

/**
 * An address that calls itself a long poll, and an answer with a list and a place to go on at beside it. The shape alone
 * is not enough: any paged document has it, and asking one of those again and again would be a burden.
 */
function byShape(url: URL, text: string): Guess | null {
  if (!SAYS_SO.test(url.pathname)) return null
  const value: unknown = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const members = Object.entries(value)
  const place = PLACE_NAMES.find((name) => members.some(([key, one]) => key === name && isScalar(one)))
  const lists = members.filter(([, one]) => Array.isArray(one))
  const [list] = lists
  if (place === undefined || list === undefined || lists.length > 1) return null
  return guess(without(url, [place, 'wait', 'timeout']), 'custom', 'Long poll', 'likely', {
    cursorStyle: 'body',
    cursorPath: `/${place}`,
    itemsPath: `/${list[0].replaceAll('~', '~0').replaceAll('/', '~1')}`,
    waitIn: 'query',
    waitName: 'wait',
    ...(place !== 'since' && { cursorName: place }),
  })
}

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function couchdb(url: URL): Guess | null {
  if (!/\/_changes\/?$/.test(url.pathname)) return null
  // The same path streams, too, when asked to.
  if (/^(?:continuous|eventsource)$/.test(url.searchParams.get('feed') ?? '')) return null
  return guess(
    without(url, ['feed', 'since', 'timeout', 'heartbeat', 'limit']),
    'couchdb',
    'CouchDB changes',
    'certain',
  )
}

/** The token in the path is a secret: it goes to the others. */
function telegram(url: URL): Guess | null {
  const token = /\/bot(\d{3,20}:[\w-]{10,100})(?:\/getUpdates)?\/*$/i.exec(url.pathname)?.[1]
  if (token === undefined && url.hostname !== 'api.telegram.org') return null
  const server = new URL(url)
  server.pathname = url.pathname.replace(/\/bot[^/]*(?:\/getUpdates)?\/*$/i, '/')
  server.search = ''
  return guess(server, 'telegram', 'Telegram bot', 'certain', token === undefined ? {} : { token })
}

function matrix(url: URL): Guess | null {
  if (!/\/_matrix\/client\/[\w.-]+\/sync\/?$/.test(url.pathname)) return null
  const token = url.searchParams.get('access_token')
  const plain = without(url, ['access_token', 'since', 'timeout', 'full_state', 'set_presence', 'filter'])
  return guess(plain, 'matrix', 'Matrix', 'certain', token === null ? {} : { token })
}

function dropbox(url: URL): Guess | null {
  if (!/^(?:api|notify)\.dropboxapi\.com$/.test(url.hostname)) return null
  return guess(new URL('https://api.dropboxapi.com/2/files/list_folder'), 'dropbox', 'Dropbox folder', 'certain')
}

function zulip(url: URL): Guess | null {
  const root = /^(.*)\/api\/v1\/(?:events|register|messages)\/?$/.exec(url.pathname)?.[1]
  const isCloud = url.hostname.endsWith('.zulipchat.com')
  if (root === undefined && !isCloud) return null
  const site = new URL(url)
  site.pathname = root ?? '/'
  site.search = ''
  site.hash = ''
  const settings = new URL(site)
  settings.pathname = `${(root ?? '').replace(/\/+$/, '')}/api/v1/server_settings`
  return {
    ...guess(site, 'zulip', 'Zulip', 'certain'),
    confirm: {
      method: 'GET',
      url: settings.href,
      read: ({ status, text }) => {
        const name = /"realm_name"\s*:\s*"([^"\\]{1,200})"/.exec(text)?.[1]
        if (status !== 200 || !/"zulip_version"/.test(text)) return null
        return name === undefined ? {} : { title: name }
      },
    },
  }
}

function without(url: URL, names: readonly string[]): URL {
  const plain = new URL(url)
  for (const name of names) plain.searchParams.delete(name)
  return plain
}
