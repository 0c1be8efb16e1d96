import { STORY_BOOK, type StoryPattern } from './story-book'

/** One story of the newswire, the same on every technique. */
export interface Story {
  /** The time of publishing in Unix milliseconds, as text: unique, and in order. Also the id on the stream. */
  id: string
  headline: string
  lead: string
  html: string
  author: string
  categories: string[]
  urgent: boolean
  pictured: boolean
  publishedAt: number
}

/** One story falls into each slot, up to JITTER_MS after its beginning: 5 to 17 seconds lie between two stories. */
const SLOT_MS = 11_000
const JITTER_MS = 6_000

/**
 * The newswire as a function of time: a slot has the same story whenever, and by whomever, it is asked for. The wire
 * therefore seems to go on while Crier is closed, and a restart repeats nothing and invents nothing.
 */
function storyInSlot(slot: number): Story {
  const draw = drawFrom(slot)
  const publishedAt = slot * SLOT_MS + Math.floor(draw() * JITTER_MS)
  const pattern = patternFor(slot)
  const values = new Map<string, string>()
  const fill = (text: string): string => fillIn(text, values, draw)
  return {
    id: String(publishedAt),
    headline: fill(pattern.headline),
    lead: fill(pattern.lead),
    html: [`<p><strong>${fill(pattern.lead)}</strong></p>`, ...pattern.body.map((part) => block(fill(part)))].join(
      '\n',
    ),
    author: pattern.author,
    categories: [pattern.desk, ...pattern.tags],
    urgent: pattern.urgent ?? false,
    pictured: pattern.pictured ?? false,
    publishedAt,
  }
}

/** Stories published after `after` and not later than `until` (Unix milliseconds), oldest first, the newest `limit`. */
export function storiesBetween(after: number, until: number, limit: number): Story[] {
  const stories: Story[] = []
  const first = Math.floor((after - JITTER_MS) / SLOT_MS)
  for (let slot = Math.floor(until / SLOT_MS); slot >= first && stories.length < limit; slot -= 1) {
    const story = storyInSlot(slot)
    if (story.publishedAt > until) continue
    if (story.publishedAt <= after) break
    stories.push(story)
  }
  return stories.reverse()
}

/** The newest `limit` stories at `now`, oldest first. */
export function latestStories(now: number, limit: number): Story[] {
  return storiesBetween(now - (limit + 1) * SLOT_MS - JITTER_MS, now, limit)
}

/** When the first story after `now` is due, Unix milliseconds. */
export function nextStoryAt(now: number): number {
  const slot = Math.floor(now / SLOT_MS)
  const here = storyInSlot(slot).publishedAt
  return here > now ? here : storyInSlot(slot + 1).publishedAt
}

/** The story that was published at that moment, if there was one. */
export function storyWithId(id: string): Story | null {
  if (!/^\d{1,15}$/.test(id)) return null
  const story = storyInSlot(Math.floor(Number(id) / SLOT_MS))
  return story.id === id ? story : null
}

/**
 * The book is gone through in an order of its own each time, so that no story comes twice until all have come. Each
 * third of it keeps its third of the round: the last of one round is not the first of the next.
 */
function patternFor(slot: number): StoryPattern {
  const size = STORY_BOOK.length
  const round = Math.floor(slot / size)
  const draw = drawFrom(-1 - round)
  const order = STORY_BOOK.map((pattern, index) => ({ pattern, rank: (index % 3) + draw() })).sort(
    (one, other) => one.rank - other.rank,
  )
  const place = order[slot - round * size]
  if (place === undefined) throw new RangeError(`slot ${String(slot)} has no story`)
  return place.pattern
}

function fillIn(text: string, values: Map<string, string>, draw: () => number): string {
  return text.replace(/\{(\w+):([^}]+)\}/g, (_whole, name: string, choices: string) => {
    const known = values.get(name)
    if (known !== undefined) return known
    const range = /^(\d+)\.\.(\d+)$/.exec(choices)
    const words = choices.split('|')
    const value =
      range === null
        ? (words[Math.floor(draw() * words.length)] ?? '')
        : String(Number(range[1]) + Math.floor(draw() * (Number(range[2]) - Number(range[1]) + 1)))
    values.set(name, value)
    return value
  })
}

function block(html: string): string {
  return html.startsWith('<ul>') ? html : `<p>${html}</p>`
}

/** Mulberry32, a small public-domain generator: an even, repeatable stream of numbers in [0, 1) from one seed. */
function drawFrom(seed: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
