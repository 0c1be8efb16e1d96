import type { Technique } from './option'

export const POLL = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: true,
  options: [],
} as const satisfies Technique
