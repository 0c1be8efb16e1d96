import type { Story } from './wire'

/** Sky, far hills, near hills, sun or moon. */
const PALETTES = [
  ['#f4d9b0', '#c58b5c', '#6d4a3a', '#fff3d6'],
  ['#bcd7ea', '#6f98b5', '#2f4f66', '#fffbe8'],
  ['#2b2f4a', '#3d4a70', '#171a2b', '#f1ead0'],
  ['#d9e6d0', '#8fae86', '#46604a', '#fff7c9'],
  ['#f0c7c2', '#b56f7a', '#5b3350', '#ffe9c9'],
] as const

const WIDTH = 640
const HEIGHT = 360

/** A quiet landscape for a story, drawn from its id: the same story always has the same picture. */
export function pictureOf(story: Pick<Story, 'id' | 'headline'>): string {
  const number = Number(story.id) % 9_973
  const [sky, far, near, light] = PALETTES[number % PALETTES.length] ?? PALETTES[0]
  const ridge = (base: number, swing: number, phase: number): string => {
    const points: string[] = []
    for (let x = 0; x <= WIDTH; x += 20) {
      const y = base + swing * Math.sin(x / 70 + phase) + (swing / 2) * Math.sin(x / 31 + phase * 2)
      points.push(`${String(x)},${y.toFixed(1)}`)
    }
    return `M0,${String(HEIGHT)} L${points.join(' L')} L${String(WIDTH)},${String(HEIGHT)} Z`
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img">`,
    `<title>${escapeMarkup(story.headline)}</title>`,
    `<rect width="${String(WIDTH)}" height="${String(HEIGHT)}" fill="${sky}"/>`,
    `<circle cx="${String(80 + (number % 480))}" cy="${String(70 + (number % 60))}" r="34" fill="${light}"/>`,
    `<path d="${ridge(210, 26, number)}" fill="${far}"/>`,
    `<path d="${ridge(275, 18, number + 2)}" fill="${near}"/>`,
    '</svg>',
  ].join('')
}

/** For text and attribute values of XML and HTML alike. */
export function escapeMarkup(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
