import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../src-main/transports/http'
import { createSseTransport } from '../../src-main/transports/sse'
import { createSseParser } from '../../src-main/transports/sse-parser'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { eventFrames, startRun, systemClock } from '../servers/recording-io'
import { corpusCases, notFound } from './sse-corpus'

interface SseCase {
  name: string
  streamBytes: string
  chunks?: string[]
  expectedEvents: { type: string; data: string; lastEventId: string }[]
  expectedReconnectionTimeMs?: number
  expectedFinalLastEventId?: string
}

const PATH = 'sse/cases.json'
const cases = corpusCases<SseCase>(PATH)

describe.skipIf(cases === null)(cases === null ? notFound(PATH) : 'sse/cases.json', () => {
  let server: LocalServer
  beforeAll(async () => {
    server = await startLocalServer((request, response) => {
      const index = Number(request.url?.slice(1))
      const pieces = cases?.[index]?.chunks ?? [cases?.[index]?.streamBytes ?? '']
      response.writeHead(200, { 'Content-Type': 'text/event-stream;charset=windows-1252' })
      for (const piece of pieces) response.write(Buffer.from(piece, 'base64'))
      response.end()
    })
  })
  afterAll(() => server.close())
  const transport = createSseTransport({ http: createHttpClient(), clock: systemClock })

  it.each((cases ?? []).map((one, index) => ({ ...one, index })))('over HTTP: $name', async (one) => {
    const run = startRun(transport, `${server.origin}/${one.index}`)
    await run.over
    expect(run.error).toBeNull()
    expect(eventFrames(run)).toEqual(one.expectedEvents)
    expect(run.events.map(({ payload }) => payload)).toEqual(one.expectedEvents.map(({ data }) => data))
    if (one.expectedReconnectionTimeMs !== undefined) {
      expect(run.end?.waitAtLeastMs).toBe(one.expectedReconnectionTimeMs)
    }
    if (one.expectedFinalLastEventId !== undefined) {
      expect(run.cursor).toMatchObject({ lastEventId: one.expectedFinalLastEventId })
    }
  })

  it.each(cases ?? [])('byte by byte and at random cuts: $name', (one) => {
    const bytes = Buffer.from(one.streamBytes, 'base64')
    for (const step of [() => 1, () => 1 + Math.floor(Math.random() * 7), () => 1 + Math.floor(Math.random() * 40)]) {
      const events: unknown[] = []
      const parser = createSseParser({
        event: ({ type, data, lastEventId }) => events.push({ type, data, lastEventId }),
        retry: () => undefined,
      })
      for (let at = 0; at < bytes.length;) {
        const next = at + step()
        parser.push(bytes.subarray(at, next))
        at = next
      }
      expect(events).toEqual(one.expectedEvents)
    }
  })
})
