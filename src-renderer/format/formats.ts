import { createAmountFormat } from './amount-format'
import { createMomentFormat } from './moment-format'
import { createSpanFormat } from './span-format'

/** How a language writes moments, spans and amounts. Moments are Unix milliseconds, spans milliseconds. */
export interface Formats {
  /** `14:32` */
  time(at: number): string
  /** Heading of a day in a list: `Today`, `Yesterday`, `Monday`, then the date. */
  day(at: number, now: number): string
  /** `Friday, 20 November 2026 at 14:32:07` */
  full(at: number): string
  /** `14:32` today, else `16 Nov`, with the year when it is another one. */
  brief(at: number, now: number): string
  /** `now`, `4 minutes ago`, `in 2 hours`, `yesterday`; a date from a week on. */
  relative(at: number, now: number): string
  /** `now`, `4m`, `2h`, `3d`; a date from a week on. A moment ahead of the clock is now. */
  age(at: number, now: number): string
  /** As short as it goes: `80ms`, `1.2s`, `4m`, `2h`, `3d`. */
  span(milliseconds: number): string
  /** In words: `1.2 seconds`, `4 minutes`. */
  spanInWords(milliseconds: number): string
  /** `12,480` */
  number(value: number): string
  /** Up to `9,999` in full, then `12.3K`. */
  compact(value: number): string
  /** `512 bytes`, `1.2 kB`, `16.8 MB` */
  bytes(value: number): string
}

/**
 * Formatters are costly to make: make them once per language and pass them on.
 *
 * @param locale a BCP 47 tag
 * @param timeZone an IANA name; left out, the system's
 */
export function formatsFor(locale: string, timeZone?: string): Formats {
  const { short: span, long: spanInWords } = createSpanFormat(locale)
  return { ...createMomentFormat(locale, timeZone), span, spanInWords, ...createAmountFormat(locale) }
}
