import type { Framing } from '../../contract/techniques/stream'
import { mediaTypeOf } from './framer'

export type KnownFraming = Exclude<Framing, 'auto'>

/** Blank bytes that are waited for before a stream of unknown kind is called lines. */
const MAX_BLANK_BYTES = 64 * 1024
const RS = '\u001e'

/** What the content type says for certain; null when the first bytes must tell. */
export function framingOfType(contentType: string | null): KnownFraming | null {
  const type = mediaTypeOf(contentType)
  if (/^application\/(?:x-)?(?:nd-?json|jsonl|jsonlines|json-lines|json-l)$|^text\/(?:x-)?(?:ndjson|jsonl)$/.test(type))
    return 'ndjson'
  if (/^application\/(?:[\w.-]+\+)?json-seq$/.test(type)) return 'jsonSeq'
  if (
    /^application\/(?:[\w.-]+\+)?json$|^application\/(?:x-json-stream|stream\+json|x-json)$|^text\/(?:x-)?json$/.test(
      type,
    )
  )
    return 'json'
  if (/^text\/html$|^application\/xhtml\+xml$|^(?:text|application)\/(?:x-)?(?:java|ecma)script$/.test(type))
    return 'script'
  return null
}

/**
 * How a stream is divided, by its content type and its first bytes; null while they are blank. `chunked`: the pieces
 * are those of the sender.
 */
export function chooseFraming(contentType: string | null, start: Buffer, chunked: boolean): KnownFraming | null {
  const byType = framingOfType(contentType)
  const text = start.toString('latin1', 0, Math.min(start.length, MAX_BLANK_BYTES))
  const begins = text.replace(/^\u00ef\u00bb\u00bf/, '').trimStart()
  if (begins === '' && start.length < MAX_BLANK_BYTES) return byType === 'json' ? null : byType
  // The label `application/json` is on sequences too; what comes decides.
  if (begins.startsWith(RS)) return 'jsonSeq'
  if (byType !== null) return byType
  if (/^<(?:!doctype\s+html|html|head|script|!--)/i.test(begins)) return 'script'
  const line = text.includes('\n')
  // Whoever sends messages with no end of their own has only the pieces to tell them apart.
  if (mediaTypeOf(contentType) === '' && chunked && !text.endsWith('\n')) return 'pieces'
  if (/^[[{]/.test(begins)) return !line || isJson(begins.split('\n', 1)[0]!) ? 'json' : 'lines'
  return 'lines'
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return false
    throw error
  }
}
