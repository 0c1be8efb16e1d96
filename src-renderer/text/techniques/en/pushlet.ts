import type { PUSHLET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pushlet: TechniqueWords<typeof PUSHLET> = {
  name: 'Pushlet',
  found: 'A Pushlet server.',
  options: {},
}
