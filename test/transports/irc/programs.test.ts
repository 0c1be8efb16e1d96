import { afterEach, describe, expect, it } from 'vitest'
import { createIrcTransport } from '../../../src-main/transports/irc'
import { hasInspircd, hasNgircd, joinAs, startInspircd, startNgircd, type IrcProgram } from '../../servers/irc-programs'
import { startRun, systemClock, type RecordedRun } from '../../servers/recording-io'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
function follow(
  url: string,
  timing: { pingEveryMs?: number; pongWithinMs?: number } = {},
  nick = 'crier',
): RecordedRun {
  const run = startRun(createIrcTransport({ clock: systemClock, ...timing }), url, { settings: { options: { nick } } })
  closing.push(async () => {
    run.abort()
    await run.over
  })
  return run
}
const isOpen = (run: RecordedRun) => run.until(() => run.opened === 1, 'it opened')

describe.each([
  ['inspircd', hasInspircd, startInspircd],
  ['ngircd', hasNgircd, startNgircd],
] as const)('IRC against %s', (name, isThere, start) => {
  async function network(): Promise<IrcProgram> {
    const program = await start()
    closing.push(() => program.close())
    return program
  }

  it.skipIf(!isThere)('hears what is said, with its time where the network tells it, and survives pings', async () => {
    const program = await network()
    const run = follow(`${program.url}/news`, { pingEveryMs: 2_500, pongWithinMs: 10_000 })
    await isOpen(run)
    const speaker = await joinAs(program.port, 'ann', '#news')
    closing.push(() => speaker.close())
    speaker.send('PRIVMSG #news :Doors \u000304open\u0003 – grüezi')
    speaker.send('NOTICE #news :a notice')
    await run.until(() => run.events.length === 2, 'both came')
    expect(run.events).toMatchObject([
      { payload: 'Doors open – grüezi', topic: '#news', says: { author: 'ann' } },
      { payload: 'a notice' },
    ])
    const [{ says, id } = {}] = run.events
    if (name === 'inspircd') {
      expect(Math.abs((says?.publishedAt ?? 0) - Date.now())).toBeLessThan(60_000)
      expect(says?.guid).toBe(id)
    }
    // The server's own pings come every few seconds, and it puts out whoever does not answer.
    await run.until(() => run.frames.some(({ data }) => /^PONG /.test(data)), 'it answered a ping')
    await run.until(() => run.frames.some(({ data }) => / PONG /.test(data)), 'its own was answered')
    // Somebody else with the same nick is no obstacle.
    const twin = follow(`${program.url}/news`)
    await isOpen(twin)
  })

  it.skipIf(!isThere)('notices a network that stopped, and one that was killed and comes back', async () => {
    const program = await network()
    // ngircd is slow on purpose with whoever asks much.
    const run = follow(`${program.url}/news`, { pingEveryMs: 1_500, pongWithinMs: 1_500 })
    await isOpen(run)
    process.kill(program.pid, 'SIGSTOP')
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'stalled', final: null })
    process.kill(program.pid, 'SIGCONT')
    const killed = follow(`${program.url}/news`, {}, 'other')
    await isOpen(killed)
    await program.restart()
    await killed.over
    expect(killed.failure()).toMatchObject({ final: null })
    const back = follow(`${program.url}/news`)
    await isOpen(back)
  })
})
