/** The next local morning at six, Unix milliseconds: "until tomorrow" ends when people wake, not at midnight. */
export function tomorrowMorning(now: number): number {
  const morning = new Date(now)
  morning.setDate(morning.getDate() + 1)
  return morning.setHours(6, 0, 0, 0)
}
