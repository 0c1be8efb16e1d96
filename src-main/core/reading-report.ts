import { gzipSync } from 'node:zlib'
import { isOwnStatisticsHeader } from './formats/cdf/log-headers'
import type { ActionRequest, Channel, Json, StatisticsWish } from './ports'

/** An article that the user opened. */
export interface Reading {
  /** The address of its item. */
  page: string
  /** Unix milliseconds. */
  at: number
}

const HOUR_MS = 60 * 60_000

/** Without those that are older than the publisher wants them. Pure. */
export function wantedReadings(readings: readonly Reading[], wish: StatisticsWish, now: number): Reading[] {
  const { keepHours } = wish
  return readings.filter(({ at }) => keepHours === null || now - at <= keepHours * HOUR_MS)
}

/**
 * Where a channel's readings may go: its LOGTARGET, when that is on the site that the user subscribed to, and not less
 * secure. Null: nowhere.
 */
export function reportAddress({ url, publisher }: Pick<Channel, 'url' | 'publisher'>): URL | null {
  const wish = publisher.statistics
  if (wish === null || !URL.canParse(wish.url) || !URL.canParse(url)) return null
  const [own, target] = [new URL(url), new URL(wish.url)]
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && own.protocol === 'http:')
  return isSafe && target.hostname === own.hostname && target.username === '' ? target : null
}

/**
 * The report as it is sent: the page-hit log of channels (protocols 1.5), which is a W3C Extended Log File of two kinds
 * of records. HTTP-EQUIV goes along; where it announces gzip, the log is packed so.
 */
export function reportRequest(readings: readonly Reading[], wish: StatisticsWish, target: URL): ActionRequest {
  const own = Object.entries(wish.headers).filter(([name, value]) => isOwnStatisticsHeader(name, value))
  const packing =
    own
      .find(([name]) => isPacking(name))?.[1]
      .trim()
      .toLowerCase() ?? ''
  const isPacked = packing === 'gzip' || packing === 'x-gzip'
  const log = logOf(readings)
  return {
    url: target.href,
    method: 'POST',
    headers: {
      'Content-Type': 'text/plain',
      // A packing that the log does not have must not be announced.
      ...Object.fromEntries(
        own.filter(([name]) => isPacked || !isPacking(name)).map(([name, value]) => [titled(name), value]),
      ),
    },
    body: isPacked ? gzipSync(log) : log,
  }
}

const isPacking = (name: string): boolean => name.toLowerCase() === 'encoding-type'
/** One spelling each, so that a publisher's Content-Type takes the place of ours. */
const titled = (name: string): string => name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())

function logOf(readings: readonly Reading[]): string {
  const byPage = new Map<string, number[]>()
  for (const { page, at } of readings) byPage.set(page, [...(byPage.get(page) ?? []), at])
  const records = [...byPage].flatMap(([page, times]) => [
    '#Fields: s-URI',
    page,
    '#Fields: c-context c-cache c-date c-time c-duration',
    ...times.map(rowOf),
  ])
  return `${['#Version: 1.0', ...records].join('\r\n')}\r\n`
}

/**
 * N: in the window of a program · 1: from what was stored, as every article here. How long somebody looked is not
 * measured: "-" is the log format's word for that.
 */
function rowOf(at: number): string {
  const [, year = '', month = '', day = '', time = ''] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(at).toISOString()) ?? []
  return `N 1 ${month}-${day}-${year} ${time} -`
}

/** What is kept of one channel. */
export interface KeptReadings {
  /** The host that the user's consent was for. */
  site: string
  readings: Reading[]
}

/** Null where it is none of ours. */
export function readKept(value: Json): KeptReadings | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const { site, readings } = value
  if (typeof site !== 'string' || !Array.isArray(readings)) return null
  return { site, readings: readings.flatMap(readReading) }
}

function readReading(value: Json): Reading[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return []
  const { page, at } = value
  const isTime = typeof at === 'number' && Math.abs(at) <= LATEST_TIME
  return typeof page === 'string' && isTime ? [{ page, at }] : []
}
/** What a Date can hold (ECMA-262, time range). */
const LATEST_TIME = 8.64e15
