import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CallFailed } from '../../src-renderer/host/call-failed'
import { ChannelTree } from '../../src-renderer/views/channels/ChannelTree'
import CommandPalette from '../../src-renderer/views/palette/CommandPalette'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { newsroomChannels } from '../fakes/host/sample-newsroom'
import { callsOf, draw, NOW } from './draw'

const saved: { name: string; text: Promise<string> }[] = []

beforeEach(() => {
  saved.length = 0
  let blob = new Blob()
  vi.spyOn(URL, 'createObjectURL').mockImplementation((given) => {
    blob = given as Blob
    return 'blob:crier'
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, text: blob.text() })
  })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

async function exportFolder(folder: string) {
  const host = createFakeHost({ channels: [channel({ id: 1, folder })] })
  await draw(host, <ChannelTree />)
  fireEvent.contextMenu(screen.getByRole('treeitem', { expanded: true }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Export as CDF' }))
  await waitFor(() => expect(saved).toHaveLength(1))
  return host
}

describe('exporting as CDF', () => {
  it('saves a folder under its name', async () => {
    const host = await exportFolder('News')
    expect(callsOf(host, 'cdf.export')).toEqual([{ folder: 'News' }])
    expect(saved[0]?.name).toBe('News.cdf')
    expect(await saved[0]?.text).toBe('<CHANNEL><TITLE>News</TITLE></CHANNEL>')
  })

  it.each([
    ['../Home: "late"', 'Home late.cdf'],
    ['..', 'crier.cdf'],
  ])('names the file so that every system takes it: %j', async (folder, name) => {
    await exportFolder(folder)
    expect(saved[0]?.name).toBe(name)
  })

  it('saves everything from the palette', async () => {
    const host = createFakeHost({ channels: [channel({ id: 1 })] })
    await draw(host, <CommandPalette />)
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'CDF' } })
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' })
    await waitFor(() => expect(callsOf(host, 'cdf.export')).toEqual([{ folder: null }]))
  })

  it('says why it could not be done, and saves nothing', async () => {
    const host = createFakeHost({
      channels: [channel({ id: 1 })],
      calls: {
        'cdf.export': () => {
          throw new CallFailed({ kind: 'unavailable', message: 'There is nothing to export.' })
        },
      },
    })
    const client = await draw(host, <CommandPalette />)
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'CDF' } })
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' })
    await waitFor(() =>
      expect(client.store.getState().interface.toasts[0]?.message).toBe('There is nothing to export.'),
    )
    expect(saved).toEqual([])
  })
})

describe('the commands that came with more techniques', () => {
  const options = (typed: string) => {
    fireEvent.change(screen.getByRole('combobox'), { target: { value: typed } })
    return screen.queryAllByRole('option').map((option) => option.textContent ?? '')
  }

  it('compare techniques where there is a demo, and only there', async () => {
    await draw(createFakeHost({ channels: newsroomChannels(NOW) }), <CommandPalette />)
    expect(options('compare')[0]).toContain('Compare techniques')
    cleanup()
    await draw(createFakeHost({ channels: [channel({ id: 1 })] }), <CommandPalette />)
    expect(options('compare techniques')).toEqual([])
  })

  it('start the idle screen', async () => {
    const client = await draw(createFakeHost({ channels: [channel({ id: 1 })] }), <CommandPalette />)
    expect(options('idle screen')[0]).toContain('Start the idle screen')
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' })
    expect(client.store.getState().interface.dialog).toEqual({ kind: 'idle' })
  })
})
