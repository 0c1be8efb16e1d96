import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Clock, Json } from '../../src-main/core/ports'
import { createHttpClient } from '../../src-main/transports/http'
import { createSseTransport } from '../../src-main/transports/sse'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { eventFrames, startRun, systemClock, type RecordedRun } from '../servers/recording-io'
import { corpusCases, notFound } from './sse-corpus'

interface Answer {
  status: number | string
  headers?: Record<string, string>
  bodyBase64?: string
  then?: string
  chunks?: string
  delayBeforeHeadersMs?: number
}
interface Behaviour {
  name: string
  connections: Answer[]
  expect: Record<string, unknown>
}

const PATH = 'sse/server-behaviours.json'
const cases = corpusCases<Behaviour>(PATH)

/** Deliberate: browsers give up on these for good, a reader that runs for weeks waits and comes again. */
const WORTH_WAITING = new Set([408, 429, 500, 502, 503, 504])
const STALL_MS = 150
const LINE_OVER_LIMIT = 2 * 1024 * 1024

let servers: LocalServer[] = []
afterEach(async () => {
  for (const server of servers) await server.close()
  servers = []
})

interface Outcome {
  runs: RecordedRun[]
  events: { type: string; data: string; lastEventId: string }[]
  server: LocalServer
  other: LocalServer
}

/** Runs again after each end, as the supervisor does, but without its waits, until the script of the server is used up. */
async function play(one: Behaviour): Promise<Outcome> {
  let next = 0
  const answer = (response: ServerResponse, port2: number) => {
    const scripted = one.connections[next]
    next += 1
    if (scripted === undefined) return void response.writeHead(204).end()
    const send = () => respond(scripted, response, port2)
    if (scripted.delayBeforeHeadersMs === undefined) send()
    else setTimeout(send, scripted.delayBeforeHeadersMs)
  }
  const other = await startLocalServer((_, response) => answer(response, 0))
  const server = await startLocalServer((_, response) => answer(response, other.port))
  servers.push(server, other)

  const runs: RecordedRun[] = []
  let cursor: Json | null = null
  const stallFloorMs = one.name === 'stalled connection' ? STALL_MS : undefined
  const transport = createSseTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs })
  while (next < one.connections.length) {
    const settings = { headers: { Authorization: 'Bearer secret' } }
    const run = startRun(transport, `${server.origin}/eventsource/it`, { cursor, settings })
    runs.push(run)
    if ('userAction' in one.expect) {
      await run.until(() => run.events.length > 0, 'the first event')
      run.abort()
    }
    if (one.name.startsWith('trickle')) {
      await run.until(() => run.events.length > 0, 'the first event')
      run.abort()
    }
    await run.over
    cursor = run.cursor
    if (run.error !== null && isFinal(run)) break
  }
  return { runs, events: runs.flatMap(eventFrames), server, other }
}

function isFinal(run: RecordedRun): boolean {
  return run.error instanceof Error && 'final' in run.error && run.error.final !== null
}

function respond(scripted: Answer, response: ServerResponse, port2: number): void {
  const headers = Object.fromEntries(
    Object.entries(scripted.headers ?? {}).map(([name, value]) => [
      name,
      value.replace('http://localhost:<port2>', `http://127.0.0.1:${port2}`),
    ]),
  )
  const body = Buffer.from(scripted.bodyBase64 ?? '', 'base64')
  response.writeHead(Number(scripted.status), headers)
  if (scripted.chunks?.startsWith('repeat')) response.write(Buffer.concat([body, Buffer.alloc(LINE_OVER_LIMIT, 'x')]))
  else if (scripted.chunks?.startsWith('split')) {
    const middle = body.indexOf(0xa5)
    response.write(body.subarray(0, middle))
    return void setTimeout(() => response.end(body.subarray(middle)), 20)
  } else if (body.length > 0) response.write(body)
  else response.flushHeaders()
  if (scripted.then !== 'hold open') response.end()
}

function lastEventIdOf(rawHeaders: readonly string[]): string | null {
  const at = rawHeaders.findIndex((name) => name.toLowerCase() === 'last-event-id')
  return at === -1 ? null : Buffer.from(rawHeaders[at + 1] ?? '', 'latin1').toString('utf8')
}

/** What the corpus writes as "bytes E2 80 A6". */
function headerText(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('bytes ')) return value
  return Buffer.from(value.slice(6).replaceAll(' ', ''), 'hex').toString('utf8')
}

