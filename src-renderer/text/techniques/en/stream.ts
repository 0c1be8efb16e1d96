import type { STREAM } from '@contract/index'
import type { TechniqueWords } from '../words'

export const stream: TechniqueWords<typeof STREAM> = {
  name: 'HTTP stream',
  found: 'A live HTTP stream.',
  options: {},
}
