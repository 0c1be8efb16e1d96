import type { SOCKETIO } from '@contract/index'
import type { TechniqueWords } from '../words'

export const socketio: TechniqueWords<typeof SOCKETIO> = {
  name: 'Socket.IO',
  found: 'A Socket.IO server.',
  options: {},
}
