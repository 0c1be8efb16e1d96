import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { NewChannel } from '@contract/index'
import type { Clock, Random } from '../core/ports'
import type { Story } from './wire'

/** One technique by which the newsroom gives out the newswire (or quotes, or pictures). */
export interface Outlet {
  /** What to subscribe to. */
  channels(): NewChannel[]
  /** Answers a request to a path of its own; false: not its path. */
  handle?(request: IncomingMessage, response: ServerResponse): boolean
  /** Takes over a connection that wants to be a socket; false: not its path. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** This story is published now; `json` is what storyAsJson makes of it. */
  publish?(story: Story, json: string): void
  /** Ends what it holds open and its timers. The server's connections are closed after it. */
  close(): void
}

/** What an outlet has at hand. */
export interface Desk {
  clock: Clock
  random: Random
  /** `http://127.0.0.1:PORT`. */
  origin: string
}
export type OpenOutlet = (desk: Desk) => Outlet

/** The folder of the demo's channels. */
export const DEMO_FOLDER = 'Demo newsroom'
/** Stories a returning stream can catch up on: about half an hour. */
export const HISTORY_STORIES = 160
/** Stories a new listener is greeted with, so that nobody looks at an empty list. */
export const GREETING_STORIES = 5
/** A listener that has so much unread is let go; it can come back and catch up. */
export const MAX_BACKLOG_BYTES = 1024 * 1024

export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/'
export const queryOf = (request: IncomingMessage): URLSearchParams =>
  new URL(request.url ?? '/', 'http://newsroom.invalid').searchParams

/** Writes to a listener, or lets go of one that does not read. */
export function write(response: ServerResponse, text: string | Uint8Array): void {
  if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy()
  else response.write(text)
}

/** Calls every so many milliseconds. Returns its stop. */
export function repeat(clock: Clock, milliseconds: number, call: () => void): () => void {
  let cancel = (): void => undefined
  const plan = (): void => {
    cancel = clock.after(milliseconds, () => {
      call()
      plan()
    })
  }
  plan()
  return () => {
    cancel()
  }
}

/** Adds a response to a set for as long as its connection lasts. */
export function join(listeners: Set<ServerResponse>, response: ServerResponse): void {
  listeners.add(response)
  response.once('close', () => listeners.delete(response))
}
