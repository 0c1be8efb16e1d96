import type { PUSHLET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pushlet: TechniqueWords<typeof PUSHLET> = {
  name: 'Pushlet',
  found: 'A Pushlet server.',
  about: 'The address of the servlet, usually ending in /pushlet.srv.',
  options: {
    subjects: {
      label: 'Subjects',
      hint: 'One per line. A subject stands for everything that begins with it; “/” is everything.',
      placeholder: '/stocks/aex',
    },
    mode: {
      label: 'How it is sent',
      hint: 'The server may insist on another way.',
      choices: {
        stream: 'One open stream',
        pull: 'Held questions (long poll)',
        poll: 'Asked again and again',
      },
    },
    format: {
      label: 'Format',
      choices: { automatic: 'Whatever suits', xml: 'xml (nothing escaped)', 'xml-strict': 'xml-strict' },
    },
  },
}
