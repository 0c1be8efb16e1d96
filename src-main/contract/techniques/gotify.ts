import type { Technique } from './option'

export const GOTIFY = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: false,
  options: [],
} as const satisfies Technique
