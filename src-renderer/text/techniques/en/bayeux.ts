import type { BAYEUX } from '@contract/index'
import type { TechniqueWords } from '../words'

export const bayeux: TechniqueWords<typeof BAYEUX> = {
  name: 'Bayeux (CometD, Faye)',
  found: 'A Bayeux server.',
  about: 'The address of the server, usually ending in /cometd, /bayeux or /faye.',
  options: {
    channels: {
      label: 'Channels',
      hint: 'One per line. At the end, * stands for one part and ** for everything below; “/**” is everything.',
      placeholder: '/news/**',
    },
    connection: {
      label: 'Connection',
      choices: {
        automatic: 'WebSocket, else long polling',
        websocket: 'WebSocket',
        'long-polling': 'Long polling',
      },
    },
    ext: {
      label: 'Token (ext)',
      hint: 'A JSON object that is sent in the “ext” field of what Crier says.',
      placeholder: '{"authToken": "…"}',
    },
    acknowledge: {
      label: 'Acknowledge what was stored',
      hint: 'Servers with the acknowledge extension send again what did not arrive.',
    },
  },
}
