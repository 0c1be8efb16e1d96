import { Agent } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { selfSignedCertificate } from '../../servers/certificate'
import { rss, wellMade, type Publisher } from './publisher'
import { createRig, DAY, HOUR, type Rig } from './rig'

let rig: Rig
let other: Publisher
/** Names of the public side lead to this machine through a proxy, as they would in an office. */
let office: Agent
beforeEach(async () => {
  office = new Agent({
    pipelining: 0,
    connect: { lookup: (_, __, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]) },
  })
  rig = await createRig({
    http: { dispatcherFor: (url) => (url.hostname.endsWith('.example') ? office : null) },
  })
  other = await rig.anotherPublisher()
})
afterEach(async () => {
  await rig.close()
  await office.destroy()
})

const to = (status: number, location: string) => () => ({ status, headers: { Location: location } })

/** An address that only points the way is shown the validators of its target. So many times, and no more. */
function allowPointer(times: number): void {
  expect(rig.book.measures.mismatched).toBeLessThanOrEqual(times)
  rig.book.measures.mismatched = 0
}

describe('P22: moved for good', () => {
  it.each([301, 308])('%s on several polls: later ones go straight there', async (status) => {
    rig.publisher.at('/old', (asked, count) =>
      count === 1 ? wellMade(['a'], { ETag: '"old"' })(asked, count) : to(status, `${other.origin}/new`)(),
    )
    other.at('/new', wellMade(['a', 'b'], { ETag: '"new"' }))
    const id = await rig.add(`${rig.publisher.origin}/old`)
    await rig.advance(8 * HOUR)
    expect((await rig.view(id)).url).toBe(`${other.origin}/new`)
    expect(rig.publisher.asked('/old')).toHaveLength(3)
    expect(other.asked('/new')[0]?.headers).not.toHaveProperty('if-none-match')
    expect(
      other
        .asked('/new')
        .slice(1)
        .map(({ headers }) => headers['if-none-match']),
    ).toSatisfy((etags: string[]) => etags.every((etag) => etag === '"new"'))
    expect((await rig.call('snapshot.get', null)).notices).toContainEqual(
      expect.objectContaining({ body: expect.objectContaining({ kind: 'channelMoved' }) }),
    )
    await rig.restart()
    await rig.advance(3 * HOUR)
    expect(rig.publisher.asked('/old')).toHaveLength(3)
    // What the old origin gave went when the other's document came.
    expect(rig.book.measures).toMatchObject({ mismatched: 0, unconditional: 1 })
    rig.book.measures.unconditional = 0
  })

  it('a single slip is not believed', async () => {
    rig.publisher.at('/old', (asked, count) =>
      count === 2 ? to(301, `${other.origin}/new`)() : wellMade(['a'], { ETag: '"old"' })(asked, count),
    )
    other.at('/new', wellMade(['a'], { ETag: '"new"' }))
    const id = await rig.add(`${rig.publisher.origin}/old`)
    // After the slip the document is the other's, so the first request at home has nothing to prove it with.
    await rig.advance(6 * HOUR)
    expect(await rig.view(id)).toMatchObject({ url: `${rig.publisher.origin}/old`, state: { status: 'polled' } })
    expect(rig.publisher.asked('/old').at(-1)?.headers['if-none-match']).toBe('"old"')
    expect(rig.book.measures).toMatchObject({ mismatched: 0, unconditional: 1 })
    rig.book.measures.unconditional = 0
  })

  it('a move to what is no feed is not believed', async () => {
    rig.publisher.at('/old', to(301, '/page'))
    rig.publisher.at('/page', { body: '<!doctype html><html><body>Parked</body></html>', unusable: true })
    const id = await rig.add(`${rig.publisher.origin}/old`)
    await rig.advance(DAY)
    expect((await rig.view(id)).url).toBe(`${rig.publisher.origin}/old`)
  })
})

