import { MAX_PAGE_ITEMS, type ItemDetail, type ItemSummary, type ListPosition, type ListQuery } from '@contract/index'
import type { Command } from '../command'
import { dataFolder } from '../data-folder'
import { humanLine, jsonLine, type LineChannel } from '../item-line'
import { noWords, readArguments, wholeNumber } from '../usage'
import { withReader, type CommandReader } from '../with-reader'

/** When no --limit is given. */
const DEFAULT_LIMIT = 50
/** Questions to a running reader under way at once. */
const AT_ONCE = 16

export const itemsCommand: Command = {
  usage: 'items [--json] [--unread] [--search TEXT] [--limit N] [--data DIR]',
  summary: 'list stored items, newest first',
  details: [
    '--json          one JSON object a line, as `tail --json`, with the status added',
    '--unread        unread ones only',
    '--search TEXT   with these words',
    `--limit N       at most so many; ${String(DEFAULT_LIMIT)} when not given`,
    '--data DIR      the data folder',
  ],
  async run(words, { output, terminal, ended }) {
    const { values, rest } = readArguments(words, {
      json: { type: 'boolean' },
      unread: { type: 'boolean' },
      search: { type: 'string' },
      limit: { type: 'string' },
      data: { type: 'string' },
    })
    noWords(rest)
    const limit = wholeNumber('--limit', values.limit, 1) ?? DEFAULT_LIMIT
    const unread = values.unread ?? false
    const query: ListQuery =
      values.search !== undefined ? { list: 'search', text: values.search } : { list: unread ? 'unread' : 'all' }
    await withReader(dataFolder(values.data), async (reader) => {
      const { channels } = await reader.ask('snapshot.get', null)
      const channelOf = new Map<number, LineChannel>(channels.map((channel) => [channel.id, channel]))
      for await (const detail of details(reader, query, (item) => !unread || !item.status.read, limit)) {
        const channel = channelOf.get(detail.channelId)
        if (ended.aborted || output.gone.aborted) return
        // Added between the two questions; the next run shows it.
        if (channel === undefined) continue
        await output.write(
          values.json === true ? jsonLine(channel, detail, detail.status) : humanLine(detail, terminal),
        )
      }
    })
  },
}

/** Page by page, and of each page the content of a few items at once, in their order. */
async function* details(
  { ask }: Pick<CommandReader, 'ask'>,
  query: ListQuery,
  wanted: (item: ItemSummary) => boolean,
  limit: number,
): AsyncGenerator<ItemDetail> {
  let before: ListPosition | null = null
  let left = limit
  for (;;) {
    const page = await askPage(ask, query, before, Math.min(MAX_PAGE_ITEMS, Math.max(left, AT_ONCE)))
    const items = page.items.filter(wanted).slice(0, left)
    for (let start = 0; start < items.length; start += AT_ONCE) {
      const some = items.slice(start, start + AT_ONCE)
      const found = await Promise.all(some.map(({ id }) => ask('items.get', { id })))
      for (const detail of found) if (detail !== null) yield detail
    }
    left -= items.length
    const last = page.items.at(-1)
    if (left <= 0 || !page.more || last === undefined) return
    before = { sortAt: last.sortAt, id: last.id }
  }
}

/** A function of its own, so that the type of `before` does not depend on the answer it leads to. */
function askPage(ask: CommandReader['ask'], query: ListQuery, before: ListPosition | null, limit: number) {
  return ask('items.page', { query, before, limit })
}
