import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES, type ChannelSettings } from '../../src-main/contract/index'
import type { Transport } from '../../src-main/core/ports'
import { startFeedServer, type FeedServer } from '../servers/feed-server'
import { gate, startRun } from '../servers/recording-io'
import { meanings } from './transport.contract'

export interface DocumentSubject {
  name: string
  create(): Transport
  /** Any document of this kind. */
  document: string
  contentType: string
  settings?: Partial<ChannelSettings>
}

const MEANINGS = meanings(
  {},
  {
    401: { kind: 'unauthorized', final: 'needsYou' },
    // 403 and 404 mend themselves often enough: the supervisor slows down and decides later.
    403: { kind: 'forbidden', final: null },
    404: { kind: 'notFound', final: null },
    410: { kind: 'gone', final: 'ended' },
    429: { kind: 'rateLimited', final: null },
    500: { kind: 'serverError', final: null },
    503: { kind: 'serverError', final: null },
    418: { kind: 'badStatus', final: null },
  },
)

/** What every polled wire must keep. One run is one question. Run it for each implementation on a real server. */
export function describeDocumentTransport(subject: DocumentSubject): void {
  describe(`${subject.name} keeps the contract of a polled document`, () => {
    let server: FeedServer
    beforeAll(async () => {
      server = await startFeedServer()
    })
    beforeEach(() => void (server.requests.length = 0))
    afterAll(() => server.close())
    const headers = { 'Content-Type': subject.contentType, ETag: '"one"' }
    const poll = (path = '/document', wishes = {}) =>
      startRun(subject.create(), server.origin + path, { settings: subject.settings ?? {}, ...wishes })

    it('hands the document over once, and ends well', async () => {
      server.answer('/document', { headers, body: subject.document })
      const run = poll()
      await run.over
      expect(run.error).toBeNull()
      expect(run.end).toMatchObject({ how: 'document', conditional: true })
      expect(run.opened).toBe(1)
      expect(run.events).toHaveLength(1)
      expect(Buffer.from(run.events[0]?.payload ?? '').toString()).toBe(subject.document)
      expect(run.bytes).toBe(Buffer.byteLength(subject.document))
      await expect.poll(() => server.openSockets()).toBe(0)
    })

    it('gives validators back as they came, and says that nothing has changed', async () => {
      server.answer('/document', (asked) =>
        asked['if-none-match'] === '"one"' ? { status: 304 } : { headers, body: subject.document },
      )
      const first = poll()
      await first.over
      const second = poll('/document', { cursor: first.cursor })
      await second.over
      expect(server.asked('/document').at(-1)?.['if-none-match']).toBe('"one"')
      expect(second.end?.how).toBe('unchanged')
      expect(second.events).toEqual([])
    })

    it('knows a document again that came without validators', async () => {
      server.answer('/document', { headers: { 'Content-Type': subject.contentType }, body: subject.document })
      const first = poll()
      await first.over
      const second = poll('/document', { cursor: first.cursor })
      await second.over
      expect(second.end).toMatchObject({ how: 'unchanged', conditional: false })
      expect(second.events).toEqual([])
    })

    it('takes nothing of an answer that breaks off, and comes back for all of it', async () => {
      server.answer('/document', { headers, body: subject.document.slice(0, -1), cutShort: true })
      const torn = poll()
      await torn.over
      expect(torn.failure()).toMatchObject({ kind: 'closed', final: null })
      expect(torn.events).toEqual([])
      expect(torn.cursor).toBeNull()
    })

    it('ends at once when aborted while nobody answers, and while the store is busy', async () => {
      server.answer('/document', { headers, body: subject.document })
      const door = gate()
      let storing = false
      const run = poll('/document', {
        store: () => {
          storing = true
          return door.passed()
        },
      })
      await run.until(() => storing, 'the store is busy')
      run.abort(new Error('enough'))
      await run.over
      expect(run.error).toMatchObject({ message: 'enough' })
      await expect.poll(() => server.openSockets()).toBe(0)
      door.open()
    })

    it('refuses what is over the limit, and says so', async () => {
      server.answer('/large', { headers, body: 'x'.repeat(MAX_BODY_BYTES + 1) })
      const run = poll('/large')
      await run.over
      expect(run.failure()).toMatchObject({ kind: 'tooLarge' })
      expect(run.failure().message).toMatch(/limit of 16 MiB/)
      expect(run.events).toEqual([])
    })

    it.each(MEANINGS)('reports HTTP %i as %s (final: %s)', async (status, kind, final) => {
      server.answer('/refused', { status, body: 'no' })
      const run = poll('/refused')
      await run.over
      expect(run.failure()).toMatchObject({ kind, final })
      expect(run.failure().message).not.toBe('')
    })

    it('hands on an error of the store, and keeps no cursor', async () => {
      server.answer('/document', { headers, body: subject.document })
      const run = poll('/document', { store: () => Promise.reject(new RangeError('the disk')) })
      await run.over
      expect(run.error).toBeInstanceOf(RangeError)
      expect(run.cursor).toBeNull()
    })
  })
}
