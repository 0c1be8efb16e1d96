import type { OptionsOf, STREAM } from '../../contract/index'
import { TransportError, type Json } from '../../core/ports'

/** The longest place that is sent: common servers refuse a header line or an address over 8 KiB. Bytes. */
const MAX_PLACE_BYTES = 8_000

type ResumeOptions = Pick<OptionsOf<typeof STREAM>, 'resumeBy' | 'resumeName' | 'resumePointer' | 'resumeFirst'>

/** How one stream says where it wants to go on. */
export interface Resume {
  /** The address and header that ask for what came after this place. */
  ask(url: string, place: string | null): { url: string; headers: Record<string, string> }
  /** The place that a message names; null when it names none. */
  placeIn(value: Json | undefined): string | null
  /** A place as it is sent; null for one that cannot be. */
  asPlace(value: Json | undefined): string | null
}

export function createResume({ resumeBy, resumeName, resumePointer, resumeFirst }: ResumeOptions): Resume {
  const asPlace = (value: Json | undefined): string | null => {
    if (resumeBy === 'nothing' || value === undefined || value === null || value === '') return null
    // Old CouchDBs in a cluster have places that are arrays; they are opaque and sent as they came.
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return Buffer.byteLength(text) <= MAX_PLACE_BYTES ? text : null
  }
  return {
    ask(url, place) {
      const at = place ?? (resumeFirst === '' ? null : resumeFirst)
      if (resumeBy === 'nothing' || at === null) return { url, headers: {} }
      if (resumeBy === 'header') return { url, headers: { [resumeName]: at } }
      if (!URL.canParse(url))
        throw new TransportError('invalidAddress', 'This is not a web address.', { final: 'needsYou' })
      const asked = new URL(url)
      asked.searchParams.set(resumeName, at)
      return { url: asked.href, headers: {} }
    },
    placeIn: (value) =>
      resumeBy === 'nothing' || value === undefined ? null : asPlace(atPointer(value, resumePointer)),
    asPlace,
  }
}

/** RFC 6901; a pointer without its leading slash is taken as if it had one. */
function atPointer(document: Json, pointer: string): Json | undefined {
  if (pointer === '') return document
  let at: Json | undefined = document
  for (const token of pointer.replace(/^#?\//, '').split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as { [key: string]: Json })[name]
  }
  return at
}

/** What a channel remembers between runs and over restarts. */
export const readPlace = (stored: Json | null): string | null =>
  typeof stored === 'object' && stored !== null && !Array.isArray(stored) && typeof stored.place === 'string'
    ? stored.place
    : null
