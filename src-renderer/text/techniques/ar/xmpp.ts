import type { XMPP } from '@contract/index'
import type { TechniqueWords } from '../words'

export const xmpp: TechniqueWords<typeof XMPP> = {
  name: 'XMPP',
  found: 'TODO',
  options: {
    user: { label: 'User name' },
    password: { label: 'Password' },
  },
}
