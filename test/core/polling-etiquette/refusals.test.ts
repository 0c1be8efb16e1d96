import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { selfSignedCertificate } from '../../servers/certificate'
import { rss, wellMade, type Answer } from './publisher'
import { createRig, DAY, gaps, HOUR, MINUTE, type Rig } from './rig'

let rig: Rig
beforeEach(async () => {
  rig = await createRig({
    headersTimeoutMs: 150,
    http: {
      // No name leaves this machine: all names here are unknown but one that leads back.
      lookup: (name, _, answer) =>
        name === 'local.test'
          ? answer(null, [{ address: '127.0.0.1', family: 4 }])
          : answer(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), []),
    },
  })
})
afterEach(() => rig.close())

const times = (path: string) => rig.publisher.asked(path).map(({ at }) => at)
const always = (answer: Answer) => () => answer

describe('P15: 429 with Retry-After', () => {
  it('is obeyed for the whole host, over restarts and against "update all", and shown', async () => {
    rig.publisher.at('/f', (asked, count) =>
      count === 2 ? { status: 429, headers: { 'Retry-After': '7200' } } : wellMade(['a'])(asked, count),
    )
    rig.publisher.at('/g', wellMade(['b']))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(30 * MINUTE)
    const other = await rig.add(`${rig.publisher.origin}/g`)
    await rig.advance(40 * MINUTE)
    expect(times('/f')).toHaveLength(2)
    const state = await rig.state(id)
    expect(state).toMatchObject({ status: 'waiting', error: { kind: 'rateLimited' } })
    expect(state.status === 'waiting' && state.retryAt).toBeGreaterThanOrEqual((times('/f')[1] ?? 0) + 2 * HOUR)
    for (let count = 0; count < 6; count += 1) {
      await rig.refresh(null)
      await rig.refresh(id)
      await rig.refresh(other)
      await rig.restart()
      await rig.refresh(null)
      await rig.advance(15 * MINUTE)
    }
    expect(times('/f')).toHaveLength(2)
    expect(times('/g')).toHaveLength(1)
    expect(await rig.state(other)).toMatchObject({ status: 'waiting' })
    await rig.advance(2 * HOUR)
    expect(times('/f').length).toBeGreaterThanOrEqual(3)
    expect(times('/g').length).toBeGreaterThanOrEqual(2)
    expect((await rig.state(id)).status).toBe('polled')
  })

  it('pausing, resuming, renaming and changing the interval do not get around it', async () => {
    rig.publisher.at('/f', always({ status: 429, headers: { 'Retry-After': '36000' } }))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(5 * MINUTE)
    await rig.call('channels.pause', { id, until: null })
    await rig.call('channels.resume', { id })
    await rig.call('channels.change', { id, patch: { title: 'Mine', settings: { pollMinutes: 15 } } })
    await rig.call('reader.network', { online: false })
    await rig.call('reader.network', { online: true })
    rig.reader().pause()
    rig.reader().resume()
    await rig.advance(9 * HOUR)
    expect(times('/f')).toHaveLength(1)
  })
})

