import type { FEED } from '@contract/index'
import type { TechniqueWords } from '../words'

export const feed: TechniqueWords<typeof FEED> = {
  name: 'Feed',
  found: 'Ein Feed.',
  options: {},
}
