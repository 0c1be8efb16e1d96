import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cdf, rss, wellMade } from './publisher'
import { createRig, DAY, gaps, HOUR, MINUTE, SECOND, type Rig } from './rig'

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.close())

const times = (path?: string) => rig.publisher.asked(path).map(({ at }) => at)
const least = (of: readonly number[]) => Math.min(...gaps(of))

describe('P11: restarts', () => {
  it('twenty in an hour cost no request, and the validators outlive them', async () => {
    rig.publisher.at('/f', wellMade(['a']))
    await rig.add(`${rig.publisher.origin}/f`)
    for (let count = 0; count < 20; count += 1) {
      await rig.restart()
      await rig.advance(2.9 * MINUTE)
    }
    expect(times('/f')).toHaveLength(1)
    await rig.advance(10 * MINUTE)
    expect(rig.publisher.asked('/f').map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"abc"'])
  })

  it('after a night away the overdue channels come spread out, also when restarted among them', async () => {
    const paths = Array.from({ length: 30 }, (_, index) => `/f${index}`)
    for (const path of paths) {
      rig.publisher.at(path, wellMade([path]))
      await rig.add(`${rig.publisher.origin}${path}`)
    }
    await rig.advance(2 * MINUTE)
    expect(times()).toHaveLength(30)
    await rig.stop()
    rig.jump(8 * HOUR)
    await rig.restartAfterStop()
    const from = rig.now()
    await rig.advance(20 * SECOND)
    const soon = times().filter((at) => at >= from).length
    expect(soon).toBeGreaterThanOrEqual(1)
    expect(soon).toBeLessThanOrEqual(10)
    await rig.restart()
    await rig.advance(3 * MINUTE)
    const after = times().filter((at) => at >= from)
    expect(after).toHaveLength(30)
    expect(least(after)).toBeGreaterThanOrEqual(SECOND)
  })
})

describe('P12: how often', () => {
  it('24 virtual hours: at most hourly with validators, jitter only lengthens, never on the hour', async () => {
    rig.publisher.at('/f', wellMade(['a']))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(DAY)
    const asked = times('/f')
    expect(asked.length).toBeGreaterThanOrEqual(21)
    expect(asked.length).toBeLessThanOrEqual(25)
    expect(least(asked)).toBeGreaterThanOrEqual(HOUR)
    expect(new Set(gaps(asked)).size).toBeGreaterThan(10)
    expect(asked.slice(1).filter((at) => new Date(at).getUTCMinutes() === 0)).toEqual([])
  })

  it('at most daily for a server that gives no validators', async () => {
    rig.publisher.at('/f', { body: rss(['a']) })
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(3 * DAY)
    expect(times('/f').length).toBeGreaterThanOrEqual(3)
    expect(least(times('/f'))).toBeGreaterThanOrEqual(DAY)
  })

  it('keeps the daily pace over restarts and a change of the interval', async () => {
    rig.publisher.at('/f', { body: rss(['a']) })
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(2 * HOUR)
    await rig.restart()
    await rig.call('settings.change', { patch: { pollMinutes: 15 } })
    await rig.advance(20 * HOUR)
    expect(times('/f')).toHaveLength(1)
  })
})

describe('P13: max-age and Expires', () => {
  it.each<[string, () => Record<string, string>]>([
    ['Cache-Control', () => ({ 'Cache-Control': 'public, max-age=43200' })],
    ['Expires', () => ({ Expires: new Date(rig.now() + 12 * HOUR).toUTCString() })],
  ])('%s: nothing is asked before it is stale', async (_, freshness) => {
    rig.publisher.at('/f', (asked, count) => wellMade(['a'], { ETag: '"abc"', ...freshness() })(asked, count))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(11.9 * HOUR)
    await rig.restart()
    await rig.advance(4 * MINUTE)
    expect(times('/f')).toHaveLength(1)
    await rig.advance(2 * HOUR)
    expect(times('/f')).toHaveLength(2)
    expect((await rig.view(id)).state).toMatchObject({ status: 'polled' })
  })

  it('the user may ask, at most once a minute, and the pace is as before', async () => {
    rig.publisher.at('/f', wellMade(['a'], { ETag: '"abc"', 'Cache-Control': 'max-age=43200' }))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    for (let second = 0; second < 180; second += 5) {
      await rig.refresh(second % 2 === 0 ? id : null)
      await rig.advance(5 * SECOND)
    }
    expect(times('/f').length).toBeLessThanOrEqual(4)
    expect(times('/f').length).toBeGreaterThanOrEqual(3)
    expect(least(times('/f'))).toBeGreaterThanOrEqual(MINUTE)
    const byHand = times('/f').length
    await rig.advance(11 * HOUR)
    expect(times('/f')).toHaveLength(byHand)
  })
})

describe('P14: what the document says', () => {
  const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
  it.each<[string, string, (asked: number[]) => void]>([
    ['ttl', '<ttl>180</ttl>', (asked) => expect(least(asked)).toBeGreaterThanOrEqual(3 * HOUR)],
    [
      'sy:updatePeriod and sy:updateFrequency',
      '<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>',
      (asked) => expect(least(asked)).toBeGreaterThanOrEqual(12 * HOUR),
    ],
    [
      'skipHours',
      `<skipHours>${HOURS.filter((hour) => hour % 3 !== 0)
        .map((hour) => `<hour>${hour}</hour>`)
        .join('')}</skipHours>`,
      (asked) => expect(asked.slice(1).filter((at) => new Date(at).getUTCHours() % 3 !== 0)).toEqual([]),
    ],
    [
      'skipDays',
      '<skipDays><day>Wednesday</day><day>Thursday</day></skipDays>',
      (asked) => expect(asked.slice(1).filter((at) => [3, 4].includes(new Date(at).getUTCDay()))).toEqual([]),
    ],
    [
      'a ttl shorter than the user’s interval',
      '<ttl>5</ttl>',
      (asked) => expect(least(asked)).toBeGreaterThanOrEqual(HOUR),
    ],
  ])('%s', async (_, channel, check) => {
    rig.publisher.at('/f', wellMade(['a'], { ETag: '"abc"' }, channel))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(4 * DAY)
    expect(times('/f').length).toBeGreaterThan(3)
    check(times('/f'))
  })

  /** Six hours long, midnight to midnight GMT, with a window in each from its first hour to its third. */
  const SCHEDULE =
    '<SCHEDULE TIMEZONE="+0000"><INTERVALTIME HOUR="6"/><EARLIESTTIME HOUR="1"/><LATESTTIME HOUR="3"/></SCHEDULE>'
  const inWindow = (at: number) => at % (6 * HOUR) >= HOUR && at % (6 * HOUR) <= 3 * HOUR + MINUTE

  it('a CDF schedule: its interval is the least, also where its times are not followed', async () => {
    rig.publisher.at('/f', { headers: { ETag: '"abc"' }, body: cdf(['a'], SCHEDULE) })
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(4 * DAY)
    expect(times('/f').length).toBeGreaterThan(10)
    expect(least(times('/f'))).toBeGreaterThanOrEqual(6 * HOUR)
    expect(times('/f').slice(1).every(inWindow)).toBe(false)
  })

  it('a CDF schedule that the user follows: once in each window, at a moment of its own, over restarts too', async () => {
    // The first moment of its own may come soon after the channel was added; only manners keep it away.
    rig.book.interval(15 * MINUTE)
    rig.publisher.at('/f', { headers: { ETag: '"abc"' }, body: cdf(['a'], SCHEDULE) })
    const id = await rig.add(`${rig.publisher.origin}/f`, { options: { followSchedule: true } })
    const first = await rig.state(id)
    await rig.restart()
    expect(await rig.state(id)).toMatchObject({ nextAt: first.status === 'polled' ? first.nextAt : null })
    await rig.advance(4 * DAY)
    const asked = times('/f').slice(1)
    expect(asked).toHaveLength(16)
    expect(asked.filter((at) => !inWindow(at))).toEqual([])
    expect(new Set(asked.map((at) => Math.floor(at / (6 * HOUR)))).size).toBe(16)
    expect(new Set(asked.map((at) => at % (6 * HOUR))).size).toBeGreaterThan(12)
  })
})

describe('P29: fifty channels on one host', () => {
  it('are asked one by one, never more than two at once, today and tomorrow', async () => {
    const paths = Array.from({ length: 50 }, (_, index) => `/f${index}`)
    for (const path of paths) rig.publisher.at(path, wellMade([path]))
    const adding = paths.map((path) => rig.add(`${rig.publisher.origin}${path}`))
    await Promise.all(adding)
    await rig.advance(3 * HOUR)
    expect(new Set(rig.publisher.asked().map(({ path }) => path)).size).toBe(50)
    const all = times()
    expect(all.length).toBeGreaterThanOrEqual(100)
    expect(least(all)).toBeGreaterThanOrEqual(SECOND)
    expect(rig.publisher.mostSockets).toBeLessThanOrEqual(2)
    for (let index = 0; index + 10 < all.length; index += 1) {
      expect((all[index + 10] ?? 0) - (all[index] ?? 0)).toBeGreaterThanOrEqual(10 * SECOND)
    }
    await rig.refresh(null)
    await rig.advance(2 * MINUTE)
    expect(least(times())).toBeGreaterThanOrEqual(SECOND)
  })
})

describe('P32: the clock jumps', () => {
  it('three days forward: one poll, not seventy-two', async () => {
    rig.publisher.at('/f', wellMade(['a']))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(10 * MINUTE)
    rig.jump(3 * DAY)
    await rig.advance(10 * MINUTE)
    expect(times('/f')).toHaveLength(2)
    await rig.advance(2 * HOUR)
    expect(times('/f').length).toBeLessThanOrEqual(4)
  })

  it('suspend for three days and resume: one poll', async () => {
    rig.publisher.at('/f', wellMade(['a']))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(10 * MINUTE)
    rig.reader().pause()
    rig.jump(3 * DAY)
    rig.reader().resume()
    await rig.advance(10 * MINUTE)
    expect(times('/f')).toHaveLength(2)
  })

  it.each([
    ['two hours', 2 * HOUR],
    ['two years', 730 * DAY],
  ])('set back by %s: the distance is kept, while it runs and over a restart', async (_, back) => {
    rig.publisher.at('/f', wellMade(['a']))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(30 * MINUTE)
    rig.jump(-back)
    await rig.advance(29 * MINUTE)
    expect(times('/f')).toHaveLength(1)
    await rig.advance(10 * MINUTE)
    expect(times('/f')).toHaveLength(2)
    await rig.stop()
    rig.jump(-back)
    await rig.restartAfterStop()
    await rig.advance(59 * MINUTE)
    expect(times('/f')).toHaveLength(2)
    await rig.advance(10 * MINUTE)
    expect(times('/f')).toHaveLength(3)
  })
})
