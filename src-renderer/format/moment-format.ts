import { createSpanFormat } from './span-format'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './spans'

/** Under this age something is said to be of now. */
const NOW_MS = 45_000
/** From this distance on a date says more than a number of days. */
const DATE_FROM_MS = 7 * DAY_MS

/** Moments are Unix milliseconds; `now` is passed in, so that a list shows one moment and tests choose it. */
export interface MomentFormat {
  /** `now`, `4 minutes ago`, `in 2 hours`, `yesterday`; a date from a week on. */
  relative(at: number, now: number): string
  /** Age without words around it: `now`, `4m`, `2h`, `3d`; a date from a week on. A moment ahead of the clock is now. */
  age(at: number, now: number): string
  /** `14:05`, in the manner of the language. */
  time(at: number): string
  /** Date and time to the second, for tooltips. */
  full(at: number): string
  /** `14:05` today, else `16 Nov`, with the year when it is another one. */
  brief(at: number, now: number): string
  /** Heading of a day in a list: `Today`, `Yesterday`, `Monday`, then the date. */
  day(at: number, now: number): string
}

/**
 * Formats moments in the given language.
 *
 * @param timeZone an IANA name; left out, the system's
 */
export function createMomentFormat(locale: string, timeZone?: string): MomentFormat {
  const span = createSpanFormat(locale)
  const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const timeFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone })
  const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium', timeZone })
  const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone })
  const dateFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone })
  const datedYearFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone })
  // Calendar days are compared by their date in the zone, not by 24-hour spans: clocks change and days begin at midnight.
  const dayFormat = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone })

  const dayNumber = (at: number): number => Math.round(Date.parse(`${dayFormat.format(at)}T00:00:00Z`) / DAY_MS)
  const yearOf = (at: number): string => dayFormat.format(at).slice(0, 4)
  const date = (at: number, now: number): string =>
    (yearOf(at) === yearOf(now) ? dateFormat : datedYearFormat).format(at)

  const relative = (at: number, now: number): string => {
    const distance = Math.abs(at - now)
    const sign = at < now ? -1 : 1
    if (distance < NOW_MS) return relativeFormat.format(0, 'second')
    if (distance < HOUR_MS) return relativeFormat.format(sign * Math.max(1, Math.floor(distance / MINUTE_MS)), 'minute')
    if (distance < DAY_MS) return relativeFormat.format(sign * Math.floor(distance / HOUR_MS), 'hour')
    if (distance < DATE_FROM_MS) return relativeFormat.format(dayNumber(at) - dayNumber(now), 'day')
    return date(at, now)
  }

  return {
    relative,
    age: (at, now) => {
      if (now - at < NOW_MS) return relativeFormat.format(0, 'second')
      if (now - at >= DATE_FROM_MS) return date(at, now)
      return span.short(Math.max(MINUTE_MS, now - at))
    },
    time: (at) => timeFormat.format(at),
    full: (at) => fullFormat.format(at),
    brief: (at, now) => (dayNumber(at) === dayNumber(now) ? timeFormat.format(at) : date(at, now)),
    day: (at, now) => {
      const days = dayNumber(at) - dayNumber(now)
      if (days === 0 || days === -1) return capitalised(relativeFormat.format(days, 'day'), locale)
      if (days < 0 && days > -7) return capitalised(weekdayFormat.format(at), locale)
      return date(at, now)
    },
  }
}

function capitalised(text: string, locale: string): string {
  const [first = ''] = text
  return first.toLocaleUpperCase(locale) + text.slice(first.length)
}
