import type { Technique } from './option'

export const FEED = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: true,
  options: [],
} as const satisfies Technique
