import { afterEach, describe, expect, it } from 'vitest'
import type { ChannelView } from '@contract/index'
import { createFakeClock } from '../../fakes/clock'
import { freePort } from '../../servers/free-port'
import { startFeedServer } from '../../servers/feed-server'
import { startRssCloud } from '../../servers/rss-cloud'
import { startWebSubHub } from '../../servers/web-sub-hub'
import { until } from '../../servers/until'
import { composeReader } from '../composed-reader'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const rss = (inside: string, ...titles: string[]) =>
  `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Paper</title>${inside}${titles
    .map((title) => `<item><title>${title}</title><guid>${title}</guid></item>`)
    .join('')}</channel></rss>`

/** A reader with a feed on this machine, its hub and its cloud. `publicUrl` false: nobody outside reaches us. */
async function stage(how: { service?: 'hub' | 'cloud' | 'header'; publicUrl?: boolean; file?: string } = {}) {
  const feed = await startFeedServer()
  const hub = await startWebSubHub()
  const cloud = await startRssCloud()
  closing.push(feed.close, hub.close, cloud.close)
  const topic = `${feed.origin}/feed`
  const offers = {
    hub: `<atom:link rel="hub" href="${hub.url}"/><atom:link rel="self" href="${topic}"/>`,
    cloud: `<cloud domain="127.0.0.1" port="${cloud.local.port}" path="/pleaseNotify" registerProcedure="" protocol="http-post"/>`,
    header: '',
  }
  const inside = offers[how.service ?? 'hub']
  const headers: Record<string, string> =
    how.service === 'header' ? { Link: `<${hub.url}>; rel="hub", <${topic}>; rel="self"` } : {}
  const document = (...titles: string[]) => rss(inside, ...titles)
  const show = (...titles: string[]) =>
    feed.answer('/feed', { headers: { ETag: `"${titles.length}"`, ...headers }, body: document(...titles) })
  show('one')
  const clock = createFakeClock()
  const composed = composeReader(how.file ?? ':memory:', { clock, receiver: true })
  closing.push(composed.close)
  const port = await freePort()
  const settle = (patch: object) => composed.reader.call('settings.change', { patch: { receiver: patch } })
  const makePublic = () => settle({ port, publicUrl: `http://127.0.0.1:${port}/crier/` })
  if (how.publicUrl !== false) await makePublic()
  composed.reader.start()
  const added = await composed.reader.call('channels.add', { url: topic, kind: 'feed' })
  if (!added.ok) throw new Error(added.error.message)
  const { id } = added.answer
  await until(() => composed.store.channel(id)?.total === 1, 'the first poll was stored')

  const view = async (): Promise<ChannelView> => {
    const answer = await composed.reader.call('snapshot.get', null)
    const found = answer.ok ? answer.answer.channels.find((channel) => channel.id === id) : undefined
    if (found === undefined) throw new Error('no channel')
    return found
  }
  const nextAt = async () => {
    const { state } = await view()
    return state.status === 'polled' ? state.nextAt - clock.now() : Number.NaN
  }
  return {
    ...composed,
    clock,
    feed,
    hub,
    cloud,
    id,
    topic,
    show,
    document,
    settle,
    makePublic,
    view,
    nextAt,
    polls: () => feed.asked('/feed').length,
    titles: () => composed.store.page({ list: 'all' }, null, 50).items,
    /** A service counts us in only after our answer has reached it. */
    pushed: () =>
      until(
        async () =>
          (await view()).wishes.pushedUntil !== null && hub.subscriptions.length + cloud.registered.length > 0,
        'it is pushed',
      ),
    notPushed: () => until(async () => (await view()).wishes.pushedUntil === null, 'it is not pushed any more'),
  }
}

type Stage = Awaited<ReturnType<typeof stage>>
/** The question that follows a new subscription, and what comes after it. */
async function afterFirstQuestion({ clock, polls, nextAt }: Stage): Promise<void> {
  const before = polls()
  await clock.advance(MINUTE + 1_000)
  await until(() => polls() > before, 'it was asked once more')
  await until(async () => (await nextAt()) > 11 * HOUR, 'it will be asked rarely')
}

