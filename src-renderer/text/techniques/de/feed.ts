import type { FEED } from '@contract/index'
import type { TechniqueWords } from '../words'

export const feed: TechniqueWords<typeof FEED> = {
  name: 'Feed',
  found: 'Ein Feed.',
  options: {
    followSchedule: {
      label: 'Fragen, wann der Herausgeber es empfiehlt',
      hint: 'Ein Kanal (CDF) kann Zeiten nennen, zu denen es Neues gibt. Dann fragt Crier in jeder davon zu einem zufälligen Zeitpunkt und hält sich an keinen Abstand. Aus: Ihr Abstand gilt, der des Herausgebers ist die Untergrenze.',
    },
    sendStatistics: {
      label: 'Dem Herausgeber sagen, was Sie lesen',
      hint: 'Manche Kanäle (CDF) bitten um Lesestatistik: welche ihrer Seiten wann geöffnet wurden. Crier sendet sie mit der nächsten Aktualisierung, und nur an die Website des Kanals selbst. Aus: Nichts wird aufgezeichnet, nichts gesendet.',
    },
  },
}
