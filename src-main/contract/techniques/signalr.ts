import type { Technique } from './option'

export const SIGNALR = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
