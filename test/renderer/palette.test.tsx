import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import CommandPalette from '../../src-renderer/views/palette/CommandPalette'
import { bestOf, scoreOf } from '../../src-renderer/views/palette/fuzzy'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { callsOf, draw } from './draw'

describe('finding by a few letters', () => {
  it.each([
    ['', 'Anything'],
    ['set', 'Settings'],
    ['mkr', 'Mark list read'],
    ['MLR', 'Mark list read'],
    ['uber', 'Über Crier'],
    ['قطر', 'قِطار'],
    ['thedem', 'Start the demo newsroom'],
  ])('%j finds %j', (typed, text) => {
    expect(scoreOf(typed, text)).not.toBeNull()
  })

  it.each([
    ['xyz', 'Settings'],
    ['sse', 'es'],
    ['settingss', 'Settings'],
  ])('%j does not find %j', (typed, text) => {
    expect(scoreOf(typed, text)).toBeNull()
  })

  it('puts the nearest first, and keeps the order of equals', () => {
    const texts = ['A best seller', 'Settings', 'Reset', 'set theory', 'Setter']
    expect(bestOf('set', texts, (text) => text).slice(0, 3)).toEqual(['Settings', 'set theory', 'Setter'])
    expect(bestOf('', texts, (text) => text)).toEqual(texts)
  })
})

describe('the palette', () => {
  afterEach(cleanup)
  const channels = [channel({ id: 1, title: 'Harbour Wire', folder: 'News' }), channel({ id: 2, title: 'Builds' })]
  const field = () => screen.getByRole('combobox')
  const type = (text: string) => fireEvent.change(field(), { target: { value: text } })
  const options = () => screen.getAllByRole('option').map((option) => option.textContent)

  it('goes to a channel', async () => {
    const client = await draw(createFakeHost({ channels }), <CommandPalette />)
    type('harb')
    expect(options()).toHaveLength(1)
    fireEvent.keyDown(field(), { key: 'Enter' })
    await waitFor(() => expect(client.store.getState().list.query).toEqual({ list: 'channel', channelId: 1 }))
  })

  it('finds a channel by its address, and folders as lists', async () => {
    await draw(createFakeHost({ channels }), <CommandPalette />)
    type('news-2.example')
    expect(options()[0]).toContain('Builds')
    type('folder news')
    expect(options()[0]).toContain('Folder News')
  })

  it('does what fits: resume only when paused', async () => {
    const host = createFakeHost({ channels, snapshot: { pausedUntil: 0 } })
    await draw(host, <CommandPalette />)
    type('everything')
    expect(options()).toEqual([expect.stringContaining('Resume everything')])
    fireEvent.keyDown(field(), { key: 'Enter' })
    expect(callsOf(host, 'reader.pauseAll')).toEqual([{ until: null }])
  })

  it('opens another dialog in its own place', async () => {
    const client = await draw(createFakeHost({ channels }), <CommandPalette />)
    client.actions.showDialog({ kind: 'palette' })
    type('settings')
    fireEvent.keyDown(field(), { key: 'Enter' })
    expect(client.store.getState().interface.dialog).toEqual({ kind: 'settings' })
  })

  it('goes up and down, and round', async () => {
    await draw(createFakeHost({ channels }), <CommandPalette />)
    const selected = () =>
      screen
        .getAllByRole('option')
        .findIndex((option) => option.ariaSelected === 'true' || option.getAttribute('aria-selected') === 'true')
    expect(selected()).toBe(0)
    fireEvent.keyDown(field(), { key: 'ArrowDown' })
    expect(selected()).toBe(1)
    fireEvent.keyDown(field(), { key: 'ArrowUp' })
    fireEvent.keyDown(field(), { key: 'ArrowUp' })
    expect(selected()).toBe(screen.getAllByRole('option').length - 1)
  })

  it('says when there is nothing', async () => {
    await draw(createFakeHost({ channels }), <CommandPalette />)
    type('qqqq')
    expect(screen.getByText('Nothing of that name.')).toBeTruthy()
    fireEvent.keyDown(field(), { key: 'Enter' })
  })
})
