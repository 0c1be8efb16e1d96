import type { ServerResponse } from 'node:http'
import type { Push } from '@contract/index'
import type { Reader } from '../../core/reader'

/** How often a silent stream says that it is alive. Milliseconds. */
export const PUSH_HEARTBEAT_MS = 15_000
/** An interface with so much unread is let go: it comes back, sees the gap and takes a new snapshot. Bytes. */
export const MAX_PUSH_BACKLOG_BYTES = 4 * 1024 * 1024

/** The pushes of a reader as server-sent events, to any number of interfaces. */
export interface PushStreams {
  /** Sends every push from now on. The caller takes its snapshot after the stream is open, so nothing falls between. */
  open(response: ServerResponse): void
  readonly size: number
  close(): void
}

export function createPushStreams(
  reader: Pick<Reader, 'onPush' | 'network'>,
  heartbeatMs = PUSH_HEARTBEAT_MS,
): PushStreams {
  let offline = false
  const streams = new Set<ServerResponse>()
  const tell = (text: string): void => {
    for (const stream of streams) {
      if (stream.writableLength > MAX_PUSH_BACKLOG_BYTES) stream.destroy()
      else stream.write(text)
    }
  }
  const stopListening = reader.onPush((push) => {
    if (push.name === 'reader.changed') offline = !push.payload.online
    if (streams.size > 0) tell(asEvent(push))
  })
  const heartbeat = setInterval(() => {
    tell(': still here\n\n')
  }, heartbeatMs)
  heartbeat.unref()
  return {
    open(response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.write('retry: 1000\n: open\n\n')
      streams.add(response)
      response.once('close', () => {
        streams.delete(response)
        // Only a page knows when the network is back. With the last one gone the reader finds out by trying.
        if (streams.size === 0 && offline) reader.network(true)
      })
    },
    get size() {
      return streams.size
    },
    close() {
      stopListening()
      clearInterval(heartbeat)
      for (const stream of streams) stream.end()
      streams.clear()
    },
  }
}

/** JSON has no line break outside its strings, and escapes those inside: one data line is enough. */
function asEvent(push: Push): string {
  return `id: ${String(push.seq)}\ndata: ${JSON.stringify(push)}\n\n`
}
