import { countedIn } from './spans'

export interface SpanFormat {
  /** A span as short as it goes: `80ms`, `1.2s`, `4m`, `2h`, `3d`. For the arrival mark and the ticker. */
  short(milliseconds: number): string
  /** A span in full words: `1.2 seconds`, `4 minutes`. For tooltips and screen readers. */
  long(milliseconds: number): string
}

/** Formats spans of time in the given language. Negative spans count as none. */
export function createSpanFormat(locale: string): SpanFormat {
  const formats = new Map<string, Intl.NumberFormat>()
  const formatOf = (unit: string, unitDisplay: 'narrow' | 'long'): Intl.NumberFormat => {
    const name = `${unit} ${unitDisplay}`
    const known = formats.get(name)
    if (known !== undefined) return known
    const made = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 })
    formats.set(name, made)
    return made
  }
  const format = (milliseconds: number, unitDisplay: 'narrow' | 'long'): string => {
    const { unit, value } = countedIn(milliseconds)
    return formatOf(unit, unitDisplay).format(value)
  }
  return {
    short: (milliseconds) => format(milliseconds, 'narrow'),
    long: (milliseconds) => format(milliseconds, 'long'),
  }
}
