import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cloudCall, isRegistered, isRssCloud } from '../../../src-main/core/push-upgrades/rss-cloud'
import {
  agreed,
  newUpgrade,
  readUpgrades,
  wantedOffer,
  type Upgrade,
} from '../../../src-main/core/push-upgrades/upgrade'
import { isSigned, isWebSub, verification } from '../../../src-main/core/push-upgrades/web-sub'
import type { PushOffer } from '../../../src-main/core/ports'

const HUB: PushOffer = { service: 'WebSub', hub: 'https://hub.example/', topic: 'https://paper.example/feed' }
const CLOUD: PushOffer = {
  service: 'rssCloud',
  domain: 'cloud.example',
  port: 80,
  path: '/',
  registerProcedure: '',
  protocol: 'http-post',
}
const upgradeOf = (offer: PushOffer): Upgrade => newUpgrade({ id: 1, url: 'https://paper.example/feed' }, offer, 1_000)
const hubOf = (change: Partial<Upgrade> = {}) => {
  const upgrade = { ...upgradeOf(HUB), ...change }
  if (!isWebSub(upgrade)) throw new Error('no hub')
  return upgrade
}
const ask = (query: Record<string, string>, change: Partial<Upgrade> = {}) =>
  verification(hubOf(change), new URLSearchParams(query))

describe('what a hub asks', () => {
  const wanted = { 'hub.mode': 'subscribe', 'hub.topic': HUB.topic, 'hub.challenge': 'c', 'hub.lease_seconds': '60' }

  it('is agreed to when it is what was asked for', () => {
    expect(ask(wanted)).toEqual({ what: 'subscribed', leaseMs: 60_000, answer: { status: 200, body: 'c' } })
    expect(ask({ ...wanted, 'hub.mode': 'unsubscribe' }, { state: 'leaving' })).toMatchObject({ what: 'unsubscribed' })
    expect(ask({ ...wanted, 'hub.mode': 'denied', 'hub.reason': 'no' })).toMatchObject({ what: 'denied', reason: 'no' })
  })

  it.each([
    ['another topic', { 'hub.topic': 'https://paper.example/other' }, {}],
    ['no challenge', { 'hub.challenge': '' }, {}],
    ['an endless challenge', { 'hub.challenge': 'x'.repeat(2_001) }, {}],
    ['another mode', { 'hub.mode': 'publish' }, {}],
    ['an end that nobody wants', { 'hub.mode': 'unsubscribe' }, {}],
    ['a beginning while it is given back', {}, { state: 'leaving' as const }],
  ])('is refused for %s', (_, query, change) => {
    expect(ask({ ...wanted, ...query }, change)).toEqual({ what: 'nothing', answer: { status: 404 } })
  })

  it('a lease stays within reason', () => {
    const upgrade = upgradeOf(HUB)
    expect(agreed(upgrade, 1, 0)).toMatchObject({ until: 60_000, renewAt: 54_000 })
    expect(agreed(upgrade, Number.MAX_SAFE_INTEGER, 0).until).toBe(30 * 24 * 3_600_000)
    expect(ask({ ...wanted, 'hub.lease_seconds': 'long' })).toMatchObject({ leaseMs: 864_000_000 })
  })

  it('a signature is compared whole, whatever stands there', () => {
    const upgrade = hubOf()
    const body = Buffer.from('news')
    const right = createHmac('sha256', upgrade.secret).update(body).digest('hex')
    expect(isSigned(upgrade, `sha256=${right}`, body)).toBe(true)
    expect(isSigned(upgrade, `SHA256=${right.toUpperCase()}`, body)).toBe(true)
    expect(isSigned(upgrade, `sha256=${right.slice(2)}`, body)).toBe(false)
    expect(isSigned(upgrade, `sha1=${right}`, body)).toBe(false)
    expect(isSigned(upgrade, null, body)).toBe(false)
    fc.assert(fc.property(fc.string(), (header) => !isSigned(upgrade, header, body)))
  })
})

describe('what a cloud says', () => {
  const call = (method: string, text: string) => {
    const upgrade = upgradeOf(CLOUD)
    if (!isRssCloud(upgrade)) throw new Error('no cloud')
    const [path, query] = method === 'GET' ? ['', text] : ['', '']
    const body = Buffer.from(method === 'POST' ? text : '')
    return cloudCall(upgrade, { method, path, query: new URLSearchParams(query), header: () => null, body })
  }
  const url = encodeURIComponent('https://paper.example/feed')

  it('is a challenge or news of this feed, and nothing else', () => {
    expect(call('GET', `url=${url}&challenge=c`)).toEqual({ isNews: false, answer: { status: 200, body: 'c' } })
    expect(call('POST', `url=${url}`)).toEqual({ isNews: true, answer: { status: 200 } })
    for (const [method, text] of [
      ['GET', `url=${url}`],
      ['GET', 'url=https://other.example&challenge=c'],
      ['POST', 'url=https://other.example'],
      ['PUT', `url=${url}`],
    ] as const) {
      expect(call(method, text)).toEqual({ isNews: false, answer: { status: 404 } })
    }
    fc.assert(fc.property(fc.string(), (text) => !call('POST', text).isNews))
  })

  it.each([
    [200, '<?xml version="1.0"?><notifyResult success="true" msg="ok"/>', true],
    [200, '{"success":true}', true],
    [200, '<notifyResult success="false" msg="true"/>', false],
    [500, '<notifyResult success="true"/>', false],
    [200, 'welcome', false],
  ])('%i %s', (status, text, expected) => expect(isRegistered(status, text)).toBe(expected))
})

describe('what is kept', () => {
  it('is read back, and nonsense is not', () => {
    const upgrade = upgradeOf(HUB)
    expect(readUpgrades(JSON.parse(JSON.stringify([upgrade, null, 7, {}, { ...upgrade, state: 'odd' }])))).toEqual([
      upgrade,
    ])
    expect(readUpgrades(null)).toEqual([])
    expect(readUpgrades('x')).toEqual([])
  })

  it('a hub is preferred to a cloud, and only clouds that can be asked count', () => {
    const record = (push: PushOffer[], kind = 'feed') =>
      ({ kind, publisher: { push }, memory: { pausedUntil: null, final: null } }) as never
    expect(wantedOffer(record([CLOUD, HUB]), 0)).toBe(HUB)
    expect(wantedOffer(record([{ ...CLOUD, protocol: 'xml-rpc' }]), 0)).toBeNull()
    expect(wantedOffer(record([HUB], 'sse'), 0)).toBeNull()
  })
})
