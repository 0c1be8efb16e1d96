import type { FEED } from '@contract/index'
import type { TechniqueWords } from '../words'

export const feed: TechniqueWords<typeof FEED> = {
  name: 'Feed',
  found: 'A feed.',
  options: {
    followSchedule: {
      label: 'Ask when the publisher recommends it',
      hint: 'A channel (CDF) may name times at which it has news. Then Crier asks at a random moment in each of them and keeps to no interval. Off: your interval counts, and the publisher’s is a lower bound.',
    },
    sendStatistics: {
      label: 'Tell the publisher what you read',
      hint: 'Some channels (CDF) ask for reading statistics: which of their pages were opened, and when. Crier sends them with the next update, to the channel’s own site only. Off: nothing is recorded and nothing is sent.',
    },
  },
}
