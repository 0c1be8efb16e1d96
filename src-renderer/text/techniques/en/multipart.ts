import type { MULTIPART } from '@contract/index'
import type { TechniqueWords } from '../words'

export const multipart: TechniqueWords<typeof MULTIPART> = {
  name: 'Multipart stream',
  found: 'A stream of parts that replace each other.',
  options: {},
}
