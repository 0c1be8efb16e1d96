import type { SOCKETIO } from '@contract/index'
import type { TechniqueWords } from '../words'

export const socketio: TechniqueWords<typeof SOCKETIO> = {
  name: 'Socket.IO',
  found: 'Ein Socket.IO-Server.',
  options: {},
}
