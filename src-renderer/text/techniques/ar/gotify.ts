import type { GOTIFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const gotify: TechniqueWords<typeof GOTIFY> = {
  name: 'Gotify',
  found: 'خادم Gotify.',
  options: {},
}
