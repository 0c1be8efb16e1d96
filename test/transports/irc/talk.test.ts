import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createIrcTransport } from '../../../src-main/transports/irc'
import { startIrcPublisher, type IrcPublisher } from '../../servers/irc-publisher'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../../servers/recording-io'

let network: IrcPublisher
beforeAll(async () => {
  network = await startIrcPublisher()
})
afterAll(() => network.close())
const runs: RecordedRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.abort()
    await run.over
  }
  network.reset()
})

function follow(
  options: Record<string, string | number | boolean> = {},
  wishes: RunWishes = {},
  url = network.url('live'),
) {
  const transport = createIrcTransport({ clock: systemClock })
  const run = startRun(transport, url, { ...wishes, settings: { options: { nick: 'crier', ...options } } })
  runs.push(run)
  return run
}
const isOpen = (run: RecordedRun) => run.until(() => run.opened === 1, 'it opened')
const came = (run: RecordedRun, count: number) => run.until(() => run.events.length >= count, `${count} came`)
const texts = (run: RecordedRun) => run.events.map(({ payload }) => String(payload))

describe('our side of IRC', () => {
  it('makes items of what is said, and of nothing else', async () => {
    const run = follow()
    await isOpen(run)
    network.line('@time=2026-01-02T03:04:05.678Z;msgid=m1 :ann!a@h PRIVMSG #NEWS :\u0002Doors\u0002 open')
    network.line(':bot!b@h NOTICE #news :a notice')
    network.line(':ann!a@h PRIVMSG crier :for our ears only')
    network.line(':ann!a@h PRIVMSG #other :elsewhere')
    network.line(':ann!a@h PRIVMSG @#news :to operators')
    network.line(':ann!a@h PRIVMSG #news :\u0001VERSION\u0001')
    network.line(Buffer.from([...Buffer.from(':ann!a@h PRIVMSG #news :caf'), 0xe9, 13, 10]))
    network.line(':ann!a@h PRIVMSG #news :{"title":"not JSON but words"}')
    await came(run, 5)
    expect(texts(run)).toEqual([
      '\u0044oors open',
      'a notice',
      'to operators',
      'café',
      '{"title":"not JSON but words"}',
    ])
    expect(run.events[0]).toMatchObject({
      topic: '#news',
      id: 'm1',
      format: 'text',
      says: { guid: 'm1', author: 'ann', publishedAt: Date.parse('2026-01-02T03:04:05.678Z'), section: [] },
    })
    expect(network.heard.some((line) => /^(?:PRIVMSG|NOTICE)/.test(line))).toBe(false)
  })

  it('keeps rooms apart as sections, and hears notices only where that is wanted', async () => {
    const run = follow({ rooms: '#tech', onlyNotices: true })
    await isOpen(run)
    network.line(':ann!a@h PRIVMSG #tech :talk')
    network.line(':bot!b@h NOTICE #tech :news')
    await came(run, 1)
    expect(run.events[0]).toMatchObject({
      payload: 'news',
      says: { section: ['#tech'] },
      publisher: { sections: ['#news', '#tech'] },
    })
  })

  it('takes another nick where its own is taken', async () => {
    network.taken = ['crier']
    const run = follow()
    await isOpen(run)
    expect(network.nicks[0]).toMatch(/^crier\d{3}$/)
    network.line(`:ann!a@h KICK #news ${network.nicks[0]} :enough`)
    await run.until(() => run.drops.length === 1, 'it is told')
    expect(run.drops[0]?.why.message).toContain('enough')
  })

  it('logs in, with long passwords in pieces, and shows nothing of it', async () => {
    const password = 'long-word'.repeat(33)
    network.login = `\0ann\0${password}`
    // A login of more than 400 characters in base64 comes in two.
    const run = follow({ user: 'ann', password: password.slice(0, 250), serverPassword: 'gate-word' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    network.login = '\0ann\0secret-word'
    const right = follow({ user: 'ann', password: 'secret-word', serverPassword: 'gate-word' })
    await isOpen(right)
    expect(network.heard).toContain('PASS :gate-word')
    const said = JSON.stringify([run.frames, right.frames, run.failure().message])
    for (const secret of [
      'secret-word',
      'gate-word',
      'long-word',
      Buffer.from('\0ann\0secret-word').toString('base64'),
    ])
      expect(said).not.toContain(secret)
  })

  it('says that a network offers no login', async () => {
    network.offers = 'server-time'
    const run = follow({ user: 'ann', password: 'secret-word' })
    await run.over
    network.offers = 'message-tags server-time batch draft/chathistory sasl=PLAIN'
    expect(run.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
  })

  it('tells which rooms cannot be joined, and asks for help when none can', async () => {
    network.closed = new Map([['#tech', '473']])
    const some = follow({ rooms: '#tech' })
    await isOpen(some)
    await some.until(() => some.drops.length === 1, 'it is told')
    expect(some.drops[0]?.why.message).toMatch(/#tech .*invited/)
    network.closed = new Map([['#news', '475']])
    const none = follow()
    await none.over
    expect(none.failure()).toMatchObject({
      kind: 'forbidden',
      final: 'needsYou',
      message: expect.stringMatching(/#news .*key/) as string,
    })
  })

  it.each([
    [':irc.test 464 * :Password incorrect', 'unauthorized', 'needsYou'],
    [':irc.test 465 * :You are banned', 'forbidden', 'needsYou'],
    ['ERROR :Closing Link: (Throttled: reconnecting too fast)', 'rateLimited', null],
    ['ERROR :Closing Link: (K-Lined: spam)', 'forbidden', 'needsYou'],
    ['ERROR :Server going down', 'closed', null],
    ['HTTP/1.1 400 Bad Request', 'wrongType', 'needsYou'],
  ])('takes %j as %s (final: %s)', async (line, kind, final) => {
    network.refusal = line
    const run = follow()
    await run.over
    expect(run.failure()).toMatchObject({ kind, final })
  })

  it('fetches what was said while it was away, page by page, and nothing twice', async () => {
    const said = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ({
        id: `m${from + index}`,
        time: new Date(Date.UTC(2026, 0, 1) + (from + index) * 1000).toISOString(),
        text: `words ${from + index}`,
      }))
    network.history = said(0, 80)
    const first = follow({ history: 20 })
    await came(first, 20)
    expect(texts(first)[0]).toBe('words 60')
    network.line('@time=2026-01-01T00:01:20.000Z;msgid=m80 :ann!a@h PRIVMSG #news :words 80')
    await came(first, 21)
    first.abort()
    await first.over
    expect(createIrcTransport({ clock: systemClock }).resumes?.(first.cursor)).toBe(true)
    network.history = said(0, 350)
    const second = follow({ history: 20 }, { cursor: first.cursor })
    await came(second, 269)
    expect(texts(second)).toEqual(said(81, 350).map(({ text }) => text))
    expect(new Set(second.events.map(({ id }) => id)).size).toBe(269)
  })

  it('survives a flood of 20,000 lines, and a line that never ends', async () => {
    const run = follow({}, { watch: false })
    await isOpen(run)
    network.send(Array.from({ length: 20_000 }, (_, index) => `flood ${index}`))
    await came(run, 20_000)
    expect(texts(run).every((text, index) => text === `flood ${index}`)).toBe(true)
    network.line(Buffer.alloc(80 * 1024 * 1024, 0x61))
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'protocol' })
  })

  it('joins many rooms at a pace', async () => {
    const run = follow({ rooms: Array.from({ length: 14 }, (_, index) => `#room${index}`).join('\n') })
    await isOpen(run)
    const joins = () => network.heard.filter((line) => line.startsWith('JOIN'))
    expect(joins()).toHaveLength(1)
    await run.until(() => joins().length === 2, 'the rest was joined')
    expect(joins().flatMap((line) => line.slice('JOIN '.length).split(','))).toHaveLength(15)
  })
})
