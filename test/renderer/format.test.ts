import { describe, expect, it } from 'vitest'
import { minutesOf, timeFieldOf } from '../../src-renderer/format/day-minutes'
import { createFormats } from '../../src-renderer/format/formats'
import { countedIn, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src-renderer/format/spans'

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0)
const english = createFormats('en', 'UTC')

describe('spans', () => {
  it.each([
    [-5, '0ms'],
    [80, '80ms'],
    [999, '999ms'],
    [1_260, '1.2s'],
    [12_900, '12s'],
    [4 * MINUTE_MS + 59_000, '4m'],
    [2 * HOUR_MS, '2h'],
    [3 * DAY_MS, '3d'],
  ])('says %i ms in short as %s', (milliseconds, said) => {
    expect(english.span.short(milliseconds)).toBe(said)
  })

  it('says them in words', () => {
    expect(english.span.long(1_000)).toBe('1 second')
    expect(english.span.long(1_500)).toBe('1.5 seconds')
    expect(createFormats('de').span.long(4 * MINUTE_MS)).toBe('4 Minuten')
  })

  it('rounds down, so that nothing seems older than it is', () => {
    expect(countedIn(HOUR_MS - 1)).toEqual({ unit: 'minute', value: 59 })
    expect(countedIn(SECOND_MS - 0.5)).toEqual({ unit: 'millisecond', value: 999 })
  })
})

describe('moments', () => {
  it.each([
    [0, 'now'],
    [-44_000, 'now'],
    [-46_000, '1 minute ago'],
    [-5 * MINUTE_MS, '5 minutes ago'],
    [3 * MINUTE_MS, 'in 3 minutes'],
    [-3 * HOUR_MS, '3 hours ago'],
    [-DAY_MS, 'yesterday'],
    [-6 * DAY_MS, '6 days ago'],
    [-8 * DAY_MS, 'Nov 12'],
    [-400 * DAY_MS, 'Oct 16, 2025'],
  ])('says %i ms from now as %s', (distance, said) => {
    expect(english.moment.relative(NOW + distance, NOW)).toBe(said)
  })

  it('gives ages without words, and never a negative one', () => {
    expect(english.moment.age(NOW - 46_000, NOW)).toBe('1m')
    expect(english.moment.age(NOW - 5 * HOUR_MS, NOW)).toBe('5h')
    expect(english.moment.age(NOW + HOUR_MS, NOW)).toBe('now')
    expect(english.moment.age(NOW - 10 * DAY_MS, NOW)).toBe('Nov 10')
  })

  it('names days by the calendar of the zone, not by spans of 24 hours', () => {
    const midnight = Date.UTC(2026, 10, 20)
    expect(english.moment.day(midnight, NOW)).toBe('Today')
    expect(english.moment.day(midnight - 1, NOW)).toBe('Yesterday')
    expect(english.moment.day(midnight - DAY_MS - 1, NOW)).toBe('Wednesday')
    expect(english.moment.day(midnight - 7 * DAY_MS, NOW)).toBe('Nov 13')
    // The same moment is already tomorrow in Tokyo.
    const tokyo = createFormats('en', 'Asia/Tokyo')
    expect(tokyo.moment.day(midnight - 1, NOW)).toBe('Today')
  })

  it('is brief in lists', () => {
    expect(english.moment.brief(NOW - HOUR_MS, NOW)).toBe('11:00 AM')
    expect(english.moment.brief(NOW - DAY_MS, NOW)).toBe('Nov 19')
    expect(english.moment.brief(NOW - 400 * DAY_MS, NOW)).toBe('Oct 16, 2025')
  })

  it('counts a day with 25 hours as one', () => {
    const berlin = createFormats('en', 'Europe/Berlin')
    const now = Date.parse('2026-10-26T00:30:00+01:00')
    expect(berlin.moment.day(Date.parse('2026-10-25T00:10:00+02:00'), now)).toBe('Yesterday')
  })

  it('speaks other languages', () => {
    expect(createFormats('de', 'UTC').moment.relative(NOW - 5 * MINUTE_MS, NOW)).toBe('vor 5 Minuten')
    expect(createFormats('de', 'UTC').moment.day(NOW, NOW)).toBe('Heute')
    expect(createFormats('ar', 'UTC').moment.relative(NOW - DAY_MS, NOW)).toBe('أمس')
  })
})

describe('amounts', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_200, '1.2 kB'],
    [999_999, '1 MB'],
    [16_777_216, '16.8 MB'],
    [512_345_678, '512 MB'],
    [3e15, '3,000 TB'],
  ])('says %i bytes as %s', (value, said) => {
    expect(english.amount.bytes(value)).toBe(said)
  })

  it('shows four digits in full, then shortens', () => {
    expect(english.amount.compact(9_999)).toBe('9,999')
    expect(english.amount.compact(12_345)).toBe('12.3K')
    expect(english.amount.count(12_345)).toBe('12,345')
    expect(english.amount.percent(0.974)).toBe('97%')
  })
})

describe('minutes of the day', () => {
  it('passes through a time field unchanged', () => {
    for (let minutes = 0; minutes < 1_440; minutes++) expect(minutesOf(timeFieldOf(minutes))).toBe(minutes)
  })

  it('refuses what is not a time', () => {
    for (const field of ['', '24:00', '12:60', 'noon', '1:2']) expect(minutesOf(field)).toBeNull()
  })
})
