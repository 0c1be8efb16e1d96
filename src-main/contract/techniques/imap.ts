import type { Technique } from './option'

/** A mail server, and the mailbox behind it: `imaps://mail.example/INBOX`. Watched with IDLE, and never changed. */
export const IMAP = {
  schemes: ['imaps:', 'imap:'],
  mapping: false,
  polled: false,
  login: 'options',
  options: [
    { name: 'user', type: 'text', default: '', maxLength: 300, required: true },
    { name: 'password', type: 'secret', default: '', maxLength: 1_000, required: true },
    /** One a line; empty: what follows the host in the address, else INBOX. */
    { name: 'mailboxes', type: 'lines', default: '', maxLength: 4_000 },
    /** Mails of each mailbox that a new channel begins with. */
    { name: 'history', type: 'number', default: 50, least: 0, most: 1_000, advanced: true },
    /** On 143 a login goes over TLS (STARTTLS), unless the server is on this computer or network and this is off. */
    { name: 'startTls', type: 'switch', default: true, advanced: true },
  ],
} as const satisfies Technique
