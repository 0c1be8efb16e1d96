import { test as base, expect } from '@playwright/test'
import { resolve } from 'node:path'
import { build, isFresh } from '../../scripts/build-if-needed.mjs'
import { startCrier, type CrierProcess } from './crier-process'
import { startWire, type Wire } from './wire'
import { watchPage, type PageWatch } from './page-watch'
import { startFeedServer, type FeedServer } from '../servers/feed-server'
import { startWebSocketPublisher, type WebSocketPublisher } from '../servers/websocket-publisher'

interface Parts {
  crier: CrierProcess
  watch: PageWatch
  /** A stream with history that can be stopped and started. */
  wire: Wire
  socket: WebSocketPublisher
  paper: FeedServer
}

const ROOT = resolve(import.meta.dirname, '../..')

/** A test with a Crier process of its own, real publishers when it asks for them, and a page that must not complain. */
export const test = base.extend<Parts, { built: void }>({
  built: [
    async ({}, use) => {
      if (!isFresh(ROOT)) await build(ROOT)
      await use()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  crier: async ({ built: _ }, use) => {
    const crier = await startCrier()
    await use(crier)
    await crier.end()
  },
  watch: [
    // After the process in the order of setting up, so that the page is judged before the process ends.
    async ({ page, crier: _ }, use) => {
      const watch = await watchPage(page)
      await use(watch)
      const complaints = watch.unexpected()
      await page.close()
      expect(complaints, 'what the page complained about').toEqual([])
    },
    { auto: true },
  ],
  wire: async ({}, use) => {
    const wire = await startWire()
    await use(wire)
    await wire.close()
  },
  socket: async ({}, use) => {
    const socket = await startWebSocketPublisher()
    await use(socket)
    await socket.close()
  },
  paper: async ({}, use) => {
    const paper = await startFeedServer()
    await use(paper)
    await paper.close()
  },
})

export { expect }
