import type { IMAP } from '@contract/index'
import type { TechniqueWords } from '../words'

export const imap: TechniqueWords<typeof IMAP> = {
  name: 'Post (IMAP)',
  found: 'Ein Postfach.',
  about:
    'Ein Mailserver wie imaps://mail.example, oder mit einem Postfach dahinter: imaps://mail.example/Newsletter. Crier liest nur: nichts wird markiert, verschoben oder gelöscht.',
  options: {
    user: { label: 'Benutzername', hint: 'Meist die ganze Adresse.' },
    password: { label: 'Passwort', hint: 'Manche Anbieter wollen eines eigens für dieses Programm.' },
    mailboxes: {
      label: 'Postfächer',
      hint: 'Eines pro Zeile. Leer: was die Adresse nennt, sonst INBOX. Mailinglisten werden Abschnitte.',
      placeholder: 'INBOX',
    },
    history: { label: 'Anfangs zurückblicken (Mails)', hint: 'In jedem Postfach.' },
    startTls: {
      label: 'Auf Port 143 verschlüsseln (STARTTLS)',
      hint: 'Nur für einen Server auf diesem Rechner oder in diesem Netz abschaltbar.',
    },
  },
}
