import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { TransportError } from '../../src-main/core/ports'
import { socketLine, talkInBytes, type BeginByteTalk } from '../../src-main/transports/byte-talk'
import type { News } from '../../src-main/transports/talk'
import { gate, startRun, systemClock, type RunWishes } from '../servers/recording-io'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A line to a server of the test's own, and a run that talks over it. */
async function talk(begin: BeginByteTalk, wishes: RunWishes = {}) {
  const server = createServer({ allowHalfOpen: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const socket = connect(address.port, '127.0.0.1')
  await once(socket, 'connect')
  const [other] = await accepted
  other.on('error', () => undefined)
  closing.push(() => {
    other.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  const run = startRun(
    {
      kind: 'xmlsocket',
      how: 'push',
      style: 'stream',
      run: (_, io) => talkInBytes(socketLine(socket, 'host'), systemClock, io, io.signal, begin),
    },
    'tcp://host:1',
    wishes,
  )
  return { run, other, socket }
}
const quiet = { bytes: () => [], stop: () => undefined }

const newsOf = (payload: string): News => ({
  event: { payload, contentType: null, topic: null, id: null, receivedAt: 0, baseUrl: 'http://host/' },
  bytes: payload.length,
})
/** Every chunk is one message, whatever is in it. */
const chunks: BeginByteTalk = () => ({ ...quiet, bytes: (chunk) => [newsOf(chunk.toString('latin1'))] })
const textOf = ({ events }: { events: readonly { payload: unknown }[] }) =>
  events.map(({ payload }) => String(payload)).join('')

describe('a conversation in bytes', () => {
  it('hangs up on whoever makes us answer and never reads', async () => {
    const { run, other } = await talk((line) => ({
      ...quiet,
      bytes() {
        line.send('x'.repeat(64 * 1024))
        return []
      },
    }))
    other.pause()
    const asking = setInterval(() => other.write('?'), 1)
    closing.push(() => clearInterval(asking))
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'stalled' })
  })

  it('says its last word when it is ended by us, and ends its timers', async () => {
    let stops = 0
    const { run, other } = await talk(() => ({ ...quiet, farewell: () => 'bye', stop: () => (stops += 1) }))
    let heard = ''
    other.on('data', (bytes: Buffer) => (heard += String(bytes)))
    const closed = once(other, 'close')
    run.abort()
    await run.over
    await closed
    expect(heard).toBe('bye')
    expect(stops).toBe(1)
  })

  it('takes what a talk throws as its end, and a bug as a bug', async () => {
    const failing = await talk(() => ({
      ...quiet,
      bytes: () => {
        throw new TransportError('protocol', 'no')
      },
    }))
    failing.other.write('?')
    await failing.run.over
    expect(failing.run.failure()).toMatchObject({ kind: 'protocol' })
    const buggy = await talk(() => ({
      ...quiet,
      bytes: () => {
        throw new RangeError('a bug')
      },
    }))
    buggy.other.write('?')
    await buggy.run.over
    expect(buggy.run.error).toBeInstanceOf(RangeError)
    await once(buggy.socket, 'close')
  })

  it.each(['busy', 'idle'])(
    'ends at once when aborted while the store is %s, and leaves nothing behind',
    async (how) => {
      const door = gate()
      let asked = 0
      let stops = 0
      const store = () => {
        asked += 1
        return how === 'busy' ? door.passed() : Promise.resolve()
      }
      const { run, other, socket } = await talk((line) => ({ ...chunks(line), stop: () => (stops += 1) }), { store })
      other.write('one')
      await run.until(() => asked === 1, 'it was to be stored')
      const aborted = performance.now()
      run.abort(new Error('enough'))
      await run.over
      // 100 ms are promised; a busy machine gets some more.
      expect(performance.now() - aborted).toBeLessThan(1_000)
      expect(run.error).toMatchObject({ message: 'enough' })
      expect(stops).toBe(1)
      await expect.poll(() => socket.destroyed && other.destroyed, { timeout: 30_000 }).toBe(true)
      door.open()
    },
  )

  it('never begins when it is aborted before', async () => {
    let began = 0
    const { run, socket } = await talk((line) => {
      began += 1
      return chunks(line)
    })
    run.abort()
    await run.over
    const again = startRun(
      {
        kind: 'xmlsocket',
        how: 'push',
        style: 'stream',
        run: (_, io) =>
          talkInBytes(socketLine(socket, 'host'), systemClock, io, AbortSignal.abort(new Error('no')), chunks),
      },
      'tcp://host:1',
    )
    await again.over
    expect(again.error).toMatchObject({ message: 'no' })
    expect(began).toBe(1)
    await expect.poll(() => socket.destroyed, { timeout: 30_000 }).toBe(true)
  })

  it('holds the line back while the store is busy, and loses nothing by it', async () => {
    const door = gate()
    const { run, other, socket } = await talk(chunks, { store: door.passed, watch: false })
    const whole = 'x'.repeat(1024 * 1024)
    for (let count = 0; count < 64; count += 1) other.write(whole)
    await run.until(() => socket.isPaused(), 'it was held back')
    expect(run.bytes).toBeLessThan(32 * whole.length)
    door.open()
    const stored = () => run.events.reduce((sum, { payload }) => sum + String(payload).length, 0)
    await run.until(() => stored() === 64 * whole.length, 'all came in the end')
    expect(run.atOnce).toBe(1)
    run.abort()
    await run.over
  })

  it('stores what came before an end in order, however slow the store', async () => {
    const door = gate()
    const { run, other } = await talk(chunks, { store: door.passed })
    other.write('one')
    await run.until(() => run.bytes === 3, 'it came')
    other.end('two')
    await run.until(() => run.bytes === 6, 'the rest came')
    expect(run.finished).toBe(false)
    door.open()
    await run.over
    expect(run.end).toEqual({ how: 'closed', waitAtLeastMs: 0 })
    expect(textOf(run)).toBe('onetwo')
  })

  it('stores what came before the line broke in mid-message, and says that it broke', async () => {
    const door = gate()
    const { run, other } = await talk(chunks, { store: door.passed })
    other.write('half a mess')
    await run.until(() => run.bytes === 11, 'it came')
    other.resetAndDestroy()
    await run.until(() => run.frames.some(({ kind }) => kind === 'close'), 'it broke')
    expect(run.finished).toBe(false)
    door.open()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'closed', final: null })
    expect(run.failure().message).toContain('host')
    expect(textOf(run)).toBe('half a mess')
  })

  it('takes news that were understood later, until it is over', async () => {
    const kept: { tell?: (text: string) => void } = {}
    const { run, other } = await talk((line) => {
      kept.tell = (text) => line.tell([newsOf(text)])
      return {
        ...quiet,
        closed() {
          line.tell([newsOf('last')])
          return { how: 'closed', waitAtLeastMs: 0 }
        },
      }
    })
    kept.tell?.('later ')
    await run.until(() => run.events.length === 1, 'it came')
    other.end()
    await run.over
    kept.tell?.('too late')
    expect(run.end?.how).toBe('closed')
    expect(textOf(run)).toBe('later last')
  })
})
