import type { NTFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const ntfy: TechniqueWords<typeof NTFY> = {
  name: 'ntfy',
  found: 'Themen eines ntfy-Servers.',
  about:
    'Server und Thema, etwa https://ntfy.sh/meinthema. Mehrere Themen lassen sich mit Kommas verbinden oder unten aufzählen.',
  options: {
    topics: {
      label: 'Themen',
      hint: 'Eines je Zeile, zusätzlich zu denen in der Adresse. Alle kommen über eine Verbindung, jedes in einem eigenen Abschnitt.',
      placeholder: 'builds',
    },
    token: {
      label: 'Zugriffstoken',
      hint: 'Nur für geschützte Themen. Es beginnt mit tk_ und geht nur an diesen Server.',
      placeholder: 'tk_…',
    },
    user: { label: 'Benutzername', hint: 'Falls es kein Zugriffstoken gibt.' },
    password: { label: 'Passwort' },
    historyHours: {
      label: 'Anfangs zurückblicken (Stunden)',
      hint: 'Mit wie viel von dem, was der Server noch hat, ein neuer Kanal beginnt. Üblich ist, dass Server 12 Stunden aufheben.',
    },
    replace: {
      label: 'Aktualisierungen ersetzen die vorige Nachricht',
      hint: 'Nachrichten einer Folge werden ein Eintrag, der so gelesen bleibt, wie er ist. Aus: Jede ist ein eigener Eintrag.',
    },
  },
}
