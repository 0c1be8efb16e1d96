import type { Technique } from './option'

export const BAYEUX = {
  schemes: ['https:', 'http:', 'wss:', 'ws:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
