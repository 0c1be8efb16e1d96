import type { MULTIPART } from '@contract/index'
import type { TechniqueWords } from '../words'

export const multipart: TechniqueWords<typeof MULTIPART> = {
  name: 'بث متعدد الأجزاء',
  found: 'بث أجزاءٍ يحلّ بعضها محل بعض.',
  options: {},
}
