import { once } from 'node:events'
import { request } from 'node:https'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { certificateFor } from '../../src-main/transports/receiver/certificate'
import { listen } from '../../src-main/transports/receiver/listener'

const HOST = '127.0.0.1'
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function listening(nextRequestMs: number, handle: Parameters<typeof listen>[3]) {
  const listener = await listen(HOST, [0], await certificateFor(HOST, null, Date.now()), handle, nextRequestMs)
  stops.push(() => listener.close())
  return listener.port
}

/** Waits for the end of a line, however it ends: whoever writes on as it is cut is told so by an error (`ECONNRESET`). */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

describe('the listener of the receiver', () => {
  it('hangs up on whoever dribbles the headers of a request without a pause', async () => {
    const socket = connect(await listening(200, () => undefined), HOST)
    socket.on('error', () => undefined)
    socket.write('POST / HTTP/1.1\r\nX-Slow: ')
    const dribble = setInterval(() => socket.write('a'), 20)
    stops.push(() => {
      clearInterval(dribble)
      socket.destroy()
    })
    await closed(socket)
  })

  it('hangs up on whoever dribbles the headers of a later request', async () => {
    const socket = connect(await listening(300, (_, response) => response.end('heard')), HOST)
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(String(answer)).toContain('heard')
    socket.write('GET / HTTP/1.1\r\nX-Slow: ')
    const dribble = setInterval(() => socket.write('a'), 20)
    stops.push(() => {
      clearInterval(dribble)
      socket.destroy()
    })
    await closed(socket)
  })

  it('leaves a request alone that came in time, also over TLS, however long its answer takes', async () => {
    const port = await listening(300, (_, response) => void setTimeout(() => response.end(), 600))
    const asked = request({ host: HOST, port, rejectUnauthorized: false }).end()
    const [answer] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }]
    answer.resume()
    expect(answer.statusCode).toBe(200)
  })
})
