import type { Json } from '../core/ports'
import { readJson } from './call-lines'

/** What an Engine.IO server says of itself first. */
export interface EngineOpen {
  sid: string
  /** Milliseconds. */
  pingIntervalMs: number
  pingTimeoutMs: number
}

const DEFAULT_PING_INTERVAL_MS = 25_000
const DEFAULT_PING_TIMEOUT_MS = 20_000
/** A server may not set our watch to more than this. */
const MAX_PING_MS = 10 * 60_000

/** Reads an open packet (`0{…}`); null when it is none. */
export function readEngineOpen(text: string): EngineOpen | null {
  if (!text.startsWith('0')) return null
  const value = readJson(text.slice(1))
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const { sid, pingInterval, pingTimeout } = value
  if (typeof sid !== 'string' || sid === '') return null
  return {
    sid,
    pingIntervalMs: milliseconds(pingInterval, DEFAULT_PING_INTERVAL_MS),
    pingTimeoutMs: milliseconds(pingTimeout, DEFAULT_PING_TIMEOUT_MS),
  }
}

function milliseconds(value: Json | undefined, usual: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, MAX_PING_MS) : usual
}

/** Engine.IO's own words for a request it refuses: `{"code":0,"message":"Transport unknown"}`. */
export interface EngineRefusal {
  code: number
  message: string
}

const REFUSALS = [
  'Transport unknown',
  'Session ID unknown',
  'Bad handshake method',
  'Bad request',
  'Forbidden',
  'Unsupported protocol version',
]
export const UNSUPPORTED_VERSION = 5

/** Reads a refusal; null when it is something else. */
export function readEngineRefusal(text: string): EngineRefusal | null {
  const value = text.length > 1_000 ? undefined : readJson(text)
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const { code, message } = value
  return typeof code === 'number' && typeof message === 'string' && REFUSALS[code] === message
    ? { code, message }
    : null
}

/** Where a server listens when nothing else was said. */
export const USUAL_ENGINE_PATH = '/socket.io/'

/** The address of an Engine.IO server as http(s): a bare host stands for its usual path. What its query says of the wire is ours to say. */
export function engineAddress(typed: string): URL {
  const url = new URL(typed.replace(/^ws(s?):/i, 'http$1:'))
  if (url.pathname === '/' || url.pathname === '/socket.io') url.pathname = USUAL_ENGINE_PATH
  for (const name of ['EIO', 'transport', 'sid', 't', 'b64', 'j']) url.searchParams.delete(name)
  return url
}
