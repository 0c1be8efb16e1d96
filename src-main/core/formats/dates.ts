import { monthNumber } from './month-names'
import { placeMinutes, zoneMinutes } from './zones'

const MINUTE_MS = 60_000

interface Moment {
  year: number
  month: number
  day: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
  /** A place of the IANA database, whose offset depends on the date. */
  place?: string
  /** Minutes east of Greenwich; 0 where the date names no zone, as RFC 5322 section 3.3 reads "-0000". */
  zone?: number
}

/**
 * Reads a date as feeds write it: RFC 3339 and its partial forms (W3CDTF), RFC 822 with its descendants and
 * misspellings, C's asctime, a few national forms, and Unix seconds.
 *
 * @returns Unix milliseconds, or null where it is no date: none is ever invented
 */
export function parseDate(written: string | null | undefined): number | null {
  if (written === null || written === undefined || written.length > 200) return null
  const text = written
    .replace(/\([^()]*\)/g, ' ')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
  if (text === '' || !/\d/.test(text)) return null
  for (const read of [
    readRunTogether,
    readEpoch,
    readWeek,
    readOrdinal,
    readIso,
    readDayFirst,
    readMonthFirst,
    readNumeric,
    readNational,
  ]) {
    const moment = read(text)
    if (moment !== null) return typeof moment === 'number' ? moment : toUnix(moment)
  }
  return null
}

const CLOCK = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:](\d+))?)?\s*([ap]\.?m\.?(?![a-z]))?`
const ZONE = String.raw`(?:\s*(z|[+-]\s?\d{1,2}:?\d{0,2}|(?:gmt|utc|ut)\s?[+-]\s?\d{1,2}:?\d{0,2}|[a-z]{3,12}(?:\/[a-z_-]{2,20}){1,2}|[a-z]{1,5}))?`

/** "20140706125600", ISO 8601's basic form. Read as Unix milliseconds it would be in the 26th century. */
function readRunTogether(text: string): Moment | null {
  const match = /^((?:19|20)\d\d)(\d\d)(\d\d)(t?)(\d\d)(\d\d)(\d\d)?(?:[.,](\d+))?(z|[+-]\d\d:?(?:\d\d)?)?$/i.exec(text)
  if (match === null) return null
  const [, year, month, day, letter, hour, minute, second, fraction, zone] = match
  // Twelve digits in a row are Unix milliseconds.
  if (letter === '' && second === undefined) return null
  return at(year, month, day, [hour, minute, second, fraction], zone)
}

const TIME_OF_DAY = String.raw`(?:[t ]${CLOCK}${ZONE})?`

/** ISO 8601 week dates: "2014-W27-7", "2014W277", and the Monday where the day is missing. */
function readWeek(text: string): Moment | null {
  const match = new RegExp(String.raw`^(\d{4})-?w(\d\d)(?:-?([1-7]))?${TIME_OF_DAY}$`, 'i').exec(text)
  if (match === null) return null
  const [, year, week, day = '1', hour, minute, second, fraction, half, zone] = match
  // The fourth of January is always in the first week.
  const fourth = new Date(Date.UTC(Number(year), 0, 4))
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7)
  const dayOfYear = monday + (Number(week) - 1) * 7 + Number(day) - 1
  // A week belongs to the year of its Thursday.
  const thursday = new Date(Date.UTC(Number(year), 0, monday + (Number(week) - 1) * 7 + 3))
  if (thursday.getUTCFullYear() !== Number(year)) return null
  return onDayOfYear(Number(year), dayOfYear, [hour, minute, second, fraction, half], zone)
}

/** ISO 8601 ordinal dates: "2014-187", "2014187". */
function readOrdinal(text: string): Moment | null {
  const match = new RegExp(String.raw`^(\d{4}(?=-)|(?:19|20)\d\d)-?(\d{3})${TIME_OF_DAY}$`, 'i').exec(text)
  if (match === null) return null
  const [, year, day, hour, minute, second, fraction, half, zone] = match
  if (Number(day) < 1 || Number(day) > daysIn(Number(year))) return null
  return onDayOfYear(Number(year), Number(day), [hour, minute, second, fraction, half], zone)
}

const daysIn = (year: number): number => (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / (24 * 60 * MINUTE_MS)

/** `day` 1 is the first of January; less and more reach into the years around. */
function onDayOfYear(
  year: number,
  day: number,
  clock: readonly (string | undefined)[],
  zone: string | undefined,
): Moment | null {
  const date = new Date(Date.UTC(year, 0, day))
  const [years, month, days] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].map(String)
  return at(years, month, days, clock, zone)
}

function readIso(text: string): Moment | null {
  const match = new RegExp(
    String.raw`^(?:[a-z]{2,9},? )?(\d{4})(?:([-/.]?)(\d{1,2})(?:\2(\d{1,2}))?)?(?:(?:\s*t\s*|,? |-)${CLOCK}${ZONE})?(?:\s+\S{0,6})?$`,
    'i',
  ).exec(text)
  if (match === null) return null
  const [, year, separator, month = '01', day = '01', hour, minute, second, fraction, half, zone] = match
  // Run together, every part has its two digits.
  if (separator === '' && (month.length !== 2 || day.length !== 2)) return null
  return at(year, month, day, [hour, minute, second, fraction, half], zone)
}

/** RFC 822: "Sun, 06 Jul 2014 12:56:00 GMT", with or without most of its parts, with dashes, dots or commas. */
function readDayFirst(text: string): Moment | null {
  const match = new RegExp(
    String.raw`^(?:[\p{L}.]+,?\s*)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s,-]*(?:de |d')?([\p{L}\p{M}]{3,})\.?[\s,-]*(?:de )?(\d{4}|\d{2,3})?(?:(?:,|\s|t|-|at|um|à)*${CLOCK}${ZONE})?(?:\s.*)?$`,
    'iu',
  ).exec(text)
  if (match === null) return null
  const [, day, monthName = '', year, hour, minute, second, fraction, half, zone] = match
  const month = monthNumber(monthName)
  if (month === null || year === undefined) return null
  return at(fullYear(year), String(month), day, [hour, minute, second, fraction, half], zone)
}