describe('WebSub', () => {
  it('is only shown while nobody outside can reach us', async () => {
    const { view, hub, makePublic, pushed } = await stage({ publicUrl: false })
    expect((await view()).wishes).toMatchObject({ offersPush: ['WebSub'], pushedUntil: null })
    expect(hub.asked).toEqual([])
    await makePublic()
    await pushed()
    expect(hub.asked).toHaveLength(1)
  })

  it.each(['hub', 'header'] as const)('takes what is pushed, and polls rarely (named in the %s)', async (service) => {
    const here = await stage({ service })
    const { hub, topic, clock, view, pushed, document, titles, nextAt, polls } = here
    await pushed()
    expect(hub.subscriptions).toHaveLength(1)
    expect(hub.subscriptions[0]).toMatchObject({ topic, leaseSeconds: 864_000 })
    expect(hub.subscriptions[0]!.callback).toMatch(/\/crier\/w\/[-\w]{32}$/)
    expect((await view()).wishes.pushedUntil).toBe(clock.now() + 864_000_000)
    await afterFirstQuestion(here)
    expect(await hub.publish(topic, document('two', 'one'))).toEqual([200])
    const item = titles().find(({ title }) => title === 'two')
    expect(item?.arrival).toMatchObject({ how: 'push' })
    expect(titles()).toHaveLength(2)

    const asked = polls()
    const left = await nextAt()
    expect(left).toBeGreaterThan(11 * HOUR)
    expect(left).toBeLessThan(24 * HOUR)
    await clock.advance(left - MINUTE)
    expect(polls()).toBe(asked)
    await clock.advance(2 * MINUTE)
    await until(() => polls() === asked + 1, 'the safety poll')
  })

  it('believes only what is signed with the secret, whatever the method', async () => {
    const { hub, topic, document, titles, pushed, view, store, id } = await stage()
    await pushed()
    expect(await hub.publish(topic, document('forged'), { secret: 'guessed' })).toEqual([202])
    expect(await hub.publish(topic, document('forged'), { method: 'md5' })).toEqual([202])
    const { callback } = hub.subscriptions[0]!
    expect((await fetch(callback, { method: 'POST', body: document('forged') })).status).toBe(202)
    expect(titles().map(({ title }) => title)).toEqual(['one'])
    expect((await view()).tally.dropped).toBe(3)
    for (const method of ['sha1', 'sha256', 'sha384', 'sha512']) {
      expect(await hub.publish(topic, document(method), { method })).toEqual([200])
    }
    expect(store.channel(id)?.total).toBe(5)
  })

  it('asks the feed where the push is empty or unreadable', async () => {
    const here = await stage()
    const { hub, topic, pushed, polls, clock } = here
    await pushed()
    await afterFirstQuestion(here)
    for (const body of ['', '<p>no feed</p>']) {
      const asked = polls()
      expect([200, 202]).toContain((await hub.publish(topic, body))[0])
      await clock.advance(MINUTE + 1_000)
      await until(() => polls() === asked + 1, 'the feed was asked')
      await until(async () => (await here.nextAt()) > 11 * HOUR, 'it was answered')
    }
  })

  it('renews the lease before its end, and polls again when it is not renewed', async () => {
    const here = await stage({ publicUrl: false })
    const { hub, topic, clock, pushed, notPushed, view, polls, nextAt } = here
    hub.rules.leaseSeconds = 24 * 3_600
    await here.makePublic()
    await pushed()
    const first = (await view()).wishes.pushedUntil!
    const before = hub.asked.length
    await clock.advance(first - clock.now() - 2 * HOUR)
    await until(async () => (await view()).wishes.pushedUntil! > first, 'it was renewed')
    expect(hub.asked.slice(before).map(({ mode }) => mode)).toEqual(['subscribe'])
    expect(hub.subscriptions).toHaveLength(1)

    hub.rules.refuse = 503
    const second = (await view()).wishes.pushedUntil!
    await clock.advance(second - clock.now() - 2 * HOUR)
    await until(() => hub.asked.length === before + 2, 'it was asked once more')
    expect((await view()).wishes.pushedUntil).toBe(second)
    const asked = polls()
    await clock.advance(second - clock.now() + 1_000)
    await notPushed()
    await clock.advance(MINUTE)
    await until(() => polls() > asked, 'it is polled again')
    await until(async () => (await nextAt()) < 2 * HOUR, 'and at its usual interval')

    hub.rules.refuse = null
    const next = (await nextAt()) + 1_000
    await clock.advance(next)
    await pushed()
    await until(async () => (await hub.publish(topic, here.document('back'))).includes(200), 'a push is taken')
  })

  it.each([
    ['refuses', { refuse: 400 }],
    ['denies', { deny: true }],
    ['verifies something else', { wrongTopic: true }],
  ])('goes on polling when the hub %s', async (_, rules) => {
    const { hub, settle, makePublic, notPushed, view, clock, nextAt, polls } = await stage({ publicUrl: false })
    Object.assign(hub.rules, rules)
    await makePublic()
    await until(() => hub.asked.length === 1, 'the hub was asked')
    await until(() => hub.local.openSockets() === 0, 'it has answered')
    await clock.advance(11 * MINUTE)
    await notPushed()
    expect(hub.asked).toHaveLength(1)
    const asked = polls()
    await clock.advance((await nextAt()) + 1_000)
    await until(() => polls() === asked + 1, 'it is polled as ever')
    expect((await view()).wishes.pushedUntil).toBeNull()
    await settle({ publicUrl: null })
  })

  it('gives the subscription back when nobody outside is to reach us any more', async () => {
    const { hub, settle, pushed, notPushed } = await stage()
    await pushed()
    await settle({ publicUrl: null })
    await notPushed()
    await until(() => hub.subscriptions.length === 0, 'the hub let go')
    expect(hub.asked.map(({ mode }) => mode)).toEqual(['subscribe', 'unsubscribe'])
  })

  it('gives the subscription back when the channel is removed', async () => {
    const { hub, reader, id, pushed, topic, document } = await stage()
    await pushed()
    const { callback } = hub.subscriptions[0]!
    await reader.call('channels.remove', { id })
    await until(() => hub.subscriptions.length === 0, 'the hub let go')
    expect(hub.asked.map(({ mode }) => mode)).toEqual(['subscribe', 'unsubscribe'])
    expect(await hub.publish(topic, document('late'))).toEqual([])
    const late = await fetch(callback, { method: 'POST', body: 'x' }).then(
      ({ status }) => status,
      () => 'closed',
    )
    expect([410, 'closed']).toContain(late)
  })

  it('a short pause turns pushes away for later and asks after it; a long one gives the subscription back', async () => {
    const here = await stage()
    const { hub, reader, id, pushed, notPushed, topic, document, clock, polls } = here
    await pushed()
    await afterFirstQuestion(here)
    await reader.call('channels.pause', { id, until: clock.now() + 5 * MINUTE })
    expect(await hub.publish(topic, document('while paused'))).toEqual([503])
    const asked = polls()
    await clock.advance(6 * MINUTE)
    await until(() => polls() === asked + 1, 'what was missed is asked for')
    await reader.call('channels.pause', { id, until: null })
    await notPushed()
    await until(() => hub.subscriptions.length === 0, 'the hub let go')
    await reader.call('channels.resume', { id })
    await pushed()
  })

  it('survives a restart: the same subscription, and one question for what was missed', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs')
    const { tmpdir } = await import('node:os')
    const { join } = await import('node:path')
    const folder = mkdtempSync(join(tmpdir(), 'crier-upgrades-'))
    closing.push(async () => rmSync(folder, { recursive: true, force: true }))
    const here = await stage({ file: join(folder, 'crier.sqlite') })
    await here.pushed()
    await afterFirstQuestion(here)
    closing.splice(closing.indexOf(here.close), 1)
    await here.close()
    expect(here.hub.subscriptions).toHaveLength(1)
    const asked = here.polls()
    here.show('one', 'missed')
    const clock = createFakeClock(here.clock.now() + 2 * HOUR)
    const again = composeReader(join(folder, 'crier.sqlite'), { clock, receiver: true })
    closing.push(again.close)
    again.reader.start()
    await clock.advance(5 * MINUTE)
    await until(() => again.store.channel(here.id)?.total === 2, 'what was missed came')
    expect(here.polls()).toBe(asked + 1)
    await until(async () => {
      const statuses = await here.hub.publish(here.topic, here.document('pushed')).catch(() => [])
      return statuses[0] === 200
    }, 'a push is taken')
    expect(here.hub.asked).toHaveLength(1)
    expect(again.store.channel(here.id)?.total).toBe(3)
  })
})

