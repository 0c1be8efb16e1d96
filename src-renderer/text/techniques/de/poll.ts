import type { POLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const poll: TechniqueWords<typeof POLL> = {
  name: 'Abgefragtes Dokument (Ajax)',
  found: 'Ein Dokument, das nach Neuem gefragt werden kann.',
  options: {},
}
