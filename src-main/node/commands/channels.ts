import type { ChannelView, ConnectionState } from '@contract/index'
import type { Command } from '../command'
import { dataFolder } from '../data-folder'
import { printable } from '../item-line'
import { noWords, readArguments } from '../usage'
import { withReader } from '../with-reader'

export const channelsCommand: Command = {
  usage: 'channels [--json] [--data DIR]',
  summary: 'list the channels',
  details: ['--json        one JSON object a line', '--data DIR    the data folder'],
  async run(words, { output }) {
    const { values, rest } = readArguments(words, { json: { type: 'boolean' }, data: { type: 'string' } })
    noWords(rest)
    await withReader(dataFolder(values.data), async ({ ask, running }) => {
      const { channels } = await ask('snapshot.get', null)
      for (const channel of channels) {
        await output.write(values.json === true ? `${JSON.stringify(channel)}\n` : line(channel, running))
      }
    })
  },
}

function line(channel: ChannelView, running: boolean): string {
  const state = running ? stateWord(channel.state) : 'not running'
  const columns = [
    String(channel.id),
    channel.kind,
    state,
    `${String(channel.unread)}/${String(channel.total)}`,
    printable(channel.title),
    channel.url,
  ]
  return `${columns.join('\t')}\n`
}

/** One word for a state; why it is so belongs to the interface, except where the user has to do something. */
export function stateWord(state: ConnectionState): string {
  return 'error' in state ? `${state.status}: ${printable(state.error.message)}` : state.status
}
