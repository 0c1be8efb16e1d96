import type { Answer, Asked } from './publisher'

const HOUR = 60 * 60_000

/** The failings a publisher counts, added up over a scenario. All must be nought. */
export interface Measures {
  /** Requests without conditions beyond the first, although validators had been given. */
  unconditional: number
  /** Validators that this address did not give last, byte for byte. */
  mismatched: number
  insideRetryAfter: number
  insideMaxAge: number
  /** Cookies, referers, origins, A-IM, queries, other methods, paths that nobody named. */
  intrusions: number
  /** Closer together than the interval after a good answer, or than 15 minutes after a failure. */
  tooClose: number
}

export const NO_FAILINGS: Measures = {
  unconditional: 0,
  mismatched: 0,
  insideRetryAfter: 0,
  insideMaxAge: 0,
  intrusions: 0,
  tooClose: 0,
}

interface PathState {
  etag?: string
  lastModified?: string
  given: boolean
  unconditional: number
  freshUntil: number
  lastAt: number
  lastGood: boolean
}

/** What publishers write down about the reader, by rules of their own: nothing here is shared with the reader's code. */
export interface Book {
  readonly measures: Measures
  /** Guids of every readable document that was sent in full. */
  readonly published: Set<string>
  exchange(origin: string, asked: Asked, answer: Answer, known: boolean): void
  /** The user asks: for so long freshness and the interval bind nobody; quiet still does. Milliseconds. */
  byHand(forMs?: number): void
  /** The interval that binds from now on, milliseconds. */
  interval(milliseconds: number): void
  /** The clock was set back: moments written before mean nothing. */
  clockSet(byMs: number): void
}

const FORBIDDEN = ['cookie', 'referer', 'origin', 'a-im', 'cache-control', 'pragma', 'x-requested-with']

export function openBook(now: () => number): Book {
  const measures = { ...NO_FAILINGS }
  const published = new Set<string>()
  const paths = new Map<string, PathState>()
  const quiet = new Map<string, number>()
  let wishedUntil = -Infinity
  let interval = HOUR

  return {
    measures,
    published,
    exchange(origin, asked, answer, known) {
      const key = origin + asked.path
      const state: PathState = paths.get(key) ?? {
        given: false,
        unconditional: 0,
        freshUntil: 0,
        lastAt: -Infinity,
        lastGood: true,
      }
      paths.set(key, state)
      const { at, headers } = asked
      const wished = at <= wishedUntil
      const conditions = [headers['if-none-match'], headers['if-modified-since']]
      if (conditions.every((condition) => condition === undefined)) {
        state.unconditional += 1
        if (state.given) measures.unconditional += 1
      } else if (conditions[0] !== state.etag || conditions[1] !== state.lastModified) measures.mismatched += 1
      if (at < (quiet.get(origin) ?? 0)) measures.insideRetryAfter += 1
      if (at < state.freshUntil && !wished) measures.insideMaxAge += 1
      if (!known || asked.method !== 'GET' || FORBIDDEN.some((name) => headers[name] !== undefined))
        measures.intrusions += 1
      if (!wished && at - state.lastAt < (state.lastGood ? interval : HOUR / 4)) measures.tooClose += 1
      state.lastAt = at
      note(origin, state, answer, at)
    },
    byHand: (forMs = 5_000) => void (wishedUntil = now() + forMs),
    interval: (milliseconds) => void (interval = milliseconds),
    clockSet(byMs) {
      wishedUntil += byMs
      for (const [origin, until] of quiet) quiet.set(origin, until + byMs)
      for (const state of paths.values()) {
        state.freshUntil += byMs
        state.lastAt += byMs
      }
    },
  }

  function note(origin: string, state: PathState, answer: Answer, at: number): void {
    const header = (name: string): string | undefined => {
      const found = Object.entries(answer.headers ?? {}).find(([other]) => other.toLowerCase() === name)?.[1]
      return Array.isArray(found) ? found.join(', ') : found
    }
    const status = answer.status ?? 200
    const isKept = (status === 200 && answer.unusable !== true && answer.cutShort !== true) || status === 304
    state.lastGood = isKept || (status >= 300 && status < 400)
    if (isKept) {
      const etag = header('etag')
      const usable = etag !== undefined && /^(W\/)?"[^]*"$/.test(etag) ? etag : undefined
      const lastModified = header('last-modified')
      state.etag = usable ?? (status === 304 ? state.etag : undefined)
      state.lastModified = lastModified ?? (status === 304 ? state.lastModified : undefined)
      state.given = state.etag !== undefined || state.lastModified !== undefined
      const maxAge = /max-age=(\d+)/.exec(header('cache-control') ?? '')?.[1]
      if (maxAge !== undefined) state.freshUntil = at + Math.min(Number(maxAge), 86_400) * 1000
      if (status === 200) {
        const guids =
          answer.guids ?? [...String(answer.body ?? '').matchAll(/<guid[^>]*>([^<]*)/g)].map(([, guid]) => guid ?? '')
        for (const guid of guids) published.add(guid)
      }
    }
    const seconds = Number(header('retry-after') ?? 'none')
    if ((status === 429 || status === 503) && seconds > 0) {
      quiet.set(origin, Math.max(quiet.get(origin) ?? 0, at + Math.min(seconds, 86_400) * 1000))
    }
  }
}
