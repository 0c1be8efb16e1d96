import type { NTFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const ntfy: TechniqueWords<typeof NTFY> = {
  name: 'ntfy',
  found: 'Topics of an ntfy server.',
  about: 'A server and a topic, like https://ntfy.sh/mytopic. Several topics can be joined by commas, or listed below.',
  options: {
    topics: {
      label: 'Topics',
      hint: 'One a line, besides those in the address. All come over one connection, each in a section of its own.',
      placeholder: 'builds',
    },
    token: {
      label: 'Access token',
      hint: 'Only for protected topics. It begins with tk_ and is sent to this server alone.',
      placeholder: 'tk_…',
    },
    user: { label: 'User name', hint: 'Where there is no access token.' },
    password: { label: 'Password' },
    historyHours: {
      label: 'Look back at first (hours)',
      hint: 'How much of what the server still holds a new channel begins with. Servers usually keep 12 hours.',
    },
    replace: {
      label: 'Updates replace the message before',
      hint: 'Messages of one sequence become one item, which stays as read as it is. Off: each is an item of its own.',
    },
  },
}
