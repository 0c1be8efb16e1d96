import type { STREAM } from '@contract/index'
import type { TechniqueWords } from '../words'

export const stream: TechniqueWords<typeof STREAM> = {
  name: 'HTTP-Strom',
  found: 'Ein Live-HTTP-Strom.',
  options: {},
}
