import type { MULTIPART } from '@contract/index'
import type { TechniqueWords } from '../words'

export const multipart: TechniqueWords<typeof MULTIPART> = {
  name: 'Multipart-Strom',
  found: 'Ein Strom von Teilen, die einander ersetzen.',
  about: 'Eine Kamera oder eine Seite, deren Teile einander ersetzen (multipart/x-mixed-replace).',
  options: {
    boundary: {
      label: 'Zeile zwischen den Teilen',
      hint: 'Nur wenn der Server keine oder eine falsche nennt.',
      placeholder: 'frame',
    },
    quietSeconds: {
      label: 'Längste Stille in Sekunden',
      hint: 'Danach verbindet sich Crier neu. Ströme mit gewohnt längeren Pausen bekommen mehr Zeit.',
    },
  },
}
