import type { PUSHER } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pusher: TechniqueWords<typeof PUSHER> = {
  name: 'Pusher',
  found: 'Eine Anwendung des Pusher-Protokolls.',
  about:
    'Die ganze Adresse, wss://ws-CLUSTER.pusher.com/app/KEY, oder wss://pusher.com mit Schlüssel und Cluster darunter. Server, die dasselbe sprechen (Soketi, Reverb), haben eine eigene Adresse.',
  options: {
    channels: {
      label: 'Kanäle',
      hint: 'Ein öffentlicher Kanal je Zeile. In private und Anwesenheitskanäle kommt nur das Programm des Herausgebers.',
      placeholder: 'news',
    },
    events: {
      label: 'Ereignisse, auf die gehört wird',
      hint: 'Ein Name je Zeile. Leer: alle.',
      placeholder: 'story',
    },
    key: { label: 'Schlüssel der Anwendung', hint: 'Nicht nötig, wenn er in der Adresse steht.' },
    cluster: { label: 'Cluster', hint: 'Nur für pusher.com.', placeholder: 'eu' },
  },
}
