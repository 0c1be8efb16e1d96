import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rss, wellMade, type Answer } from './publisher'
import { createRig, DAY, HOUR, type Rig } from './rig'

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
/** Whatever the scenario: nothing lost, nothing doubled, and no publisher has a complaint. */
afterEach(() => rig.close())

const LAST_MODIFIED = 'Tue, 06 Jan 2026 10:00:00 GMT'

describe('what a publisher gives comes back byte for byte', () => {
  it('P1: both validators with every later poll', async () => {
    rig.publisher.at('/f', wellMade(['a', 'b'], { ETag: '"abc"', 'Last-Modified': LAST_MODIFIED }))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(12 * HOUR)
    const asked = rig.publisher.asked('/f')
    expect(asked.length).toBeGreaterThanOrEqual(11)
    for (const { headers } of asked.slice(1)) {
      expect(headers).toMatchObject({ 'if-none-match': '"abc"', 'if-modified-since': LAST_MODIFIED })
    }
    expect(asked.filter(({ headers }) => headers['if-none-match'] === undefined)).toHaveLength(1)
    expect((await rig.view(id)).tally).toMatchObject({ stored: 2, pollsUnchanged: asked.length - 1 })
  })

  it.each([
    ['W/"x-gzip"', true],
    ['"with \\"q\\""', true],
    ['unquoted', false],
    [`"${'long-'.repeat(400)}"`, true],
    ['"caf\u00e9"', false],
    ['"caf\u00c3\u00a9"', true],
    ['""', true],
    ['"a, b"', true],
  ])('P2: the ETag %s', async (etag, comesBack) => {
    // Bytes that are not UTF-8 cannot be repeated for certain; the book cannot judge them, this test does.
    if (!comesBack) {
      rig.publisher.at('/f', { headers: { ETag: etag }, body: rss(['a']), unusable: true, guids: ['a'] })
    } else rig.publisher.at('/f', wellMade(['a'], { ETag: etag }))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(2 * DAY)
    const [, second] = rig.publisher.asked('/f')
    expect(second?.headers['if-none-match']).toBe(comesBack ? etag : undefined)
  })

  it.each([
    'Sat, 1 Jan 2000 00:00:00 GMT',
    'Saturday, 01-Jan-00 00:00:00 GMT',
    'Sat, 01 Jan 2000 00:00:00 +0000',
    'Fri, 01 Jan 2100 00:00:00 GMT',
    '-1',
    'yesterday  afternoon',
  ])('P3: Last-Modified %s', async (lastModified) => {
    rig.publisher.at('/f', wellMade(['a'], { 'Last-Modified': lastModified }))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(3 * HOUR)
    expect(
      rig.publisher
        .asked('/f')
        .slice(1)
        .map(({ headers }) => headers['if-modified-since']),
    ).toEqual([lastModified, lastModified])
  })

  it.each<[string, Record<string, string>]>([
    ['only an ETag', { ETag: '"e"' }],
    ['only Last-Modified', { 'Last-Modified': LAST_MODIFIED }],
    ['neither', {}],
  ])('P4: %s was given, so nothing else is made up', async (_, headers) => {
    rig.publisher.at('/f', { headers, body: rss(['a']) })
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(3 * DAY)
    const later = rig.publisher.asked('/f').slice(1)
    expect(later.length).toBeGreaterThanOrEqual(2)
    for (const asked of later) {
      expect(asked.headers['if-none-match']).toBe(headers.ETag)
      expect(asked.headers['if-modified-since']).toBe(headers['Last-Modified'])
    }
  })
})

describe('what changes', () => {
  it('P5: a 304 brings a new ETag and leaves what was read alone', async () => {
    rig.publisher.at('/f', (_, count): Answer =>
      count === 1
        ? { headers: { ETag: '"1"', 'Last-Modified': LAST_MODIFIED }, body: rss(['a', 'b']) }
        : { status: 304, headers: { ETag: `"${count}"` } },
    )
    await rig.add(`${rig.publisher.origin}/f`)
    const page = await rig.call('items.page', { query: { list: 'all' }, before: null, limit: 10 })
    await rig.call('items.mark', { ids: page.items.map((item) => item.id), read: true })
    await rig.advance(4 * HOUR)
    expect(rig.publisher.asked('/f').map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"1"',
      '"2"',
      '"3"',
    ])
    expect((await rig.call('snapshot.get', null)).counts).toMatchObject({ all: 2, unread: 0 })
  })

  it('P6: the same bytes under a new ETag every time are no news', async () => {
    rig.publisher.at('/f', (_, count) => ({ headers: { ETag: `"${count}"` }, body: rss(['a', 'b']) }))
    const id = await rig.add(`${rig.publisher.origin}/f`, { notify: 'all' })
    const changes = () => rig.pushes.filter((push) => push.name === 'items.changed' || /alert|notif/i.test(push.name))
    const before = changes().length
    let alerts = 0
    rig.reader().onFact('alertRaised', () => (alerts += 1))
    await rig.advance(DAY)
    expect(rig.publisher.asked('/f').length).toBeGreaterThan(20)
    expect(changes().length - before).toBeLessThanOrEqual(1)
    expect((await rig.view(id)).tally).toMatchObject({ stored: 2 })
    expect((await rig.view(id)).unread).toBe(2)
    // The first fetch may have raised one; what followed may not.
    expect(alerts).toBeLessThanOrEqual(1)
  })

  it('P7: always the latest validator, also when an old one returns', async () => {
    const etags = ['"abc"', '"def"', '"abc"', '"ghi"']
    rig.publisher.at('/f', (_, count) => ({
      headers: { ETag: etags[Math.min(count, 4) - 1] ?? '' },
      body: rss(['a', `n${Math.min(count, 4)}`]),
    }))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(5 * HOUR)
    expect(
      rig.publisher
        .asked('/f')
        .map(({ headers }) => headers['if-none-match'])
        .slice(0, 5),
    ).toEqual([undefined, ...etags])
  })
})

