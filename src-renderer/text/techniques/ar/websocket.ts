import type { WEBSOCKET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const websocket: TechniqueWords<typeof WEBSOCKET> = {
  name: 'مقبس ويب',
  found: 'مقبس حيّ.',
  options: {},
}
