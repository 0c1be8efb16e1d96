import type { STREAM } from '@contract/index'
import type { TechniqueWords } from '../words'

export const stream: TechniqueWords<typeof STREAM> = {
  name: 'HTTP-Strom',
  found: 'Ein Live-HTTP-Strom.',
  about: 'Eine Adresse, deren Antwort nie endet: Zeilen, JSON-Datensätze oder eine Seite mit Skriptaufrufen.',
  options: {
    framing: {
      label: 'Eine Nachricht ist',
      choices: {
        auto: 'Was kommt, entscheidet',
        lines: 'Eine Textzeile',
        ndjson: 'Eine Zeile JSON (NDJSON)',
        jsonSeq: 'Eine JSON-Textfolge (RFC 7464)',
        json: 'Ein JSON-Wert nach dem anderen',
        script: 'Ein Skriptaufruf (Forever Frame)',
        pieces: 'Jedes Stück, wie es gesendet wurde (chunked)',
      },
    },
    callback: {
      label: 'Funktion, die Nachrichten bringt',
      hint: 'Skripte werden als Daten gelesen und nie ausgeführt. Leer: Jeder Aufruf zählt.',
      placeholder: 'parent.callback',
    },
    resumeBy: {
      label: 'Fortsetzen mit',
      hint: 'Wenn der Server nachliefern kann, was verpasst wurde.',
      choices: { nothing: 'Gar nicht', query: 'Einem Parameter der Adresse', header: 'Einem Anfrage-Header' },
    },
    resumeName: { label: 'Name des Parameters oder Headers', placeholder: 'since' },
    resumePointer: {
      label: 'Wo eine Nachricht ihre Stelle nennt',
      hint: 'Ein JSON-Pointer in die Nachricht.',
      placeholder: '/id',
    },
    resumeFirst: { label: 'Wert beim ersten Mal', hint: 'Leer: Es wird nichts gesendet.' },
    quietSeconds: {
      label: 'Längste Stille in Sekunden',
      hint: 'Danach verbindet sich Crier neu. Ströme mit gewohnt längeren Pausen bekommen mehr Zeit.',
    },
  },
}
