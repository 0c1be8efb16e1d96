import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type * as Contract from '../../src-main/contract/index'
import type { ChannelView, DetectedChannel, Detection } from '../../src-main/contract/index'
import AddChannelDialog from '../../src-renderer/views/add-channel/AddChannelDialog'
import ChannelDialog from '../../src-renderer/views/channels/ChannelDialog'
import { createFakeHost, type FakeHostOptions } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { callsOf, draw } from './draw'

vi.mock('@contract/index', async (original) => {
  const contract = await original<typeof Contract>()
  const { SAMPLE_TECHNIQUE, WISHING_TECHNIQUE } = await import('../fakes/host/sample-technique')
  return { ...contract, TECHNIQUES: { ...contract.TECHNIQUES, ntfy: SAMPLE_TECHNIQUE, feed: WISHING_TECHNIQUE } }
})

afterEach(cleanup)

const topic: DetectedChannel = {
  url: 'https://ntfy.example/',
  kind: 'ntfy',
  title: 'Alerts',
  facts: { format: null, events: [], sampleMs: null, offersPush: [] },
  preview: [],
  options: { sampleTopics: 'alerts' },
  alternatives: [{ kind: 'longpoll', url: 'https://ntfy.example/alerts/json?poll=1', options: {} }],
  subscribedAs: null,
}
const found = (candidates: DetectedChannel[], more: Partial<Detection> = {}): Detection => ({
  address: 'https://ntfy.example/',
  candidates,
  steps: ['GET https://ntfy.example/ → 200', 'GET https://ntfy.example/v1/health → 200'],
  failure: null,
  ...more,
})
const write = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))

async function add(calls: FakeHostOptions['calls'] = {}) {
  const host = createFakeHost({ calls: { 'channels.add': () => ({ id: 7 }), ...calls } })
  const client = await draw(host, <AddChannelDialog />)
  return { host, client }
}
async function look() {
  write('Address', 'ntfy.example')
  fireEvent.submit(screen.getByLabelText('Address'))
}
function chooseKind(name: RegExp) {
  press(/^Kind /)
  fireEvent.click(screen.getByRole('radio', { name }), { detail: 1 })
}

describe('the kinds', () => {
  it('stand in groups by how news comes, with a word on each', async () => {
    await add()
    press('Kind Find out')
    const pushed = screen.getByRole('group', { name: /^Pushed/ })
    expect(within(pushed).getAllByRole('radio')).toHaveLength(16)
    expect(within(screen.getByRole('group', { name: /^Held/ })).getAllByRole('radio')).toHaveLength(1)
    expect(within(screen.getByRole('group', { name: /^Polled/ })).getAllByRole('radio')).toHaveLength(2)
    expect(within(pushed).getByText('Hubs of ASP.NET Core')).toBeTruthy()
  })

  it('are found by what people call them, and the first is chosen with Enter', async () => {
    await add()
    press('Kind Find out')
    const field = screen.getByLabelText('Find a kind')
    fireEvent.change(field, { target: { value: 'couchdb' } })
    expect(screen.getAllByRole('radio').map((radio) => (radio as HTMLInputElement).value)).toEqual(['longpoll'])
    fireEvent.keyDown(field, { key: 'Enter' })
    const button = screen.getByRole('button', { name: /^Kind Long poll/ })
    expect(button.getAttribute('aria-expanded')).toBe('false')
    expect(document.activeElement).toBe(button)
  })

  it('are left with Escape, and nothing else closes', async () => {
    const { client } = await add()
    client.actions.showDialog({ kind: 'add' })
    press('Kind Find out')
    fireEvent.keyDown(screen.getByLabelText('Find a kind'), { key: 'Escape' })
    expect(screen.queryByLabelText('Find a kind')).toBeNull()
    expect(client.store.getState().interface.dialog).not.toBeNull()
  })
})

