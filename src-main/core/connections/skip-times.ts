import type { PublisherSchedule, Random } from '../ports'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const HOURS_A_WEEK = 7 * 24

/** Crowds poll on the hour; we stay out of its first minute … */
const CROWDED_MS = MINUTE_MS
/** … by up to this much more, which never leaves the hour. */
const MOST_SIDESTEP_MS = 9 * MINUTE_MS

/**
 * The first moment from `at` on in which the publisher wants to be asked, by RSS skipHours and skipDays.
 *
 * Hours and days are GMT, as RSS 2.0 says. 24 is read as 0, since some write it; anything else outside 0–23 is ignored.
 * A schedule that leaves no hour or no day says nothing and is ignored. Never on the stroke of an hour.
 */
export function outsideSkipped(
  at: number,
  schedule: Pick<PublisherSchedule, 'skipHours' | 'skipDays'>,
  random: Random,
): number {
  const hours = wholeNumbers(
    schedule.skipHours.map((hour) => (hour === 24 ? 0 : hour)),
    24,
  )
  const days = wholeNumbers(schedule.skipDays, 7)
  let moment = at
  for (let step = 0; step <= HOURS_A_WEEK && isSkipped(moment, hours, days); step += 1) {
    moment = Math.floor(moment / HOUR_MS) * HOUR_MS + HOUR_MS
  }
  const pastTheHour = moment - Math.floor(moment / HOUR_MS) * HOUR_MS
  return pastTheHour < CROWDED_MS ? moment + CROWDED_MS + Math.floor(random() * MOST_SIDESTEP_MS) : moment
}

function isSkipped(moment: number, hours: ReadonlySet<number>, days: ReadonlySet<number>): boolean {
  const date = new Date(moment)
  return hours.has(date.getUTCHours()) || days.has(date.getUTCDay())
}

/** The usable values, or none when they would leave nothing. */
function wholeNumbers(values: readonly number[], below: number): ReadonlySet<number> {
  const usable = new Set(values.filter((value) => Number.isInteger(value) && value >= 0 && value < below))
  return usable.size === below ? new Set() : usable
}
