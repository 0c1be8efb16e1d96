import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { understand } from '../../src-main/core/ingest/understand'
import { createXmlSocketTransport } from '../../src-main/transports/xml-socket'
import { createSocketFramer, type Ending } from '../../src-main/transports/xml-socket/framing'
import { isPolicy } from '../../src-main/transports/xml-socket/policy'
import { decodeMessage } from '../../src-main/transports/message-text'
import { selfSignedCertificate } from '../servers/certificate'
import { startFeedServer } from '../servers/feed-server'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'
import { startSocketPublisher, type SocketPublisher } from '../servers/socket-publisher'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
async function publisher(...how: Parameters<typeof startSocketPublisher>): Promise<SocketPublisher> {
  const started = await startSocketPublisher(...how)
  closing.push(() => started.close())
  return started
}
function follow(
  url: string,
  options: Record<string, string | number | boolean> = {},
  wishes: RunWishes = {},
): RecordedRun {
  const transport = createXmlSocketTransport({ clock: systemClock })
  const run = startRun(transport, url, { ...wishes, settings: { ...wishes.settings, options } })
  closing.push(async () => {
    run.abort()
    await run.over
  })
  return run
}
const texts = (run: RecordedRun) => run.events.map(({ payload }) => String(payload))
const came = (run: RecordedRun, count: number) => run.until(() => run.events.length >= count, `${count} came`)
const connected = (one: SocketPublisher, run: RecordedRun) =>
  run.until(() => one.readers.size > 0 && run.opened === 1, 'it connected')

describe('a bare socket', () => {
  it('asks for the policy first where that is wanted, greets, and passes over the policy that comes unasked', async () => {
    const server = await publisher('\0')
    const run = follow(server.url('live').replace('tcp', 'xmlsocket'), {
      policyRequest: true,
      greeting: '<login key="secret-key"/>\n<subscribe channel="news"/>',
    })
    await run.until(() => server.heard[0] === '<policy-file-request/>\0', 'it asked')
    await run.until(() => server.heard[1]?.endsWith('news"/>\0') === true, 'it greeted')
    expect(server.heard[1]).toBe('<login key="secret-key"/>\0<subscribe channel="news"/>\0')
    server.send([
      '<cross-domain-policy><allow-access-from domain="*"/></cross-domain-policy>',
      '<item title="Doors open"/>',
    ])
    await came(run, 1)
    expect(texts(run)).toEqual(['<item title="Doors open"/>'])
    expect(JSON.stringify(run.frames)).not.toContain('secret-key')
  })

  it('speaks TLS, and trusts a certificate of this network only when told to', async () => {
    const server = await publisher('\n', selfSignedCertificate())
    const refused = follow(server.url('live'))
    await refused.over
    expect(refused.failure()).toMatchObject({ kind: 'tls' })
    const run = follow(server.url('live'), {}, { settings: { acceptSelfSigned: true } })
    await connected(server, run)
    server.send(['over TLS'])
    await came(run, 1)
  })

  it('says what is missing or wrong in the address', async () => {
    const lacking = follow('tcp://127.0.0.1')
    await lacking.over
    expect(lacking.failure()).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
    const web = await startFeedServer()
    closing.push(() => web.close())
    const run = follow(web.origin.replace('http', 'tcp'), { greeting: 'hello' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'wrongType', final: 'needsYou' })
  })

  it.each([
    ['tcp', 'auto'],
    ['tcp', 'nul'],
    ['xmlsocket', 'auto'],
  ])('says what a web server is, however messages end: %s, %s', async (scheme, framing) => {
    const web = await startFeedServer()
    closing.push(() => web.close())
    const run = follow(web.origin.replace('http', scheme), { framing, greeting: 'hello' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'wrongType', final: 'needsYou' })
    expect(run.failure().message).toContain('http://')
  })

  it('ends the lines of its greeting as the server ends its own', async () => {
    const server = await publisher('\r\n')
    follow(server.url('live'), { framing: 'crlf', greeting: 'USER crier\nSUBSCRIBE news' })
    await expect.poll(() => server.heard[0], { timeout: 30_000 }).toBe('USER crier\r\nSUBSCRIBE news\r\n')
  })

  it('shows lines that begin like a document when no NUL comes, and when the server hangs up', async () => {
    const server = await publisher('\n')
    const run = follow(server.url('live'))
    await connected(server, run)
    server.send(['<anna> hello'])
    await came(run, 1)
    server.send(['<bert> hello, anna'])
    await came(run, 2)
    expect(texts(run)).toEqual(['<anna> hello', '<bert> hello, anna'])
    run.abort()
    await run.over
    server.reset()
    const cut = follow(server.url('live'))
    await connected(server, cut)
    server.send(['<anna> bye'])
    server.finish()
    await cut.over
    expect(texts(cut)).toEqual(['<anna> bye'])
    expect(cut.failure()).toMatchObject({ kind: 'closed', final: null })
    expect(cut.failure().message).toContain('hung up')
  })

  it('takes 300,000 messages in one go, in order', async () => {
    const server = await publisher('\0')
    const run = follow(server.url('live'), {}, { watch: false })
    await connected(server, run)
    server.write(Array.from({ length: 300_000 }, (_, index) => `m${index}\0`).join(''))
    await came(run, 300_000)
    expect(texts(run).every((text, index) => text === `m${index}`)).toBe(true)
  })

  it('gives up on a message that has no end, and keeps what came before', async () => {
    const server = await publisher('\0')
    const run = follow(server.url('live'), {}, { watch: false })
    await connected(server, run)
    server.send(['before'])
    server.write('\0'.repeat(100_000))
    server.write(Buffer.alloc(100 * 1024 * 1024, 0x61))
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'tooLarge', final: null })
    expect(texts(run)).toEqual(['before'])
    expect(run.drops).toHaveLength(1)
  })

  it('keeps a line that says nothing', async () => {
    const server = await publisher('\0')
    const run = follow(server.url('live'), { silenceMinutes: 0 })
    await connected(server, run)
    server.send(['finally'])
    await came(run, 1)
    expect(run.opened).toBe(1)
  })
})

