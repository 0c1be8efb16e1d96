import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { ChannelView } from '../../src-main/contract/index'
import ChannelDialog from '../../src-renderer/views/channels/ChannelDialog'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { callsOf, draw } from './draw'

const plain = channel({ id: 1, url: 'https://wire.example/live', title: 'Wire' })
const withHeaders: ChannelView = {
  ...plain,
  settings: { ...plain.settings, headerNames: ['Authorization', 'X-Desk'] },
}

async function edit(view: ChannelView) {
  const host = createFakeHost({ channels: [view], calls: { 'channels.change': () => null } })
  await draw(host, <ChannelDialog id={1} />)
  return host
}
const write = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const save = () => fireEvent.submit(screen.getByLabelText('Name', { selector: '#channel-edit > div > input' }))
const asked = async (host: Awaited<ReturnType<typeof edit>>) => {
  await waitFor(() => expect(callsOf(host, 'channels.change')).toHaveLength(1))
  return callsOf(host, 'channels.change')[0]
}

describe('editing a channel', () => {
  afterEach(cleanup)

  it('sends new headers, covered while they are written', async () => {
    const host = await edit(plain)
    fireEvent.click(screen.getByRole('button', { name: 'Add a header' }))
    const [, name] = screen.getAllByLabelText('Name')
    fireEvent.change(name!, { target: { value: 'X-Desk' } })
    expect(screen.getByLabelText('Value').getAttribute('type')).toBe('password')
    write('Value', 'harbour: north')
    save()
    expect(await asked(host)).toMatchObject({ id: 1, patch: { settings: { headers: { 'X-Desk': 'harbour: north' } } } })
  })

  it.each([
    ['Two Words', 'A header’s name has letters, digits and hyphens only.'],
    ['host', '“host” is set by the connection itself. Leave it out.'],
  ])('refuses the header %j at its field', async (wrong, words) => {
    const host = await edit(plain)
    fireEvent.click(screen.getByRole('button', { name: 'Add a header' }))
    const [, name] = screen.getAllByLabelText('Name')
    fireEvent.change(name!, { target: { value: wrong } })
    expect(screen.getByRole('alert').textContent).toBe(words)
    save()
    expect(document.activeElement).toBe(name)
    expect(callsOf(host, 'channels.change')).toEqual([])
  })

  it('refuses a wrong pointer at its field, by the rules of the other dialog', async () => {
    const host = await edit(plain)
    write('Title', '/a~2')
    expect(screen.getByLabelText('Title').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByRole('alert').textContent).toContain('“~” is written ~0 or ~1')
    save()
    expect(callsOf(host, 'channels.change')).toEqual([])
    write('Title', ' /a~1b ')
    save()
    expect(await asked(host)).toMatchObject({ patch: { settings: { mapping: { title: '/a~1b' } } } })
  })

  it('says that stored headers go along to another host, and can forget them', async () => {
    const host = await edit(withHeaders)
    write('Address', 'https://wire.example/live/2')
    expect(screen.queryByText(/will be sent to/)).toBeNull()
    write('Address', 'wss://other.example:8443/live')
    expect(screen.getByText(/\(Authorization, X-Desk\).*will be sent to other\.example:8443\./)).toBeTruthy()
    fireEvent.click(screen.getByRole('switch', { name: 'Do not send them there; forget them' }))
    save()
    expect(await asked(host)).toMatchObject({ patch: { settings: { headers: {} } } })
  })

  it('keeps stored headers where nothing else was asked for', async () => {
    const host = await edit(withHeaders)
    write('Address', 'https://other.example/live')
    save()
    const argument = await asked(host)
    expect(argument).toMatchObject({ patch: { url: 'https://other.example/live' } })
    expect(argument).not.toHaveProperty('patch.settings.headers')
  })

  it('does not speak of stored headers that are replaced anyway, nor of none', async () => {
    await edit(withHeaders)
    write('Address', 'https://other.example/live')
    fireEvent.click(screen.getByRole('switch', { name: /Replace the stored headers/ }))
    expect(screen.queryByText(/will be sent to/)).toBeNull()
    cleanup()
    await edit(plain)
    write('Address', 'https://other.example/live')
    expect(screen.queryByText(/will be sent to/)).toBeNull()
  })
})
