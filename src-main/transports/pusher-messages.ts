import type { Json } from '../core/ports'
import { readJson } from './call-lines'

/** One message of the protocol, either way. */
export interface PusherMessage {
  event: string
  channel: string | null
  /** As it was sent: usually JSON inside a text, once more encoded. */
  data: Json | undefined
}

/** Reads a message; null when it is none. */
export function readPusherMessage(text: string): PusherMessage | null {
  const value = readJson(text)
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const { event, channel, data } = value
  if (typeof event !== 'string' || event === '') return null
  return { event, channel: typeof channel === 'string' ? channel : null, data }
}

/** The object that data stands for, whether it is encoded once or twice; empty when it is none. */
export function objectIn(data: Json | undefined): { [key: string]: Json } {
  const value = typeof data === 'string' ? readJson(data) : data
  return value !== undefined && value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}

/** The text that an event's data stands for: the inner JSON or words as they were published. Null: no data. */
export function payloadIn(data: Json | undefined): string | null | undefined {
  if (data === undefined || data === null || data === '') return null
  if (typeof data !== 'string') return written(data)
  // Some servers encode words as JSON, some do not.
  if (!data.startsWith('"')) return data
  const inner = readJson(data)
  return typeof inner === 'string' ? inner : data
}

function written(data: Json): string | undefined {
  try {
    return JSON.stringify(data)
  } catch (error) {
    // JSON.parse reads deeper than JSON.stringify writes.
    if (error instanceof RangeError) return undefined
    throw error
  }
}
