import { once } from 'node:events'
import { connect } from 'node:net'
import { createParser } from 'eventsource-parser'
import { WebSocket } from 'ws'

/** Reads a response as text, piece by piece. Resolves when it is open; answers its stop. */
export async function rawStream(
  url: string,
  take: (text: string) => void,
  init: RequestInit = {},
): Promise<() => void> {
  const abort = new AbortController()
  const response = await fetch(url, { ...init, signal: abort.signal })
  const decoder = new TextDecoder()
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) take(decoder.decode(chunk as Uint8Array, { stream: true }))
  }
  // An aborted read is how it ends.
  read().catch(() => undefined)
  return () => abort.abort()
}

export function rawEvents(url: string, got: () => void): Promise<() => void> {
  const parser = createParser({ onEvent: got })
  return rawStream(url, (text) => parser.feed(text))
}

/** A plain socket. `take` sees each message as text; `opened` may say something first. */
export function rawSocket(
  url: string,
  take: (text: string, socket: WebSocket) => void,
  opened: (socket: WebSocket) => void = () => undefined,
): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    socket.once('error', reject)
    socket.on('message', (data) => take(String(data), socket))
    socket.once('open', () => {
      opened(socket)
      resolve(() => socket.terminate())
    })
  })
}

/** Takes text piece by piece and hands on whole parts: lines, or what `end` divides. */
export function eachLine(take: (part: string) => unknown, end: string | RegExp = '\n'): (text: string) => void {
  let rest = ''
  return (text) => {
    const parts = (rest + text).split(end)
    rest = parts.pop() ?? ''
    for (const part of parts) if (part.trim() !== '') take(part)
  }
}

/** Asks, is held, counts, asks on from the place it was told. */
export function rawPolls(url: string, got: () => void): Promise<() => void> {
  const abort = new AbortController()
  const loop = async (): Promise<void> => {
    for (let since = ''; !abort.signal.aborted;) {
      const response = await fetch(`${url}?wait=30${since === '' ? '' : `&since=${since}`}`, {
        // A signal of its own for each: fetch leaves its listeners on the one it is given.
        signal: AbortSignal.any([abort.signal]),
      })
      const { cursor, items } = (await response.json()) as { cursor: number; items: unknown[] }
      since = String(cursor)
      items.forEach(() => got())
    }
  }
  // An aborted question is how it ends.
  loop().catch(() => undefined)
  return Promise.resolve(() => abort.abort())
}

/** Joins, listens to one subject, and counts the tags that carry data. */
export async function rawPushlet(url: string, subject: string, got: () => void): Promise<() => void> {
  const joined = await (await fetch(`${url}?p_event=join&p_format=xml`)).text()
  const id = /p_id="([^"]+)"/.exec(joined)?.[1] ?? ''
  const listen = `${url}?p_event=listen&p_id=${id}&p_mode=stream&p_subject=${encodeURIComponent(subject)}`
  return rawStream(
    listen,
    eachLine((tag) => tag.includes('p_event="data"') && got(), '/>'),
  )
}

/** A bare socket: sends a greeting, counts the messages that match. */
export async function rawLines(
  url: string,
  ending: string,
  greeting: string,
  counts: RegExp,
  got: () => void,
): Promise<() => void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let rest = ''
  socket.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString('utf8')).split(ending)
    rest = lines.pop() ?? ''
    for (const line of lines) if (counts.test(line)) got()
  })
  await once(socket, 'connect')
  socket.write(greeting)
  return () => void socket.destroy()
}
