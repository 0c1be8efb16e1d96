import type { MULTIPART } from '@contract/index'
import type { TechniqueWords } from '../words'

export const multipart: TechniqueWords<typeof MULTIPART> = {
  name: 'Multipart-Strom',
  found: 'Ein Strom von Teilen, die einander ersetzen.',
  options: {},
}
