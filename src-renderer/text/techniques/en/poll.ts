import type { POLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const poll: TechniqueWords<typeof POLL> = {
  name: 'Polled document (Ajax)',
  found: 'A document that can be asked for news.',
  options: {},
}
