import { argv, stdout } from 'node:process'
import { insert, open } from './drafts'

/**
 * Run as a process of its own: stores batch after batch into channel 1 and says each number after it is stored, until
 * it has done `count` or is killed. The cursor is the number of the last item. Arguments: file, name, first, count.
 */
const [file = '', name = '', first = '0', count = '0'] = argv.slice(2)
const PER_BATCH = 5

const store = open(file)
stdout.write('ready\n')
const end = Number(first) + Number(count)
for (let next = Number(first); next < end; next += PER_BATCH) {
  const intents = Array.from({ length: PER_BATCH }, (_, index) =>
    insert(`${name}${String(next + index)}`, { sortAt: next + index }),
  )
  store.known(
    1,
    intents.map((intent) => intent.draft.key),
  )
  store.apply({ channelId: 1, intents, cursor: next + PER_BATCH, tally: { stored: PER_BATCH } })
  stdout.write(`${String(next + PER_BATCH)}\n`)
}
store.close()
