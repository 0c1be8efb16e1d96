import type { BAYEUX } from '@contract/index'
import type { TechniqueWords } from '../words'

export const bayeux: TechniqueWords<typeof BAYEUX> = {
  name: 'Bayeux (CometD, Faye)',
  found: 'Ein Bayeux-Server.',
  options: {},
}
