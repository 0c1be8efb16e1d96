import {
  engineAddress,
  readEngineOpen,
  readEngineRefusal,
  UNSUPPORTED_VERSION,
} from '../../transports/socket-io-handshake'
import type { Confirmation, Guess, Recogniser } from '../recogniser'
import { allOf, scriptSources, searched, webAddress } from './page-scripts'

const ENGINE_PATH = /\/socket\.io\/?$/
/** `/socket.io/socket.io.js`, served by the server itself. */
const OWN_SCRIPT = /\/socket\.io(?:\.esm|\.msgpack)?(?:\.min)?\.js(?:[?#]|$)/
const CONNECT = /\bio(?:\.connect)?\(\s{0,20}["'`]((?:https?|wss?):\/\/[^"'`\s]{1,500})["'`]/g
/** A body of Engine.IO 3: the length of each packet stands before it. */
const OLD_BODY = /^\d{1,9}:(0\{)/

/** Servers of Socket.IO, by their path, their refusals, and the scripts of pages. */
export const socketIoRecogniser: Recogniser = {
  kind: 'socketio',
  byAddress(url) {
    if (!ENGINE_PATH.test(url.pathname)) return null
    return guess(
      url.href,
      'certain',
      url.searchParams.get('EIO') === '3' ? { version: '2' } : {},
      /^http/.test(url.protocol),
    )
  },
  byAnswer({ finalUrl, status, text }) {
    // A server that is for sockets only has nothing at its root.
    if (status === 404 && new URL(finalUrl).pathname === '/') return guess(finalUrl, 'likely', {}, true)
    if (readEngineRefusal(text) === null && readEngineOpen(text.split('\u001e', 1)[0] ?? '') === null) return null
    return guess(finalUrl, 'certain', {}, true)
  },
  byPage({ finalUrl, text }) {
    const named = allOf(searched(text), CONNECT).flatMap((written) => webAddress(written, finalUrl)?.origin ?? [])
    const sources = scriptSources(text).filter((source) => OWN_SCRIPT.test(source))
    const served = sources.flatMap((source) => {
      const url = webAddress(source, finalUrl)
      // From the folder of that name it is the server's own; from elsewhere a copy, and the server is most likely here.
      return url === null
        ? []
        : /\/socket\.io\/[^/]*$/.test(url.pathname)
          ? [new URL('.', url).href]
          : [new URL('/', finalUrl).href]
    })
    return [...new Set([...named, ...served])].map((address) => guess(address, 'likely', {}, true))
  },
}

function guess(address: string, sureness: Guess['sureness'], options: Guess['options'], mayAsk: boolean): Guess {
  const url = engineAddress(address)
  const known: Guess = { kind: 'socketio', url: url.href, options, sureness, format: 'Socket.IO' }
  return mayAsk ? { ...known, confirm: confirmation(url) } : known
}

function confirmation(engine: URL): Confirmation {
  const url = new URL(engine)
  url.searchParams.set('EIO', '4')
  url.searchParams.set('transport', 'polling')
  return {
    method: 'GET',
    url: url.href,
    read({ status, text }) {
      if (status === 401 || status === 403) return {}
      const old = OLD_BODY.exec(text)
      if (old !== null) return { options: { version: '2' } }
      const refusal = readEngineRefusal(text)
      if (refusal?.code === UNSUPPORTED_VERSION) return { options: { version: '2' } }
      return refusal !== null || readEngineOpen(text.split('\u001e', 1)[0] ?? '') !== null ? {} : null
    },
  }
}