describe('the options of a new channel', () => {
  it('are asked for when the kind is chosen by hand, and sent along with the question', async () => {
    const { host } = await add({ 'channels.detect': () => found([topic]) })
    chooseKind(/^ntfy/)
    await look()
    expect(callsOf(host, 'channels.detect')).toEqual([])
    expect(screen.getByText('“sampleTopics” is needed. Fill it in.')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText(/^sampleTopics/))

    fireEvent.change(screen.getByLabelText(/^sampleTopics/), { target: { value: 'alerts\nbuilds' } })
    write('sampleToken', 'tk_1')
    await look()
    expect(callsOf(host, 'channels.detect')).toEqual([
      {
        address: 'ntfy.example',
        onlyKind: 'ntfy',
        settings: { options: { sampleToken: 'tk_1', sampleTopics: 'alerts\nbuilds' } },
      },
    ])
  })

  it('come filled in with what was found, and are stored with the other ways', async () => {
    const { host } = await add({ 'channels.detect': () => found([topic]) })
    await look()
    await screen.findByText('Alerts')
    expect(screen.getByLabelText<HTMLTextAreaElement>(/^sampleTopics/).value).toBe('alerts')
    expect(screen.getByText('Also offered: Long poll (Comet)')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('sampleStyle'), { target: { value: 'etag' } })
    expect(screen.queryByLabelText('sampleParameter')).toBeNull()
    press('Subscribe')
    await waitFor(() => expect(callsOf(host, 'channels.add')).toHaveLength(1))
    expect(callsOf(host, 'channels.add')[0]).toEqual({
      url: topic.url,
      kind: 'ntfy',
      folder: null,
      settings: { options: { sampleTopics: 'alerts', sampleStyle: 'etag' }, alternatives: topic.alternatives },
    })
  })

  it('say what is wrong at the field, in words', async () => {
    const { host } = await add({ 'channels.detect': () => found([topic]) })
    await look()
    await screen.findByText('Alerts')
    write('sampleSeconds', '0')
    expect(screen.getByText('At least 1.')).toBeTruthy()
    write('sampleSeconds', 'soon')
    expect(screen.getByText('Write a number.')).toBeTruthy()
    press('Subscribe')
    expect(callsOf(host, 'channels.add')).toEqual([])
    expect(document.activeElement).toBe(screen.getByLabelText('sampleSeconds'))
    // Folded away, nobody would see why.
    expect(screen.getByText('Rarely needed').closest('details')?.open).toBe(true)
  })

  it('allow to subscribe where nothing was found, if the kind was chosen by hand', async () => {
    const failure = { kind: 'unauthorized', message: 'ntfy.example asks for a password.' } as const
    const { host } = await add({ 'channels.detect': () => found([], { failure }) })
    await look()
    await screen.findByText('ntfy.example asks for a password.')
    expect(screen.queryByRole('button', { name: /Subscribe/ })).toBeNull()

    chooseKind(/^ntfy/)
    fireEvent.change(screen.getByLabelText(/^sampleTopics/), { target: { value: 'alerts' } })
    await look()
    await screen.findByText('ntfy.example asks for a password.')
    press('Subscribe all the same')
    await waitFor(() => expect(callsOf(host, 'channels.add')).toHaveLength(1))
    expect(callsOf(host, 'channels.add')[0]).toMatchObject({
      url: 'https://ntfy.example/',
      kind: 'ntfy',
      settings: { options: { sampleTopics: 'alerts' } },
    })
  })

  it('tell how Crier looked, one step further', async () => {
    await add({ 'channels.detect': () => found([topic]) })
    await look()
    const steps = await screen.findByText('How Crier looked (2 steps)')
    expect(steps.closest('details')?.open).toBe(false)
    expect(screen.getByText('GET https://ntfy.example/v1/health → 200')).toBeTruthy()
  })
})

describe('what a publisher asks for', () => {
  const cdf: DetectedChannel = {
    ...topic,
    kind: 'feed',
    url: 'https://press.example/channel.cdf',
    title: 'Press',
    options: {},
    alternatives: [],
    facts: {
      ...topic.facts,
      format: 'CDF',
      offersPush: ['WebSub'],
      asksLogin: true,
      statisticsTo: 'https://press.example/log',
      schedule: { intervalMs: 86_400_000, earliestMs: 3_600_000, latestMs: 18_000_000 },
      sections: ['Harbour', 'Weather'],
    },
  }

  it('is told, and nothing of it happens unless it is wanted', async () => {
    const { host } = await add({ 'channels.detect': () => found([cdf]) })
    await look()
    await screen.findByText('Press')
    const statistics = screen.getByRole('switch', { name: 'Send reading statistics' })
    const schedule = screen.getByRole('switch', { name: 'Ask when the publisher recommends' })
    expect(statistics.getAttribute('aria-checked')).toBe('false')
    expect(schedule.getAttribute('aria-checked')).toBe('false')
    expect(screen.getByText(/would like to be told at press\.example/)).toBeTruthy()
    expect(screen.getByText(/once in 1 day, between 1 hour and 5 hours/)).toBeTruthy()
    expect(screen.getByText('Divided into 2 sections')).toBeTruthy()
    press('Subscribe')
    await waitFor(() => expect(callsOf(host, 'channels.add')).toHaveLength(1))
    expect(callsOf(host, 'channels.add')[0]).toMatchObject({ settings: {} })
  })

  it('is granted: the schedule by a switch, the login as a header', async () => {
    const { host } = await add({ 'channels.detect': () => found([cdf]) })
    await look()
    await screen.findByText('Press')
    fireEvent.click(screen.getByRole('switch', { name: 'Ask when the publisher recommends' }))
    write('Name (login)', 'anna:b')
    expect(screen.getByText('A name cannot contain a colon.')).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Subscribe' }).disabled).toBe(true)
    write('Name (login)', 'änna')
    write('Password', 'pass')
    press('Subscribe')
    await waitFor(() => expect(callsOf(host, 'channels.add')).toHaveLength(1))
    expect(callsOf(host, 'channels.add')[0]).toMatchObject({
      settings: {
        // RFC 7617 section 2.1: UTF-8.
        headers: { Authorization: `Basic ${Buffer.from('änna:pass').toString('base64')}` },
        options: { followSchedule: true },
      },
    })
  })
})

