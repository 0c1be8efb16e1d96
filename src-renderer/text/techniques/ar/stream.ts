import type { STREAM } from '@contract/index'
import type { TechniqueWords } from '../words'

export const stream: TechniqueWords<typeof STREAM> = {
  name: 'بث HTTP',
  found: 'بث HTTP حيّ.',
  options: {},
}
