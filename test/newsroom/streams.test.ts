import { writeFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createNewsroom } from '../../src-main/newsroom'
import { harbourFrame } from '../../src-main/newsroom/frame'
import { nextStoryAt } from '../../src-main/newsroom/wire'
import { createHttpClient } from '../../src-main/transports/http'
import { createHttpStreamTransport } from '../../src-main/transports/http-stream'
import { createMultipartTransport } from '../../src-main/transports/multipart'
import { startRun, systemClock } from '../servers/recording-io'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function follow(path: string, wishes: Parameters<typeof startRun>[2] = {}) {
  const clock = createHandClock(NOON)
  const newsroom = createNewsroom({ clock, random: () => 0.75, port: 0 })
  const channels = await newsroom.start()
  stops.push(() => newsroom.stop())
  const channel = channels.find(({ url }) => url.endsWith(path))
  if (channel === undefined) throw new Error(`no channel ${path}`)
  const parts = { http: createHttpClient(), clock: systemClock }
  const transport = channel.kind === 'stream' ? createHttpStreamTransport(parts) : createMultipartTransport(parts)
  const start = (more: Parameters<typeof startRun>[2] = {}) => {
    const run = startRun(transport, channel.url, { settings: channel.settings ?? {}, ...wishes, ...more })
    stops.push(async () => {
      run.abort()
      await run.over
    })
    return run
  }
  return { clock, channel, start }
}
const title = ({ payload }: { payload: Uint8Array | string }) =>
  (JSON.parse(Buffer.from(payload).toString('utf8')) as { title: string }).title

describe('the wire as JSON lines', () => {
  it('greets, tells each story as it is published, and goes on where a reader stopped', async () => {
    const { clock, start } = await follow('/wire/lines')
    const first = start()
    await first.until(() => first.events.length === 5, 'the greeting came')
    clock.advance(nextStoryAt(NOON) - NOON)
    await first.until(() => first.events.length === 6, 'the story came')
    first.abort()
    await first.over
    clock.advance(60_000)
    const second = start({ cursor: first.cursor })
    await second.until(() => second.events.length >= 4, 'what was missed came')
    const titles = second.events.map(title)
    expect(titles).not.toContain(title(first.events.at(-1)!))
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('shows signs of life while there is nothing to tell', async () => {
    const { clock, start } = await follow('/wire/lines')
    const run = start()
    await run.until(() => run.events.length === 5, 'the greeting came')
    const before = run.bytes
    clock.advance(15_000)
    await run.until(() => run.bytes > before, 'a heartbeat came')
  })
})

describe('multipart', () => {
  it('tells stories as documents', async () => {
    const { clock, start } = await follow('/wire/parts')
    const run = start()
    await run.until(() => run.events.length === 5, 'the greeting came')
    clock.advance(nextStoryAt(NOON) - NOON)
    await run.until(() => run.events.length === 6, 'the story came')
    expect(title(run.events.at(-1)!)).not.toBe('')
  })

  it('shows the harbour, a picture a second while somebody looks, and none of them as an item', async () => {
    const { clock, start } = await follow('/wire/camera')
    const run = start()
    await run.until(() => run.pictures.length === 1, 'the first picture came')
    for (let second = 2; second <= 4; second += 1) {
      const bytes = run.bytes
      clock.advance(1_000)
      await run.until(() => run.bytes > bytes, 'another picture came')
    }
    expect(run.events).toEqual([])
    expect(run.pictures[0]?.type).toBe('image/png')
  })
})

describe('a frame', () => {
  it('is a PNG of one picture, other every second and at every hour', () => {
    const frame = harbourFrame(NOON)
    expect(frame.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
    expect(frame.readUInt32BE(16)).toBe(320)
    expect(frame.readUInt32BE(20)).toBe(180)
    const data = frame.indexOf('IDAT')
    const pixels = inflateSync(frame.subarray(data + 4, data + 4 + frame.readUInt32BE(data - 4)))
    expect(pixels.byteLength).toBe(180 * (1 + 320 * 3))
    expect(frame.equals(harbourFrame(NOON + 1_000))).toBe(false)
    for (let hour = 0; hour < 24; hour += 1)
      expect(harbourFrame(NOON + hour * 3_600_000).byteLength).toBeLessThan(64_000)
    if (process.env.CRIER_SHOW !== undefined) writeFileSync(process.env.CRIER_SHOW, frame)
  })
})
