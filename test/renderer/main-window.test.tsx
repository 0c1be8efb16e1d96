import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startClient, type RunningClient } from '../../src-renderer/state/client'
import { createTickingClock } from '../../src-renderer/state/clock'
import { Root } from '../../src-renderer/views/window/Root'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../fakes/host/fake-host'
import { channel, sampleChannels } from '../fakes/host/sample-channels'
import { detail } from '../fakes/host/sample-items'

const NOW = new Date(2026, 10, 20, 12).getTime()
let client: RunningClient | null = null

beforeEach(() => {
  // A document without layout: rows are drawn as in a window of this size.
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 600 })
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 400 })
})
afterEach(() => {
  cleanup()
  client?.stop()
  client = null
  Reflect.deleteProperty(HTMLElement.prototype, 'clientHeight')
  Reflect.deleteProperty(HTMLElement.prototype, 'clientWidth')
})

const items = (count: number) =>
  Array.from({ length: count }, (_, index) => detail({ id: count - index, sortAt: NOW - index * 60_000 }))

async function open(options: FakeHostOptions = {}): Promise<FakeHost> {
  const host = createFakeHost({
    channels: sampleChannels(NOW),
    items: items(5),
    settings: {
      ticker: { strip: false, window: false, edge: 'bottom', speed: 60, opacity: 1, height: 40, clickThrough: false },
    },
    ...options,
  })
  client = startClient({
    host,
    clock: createTickingClock(() => NOW),
    remembered: { get: () => null, set: () => undefined },
    requested: () => undefined,
  })
  render(<Root client={client} surface="main" />)
  await waitFor(() => expect(client?.store.getState().list.loading).toBeNull())
  await screen.findByRole('tree')
  return host
}

const press = (key: string, more: KeyboardEventInit = {}) =>
  act(async () => {
    fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more })
  })
const list = () => screen.getByRole('listbox')
const options = () => within(list()).queryAllByRole('option')
const calls = (host: FakeHost, name: string) => host.made.filter((call) => call.name === name)
/** Pages of the list in sight; the idle screen's is asked for by itself. */
const pages = (host: FakeHost) =>
  calls(host, 'items.page').filter(({ argument }) => !JSON.stringify(argument).includes('"idle"'))

describe('the list', () => {
  it('shows items newest first, with their place in the list', async () => {
    await open()
    await waitFor(() => expect(options()).toHaveLength(5))
    expect(options().map((row) => row.getAttribute('aria-posinset'))).toEqual(['1', '2', '3', '4', '5'])
    expect(options()[0]?.textContent).toContain('Item 5')
    expect(options()[0]?.textContent).toContain('Pushed by the publisher')
  })

  it('shows what arrives at once while it is at its top', async () => {
    const host = await open()
    act(() => host.arrive(detail({ id: 9, sortAt: NOW + 1 })))
    expect(options()[0]?.textContent).toContain('Item 9')
    expect(document.title).toBe('(6) Crier')
  })

  it('says how many are new when it is scrolled, and moves nothing until asked', async () => {
    const host = await open()
    list().scrollTop = 200
    fireEvent.scroll(list())
    act(() => host.arrive(detail({ id: 9, sortAt: NOW + 1 }), detail({ id: 10, sortAt: NOW + 2 })))
    const pill = screen.getByRole('button', { name: '2 new' })
    expect(client?.store.getState().list.rows).toHaveLength(5)
    fireEvent.click(pill)
    expect(client?.store.getState().list.rows).toHaveLength(7)
    expect(screen.queryByRole('button', { name: '2 new' })).toBeNull()
    expect(list().scrollTop).toBe(0)
  })

  it('says what is wrong when it cannot be loaded, and tries again', async () => {
    const host = await open({
      calls: {
        'items.page': () => {
          throw new Error('The disk does not answer.')
        },
      },
    })
    expect(screen.getByRole('alert').textContent).toContain('The disk does not answer.')
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(pages(host).length).toBe(2))
  })

  it('helps when it is empty', async () => {
    await open({ items: [] })
    expect(screen.getByText('All read')).toBeTruthy()
  })
})

