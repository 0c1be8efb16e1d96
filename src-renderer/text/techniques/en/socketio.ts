import type { SOCKETIO } from '@contract/index'
import type { TechniqueWords } from '../words'

export const socketio: TechniqueWords<typeof SOCKETIO> = {
  name: 'Socket.IO',
  found: 'A Socket.IO server.',
  about: 'The address of the server. Its usual path, /socket.io/, need not be typed: https://example.org',
  options: {
    emit: {
      label: 'Send on connecting',
      hint: 'One event a line: its name, then its values as a JSON list. Servers often want one to let you into a room.',
      placeholder: 'join ["news"]',
    },
    events: {
      label: 'Events to listen to',
      hint: 'One name a line. Empty: all.',
      placeholder: 'message',
    },
    namespace: { label: 'Namespace', hint: 'The part of the server to connect to.', placeholder: '/' },
    auth: {
      label: 'Login',
      hint: 'What the server wants to know, as JSON. A bare token will do as well.',
      placeholder: '{"token": "…"}',
    },
    version: {
      label: 'Version of the server',
      choices: { '4': 'Socket.IO 3 and 4', '2': 'Socket.IO 2' },
    },
    transport: {
      label: 'Way of connecting',
      hint: 'Automatic polls where sockets are refused.',
      choices: { automatic: 'Automatic', webSocket: 'WebSocket', polling: 'Long polling' },
    },
  },
}
