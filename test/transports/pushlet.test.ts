import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { understand } from '../../src-main/core/ingest/understand'
import type { Options } from '../../src-main/contract/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createPushletTransport, type PushletOptions } from '../../src-main/transports/pushlet'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { startPushletServer, type PushletServer } from '../servers/pushlet-server'
import { startRun, systemClock, type RecordedRun } from '../servers/recording-io'

let server: PushletServer
const locals: LocalServer[] = []
const runs: RecordedRun[] = []
beforeEach(async () => {
  server = await startPushletServer()
})
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.abort()
    await run.over
  }
  for (const local of locals.splice(0)) await local.close()
  await server.close()
})

function follow(
  options: Options = {},
  more: { url?: string; headers?: Record<string, string> } & Partial<PushletOptions> = {},
) {
  const { url = server.url, headers = {}, ...timing } = more
  const transport = createPushletTransport({ http: createHttpClient(), clock: systemClock, ...timing })
  const run = startRun(transport, url, { settings: { options, headers } })
  runs.push(run)
  return run
}
const payloads = (run: RecordedRun) => run.events.map(({ payload }) => JSON.parse(String(payload)) as unknown)
const opened = (run: RecordedRun) => run.until(() => run.opened === 1, 'it opened')

describe('each mode', () => {
  it.each([
    ['stream', 'xml', 'push'],
    ['stream', 'xml-strict', 'push'],
    ['pull', 'xml', 'held'],
    ['pull', 'xml-strict', 'held'],
    ['poll', 'xml', 'poll'],
    ['poll', 'xml-strict', 'poll'],
  ])('%s as %s: news in order, each once, and a farewell', async (mode, format, how) => {
    const run = follow({ subjects: '/a\n/b', mode, format })
    await opened(run)
    const texts = Array.from({ length: 30 }, (_, index) => `headline ${index} <b>&amp; "so" on</b>`)
    for (const [index, text] of texts.entries()) {
      server.publish(index % 2 === 0 ? '/a/x' : '/b', { title: text })
      if (index % 5 === 0) await run.until(() => run.events.length === index + 1, `number ${index}`)
    }
    server.publish('/c', { title: 'not asked for' })
    server.publish('/a', { title: 'last' })
    await run.until(() => run.events.length === 31, 'all came')
    expect(payloads(run)).toEqual([...texts, 'last'].map((title) => ({ title })))
    expect(run.events[0]).toMatchObject({ topic: '/a/x', how, id: null, says: { section: ['a', 'x'] } })
    expect(run.opened).toBe(1)
    run.abort()
    await run.over
    expect(server.heard.at(-1)).toBe('leave')
    expect(server.sessions.size).toBe(0)
    await server.local.deserted()
  })

  it('asks for what suits the mode when the format is left to us', async () => {
    await opened(follow())
    await opened(follow({ mode: 'pull' }))
    expect([...server.sessions.values()].map(({ format }) => format)).toEqual(['xml', 'xml-strict'])
  })

  it.each(['pull', 'poll', 'stream'] as const)('obeys a server that forces %s', async (mode) => {
    server.whims.forcedMode = mode
    const run = follow({ mode: mode === 'stream' ? 'pull' : 'stream' })
    await opened(run)
    server.publish('/x', { title: 'one' })
    await run.until(() => run.events.length === 1, 'it came')
    expect(run.events[0]?.how).toBe({ stream: 'push', pull: 'held', poll: 'poll' }[mode])
  })

  it('lets a held question run into its heartbeat and asks again', async () => {
    server.whims.holdMs = 5
    const run = follow({ mode: 'pull' })
    await run.until(() => server.heard.filter((event) => event === 'refresh').length >= 2, 'it asked twice')
    server.publish('/x', { title: 'one' })
    await run.until(() => run.events.length === 1, 'it came')
    expect(run.events).toHaveLength(1)
  })

  it('never asks in a tight loop, whatever the server says', async () => {
    server.whims.holdMs = 0
    server.whims.refreshWaitMs = 0
    const run = follow({ mode: 'poll' })
    await run.until(() => server.heard.filter((event) => event === 'refresh').length === 2, 'it asked')
    const before = server.heard.length
    const began = performance.now()
    await run.until(() => server.heard.length >= before + 2, 'it asked again')
    expect(performance.now() - began).toBeGreaterThan(1_000)
  })
})