describe('the options of a channel', () => {
  const plain = channel({ id: 1, kind: 'ntfy', url: 'https://ntfy.example/', title: 'Alerts' })
  const view: ChannelView = {
    ...plain,
    settings: {
      ...plain.settings,
      options: { sampleTopics: 'alerts', sampleSeconds: 45 },
      secretNames: ['sampleToken', 'sampleKey'],
    },
  }
  async function edit(change: Partial<ChannelView> = {}) {
    const host = createFakeHost({ channels: [{ ...view, ...change }] })
    const client = await draw(host, <ChannelDialog id={1} />)
    return { host, client }
  }
  const save = () => fireEvent.submit(document.querySelector('#channel-edit')!)
  const sent = async (host: Awaited<ReturnType<typeof edit>>['host']) => {
    await waitFor(() => expect(callsOf(host, 'channels.change')).toHaveLength(1))
    return (callsOf(host, 'channels.change')[0] as { patch: { settings: { options: unknown } } }).patch.settings.options
  }

  it('are sent as a whole, and a stored secret is not touched', async () => {
    const { host } = await edit()
    expect(screen.getByText('Set')).toBeTruthy()
    write('sampleSeconds', '60')
    save()
    expect(await sent(host)).toEqual({ sampleTopics: 'alerts', sampleSeconds: 60 })
  })

  it('go back to their default when they are emptied or set to it', async () => {
    const { host } = await edit()
    write('sampleSeconds', '')
    save()
    expect(await sent(host)).toEqual({ sampleTopics: 'alerts' })
  })

  it('replace a stored secret without ever showing it', async () => {
    const { host } = await edit()
    press('Replace')
    const field = screen.getByLabelText<HTMLInputElement>('sampleToken')
    expect(field.value).toBe('')
    expect(field.type).toBe('password')
    expect(document.activeElement).toBe(field)
    fireEvent.change(field, { target: { value: 'tk_2' } })
    save()
    expect(await sent(host)).toEqual({ sampleToken: 'tk_2', sampleTopics: 'alerts', sampleSeconds: 45 })
  })

  it('forget a stored secret, and can be told to keep it after all', async () => {
    const { host } = await edit()
    press('Forget')
    expect(screen.getByText('Will be forgotten when you save.')).toBeTruthy()
    press('Keep it')
    expect(screen.getByText('Set')).toBeTruthy()
    press('Forget')
    save()
    expect(await sent(host)).toEqual({ sampleToken: '', sampleTopics: 'alerts', sampleSeconds: 45 })
  })

  it('say that a stored secret would go to another host, and can forget it', async () => {
    const { host } = await edit()
    write('Address', 'https://other.example/')
    expect(screen.getByText(/\(sampleToken.*will be sent to other\.example/)).toBeTruthy()
    fireEvent.click(screen.getByRole('switch', { name: 'Do not send them there; forget them' }))
    save()
    expect(await sent(host)).toMatchObject({ sampleToken: '' })
  })

  it('refuse what is missing, at its field', async () => {
    const { host } = await edit()
    fireEvent.change(screen.getByLabelText(/^sampleTopics/), { target: { value: ' ' } })
    save()
    expect(screen.getByText('“sampleTopics” is needed. Fill it in.')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText(/^sampleTopics/))
    expect(callsOf(host, 'channels.change')).toEqual([])
  })

  it('offer the other ways of the same publisher', async () => {
    const to = { kind: 'longpoll' as const, url: 'https://ntfy.example/poll', options: {} }
    const { host, client } = await edit({ settings: { ...view.settings, alternatives: [to] } })
    press('Follow by Long poll (Comet)')
    await waitFor(() => expect(callsOf(host, 'channels.switchTechnique')).toEqual([{ id: 1, to }]))
    await waitFor(() => expect(client.store.getState().interface.toasts[0]?.message).toContain('Long poll'))
  })
})
