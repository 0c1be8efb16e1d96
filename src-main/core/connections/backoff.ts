import type { Random } from '../ports'

const MINUTE_MS = 60_000

/** Full jitter for streams: the n-th wait is uniform in [0, min(cap, base · 2ⁿ)). */
const BACKOFF_BASE_MS = 1_000
const BACKOFF_CAP_MS = 5 * MINUTE_MS
/** A stream that stood this long, or said anything, has earned a fresh start. */
export const STABLE_STREAM_MS = MINUTE_MS
/** A server's `retry:` is honoured within these bounds. */
export const LEAST_RETRY_WISH_MS = 1_000
export const MOST_RETRY_WISH_MS = 60 * MINUTE_MS
/** A server's Retry-After and every other publisher value is honoured up to a day. */
export const MOST_SERVER_WAIT_MS = 24 * 60 * MINUTE_MS
/** How much a wait may be lengthened, never shortened, so that clients do not march in step. */
const UPWARD_JITTER = 0.1

/**
 * A random wait in milliseconds that grows with failures in a row.
 *
 * Full jitter spreads clients best after an outage: see "Exponential Backoff And Jitter", AWS Architecture Blog.
 * @param failures attempts that failed before this one; 0 for the first
 */
export function fullJitter(
  failures: number,
  random: Random,
  bounds: { baseMs: number; capMs: number } = { baseMs: BACKOFF_BASE_MS, capMs: BACKOFF_CAP_MS },
): number {
  return Math.floor(random() * growing(failures, bounds))
}

/** min(cap, base · 2ⁿ) in milliseconds, finite for any n. */
export function growing(failures: number, { baseMs, capMs }: { baseMs: number; capMs: number }, factor = 2): number {
  const steps = Number.isFinite(failures) ? Math.max(0, Math.floor(failures)) : 0
  // The exponent is bounded so that a channel that failed for a year does not reach Infinity · 0 = NaN.
  return Math.min(capMs, baseMs * factor ** Math.min(steps, 64))
}

/** Lengthens a wait by up to a tenth. Never shorter than what was asked. */
export function jitterUpward(milliseconds: number, random: Random): number {
  return Math.ceil(milliseconds * (1 + UPWARD_JITTER * random()))
}

/**
 * A wish from the wire made safe: 0 when there is none or it is nonsense (negative, NaN), else within the bounds.
 * @returns milliseconds, and whether the wish was longer than we are willing to wait
 */
export function boundedWish(
  milliseconds: number | null | undefined,
  most: number,
  least = 0,
): { waitMs: number; shortened: boolean } {
  if (milliseconds === null || milliseconds === undefined || Number.isNaN(milliseconds) || milliseconds <= 0) {
    return { waitMs: 0, shortened: false }
  }
  return { waitMs: Math.ceil(Math.min(most, Math.max(least, milliseconds))), shortened: milliseconds > most }
}
