import { pngOf } from './png'

const WIDTH = 320
const HEIGHT = 180

type Colour = readonly [red: number, green: number, blue: number]
/** Sky at the top and at the horizon, far hills, near hills: at night, in the morning, at noon, in the evening. */
const HOURS: readonly (readonly [Colour, Colour, Colour, Colour])[] = [
  [
    [18, 22, 44],
    [52, 62, 100],
    [30, 36, 60],
    [14, 17, 30],
  ],
  [
    [120, 160, 200],
    [244, 214, 178],
    [140, 120, 120],
    [70, 62, 70],
  ],
  [
    [110, 170, 214],
    [208, 228, 238],
    [122, 156, 132],
    [62, 92, 70],
  ],
  [
    [86, 70, 120],
    [240, 160, 110],
    [120, 74, 84],
    [54, 36, 50],
  ],
]
const LIGHT: Colour = [255, 244, 214]

/** Digits and the colon, five columns by seven rows, a bit a pixel. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  ':': [0, 4, 4, 0, 4, 4, 0],
}
const GLYPH_COLUMNS = 5
const GLYPH_PIXELS = 4

/** What the harbour camera sees at that moment: sky and hills by the hour, and the time (UTC). A PNG. */
export function harbourFrame(now: number): Buffer {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3)
  const [top, horizon, far, near] = coloursAt(now)
  const drift = now / 20_000
  for (let x = 0; x < WIDTH; x += 1) {
    const farRidge = 104 + 12 * Math.sin(x / 44 + 1) + 6 * Math.sin(x / 19)
    const nearRidge = 136 + 8 * Math.sin(x / 31 + drift) + 3 * Math.sin(x / 11 + drift * 2)
    for (let y = 0; y < HEIGHT; y += 1) {
      const colour = y > nearRidge ? near : y > farRidge ? far : mixed(top, horizon, y / farRidge)
      rgb.set(colour, (y * WIDTH + x) * 3)
    }
  }
  writeTime(rgb, new Date(now).toISOString().slice(11, 19))
  return pngOf(WIDTH, HEIGHT, rgb)
}

function coloursAt(now: number): readonly [Colour, Colour, Colour, Colour] {
  const part = ((now / 3_600_000) % 24) / (24 / HOURS.length)
  const [from, to] = [HOURS[Math.floor(part)], HOURS[(Math.floor(part) + 1) % HOURS.length]]
  if (from === undefined || to === undefined) throw new RangeError(`${String(now)} is no time`)
  const share = part % 1
  return [
    mixed(from[0], to[0], share),
    mixed(from[1], to[1], share),
    mixed(from[2], to[2], share),
    mixed(from[3], to[3], share),
  ]
}

function mixed(from: Colour, to: Colour, share: number): Colour {
  const part = Math.min(1, Math.max(0, share))
  const between = (one: number, other: number): number => Math.round(one + (other - one) * part)
  return [between(from[0], to[0]), between(from[1], to[1]), between(from[2], to[2])]
}

function writeTime(rgb: Uint8Array, text: string): void {
  const step = (GLYPH_COLUMNS + 1) * GLYPH_PIXELS
  const left = Math.round((WIDTH - text.length * step) / 2)
  const top = 30
  for (const [place, character] of [...text].entries()) {
    for (const [row, bits] of (GLYPHS[character] ?? []).entries()) {
      for (let column = 0; column < GLYPH_COLUMNS; column += 1) {
        if ((bits >> (GLYPH_COLUMNS - 1 - column)) & 1)
          fillSquare(rgb, left + place * step + column * GLYPH_PIXELS, top + row * GLYPH_PIXELS)
      }
    }
  }
}

function fillSquare(rgb: Uint8Array, left: number, top: number): void {
  for (let y = top; y < top + GLYPH_PIXELS; y += 1) {
    for (let x = left; x < left + GLYPH_PIXELS; x += 1) rgb.set(LIGHT, (y * WIDTH + x) * 3)
  }
}
