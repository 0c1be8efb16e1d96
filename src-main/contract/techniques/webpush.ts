import type { Technique } from './option'

export const WEBPUSH = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: false,
  options: [],
} as const satisfies Technique
