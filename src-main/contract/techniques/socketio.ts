import type { Technique } from './option'

export const SOCKETIO = {
  schemes: ['https:', 'http:', 'wss:', 'ws:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
