import type { MULTIPART } from '@contract/index'
import type { TechniqueWords } from '../words'

export const multipart: TechniqueWords<typeof MULTIPART> = {
  name: 'Multipart stream',
  found: 'A stream of parts that replace each other.',
  about: 'A camera or a page whose parts replace each other (multipart/x-mixed-replace).',
  options: {
    boundary: {
      label: 'Line between the parts',
      hint: 'Only where the server names none, or a wrong one.',
      placeholder: 'frame',
    },
    quietSeconds: {
      label: 'Longest silence, in seconds',
      hint: 'After it Crier connects anew. Streams that are used to longer pauses get more.',
    },
  },
}
