import type { ArrivalHow, ItemSummary } from '@contract/index'

/** The same news as it came over several channels, measured from one moment. */
export interface Journey {
  /** What is counted from: the publication, or the first arrival where no publisher gave a time. */
  origin: { at: number; published: boolean }
  /** In order of arrival. */
  steps: JourneyStep[]
  /** The end of the scale. Longer bars are torn off there. */
  scaleMs: number
  /** Marks on the scale, from 0 to its end. */
  ticks: number[]
  /** What is typical of each way that occurs: the median of its delays. */
  typical: { how: ArrivalHow; count: number; delayMs: number }[]
  /** How many times as wide as the scale the longest bar would be; null where all fit. */
  tornTimes: number | null
}

export interface JourneyStep {
  item: ItemSummary
  delayMs: number
  /** Of the scale, 0 to 1. */
  share: number
  torn: boolean
}

/** A delay this many times the typical one would press all others flat. */
const MOST_TIMES_TYPICAL = 12

/**
 * Works out one scale for all: linear and from zero, so that lengths may be compared. One moment is the origin for all,
 * since publishers round their times differently: the latest publication that none arrived before.
 */
export function journeyOf(arrivals: readonly ItemSummary[]): Journey | null {
  const items = [...arrivals].sort((a, b) => a.arrival.receivedAt - b.arrival.receivedAt || a.id - b.id)
  const first = items[0]
  if (!first) return null
  const firstAt = first.arrival.receivedAt
  const published = items.flatMap(({ publishedAt }) =>
    publishedAt !== null && publishedAt <= firstAt ? publishedAt : [],
  )
  const origin =
    published.length > 0 ? { at: Math.max(...published), published: true } : { at: firstAt, published: false }
  const delays = items.map(({ arrival }) => arrival.receivedAt - origin.at)
  const longest = Math.max(...delays)
  const bound = Math.max(1, median(delays)) * MOST_TIMES_TYPICAL
  const { scaleMs, stepMs } = scaleFor(Math.max(...delays.filter((delay) => delay <= bound), 1))
  const typical = (['push', 'held', 'poll'] as const).flatMap((how) => {
    const own = delays.filter((_, index) => items[index]?.arrival.how === how)
    return own.length > 0 ? [{ how, count: own.length, delayMs: median(own) }] : []
  })
  return {
    origin,
    steps: items.map((item, index) => {
      const delayMs = delays[index] ?? 0
      return { item, delayMs, share: Math.min(1, delayMs / scaleMs), torn: delayMs > scaleMs }
    }),
    scaleMs,
    ticks: Array.from({ length: Math.round(scaleMs / stepMs) + 1 }, (_, index) => index * stepMs),
    typical,
    tornTimes: longest > scaleMs ? longest / scaleMs : null,
  }
}

/** The middle one, the lower of two. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Ends of scales and the steps between their marks, in what clocks count. */
const SCALES: readonly [number, number][] = [
  ...[1, 10, 100, SECOND].flatMap((unit): [number, number][] => [
    [2 * unit, unit],
    [5 * unit, unit],
    [10 * unit, 2 * unit],
  ]),
  [20 * SECOND, 5 * SECOND],
  [30 * SECOND, 10 * SECOND],
  [MINUTE, 15 * SECOND],
  [2 * MINUTE, 30 * SECOND],
  [5 * MINUTE, MINUTE],
  [10 * MINUTE, 2 * MINUTE],
  [30 * MINUTE, 10 * MINUTE],
  [HOUR, 15 * MINUTE],
  [2 * HOUR, 30 * MINUTE],
  [6 * HOUR, 2 * HOUR],
  [12 * HOUR, 3 * HOUR],
  [DAY, 6 * HOUR],
]

function scaleFor(longestMs: number): { scaleMs: number; stepMs: number } {
  const found = SCALES.find(([end]) => end >= longestMs)
  if (found) return { scaleMs: found[0], stepMs: found[1] }
  const days = Math.ceil(longestMs / DAY / 4)
  return { scaleMs: days * 4 * DAY, stepMs: days * DAY }
}
