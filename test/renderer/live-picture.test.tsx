import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PICTURE_LEASE_MS } from '../../src-main/contract/index'
import { Timeline } from '../../src-renderer/views/timeline/Timeline'
import { createFakeHost, type FakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { callsOf, draw, NOW } from './draw'

let lessMotion = false
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  lessMotion = false
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query.includes('reduced-motion') ? lessMotion : false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const camera = channel({ id: 24, kind: 'multipart', title: 'Quay camera' })
const plain = channel({ id: 1 })

async function open(id = 24) {
  const host = createFakeHost({ channels: [camera, plain] })
  const client = await draw(host, <Timeline />)
  await act(() => client.actions.openList({ list: 'channel', channelId: id }))
  return { host, client }
}
const arrives = (host: FakeHost, base64: string, change: { at?: number; type?: string; skipped?: number } = {}) =>
  act(() =>
    host.push('picture.arrived', {
      channelId: 24,
      at: NOW - 5_000,
      type: 'image/jpeg',
      came: 40,
      skipped: 0,
      ...change,
      base64,
    }),
  )
const picture = () => screen.queryByRole<HTMLImageElement>('img', { name: /^Live picture/ })
const watches = (host: FakeHost) => callsOf(host, 'pictures.watch').length

describe('the live picture of a channel', () => {
  it('is watched while it is in sight, and no longer', async () => {
    const { host, client } = await open()
    expect(callsOf(host, 'pictures.watch')).toEqual([{ channelId: 24 }])
    await act(() => vi.advanceTimersByTimeAsync(PICTURE_LEASE_MS))
    expect(watches(host)).toBe(3)
    await act(() => client.actions.openList({ list: 'all' }))
    await act(() => vi.advanceTimersByTimeAsync(PICTURE_LEASE_MS))
    expect(watches(host)).toBe(3)
  })

  it('is not asked for where nobody sends any', async () => {
    const { host } = await open(1)
    expect(watches(host)).toBe(0)
  })

  it('shows the newest, with its age and what was passed over', async () => {
    const { host } = await open()
    expect(screen.queryByRole('figure')).toBeNull()
    arrives(host, 'AAAA', { skipped: 12 })
    expect(picture()?.src).toBe('data:image/jpeg;base64,AAAA')
    expect(screen.getByText('5s ago')).toBeTruthy()
    expect(screen.getByText('40 came, 12 passed over')).toBeTruthy()
    arrives(host, 'BBBB', { at: NOW })
    expect(picture()?.src).toContain('BBBB')
    expect(screen.getByText('just now')).toBeTruthy()
  })

  it('can be held, and is not watched meanwhile', async () => {
    const { host } = await open()
    arrives(host, 'AAAA')
    fireEvent.click(screen.getByRole('button', { name: 'Hold the picture' }))
    arrives(host, 'BBBB')
    expect(picture()?.src).toContain('AAAA')
    const before = watches(host)
    await act(() => vi.advanceTimersByTimeAsync(PICTURE_LEASE_MS))
    expect(watches(host)).toBe(before)
    fireEvent.click(screen.getByRole('button', { name: 'Let the picture run' }))
    expect(picture()?.src).toContain('BBBB')
    expect(watches(host)).toBe(before + 1)
  })

  it('stands still where less motion is wanted, until the newest is asked for', async () => {
    lessMotion = true
    const { host } = await open()
    arrives(host, 'AAAA')
    arrives(host, 'BBBB')
    expect(picture()?.src).toContain('AAAA')
    fireEvent.click(screen.getByRole('button', { name: 'Show the newest' }))
    expect(picture()?.src).toContain('BBBB')
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Show the newest' }).disabled).toBe(true)
  })

  it('is a picture or nothing', async () => {
    const { host } = await open()
    arrives(host, 'PHN2Zz4=', { type: 'image/svg+xml' })
    expect(picture()).toBeNull()
    expect(screen.getByText('This picture cannot be shown.')).toBeTruthy()
    arrives(host, 'AAAA', { at: NOW })
    fireEvent.error(picture()!)
    expect(picture()).toBeNull()
  })
})