describe('the keyboard', () => {
  it('goes to the next and the previous item, and marks what it opened read', async () => {
    const host = await open()
    await press('j')
    await press('j')
    expect(client?.store.getState().article.openId).toBe(4)
    await press('k')
    expect(client?.store.getState().article.openId).toBe(5)
    await waitFor(() =>
      expect(calls(host, 'items.mark').map(({ argument }) => argument)).toContainEqual({ ids: [5], read: true }),
    )
    expect(screen.getByRole('heading', { name: 'Item 5' })).toBeTruthy()
    expect(list().getAttribute('aria-activedescendant')).toBe('item-5')
  })

  it('stars and marks unread', async () => {
    const host = await open()
    await press('j')
    await press('s')
    await press('m')
    const marked = calls(host, 'items.mark').map(({ argument }) => argument)
    expect(marked).toContainEqual({ ids: [5], starred: true })
    expect(marked).toContainEqual({ ids: [5], read: false })
  })

  it('marks the list read, and the toast takes it back', async () => {
    const host = await open()
    await press('A', { shiftKey: true })
    expect(client?.store.getState().reader.counts.unread).toBe(0)
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(client?.store.getState().reader.counts.unread).toBe(5))
    expect(calls(host, 'undo')).toHaveLength(1)
  })

  it('deletes with a way back', async () => {
    await open()
    await press('j')
    await press('Delete')
    expect(client?.store.getState().list.rows.map(({ id }) => id)).toEqual([4, 3, 2, 1])
    expect(await screen.findByRole('button', { name: 'Undo' })).toBeTruthy()
  })

  it('searches, and leaves letters to the field', async () => {
    const host = await open()
    await press('/')
    const field = screen.getByRole('searchbox')
    expect(document.activeElement).toBe(field)
    await press('j')
    expect(client?.store.getState().article.openId).toBeNull()
    fireEvent.change(field, { target: { value: 'item 3' } })
    await waitFor(() => expect(options()).toHaveLength(1))
    expect(pages(host).at(-1)?.argument).toMatchObject({ query: { list: 'search', text: 'item 3' } })
    await press('Escape')
    await waitFor(() => expect(options()).toHaveLength(5))
  })

  it('pauses what is open: one channel, else everything', async () => {
    const host = await open()
    await press('p')
    expect(calls(host, 'reader.pauseAll').at(-1)?.argument).toEqual({ until: 0 })
    await press('p')
    expect(calls(host, 'reader.pauseAll').at(-1)?.argument).toEqual({ until: null })
    await act(() => client!.actions.openList({ list: 'channel', channelId: 1 }))
    await press('p')
    expect(calls(host, 'channels.pause').at(-1)?.argument).toEqual({ id: 1, until: null })
  })

  it('resumes everything where everything is paused, and says so: one channel alone would stay silent', async () => {
    const host = await open({ snapshot: { pausedUntil: 0 } })
    expect(screen.getByText('All channels are paused.')).toBeTruthy()
    await act(() => client!.actions.openList({ list: 'channel', channelId: 1 }))
    await press('p')
    expect(calls(host, 'reader.pauseAll').at(-1)?.argument).toEqual({ until: null })
    expect(calls(host, 'channels.pause')).toEqual([])
    await screen.findByText('Everything was paused. Now everything runs again.')
    expect(screen.queryByText('All channels are paused.')).toBeNull()
  })

  it('opens lists by number', async () => {
    await open()
    await press('3', { ctrlKey: true, code: 'Digit3' })
    expect(client?.store.getState().list.query).toEqual({ list: 'starred' })
  })
})

describe('the channels', () => {
  it('say in words what they are doing, with the error and what comes next', async () => {
    await open()
    const line = screen.getByRole('treeitem', { name: /Orbital status/ })
    expect(line.textContent).toContain('Waiting')
    fireEvent.pointerOver(line)
    const tip = screen.getByRole('tooltip').textContent
    expect(tip).toContain('status.orbital.example refused the connection.')
    expect(tip).toContain('Next try in 12 seconds.')
  })

  it('offer in their menu what works while everything is paused, and say why', async () => {
    const host = await open({
      channels: [channel({ id: 1, title: 'Harbour Wire', state: { status: 'paused', since: 0, until: null } })],
      snapshot: { pausedUntil: NOW + 3_600_000 },
    })
    const line = screen.getByRole('treeitem', { name: /Harbour Wire/ })
    fireEvent.pointerOver(line)
    expect(screen.getByRole('tooltip').textContent).toMatch(/All channels are paused until 0?1:00/)
    fireEvent.contextMenu(line)
    expect(screen.queryByRole('menuitem', { name: 'Resume' })).toBeNull()
    const resume = await screen.findByRole('menuitem', { name: /^Resume everything.*paused, this channel too/ })
    fireEvent.click(resume)
    expect(calls(host, 'reader.pauseAll').at(-1)?.argument).toEqual({ until: null })
  })

  it('are walked with the arrow keys and opened with Enter', async () => {
    await open()
    screen.getByRole('treeitem', { name: /^Important/ }).focus()
    await press('ArrowDown')
    await press('ArrowLeft')
    expect(screen.queryByRole('treeitem', { name: /Harbour Wire/ })).toBeNull()
    await press('ArrowRight')
    await press('ArrowDown')
    expect(document.activeElement?.textContent).toContain('Harbour Wire')
    await press('Enter')
    expect(client?.store.getState().list.query).toEqual({ list: 'channel', channelId: 1 })
  })
})

it('says when the reader cannot be reached', async () => {
  const host = await open()
  act(() => host.line(false))
  expect(screen.getByText(/connection to the reader is lost/)).toBeTruthy()
})
