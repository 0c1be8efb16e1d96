import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../src-main/transports/http'
import { createLongPollTransport } from '../../src-main/transports/long-poll'
import { hasNchan, startNchan, type Nchan } from '../servers/nchan'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'
import { until } from '../servers/until'

/** Needs `nginx` and `libnginx-mod-nchan` (Debian). */
describe.skipIf(!hasNchan)('nchan, the real one', () => {
  const transport = createLongPollTransport({ http: createHttpClient(), clock: systemClock, heldMs: 50 })
  const runs: RecordedRun[] = []
  let nchan: Nchan
  beforeAll(async () => {
    nchan = await startNchan({ holdSeconds: 1 })
  })
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.abort()
      await run.over
    }
  })
  afterAll(() => nchan.close())

  function follow(channel: string, wishes: RunWishes = {}): RecordedRun {
    const settings = { options: { preset: 'nchan', minGapSeconds: 0.1 } }
    const run = startRun(transport, `${nchan.origin}/lp/${channel}`, { settings, ...wishes })
    runs.push(run)
    return run
  }
  const payloadsOf = (run: RecordedRun) => run.events.map(({ payload }) => payload)

  it('hands on each message once and in order, and waits through its timeouts', async () => {
    const run = follow('one')
    await run.until(() => run.opened === 1, 'it is live while it is held')
    for (let n = 0; n < 20; n += 1) await nchan.publish('one', `{"title":"message ${n}"}`)
    await run.until(() => run.events.length === 20, 'all came')
    expect(payloadsOf(run)).toEqual(Array.from({ length: 20 }, (_, n) => `{"title":"message ${n}"}`))
    await run.until(
      () => run.frames.filter(({ kind, data }) => kind === 'response' && data.startsWith('408')).length >= 2,
      'two timeouts passed',
    )
    await nchan.publish('one', 'plain words', 'text/plain')
    await run.until(() => run.events.length === 21, 'the next came')
    expect(payloadsOf(run).at(-1)).toBe('plain words')
    expect(run.error).toBeNull()
    expect(run.opened).toBe(1)
  })

  it('goes on where it was after a pause, with nothing lost and nothing twice', async () => {
    const first = follow('two')
    await first.until(() => first.opened === 1, 'it is live')
    await nchan.publish('two', 'a')
    await first.until(() => first.events.length === 1, 'the first came')
    first.abort()
    await first.over
    for (const text of ['b', 'c', 'd']) await nchan.publish('two', text)
    const second = follow('two', { cursor: first.cursor })
    await second.until(() => second.events.length === 3, 'the rest came')
    await nchan.publish('two', 'e')
    await second.until(() => second.events.length === 4, 'the last came')
    expect([...payloadsOf(first), ...payloadsOf(second)]).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('says when the server is killed, and hears it again when it is back', async () => {
    const first = follow('three')
    await first.until(() => first.opened === 1, 'it is live')
    await nchan.publish('three', 'before')
    await first.until(() => first.events.length === 1, 'the first came')
    await nchan.restart()
    await first.over
    // It is killed with a poll under way, or just between two of them.
    expect(['closed', 'unreachable']).toContain(first.failure().kind)
    expect(first.failure().final).toBeNull()
    const second = follow('three', { cursor: first.cursor })
    await second.until(() => second.opened === 1, 'it is live again')
    await nchan.publish('three', 'after')
    await second.until(() => second.events.length === 1, 'the next came')
    expect(payloadsOf(second)).toEqual(['after'])
  })

  it('says when the channel is taken away', async () => {
    const run = follow('four')
    await nchan.publish('four', 'x')
    await run.until(() => run.events.length === 1, 'it came')
    await until(async () => {
      if (run.finished) return true
      await nchan.remove('four').catch(() => undefined)
      return run.finished
    }, 'it was told')
    expect(run.failure()).toMatchObject({ kind: 'gone', final: 'ended' })
  })
})
