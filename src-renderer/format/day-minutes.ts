const MINUTES_PER_DAY = 24 * 60

/** Minutes since midnight as the value of a time field: 1350 → `22:30`. */
export function timeFieldOf(minutes: number): string {
  const within = ((Math.floor(minutes) % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`
}

/** The value of a time field as minutes since midnight; null for an empty or unfinished one. */
export function minutesOf(timeField: string): number | null {
  const match = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(timeField.trim())
  if (match === null) return null
  const hours = Number(match[1])
  const minutes = Number(match[2])
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null
}
