import type { ServerResponse } from 'node:http'
import { startLocalServer, type LocalServer } from './local-server'

export interface CouchChanges {
  local: LocalServer
  url: string
  /** A document is written. */
  change(id: string, doc: Record<string, unknown>): void
  remove(id: string): void
  heartbeat(): void
  /** Breaks every line. */
  cut(): void
  connected(): boolean
  /** The feed times out, and says how far it came. */
  expire(): void
}

/** CouchDB's `_changes?feed=continuous`: a line a change, newlines as heartbeats, `last_seq` at the end; opaque places. */
export async function startCouchChanges(): Promise<CouchChanges> {
  const changes: string[] = []
  const readers = new Set<ServerResponse>()
  const place = (count: number) => `${String(count)}-g1AAAA${String(count * 7)}`
  const local = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    if (url.pathname !== '/news/_changes' || url.searchParams.get('feed') !== 'continuous')
      return void response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': 'application/json' })
    const since = url.searchParams.get('since') ?? '0'
    const from = since === 'now' ? changes.length : Number.parseInt(since, 10)
    for (const line of changes.slice(from)) response.write(line)
    response.flushHeaders()
    readers.add(response)
    response.on('close', () => readers.delete(response))
  })
  const write = (text: string) => readers.forEach((reader) => void reader.write(text))
  function add(change: Record<string, unknown>): void {
    const line = `${JSON.stringify({ seq: place(changes.length + 1), ...change })}\n`
    changes.push(line)
    write(line)
  }
  return {
    local,
    url: `${local.origin}/news/_changes?feed=continuous&include_docs=true&heartbeat=10000`,
    change: (id, doc) => add({ id, changes: [{ rev: '1-x' }], doc: { _id: id, ...doc } }),
    remove: (id) => add({ id, changes: [{ rev: '2-x' }], deleted: true }),
    cut: () => readers.forEach((reader) => void reader.destroy()),
    connected: () => readers.size > 0,
    heartbeat: () => write('\n'),
    expire: () =>
      readers.forEach(
        (reader) => void reader.end(`${JSON.stringify({ last_seq: place(changes.length), pending: 0 })}\n`),
      ),
  }
}
