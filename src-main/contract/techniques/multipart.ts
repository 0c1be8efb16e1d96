import type { Technique } from './option'

export const MULTIPART = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
