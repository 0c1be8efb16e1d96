import type { WEBSOCKET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const websocket: TechniqueWords<typeof WEBSOCKET> = {
  name: 'WebSocket',
  found: 'Ein Live-Socket.',
  options: {},
}
