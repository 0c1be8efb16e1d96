import type { PUSHER } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pusher: TechniqueWords<typeof PUSHER> = {
  name: 'Pusher',
  found: 'Ein Server, der das Pusher-Protokoll spricht.',
  options: {},
}
