import type { FieldMapping } from '@contract/index'
import { type Json, type ParsedPayload, type PayloadFormat, TransportError } from '../ports'
import { readAtom } from './atom'
import { cdfPayload } from './cdf/payload'
import { readCdf } from './cdf/read'
import { foreignFile, isCdf } from './cdf/recognise'
import { decodeText } from './decode'
import { detectGrammar } from './detect-format'
import { readGotifyMessage } from './gotify'
import { entriesIn } from './document'
import { readJsonEvents } from './json'
import { isJsonFeed, readJsonFeed } from './json-feed'
import { readHandmadeJson, readJson } from './json-values'
import { readMail } from './mail'
import { readNtfyMessage } from './ntfy'
import { readPage } from './page'
import { readNotification } from './notification'
import { withHeaderOffers } from './push-offers'
import { readRss } from './rss'
import { readJsonLines, readMarkdownMessage, readTextMessage } from './text'
import { readXmlMessage } from './xml-message'
import type { XmlReading } from './xml-read'
import { readXml, type XmlElement } from './xml-tree'

export interface PayloadInput {
  /** Bytes with a content type are a document; text is a message of a stream. */
  payload: Uint8Array | string
  contentType: string | null
  /** What relative addresses are relative to. */
  baseUrl: string
  topic: string | null
  mapping: FieldMapping
  /** See RawEvent. */
  format?: PayloadFormat
  /** The `Link` header that came with a document. */
  links?: string | null
}

/**
 * Understands what a publisher sent. Pure: no network, no clock, nothing kept. Content decides over labels.
 *
 * @throws TransportError `wrongType` when it is something else altogether, `malformed` when it cannot be read
 */
export function parsePayload(input: PayloadInput): ParsedPayload {
  const parsed = readPayload(input)
  const { links } = input
  if (parsed.publisher === null || links === null || links === undefined) return parsed
  const publisher = withHeaderOffers(parsed.publisher, links, input.baseUrl)
  const services = publisher.push.map(({ service }) => service)
  return { ...parsed, publisher, offersPush: [...new Set([...services, ...parsed.offersPush])] }
}

function readPayload(input: PayloadInput): ParsedPayload {
  const { payload, contentType, baseUrl, mapping } = input
  const isDocument = typeof payload !== 'string' && contentType !== null
  const isFree = input.format === 'document'
  const foreign = typeof payload === 'string' ? null : foreignFile(payload)
  if (foreign !== null) {
    throw new TransportError(
      'wrongType',
      `This is ${foreign}, which shares only its ending “.cdf” with channels. Crier cannot follow it.`,
    )
  }
  const text = withoutControls(typeof payload === 'string' ? payload : decodeText(payload, contentType))
  if (text.trim() === '') {
    if (!isDocument) return readTextMessage('')
    throw new TransportError(
      'malformed',
      'The answer is empty. The publisher may be changing something; Crier will ask again.',
    )
  }

  const service = SERVICES.get(input.format)
  if (service !== undefined) return service(readMessageObject(text), baseUrl)
  if (input.format === 'text') return readTextMessage(text)
  // RFC 7763, said of a message; a document is judged by what is in it.
  if (!isDocument && /^\s*text\/markdown\b/i.test(contentType ?? '')) return readMarkdownMessage(text, baseUrl)
  if (input.format === 'page') return readPage(text, baseUrl)
  if (input.format === 'notification') return readNotification(text, baseUrl, (markup) => readMarkup(markup, baseUrl))

  // Messages of a publisher's own are judged by how they begin; a feed or an entry of one is read as such below.
  const isOwnXml = input.format === 'xml' && /^\s*</.test(text) && !/^\s*<(?:!doctype\s+html|html[\s>])/i.test(text)
  const own = isOwnXml && readMarkup(text, baseUrl) === null ? readXmlMessage(text, mapping, baseUrl) : null
  if (own !== null) return own

  const grammar = detectGrammar(text)
  if (grammar === 'xml') {
    const channel = isCdf(text) ? readCdf(text, baseUrl) : null
    if (channel !== null) return cdfPayload(channel, baseUrl)
    const parsed = readMarkup(text, baseUrl)
    if (parsed !== null) return parsed
  }
  const mayBeText = !isDocument || (isFree && !/json/i.test(contentType))
  if (grammar === 'json') return readJsonText(text, { isDocument, isFree, mayBeText }, mapping, baseUrl)
  if (!isDocument || isFree) return readScalarOrText(text, mapping, baseUrl)
  if (grammar === 'html' || /html/i.test(contentType)) {
    throw new TransportError(
      'wrongType',
      'This is a web page, not a feed. Add the page’s address to look for its feeds.',
    )
  }
  if (grammar === 'xml') throw new TransportError('wrongType', 'This is an XML document, but not a feed.')
  throw new TransportError('wrongType', 'This is not a feed: neither RSS, Atom, JSON Feed nor CDF.')
}

