import type { PUSHLET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pushlet: TechniqueWords<typeof PUSHLET> = {
  name: 'Pushlet',
  found: 'Ein Pushlet-Server.',
  about: 'Die Adresse des Servlets; meist endet sie auf /pushlet.srv.',
  options: {
    subjects: {
      label: 'Themen',
      hint: 'Eines pro Zeile. Ein Thema steht für alles, was so beginnt; „/“ ist alles.',
      placeholder: '/stocks/aex',
    },
    mode: {
      label: 'Art der Zustellung',
      hint: 'Der Server kann eine andere erzwingen.',
      choices: {
        stream: 'Ein offener Strom',
        pull: 'Zurückgehaltene Anfragen (Long Poll)',
        poll: 'Immer wieder nachgefragt',
      },
    },
    format: {
      label: 'Format',
      choices: { automatic: 'Was am besten passt', xml: 'xml (nichts maskiert)', 'xml-strict': 'xml-strict' },
    },
  },
}
