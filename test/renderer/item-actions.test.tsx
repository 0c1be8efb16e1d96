import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { ItemAction, ItemDetail } from '../../src-main/contract/index'
import { CallFailed } from '../../src-renderer/host/call-failed'
import { Article } from '../../src-renderer/views/article/Article'
import { createFakeHost, type FakeHostOptions } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { detail } from '../fakes/host/sample-items'
import { callsOf, draw } from './draw'

afterEach(cleanup)

const door: ItemAction = {
  type: 'http',
  label: 'Open the door',
  url: 'https://door.example/open?key=secret',
  method: 'post',
  headers: { 'X-Key': 'secret' },
  body: null,
  clear: true,
}

async function open(change: Partial<ItemDetail>, calls: FakeHostOptions['calls'] = {}) {
  const host = createFakeHost({ channels: [channel({ id: 1 })], items: [detail({ id: 1, ...change })], calls })
  const client = await draw(host, <Article />)
  await act(() => client.actions.openItem(1))
  return host
}

describe('the buttons of an item', () => {
  it('do nothing by themselves, and send what was pressed', async () => {
    let finish: (answer: null) => void = () => undefined
    const host = await open(
      { actions: [{ type: 'view', label: 'Camera', url: 'https://cam.example/' }, door] },
      { 'items.act': () => new Promise((resolve) => (finish = resolve)) },
    )
    expect(callsOf(host, 'items.act')).toEqual([])
    expect(screen.getByText('Sends POST to door.example')).toBeTruthy()
    const button = screen.getByRole('button', { name: /Open the door/ })
    fireEvent.click(button)
    expect(await screen.findByText('Sending…')).toBeTruthy()
    // An impatient second press is not a second request.
    fireEvent.click(button)
    expect(callsOf(host, 'items.act')).toEqual([{ id: 1, action: 1 }])
    await act(async () => finish(null))
    expect(screen.getByText('Done')).toBeTruthy()
  })

  it('say what went wrong, and can be pressed again', async () => {
    let works = false
    const host = await open(
      { actions: [door] },
      {
        'items.act': () => {
          if (!works) throw new CallFailed({ kind: 'unavailable', message: 'door.example answered 503.' })
          return null
        },
      },
    )
    fireEvent.click(screen.getByRole('button', { name: /Open the door/ }))
    expect((await screen.findByRole('alert')).textContent).toBe('Not done: door.example answered 503.')
    works = true
    fireEvent.click(screen.getByRole('button', { name: /Open the door/ }))
    await waitFor(() => expect(screen.getByText('Done')).toBeTruthy())
    expect(callsOf(host, 'items.act')).toHaveLength(2)
  })

  it('open addresses outside, and only such as are safe', async () => {
    await open({
      actions: [
        { type: 'view', label: 'Camera', url: 'https://cam.example/' },
        { type: 'view', label: 'Trick', url: 'javascript:alert(1)' },
      ],
    })
    const link = screen.getByRole('link', { name: /Camera/ })
    expect(link.getAttribute('href')).toBe('https://cam.example/')
    expect(link.getAttribute('rel')).toBe('noopener noreferrer')
    expect(screen.queryByRole('link', { name: /Trick/ })).toBeNull()
    expect(screen.getByText('This address cannot be opened safely.')).toBeTruthy()
  })
})

describe('the priority of an item', () => {
  it.each([
    [5, 'Priority: urgent'],
    [1, 'Priority: lowest'],
    [9, 'Priority: urgent'],
  ])('%i is said: %s', async (priority, words) => {
    await open({ priority })
    expect(screen.getByText(words)).toBeTruthy()
  })

  it.each([3, null])('%s is not worth a word', async (priority) => {
    await open({ priority })
    expect(screen.queryByText(/^Priority/)).toBeNull()
  })
})
