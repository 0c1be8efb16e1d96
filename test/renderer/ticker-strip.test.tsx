import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import TickerStrip from '../../src-renderer/views/ticker/TickerStrip'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { detail } from '../fakes/host/sample-items'
import { callsOf, draw } from './draw'

const channels = [channel({ id: 1, title: 'Harbour Wire' })]
const three = [1, 2, 3].map((id) => detail({ id, title: `Headline ${id}` }))

describe('the ticker', () => {
  beforeEach(() => {
    vi.stubGlobal('open', vi.fn())
  })
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
  })

  it('is a list of the newest unread headlines, which nobody is interrupted by', async () => {
    await draw(createFakeHost({ channels, items: three }), <TickerStrip surface="strip" />)
    const list = screen.getByRole('list', { name: 'Headlines' })
    const titles = within(list).getAllByRole('button')
    expect(titles.map((button) => button.textContent)).toEqual([
      expect.stringContaining('Headline 3'),
      expect.stringContaining('Headline 2'),
      expect.stringContaining('Headline 1'),
    ])
    expect(titles[0]?.textContent).toContain('Harbour Wire')
    expect(list.closest('[aria-live]')?.getAttribute('aria-live')).toBe('off')
  })

  it('says that it is quiet', async () => {
    await draw(createFakeHost({ channels }), <TickerStrip surface="strip" />)
    expect(screen.getByText('Quiet. Nothing unread.')).toBeTruthy()
  })

  it('opens an item in its window, and lets it leave when it is read', async () => {
    const host = createFakeHost({ channels, items: three })
    const client = await draw(host, <TickerStrip surface="strip" />)
    fireEvent.click(screen.getByRole('button', { name: /Headline 2/ }))
    await vi.waitFor(() => expect(client.store.getState().article.openId).toBe(2))
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: /Headline 2/ })).toBeNull())
    expect(screen.getAllByRole('button', { name: /Headline/ })).toHaveLength(2)
  })

  it('shows an item in the main page from a page of its own', async () => {
    await draw(createFakeHost({ channels, items: three }), <TickerStrip surface="window" />)
    fireEvent.click(screen.getByRole('button', { name: /Headline 2/ }))
    expect(window.open).toHaveBeenCalledWith('/?item=2', 'crier-main')
  })

  it('shows an item in the main window of the desktop', async () => {
    const host = createFakeHost({
      channels,
      items: three,
      snapshot: {
        shell: {
          kind: 'electron',
          version: '0.1.0',
          platform: 'linux',
          can: { tickerWindow: true, startAtLogin: true, tray: true },
          dataFolder: '/data',
        },
      },
      calls: { 'reader.show': () => null },
    })
    await draw(host, <TickerStrip surface="window" />)
    fireEvent.click(screen.getByRole('button', { name: /Headline 3/ }))
    expect(callsOf(host, 'reader.show')).toEqual([{ itemId: 3 }])
  })

  it('is one stop for Tab; arrows go from headline to headline', async () => {
    await draw(createFakeHost({ channels, items: three }), <TickerStrip surface="strip" />)
    const buttons = () => screen.getAllByRole('button', { name: /Headline \d/ })
    expect(buttons().map((button) => button.tabIndex)).toEqual([0, -1, -1])
    buttons()[0]?.focus()
    fireEvent.keyDown(buttons()[0]!, { key: 'ArrowRight' })
    expect(document.activeElement).toBe(buttons()[1])
    expect(buttons().map((button) => button.tabIndex)).toEqual([-1, 0, -1])
    fireEvent.keyDown(buttons()[1]!, { key: 'ArrowLeft' })
    expect(document.activeElement).toBe(buttons()[0])
  })

  it('says why nothing comes', async () => {
    const host = createFakeHost({ channels, items: three })
    const client = await draw(host, <TickerStrip surface="strip" />)
    host.push('reader.changed', { pausedUntil: 0, online: true })
    expect(await screen.findByText('Paused')).toBeTruthy()
    host.push('reader.changed', { pausedUntil: null, online: false })
    expect(await screen.findByText('Offline')).toBeTruthy()
    client.stop()
  })

  it('says how many more are unread', async () => {
    const items = Array.from({ length: 100 }, (_, index) => detail({ id: index + 1, title: `Headline ${index + 1}` }))
    await draw(createFakeHost({ channels, items }), <TickerStrip surface="strip" />)
    expect(screen.getByRole('button', { name: '60 more' })).toBeTruthy()
  })

  it('takes new headlines in without taking the focus from one', async () => {
    const host = createFakeHost({ channels, items: three })
    await draw(host, <TickerStrip surface="strip" />)
    const first = screen.getByRole('button', { name: /Headline 3/ })
    first.focus()
    host.arrive(detail({ id: 4, title: 'Headline 4' }))
    // Held while it is in use: nothing comes or goes.
    await Promise.resolve()
    expect(screen.queryByRole('button', { name: /Headline 4/ })).toBeNull()
    fireEvent.blur(first)
    expect(await screen.findByRole('button', { name: /Headline 4/ })).toBeTruthy()
  })
})
