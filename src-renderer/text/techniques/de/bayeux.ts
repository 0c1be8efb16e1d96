import type { BAYEUX } from '@contract/index'
import type { TechniqueWords } from '../words'

export const bayeux: TechniqueWords<typeof BAYEUX> = {
  name: 'Bayeux (CometD, Faye)',
  found: 'Ein Bayeux-Server.',
  about: 'Die Adresse des Servers; meist endet sie auf /cometd, /bayeux oder /faye.',
  options: {
    channels: {
      label: 'Kanäle',
      hint: 'Einer pro Zeile. Am Ende steht * für einen Teil und ** für alles darunter; „/**“ ist alles.',
      placeholder: '/news/**',
    },
    connection: {
      label: 'Verbindung',
      choices: {
        automatic: 'WebSocket, wenn es geht, sonst Long Polling',
        websocket: 'WebSocket',
        'long-polling': 'Long Polling',
      },
    },
    ext: {
      label: 'Token (ext)',
      hint: 'Ein JSON-Objekt, das im Feld „ext“ unserer Nachrichten mitgeschickt wird.',
      placeholder: '{"authToken": "…"}',
    },
    acknowledge: {
      label: 'Gespeichertes bestätigen',
      hint: 'Server mit der Bestätigungs-Erweiterung senden noch einmal, was nicht angekommen ist.',
    },
  },
}
