import type { SIGNALR } from '@contract/index'
import type { TechniqueWords } from '../words'

export const signalr: TechniqueWords<typeof SIGNALR> = {
  name: 'SignalR',
  found: 'A SignalR hub.',
  options: {},
}
