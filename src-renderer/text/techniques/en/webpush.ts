import type { WEBPUSH } from '@contract/index'
import type { TechniqueWords } from '../words'

export const webpush: TechniqueWords<typeof WEBPUSH> = {
  name: 'Web Push',
  found: 'A Web Push address of your own.',
  options: {},
}
