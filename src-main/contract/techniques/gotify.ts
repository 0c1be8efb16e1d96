import type { Technique } from './option'

/** The address is the server's, as a browser shows it: `https://gotify.example/`, also below a path. */
export const GOTIFY = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: false,
  options: [
    /** A client token (they begin with C); those of applications can only send. */
    { name: 'token', type: 'secret', default: '', required: true, maxLength: 1_000 },
  ],
} as const satisfies Technique
