import type { Technique } from './option'

/**
 * Ajax polling: the entries of a document, or one item whenever the document, or a part of it, changes. The part is a
 * JSON pointer in a JSON document, and what stands between two pieces of text in any other.
 */
export const POLL = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: true,
  options: [
    { name: 'each', type: 'choice', default: 'entry', choices: ['entry', 'change'] },
    { name: 'itemsPath', type: 'text', default: '', maxLength: 200, when: { each: ['entry'] } },
    { name: 'label', type: 'text', default: '', maxLength: 200, when: { each: ['change'] } },
    { name: 'part', type: 'text', default: '', maxLength: 200, when: { each: ['change'] } },
    { name: 'after', type: 'text', default: '', maxLength: 500, advanced: true, when: { each: ['change'] } },
    { name: 'before', type: 'text', default: '', maxLength: 500, advanced: true, when: { each: ['change'] } },
  ],
} as const satisfies Technique