describe('the session', () => {
  it('subscribes where the server did not take the subjects along', async () => {
    server.whims.deafToSubjects = true
    const run = follow({ subjects: '/a\n/b' })
    await opened(run)
    expect(server.heard).toEqual(['join', 'listen', 'subscribe'])
    server.publish('/b', { title: 'one' })
    await run.until(() => run.events.length === 1, 'it came')
  })

  it('says that it is still there', async () => {
    const run = follow({}, { heartbeatEveryMs: 5 })
    await run.until(() => server.heard.filter((event) => event === 'hb').length > 2, 'it beats')
    expect(run.finished).toBe(false)
  })

  it('notices on a heartbeat that it is no longer known, and joins anew on the next run', async () => {
    const run = follow({}, { heartbeatEveryMs: 5 })
    await opened(run)
    server.expireAll()
    await run.over
    expect(run.failure()).toMatchObject({
      kind: 'closed',
      final: null,
      detail: 'HTTP 400: Invalid or expired id: session1',
    })
    expect(run.failure().message).toMatch(/no longer knows this session.*lost/)
    await opened(follow())
    expect(server.sessions.has('session2')).toBe(true)
  })

  it('notices on a refresh that it is no longer known', async () => {
    const run = follow({ mode: 'poll' })
    await opened(run)
    server.expireAll()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'closed', final: null })
  })

  it('survives a server that stops and starts, by joining anew', async () => {
    const run = follow()
    await opened(run)
    server.local.server.closeAllConnections()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'closed', final: null })
    const again = follow()
    await opened(again)
    server.publish('/x', { title: 'after' })
    await again.until(() => again.events.length === 1, 'it came')
  })

  it.each(['join', 'listen', 'subscribe'])('tries again later after a nack to %s', async (event) => {
    server.whims.deafToSubjects = true
    server.whims.answers[event] = { p_event: 'nack', p_reason: 'too busy' }
    const run = follow()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'serverError', final: null })
    expect(run.failure().message).toContain('“too busy”')
    expect(run.opened).toBe(0)
  })

  it('stops and asks after an abort, and keeps what came before', async () => {
    const run = follow()
    await opened(run)
    server.write(
      '<event p_event="data" p_subject="/x" title="last"/><event p_event="abort" p_reason="no more"/><event p_event="data" title="after"/>',
    )
    await run.over
    expect(payloads(run)).toEqual([{ title: 'last' }])
    expect(run.failure()).toMatchObject({ kind: 'endedByServer', final: 'needsYou' })
    expect(run.failure().message).toContain('“no more”')
  })

  it.each(['js', 'ser'])('refuses %s', async (format) => {
    server.whims.forcedFormat = format
    const run = follow()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
    expect(run.failure().message).toMatch(/script/)
  })

  it.each([
    ['a page', '<!doctype html><title>Hello</title>'],
    ['nothing', ''],
    ['something else', '{"a":1}'],
    ['an ack without an id', '<event p_event="join-ack"/>'],
  ])('knows that %s is no Pushlet server', async (_, body) => {
    const local = await startLocalServer((__, response) => void response.end(body))
    locals.push(local)
    const run = follow({}, { url: local.origin })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
  })

  it('promises no catching up', () => {
    const transport = createPushletTransport({ http: createHttpClient(), clock: systemClock })
    expect(transport.resumes?.({ anything: 1 })).toBe(false)
  })
})

describe('what is asked', () => {
  it('keeps foreign parameters and replaces its own', async () => {
    await opened(
      follow({ subjects: '/a b&c' }, { url: `${server.url}?token=x&p_event=join-listen&p_subject=/old&p_mode=pull` }),
    )
    expect(server.local.requests.map(({ path }) => path)).toEqual([
      '/pushlet/pushlet.srv?token=x&p_event=join&p_format=xml',
      '/pushlet/pushlet.srv?token=x&p_event=listen&p_id=session1&p_mode=stream&p_subject=%2Fa+b%26c',
    ])
  })

  it('takes secrets to the typed origin only, also where a refresh leads elsewhere', async () => {
    const seen: unknown[] = []
    const other = await startLocalServer((request, response) => {
      seen.push(request.headers.authorization, request.headers['x-token'])
      response.end('<pushlet><event p_event="hb"/></pushlet>')
    })
    const own = await startLocalServer((request, response) => {
      const event = new URL(request.url ?? '', 'http://x').searchParams.get('p_event')
      if (event === 'join') return void response.end('<event p_event="join-ack" p_id="1"/>')
      response.end(
        `<event p_event="listen-ack" p_sid="1" p_mode="pull"/><event p_event="refresh" p_wait="1" p_url="${other.origin.replace('127.0.0.1', 'localhost')}/x"/>`,
      )
    })
    locals.push(other, own)
    const run = follow({}, { url: own.origin.replace('//', '//me:word@'), headers: { 'X-Token': 'secret' } })
    await run.over
    // It is the publisher who named it, and it is on this machine.
    expect(run.failure()).toMatchObject({ kind: 'blockedAddress' })
    expect(seen).toEqual([])
    expect(own.requests[0]?.headers).toMatchObject({
      authorization: expect.stringContaining('Basic'),
      'x-token': 'secret',
    })
    expect(JSON.stringify([run.frames, run.failure().message])).not.toMatch(/secret|word/)
  })
})

describe('what comes', () => {
  it('becomes items by the usual names, with the time and the subject of the envelope', async () => {
    const run = follow()
    await opened(run)
    server.publish('/stocks/aex', {
      p_time: '1763640000',
      title: 'Up',
      text: 'Much higher',
      link: 'https://example.org/1',
    })
    server.publish('/signal', {})
    await run.until(() => run.events.length === 2, 'both came')
    const { drafts } = understand(run.events, { arrival: 'push', style: 'stream', mapping: {} })
    expect(drafts[0]).toMatchObject({
      title: 'Up',
      text: 'Much higher',
      link: 'https://example.org/1',
      section: ['stocks', 'aex'],
      publishedAt: 1_763_640_000_000,
    })
    expect(drafts[1]).toMatchObject({ section: ['signal'], title: '/signal' })
  })

  it('is safe with names that mean something to JavaScript', async () => {
    const run = follow()
    await opened(run)
    server.write('<event p_event="data" p_subject="/x" __proto__="a" toString="b" title="t"/>')
    await run.until(() => run.events.length === 1, 'it came')
    expect(run.events[0]?.payload).toBe('{"__proto__":"a","toString":"b","title":"t"}')
    expect(understand(run.events, { arrival: 'push', style: 'stream', mapping: {} }).drafts[0]?.title).toBe('t')
  })
})
