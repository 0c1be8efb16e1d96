import { afterEach, describe, expect, it, vi } from 'vitest'
import { startClient, type RunningClient } from '../../../src-renderer/state/client'
import { createTickingClock } from '../../../src-renderer/state/clock'
import { createFakeHost } from '../../fakes/host/fake-host'
import { channel } from '../../fakes/host/sample-channels'
import { detail } from '../../fakes/host/sample-items'

let client: RunningClient | null = null
afterEach(() => client?.stop())

async function start(yes: boolean, statisticsTo: string | null) {
  const { settings, wishes, ...rest } = channel({ id: 1, kind: 'feed' })
  const host = createFakeHost({
    channels: [
      {
        ...rest,
        settings: { ...settings, options: yes ? { sendStatistics: true } : {} },
        wishes: { ...wishes, statisticsTo },
      },
    ],
    items: [1, 2].map((id) => detail({ id, channelId: 1 })),
  })
  const started = startClient({
    host,
    clock: createTickingClock(() => 1_000_000),
    remembered: { get: () => null, set: () => undefined },
    requested: () => undefined,
  })
  client = started
  await vi.waitFor(() => expect(started.store.getState().list.loading).toBeNull())
  const told = () => host.made.filter(({ name }) => name === 'items.opened').map(({ argument }) => argument)
  return { actions: started.actions, told }
}

describe('an article that the user opens', () => {
  it('is told of where the user and the publisher want it, once each time it is opened', async () => {
    const { actions, told } = await start(true, 'https://news.example/hits')
    await actions.openItem(1)
    await actions.openItem(1)
    expect(told()).toEqual([{ id: 1 }])
    await actions.step(1, false)
    actions.setCursor(2)
    await actions.toggleRead(2)
    expect(told()).toHaveLength(1)
    await actions.openItem(2)
    await actions.openItem(9)
    await actions.openItem(1)
    expect(told()).toEqual([{ id: 1 }, { id: 2 }, { id: 1 }])
  })

  it.each([
    [false, 'https://news.example/hits'],
    [true, null],
  ])('is nobody’s business otherwise (%s, %s)', async (yes, statisticsTo) => {
    const { actions, told } = await start(yes, statisticsTo)
    await actions.openItem(1)
    expect(told()).toEqual([])
  })
})
