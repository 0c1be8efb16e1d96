import type { LONGPOLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const longpoll: TechniqueWords<typeof LONGPOLL> = {
  name: 'استطلاع طويل (Comet)',
  found: 'استطلاع طويل: يجيب الناشر حين يكون لديه جديد.',
  options: {},
}