describe('P16: what Retry-After may say', () => {
  const HTTP_DATE = () => new Date(rig.now() + 5 * HOUR).toUTCString()
  it.each<[string, () => string, number, number]>([
    ['an HTTP-date', HTTP_DATE, 5 * HOUR - MINUTE, 6 * HOUR],
    [
      'the RFC 850 form',
      () => HTTP_DATE().replace(/^(\w+), (\d+) (\w+) \d\d(\d\d)/, 'Tuesday, $2-$3-$4'),
      5 * HOUR - MINUTE,
      6 * HOUR,
    ],
    ['a date in the past', () => 'Sat, 01 Jan 2000 00:00:00 GMT', 2 * HOUR, 3 * HOUR],
    ['0', () => '0', 2 * HOUR, 3 * HOUR],
    ['-5', () => '-5', 2 * HOUR, 3 * HOUR],
    ['abc', () => 'abc', 2 * HOUR, 3 * HOUR],
    ['ten years', () => '315360000', DAY, 1.2 * DAY],
    ['a number beyond reason', () => '9'.repeat(40), DAY, 1.2 * DAY],
  ])('%s', async (_, retryAfter, from, to) => {
    rig.publisher.at('/f', (asked, count) =>
      count === 1 ? { status: 429, headers: { 'Retry-After': retryAfter() } } : wellMade(['a'])(asked, count),
    )
    const id = await rig.add(`${rig.publisher.origin}/f`)
    const state = await rig.state(id)
    expect(state).toMatchObject({ status: 'waiting', error: { kind: 'rateLimited' } })
    await rig.advance(2 * DAY)
    const [wait] = gaps(times('/f'))
    expect(wait).toBeGreaterThanOrEqual(from)
    expect(wait).toBeLessThanOrEqual(to)
    // What is shown is what was done; the poll may stand in line for a moment.
    expect((state.status === 'waiting' ? state.retryAt : 0) - (times('/f')[1] ?? 0)).toBeLessThanOrEqual(0)
  })

  it('a wait that is not made in full is said', async () => {
    rig.publisher.at('/f', always({ status: 503, headers: { 'Retry-After': '315360000' } }))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    const state = await rig.state(id)
    expect(state.status === 'waiting' && state.error.detail).toMatch(
      /asked for a wait of 87600 h; Crier asks again after 24 h/,
    )
  })
})

describe('P17: 429 without Retry-After', () => {
  it('every wait at least doubles, up to a cap of at least half a day', async () => {
    rig.publisher.at('/f', always({ status: 429 }))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(6 * DAY)
    const waits = gaps(times('/f'))
    expect(waits.length).toBeGreaterThanOrEqual(5)
    waits.slice(1).forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(Math.min(2 * (waits[index] ?? 0), 12 * HOUR))
    })
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(12 * HOUR)
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.2 * DAY)
  })
})

describe('P18: trouble', () => {
  const growing = (waits: readonly number[]) => {
    waits.slice(1, 5).forEach((wait, index) => expect(wait).toBeGreaterThan((waits[index] ?? 0) * 1.5))
  }

  it.each([500, 502, 503, 504])('%s: backs off, and is as usual after the first good answer', async (status) => {
    rig.publisher.at('/f', (asked, count) => (count <= 5 ? { status } : wellMade(['a'])(asked, count)))
    rig.publisher.at('/well', wellMade(['w']))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(30 * MINUTE)
    await rig.add(`${rig.publisher.origin}/well`)
    expect(await rig.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'serverError' } })
    await rig.advance(DAY)
    const waits = gaps(times('/f'))
    growing(waits)
    for (const wait of waits.slice(5)) {
      expect(wait).toBeGreaterThanOrEqual(HOUR)
      expect(wait).toBeLessThan(1.3 * HOUR)
    }
    expect((await rig.state(id)).status).toBe('polled')
    expect(times('/well').length).toBeGreaterThanOrEqual(20)
  })

  it('a refused connection, an unknown name, a certificate nobody vouches for, silence', async () => {
    const gone = await rig.anotherPublisher()
    await gone.close()
    const secure = await rig.anotherPublisher(selfSignedCertificate())
    rig.publisher.at('/silent', always({ unusable: true, raw: () => undefined }))
    rig.publisher.at('/well', wellMade(['w']))
    const wanted: [string, string][] = [
      [`${gone.origin}/f`, 'unreachable'],
      ['http://nosuch.test/f', 'dns'],
      [`${secure.origin}/f`, 'tls'],
      [`${rig.publisher.origin}/silent`, 'timeout'],
    ]
    const failing: number[] = []
    for (const [url] of wanted) failing.push(await rig.add(url))
    await rig.advance(2_000)
    const well = await rig.add(`${rig.publisher.origin}/well`)
    await rig.advance(DAY)
    for (const [index, id] of failing.entries()) {
      const state = await rig.state(id)
      expect([wanted[index]?.[0], state]).toMatchObject([wanted[index]?.[0], { status: 'waiting' }])
      expect(state.status === 'waiting' && state.attempt).toBeGreaterThanOrEqual(5)
      expect(state.status === 'waiting' && state.attempt).toBeLessThanOrEqual(9)
    }
    growing(gaps(times('/silent')))
    expect((await rig.state(well)).status).toBe('polled')
    expect(times('/well').length).toBeGreaterThanOrEqual(20)
  }, 120_000)

  it('servers that never answer do not hold up the others', async () => {
    await rig.close()
    rig = await createRig()
    const silent = await Promise.all([1, 2, 3, 4].map(() => rig.anotherPublisher()))
    rig.tolerate(4)
    for (const one of silent) {
      one.at('/f', (asked, count) =>
        count === 1 ? { status: 500 } : { ...wellMade(['s'])(asked, count), raw: () => undefined, unusable: true },
      )
      await rig.add(`${one.origin}/f`)
    }
    rig.publisher.at('/well', wellMade(['w']))
    await rig.advance(10 * MINUTE)
    // All four are due again and fall silent.
    await rig.advance(10 * MINUTE)
    await rig.call('channels.add', { url: `${rig.publisher.origin}/well`, kind: 'feed' })
    await rig.until(() => times('/well').length === 1, 'the well one is asked')
  })
})

