import type { PublisherSchedule } from '../ports'
import { childrenOf, firstOf, textOf, type XmlReading } from './xml-read'
import type { XmlElement } from './xml-tree'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const PERIODS: Readonly<Record<string, number>> = {
  hourly: HOUR_MS,
  daily: DAY_MS,
  weekly: 7 * DAY_MS,
  monthly: 30 * DAY_MS,
  yearly: 365 * DAY_MS,
}
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** What a channel says about being asked: RSS 2.0 `ttl`, `skipHours`, `skipDays`; RSS 1.0 syndication module. */
export function scheduleOf(reading: XmlReading, channel: XmlElement): PublisherSchedule {
  const intervals = [ttl(reading, channel), syndication(reading, channel)].filter((interval) => interval !== null)
  return {
    intervalMs: intervals.length === 0 ? null : Math.max(...intervals),
    skipHours: listed(reading, channel, 'skiphours', 'hour', (text) => {
      // RSS 0.91 counts the hours from 1 to 24, RSS 2.0 from 0 to 23; only 24 tells them apart.
      return /^\d{1,2}$/.test(text) && Number(text) <= 24 ? Number(text) % 24 : -1
    }),
    skipDays: listed(reading, channel, 'skipdays', 'day', (text) => DAYS.indexOf(text.toLowerCase())),
    windows: null,
  }
}

function ttl(reading: XmlReading, channel: XmlElement): number | null {
  const minutes = Number(textOf(reading, firstOf(channel, 'ttl')) ?? 'none')
  return Number.isFinite(minutes) && minutes > 0 ? minutes * MINUTE_MS : null
}

function syndication(reading: XmlReading, channel: XmlElement): number | null {
  const written = textOf(reading, firstOf(channel, 'sy:updateperiod'))
  const times = textOf(reading, firstOf(channel, 'sy:updatefrequency'))
  if (written === null && times === null) return null
  const period = PERIODS[written?.toLowerCase() ?? 'daily']
  const frequency = Number(times ?? '1')
  if (period === undefined) return null
  return Math.round(period / (Number.isFinite(frequency) && frequency >= 1 ? frequency : 1))
}

function listed(
  reading: XmlReading,
  channel: XmlElement,
  list: string,
  entry: string,
  read: (text: string) => number,
): number[] {
  const found = new Set<number>()
  for (const holder of childrenOf(channel, list)) {
    for (const element of childrenOf(holder, entry)) {
      const value = read(textOf(reading, element) ?? '')
      if (value >= 0) found.add(value)
    }
  }
  return [...found].sort((first, second) => first - second)
}
