import type { STREAM } from '@contract/index'
import type { TechniqueWords } from '../words'

export const stream: TechniqueWords<typeof STREAM> = {
  name: 'HTTP stream',
  found: 'A live HTTP stream.',
  about: 'An address whose answer never ends: lines, JSON records, or a page of script calls.',
  options: {
    framing: {
      label: 'One message is',
      choices: {
        auto: 'Found out from what comes',
        lines: 'A line of text',
        ndjson: 'A line of JSON (NDJSON)',
        jsonSeq: 'A JSON text sequence (RFC 7464)',
        json: 'A JSON value, one after another',
        script: 'A script call (forever frame)',
        pieces: 'Each piece as it was sent (chunked)',
      },
    },
    callback: {
      label: 'Function that brings the news',
      hint: 'Scripts are read as data and never run. Empty: every call counts.',
      placeholder: 'parent.callback',
    },
    resumeBy: {
      label: 'Resume by',
      hint: 'Where the server can send what was missed.',
      choices: { nothing: 'Not at all', query: 'A parameter of the address', header: 'A request header' },
    },
    resumeName: { label: 'Name of the parameter or header', placeholder: 'since' },
    resumePointer: {
      label: 'Where a message says its place',
      hint: 'A JSON pointer into the message.',
      placeholder: '/id',
    },
    resumeFirst: { label: 'Value for the first time', hint: 'Empty: nothing is sent.' },
    quietSeconds: {
      label: 'Longest silence, in seconds',
      hint: 'After it Crier connects anew. Streams that are used to longer pauses get more.',
    },
  },
}
