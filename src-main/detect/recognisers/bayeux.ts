import { readMessages } from '../../transports/bayeux-messages'
import type { Confirmation, Guess, Recogniser } from '../recogniser'

/** Where CometD, Faye and their relatives live by default; CometD's clients may append what they are about to say. */
const PATH = /^(.*\/(?:cometd|bayeux|faye))(?:\/(?:handshake|connect))?\/?$/i
/** The scripts of their clients, which Faye serves below its own path. */
const CLIENT_SCRIPT = /<script\b[^>]{0,400}?\ssrc\s{0,4}=\s{0,4}["']?([^"'\s>]{1,500})/gi
const FAYE_CLIENT = /^((?:.*\/)?(?:cometd|bayeux|faye))\/client\.js(?:\?.*)?$/i
const FAYE_ROOT = /^((?:.*\/)?(?:bayeux|faye))\.js(?:\?.*)?$/i
/** How much of a page is looked through. Characters. */
const MAX_PAGE_CHARACTERS = 256 * 1024

const HANDSHAKE = {
  channel: '/meta/handshake',
  version: '1.0',
  minimumVersion: '1.0',
  supportedConnectionTypes: ['websocket', 'long-polling'],
  id: '1',
}

function guess(url: URL, sureness: Guess['sureness']): Guess {
  const at = new URL(url)
  at.pathname = PATH.exec(at.pathname)?.[1] ?? at.pathname
  return {
    kind: 'bayeux',
    url: at.href,
    options: {},
    sureness,
    format: 'Bayeux 1.0',
    ...(/^https?:$/.test(at.protocol) && { confirm: handshakeAt(at.href) }),
  }
}

/** One handshake settles it, also one that is refused. The session it may open is never used and runs out by itself. */
function handshakeAt(url: string): Confirmation {
  return {
    method: 'POST',
    url,
    headers: { 'Content-Type': 'application/json;charset=UTF-8', Accept: 'application/json' },
    body: JSON.stringify([HANDSHAKE]),
    read({ text }) {
      const reply = readMessages(text)?.find(({ channel }) => channel === '/meta/handshake')
      if (reply === undefined) return null
      const ways = [
        ...(reply.supportedConnectionTypes.includes('websocket') ? ['WebSocket'] : []),
        ...(reply.supportedConnectionTypes.includes('long-polling') ? ['long polling'] : []),
      ]
      return ways.length === 0 ? {} : { format: `Bayeux 1.0 over ${ways.join(' and ')}` }
    },
  }
}

export const bayeuxRecogniser: Recogniser = {
  kind: 'bayeux',
  byAddress: (url) => (PATH.test(url.pathname) ? guess(url, 'certain') : null),
  byPage({ text, finalUrl }) {
    const found = new Set<string>()
    for (const [, source = ''] of text.slice(0, MAX_PAGE_CHARACTERS).matchAll(CLIENT_SCRIPT)) {
      const path = FAYE_CLIENT.exec(source)?.[1] ?? FAYE_ROOT.exec(source)?.[1]
      if (path === undefined || !URL.canParse(path, finalUrl)) continue
      const at = new URL(path, finalUrl)
      if (/^https?:$/.test(at.protocol)) found.add(at.href)
    }
    return [...found].slice(0, 2).map((at) => guess(new URL(at), 'likely'))
  },
}
