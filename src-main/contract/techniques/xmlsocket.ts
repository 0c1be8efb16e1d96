import type { Technique } from './option'

export const XMLSOCKET = {
  schemes: ['tcp:', 'tls:', 'xmlsocket:'],
  mapping: true,
  polled: false,
  options: [],
} as const satisfies Technique
