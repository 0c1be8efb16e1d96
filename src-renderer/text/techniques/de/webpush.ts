import type { WEBPUSH } from '@contract/index'
import type { TechniqueWords } from '../words'

export const webpush: TechniqueWords<typeof WEBPUSH> = {
  name: 'Web Push',
  found: 'Eine eigene Web-Push-Adresse.',
  about:
    'Die Adresse eines ntfy- oder UnifiedPush-Servers, etwa https://ntfy.sh, oder webpush://localhost für den Empfänger dieses Rechners. Die Adresse, die Absender brauchen, denkt sich Crier aus.',
  options: {
    plain: {
      label: 'Auch unverschlüsselte Nachrichten annehmen',
      hint: 'Für Absender wie curl. Wer den Push-Server betreibt, kann solche Nachrichten lesen.',
    },
    announceTo: {
      label: 'Abonnement übergeben an',
      hint: 'Eine Adresse, die Abonnements annimmt, wie Websites sie haben. Crier schickt es bei jeder Verbindung dorthin.',
      placeholder: 'https://example.org/subscribe',
    },
    senders: {
      label: 'Nur von diesen Absendern',
      hint: 'Ihre öffentlichen VAPID-Schlüssel, einer pro Zeile. Gilt für den Empfänger dieses Rechners; ein Push-Server reicht die Signatur nicht weiter.',
    },
  },
}
