import type { SIGNALR } from '@contract/index'
import type { TechniqueWords } from '../words'

export const signalr: TechniqueWords<typeof SIGNALR> = {
  name: 'SignalR',
  found: 'A SignalR hub.',
  about: 'The address of the hub, as its pages use it: https://example.org/newsHub',
  options: {
    invoke: {
      label: 'Call on connecting',
      hint: 'One call a line: the name of the hub’s method, then its arguments as a JSON list. Hubs often need one to join a group.',
      placeholder: 'JoinGroup ["news"]',
    },
    targets: {
      label: 'Methods to listen to',
      hint: 'One name a line, as the hub calls its listeners. Empty: all.',
      placeholder: 'ReceiveMessage',
    },
    token: { label: 'Access token', hint: 'Sent to this hub only.' },
    transport: {
      label: 'Way of connecting',
      hint: 'Automatic takes the best one that opens.',
      choices: {
        automatic: 'Automatic',
        webSockets: 'WebSocket',
        serverSentEvents: 'Event stream (SSE)',
        longPolling: 'Long polling',
        withoutNegotiation: 'WebSocket, without asking first',
      },
    },
    comeBack: {
      label: 'Come back after the hub says good-bye',
      hint: 'Otherwise the channel ends when the hub closes it and does not ask for a return.',
    },
  },
}
