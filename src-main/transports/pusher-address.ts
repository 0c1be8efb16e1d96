import { TransportError } from '../core/ports'
import { userAgent } from './user-agent'

/** The version of the protocol that is spoken here. */
const PROTOCOL = '7'
/** Pages and API of the service: somebody typed them for its sockets. */
const SERVICE_HOSTS = new Set(['pusher.com', 'www.pusher.com', 'ws.pusherapp.com', 'ws.pusher.com', 'js.pusher.com'])
/** `/app/KEY`, also behind a path of the server's own. */
const APP_PATH = /\/app\/([\w.-]{1,200})\/?$/

/** The key in an address that has one. */
export function pusherKey(url: URL): string | null {
  return APP_PATH.exec(url.pathname)?.[1] ?? null
}

/** The host of a cluster of the service. */
export const clusterHost = (cluster: string): string => `ws-${cluster}.pusher.com`

/**
 * The whole address to connect to. The key of the address wins over the one that was set beside it; a cluster stands
 * for its host where the address names the service and no host of its own.
 *
 * @throws TransportError `invalidAddress` (needsYou) when there is no key, or no cluster to look for it
 */
export function pusherAddress(typed: string, set: { key: string; cluster: string }): URL {
  const url = new URL(typed)
  const key = pusherKey(url) ?? set.key
  if (key === '') {
    throw needed('This address names no application. Add its key, or use an address that ends in /app/KEY.')
  }
  if (SERVICE_HOSTS.has(url.hostname)) {
    if (set.cluster === '') throw needed('Add the cluster of the application, “eu” or “mt1” for example.')
    url.hostname = clusterHost(set.cluster)
  }
  if (pusherKey(url) === null) url.pathname = `${url.pathname.replace(/\/$/, '')}/app/${key}`
  url.searchParams.set('protocol', PROTOCOL)
  url.searchParams.set('client', 'crier')
  url.searchParams.set('version', /\/([\w.-]+)/.exec(userAgent())?.[1] ?? '0')
  url.searchParams.set('flash', 'false')
  return url
}

const needed = (message: string): TransportError => new TransportError('invalidAddress', message, { final: 'needsYou' })
