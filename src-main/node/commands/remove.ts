import type { Command } from '../command'
import { dataFolder } from '../data-folder'
import { printable } from '../item-line'
import { BadUsage, CommandFailed, onlyWord, readArguments } from '../usage'
import { withReader } from '../with-reader'

export const removeCommand: Command = {
  usage: 'remove ID [--data DIR]',
  summary: 'remove a channel and all its items',
  details: ['ID            as `channels` shows it', '--data DIR    the data folder'],
  async run(words, { output }) {
    const { values, rest } = readArguments(words, { data: { type: 'string' } })
    const text = onlyWord(rest, 'ID')
    if (!/^\d{1,15}$/.test(text)) throw new BadUsage(`an ID is a number, not “${text}”`)
    const id = Number(text)
    await withReader(dataFolder(values.data), async ({ ask }) => {
      const { channels } = await ask('snapshot.get', null)
      const channel = channels.find((other) => other.id === id)
      if (channel === undefined) throw new CommandFailed(`There is no channel ${text}.`)
      await ask('channels.remove', { id })
      await output.write(`${text}\t${printable(channel.title)}\n`)
    })
  },
}
