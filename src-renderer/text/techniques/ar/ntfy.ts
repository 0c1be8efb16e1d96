import type { NTFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const ntfy: TechniqueWords<typeof NTFY> = {
  name: 'ntfy',
  found: 'خادم ntfy.',
  options: {},
}
