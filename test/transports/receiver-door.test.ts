import { request } from 'node:https'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DoorGuest, TransportError } from '../../src-main/core/ports'
import { createDoor, type DoorOptions } from '../../src-main/transports/receiver/door'
import { startLocalServer } from '../servers/local-server'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

function newDoor(options: Partial<DoorOptions> = {}) {
  const door = createDoor({ clock: { now: () => Date.now() }, ...options })
  stops.push(() => door.close())
  return door
}

function guest(more: Partial<DoorGuest> = {}): DoorGuest & { losses: TransportError[] } {
  const losses: TransportError[] = []
  return {
    bodyLimitBytes: 4_096,
    answer: () => Promise.resolve({ status: 204 }),
    lost: (error) => void losses.push(error),
    losses,
    ...more,
  }
}

function post(url: string, body: string | Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', rejectUnauthorized: false, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

describe('the receiver', () => {
  it('tells a sender of far too much that it is too much, and does not break its line', async () => {
    const door = newDoor()
    await door.expect('room', guest())
    expect(await post(door.addressOf('room', 'x'), Buffer.alloc(20 * 1024 * 1024))).toBe(413)
    expect(await post(door.addressOf('room', 'x'), 'small')).toBe(204)
  })

  it('moves at once when the settings change while it is being opened', async () => {
    const spare = await startLocalServer((_, response) => void response.end())
    await spare.close()
    let wishes = { host: '127.0.0.1', port: 0, publicUrl: null as string | null }
    const asked = vi.fn(() => wishes)
    const door = newDoor({ wishes: asked })
    const first = guest()
    const entering = door.expect('room', first)
    while (asked.mock.calls.length === 0) await turn()
    wishes = { ...wishes, port: spare.port }
    door.move()
    await entering
    expect(first.losses.map(({ kind }) => kind)).toEqual(['closed'])
    await door.expect('room', guest())
    expect(new URL(door.addressOf('room', 'x')).port).toBe(String(spare.port))
    expect(await post(door.addressOf('room', 'x'), 'hello')).toBe(204)
  })

  it('lets one who could not be let in try again, and does not lose the others over it', async () => {
    const taken = await startLocalServer((_, response) => void response.end())
    stops.push(taken.close)
    let port = taken.port
    const door = newDoor({ wishes: () => ({ host: '127.0.0.1', port, publicUrl: null }) })
    await expect(door.expect('one', guest())).rejects.toMatchObject({ kind: 'unreachable' })
    port = 0
    await Promise.all([door.expect('one', guest()), door.expect('two', guest())])
    expect(await post(door.addressOf('one', ''), 'a')).toBe(204)
    expect(await post(door.addressOf('two', ''), 'b')).toBe(204)
  })

  it('tells a bug in the answer of a guest, and hangs up', async () => {
    const bugs: unknown[] = []
    const door = newDoor({ bug: (error) => void bugs.push(error) })
    await door.expect('room', guest({ answer: () => Promise.reject(new RangeError('a bug')) }))
    await expect(post(door.addressOf('room', 'x'), 'small')).rejects.toThrow()
    expect(bugs).toEqual([new RangeError('a bug')])
  })
})
