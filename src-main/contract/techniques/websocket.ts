import type { Technique } from './option'

export const WEBSOCKET = {
  schemes: ['wss:', 'ws:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
