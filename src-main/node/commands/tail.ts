import { DEFAULT_CHANNEL_SETTINGS } from '@contract/index'
import type { Command } from '../command'
import { createSystemClock } from '../system-clock'
import { tail } from '../tail/tail'
import { typedAddress } from '../typed-address'
import { headers, kind, mapping, onlyWord, options, readArguments, secondsAsMs, wholeNumber, BadUsage } from '../usage'
import { createWires, streamCursor } from '../wires'

export const tailCommand: Command = {
  usage: 'tail URL [options]',
  summary: 'follow a channel without storing it, and print its items as they come',
  details: [
    '--json                 one JSON object a line',
    '--raw                  every event before it is understood: {"type","data","lastEventId"}',
    '--kind KIND            the technique; found out when not given (crier kinds lists them)',
    '--set NAME=VALUE       an option of that technique; may be given again (crier kinds KIND lists them)',
    '--count N              end after N items',
    '--for SECONDS          end after so long',
    "--header 'K: V'        a request header; may be given again",
    '--last-event-id ID     resume a stream after this event',
    '--map FIELD=POINTER    take a field of an item from there, e.g. title=/data/name; may be given again',
    '--accept-self-signed   accept a certificate nobody vouches for, on this machine or network only',
    'A polled document is printed and, with --count or --for, that is the end.',
    'Exit code: 0 done, 2 bad usage, 3 the channel failed for good.',
  ],
  async run(words, context) {
    const { values, rest } = readArguments(words, {
      json: { type: 'boolean' },
      raw: { type: 'boolean' },
      kind: { type: 'string' },
      set: { type: 'string', multiple: true },
      count: { type: 'string' },
      for: { type: 'string' },
      header: { type: 'string', multiple: true },
      'last-event-id': { type: 'string' },
      map: { type: 'string', multiple: true },
      'accept-self-signed': { type: 'boolean' },
    })
    if (values.json === true && values.raw === true) throw new BadUsage('--json and --raw exclude each other')
    const chosen = kind(values.kind)
    const lastEventId = values['last-event-id']
    if (lastEventId !== undefined && chosen !== undefined && chosen !== 'sse') {
      throw new BadUsage('--last-event-id is for streams (sse)')
    }
    const settings = {
      ...DEFAULT_CHANNEL_SETTINGS,
      headers: headers(values.header),
      mapping: mapping(values.map),
      options: options(values.set, chosen),
      acceptSelfSigned: values['accept-self-signed'] ?? false,
    }
    const clock = createSystemClock()
    const wanted = {
      url: typedAddress(onlyWord(rest, 'URL'), chosen),
      kind: chosen,
      settings,
      cursor: lastEventId === undefined ? null : streamCursor(lastEventId),
      count: wholeNumber('--count', values.count, 1) ?? null,
      forMs: secondsAsMs('--for', values.for) ?? null,
      format: values.json === true ? ('json' as const) : values.raw === true ? ('raw' as const) : ('human' as const),
    }
    const log = { info: () => undefined, warn: () => undefined, error: (message: string) => context.say(message) }
    const wires = createWires({ clock })
    try {
      await tail({ ...wires, clock, random: Math.random, log }, wanted, context)
    } finally {
      await wires.close()
    }
  },
}
