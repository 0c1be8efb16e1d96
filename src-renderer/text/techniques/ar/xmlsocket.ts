import type { XMLSOCKET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const xmlsocket: TechniqueWords<typeof XMLSOCKET> = {
  name: 'XMLSocket',
  found: 'TODO',
  options: {},
}
