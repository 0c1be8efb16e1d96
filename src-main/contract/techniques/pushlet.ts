import type { Technique } from './option'

export const PUSHLET = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
