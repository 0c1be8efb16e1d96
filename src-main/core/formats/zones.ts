/** Named zones in minutes east of Greenwich. Where a name has two meanings the one of RFC 822 or of the larger press wins. */
const NAMED: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  et: -300,
  ct: -360,
  mt: -420,
  pt: -480,
  akst: -540,
  akdt: -480,
  hst: -600,
  hast: -600,
  ast: -240,
  adt: -180,
  nst: -210,
  ndt: -150,
  art: -180,
  brt: -180,
  clt: -240,
  bst: 60,
  west: 60,
  cet: 60,
  met: 60,
  mez: 60,
  cest: 120,
  mest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  msd: 240,
  trt: 180,
  sast: 120,
  gst: 240,
  pkt: 300,
  ist: 330,
  ict: 420,
  wib: 420,
  sgt: 480,
  hkt: 480,
  awst: 480,
  jst: 540,
  kst: 540,
  acst: 570,
  acdt: 630,
  aest: 600,
  aedt: 660,
  nzst: 720,
  nzdt: 780,
}

/**
 * Minutes east of Greenwich of a zone as written: `Z`, `+0200`, `-05:00`, `GMT+2`, `EST`.
 * Unknown names count as 0, as RFC 5322 section 4.3 advises; so do the military letters, which were specified backwards.
 */
export function zoneMinutes(written: string): number {
  const offset = /^(?:gmt|utc|ut)?\s?([+-])\s?(\d{1,2}):?(\d{2})?$/i.exec(written.trim())
  if (offset !== null) {
    const hours = Number(offset[2])
    const minutes = Number(offset[3] ?? 0)
    if (hours > 15 || minutes > 59) return 0
    return (offset[1] === '-' ? -1 : 1) * (hours * 60 + minutes)
  }
  return NAMED[written.trim().toLowerCase()] ?? 0
}

/**
 * Minutes east of Greenwich at a place of the IANA database ("Europe/Berlin") when its clocks show `local`, given as the
 * Unix milliseconds that time would have in Greenwich. 0 for a place nobody knows.
 */
export function placeMinutes(place: string, local: number): number {
  const first = offsetAt(place, local)
  // The offset is wanted at the moment itself, which is off by just that offset.
  return first === 0 ? 0 : offsetAt(place, local - first * 60_000)
}

function offsetAt(place: string, moment: number): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: place, timeZoneName: 'longOffset' })
    const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? ''
    return zoneMinutes(name)
  } catch (error) {
    if (error instanceof RangeError) return 0
    throw error
  }
}
