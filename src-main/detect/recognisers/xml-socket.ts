import type { Recogniser } from '../recogniser'

/** Bare sockets: by their schemes, which nothing else uses. */
export const xmlSocketRecogniser: Recogniser = {
  kind: 'xmlsocket',
  byAddress(url) {
    if (!/^(?:tcp|tls|xmlsocket):$/.test(url.protocol)) return null
    const format = url.protocol === 'xmlsocket:' ? 'XMLSocket' : 'Socket'
    return { kind: 'xmlsocket', url: url.href, options: {}, sureness: 'certain', format, title: url.host }
  },
}
