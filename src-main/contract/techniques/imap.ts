import type { Technique } from './option'

export const IMAP = {
  schemes: ['imaps:', 'imap:'],
  mapping: false,
  polled: false,
  login: 'options',
  options: [
    { name: 'user', type: 'text', default: '', maxLength: 1_000 },
    { name: 'password', type: 'secret', default: '', maxLength: 1_000 },
  ],
} as const satisfies Technique
