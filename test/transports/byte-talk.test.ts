import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { TransportError } from '../../src-main/core/ports'
import { socketLine, talkInBytes, type BeginByteTalk } from '../../src-main/transports/byte-talk'
import { startRun, systemClock } from '../servers/recording-io'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A line to a server of the test's own, and a run that talks over it. */
async function talk(begin: BeginByteTalk) {
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
  )
  return { run, other, socket }
}
const quiet = { bytes: () => [], stop: () => undefined }

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
})
