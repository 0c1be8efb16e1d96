import type { ServerResponse } from 'node:http'
import { harbourFrame } from '../frame'
import { DEMO_FOLDER, GREETING_STORIES, join, pathOf, write, type OpenOutlet } from '../outlet'
import { storyAsJson } from '../rendering'
import { latestStories } from '../wire'

const CAMERA_PATH = '/wire/camera'
const DOCUMENTS_PATH = '/wire/parts'
const BOUNDARY = 'lumen'
const FRAME_EVERY_MS = 1_000

/**
 * `multipart/x-mixed-replace` twice over: a camera at the harbour whose pictures replace each other, and the newswire as
 * documents. Pictures are drawn only while somebody looks.
 */
export const openMultipartOutlet: OpenOutlet = ({ clock, origin }) => {
  const watchers = new Set<ServerResponse>()
  const readers = new Set<ServerResponse>()
  let cancel: (() => void) | null = null

  function show(): void {
    cancel = null
    if (watchers.size === 0) return
    const part = partOf('image/png', harbourFrame(clock.now()))
    for (const watcher of watchers) write(watcher, part)
    cancel = clock.after(FRAME_EVERY_MS, show)
  }

  return {
    channels: () => [
      {
        url: origin + DOCUMENTS_PATH,
        kind: 'multipart',
        title: 'Multipart · Lumen Wire',
        folder: DEMO_FOLDER,
      },
      { url: origin + CAMERA_PATH, kind: 'multipart', title: 'Live picture · Harbour', folder: DEMO_FOLDER },
    ],
    handle(request, response) {
      const path = pathOf(request)
      if (path !== CAMERA_PATH && path !== DOCUMENTS_PATH) return false
      response.writeHead(200, {
        'Content-Type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
        'Cache-Control': 'no-store',
      })
      if (request.method === 'HEAD') {
        response.end()
        return true
      }
      write(response, `--${BOUNDARY}\r\n`)
      join(path === CAMERA_PATH ? watchers : readers, response)
      if (path === CAMERA_PATH) {
        write(response, partOf('image/png', harbourFrame(clock.now())))
        cancel ??= clock.after(FRAME_EVERY_MS, show)
      } else {
        for (const story of latestStories(clock.now(), GREETING_STORIES)) {
          write(response, partOf('application/json', Buffer.from(storyAsJson(origin, story))))
        }
      }
      return true
    },
    publish(_story, json) {
      const part = partOf('application/json', Buffer.from(json))
      for (const reader of readers) write(reader, part)
    },
    close() {
      cancel?.()
      for (const listener of [...watchers, ...readers]) listener.end()
    },
  }
}

/** The delimiter follows each part at once, so that whoever has no Content-Length knows it whole too. */
function partOf(type: string, body: Uint8Array): Buffer {
  const head = `Content-Type: ${type}\r\nContent-Length: ${String(body.byteLength)}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body, Buffer.from(`\r\n--${BOUNDARY}\r\n`)])
}
