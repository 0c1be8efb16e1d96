import type { POLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const poll: TechniqueWords<typeof POLL> = {
  name: 'Abgefragtes Dokument (Ajax)',
  found: 'Ein Dokument, das nach Neuem gefragt werden kann.',
  about:
    'Ein beliebiges JSON- oder Textdokument. Ein Server ohne ETag oder Datum wird einmal am Tag gefragt, wenn Sie keinen Abstand wählen.',
  options: {
    each: {
      label: 'Ein Eintrag ist',
      choices: { entry: 'jeder Eintrag des Dokuments', change: 'jede Änderung des Dokuments' },
    },
    itemsPath: {
      label: 'Wo die Einträge stehen',
      hint: 'Ein JSON-Pointer. Leer: Crier findet sie.',
      placeholder: '/stories',
    },
    label: { label: 'Was es ist', hint: 'Beginnt die Überschrift: „Pegel: 3,2 → 3,4“.', placeholder: 'Pegel' },
    part: { label: 'Beobachteter Teil', hint: 'Ein JSON-Pointer. Leer: alles.', placeholder: '/current/level' },
    after: { label: 'Nur beobachten, was auf diesen Text folgt', hint: 'Für Dokumente, die kein JSON sind.' },
    before: { label: 'und vor diesem Text steht' },
  },
}
