import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { Article } from '../../src-renderer/views/article/Article'
import JourneyDialog from '../../src-renderer/views/journey/JourneyDialog'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { detail } from '../fakes/host/sample-items'
import { newsroomArrivals, newsroomChannels } from '../fakes/host/sample-newsroom'
import { draw, NOW } from './draw'

afterEach(cleanup)

const demo = () => createFakeHost({ channels: newsroomChannels(NOW), items: newsroomArrivals(NOW) })

describe('how a headline came', () => {
  it('shows it by every technique in order of arrival, with its delay', async () => {
    await draw(demo(), <JourneyDialog id={9_001} />)
    const rows = within(await screen.findByRole('list', { name: /Arrivals/ })).getAllByRole('listitem')
    expect(rows).toHaveLength(14)
    expect(rows[0]?.textContent).toBe('Event stream (SSE), Pushed4msthe open item')
    expect(rows[0]?.getAttribute('aria-current')).toBe('true')
    expect(rows[9]?.textContent).toBe('Bayeux (CometD, Faye), Held13ms')
    expect(rows.at(-1)?.textContent).toBe('Feed, Polled38s')
    expect(rows.at(-1)?.querySelector('[data-torn]')).toBeTruthy()
    expect(screen.getByText('Asking took 1,775 times as long as being told.')).toBeTruthy()
    expect(screen.getByText(/^Torn bars run on: at this scale the longest would be 1,935 times as wide/)).toBeTruthy()
  })

  it('grows while more arrives', async () => {
    const late = newsroomArrivals(NOW).at(-1)!
    const host = createFakeHost({ channels: newsroomChannels(NOW), items: newsroomArrivals(NOW).slice(0, 3) })
    await draw(host, <JourneyDialog id={9_001} />)
    const list = await screen.findByRole('list', { name: /Arrivals/ })
    expect(within(list).getAllByRole('listitem')).toHaveLength(3)
    act(() => host.arrive(late))
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(4))
  })

  it('opens the item as it came over another channel', async () => {
    const client = await draw(demo(), <JourneyDialog id={9_001} />)
    fireEvent.click(await screen.findByTitle('Open it as it came over ntfy · Lumen Wire'))
    await waitFor(() => expect(client.store.getState().article.detail?.channelId).toBe(107))
    expect(client.store.getState().interface.dialog).toBeNull()
  })

  it('says what to do where it came but once', async () => {
    const host = createFakeHost({ channels: [channel({ id: 1 })], items: [detail({ id: 1 })] })
    await draw(host, <JourneyDialog id={1} />)
    expect(await screen.findByText(/came by one channel only/)).toBeTruthy()
    expect(screen.queryByText(/times as long/)).toBeNull()
  })

  it('is opened by the arrival mark of an article, and named in the demo', async () => {
    const host = demo()
    const client = await draw(host, <Article />)
    await act(() => client.actions.openItem(9_001))
    fireEvent.click(screen.getByRole('button', { name: /^How it came: Pushed by the publisher, 4 milliseconds after/ }))
    expect(client.store.getState().interface.dialog).toEqual({ kind: 'journey', id: 9_001 })
    expect(screen.getByRole('button', { name: 'Compare techniques' })).toBeTruthy()
  })

  it('is found for the newest headline of the demo, and said to be missing', async () => {
    const words = { nothing: 'Nothing yet.' }
    const client = await draw(demo(), null)
    await client.actions.compareTechniques(words)
    expect(client.store.getState().interface.dialog).toMatchObject({ kind: 'journey' })
    const empty = await draw(createFakeHost({ channels: newsroomChannels(NOW) }), null)
    await empty.actions.compareTechniques(words)
    expect(empty.store.getState().interface.toasts[0]?.message).toBe('Nothing yet.')
  })
})
