import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { DetectedChannel, Detection } from '../../src-main/contract/index'
import AddChannelDialog from '../../src-renderer/views/add-channel/AddChannelDialog'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { callsOf, draw, redraw } from './draw'

const stream: DetectedChannel = {
  url: 'https://wire.example/live',
  kind: 'sse',
  title: 'Lumen Wire',
  facts: { format: null, events: ['news', 'quote', 'alert'], sampleMs: 4_000, offersPush: [] },
  preview: [{ title: 'Ferry resumes', snippet: 'First boat at 06:40.', link: null, publishedAt: null }],
  options: {},
  alternatives: [],
  subscribedAs: null,
}
const feed: DetectedChannel = {
  ...stream,
  url: 'https://wire.example/feed.xml',
  kind: 'feed',
  title: 'Lumen Wire, polled',
  facts: { format: 'RSS 2.0', events: [], sampleMs: null, offersPush: ['WebSub'] },
}
const found = (candidates: DetectedChannel[], more: Partial<Detection> = {}): Detection => ({
  address: 'https://wire.example/',
  candidates,
  steps: ['GET https://wire.example/'],
  failure: null,
  ...more,
})

const field = () => screen.getByLabelText('Address')
function lookAt(address: string) {
  fireEvent.change(field(), { target: { value: address } })
  fireEvent.submit(field())
}

