import type { SSE } from '@contract/index'
import type { TechniqueWords } from '../words'

export const sse: TechniqueWords<typeof SSE> = {
  name: 'بث أحداث (SSE)',
  found: 'بثّ أحداث حيّ.',
  options: {},
}