describe('rssCloud', () => {
  it('registers, answers the challenge and asks the feed when there is news, at most once a minute', async () => {
    const here = await stage({ service: 'cloud' })
    const { cloud, topic, clock, view, pushed, show, polls, titles } = here
    expect((await view()).wishes.offersPush).toEqual(['rssCloud'])
    await pushed()
    expect(cloud.asked[0]).toMatchObject({
      protocol: 'http-post',
      domain: '127.0.0.1',
      url1: topic,
      notifyProcedure: '',
    })
    expect((await view()).wishes.pushedUntil).toBe(clock.now() + 25 * HOUR)
    await afterFirstQuestion(here)
    show('one', 'two')
    await clock.advance(10 * MINUTE)
    const asked = polls()
    expect(await cloud.ping(topic)).toEqual([200])
    await until(() => titles().length === 2, 'the news came at once')
    for (let times = 0; times < 5; times += 1) await cloud.ping(topic)
    await clock.advance(50_000)
    expect(polls()).toBe(asked + 1)
    await clock.advance(15_000)
    await until(() => polls() === asked + 2, 'the later pings are one more question')
    expect(
      (await fetch(cloud.registered[0]!.callback, { method: 'POST', body: 'url=https://other.example/' })).status,
    ).toBe(404)
  })

  it('renews within a day, and goes on polling where the cloud refuses', async () => {
    const here = await stage({ service: 'cloud' })
    const { cloud, clock, pushed, notPushed } = here
    await pushed()
    await clock.advance(24 * HOUR)
    await until(() => cloud.asked.length === 2, 'it was renewed')
    cloud.refuses = true
    await until(() => cloud.registered.length === 2, 'the cloud agreed')
    await clock.advance(24 * HOUR)
    await until(() => cloud.asked.length >= 3, 'it was asked again')
    await clock.advance(3 * HOUR)
    await notPushed()
  })
})
