import { afterEach, describe, expect, it } from 'vitest'
import { understand } from '../../src-main/core/ingest/understand'
import { createHttpStreamTransport } from '../../src-main/transports/http-stream'
import { createHttpClient } from '../../src-main/transports/http'
import { createMultipartTransport } from '../../src-main/transports/multipart'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'
import {
  hasFfmpeg,
  hasNchan,
  hasUstreamer,
  startFfmpeg,
  startNchan,
  startUstreamer,
  type Program,
} from '../servers/streaming-programs'

const http = createHttpClient()
const stream = createHttpStreamTransport({ http, clock: systemClock })
const multipart = createMultipartTransport({ http, clock: systemClock })
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function run(transport: typeof stream, url: string, wishes: RunWishes = {}): RecordedRun {
  const started = startRun(transport, url, wishes)
  closing.push(() => {
    started.abort()
    return started.over
  })
  return started
}
async function begun<Of extends Program>(program: Promise<Of>): Promise<Of> {
  const started = await program
  closing.push(() => started.stop())
  return started
}
const payloads = ({ events }: RecordedRun) => events.map(({ payload }) => payload)
const titles = ({ events }: RecordedRun) =>
  understand(events, { arrival: 'push', style: 'stream', mapping: {} }).drafts.map(({ title }) => title)

describe.skipIf(!hasNchan)('nginx with nchan', () => {
  it('raw: a line a message', async () => {
    const nchan = await begun(startNchan())
    await nchan.publish('a', 'before')
    const reading = run(stream, `${nchan.origin}/raw/a`)
    await reading.until(() => reading.events.length === 1, 'the first came')
    await nchan.publish('a', '{"title":"two"}', 'application/json')
    await nchan.publish('a', 'three ♥')
    await reading.until(() => reading.events.length === 3, 'all came')
    expect(titles(reading)).toEqual(['before', 'two', 'three ♥'])
  })

  it('chunked: a piece a message, whatever is in it', async () => {
    const nchan = await begun(startNchan())
    const messages = ['no line end', 'two\nlines', '{"title":"json"}', '♥', 'x'.repeat(5_000)]
    for (const message of messages) await nchan.publish('a', message)
    const reading = run(stream, `${nchan.origin}/chunk/a`)
    await reading.until(() => reading.events.length === messages.length, 'what waited came')
    for (const message of messages) await nchan.publish('a', message)
    await reading.until(() => reading.events.length === 2 * messages.length, 'what is new came')
    expect(payloads(reading)).toEqual([...messages, ...messages])
  })

  it('multipart: at once, and from where it was left', async () => {
    const nchan = await begun(startNchan())
    await nchan.publish('a', 'one')
    const first = run(multipart, `${nchan.origin}/mixed/a`)
    await first.until(() => first.events.length === 1, 'the first came')
    await nchan.publish('a', '{"title":"two"}', 'application/json')
    await first.until(() => first.events.length === 2, 'the second came, without waiting for a third')
    first.abort()
    await first.over
    for (const text of ['three', 'four\nlines']) await nchan.publish('a', text)
    const second = run(multipart, `${nchan.origin}/mixed/a`, { cursor: first.cursor })
    await second.until(() => second.events.length === 2, 'what was missed came')
    expect(payloads(first)).toEqual(['one', '{"title":"two"}'])
    expect(payloads(second)).toEqual(['three', 'four\nlines'])
  })
})

describe.skipIf(!hasUstreamer)('ustreamer', () => {
  it.each(['/stream', '/stream?advance_headers=1'])('%s: pictures, and nothing left out', async (path) => {
    const ustreamer = await begun(startUstreamer())
    const reading = run(multipart, ustreamer.origin + path)
    await reading.until(() => reading.pictures.length === 3, 'three pictures came')
    for (const { type, bytes } of reading.pictures) {
      expect(type).toBe('image/jpeg')
      // Begins and ends as a JPEG does.
      expect(Buffer.from(bytes.subarray(0, 2)).toString('hex')).toBe('ffd8')
      expect(Buffer.from(bytes.subarray(-2)).toString('hex')).toBe('ffd9')
    }
    expect(reading.drops).toEqual([])
    expect(reading.events).toEqual([])
  })
})

describe.skipIf(!hasFfmpeg)('ffmpeg', () => {
  it('pictures faster than anybody looks: two a second are taken, the others counted', async () => {
    const ffmpeg = await begun(startFfmpeg('multipart/x-mixed-replace;boundary=frame', 20))
    const reading = run(multipart, `${ffmpeg.origin}/cam`)
    await reading.until(() => reading.pictures.length === 4, 'four pictures came')
    const [first, last] = [reading.pictures[0]!, reading.pictures[3]!]
    expect(last.at - first.at).toBeGreaterThanOrEqual(1_500)
    expect(last.came).toBeGreaterThan(15)
    expect(last.skipped).toBe(last.came - 4)
    expect(Buffer.from(last.bytes.subarray(-2)).toString('hex')).toBe('ffd9')
  })

  it('that says nothing of what it sends is refused, and followed once the boundary is said', async () => {
    const mute = await begun(startFfmpeg(null))
    const refused = run(multipart, `${mute.origin}/cam`)
    await refused.over
    expect(refused.failure()).toMatchObject({ kind: 'wrongType', detail: 'Content-Type: application/octet-stream' })
    const again = await begun(startFfmpeg(null))
    const reading = run(multipart, `${again.origin}/cam`, { settings: { options: { boundary: 'frame' } } })
    await reading.until(() => reading.pictures.length === 1, 'a picture came')
  })
})
