import { createAmountFormat, type AmountFormat } from './amount-format'
import { createMomentFormat, type MomentFormat } from './moment-format'
import { createSpanFormat, type SpanFormat } from './span-format'

/** Everything the interface says in numbers, in one language. Make one per language and pass it on: Intl is costly to set up. */
export interface Formats {
  locale: string
  moment: MomentFormat
  span: SpanFormat
  amount: AmountFormat
}

/**
 * @param locale a BCP 47 tag
 * @param timeZone an IANA name; left out, the system's
 */
export function createFormats(locale: string, timeZone?: string): Formats {
  return {
    locale,
    moment: createMomentFormat(locale, timeZone),
    span: createSpanFormat(locale),
    amount: createAmountFormat(locale),
  }
}
