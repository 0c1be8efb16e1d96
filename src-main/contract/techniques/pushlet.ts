import type { Technique } from './option'

export const PUSHLET = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: false,
  options: [
    /** Plain beginnings of subjects, so `/` is everything. */
    { name: 'subjects', type: 'lines', default: '/', required: true, maxLength: 4_000 },
    { name: 'mode', type: 'choice', default: 'stream', choices: ['stream', 'pull', 'poll'] },
    {
      name: 'format',
      type: 'choice',
      default: 'automatic',
      choices: ['automatic', 'xml', 'xml-strict'],
      advanced: true,
    },
  ],
} as const satisfies Technique
