import type { SOCKETIO } from '@contract/index'
import type { TechniqueWords } from '../words'

export const socketio: TechniqueWords<typeof SOCKETIO> = {
  name: 'Socket.IO',
  found: 'Ein Socket.IO-Server.',
  about: 'Die Adresse des Servers. Der übliche Pfad /socket.io/ muss nicht dabeistehen: https://example.org',
  options: {
    emit: {
      label: 'Beim Verbinden senden',
      hint: 'Ein Ereignis je Zeile: sein Name, dahinter seine Werte als JSON-Liste. Viele Server lassen erst danach in einen Raum.',
      placeholder: 'join ["news"]',
    },
    events: {
      label: 'Ereignisse, auf die gehört wird',
      hint: 'Ein Name je Zeile. Leer: alle.',
      placeholder: 'message',
    },
    namespace: { label: 'Namensraum', hint: 'Der Teil des Servers, mit dem verbunden wird.', placeholder: '/' },
    auth: {
      label: 'Anmeldung',
      hint: 'Was der Server wissen will, als JSON. Ein bloßes Token genügt auch.',
      placeholder: '{"token": "…"}',
    },
    version: {
      label: 'Version des Servers',
      choices: { '4': 'Socket.IO 3 und 4', '2': 'Socket.IO 2' },
    },
    transport: {
      label: 'Verbindungsart',
      hint: '„Automatisch“ fragt nach (Long Polling), wo Sockets abgelehnt werden.',
      choices: { automatic: 'Automatisch', webSocket: 'WebSocket', polling: 'Long Polling' },
    },
  },
}
