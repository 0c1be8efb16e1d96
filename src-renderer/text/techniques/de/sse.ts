import type { SSE } from '@contract/index'
import type { TechniqueWords } from '../words'

export const sse: TechniqueWords<typeof SSE> = {
  name: 'Ereignisstrom (SSE)',
  found: 'Ein Live-Ereignisstrom.',
  options: {},
}
