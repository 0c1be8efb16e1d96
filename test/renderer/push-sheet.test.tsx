import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CallFailed } from '../../src-renderer/host/call-failed'
import PushSheetDialog from '../../src-renderer/views/push-sheet/PushSheetDialog'
import SettingsDialog from '../../src-renderer/views/settings/SettingsDialog'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { samplePushSheet } from '../fakes/host/sample-push-sheet'
import { callsOf, draw, redraw } from './draw'

const push = channel({ id: 4, kind: 'webpush', title: 'Door bell', url: 'https://127.0.0.1/' })
const copied: string[] = []

beforeEach(() => {
  copied.length = 0
  vi.stubGlobal('navigator', {
    ...navigator,
    languages: ['en'],
    clipboard: { writeText: async (text: string) => void copied.push(text) },
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the push sheet', () => {
  it('gives out the subscription, the address and commands, each to be copied whole', async () => {
    await draw(createFakeHost({ channels: [push] }), <PushSheetDialog id={4} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Copy: Subscription' }))
    await waitFor(() => expect(copied).toHaveLength(1))
    expect(JSON.parse(copied[0] ?? '')).toEqual(JSON.parse(samplePushSheet().subscription))
    fireEvent.click(screen.getByRole('button', { name: 'Copy: Endpoint' }))
    fireEvent.click(screen.getByRole('button', { name: 'Copy: With curl, as plain text' }))
    await waitFor(() => expect(copied).toHaveLength(3))
    expect(copied[1]).toBe(samplePushSheet().endpoint)
    expect(copied[2]).toContain("-H 'TTL: 60'")
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says why nothing can reach it, and where that is set', async () => {
    const host = createFakeHost({
      channels: [push],
      calls: { 'channels.pushSubscription': () => samplePushSheet(0, { trouble: 'Port 44217 is taken.' }) },
    })
    const client = await draw(host, <PushSheetDialog id={4} />)
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('Port 44217 is taken.')
    fireEvent.click(within(alert).getByRole('button', { name: 'Receiver settings' }))
    expect(client.store.getState().interface.dialog).toEqual({ kind: 'settings', section: 'receiver' })
  })

  it('renews the keys only when that is confirmed, and shows the new address', async () => {
    const host = createFakeHost({ channels: [push] })
    await draw(host, <PushSheetDialog id={4} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Renew keys…' }))
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(callsOf(host, 'channels.renewPushSubscription')).toEqual([])
    fireEvent.click(screen.getByRole('button', { name: 'Renew keys…' }))
    expect(screen.getByRole('alertdialog').textContent).toContain('another 30 days')
    fireEvent.click(screen.getByRole('button', { name: 'Renew keys' }))
    expect(await screen.findByText(samplePushSheet(1).endpoint)).toBeTruthy()
    expect(callsOf(host, 'channels.renewPushSubscription')).toEqual([{ id: 4 }])
  })

  it('can be asked again when it could not be had', async () => {
    let broken = true
    const host = createFakeHost({
      channels: [push],
      calls: {
        'channels.pushSubscription': () => {
          if (broken) throw new CallFailed({ kind: 'unavailable', message: 'The receiver does not run.' })
          return samplePushSheet()
        },
      },
    })
    await draw(host, <PushSheetDialog id={4} />)
    expect(await screen.findByText('The receiver does not run.')).toBeTruthy()
    broken = false
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText(samplePushSheet().endpoint)).toBeTruthy()
  })
})

describe('the settings of the receiver', () => {
  async function receiver() {
    const host = createFakeHost()
    const client = await draw(host, null)
    act(() => client.actions.showDialog({ kind: 'settings', section: 'receiver' }))
    cleanup()
    redraw(client, <SettingsDialog />)
    return host
  }
  const write = (label: string, value: string) => {
    const field = screen.getByLabelText(label)
    fireEvent.change(field, { target: { value } })
    fireEvent.blur(field)
  }
  const changes = (host: Awaited<ReturnType<typeof receiver>>) => callsOf(host, 'settings.change')

  it('save what is right when the field is left, and say what is not', async () => {
    const host = await receiver()
    write('Port', '70000')
    expect(screen.getByText('A whole number from 0 to 65,535.')).toBeTruthy()
    write('Public address', 'push.example.org')
    expect(screen.getByText(/Write a whole address/)).toBeTruthy()
    expect(changes(host)).toEqual([])
    write('Port', ' 8443 ')
    write('Public address', 'https://push.example.org/')
    await waitFor(() =>
      expect(changes(host)).toEqual([
        { patch: { receiver: { port: 8443 } } },
        { patch: { receiver: { publicUrl: 'https://push.example.org/' } } },
      ]),
    )
    write('Public address', '')
    await waitFor(() => expect(changes(host).at(-1)).toEqual({ patch: { receiver: { publicUrl: null } } }))
  })

  it('listen on this machine unless another address is written', async () => {
    const host = await receiver()
    fireEvent.change(screen.getByLabelText('Listens on'), { target: { value: 'elsewhere' } })
    write('Address', 'my machine')
    expect(screen.getByText(/Write an IP address/)).toBeTruthy()
    expect(changes(host)).toEqual([])
    write('Address', '192.168.1.20')
    await waitFor(() => expect(changes(host)).toEqual([{ patch: { receiver: { host: '192.168.1.20' } } }]))
    fireEvent.change(screen.getByLabelText('Listens on'), { target: { value: 'loopback' } })
    await waitFor(() => expect(changes(host).at(-1)).toEqual({ patch: { receiver: { host: '127.0.0.1' } } }))
  })
})