describe('P19: refused', () => {
  it('403: at most the normal interval, then once a day', async () => {
    rig.publisher.at('/f', always({ status: 403 }))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(5 * DAY)
    const waits = gaps(times('/f'))
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(HOUR)
    expect(times('/f').length).toBeLessThanOrEqual(9)
    expect(waits.at(-1)).toBeGreaterThanOrEqual(DAY)
    expect(await rig.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'forbidden' } })
  })

  it('401: asks the user once and is silent until then', async () => {
    rig.publisher.at('/f', (asked, count) =>
      asked.headers.authorization === undefined ? { status: 401 } : wellMade(['a'])(asked, count),
    )
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(3 * DAY)
    await rig.restart()
    await rig.advance(DAY)
    expect(times('/f')).toHaveLength(1)
    expect(await rig.state(id)).toMatchObject({ status: 'needsYou', error: { kind: 'unauthorized' } })
    rig.book.byHand()
    await rig.call('channels.change', { id, patch: { settings: { headers: { Authorization: 'Bearer x' } } } })
    await rig.advance(MINUTE)
    expect(times('/f')).toHaveLength(2)
    expect((await rig.state(id)).status).toBe('polled')
  })
})

describe('P20 and P21: not there', () => {
  it('P20: 404 for a day is asked slowly, said, and the items stay; then it goes on', async () => {
    rig.publisher.at('/f', (asked, count) =>
      count > 1 && count <= 5 ? { status: 404 } : wellMade(['a', 'b'])(asked, count),
    )
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(3 * HOUR)
    expect(await rig.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'notFound' } })
    expect(await rig.titles()).toHaveLength(2)
    await rig.advance(DAY)
    const waits = gaps(times('/f'))
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(HOUR)
    expect(waits[4]).toBeGreaterThanOrEqual(waits[1] ?? 0)
    expect((await rig.state(id)).status).toBe('polled')
    expect(await rig.titles()).toHaveLength(2)
  })

  it('P20: after two weeks of 404 the user is asked', async () => {
    rig.publisher.at('/f', always({ status: 404 }))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(17 * DAY)
    expect(await rig.state(id)).toMatchObject({ status: 'needsYou' })
    expect(times('/f').length).toBeLessThanOrEqual(30)
  })

  it('P21: 410 stops it, says so, keeps the items, and a restart changes nothing', async () => {
    rig.publisher.at('/f', (_, count) =>
      count === 1 ? { headers: { ETag: '"x"' }, body: rss(['a']) } : { status: 410 },
    )
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(2 * HOUR)
    expect(await rig.state(id)).toMatchObject({ status: 'ended', error: { kind: 'gone' } })
    await rig.restart()
    await rig.advance(3 * DAY)
    expect(times('/f')).toHaveLength(2)
    expect(await rig.state(id)).toMatchObject({ status: 'ended', error: { kind: 'gone' } })
    expect(await rig.titles()).toEqual(['Story a'])
  })
})
