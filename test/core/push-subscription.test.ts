import { Agent } from 'node:https'
import { afterEach, describe, expect, it } from 'vitest'
import webpush from 'web-push'
import type { CallAnswer } from '@contract/index'
import type { Json } from '../../src-main/core/ports'
import { createHttpClient } from '../../src-main/transports/http'
import { createDoor } from '../../src-main/transports/receiver/door'
import { createWebPushTransport } from '../../src-main/transports/webpush'
import { startNtfyPushServer } from '../servers/ntfy-push-server'
import { systemClock } from '../servers/recording-io'
import { until } from '../servers/until'
import { composeReader, type ComposedReader } from './composed-reader'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function compose(): ComposedReader & { kept: Map<string, Json> } {
  const kept = new Map<string, Json>()
  const door = createDoor({
    clock: systemClock,
    kept: {
      get: (name) => kept.get(name) ?? (name === 'receiverPort' ? 1 : null),
      set: (name, value) => void kept.set(name, value),
    },
  })
  const composed: ComposedReader = composeReader(':memory:', {
    transports: {
      webpush: createWebPushTransport({
        http: createHttpClient(),
        clock: systemClock,
        door,
        channels: () => composed.store.channels().filter(({ kind }) => kind === 'webpush'),
      }),
    },
  })
  closing.push(async () => {
    await composed.close()
    await door.close()
  })
  composed.reader.start()
  return { ...composed, kept }
}

async function add({ reader }: ComposedReader, url: string): Promise<number> {
  const added = await reader.call('channels.add', { url, kind: 'webpush' })
  if (!added.ok) throw new Error(added.error.message)
  return added.answer.id
}
async function sheetOf({ reader }: ComposedReader, id: number) {
  const answer = await reader.call('channels.pushSubscription', { id })
  if (!answer.ok || answer.answer === null) throw new Error('no sheet')
  return answer.answer
}
const subscriptionIn = (sheet: NonNullable<CallAnswer<'channels.pushSubscription'>>) =>
  JSON.parse(sheet.subscription) as webpush.PushSubscription
const titles = ({ store }: ComposedReader) => store.page({ list: 'all' }, null, 50).items.map(({ title }) => title)

describe('a Web Push channel', () => {
  it('is added with keys and an address, stores what is sent, and honours the old ones after a renewal', async () => {
    const composed = compose()
    const id = await add(composed, 'webpush://localhost')
    await until(async () => (await sheetOf(composed, id)).trouble === null, 'it can be reached')
    const agent = new Agent({ ca: (composed.kept.get('receiverCertificate') as { cert: string }).cert })
    closing.push(async () => agent.destroy())
    const first = await sheetOf(composed, id)
    const send = (sheet: typeof first, text: string) =>
      webpush.sendNotification(subscriptionIn(sheet), text, { agent, TTL: 60 })
    await send(first, JSON.stringify({ title: 'Rain', tag: 'weather' }))
    await send(first, JSON.stringify({ title: 'Sun', tag: 'weather' }))
    await send(first, JSON.stringify({ title: 'Goal' }))
    expect(titles(composed).sort()).toEqual(['Goal', 'Sun'])

    const view = await composed.reader.call('snapshot.get', null)
    const told = JSON.stringify(view)
    const { privateKey } = composed.store.channel(id)!.settings.options
    expect(String(privateKey).length).toBeGreaterThan(40)
    expect(told).not.toContain(privateKey)
    expect(told).not.toContain(composed.store.channel(id)!.settings.options.authSecret)

    expect(await composed.reader.call('channels.renewPushSubscription', { id })).toMatchObject({ ok: true })
    await until(async () => (await sheetOf(composed, id)).trouble === null, 'it can be reached again')
    const second = await sheetOf(composed, id)
    expect(second.endpoint).not.toBe(first.endpoint)
    await send(second, 'to the new one')
    await send(first, 'to the old one')
    expect(titles(composed).sort()).toEqual(['Goal', 'Sun', 'to the new one', 'to the old one'])

    await composed.reader.call('channels.pause', { id, until: null })
    await until(async () => (await sheetOf(composed, id)).trouble !== null, 'it is paused')
    expect((await sheetOf(composed, id)).trouble).toContain('paused')
    await composed.reader.call('channels.remove', { id })
    expect(composed.complaints).toEqual([])
  })

  it('can be had twice on one server, and says that http reaches few senders', async () => {
    const server = await startNtfyPushServer()
    closing.push(server.close)
    const composed = compose()
    const [one, two] = [await add(composed, server.local.origin), await add(composed, server.local.origin)]
    const sheets = [await sheetOf(composed, one), await sheetOf(composed, two)]
    expect(new Set(sheets.map(({ endpoint }) => endpoint)).size).toBe(2)
    expect(sheets[0]!.trouble).toContain('not secure')
    // An address that is followed already stays refused.
    const again = await composed.reader.call('channels.add', { url: sheets[0]!.endpoint, kind: 'webpush' })
    expect(again).toMatchObject({ ok: false, error: { kind: 'conflict' } })
  })

  it('of another kind hands out nothing', async () => {
    const composed = compose()
    const added = await composed.reader.call('channels.add', { url: 'http://127.0.0.1:1/x', kind: 'sse' })
    const id = added.ok ? added.answer.id : 0
    expect(await composed.reader.call('channels.pushSubscription', { id })).toEqual({ ok: true, answer: null })
    expect(await composed.reader.call('channels.renewPushSubscription', { id })).toMatchObject({ ok: false })
    expect(await composed.reader.call('channels.pushSubscription', { id: 99 })).toMatchObject({ ok: false })
  })
})
