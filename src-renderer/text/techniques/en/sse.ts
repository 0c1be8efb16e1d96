import type { SSE } from '@contract/index'
import type { TechniqueWords } from '../words'

export const sse: TechniqueWords<typeof SSE> = {
  name: 'Event stream (SSE)',
  found: 'A live event stream.',
  options: {},
}