describe('adding a channel', () => {
  afterEach(cleanup)

  it('says what an address is, shows its first items, and subscribes', async () => {
    const host = createFakeHost({
      calls: { 'channels.detect': () => found([stream]), 'channels.add': () => ({ id: 7 }) },
    })
    const client = await draw(host, <AddChannelDialog />)
    lookAt(' wire.example ')
    expect(await screen.findByText('A live event stream. 3 event types seen in 4 seconds.')).toBeTruthy()
    expect(screen.getByText('Ferry resumes')).toBeTruthy()
    expect(callsOf(host, 'channels.detect')).toEqual([{ address: 'wire.example', settings: {} }])

    fireEvent.click(screen.getByRole('button', { name: 'Subscribe' }))
    await waitFor(() => expect(client.store.getState().interface.toasts).toHaveLength(1))
    expect(callsOf(host, 'channels.add')).toEqual([{ url: stream.url, kind: 'sse', folder: null, settings: {} }])
    expect(client.store.getState().list.query).toEqual({ list: 'channel', channelId: 7 })
  })

  it('lets choose among several', async () => {
    const host = createFakeHost({
      calls: { 'channels.detect': () => found([stream, feed]), 'channels.add': () => ({ id: 7 }) },
    })
    await draw(host, <AddChannelDialog />)
    lookAt('wire.example')
    fireEvent.click(await screen.findByRole('radio', { name: /polled/ }))
    expect(screen.getAllByText('A feed (RSS 2.0). It also offers push: WebSub.')).toHaveLength(2)
    fireEvent.click(screen.getByRole('button', { name: 'Subscribe' }))
    await waitFor(() => expect(callsOf(host, 'channels.add')).toMatchObject([{ url: feed.url, kind: 'feed' }]))
  })

  it('forgets the answer to an address that was replaced', async () => {
    const answers = new Map<string, (detection: Detection) => void>()
    const host = createFakeHost({
      calls: { 'channels.detect': ({ address }) => new Promise((resolve) => answers.set(address, resolve)) },
    })
    await draw(host, <AddChannelDialog />)
    lookAt('slow.example')
    lookAt('wire.example')
    answers.get('wire.example')?.(found([stream]))
    expect(await screen.findByText('Lumen Wire')).toBeTruthy()
    answers.get('slow.example')?.(found([feed]))
    await Promise.resolve()
    expect(screen.queryByText('Lumen Wire, polled')).toBeNull()
  })

  it('can stop looking', async () => {
    let answer: (detection: Detection) => void = () => undefined
    const host = createFakeHost({ calls: { 'channels.detect': () => new Promise((resolve) => (answer = resolve)) } })
    await draw(host, <AddChannelDialog />)
    lookAt('wire.example')
    fireEvent.click(await screen.findByRole('button', { name: 'Stop looking' }))
    answer(found([stream]))
    await Promise.resolve()
    expect(screen.queryByText('Lumen Wire')).toBeNull()
  })

  it('says what is wrong, why and what to do', async () => {
    const host = createFakeHost({
      calls: {
        'channels.detect': () =>
          found([], { failure: { kind: 'unreachable', message: 'wire.example was not found.', detail: 'ENOTFOUND' } }),
      },
    })
    await draw(host, <AddChannelDialog />)
    lookAt('wire.example')
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('wire.example was not found.')
    expect(alert.textContent).toContain('Check the spelling and your network')
    expect(alert.textContent).toContain('ENOTFOUND')
    expect(screen.queryByRole('button', { name: 'Subscribe' })).toBeNull()
  })

  it('does not subscribe twice', async () => {
    const host = createFakeHost({
      channels: [channel({ id: 3 })],
      calls: { 'channels.detect': () => found([{ ...stream, subscribedAs: 3 }]) },
    })
    const client = await draw(host, <AddChannelDialog />)
    lookAt('wire.example')
    expect(await screen.findByText(/already follow/)).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Subscribe' }).disabled).toBe(true)
    fireEvent.click(screen.getByRole('button', { name: 'Go to it' }))
    expect(client.store.getState().list.query).toEqual({ list: 'channel', channelId: 3 })
  })

  it('sends what was set one step further, and covers it', async () => {
    const host = createFakeHost({
      calls: { 'channels.detect': () => found([stream]), 'channels.add': () => ({ id: 7 }) },
    })
    await draw(host, <AddChannelDialog />)
    const token = screen.getByLabelText('Access token')
    expect(token.getAttribute('type')).toBe('password')
    fireEvent.change(token, { target: { value: 's3cret' } })
    fireEvent.click(screen.getByRole('button', { name: 'Kind Find out' }))
    fireEvent.click(screen.getByRole('radio', { name: /^Event stream \(SSE\)/ }), { detail: 1 })
    lookAt('wire.example')
    await screen.findByText('Lumen Wire')
    const settings = { headers: { Authorization: 'Bearer s3cret' } }
    expect(callsOf(host, 'channels.detect')).toEqual([{ address: 'wire.example', onlyKind: 'sse', settings }])
    fireEvent.click(screen.getByRole('button', { name: 'Subscribe' }))
    await waitFor(() => expect(callsOf(host, 'channels.add')).toMatchObject([{ settings }]))
  })

  it('accepts an unsigned certificate only near by', async () => {
    const host = createFakeHost({ calls: { 'channels.detect': () => found([]) } })
    await draw(host, <AddChannelDialog />)
    const unsigned = () => screen.getByRole<HTMLButtonElement>('switch', { name: /certificate/ })
    fireEvent.change(field(), { target: { value: 'https://192.168.1.4/live' } })
    fireEvent.click(unsigned())
    expect(unsigned().getAttribute('aria-checked')).toBe('true')
    fireEvent.change(field(), { target: { value: 'https://example.org/live' } })
    expect(unsigned().disabled).toBe(true)
    fireEvent.submit(field())
    await waitFor(() =>
      expect(callsOf(host, 'channels.detect')).toEqual([{ address: 'https://example.org/live', settings: {} }]),
    )
  })

  it('does not look while a field is wrong, and says so', async () => {
    const host = createFakeHost({ calls: { 'channels.detect': () => found([stream]) } })
    await draw(host, <AddChannelDialog />)
    fireEvent.click(screen.getByText('Add a field'))
    fireEvent.change(screen.getByLabelText('JSON pointer for Title'), { target: { value: 'headline' } })
    expect(screen.getByText(/A pointer begins with/)).toBeTruthy()
    lookAt('wire.example')
    expect(callsOf(host, 'channels.detect')).toEqual([])
  })

  it('takes pasted OPML and says what became of it', async () => {
    const host = createFakeHost({ calls: { 'opml.import': () => ({ added: 12, skipped: 3, failed: 0 }) } })
    const client = await draw(host, <AddChannelDialog />)
    fireEvent.paste(field(), { clipboardData: { getData: () => '<?xml version="1.0"?><opml version="2.0"/>' } })
    await waitFor(() =>
      expect(client.store.getState().interface.toasts[0]?.message).toBe('12 channels added, 3 already there.'),
    )
  })

  it('refuses a file that is no OPML, and asks nobody', async () => {
    const host = createFakeHost()
    const client = await draw(host, <AddChannelDialog />)
    const chooser = document.querySelector('input[type=file]')!
    fireEvent.change(chooser, { target: { files: [new File(['<html>'], 'page.html')] } })
    await waitFor(() => expect(client.store.getState().interface.toasts[0]?.message).toMatch(/not an OPML file/))
    expect(callsOf(host, 'opml.import')).toEqual([])
  })

  it('looks at once at an address it was opened with', async () => {
    const host = createFakeHost({ calls: { 'channels.detect': () => found([stream]) } })
    const client = await draw(host, null)
    client.actions.showDialog({ kind: 'add', address: 'feed:wire.example/feed' })
    cleanup()
    redraw(client, <AddChannelDialog />)
    expect(await screen.findByText('Lumen Wire')).toBeTruthy()
    expect(callsOf(host, 'channels.detect')).toMatchObject([{ address: 'feed:wire.example/feed' }])
  })
})
