import type { Technique } from './option'

export const MULTIPART = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: false,
  options: [
    // For servers that name none, or a wrong one that is not found out by itself.
    { name: 'boundary', type: 'text', default: '', maxLength: 200, advanced: true },
    { name: 'quietSeconds', type: 'number', default: 300, least: 10, most: 86_400, advanced: true },
  ],
} as const satisfies Technique