describe('messages on a bare socket', () => {
  function framed(ending: Ending, chunks: readonly Uint8Array[]): string[] {
    const found: string[] = []
    const sink = {
      record: (text: string) => found.push(text),
      leftOut: () => found.push('!'),
      unreadable: () => undefined,
    }
    const framer = createSocketFramer(ending, sink, decodeMessage)
    for (const chunk of chunks) framer.push(chunk)
    framer.end()
    return found
  }
  const bytes = (text: string): Uint8Array[] => [Buffer.from(text)]

  it.each([
    ['lines', 'one\ntwo\r\n', ['one', 'two']],
    ['NULs', 'one\0two\nlines\0', ['one', 'two\nlines']],
    ['XML of several lines', '<?xml version="1.0"?>\n<a>\n</a>\0<b/>\0', ['<?xml version="1.0"?>\n<a>\n</a>', '<b/>']],
    ['XML, one a line', '<a x="1"/>\n<b>2</b>\n', ['<a x="1"/>', '<b>2</b>']],
    ['heartbeats', '\n\n\none\n\n', ['one']],
    ['NULs only', '\0\0\0\0', []],
    ['lines with a NUL in one', 'one\ntw\0o\n', ['one', 'tw\0o']],
    ['syslog', '<34>Oct 11 host su: failed\n<35>again\n', ['<34>Oct 11 host su: failed', '<35>again']],
    ['brackets in text', '< 5 degrees\n> 7 degrees\n', ['< 5 degrees', '> 7 degrees']],
  ])('end as the first of them does: %s', (_, text, messages) => {
    expect(framed('auto', bytes(text))).toEqual(messages)
  })

  it.each([
    ['<34>Oct 11 host su: failed\n', ['<34>Oct 11 host su: failed']],
    ['< 5 degrees\n', ['< 5 degrees']],
    ['one\n', ['one']],
    ['<a/>\n', ['<a/>']],
    ['<a>\n</a>\0', ['<a>\n</a>']],
    // Only time tells.
    ['<a>\n</a>\n', []],
  ])('are there as soon as it is known that they end: %j', (text, messages) => {
    const found: string[] = []
    const sink = { record: (one: string) => found.push(one), leftOut: () => undefined, unreadable: () => undefined }
    const framer = createSocketFramer('auto', sink, decodeMessage)
    for (const byte of Buffer.from(text)) framer.push(Uint8Array.of(byte))
    expect(found).toEqual(messages)
    expect(framer.isTorn).toBe(messages.length === 0)
  })

  it('are not gathered anew with every piece', () => {
    const found: string[] = []
    const sink = { record: (one: string) => found.push(one), leftOut: () => undefined, unreadable: () => undefined }
    const framer = createSocketFramer('auto', sink, decodeMessage)
    const began = performance.now()
    // It took minutes when each byte copied all before it.
    for (let count = 0; count < 1_000_000; count += 1) framer.push(Buffer.from('x'))
    framer.push(Buffer.from('\0'))
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(found.map(({ length }) => length)).toEqual([1_000_000])
  })

  it('are left out over the limit of their kind, and the next one comes', () => {
    const long = 'x'.repeat(2 * 1024 * 1024)
    const longer = 'x'.repeat(5 * 1024 * 1024)
    const lengths = (ending: Ending, text: string): (number | string)[] =>
      framed(ending, bytes(text)).map((one) => (one === '!' ? one : one.length))
    expect(lengths('lines', `${long}\nafter\n`)).toEqual(['!', 5])
    expect(lengths('nul', `${long}\0after\0`)).toEqual([long.length, 5])
    expect(lengths('nul', `${longer}\0after\0`)).toEqual(['!', 5])
    expect(lengths('auto', `${longer}\nafter\n`)).toEqual(['!', 5])
  })

  it.each([
    ['<cross-domain-policy/>', true],
    [
      '<?xml version="1.0"?>\n<!DOCTYPE cross-domain-policy SYSTEM "/xml/dtds/cross-domain-policy.dtd">\n<!-- <a> -->\n<cross-domain-policy>',
      true,
    ],
    ['<item title="About &lt;cross-domain-policy&gt;"><cross-domain-policy/></item>', false],
    ['{"title":"How <cross-domain-policy> works"}', false],
    ['<cross-domain-policy-news/>', false],
    ['<!-- <cross-domain-policy>', false],
  ])('are no news where they are a policy: %j %j', (text, answer) => {
    expect(isPolicy(text)).toBe(answer)
  })

  it('are the same however they are cut, be they UTF-8 or not', () => {
    const whole = Buffer.concat([
      Buffer.from('grüße €\0<a>\n</a>\0'),
      Buffer.from([0xe9, 0x74, 0xe9, 0]),
      Buffer.from('end\0'),
    ])
    const messages = ['grüße €', '<a>\n</a>', 'été', 'end']
    expect(
      framed(
        'auto',
        [...whole].map((byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(messages)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (cuts) => {
        const chunks: Uint8Array[] = []
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1
          chunks.push(whole.subarray(at, at + length))
          at += length
        }
        expect(framed('auto', chunks)).toEqual(messages)
      }),
    )
  })

  it('of random bytes are something, and never a fault', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 50 })),
        fc.constantFrom<Ending>('auto', 'nul', 'lines'),
        (chunks, ending) => {
          expect(Array.isArray(framed(ending, chunks))).toBe(true)
        },
      ),
    )
  })

  const read = (payload: string, mapping = {}) =>
    understand(
      [{ payload, contentType: null, topic: null, id: null, receivedAt: 1, baseUrl: 'http://host:1/', format: 'xml' }],
      {
        arrival: 'push',
        style: 'stream',
        mapping,
      },
    ).drafts

  it('are items, be they XML of the publisher’s own, a feed’s entry, JSON or text', () => {
    expect(
      read('<story id="7" href="https://example.org/7"><headline>Doors &amp; more</headline><body>Open</body></story>'),
    ).toMatchObject([{ guid: '7', title: 'Doors & more', text: 'Open', link: 'https://example.org/7' }])
    expect(read('<quote symbol="ABC"><last>3.5</last></quote>', { key: '/symbol', title: '/last' })).toMatchObject([
      { guid: 'ABC', title: '3.5' },
    ])
    expect(read('<msg>Just words</msg>')).toMatchObject([{ text: 'Just words' }])
    expect(read('<entry xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>An entry</title></entry>')).toMatchObject([
      { guid: 'x', title: 'An entry' },
    ])
    expect(read('{"id":1,"title":"JSON"}')).toMatchObject([{ guid: '1', title: 'JSON' }])
    expect(read('plain text')).toMatchObject([{ title: 'plain text' }])
    expect(read('1 < 2 and <3')).toMatchObject([{ title: '1 < 2 and <3' }])
    expect(read('<__proto__ a="1"><constructor>x</constructor></__proto__>')).toHaveLength(1)
  })

  it('of random markup are never a fault', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      '"',
      '=',
      '<a',
      '</a>',
      '<![CDATA[',
      ']]>',
      '&amp;',
      ' ',
      '<!--',
      '?>',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(read(`<x${pieces.join('')}`).length).toBeLessThanOrEqual(60)
      }),
      { numRuns: 500 },
    )
  })
})
