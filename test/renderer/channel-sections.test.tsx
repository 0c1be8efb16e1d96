import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { SECTION_SEPARATOR, type ChannelView } from '../../src-main/contract/index'
import { ChannelTree } from '../../src-renderer/views/channels/ChannelTree'
import { Timeline } from '../../src-renderer/views/timeline/Timeline'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { detail } from '../fakes/host/sample-items'
import { callsOf, draw, NOW } from './draw'

afterEach(() => {
  cleanup()
  window.localStorage.clear()
})

const path = (...parts: string[]) => parts.join(SECTION_SEPARATOR)
const divided = channel({
  id: 3,
  title: 'Harbour',
  kind: 'feed',
  sections: [path('News', 'Ferries'), path('News'), path('Pictures')],
})
const line = (name: RegExp) => screen.getByRole('treeitem', { name })
const key = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name })

describe('the sections of a channel', () => {
  async function tree(view: ChannelView = divided) {
    const host = createFakeHost({ channels: [view] })
    const client = await draw(host, <ChannelTree />)
    return { host, client }
  }

  it('are folded up at first, and are reached and opened with the arrow keys', async () => {
    const { host, client } = await tree()
    expect(line(/^Harbour/).getAttribute('aria-expanded')).toBe('false')
    expect(screen.queryByRole('treeitem', { name: 'News' })).toBeNull()

    line(/^Harbour/).focus()
    key('ArrowRight')
    key('ArrowRight')
    expect(document.activeElement).toBe(line(/^News/))
    expect(document.activeElement?.getAttribute('aria-level')).toBe('2')
    key('ArrowRight')
    key('ArrowRight')
    expect(document.activeElement).toBe(line(/^Ferries/))
    key('Enter')
    const query = { list: 'channel', channelId: 3, section: path('News', 'Ferries') }
    await waitFor(() => expect(client.store.getState().list.query).toEqual(query))
    expect(callsOf(host, 'items.page').at(-1)).toMatchObject({ query })
    expect(line(/^Ferries/).getAttribute('aria-selected')).toBe('true')
    expect(line(/^Harbour/).getAttribute('aria-selected')).toBe('false')

    key('ArrowLeft')
    expect(document.activeElement).toBe(line(/^News/))
    key('ArrowLeft')
    key('ArrowLeft')
    expect(document.activeElement).toBe(line(/^Harbour/))
    key('ArrowLeft')
    expect(screen.queryByRole('treeitem', { name: /^News/ })).toBeNull()
  })

  it('stay unfolded when the window is opened again', async () => {
    await tree()
    line(/^Harbour/).focus()
    key('ArrowRight')
    cleanup()
    await tree()
    expect(line(/^Pictures/)).toBeTruthy()
  })

  it('follow the publisher', async () => {
    const { host } = await tree()
    line(/^Harbour/).focus()
    key('ArrowRight')
    act(() => host.push('channels.changed', { channels: [{ ...divided, sections: ['Weather'] }], removed: [] }))
    expect(line(/^Weather/)).toBeTruthy()
    expect(screen.queryByRole('treeitem', { name: /^Pictures/ })).toBeNull()
  })
})

describe('the logo of a publisher', () => {
  const logos = { icon: 'https://harbour.example/icon.gif', image: null, wide: null }
  const named = channel({ id: 3, url: 'https://harbour.example/a.cdf', wishes: { ...divided.wishes, logos } })
  const pictures = () => document.querySelectorAll('[role=tree] img')

  it('is not loaded unless pictures from the net are allowed', async () => {
    await draw(createFakeHost({ channels: [named] }), <ChannelTree />)
    expect(pictures()).toHaveLength(0)
  })

  it('is shown where they are, and leaves no hole where it does not load', async () => {
    const allowed = { ...named, settings: { ...named.settings, remoteImages: true } }
    await draw(createFakeHost({ channels: [allowed] }), <ChannelTree />)
    expect(pictures()).toHaveLength(1)
    expect(pictures()[0]?.getAttribute('referrerpolicy')).toBe('no-referrer')
    fireEvent.error(pictures()[0]!)
    expect(pictures()).toHaveLength(0)
  })

  it('is never asked for on this network by a publisher elsewhere', async () => {
    const inside = { ...logos, icon: 'http://192.168.1.1/icon.gif' }
    const view = { ...named, wishes: { ...named.wishes, logos: inside } }
    await draw(createFakeHost({ channels: [view], settings: { remoteImages: true } }), <ChannelTree />)
    expect(pictures()).toHaveLength(0)
  })
})

describe('a technique that something on the way spoils', () => {
  const to = { kind: 'longpoll' as const, url: 'https://tape.example/lp', options: {} }
  const plain = channel({ id: 21, title: 'Tape' })
  const spoilt = (kind: 'blocked' | 'buffered' | 'timeout'): ChannelView => ({
    ...plain,
    state: { status: 'waiting', since: NOW, retryAt: NOW + 1_000, attempt: 2, error: { kind, message: 'No.' } },
    settings: { ...plain.settings, alternatives: [to] },
  })
  async function open(view: ChannelView) {
    const host = createFakeHost({ channels: [view], items: [detail({ id: 1, channelId: 21 })] })
    const client = await draw(host, <Timeline />)
    await act(() => client.actions.openList({ list: 'channel', channelId: 21 }))
    return host
  }
  const offer = () => screen.queryByRole('button', { name: /follow by Long poll \(Comet\) instead$/ })

  it.each([
    ['blocked', 'Blocked here'],
    ['buffered', 'Held back here'],
  ] as const)('%s: the next one is a press away', async (kind, words) => {
    const host = await open(spoilt(kind))
    expect(offer()?.textContent).toContain(words)
    fireEvent.click(offer()!)
    await waitFor(() => expect(callsOf(host, 'channels.switchTechnique')).toEqual([{ id: 21, to }]))
    await waitFor(() => expect(offer()).toBeNull())
  })

  it('is said of a channel that works, too', async () => {
    const advice = { kind: 'buffered', message: 'News comes in lumps here.' } as const
    await open({ ...plain, advice, settings: { ...plain.settings, alternatives: [to] } })
    expect(offer()?.textContent).toContain('Held back here')
  })

  it('is not what is wrong when the publisher is slow', async () => {
    await open(spoilt('timeout'))
    expect(offer()).toBeNull()
  })
})

describe('the list for the idle screen', () => {
  it('is there only while something is meant for it', async () => {
    const host = createFakeHost({ channels: [plainChannel], items: [detail({ id: 1, channelId: 1 })] })
    await draw(host, <ChannelTree />)
    expect(screen.queryByRole('treeitem', { name: 'Idle screen' })).toBeNull()
    act(() => host.arrive(detail({ id: 2, channelId: 1, idle: true })))
    expect(line(/^Idle screen/)).toBeTruthy()
    await act(() => host.call('items.delete', { ids: [2] }))
    await waitFor(() => expect(screen.queryByRole('treeitem', { name: 'Idle screen' })).toBeNull())
  })
})
const plainChannel = channel({ id: 1 })
