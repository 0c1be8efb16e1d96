import type { IMAP } from '@contract/index'
import type { TechniqueWords } from '../words'

export const imap: TechniqueWords<typeof IMAP> = {
  name: 'Mail (IMAP IDLE)',
  found: 'TODO',
  options: {
    user: { label: 'User name' },
    password: { label: 'Password' },
  },
}
