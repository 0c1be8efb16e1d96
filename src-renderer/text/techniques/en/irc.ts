import type { IRC } from '@contract/index'
import type { TechniqueWords } from '../words'

export const irc: TechniqueWords<typeof IRC> = {
  name: 'IRC',
  found: 'TODO',
  options: {
    user: { label: 'User name' },
    password: { label: 'Password' },
  },
}
