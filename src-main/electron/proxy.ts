import { ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici'
import type { ShellSession } from './platform'

/** One entry of a proxy decision, in the order to be tried. */
export type ProxyChoice = { use: 'direct' } | { use: 'proxy'; address: string }

const SCHEMES: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS5: 'socks5',
}

/**
 * Reads what `session.resolveProxy` answers: a PAC result such as `PROXY cache.example:3128; DIRECT`. The first entry
 * we can use counts; SOCKS 4 is passed over. With nothing usable the connection is direct.
 */
export function readProxyDecision(decision: string): ProxyChoice {
  for (const entry of decision.split(';')) {
    const [kind = '', place = ''] = entry.trim().split(/\s+/)
    if (kind.toUpperCase() === 'DIRECT') return { use: 'direct' }
    const scheme = SCHEMES[kind.toUpperCase()]
    if (scheme === undefined || !URL.canParse(`${scheme}://${place}`)) continue
    return { use: 'proxy', address: `${scheme}://${place}` }
  }
  return { use: 'direct' }
}

export interface SystemProxy {
  /** For the HTTP client: how to reach an address by the system's proxy settings; null: directly. */
  dispatcherFor(url: URL): Promise<Dispatcher | null>
  stop(): Promise<void>
}

/** The system's proxy settings (and PAC files), which Chromium knows, for requests that are Node's. */
export function createSystemProxy(session: Pick<ShellSession, 'resolveProxy'>): SystemProxy {
  const agents = new Map<string, Dispatcher>()
  return {
    async dispatcherFor(url) {
      // A WebSocket takes the way of the page it would belong to.
      const asked = new URL(url)
      asked.protocol = asked.protocol === 'wss:' || asked.protocol === 'https:' ? 'https:' : 'http:'
      const choice = readProxyDecision(await session.resolveProxy(asked.href))
      if (choice.use === 'direct') return null
      const known = agents.get(choice.address)
      if (known !== undefined) return known
      const agent = choice.address.startsWith('socks5:')
        ? new Socks5ProxyAgent(choice.address)
        : new ProxyAgent(choice.address)
      agents.set(choice.address, agent)
      return agent
    },
    async stop() {
      const all = [...agents.values()]
      agents.clear()
      await Promise.all(all.map((agent) => agent.close()))
    },
  }
}
