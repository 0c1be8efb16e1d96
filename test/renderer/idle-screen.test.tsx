import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import IdleScreen from '../../src-renderer/views/idle/IdleScreen'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { detail } from '../fakes/host/sample-items'
import { draw, NOW, redraw } from './draw'

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const items = [
  detail({ id: 1, title: 'For the screen', idle: true, sortAt: NOW, image: 'https://news-1.example/a.jpg' }),
  detail({ id: 2, title: 'Another for it', idle: true, sortAt: NOW - 1_000 }),
  detail({ id: 3, title: 'For the list', sortAt: NOW + 1_000 }),
]
async function open(shown = items, remoteImages = false) {
  const host = createFakeHost({ channels: [channel({ id: 1 })], items: shown, settings: { remoteImages } })
  const client = await draw(host, null)
  act(() => client.actions.showDialog({ kind: 'idle' }))
  cleanup()
  redraw(client, <IdleScreen />)
  await screen.findByRole('heading', { level: 3 })
  return client
}
const title = () => screen.getByRole('heading', { level: 3, hidden: true }).textContent
type Opened = Awaited<ReturnType<typeof open>>
const isOpen = (client: Opened) => client.store.getState().interface.dialog !== null

describe('the idle screen', () => {
  it('turns through what is meant for it', async () => {
    await open()
    await screen.findByText('For the screen')
    await act(() => vi.advanceTimersByTimeAsync(10_000))
    expect(title()).toBe('Another for it')
    await act(() => vi.advanceTimersByTimeAsync(10_000))
    expect(title()).toBe('For the screen')
  })

  it('shows headlines where nothing is meant for it', async () => {
    await open([items[2]!])
    await screen.findByText('For the list')
  })

  it('loads no picture that is not allowed', async () => {
    await open()
    await screen.findByText('For the screen')
    expect(document.querySelector('img')).toBeNull()
    cleanup()
    await open(items, true)
    await screen.findByText('For the screen')
    expect(document.querySelector('img')?.getAttribute('src')).toBe('https://news-1.example/a.jpg')
  })

  it('ends with any key, but not with the one that is still down', async () => {
    const client = await open()
    const dialog = screen.getByRole('dialog', { name: 'Idle screen' })
    fireEvent.keyDown(dialog, { key: 'Enter', repeat: true })
    expect(isOpen(client)).toBe(true)
    fireEvent.keyDown(dialog, { key: 'x' })
    expect(isOpen(client)).toBe(false)
  })

  it('ends with a movement, but not with a tremble', async () => {
    const client = await open()
    const dialog = screen.getByRole('dialog', { name: 'Idle screen' })
    fireEvent.pointerMove(dialog, { clientX: 100, clientY: 100 })
    fireEvent.pointerMove(dialog, { clientX: 104, clientY: 103 })
    expect(isOpen(client)).toBe(true)
    fireEvent.pointerMove(dialog, { clientX: 140, clientY: 103 })
    expect(isOpen(client)).toBe(false)
  })
})
