import type { Technique } from './option'

/** A server and a port: `tcp://host:9000`, `tls://host:9443`, or `xmlsocket://host:1024` as Flash programs called it. */
export const XMLSOCKET = {
  schemes: ['tls:', 'tcp:', 'xmlsocket:'],
  mapping: true,
  polled: false,
  options: [
    /**
     * `auto`: NUL for xmlsocket addresses, else whichever of NUL and line feed comes first. Lines may end with CRLF
     * whatever is chosen; `crlf` ends those of the greeting so, too.
     */
    { name: 'framing', type: 'choice', default: 'auto', choices: ['auto', 'nul', 'lines', 'crlf'] },
    /** Sent as soon as the socket is open, each line as a message. */
    { name: 'greeting', type: 'lines', default: '', maxLength: 20_000 },
    /** Minutes without a byte after which the line counts as dead; 0: never. Bare sockets have no heartbeat to go by. */
    { name: 'silenceMinutes', type: 'number', default: 10, least: 0, most: 1_440, advanced: true },
    /** Asks for the socket policy first, as Flash did: some servers wait for it. */
    { name: 'policyRequest', type: 'switch', default: false, advanced: true },
  ],
} as const satisfies Technique
