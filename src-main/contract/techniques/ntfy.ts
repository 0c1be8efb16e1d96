import type { Technique } from './option'

export const NTFY = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: false,
  options: [],
} as const satisfies Technique
