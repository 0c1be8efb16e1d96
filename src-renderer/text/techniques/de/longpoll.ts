import type { LONGPOLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const longpoll: TechniqueWords<typeof LONGPOLL> = {
  name: 'Long Polling (Comet)',
  found: 'Long Polling: Der Server antwortet, sobald es etwas gibt.',
  options: {},
}
