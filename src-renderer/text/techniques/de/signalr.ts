import type { SIGNALR } from '@contract/index'
import type { TechniqueWords } from '../words'

export const signalr: TechniqueWords<typeof SIGNALR> = {
  name: 'SignalR',
  found: 'Ein SignalR-Hub.',
  about: 'Die Adresse des Hubs, wie ihn seine Seiten aufrufen: https://example.org/newsHub',
  options: {
    invoke: {
      label: 'Beim Verbinden aufrufen',
      hint: 'Ein Aufruf je Zeile: der Name der Methode, dahinter ihre Argumente als JSON-Liste. Viele Hubs brauchen das, damit man einer Gruppe beitritt.',
      placeholder: 'JoinGroup ["news"]',
    },
    targets: {
      label: 'Methoden, auf die gehört wird',
      hint: 'Ein Name je Zeile, so wie der Hub seine Zuhörer aufruft. Leer: alle.',
      placeholder: 'ReceiveMessage',
    },
    token: { label: 'Zugriffstoken', hint: 'Geht nur an diesen Hub.' },
    transport: {
      label: 'Verbindungsart',
      hint: '„Automatisch“ nimmt die beste, die zustande kommt.',
      choices: {
        automatic: 'Automatisch',
        webSockets: 'WebSocket',
        serverSentEvents: 'Ereignisstrom (SSE)',
        longPolling: 'Long Polling',
        withoutNegotiation: 'WebSocket, ohne vorher zu fragen',
      },
    },
    comeBack: {
      label: 'Wiederkommen, wenn der Hub sich verabschiedet',
      hint: 'Sonst endet der Kanal, wenn der Hub ihn schließt und nicht um Rückkehr bittet.',
    },
  },
}
