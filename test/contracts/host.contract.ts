import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Host, Push } from '../../src-main/contract/index'

/** A reader on the other end of a host's line. */
export interface HostPeer {
  host: Host
  /** Answers the next calls with this, as it would go over the line. */
  answer(result: unknown): void
  /** What the last call asked for. */
  lastCall(): { name: string; argument: unknown } | null
  /** Sends a push once somebody listens. */
  send(push: Push): Promise<void>
  close(): Promise<void>
}

/** What every way to the reader must do. */
export function hostContract(name: string, connect: () => Promise<HostPeer>) {
  describe(`${name} as a host`, () => {
    let peer: HostPeer
    beforeEach(async () => {
      peer = await connect()
    })
    afterEach(() => peer.close())

    it('passes the name and the argument, and gives the answer', async () => {
      peer.answer({ ok: true, answer: { id: 7 } })
      const argument = { url: 'https://news.example/', kind: 'feed' } as const
      await expect(peer.host.call('channels.add', argument)).resolves.toEqual({ id: 7 })
      expect(peer.lastCall()).toEqual({ name: 'channels.add', argument })
    })

    it('gives null as an answer', async () => {
      peer.answer({ ok: true, answer: null })
      await expect(peer.host.call('demo.start', null)).resolves.toBeNull()
    })

    it('rejects with the kind and the words of a refusal', async () => {
      peer.answer({ ok: false, error: { kind: 'notFound', message: 'This channel is no longer there.' } })
      await expect(peer.host.call('channels.remove', { id: 1 })).rejects.toMatchObject({
        name: 'CallFailed',
        kind: 'notFound',
        message: 'This channel is no longer there.',
      })
    })

    it('rejects what is no answer at all', async () => {
      peer.answer({ surprise: true })
      await expect(peer.host.call('snapshot.get', null)).rejects.toMatchObject({ name: 'CallFailed', kind: 'internal' })
    })

    it('gives every listener every push in order, until it stops listening', async () => {
      const [first, second] = [vi.fn(), vi.fn()]
      const stopFirst = peer.host.on(first)
      const stopSecond = peer.host.on(second)
      const push = (seq: number): Push => ({ name: 'notice.removed', seq, payload: { id: seq } })
      await peer.send(push(1))
      await peer.send(push(2))
      await vi.waitFor(() => expect(second).toHaveBeenCalledTimes(2))
      expect(first.mock.calls).toEqual([[push(1)], [push(2)]])
      stopFirst()
      await peer.send(push(3))
      await vi.waitFor(() => expect(second).toHaveBeenCalledTimes(3))
      expect(first).toHaveBeenCalledTimes(2)
      stopSecond()
    })
  })
}
