/** Bytes are counted in thousands, as file managers and network meters do. */
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const BYTES_PER_STEP = 1_000

export interface AmountFormat {
  /** `12,480` */
  count(value: number): string
  /** `1,234`, then `12K`: for badges, where room is short. */
  compact(value: number): string
  /** `512 bytes`, `1.2 kB`, `16 MB`. */
  bytes(value: number): string
  /** A share between 0 and 1 as `97%`. */
  percent(share: number): string
}

/** Badges show four digits in full. */
const COMPACT_FROM = 10_000

/** Formats numbers in the given language. */
export function createAmountFormat(locale: string): AmountFormat {
  const countFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const compactFormat = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const percentFormat = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const byteFormats = BYTE_UNITS.map(
    (unit, step) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: step === 0 ? 'long' : 'short',
        maximumFractionDigits: 1,
      }),
  )
  return {
    count: (value) => countFormat.format(value),
    compact: (value) => (value < COMPACT_FROM ? countFormat : compactFormat).format(value),
    bytes: (value) => {
      let amount = Math.max(0, value)
      let step = 0
      // Compared after rounding, so that 999,950 bytes are 1 MB and never "1,000 kB".
      while (Math.round(amount * 10) / 10 >= BYTES_PER_STEP && step < BYTE_UNITS.length - 1) {
        amount /= BYTES_PER_STEP
        step++
      }
      const rounded = amount >= 100 ? Math.round(amount) : amount
      return byteFormats[step]?.format(rounded) ?? String(value)
    },
    percent: (share) => percentFormat.format(share),
  }
}
