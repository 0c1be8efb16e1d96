import type { LONGPOLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const longpoll: TechniqueWords<typeof LONGPOLL> = {
  name: 'Long Polling (Comet)',
  found: 'Long Polling: Der Server antwortet, sobald es etwas gibt.',
  about: 'Die Adresse, die gefragt wird und ihre Antwort zurückhält. Bei einem bekannten Dienst genügt sein Server.',
  options: {
    preset: {
      label: 'Dienst',
      choices: {
        custom: 'Ein anderer (von Hand)',
        couchdb: 'CouchDB-Änderungen',
        telegram: 'Telegram-Bot',
        zulip: 'Zulip',
        consul: 'Consul (blockierende Abfrage)',
        matrix: 'Matrix',
        nchan: 'nchan (nginx)',
        prefer: 'Dokument mit „Prefer: wait“',
        dropbox: 'Dropbox-Ordner',
      },
    },
    user: { label: 'E-Mail des Kontos oder Bots', placeholder: 'bot@chat.example.org' },
    token: { label: 'Token oder API-Schlüssel' },
    includeDocs: { label: 'Auch die Dokumente lesen', hint: 'Sonst nur ihre Namen.' },
    folder: { label: 'Ordner', hint: 'Leer: alles.', placeholder: '/Berichte' },
    cursorStyle: {
      label: 'Woran der Server erkennt, wie weit wir sind',
      choices: {
        none: 'Gar nicht: er antwortet mit dem, was als Nächstes geschieht',
        body: 'An einem Wert in seiner Antwort',
        max: 'Am größten Wert unter den Einträgen',
        next: 'An der Zahl nach der größten',
        header: 'An einer Kopfzeile seiner Antwort',
        validators: 'An ETag und Last-Modified',
        twoStep: 'Er sagt nur, dass sich etwas geändert hat; was, wird dann gefragt',
        nextUrl: 'Er nennt die nächste Adresse',
        time: 'An der Uhrzeit (Unix-Sekunden)',
      },
    },
    cursorPath: {
      label: 'Wo dieser Wert steht',
      hint: 'Ein JSON-Pointer in der Antwort (oder im Eintrag); bei einer Kopfzeile ihr Name.',
      placeholder: '/last_seq',
    },
    nextPath: { label: 'Wo die nächste Adresse steht', hint: 'Ein JSON-Pointer. Leer: die Kopfzeile Link, rel=next.' },
    holdUrl: { label: 'Adresse, die zurückhält', hint: 'Die Hauptadresse wird dann nach dem Neuen gefragt.' },
    itemsPath: {
      label: 'Wo die Einträge stehen',
      hint: 'Ein JSON-Pointer. Leer: Crier findet sie.',
      placeholder: '/results',
    },
    cursorIn: {
      label: 'Der Wert kommt in',
      choices: { query: 'die Adresse', header: 'eine Kopfzeile', body: 'den Rumpf, als {cursor}' },
    },
    cursorName: { label: 'unter dem Namen' },
    initialCursor: { label: 'Erster Wert', hint: 'Leer: keiner. CouchDB: now, oder 0 für alles.' },
    overlapSeconds: { label: 'Überlappung (Sekunden)', hint: 'Was doppelt kommt, wird einmal gezeigt.' },
    method: { label: 'Methode', choices: { GET: 'GET', POST: 'POST' } },
    body: {
      label: 'Rumpf',
      hint: '{cursor} und {wait} werden eingesetzt.',
      placeholder: '{"since":"{cursor}","timeout":{wait}}',
    },
    holdBody: { label: 'Rumpf für die Adresse, die zurückhält', hint: 'Leer: ein GET.' },
    changedPath: { label: 'Wo steht, dass sich etwas geändert hat' },
    morePath: { label: 'Wo steht, dass es noch mehr gibt' },
    waitSeconds: {
      label: 'Zurückhalten (Sekunden)',
      hint: 'Eine Antwort darf ein Zehntel länger dauern, und 30 Sekunden.',
    },
    waitIn: {
      label: 'Das erfährt der Server in',
      choices: {
        none: 'nichts: er weiß es selbst am besten',
        query: 'der Adresse',
        header: 'einer Kopfzeile',
        body: 'dem Rumpf, als {wait}',
      },
    },
    waitName: { label: 'unter dem Namen' },
    waitUnit: {
      label: 'als',
      choices: { seconds: 'Sekunden (50)', milliseconds: 'Millisekunden (50000)', duration: 'Dauer (50s)' },
    },
    emptyStatuses: { label: 'Statuscodes für „nichts Neues“' },
    expiredWhen: {
      label: 'Unser Stand ist zu alt, wenn',
      choices: {
        never: 'niemals',
        status: 'ein bestimmter Statuscode kommt',
        value: 'ein Wert in der Antwort es sagt',
        decreased: 'der neue Wert kleiner ist als unserer',
      },
    },
    expiredStatuses: { label: 'Diese Statuscodes' },
    expiredPath: { label: 'Wo dieser Wert steht' },
    expiredValue: { label: 'Was dort steht' },
    expiredThen: {
      label: 'Dann',
      choices: { restart: 'mit dem ersten Wert neu beginnen', reload: 'nach allem fragen' },
    },
    minGapSeconds: {
      label: 'Mindestabstand zweier Fragen (Sekunden)',
      hint: 'Auf eine Antwort mit Neuem folgt die nächste Frage sofort.',
    },
    delayPath: {
      label: 'Wo der Server sagt, wie lange zu warten ist',
      hint: 'Ein JSON-Pointer auf Sekunden.',
      placeholder: '/backoff',
    },
  },
}
