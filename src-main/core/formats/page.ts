import { Parser } from 'htmlparser2'
import type { ParsedPayload } from '../ports'
import { boundDraft, emptyDraft } from './draft'
import { resolveLink } from './links'
import { foldSpace } from './plain-text'

/** Elements whose text is none of the page's. */
const SILENT = new Set(['script', 'style', 'template', 'noscript'])
const MAX_HEADING_CHARACTERS = 2_000

/**
 * A page of HTML that is news itself, as a publisher pushes it whole: its title, or its first heading, and what stands
 * in it. Its address is the canonical one if it names one; without one it has no link, as the next page replaces it.
 */
export function readPage(html: string, baseUrl: string): ParsedPayload {
  let title = ''
  let heading = ''
  let link: string | null = null
  let inside: 'title' | 'heading' | null = null
  let silent = 0
  let hasWords = false
  const parser = new Parser({
    onopentag(name, attributes) {
      if (SILENT.has(name)) silent += 1
      if (name === 'title' && title === '') inside = 'title'
      if (/^h[1-3]$/.test(name) && heading === '') inside = 'heading'
      if (name === 'link' && attributes.rel?.toLowerCase() === 'canonical' && attributes.href !== undefined)
        link ??= resolveLink(attributes.href, baseUrl)
    },
    ontext(text) {
      if (silent > 0) return
      if (inside === 'title') title = (title + text).slice(0, MAX_HEADING_CHARACTERS)
      else {
        hasWords ||= text.trim() !== ''
        if (inside === 'heading') heading = (heading + text).slice(0, MAX_HEADING_CHARACTERS)
      }
    },
    onclosetag(name) {
      if (SILENT.has(name)) silent = Math.max(0, silent - 1)
      if (name === 'title' || /^h[1-3]$/.test(name)) inside = null
    },
  })
  parser.end(html)
  const name = foldSpace(title) || foldSpace(heading) || null
  const draft = boundDraft({ ...emptyDraft(), title: name, link, html: hasWords ? html : null })
  const drafts = name === null && !hasWords ? [] : [draft]
  return { format: 'HTML', publisher: null, offersPush: [], drafts, dropped: 0 }
}
