import type { XMLSOCKET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const xmlsocket: TechniqueWords<typeof XMLSOCKET> = {
  name: 'XMLSocket',
  found: 'Nachrichten auf einem bloßen Socket.',
  about: 'Ein Server und ein Port, wie tcp://host:9000, tls://host:9443 oder xmlsocket://host:1024.',
  options: {
    framing: {
      label: 'Womit Nachrichten enden',
      choices: {
        auto: 'Herausfinden',
        nul: 'Mit einem NUL-Byte, wie bei Flash',
        lines: 'Mit einem Zeilenende',
        crlf: 'Mit einem Zeilenende, geschrieben als CRLF',
      },
    },
    greeting: {
      label: 'Begrüßung',
      hint: 'Wird gesendet, sobald der Socket offen ist; jede Zeile ist eine Nachricht.',
      placeholder: '<subscribe channel="news"/>',
    },
    silenceMinutes: {
      label: 'Nach Stille neu verbinden (Minuten)',
      hint: 'Bloße Sockets haben kein Lebenszeichen. 0: nie.',
    },
    policyRequest: {
      label: 'Zuerst nach der Socket-Richtlinie fragen',
      hint: 'Wie Flash es tat; manche alten Server warten darauf.',
    },
  },
}
