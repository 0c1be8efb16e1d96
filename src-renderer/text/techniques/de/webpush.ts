import type { WEBPUSH } from '@contract/index'
import type { TechniqueWords } from '../words'

export const webpush: TechniqueWords<typeof WEBPUSH> = {
  name: 'Web Push',
  found: 'Eine eigene Web-Push-Adresse.',
  options: {},
}