describe.skipIf(cases === null)(cases === null ? notFound(PATH) : PATH, () => {
  const refusing = (one: Behaviour) => one.connections.some(({ status }) => typeof status === 'string')

  it.each((cases ?? []).filter((one) => !refusing(one)))('$name', async (one) => {
    const { runs, events, server, other } = await play(one)
    const wanted = one.expect
    const requests = server.requests
    const last = runs.at(-1)

    if (Array.isArray(wanted.events)) {
      const short = wanted.events.every((event) => typeof event === 'string')
      expect(short ? events.map(({ data }) => data) : events).toMatchObject(wanted.events)
    } else if (typeof wanted.events === 'number') expect(events).toHaveLength(wanted.events)
    if (typeof wanted.state === 'string' && /permanent|^closed/.test(wanted.state)) {
      const status = one.connections.at(-1)?.status
      const { final } = last!.failure()
      if (typeof status === 'number' && WORTH_WAITING.has(status)) expect(final).toBeNull()
      else expect(final).not.toBeNull()
    }
    if (wanted.memory === 'bounded') {
      // "connection failed or event dropped with a visible error": we drop the event, say so and read on.
      expect(runs[0]!.drops).toMatchObject([{ count: 1, why: { kind: 'tooLarge' } }])
    }
    if (wanted.opened === true) expect(runs[0]!.opened).toBe(1)
    if (typeof wanted.reconnects === 'number') expect(runs.length - 1).toBe(wanted.reconnects)
    if (typeof wanted.requests === 'number') expect(requests).toHaveLength(wanted.requests)
    if (wanted.reportedUrl === 'original URL') {
      expect(requests.filter(({ path }) => path === '/eventsource/it')).toHaveLength(runs.length)
    }
    for (const [name, value] of Object.entries((wanted.requestHeaders ?? {}) as Record<string, string>)) {
      expect(requests[0]?.headers[name]).toBe(value)
    }
    for (const name of Object.keys((wanted.requestHeadersAtTarget ?? {}) as Record<string, null>)) {
      expect(other.requests).toHaveLength(1)
      expect(other.requests[0]?.headers).not.toHaveProperty(name)
    }
    for (const [at, key] of [
      [1, 'secondRequestHeaders'],
      [2, 'thirdRequestHeaders'],
    ] as const) {
      const headers = wanted[key] as Record<string, unknown> | undefined
      if (headers !== undefined)
        expect(lastEventIdOf(requests[at]!.rawHeaders)).toBe(headerText(headers['last-event-id']))
    }
    if (typeof wanted.lastEventIdOnEveryEvent === 'string') {
      expect(new Set(events.map(({ lastEventId }) => lastEventId))).toEqual(new Set([wanted.lastEventIdOnEveryEvent]))
    }
    if (Array.isArray(wanted.secondRequestAfterMs)) {
      const [least, most] = wanted.secondRequestAfterMs as [number, number]
      const wait = runs[0]!.end!.waitAtLeastMs
      expect(wait).toBeGreaterThanOrEqual(least)
      expect(wait).toBeLessThanOrEqual(most)
    }
    if (typeof wanted.eventCountAtLeast === 'number') {
      expect(events.length).toBeGreaterThanOrEqual(wanted.eventCountAtLeast)
      expect(events[7]).toEqual(wanted.eventNumber8)
    }
    if (one.name === 'stalled connection') {
      expect(runs[0]!.failure().kind).toBe('stalled')
      expect(lastEventIdOf(requests[1]!.rawHeaders)).toBe('1')
      expect(events.map(({ data }) => data).at(-1)).toBe('Welcome back')
    }
    if ('userAction' in wanted) expect(requests).toHaveLength(1)
  })

  it.each((cases ?? []).filter(refusing))('$name', async (one) => {
    const placeholder = await startLocalServer(() => undefined)
    await placeholder.close()
    const url = `http://127.0.0.1:${placeholder.port}/`
    const transport = createSseTransport({ http: createHttpClient(), clock: systemClock satisfies Clock })
    const refused = startRun(transport, url)
    await refused.over
    expect(refused.failure()).toMatchObject({ kind: 'unreachable', final: null })
    const appearing = createServer((_, response) => respond(one.connections[1]!, response, 0))
    await new Promise<void>((resolve) => appearing.listen(placeholder.port, '127.0.0.1', resolve))
    const run = startRun(transport, url)
    await run.over
    await new Promise((resolve) => appearing.close(resolve))
    expect(eventFrames(run).map(({ data }) => data)).toEqual(one.expect.events)
  })
})
