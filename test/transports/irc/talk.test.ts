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
    // In base64, one of more than 400 characters comes in two pieces, and one of exactly 400 is followed by an empty one.
    for (const length of [297, 295]) {
      const password = 'long-word'.repeat(33).slice(0, length)
      network.login = `\0ann\0${password}`
      const long = follow({ user: 'ann', password })
      await isOpen(long)
      expect(network.heard.filter((line) => line.startsWith('AUTHENTICATE'))).toHaveLength(3)
      long.abort()
      await long.over
      network.heard.length = 0
    }
    const run = follow({ user: 'ann', password: 'wrong-long-word', serverPassword: 'gate-word' })
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
    const { offers } = network
    for (const without of ['server-time', 'sasl=EXTERNAL,SCRAM-SHA-256']) {
      network.offers = without
      const run = follow({ user: 'ann', password: 'secret-word' })
      await run.over
      network.offers = offers
      expect(run.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
      expect(run.failure().message).toContain('offers no login')
    }
  })

  it('is not let in as nobody where a name was given', async () => {
    const { offers } = network
    network.offers = null
    const run = follow({ user: 'ann', password: 'secret-word' })
    await run.over
    network.offers = offers
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

  it('does not claim to go on where nothing is kept', async () => {
    const { offers } = network
    network.offers = 'server-time message-tags'
    const run = follow()
    await isOpen(run)
    network.offers = offers
    network.line('@time=2026-01-02T03:04:05.678Z;msgid=m1 :ann!a@h PRIVMSG #news :hello')
    await came(run, 1)
    expect(run.cursor).toBeNull()
    expect(createIrcTransport({ clock: systemClock }).resumes?.(run.cursor)).toBe(false)
  })

  const said = (from: number, to: number, kind = '') =>
    Array.from({ length: to - from }, (_, index) => ({
      id: `m${from + index}`,
      time: new Date(Date.UTC(2026, 0, 1) + (from + index) * 1000).toISOString(),
      text: `${kind}words ${from + index}`,
    }))
  const stored = (index: number) => ({ rooms: [['#news', said(index, index + 1)[0]?.time ?? '', `m${index}`]] })
  const requests = () => network.heard.filter((line) => line.startsWith('CHATHISTORY'))

  it('reads past pages on which nothing is wanted', async () => {
    network.history = [...said(0, 250, '\u0001PING '), ...said(250, 260)]
    const run = follow({}, { cursor: stored(10) })
    await came(run, 10)
    expect(texts(run)).toEqual(said(250, 260).map(({ text }) => text))
  })

  it('asks by time where the message it knew is gone or ids mean nothing', async () => {
    network.history = said(0, 30)
    network.forgets = { request: /msgid=/, line: 'FAIL CHATHISTORY MESSAGE_ERROR AFTER {room} :Not found' }
    const gone = follow({}, { cursor: stored(20) })
    await came(gone, 9)
    expect(texts(gone)).toEqual(said(21, 30).map(({ text }) => text))
    expect(gone.drops).toEqual([])
    await gone.until(() => requests().length === 3, 'it looked for more')
    gone.abort()
    await gone.over
    network.heard.length = 0
    network.forgets = null
    network.supports = 'CHATHISTORY=100 MSGREFTYPES=timestamp'
    const byTime = follow({}, { cursor: stored(20) })
    await came(byTime, 9)
    expect(requests()[0]).toBe('CHATHISTORY AFTER #news timestamp=2026-01-01T00:00:19.999Z 100')
    await byTime.until(() => requests().length === 2, 'it asked for more')
  })

  it('says what cannot be had, and goes on from there', async () => {
    network.history = said(0, 30)
    network.forgets = { request: /AFTER/, line: 'FAIL CHATHISTORY MESSAGE_ERROR AFTER {room} :Too old' }
    const run = follow({ history: 5 }, { cursor: stored(3) })
    await came(run, 5)
    expect(texts(run)).toEqual(said(25, 30).map(({ text }) => text))
    expect(run.drops).toMatchObject([{ why: { message: expect.stringMatching(/#news .*Too old/) as string } }])
    network.line('@time=2026-01-01T00:10:00.000Z;msgid=m99 :ann!a@h PRIVMSG #news :live')
    await came(run, 6)
    expect(run.cursor).toEqual({ rooms: [['#news', '2026-01-01T00:10:00.000Z', 'm99']] })
  })

  it('keeps its place while what is missing was not fetched yet, and when old words are repeated unasked', async () => {
    network.forgets = { request: /./, line: 'NOTICE * :later' }
    const run = follow({}, { cursor: stored(3) })
    await isOpen(run)
    network.line('@time=2026-01-01T00:10:00.000Z;msgid=m99 :ann!a@h PRIVMSG #news :live')
    await came(run, 1)
    expect(run.cursor).toEqual(stored(3))
    await run.until(() => requests().length === 1, 'it asked')
    run.abort()
    await run.over
    network.forgets = { request: /./, line: ':irc.test 421 crier CHATHISTORY :Unknown command' }
    const other = follow({}, { cursor: stored(3) })
    await other.until(() => requests().length === 4, 'it asked in every way')
    network.line('@time=2026-01-01T00:10:00.000Z;msgid=m99 :ann!a@h PRIVMSG #news :live')
    await came(other, 1)
    const place = other.cursor
    expect(place).toEqual({ rooms: [['#news', '2026-01-01T00:10:00.000Z', 'm99']] })
    network.line(':irc.test BATCH +r chathistory #news')
    network.line('@batch=r;time=2026-01-01T00:00:09.000Z;msgid=m9 :ann!a@h PRIVMSG #news :old')
    await came(other, 2)
    expect(other.cursor).toEqual(place)
  })

  it('asks room after room for what it missed', async () => {
    network.history = said(0, 3)
    const run = follow({ rooms: '#tech\n#art', history: 2 })
    await came(run, 6)
    expect(run.events.map(({ topic }) => topic)).toEqual(['#news', '#news', '#tech', '#tech', '#art', '#art'])
  })

  it('lets nobody put words into its mouth', async () => {
    network.history = said(0, 1).map((one) => ({ ...one, id: 'a\\r\\nPRIVMSG\\s#news\\s:from-us' }))
    const run = follow({ history: 1 })
    await came(run, 1)
    network.line('PING :one\rPRIVMSG #news :from-us')
    await run.until(() => network.heard.includes('PONG :one'), 'it answered')
    const second = follow({}, { cursor: run.cursor })
    await second.until(() => requests().length > 1, 'it asked')
    expect(network.heard.join('\n')).not.toContain('from-us')
  })

  it('hears the network itself only where that is wanted', async () => {
    const run = follow({ serverNotices: true })
    const deaf = follow({ nick: 'other' })
    await isOpen(run)
    await isOpen(deaf)
    network.line(':irc.test NOTICE crier :to us')
    network.line(':irc.test NOTICE $* :to everybody')
    network.line('NOTICE * :from nobody')
    network.line(':bot!b@h NOTICE crier :in private')
    network.line(':irc.test PRIVMSG crier :no notice')
    network.line(':ann!a@h PRIVMSG #news :the end')
    await came(run, 4)
    expect(texts(run)).toEqual(['to us', 'to everybody', 'from nobody', 'the end'])
    expect(run.events[0]).toMatchObject({ topic: null, says: { author: 'irc.test', section: [] } })
    await came(deaf, 1)
    expect(texts(deaf)).toEqual(['the end'])
  })

  it('gives up where it gets into no room', async () => {
    network.closed = new Map([['#news', '']])
    const run = startRun(createIrcTransport({ clock: systemClock, joinedWithinMs: 50 }), network.url('live'))
    runs.push(run)
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'timeout', final: null })
    network.closed = new Map([['#news', '470']])
    const sentOn = follow()
    await sentOn.over
    expect(sentOn.failure()).toMatchObject({ kind: 'forbidden', final: 'needsYou' })
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

  it('joins rooms with long names in messages of 512 bytes', async () => {
    const run = follow({ rooms: ['a', 'b', 'c'].map((letter) => `#${letter.repeat(190)}`).join('\n') })
    await isOpen(run)
    const joins = () => network.heard.filter((line) => line.startsWith('JOIN'))
    await run.until(() => joins().length === 2, 'all were joined')
    expect(Math.max(...joins().map((line) => line.length))).toBeLessThan(510)
    expect(joins().flatMap((line) => line.slice('JOIN '.length).split(','))).toHaveLength(4)
  })
})