describe('P23: sent elsewhere for now', () => {
  it.each([302, 303, 307])('%s is followed each time, the address stays', async (status) => {
    rig.publisher.at('/f', to(status, '/today'))
    rig.publisher.at('/today', wellMade(['a'], { ETag: '"today"' }))
    const id = await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(4 * HOUR)
    expect((await rig.view(id)).url).toBe(`${rig.publisher.origin}/f`)
    expect(rig.publisher.asked('/today').length).toBe(rig.publisher.asked('/f').length)
    expect(rig.publisher.asked('/today')[2]?.headers['if-none-match']).toBe('"today"')
    // They are one origin, so nothing is told to a stranger.
    allowPointer(rig.publisher.asked('/f').length - 1)
  })

  it('validators go to no third origin', async () => {
    const third = await rig.anotherPublisher()
    rig.publisher.at('/f', (_, count) => to(302, count <= 2 ? `${other.origin}/x` : `${third.origin}/y`)())
    other.at('/x', wellMade(['a'], { ETag: '"x"' }))
    third.at('/y', wellMade(['a'], { ETag: '"y"' }))
    await rig.add(`${rig.publisher.origin}/f`)
    await rig.advance(2.5 * HOUR)
    expect(other.asked('/x').map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"x"'])
    expect(third.asked('/y').map(({ headers }) => headers['if-none-match'])).toEqual([undefined])
    // Nor to the one that points the way and never gave any.
    expect(rig.publisher.asked('/f').map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('P24: redirects that are not followed', () => {
  it.each<[string, (rig: Rig) => void]>([
    ['a loop', ({ publisher }) => publisher.at('/f', to(302, '/f'))],
    [
      'twenty-one in a row',
      ({ publisher }) => {
        publisher.at('/f', to(302, '/1'))
        for (let step = 1; step <= 21; step += 1) publisher.at(`/${step}`, to(302, `/${step + 1}`))
        publisher.at('/22', { body: rss([]) })
      },
    ],
    ['to a file', ({ publisher }) => publisher.at('/f', to(301, 'file:///etc/passwd'))],
    ['to another protocol', ({ publisher }) => publisher.at('/f', to(301, 'gopher://127.0.0.1:70/1'))],
    ['to nonsense', ({ publisher }) => publisher.at('/f', to(301, 'http://[nowhere'))],
  ])('%s', async (_, arrange) => {
    arrange(rig)
    const id = await rig.add(`${rig.publisher.origin}/f`)
    const state = await rig.state(id)
    expect(state).toMatchObject({ error: { kind: 'redirect' } })
    expect(rig.publisher.asked().length).toBeLessThanOrEqual(21)
    expect((await rig.view(id)).url).toBe(`${rig.publisher.origin}/f`)
    // A loop asks the same address within one request; that is what a loop is.
    rig.book.measures.tooClose = 0
  })

  it('from https down to http', async () => {
    const secure = await rig.anotherPublisher(selfSignedCertificate())
    secure.at('/f', to(301, `${rig.publisher.origin}/plain`))
    rig.publisher.at('/plain', { body: rss([]) })
    const id = await rig.add(`${secure.origin}/f`, { acceptSelfSigned: true })
    expect(await rig.state(id)).toMatchObject({ error: { kind: 'redirect' } })
    expect(secure.asked('/f')).toHaveLength(1)
    expect(rig.publisher.asked()).toHaveLength(0)
  })

  it('from a public name to this machine', async () => {
    rig.publisher.at('/f', to(302, `${other.origin}/inside`))
    other.at('/inside', { body: rss([]) })
    const id = await rig.add(`http://news.example:${rig.publisher.local.port}/f`)
    expect(await rig.state(id)).toMatchObject({ error: { kind: 'blockedAddress' } })
    expect(rig.publisher.asked('/f')).toHaveLength(1)
    expect(other.asked()).toHaveLength(0)
  })
})
