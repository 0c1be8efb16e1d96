import type { PUSHER } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pusher: TechniqueWords<typeof PUSHER> = {
  name: 'Pusher',
  found: 'An application of the Pusher protocol.',
  about:
    'The whole address, wss://ws-CLUSTER.pusher.com/app/KEY, or wss://pusher.com with key and cluster below. Servers that speak the same (Soketi, Reverb) have an address of their own.',
  options: {
    channels: {
      label: 'Channels',
      hint: 'One public channel a line. Private and presence channels let in only the publisher’s own program.',
      placeholder: 'news',
    },
    events: { label: 'Events to listen to', hint: 'One name a line. Empty: all.', placeholder: 'story' },
    key: { label: 'Key of the application', hint: 'Not needed where the address has it.' },
    cluster: { label: 'Cluster', hint: 'Only for pusher.com.', placeholder: 'eu' },
  },
}
