/**
 * The publisher of one technique as a process of its own: `node technique-publisher.mjs NAME`. Prints its address, then
 * does what it is told over IPC and answers each with the moments of writing.
 */
import { SUBJECTS } from './subjects'

export type Order = { say: number; everyMs: number } | { flood: number }
export interface Written {
  /** When each message was written, Unix milliseconds with fractions. */
  at: number[]
}

const FILLER =
  'The committee met in the old harbour office and agreed, after some argument about the tide tables, that the lamp on the north pier is to be lit an hour earlier from Monday. '
/** What one call hands over in a flood, and how much may wait unread. */
const FLOOD_CHUNK = 100
const FLOOD_BACKLOG_BYTES = 4 * 1024 * 1024

const now = () => performance.timeOrigin + performance.now()
let count = 0
const story = () =>
  JSON.stringify({
    id: `report-${(count += 1)}`,
    title: `Harbour report ${count}`,
    text: `${FILLER.repeat(2)}Report number ${count}.`,
    link: `https://harbour.example/reports/${count}`,
  })
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const subject = SUBJECTS.find(({ name }) => name === process.argv[2])
if (subject === undefined) throw new Error(`no technique ${process.argv[2]}`)
const publisher = await subject.start()

async function say(messages: number, everyMs: number): Promise<Written> {
  const at: number[] = []
  for (let n = 0; n < messages; n += 1) {
    const text = story()
    at.push(now())
    publisher.send([text], count)
    await pause(everyMs)
  }
  return { at }
}

async function flood(messages: number): Promise<Written> {
  const at = [now()]
  for (let sent = 0; sent < messages;) {
    const texts = Array.from({ length: Math.min(FLOOD_CHUNK, messages - sent) }, story)
    sent += texts.length
    publisher.send(texts, count - texts.length + 1)
    // One turn at least: what was sent must get out.
    do await pause(0)
    while (publisher.untaken() > FLOOD_BACKLOG_BYTES)
  }
  return { at }
}

process.on('message', (order: Order) => {
  const done = 'say' in order ? say(order.say, order.everyMs) : flood(order.flood)
  void done.then((written) => process.send?.(written))
})
process.on('disconnect', () => process.exit())
console.log(publisher.url('live'))
