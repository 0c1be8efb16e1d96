import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import SettingsDialog from '../../src-renderer/views/settings/SettingsDialog'
import { tomorrowMorning } from '../../src-renderer/views/settings/day-ends'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { callsOf, draw, NOW } from './draw'

const section = (name: string) => fireEvent.mouseDown(screen.getByRole('tab', { name }), { button: 0 })
const noShell = { tickerWindow: false, startAtLogin: false, tray: false }
const shell = { kind: 'browser' as const, version: '0.1.0', platform: 'linux', can: noShell, dataFolder: '/data/crier' }

describe('settings', () => {
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
  })

  it('hold at once', async () => {
    const host = createFakeHost()
    const client = await draw(host, <SettingsDialog />)
    fireEvent.change(screen.getByLabelText('Theme'), { target: { value: 'dark' } })
    await waitFor(() => expect(client.store.getState().reader.settings.theme).toBe('dark'))
    expect(callsOf(host, 'settings.change')).toEqual([{ patch: { theme: 'dark' } }])
  })

  it('tell the reader of a slider once, when it is let go', async () => {
    const host = createFakeHost()
    await draw(host, <SettingsDialog />)
    section('Ticker')
    const speed = screen.getByLabelText('Speed')
    for (const value of ['70', '90', '120']) fireEvent.change(speed, { target: { value } })
    expect(callsOf(host, 'settings.change')).toEqual([])
    fireEvent.pointerUp(speed)
    expect(callsOf(host, 'settings.change')).toEqual([{ patch: { ticker: { speed: 120 } } }])
  })

  it('offer only what the shell can do', async () => {
    await draw(createFakeHost({ snapshot: { shell } }), <SettingsDialog />)
    expect(screen.queryByRole('tab', { name: 'Start' })).toBeNull()
    section('Ticker')
    expect(screen.queryByLabelText('Ticker window on the desktop')).toBeNull()
    expect(screen.getByRole('button', { name: 'Open the ticker as a page' })).toBeTruthy()
  })

  it('set quiet hours, keywords and the number a minute', async () => {
    const host = createFakeHost()
    await draw(host, <SettingsDialog />)
    section('Notifications')
    fireEvent.click(screen.getByRole('switch', { name: 'Quiet hours' }))
    fireEvent.change(await screen.findByLabelText('From'), { target: { value: '23:15' } })
    const keywords = screen.getByLabelText('Always notify about')
    fireEvent.change(keywords, { target: { value: 'fire, flood,' } })
    fireEvent.blur(keywords)
    expect(callsOf(host, 'settings.change')).toEqual([
      { patch: { notifications: { quiet: { from: 1_320, to: 420 } } } },
      { patch: { notifications: { quiet: { from: 1_395, to: 420 } } } },
      { patch: { notifications: { keywords: ['fire', 'flood'] } } },
    ])
  })

  it('ask the browser for leave to notify only when pressed', async () => {
    const requestPermission = vi.fn(() => Promise.resolve('granted'))
    vi.stubGlobal(
      'Notification',
      Object.assign(() => undefined, { permission: 'default', requestPermission }),
    )
    await draw(createFakeHost({ snapshot: { shell } }), <SettingsDialog />)
    section('Notifications')
    expect(requestPermission).not.toHaveBeenCalled()
    fireEvent.click(screen.getByRole('button', { name: 'Allow notifications' }))
    expect(requestPermission).toHaveBeenCalledOnce()
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Allow notifications' })).toBeNull())
  })

  it('end do not disturb on the next morning', async () => {
    const host = createFakeHost()
    await draw(host, <SettingsDialog />)
    section('Notifications')
    fireEvent.change(screen.getByLabelText('Do not disturb'), { target: { value: 'day' } })
    expect(callsOf(host, 'settings.change')).toEqual([{ patch: { doNotDisturbUntil: tomorrowMorning(NOW) } }])
    const morning = new Date(tomorrowMorning(NOW))
    expect([morning.getHours(), morning.getMinutes()]).toEqual([6, 0])
    expect(morning.getTime()).toBeGreaterThan(NOW)
  })

  it('say where the data is, and remove the demo', async () => {
    const host = createFakeHost({
      channels: [channel({ id: 1, demo: true })],
      snapshot: { shell },
      calls: { 'demo.remove': () => null },
    })
    await draw(host, <SettingsDialog />)
    section('Data')
    expect(screen.getByText('/data/crier')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Remove the demo channels' }))
    expect(callsOf(host, 'demo.remove')).toEqual([null])
    await waitFor(() =>
      expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Remove the demo channels' }).disabled).toBe(false),
    )
  })
})
