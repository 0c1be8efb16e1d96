import type { OptionsOf, POLL } from '../../contract/index'
import { TransportError, type Json } from '../../core/ports'
import { wordsOfHtml } from '../html-words'
import { at, readAnswer } from '../long-poll/json'

/** Words of a page that are looked at. Characters. */
const MAX_PAGE_CHARACTERS = 2 * 1024 * 1024

/**
 * The part of a document that is watched: a place in JSON, what stands between two texts in any other, the words of a
 * page of HTML.
 *
 * @throws TransportError `malformed` where the document has no such part: it may be changing, so it is asked again
 */
export function watchedPart(body: Uint8Array, contentType: string | null, options: OptionsOf<typeof POLL>): Json {
  const text = textOf(body, contentType)
  const json = /^\s*[[{"\d-]/.test(text) || /json/i.test(contentType ?? '') ? readAnswer(text) : undefined
  if (json !== undefined) {
    const part = at(json, options.part)
    if (part === undefined) throw missing(options.part)
    return part
  }
  const from = options.after === '' ? 0 : text.indexOf(options.after)
  if (from === -1) throw missing(options.after)
  const start = from + options.after.length
  const end = options.before === '' ? text.length : text.indexOf(options.before, start)
  if (end === -1) throw missing(options.before)
  const part = text.slice(start, end)
  const isHtml = /\bhtml\b/i.test(contentType ?? '') || /^\s*<(?:!doctype\s+html|html)\b/i.test(text.slice(0, 1_000))
  return isHtml ? wordsOfHtml(part, MAX_PAGE_CHARACTERS) : part.trim()
}

function textOf(body: Uint8Array, contentType: string | null): string {
  const label = /;\s*charset\s*=\s*["']?([^\s"';]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label).decode(body)
  } catch (error) {
    // A name that nobody knows.
    if (error instanceof RangeError) return new TextDecoder().decode(body)
    throw error
  }
}

const missing = (what: string): TransportError =>
  new TransportError('malformed', `The document has no “${what.slice(0, 100)}” in it. Correct what is to be watched.`)