/** asctime "Sun Jul  6 12:56:00 2014", and "July 6, 2014 12:56 PM EST". */
function readMonthFirst(text: string): Moment | null {
  const match = new RegExp(
    String.raw`^(?:[\p{L}.]+,?\s+)??([\p{L}\p{M}]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{4}),?(?:\s+(?:at\s+)?${CLOCK}${ZONE})?|${CLOCK}\s*([a-z]{1,5}|[+-]\d{4})?\s+(\d{4})${ZONE})$`,
    'iu',
  ).exec(text)
  if (match === null) return null
  const month = monthNumber(match[1] ?? '')
  if (month === null) return null
  const year = match[3] ?? match[16]
  const clock = match[3] === undefined ? match.slice(10, 15) : match.slice(4, 9)
  return at(year, String(month), match[2], clock, match[3] === undefined ? (match[15] ?? match[17]) : match[9])
}

/** "06.07.2014 12:56" is day first wherever dots are used; "7/6/2014" is month first unless it cannot be. */
function readNumeric(text: string): Moment | null {
  const match = new RegExp(
    String.raw`^(?:[\p{L}.]+,?\s*)?(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[\s,t-]+${CLOCK}${ZONE})?$`,
    'iu',
  ).exec(text)
  if (match === null) return null
  const [, first, separator, second, year, hour, minute, seconds, fraction, half, zone] = match
  const dayFirst = separator !== '/' || Number(first) > 12
  const clock = [hour, minute, seconds, fraction, half]
  return dayFirst ? at(year, second, first, clock, zone) : at(year, first, second, clock, zone)
}

/** Chinese and Japanese ("2014年7月6日 12:56"), Korean ("2004년 05월 28일 01:31:15", "2004-05-25 오후 11:23:17") and Hungarian ("2004-július-13T9:15-05:00"). */
function readNational(text: string): Moment | null {
  const korean =
    /^(\d{4})(?:년|-)\s*(\d{1,2})(?:월|-)\s*(\d{1,2})일?\s*(오전|오후)?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?/u.exec(text)
  if (korean !== null) {
    const half = korean[4] === '오후' ? 'pm' : korean[4] === '오전' ? 'am' : undefined
    return at(korean[1], korean[2], korean[3], [korean[5], korean[6], korean[7], undefined, half], '+0900')
  }
  const chinese =
    /^(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日\s*(?:(?:\p{Lo}+\s*)?(\d{1,2})[:时時](\d{2})(?:[:分](\d{2})?)?)?/u.exec(text)
  if (chinese !== null) return at(chinese[1], chinese[2], chinese[3], chinese.slice(4, 7), undefined)
  const named = new RegExp(
    String.raw`^(\d{4})[-. ]+([\p{L}\p{M}]{3,})\.?[-. ]+(\d{1,2})\.?(?:[\st,]+${CLOCK}${ZONE})?$`,
    'iu',
  ).exec(text)
  const month = named === null ? null : monthNumber(named[2] ?? '')
  return named === null || month === null ? null : at(named[1], String(month), named[3], named.slice(4, 9), named[9])
}

/** Unix time by its size: seconds, milliseconds or microseconds. */
export function fromEpoch(number: number): number | null {
  if (!Number.isFinite(number) || number <= 0) return null
  if (number >= 1e8 && number < 1e11) return Math.round(number * 1000)
  if (number >= 1e11 && number < 1e14) return Math.round(number)
  if (number >= 1e14 && number < 1e17) return Math.round(number / 1000)
  return null
}

function readEpoch(text: string): number | null {
  return /^\d{9,17}(?:\.\d+)?$/.test(text) ? fromEpoch(Number(text)) : null
}

/** RFC 5322 section 4.3 has two- and three-digit years; the turning point is 70, as everywhere in Unix. */
function fullYear(year: string): string {
  if (year.length === 3) return String(Number(year) + 1900)
  return year.length === 2 ? String(Number(year) + (Number(year) < 70 ? 2000 : 1900)) : year
}

function at(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  clock: readonly (string | undefined)[],
  zone: string | undefined,
): Moment | null {
  const [hour, minute, second, fraction, half] = clock
  let hours = Number(hour ?? 0)
  if (half !== undefined && half !== '') {
    if (hours > 12) return null
    hours = (hours % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0)
  }
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: hours,
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000),
    ...(zone?.includes('/') ? { place: zone } : { zone: zone === undefined ? 0 : zoneMinutes(zone) }),
  }
}

function toUnix(moment: Moment): number | null {
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0, zone = 0 } = moment
  // 0001-01-01 is what programs print when they have no date.
  if (!(year >= 1000 && year <= 9999) || month < 1 || month > 12 || day < 1) return null
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null
  if (hour > 24 || minute > 59 || second > 61) return null
  const local = Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
  const unix = local - (moment.place === undefined ? zone : placeMinutes(moment.place, local)) * MINUTE_MS
  return Number.isFinite(unix) ? unix : null
}
