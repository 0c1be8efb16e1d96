import type { LONGPOLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const longpoll: TechniqueWords<typeof LONGPOLL> = {
  name: 'Long poll (Comet)',
  found: 'A long poll: the publisher answers when there is something to say.',
  options: {},
}
