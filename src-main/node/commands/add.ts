import {
  DEFAULT_CHANNEL_SETTINGS,
  type ChannelId,
  type ConnectionState,
  type DetectedChannel,
  type Detection,
  type Push,
  type TransportKind,
} from '@contract/index'
import type { Command } from '../command'
import { dataFolder } from '../data-folder'
import { printable } from '../item-line'
import { createSystemClock } from '../system-clock'
import { typedAddress } from '../typed-address'
import { CommandFailed, headers, kind, missingOption, onlyWord, options, readArguments } from '../usage'
import { withReader, type CommandReader } from '../with-reader'
import { stateWord } from './channels'

/** How long the first state of a new channel is waited for. It is told for convenience; the channel is added anyway. */
const FIRST_STATE_MS = 5_000

export const addCommand: Command = {
  usage: 'add URL [options]',
  summary: 'find out what an address is, and subscribe to it',
  details: [
    '--kind KIND            the technique; found out when not given (crier kinds lists them)',
    '--set NAME=VALUE       an option of that technique; may be given again (crier kinds KIND lists them)',
    '--title TEXT           a title of your own',
    '--folder NAME          the folder to put it in',
    "--header 'K: V'        a request header; may be given again",
    '--accept-self-signed   accept a certificate nobody vouches for, on this machine or network only',
    '--data DIR             the data folder',
    'Prints the id and the title, and on standard error how the channel does.',
  ],
  async run(words, context) {
    const { values, rest } = readArguments(words, {
      kind: { type: 'string' },
      set: { type: 'string', multiple: true },
      title: { type: 'string' },
      folder: { type: 'string' },
      header: { type: 'string', multiple: true },
      'accept-self-signed': { type: 'boolean' },
      data: { type: 'string' },
    })
    const onlyKind = kind(values.kind)
    const address = onlyWord(rest, 'URL')
    // Only to refuse what is none: detection completes an address itself, and tries http where https is not spoken.
    typedAddress(address, onlyKind)
    const settings = {
      ...DEFAULT_CHANNEL_SETTINGS,
      headers: headers(values.header),
      options: options(values.set, onlyKind),
      acceptSelfSigned: values['accept-self-signed'] ?? false,
    }
    await withReader(dataFolder(values.data), async (reader) => {
      const found = await reader.ask('channels.detect', { address, settings, ...(onlyKind && { onlyKind }) })
      const best = found.candidates[0] ?? untried(found, onlyKind)
      if (best === undefined) {
        throw new CommandFailed(printable(found.failure?.message ?? `Nothing to follow was found at ${address}.`))
      }
      if (best.subscribedAs !== null) {
        await context.output.write(`${String(best.subscribedAs)}\t${printable(best.title)}\n`)
        context.say('You follow this already.')
        return
      }
      const missing = missingOption(best.kind, { ...best.options, ...settings.options })
      if (missing !== null) throw new CommandFailed(`${best.url}: ${missing}`)
      const states = watchStates(reader)
      const stop = await states.started
      try {
        const { id } = await reader.ask('channels.add', {
          url: best.url,
          kind: best.kind,
          settings: { ...settings, options: { ...best.options, ...settings.options }, alternatives: best.alternatives },
          folder: values.folder ?? null,
          ...(values.title !== undefined && { title: values.title }),
        })
        await context.output.write(`${String(id)}\t${printable(values.title ?? best.title)}\n`)
        const state = await states.first(id, context.ended)
        context.say(state === null ? 'added; it is still connecting' : stateWord(state))
      } finally {
        stop()
      }
    })
  },
}

/** A kind that was named is taken at its word, unless the address itself is wrong. */
function untried({ address, failure }: Detection, kind: TransportKind | undefined): DetectedChannel | undefined {
  if (kind === undefined || kind === 'sse' || kind === 'feed' || failure?.kind === 'invalidAddress') return undefined
  return {
    url: address,
    kind,
    title: URL.canParse(address) ? new URL(address).host : address,
    facts: { format: null, events: [], sampleMs: null, offersPush: [] },
    preview: [],
    options: {},
    alternatives: [],
    subscribedAs: null,
  }
}

/** The first state of a channel that says something, from the pushes of the reader. */
function watchStates(reader: CommandReader): {
  started: Promise<() => void>
  first(id: ChannelId, ended: AbortSignal): Promise<ConnectionState | null>
} {
  const told = new Map<ChannelId, ConnectionState>()
  let heard = (): void => undefined
  const listen = (push: Push): void => {
    if (push.name !== 'channels.changed') return
    for (const { id, state } of push.payload.channels) if (state.status !== 'connecting') told.set(id, state)
    heard()
  }
  return {
    started: reader.listen(listen),
    first: (id, ended) =>
      new Promise((resolve) => {
        const finish = (): void => {
          cancel()
          ended.removeEventListener('abort', finish)
          heard = () => undefined
          resolve(told.get(id) ?? null)
        }
        const cancel = createSystemClock().after(FIRST_STATE_MS, finish)
        ended.addEventListener('abort', finish)
        heard = () => {
          if (told.has(id)) finish()
        }
        heard()
      }),
  }
}