describe('answers that must leave no trace', () => {
  it('P8: 304 to a request that had no conditions', async () => {
    rig.publisher.at('/f', (_, count) =>
      count <= 2 ? { status: 304, headers: { ETag: '"x"' } } : { body: rss(['a']) },
    )
    const id = await rig.add(`${rig.publisher.origin}/f`)
    expect(await rig.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'badStatus' } })
    // The book believes a 304's validators; a reader that holds no document may not.
    rig.book.measures.unconditional = 0
    await rig.advance(8 * HOUR)
    const asked = rig.publisher.asked('/f')
    expect(asked.length).toBeGreaterThanOrEqual(3)
    expect(asked.slice(0, 3).every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true)
    expect(await rig.state(id)).toMatchObject({ status: 'polled' })
    rig.book.measures.unconditional = 0
  })

  it.each<[string, string, Answer]>([
    ['P9', 'a body cut off at half', { body: rss(['half']), cutShort: true }],
    ['P9', 'a gzip that breaks off', { body: 'no gzip at all', headers: { 'Content-Encoding': 'gzip' } }],
    ['P10', 'a web page', { body: '<!DOCTYPE html><html><body>Login</body></html>' }],
    ['P10', 'nothing', { body: '' }],
    ['P10', 'half of a JSON Feed', { body: '{"version":"https://jsonfeed.org/version/1","items":[' }],
  ])('%s: %s keeps no validators', async (_, __, broken) => {
    rig.publisher.at('/f', (asked, count) => {
      if (count > 1) return wellMade(['a'], { ETag: '"good"' })(asked, count)
      return {
        ...broken,
        unusable: true,
        headers: { ETag: '"bad"', 'Last-Modified': LAST_MODIFIED, ...broken.headers },
      }
    })
    const id = await rig.add(`${rig.publisher.origin}/f`)
    expect(await rig.state(id)).toMatchObject({ status: 'waiting' })
    await rig.advance(4 * HOUR)
    const asked = rig.publisher.asked('/f')
    expect(asked[1]?.headers).not.toHaveProperty('if-none-match')
    expect(asked[1]?.headers).not.toHaveProperty('if-modified-since')
    expect(asked[2]?.headers['if-none-match']).toBe('"good"')
    expect(await rig.titles()).toEqual(['Story a'])
  })

  it('P9: half a document in a whole answer is read as far as it goes, and keeps no validators', async () => {
    const whole = rss(['a', 'b'])
    rig.publisher.at('/f', (_, count) =>
      count === 1
        ? { body: whole.slice(0, whole.indexOf('</item>') + 7), headers: { ETag: '"half"' }, unusable: true }
        : { body: whole, headers: { ETag: '"good"' } },
    )
    await rig.add(`${rig.publisher.origin}/f`)
    expect(await rig.titles()).toEqual(['Story a'])
    await rig.advance(3 * HOUR)
    const asked = rig.publisher.asked('/f')
    expect(asked[1]?.headers).not.toHaveProperty('if-none-match')
    expect(asked[2]?.headers['if-none-match']).toBe('"good"')
    expect(await rig.titles()).toEqual(['Story a', 'Story b'])
  })

  it('P9: a document that was whole before keeps its validators when a later answer breaks', async () => {
    rig.publisher.at('/f', (_, count) =>
      count === 2
        ? { body: rss(['a', 'b']), headers: { ETag: '"bad"' }, cutShort: true }
        : { body: rss(count === 1 ? ['a'] : ['a', 'b']), headers: { ETag: '"good"' } },
    )
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(3 * HOUR)
    expect(rig.publisher.asked('/f')[2]?.headers['if-none-match']).toBe('"good"')
    expect(await rig.titles()).toEqual(['Story a', 'Story b'])
  })
})
