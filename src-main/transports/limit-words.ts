const KiB = 1024
const MiB = 1024 * KiB

/** A limit as a message names it: in whole units, and never as nothing. */
export function limitWords(bytes: number): string {
  if (bytes >= MiB) return `${String(Math.round(bytes / MiB))} MiB`
  return bytes >= KiB ? `${String(Math.round(bytes / KiB))} KiB` : `${String(bytes)} bytes`
}
