import { MAX_SECTION_DEPTH, MAX_SECTION_NAME_CHARACTERS, MAX_SECTIONS, SECTION_SEPARATOR } from '../../contract/index'
import { SILENT_PUBLISHER, type PublisherFacts, type RawEvent, type WireFacts } from '../../core/ports'
import type { Publish } from './packets'

/** The topics a channel has seen, as its sections. */
export interface TopicBook {
  /** Where a topic stands: its levels, or none where a channel follows one topic only. */
  sectionOf(topic: string): string[]
  /** What the channel now knows of its publisher; null where nothing is new since the last time it was asked. */
  news(): PublisherFacts | null
}

/** @param single the channel follows one topic without wildcards, which needs no sections */
export function createTopicBook(single: boolean): TopicBook {
  const sections = new Map<string, string[]>()
  let isNew = false
  return {
    sectionOf(topic) {
      if (single) return []
      const known = sections.get(topic)
      if (known !== undefined) return known
      const levels = topic
        .split('/')
        .filter((level) => level !== '')
        .slice(0, MAX_SECTION_DEPTH)
      // What is no name stands at the top.
      if (levels.some((level) => level.length > MAX_SECTION_NAME_CHARACTERS)) return []
      // Of a tree without end the first branches are listed; where an item stands does not depend on that.
      if (sections.size >= MAX_SECTIONS) return levels
      sections.set(topic, levels)
      isNew = true
      return levels
    },
    news() {
      if (!isNew) return null
      isNew = false
      return { ...SILENT_PUBLISHER, sections: [...sections.values()].map((levels) => levels.join(SECTION_SEPARATOR)) }
    },
  }
}

const DECODER = new TextDecoder('utf-8', { fatal: true })

/** The payload as text; null where it is something else. */
export function textOfPayload({ payload }: Publish): string | null {
  try {
    return DECODER.decode(payload)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** Names of user properties that say what a payload may be silent about. */
function saidOf(message: Publish, { receivedAt, section }: { receivedAt: number; section: string[] }): WireFacts {
  const { topic } = message
  const { expirySeconds } = message.properties
  const said = new Map<string, string>()
  const categories: string[] = []
  for (const [name, value] of message.properties.user) {
    const key = name.toLowerCase()
    if (key === 'category' || key === 'tag') categories.push(value)
    else if (!said.has(key)) said.set(key, value)
  }
  const text = (...names: string[]): string | null => {
    const found = names.map((name) => said.get(name)).find((value) => value !== undefined && value.trim() !== '')
    return found ?? null
  }
  const id = text('id', 'guid', 'key')
  const priority = Number(text('priority') ?? NaN)
  return {
    guid: id === null ? null : `${topic}#${id}`,
    title: text('title'),
    link: webAddress(text('link', 'url')),
    image: webAddress(text('image', 'icon')),
    author: text('author', 'source'),
    publishedAt: timeOf(text('published', 'date', 'time')),
    priority: Number.isInteger(priority) && priority >= 1 && priority <= 5 ? priority : null,
    categories,
    section,
    expiresAt: expirySeconds === undefined ? null : receivedAt + expirySeconds * 1000,
  }
}

function webAddress(text: string | null): string | null {
  return text !== null && /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : null
}

/** ISO 8601, or seconds or milliseconds since 1970. */
function timeOf(text: string | null): number | null {
  if (text === null) return null
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number < 1e11 ? number * 1000 : number
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : time
}

export function eventOf(
  message: Publish,
  text: string,
  at: { receivedAt: number; baseUrl: string; id: string; section: string[] },
): RawEvent {
  const { topic } = message
  return {
    payload: text,
    contentType: message.properties.contentType ?? null,
    topic,
    id: at.id,
    receivedAt: at.receivedAt,
    baseUrl: at.baseUrl,
    says: saidOf(message, at),
  }
}
