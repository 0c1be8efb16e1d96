import { Agent, request as httpsRequest } from 'node:https'
import { request as httpRequest } from 'node:http'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import webpush from 'web-push'
import {
  DEFAULT_CHANNEL_SETTINGS,
  DEFAULT_SETTINGS,
  type Options,
  type PushSubscriptionSheet,
  type Settings,
} from '../../src-main/contract/index'
import { TransportError, type Clock, type Json } from '../../src-main/core/ports'
import { sealPush } from '../../src-main/newsroom/seal-push'
import { createHttpClient } from '../../src-main/transports/http'
import { createDoor } from '../../src-main/transports/receiver/door'
import { createWebPushTransport } from '../../src-main/transports/webpush'
import { publicKeyOf } from '../../src-main/transports/webpush/decrypt'
import { HONOURED_MS, makeKeys, renewedOptions } from '../../src-main/transports/webpush/keys'
import { selfSignedCertificate } from '../servers/certificate'
import { startLocalServer } from '../servers/local-server'
import { startNtfyPushServer } from '../servers/ntfy-push-server'
import { gate, startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

const closers: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A transport with a receiver of its own, and what it keeps. */
function reader(
  more: { clock?: Clock; wishes?: () => Settings['receiver']; channels?: { url: string; options: Options }[] } = {},
) {
  const kept = new Map<string, Json>()
  const clock = more.clock ?? systemClock
  // No test may take the port that an installed Crier likes.
  const door = createDoor({
    clock,
    wishes: more.wishes ?? (() => DEFAULT_SETTINGS.receiver),
    kept: {
      get: (name) => kept.get(name) ?? (name === 'receiverPort' ? 1 : null),
      set: (name, value) => void kept.set(name, value),
    },
  })
  const transport = createWebPushTransport({
    http: createHttpClient(),
    clock,
    door,
    channels: () => (more.channels ?? []).map(({ url, options }) => ({ url, settings: settingsOf(options) })),
  })
  closers.push(() => door.close())
  const run = (url: string, wishes: RunWishes = {}): RecordedRun => {
    const started = startRun(transport, url, wishes)
    closers.push(async () => {
      started.abort()
      await started.over
    })
    return started
  }
  return { transport, door, kept, run }
}

const settingsOf = (options: Options) => ({ ...DEFAULT_CHANNEL_SETTINGS, options })

const subscriptionIn = (sheet: PushSubscriptionSheet) => JSON.parse(sheet.subscription) as webpush.PushSubscription

/** A channel at the receiver, open. */
async function openAtReceiver(options: Options = {}, wishes: RunWishes = {}, more: Parameters<typeof reader>[0] = {}) {
  const keys = makeKeys()
  const mine = reader(more)
  const url = mine.transport.handsOut!.newAddress('webpush://localhost')
  const settings = { options: { ...keys, ...options } }
  const run = mine.run(url, { settings, ...wishes })
  await run.until(() => run.opened === 1, 'it opened')
  const sheet = mine.transport.handsOut!.sheet({ url, settings: settingsOf(settings.options) })
  const certificate = mine.kept.get('receiverCertificate') as { cert: string }
  const agent = new Agent({ ca: certificate.cert })
  closers.push(() => agent.destroy())
  const subscription = subscriptionIn(sheet)
  const send = (text: string | Buffer | null, sending: webpush.RequestOptions = {}) =>
    webpush.sendNotification(subscription, text, { agent, TTL: 60, ...sending })
  const post = (headers: Record<string, string>, body: string | Buffer = '') =>
    ask(sheet.endpoint, { method: 'POST', headers, agent }, body)
  return { ...mine, keys, url, sheet, run, subscription, send, post, agent, cert: certificate.cert }
}

interface Answered {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}
function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; agent?: Agent },
  body: string | Buffer = '',
) {
  return new Promise<Answered>((resolve, reject) => {
    const start = url.startsWith('https:') ? httpsRequest : httpRequest
    const request = start(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

const refusal = (sending: Promise<unknown>) =>
  sending.then(
    () => {
      throw new Error('it was taken')
    },
    (error: unknown) => (error as webpush.WebPushError).statusCode,
  )
const payloads = (run: RecordedRun) => run.events.map(({ payload }) => payload)

describe('through a push server, over TLS', () => {
  let certificate: ReturnType<typeof selfSignedCertificate>
  beforeAll(() => void (certificate = selfSignedCertificate()))

  it('takes what the real web-push sends, resumes, and follows an older topic after a renewal', async () => {
    const server = await startNtfyPushServer(undefined, certificate)
    closers.push(server.close)
    const { transport, run } = reader()
    const keys = makeKeys()
    const url = transport.handsOut!.newAddress(server.local.origin)
    const settings = { acceptSelfSigned: true, options: { ...keys } }
    const agent = new Agent({ ca: certificate.cert })
    closers.push(() => agent.destroy())
    const channel = { url, settings: { ...DEFAULT_CHANNEL_SETTINGS, ...settings } }
    const subscription = subscriptionIn(transport.handsOut!.sheet(channel))
    expect(subscription.endpoint).toBe(url)

    // Sent before anybody listens: the server keeps it.
    await webpush.sendNotification(subscription, '{"title":"early"}', { agent })
    const first = run(url, { settings })
    await first.until(() => first.events.length === 1, 'the early one came')
    expect(server.since()).toBe('all')
    const vapidKeys = webpush.generateVAPIDKeys()
    const vapidDetails = { subject: 'mailto:a@example.org', ...vapidKeys }
    await webpush.sendNotification(subscription, 'second ä', { agent, vapidDetails, urgency: 'high', topic: 'x' })
    await first.until(() => first.events.length === 2, 'the second came')
    expect(payloads(first)).toEqual(['{"title":"early"}', 'second ä'])
    expect(first.events[1]).toMatchObject({ format: 'notification', id: 'm2', cursor: { lastId: 'm2' } })
    first.abort()
    await first.over

    await webpush.sendNotification(subscription, 'missed', { agent })
    const renewed = transport.handsOut!.renewed(channel)
    const second = run(renewed.url, {
      cursor: first.cursor,
      settings: { ...settings, options: renewed.options },
    })
    await second.until(() => second.events.length === 1, 'the missed one came, sent to the old address')
    expect(server.since()).toBe('m2')
    expect(server.topics()).toHaveLength(2)
    const next = subscriptionIn(
      transport.handsOut!.sheet({ url: renewed.url, settings: { ...channel.settings, options: renewed.options } }),
    )
    expect(next.keys.p256dh).not.toBe(subscription.keys.p256dh)
    await webpush.sendNotification(next, 'new keys', { agent })
    await second.until(() => second.events.length === 2, 'the new address works')
    expect(payloads(second)).toEqual(['missed', 'new keys'])
  })

  it('refuses the certificate where the user did not accept it', async () => {
    const server = await startNtfyPushServer(undefined, certificate)
    closers.push(server.close)
    const started = reader().run(`${server.local.origin}/upX?up=1`, { settings: { options: { ...makeKeys() } } })
    await started.over
    expect(started.failure().kind).toBe('tls')
  })

  it('counts what it cannot read and goes on', async () => {
    const keys = makeKeys()
    const server = await startNtfyPushServer(keys)
    closers.push(server.close)
    const started = reader().run(server.url('live'), { settings: { options: { ...keys } } })
    await started.until(() => started.opened === 1, 'it opened')
    const other = makeKeys()
    const sealed = sealPush('not for us', { p256dh: publicKeyOf(other), auth: other.authSecret })
    server.post('upContract', sealed)
    server.post('upContract', Buffer.from('not encrypted'))
    server.write('no json\n')
    server.write('{"event":"keepalive"}\n{"event":"message","id":7}\n')
    // ntfy cuts what is too long, and what is cut cannot be opened.
    server.post(
      'upContract',
      sealPush('x'.repeat(5_000), { p256dh: publicKeyOf(keys), auth: keys.authSecret }).subarray(0, 4_096),
    )
    server.send(['good'])
    await started.until(() => started.events.length === 1, 'the good one came')
    expect(started.drops.map(({ why }) => why.message)).toEqual([
      expect.stringContaining('other keys'),
      expect.stringContaining('not encrypted'),
      expect.stringContaining('no message of ntfy'),
      expect.stringContaining('no message of ntfy'),
      expect.stringContaining('damaged on the way'),
    ])
  })

  it('takes unencrypted messages where the user wants them, as ntfy sends them', async () => {
    const keys = makeKeys()
    const server = await startNtfyPushServer(keys)
    closers.push(server.close)
    const started = reader().run(server.url('live'), { settings: { options: { ...keys, plain: true } } })
    await started.until(() => started.opened === 1, 'it opened')
    server.post('upContract', Buffer.from('by curl'))
    await started.until(() => started.events.length === 1, 'it came')
    expect(started.events[0]).toMatchObject({ format: 'ntfy' })
    expect(JSON.parse(String(started.events[0]!.payload))).toMatchObject({ message: 'by curl' })
  })

  it('says so where the address is no push server', async () => {
    const page = await startLocalServer(
      (_, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>'),
    )
    closers.push(page.close)
    const started = reader().run(`${page.origin}/upX?up=1`, { settings: { options: { ...makeKeys() } } })
    await started.over
    expect(started.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
  })

  it('says so where the keys are missing', async () => {
    const started = reader().run('https://127.0.0.1:1/upX?up=1')
    await started.over
    expect(started.failure()).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
  })

  it('hands the subscription over before it listens', async () => {
    const keys = makeKeys()
    const got: string[] = []
    const server = await startNtfyPushServer(keys)
    const site = await startLocalServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        got.push(Buffer.concat(chunks).toString())
        response.writeHead(request.url === '/subscribe' ? 201 : 500).end()
      })
    })
    closers.push(server.close, site.close)
    const { run, transport } = reader()
    const options = { ...keys, announceTo: `${site.origin}/subscribe` }
    const started = run(server.url('live'), { settings: { options } })
    await started.until(() => started.opened === 1, 'it opened')
    expect(got).toEqual([
      transport.handsOut!.sheet({ url: server.url('live'), settings: settingsOf(options) }).subscription,
    ])
    const refused = run(server.url('live'), { settings: { options: { ...keys, announceTo: `${site.origin}/no` } } })
    await refused.over
    expect(refused.failure()).toMatchObject({
      kind: 'serverError',
      final: null,
      message: expect.stringContaining('handed over'),
    })
  })
})

describe('at the receiver, over TLS', () => {
  it('takes what the real web-push sends and answers when it is stored', async () => {
    const door = gate()
    const { run, send, sheet } = await openAtReceiver({}, { store: door.passed })
    expect(sheet.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/p\/\w{32}$/)
    expect(sheet.trouble).toBeNull()
    expect(sheet.commands.map(({ what }) => what)).toEqual(['openssl', 'webPush'])
    let answered = false
    const sending = send('{"title":"hello reader"}', { urgency: 'high', topic: 'weather' }).finally(
      () => (answered = true),
    )
    await run.until(() => run.bytes > 0, 'it came')
    expect(answered).toBe(false)
    door.open()
    const { statusCode, headers } = await sending
    expect(statusCode).toBe(201)
    expect(headers).toMatchObject({ location: expect.stringMatching(/\/p\/m\//), ttl: '60' })
    expect(payloads(run)).toEqual(['{"title":"hello reader"}'])
    expect(run.events[0]).toMatchObject({ format: 'notification', says: { priority: 4, guid: 'topic:weather' } })
    expect(run.atOnce).toBe(1)
  })

  it('takes the longest message there is, and refuses a longer one', async () => {
    const { run, send } = await openAtReceiver()
    await send('x'.repeat(3_993))
    expect(payloads(run)).toEqual(['x'.repeat(3_993)])
    expect(await refusal(send('x'.repeat(3_994)))).toBe(413)
  })

  it('answers each fault with its status', async () => {
    const { run, post, keys, sheet, agent } = await openAtReceiver()
    const sealed = sealPush('x', { p256dh: publicKeyOf(keys), auth: keys.authSecret })
    const encrypted = { 'Content-Encoding': 'aes128gcm' }
    expect(await post(encrypted, sealed)).toMatchObject({ status: 400, body: expect.stringContaining('TTL') })
    expect((await post({ ...encrypted, TTL: 'soon' }, sealed)).status).toBe(400)
    expect((await post({ ...encrypted, TTL: '1', Topic: 'no spaces please' }, sealed)).status).toBe(400)
    expect((await post({ TTL: '1' }, 'clear')).status).toBe(415)
    expect((await post({ TTL: '1', 'Content-Encoding': 'aesgcm' }, sealed)).status).toBe(415)
    expect((await post({ ...encrypted, TTL: '1' }, Buffer.alloc(200))).status).toBe(400)
    expect((await post({ ...encrypted, TTL: '1' }, Buffer.alloc(4_097))).status).toBe(413)
    expect((await ask(sheet.endpoint, { method: 'GET', agent })).status).toBe(405)
    expect(
      (await ask(sheet.endpoint.replace(/\w+$/, 'unknown'), { method: 'POST', headers: { TTL: '1' }, agent })).status,
    ).toBe(404)
    expect((await ask(new URL('/elsewhere', sheet.endpoint).href, { agent })).status).toBe(404)
    expect(run.drops).toHaveLength(1)
    expect(run.events).toEqual([])
    expect((await post({ ...encrypted, TTL: '1' }, sealed)).status).toBe(201)
  })

  it('checks who signed: signature, audience, expiry and the list of senders', async () => {
    const sender = webpush.generateVAPIDKeys()
    const { send, post, keys, sheet, run } = await openAtReceiver({ senders: `other\n${sender.publicKey}` })
    const vapidDetails = { subject: 'mailto:a@example.org', ...sender }
    expect((await send('signed', { vapidDetails })).statusCode).toBe(201)
    expect(await refusal(send('unsigned'))).toBe(401)
    expect(await refusal(send('x', { vapidDetails: { ...vapidDetails, ...webpush.generateVAPIDKeys() } }))).toBe(403)

    const body = sealPush('x', { p256dh: publicKeyOf(keys), auth: keys.authSecret })
    const signed = (audience: string, expiry?: number) =>
      webpush.getVapidHeaders(audience, vapidDetails.subject, sender.publicKey, sender.privateKey, 'aes128gcm', expiry)
        .Authorization
    const asked = (Authorization: string) => post({ TTL: '1', 'Content-Encoding': 'aes128gcm', Authorization }, body)
    const { origin } = new URL(sheet.endpoint)
    const now = Math.floor(Date.now() / 1000)
    expect((await asked(signed(origin))).status).toBe(201)
    expect(await asked(signed('https://push.example.org'))).toMatchObject({
      status: 403,
      body: expect.stringContaining('aud'),
    })
    expect(await asked(signed(origin, now + 23 * 3_600)).then(({ status }) => status)).toBe(201)
    const [head, , signature] = signed(origin).split('.')
    const claims = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    expect((await asked(`${head}.${claims({ aud: origin, exp: now + 60 })}.${signature}`)).body).toContain('signature')
    for (const nonsense of [
      'Basic eA==',
      'vapid',
      'vapid t=a.b.c, k=x',
      'vapid t=..,k=',
      `vapid t=${'a'.repeat(5_000)}.b.c`,
    ]) {
      expect((await asked(nonsense)).status).toBe(403)
    }
    expect(payloads(run)).toEqual(['signed', 'x', 'x'])
  })

  it('refuses a signature that is old or valid for too long', async () => {
    const sender = webpush.generateVAPIDKeys()
    let aheadMs = 0
    const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs }
    const { send } = await openAtReceiver({}, {}, { clock })
    const vapidDetails = { subject: 'mailto:a@example.org', ...sender }
    aheadMs = 25 * 3_600_000
    expect(await refusal(send('old', { vapidDetails }))).toBe(403)
    aheadMs = -13 * 3_600_000
    expect(await refusal(send('too far ahead', { vapidDetails }))).toBe(403)
    aheadMs = 0
    expect((await send('now', { vapidDetails })).statusCode).toBe(201)
  })

  it('a later message of the same topic takes the place of one that waits; TTL and places are limited', async () => {
    const door = gate()
    let storing = 0
    const store = async () => {
      storing += 1
      await door.passed()
    }
    const { run, send } = await openAtReceiver({}, { store })
    const first = send('first')
    await run.until(() => storing === 1, 'the store is busy')
    const bytes = run.bytes
    const old = send('old weather', { topic: 'weather' })
    await run.until(() => run.bytes > bytes, 'the old one waits')
    // TTL 0: now or never. The store is busy, so its sender hears that it was not taken.
    expect(await refusal(send('now or never', { TTL: 0 }))).toBe(503)
    const fresh = send('new weather', { topic: 'weather' })
    expect((await old).statusCode).toBe(201)
    const many = Array.from({ length: 70 }, (_, index) =>
      send(`many ${index}`).then(
        () => 201,
        (error: webpush.WebPushError) => ({ status: error.statusCode, wait: error.headers['retry-after' as never] }),
      ),
    )
    const over = await Promise.race(many)
    expect(over).toEqual({ status: 429, wait: '60' })
    door.open()
    const answers = await Promise.all(many)
    expect((await first).statusCode).toBe(201)
    expect((await fresh).statusCode).toBe(201)
    expect(payloads(run)).not.toContain('old weather')
    expect(payloads(run)).not.toContain('now or never')
    expect(run.events).toHaveLength(2 + answers.filter((answer) => answer === 201).length)
  })

  it('a message that could not be stored is refused, not lost', async () => {
    const { run, send } = await openAtReceiver({}, { store: () => Promise.reject(new RangeError('the disk')) })
    expect(await refusal(send('x'))).toBe(503)
    await run.over
    expect(run.error).toBeInstanceOf(RangeError)
  })

  it('tells busy from gone: paused, replaced, unknown', async () => {
    let aheadMs = 0
    const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs }
    const paused = { url: 'webpush://localhost/pausedToken', options: { ...makeKeys() } }
    const before = { url: 'webpush://localhost/oldToken', settings: settingsOf({ ...makeKeys() }) }
    const renewed = { url: 'webpush://localhost/newToken', options: renewedOptions(before, Date.now()) }
    const mine = reader({ clock, channels: [paused, renewed] })
    const run = mine.run(renewed.url, { settings: { options: renewed.options } })
    await run.until(() => run.opened === 1, 'it opened')
    const agent = new Agent({ ca: (mine.kept.get('receiverCertificate') as { cert: string }).cert })
    closers.push(() => agent.destroy())
    const old = subscriptionIn(mine.transport.handsOut!.sheet(before))
    const send = () => webpush.sendNotification(old, 'to the old address', { agent, TTL: 60 })
    expect((await send()).statusCode).toBe(201)
    expect(payloads(run)).toEqual(['to the old address'])
    aheadMs = HONOURED_MS + 1_000
    expect(await refusal(send())).toBe(410)
    const post = (token: string) =>
      ask(mine.door.addressOf('p', token), { method: 'POST', headers: { TTL: '1' }, agent })
    expect(await post('pausedToken')).toMatchObject({ status: 503, headers: { 'retry-after': '60' } })
    expect((await post('neverSeen')).status).toBe(404)
  })

  it('takes clear text where the user wants it, also over plain HTTP as a proxy speaks it', async () => {
    const { run, sheet } = await openAtReceiver({ plain: true })
    expect(sheet.commands.map(({ what }) => what)).toContain('plain')
    const plain = sheet.endpoint.replace('https:', 'http:')
    expect((await ask(plain, { method: 'POST', headers: { TTL: '5' } }, 'by curl')).status).toBe(201)
    expect(payloads(run)).toEqual(['by curl'])
  })

  it('is reached under the path of its public address, and signed for it', async () => {
    const wishes = () => ({ host: '127.0.0.1', port: 0, publicUrl: 'https://push.example.org/crier/' })
    const { run, sheet, door, agent } = await openAtReceiver({ plain: true }, {}, { wishes })
    expect(sheet.endpoint).toMatch(/^https:\/\/push\.example\.org\/crier\/p\//)
    expect(sheet.commands.map(({ what }) => what)).not.toContain('openssl')
    const [, near = ''] = door.origins()
    const { pathname } = new URL(sheet.endpoint)
    for (const path of [pathname, pathname.replace('/crier', '')]) {
      expect((await ask(near + path, { method: 'POST', headers: { TTL: '5' }, agent }, path)).status).toBe(201)
    }
    expect(run.events).toHaveLength(2)
  })

  it('keeps its port and certificate, and leaves nothing open', async () => {
    const { run, kept, sheet, transport, url, keys } = await openAtReceiver()
    const port = kept.get('receiverPort')
    const certificate = kept.get('receiverCertificate')
    run.abort()
    await run.over
    await expect
      .poll(() =>
        ask(sheet.endpoint, {}).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed')
    const again = startRun(transport, url, { settings: { options: { ...keys } } })
    await again.until(() => again.opened === 1, 'it opened again')
    expect([kept.get('receiverPort'), kept.get('receiverCertificate')]).toEqual([port, certificate])
    again.abort()
    await again.over
  })

  it('says which port is taken, and moves when the settings change', async () => {
    const taken = await startLocalServer((_, response) => void response.end())
    closers.push(taken.close)
    let wishes = { host: '127.0.0.1', port: 0, publicUrl: null as string | null }
    const { run, door, transport, url, keys } = await openAtReceiver({}, {}, { wishes: () => wishes })
    wishes = { ...wishes, port: taken.port }
    door.move()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'closed', final: null })
    const next = startRun(transport, url, { settings: { options: { ...keys } } })
    await next.over
    expect(next.error).toBeInstanceOf(TransportError)
    expect(next.failure()).toMatchObject({
      kind: 'unreachable',
      final: null,
      message: expect.stringContaining(`port ${taken.port}`),
    })
  })

  it('opens for two channels at once and closes with the last', async () => {
    const one = await openAtReceiver()
    const url = 'webpush://localhost/second'
    const second =
      one.run.opened === 1 ? startRun(one.transport, url, { settings: { options: { ...makeKeys() } } }) : null
    if (second === null) throw new Error('the first did not open')
    await second.until(() => second.opened === 1, 'the second opened')
    second.abort()
    await second.over
    expect((await one.send('still there')).statusCode).toBe(201)
  })
})