/** Services whose message objects have names of their own for everything. */
const SERVICES: ReadonlyMap<PayloadFormat | undefined, (value: Json, baseUrl: string) => ParsedPayload> = new Map([
  ['ntfy', readNtfyMessage],
  ['gotify', readGotifyMessage],
  ['mail', readMail],
])

function readMessageObject(text: string): Json {
  const value = readJson(text)
  if (value === undefined) throw new TransportError('malformed', 'This message cannot be read: it is no JSON.')
  return value
}

/** Control characters are in no grammar; publishers paste them in from word processors (XML 1.0 section 2.2). */
function withoutControls(text: string): string {
  const clean = CONTROLS.test(text) ? text.replace(new RegExp(CONTROLS, 'g'), '') : text
  return clean.charCodeAt(0) === 0xfeff ? clean.slice(1) : clean
}
const CONTROLS = new RegExp(String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]`)

function readMarkup(text: string, baseUrl: string): ParsedPayload | null {
  const tree = readXml(text)
  const reading: XmlReading = { tree, baseUrl, decode: tree.decode, bases: new Map() }
  const root = rootOf(tree.top)
  if (root === null) return null
  const parsed = root.key === 'feed' || root.key === 'entry' ? readAtom(reading, root) : readRss(reading, root)
  // What no tag closed was closed by the end of the text.
  return root.to < tree.source.length ? parsed : { ...parsed, cutOff: true }
}

/** The outermost element that is a feed, also inside wrappers that servers put around one. */
function rootOf(top: XmlElement): XmlElement | null {
  let level: XmlElement[] = top.children
  while (level.length > 0) {
    const found = level.find((element) => /^(?:rss|rdf:rdf|rdf|feed|channel|entry)$/.test(element.key))
    if (found !== undefined) return found
    level = level.flatMap((element) => element.children)
  }
  return null
}

function readJsonText(
  text: string,
  { isDocument, isFree, mayBeText }: { isDocument: boolean; isFree: boolean; mayBeText: boolean },
  mapping: FieldMapping,
  baseUrl: string,
): ParsedPayload {
  const value = isDocument ? readHandmadeJson(text) : readJson(text)
  const isMapped = Object.keys(mapping).length > 0
  if (value === undefined) {
    const lines = isDocument && !isMapped && !isFree ? null : readJsonLines(text, mapping, baseUrl)
    if (lines !== null) return lines
    if (mayBeText) return readTextMessage(text)
    throw new TransportError('malformed', 'This looks like JSON, but it cannot be read.')
  }
  if (!isMapped && isJsonFeed(value)) return readJsonFeed(value, baseUrl)
  if (isFree) return readJsonEvents(entriesIn(value, mapping), mapping, baseUrl)
  if (isDocument && !isMapped) {
    throw new TransportError('wrongType', 'This is a JSON document, but not a JSON Feed.')
  }
  return readJsonEvents(value, mapping, baseUrl)
}

/** `"Doors open"` and `42` are JSON too. */
function readScalarOrText(text: string, mapping: FieldMapping, baseUrl: string): ParsedPayload {
  const trimmed = text.trim()
  const value = /^["\d-]/.test(trimmed) ? readJson(trimmed) : undefined
  if (typeof value === 'string') return readJsonEvents(value, mapping, baseUrl)
  return readTextMessage(text)
}
