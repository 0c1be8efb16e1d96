import type { POLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const poll: TechniqueWords<typeof POLL> = {
  name: 'Polled document (Ajax)',
  found: 'A document that can be asked for news.',
  about: 'Any JSON or text document. A server without ETag or date is asked once a day unless you choose an interval.',
  options: {
    each: {
      label: 'An item is',
      choices: { entry: 'each entry of the document', change: 'each change of the document' },
    },
    itemsPath: {
      label: 'Where the entries are',
      hint: 'A JSON pointer. Empty: Crier finds them.',
      placeholder: '/stories',
    },
    label: { label: 'What it is', hint: 'Begins the title: “Water level: 3.2 → 3.4”.', placeholder: 'Water level' },
    part: { label: 'Part to watch', hint: 'A JSON pointer. Empty: all of it.', placeholder: '/current/level' },
    after: { label: 'Watch only what follows this text', hint: 'For documents that are no JSON.' },
    before: { label: 'and comes before this text' },
  },
}
