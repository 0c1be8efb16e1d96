import type { XMLSOCKET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const xmlsocket: TechniqueWords<typeof XMLSOCKET> = {
  name: 'XMLSocket',
  found: 'Messages on a bare socket.',
  about: 'A server and a port, like tcp://host:9000, tls://host:9443 or xmlsocket://host:1024.',
  options: {
    framing: {
      label: 'How messages end',
      choices: {
        auto: 'Find out',
        nul: 'With a NUL, as in Flash',
        lines: 'With a line end',
        crlf: 'With a line end, written as CRLF',
      },
    },
    greeting: {
      label: 'Greeting',
      hint: 'Sent as soon as the socket is open, each line as a message.',
      placeholder: '<subscribe channel="news"/>',
    },
    silenceMinutes: {
      label: 'Connect anew after silence (minutes)',
      hint: 'Bare sockets have no heartbeat. 0: never.',
    },
    policyRequest: { label: 'Ask for the socket policy first', hint: 'As Flash did; some old servers wait for it.' },
  },
}
