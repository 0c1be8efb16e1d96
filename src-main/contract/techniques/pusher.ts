import type { Technique } from './option'

export const PUSHER = {
  schemes: ['wss:', 'ws:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
