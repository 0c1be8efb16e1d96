import type { MQTT } from '@contract/index'
import type { TechniqueWords } from '../words'

export const mqtt: TechniqueWords<typeof MQTT> = {
  name: 'MQTT',
  found: 'TODO',
  options: {
    user: { label: 'User name' },
    password: { label: 'Password' },
  },
}
