import type { POLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const poll: TechniqueWords<typeof POLL> = {
  name: 'مستند يُسأل دوريًا (Ajax)',
  found: 'مستند يمكن سؤاله عن الجديد.',
  options: {},
}
