import type { GOTIFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const gotify: TechniqueWords<typeof GOTIFY> = {
  name: 'Gotify',
  found: 'Ein Gotify-Server.',
  about: 'Die Adresse des Servers, wie sie im Browser steht. Dazu braucht es ein Client-Token.',
  options: {
    token: {
      label: 'Client-Token',
      hint: 'In Gotify unter „Clients“ anlegen. Es beginnt mit C und geht nur an diesen Server.',
      placeholder: 'C…',
    },
  },
}
