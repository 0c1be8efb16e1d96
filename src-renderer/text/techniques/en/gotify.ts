import type { GOTIFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const gotify: TechniqueWords<typeof GOTIFY> = {
  name: 'Gotify',
  found: 'A Gotify server.',
  about: 'The address of the server as it stands in a browser. It also needs a client token.',
  options: {
    token: {
      label: 'Client token',
      hint: 'Make one in Gotify under Clients. It begins with C and is sent to this server alone.',
      placeholder: 'C…',
    },
  },
}
