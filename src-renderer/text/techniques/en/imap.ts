import type { IMAP } from '@contract/index'
import type { TechniqueWords } from '../words'

export const imap: TechniqueWords<typeof IMAP> = {
  name: 'Mail (IMAP)',
  found: 'A mailbox.',
  about:
    'A mail server, like imaps://mail.example, or with a mailbox behind it: imaps://mail.example/Newsletters. Crier only reads: nothing is marked, moved or deleted.',
  options: {
    user: { label: 'User name', hint: 'Usually the whole address.' },
    password: { label: 'Password', hint: 'Some providers want one made for this program.' },
    mailboxes: {
      label: 'Mailboxes',
      hint: 'One a line. Empty: what the address names, else INBOX. Mailing lists become sections.',
      placeholder: 'INBOX',
    },
    history: { label: 'Look back at first (mails)', hint: 'Of each mailbox.' },
    startTls: {
      label: 'Encrypt on port 143 (STARTTLS)',
      hint: 'Can be off only for a server on this computer or network.',
    },
  },
}
