import type { Json } from '../core/ports'
import { memberOf } from './bayeux-messages'

/** The longest pause and the longest hold that are believed. */
const MAX_INTERVAL_MS = 60 * 60_000
const MAX_HOLD_MS = 60 * 60_000

/** How the server wants to be connected to (Bayeux 1.0 section 5.3). */
export interface Advice {
  /** Null: it did not say. */
  reconnect: 'retry' | 'handshake' | 'none' | null
  /** Pause before the next connect. */
  intervalMs: number
  /** How long it holds a connect; null: it did not say. */
  timeoutMs: number | null
}

export const NO_ADVICE: Advice = { reconnect: null, intervalMs: 0, timeoutMs: null }

/**
 * The latest wins, field by field; what is said for a connection type wins over what is said for all. `reconnect` belongs
 * to the message that said it. `hosts` is not followed: nobody but the user says where to connect.
 */
export function nextAdvice(previous: Advice, said: Json | null, connectionType: string): Advice {
  const nested = memberOf(said, connectionType)
  const field = (name: string): Json | undefined => memberOf(nested, name) ?? memberOf(said, name)
  const reconnect = field('reconnect')
  const interval = field('interval')
  const timeout = field('timeout')
  const next: Advice = {
    reconnect: reconnect === 'retry' || reconnect === 'handshake' || reconnect === 'none' ? reconnect : null,
    intervalMs: isNumber(interval) ? Math.min(Math.max(0, interval), MAX_INTERVAL_MS) : previous.intervalMs,
    timeoutMs: isNumber(timeout) && timeout >= 0 ? Math.min(timeout, MAX_HOLD_MS) : previous.timeoutMs,
  }
  // A negative interval is another way to say: do not come back.
  return isNumber(interval) && interval < 0 ? { ...next, reconnect: 'none' } : next
}

const isNumber = (value: Json | undefined): value is number => typeof value === 'number' && Number.isFinite(value)
