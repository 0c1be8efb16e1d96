import type { Options } from '../../contract/index'
import type { Evidence, Guess, Recogniser } from '../recogniser'
import { EVIDENCE_BYTES } from '../recogniser'
import { chooseFraming, framingOfType, type KnownFraming } from '../../transports/streams/choose-framing'
import { mediaTypeOf } from '../../transports/streams/framer'
import { readCalls } from '../../transports/streams/script-calls'

const FORMATS: Readonly<Record<KnownFraming, string>> = {
  lines: 'Lines of text',
  ndjson: 'JSON lines',
  jsonSeq: 'JSON text sequence',
  json: 'JSON records',
  script: 'Script calls (forever frame)',
  pieces: 'Pieces as they are sent',
}

/** CouchDB says in each line where to go on. */
const COUCH_OPTIONS: Options = { framing: 'ndjson', resumeBy: 'query', resumeName: 'since', resumePointer: '/seq' }

/** HTTP streams: by their content type, by an answer that stays open, and CouchDB's continuous changes by their address. */
export const httpStreamRecogniser: Recogniser = {
  kind: 'stream',

  byAddress(url) {
    const isChanges = /\/_changes\/?$/.test(url.pathname) && url.searchParams.get('feed') === 'continuous'
    return isChanges ? guess(url, COUCH_OPTIONS, 'certain', 'CouchDB changes') : null
  },

  byAnswer(evidence) {
    if (refusesWithoutChunks(evidence)) return inPieces(evidence.url)
    if (evidence.status !== 200) return null
    const contentType = evidence.header('content-type')
    const type = mediaTypeOf(contentType)
    if (/^(?:multipart|image|audio|video|font)\//.test(type) || type === 'text/event-stream') return null
    const start = Buffer.from(evidence.start)
    const chunked = /\bchunked\b/i.test(evidence.header('transfer-encoding') ?? '')
    const framing = chooseFraming(contentType, start, chunked) ?? framingOfType(contentType)
    if (framing === 'script') return scripts(evidence)
    // These types say that records follow; the sign of a sequence says it whatever the type.
    if (framing === 'ndjson' || framing === 'jsonSeq' || /^application\/(?:stream\+json|x-json-stream)$/.test(type))
      return guess(evidence.url, {}, framing === 'jsonSeq' ? 'certain' : 'likely', FORMATS[framing ?? 'json'])
    return staysOpen(evidence) ? open(evidence, type, framing) : null
  },
}

/** nchan's `http-chunked` is for those only who say that they read chunks, and refuses all others without a word. */
const refusesWithoutChunks = ({ status, header, complete, start }: Evidence): boolean =>
  status === 403 && complete && start.length === 0 && /\bnginx\b/i.test(header('server') ?? '')

const inPieces = (url: URL): Guess => ({
  ...guess(url, { framing: 'pieces' }, 'likely', FORMATS.pieces),
  confirm: {
    method: 'GET',
    url: url.href,
    wantsPieces: true,
    headOnly: true,
    read: ({ status, header }) => (status === 200 && header('content-length') === null ? {} : null),
  },
})

/** It ended neither by itself nor because enough was read. */
const staysOpen = ({ complete, start }: Evidence): boolean => !complete && start.length < EVIDENCE_BYTES

function scripts(evidence: Evidence): Guess | null {
  if (!staysOpen(evidence)) return null
  const scripts = evidence.text.match(/<script[^>]{0,200}>[^<]{0,5000}/gi) ?? []
  const calls = scripts.slice(0, 50).flatMap((script) => readCalls(script.slice(script.indexOf('>') + 1)))
  const isBare = !evidence.text.trimStart().startsWith('<') && readCalls(evidence.text).length > 0
  return calls.length > 0 || isBare ? guess(evidence.url, {}, 'certain', FORMATS.script) : null
}

function open({ url, text }: Evidence, type: string, framing: KnownFraming | null): Guess | null {
  const isText = type === 'text/plain' || type === ''
  // Words of any other type are that type's business (a slow download is no stream); a boundary and the header of a
  // part are multipart without its label.
  const isParts = /^\s*--[^\n]{1,150}\n[\w-]{1,60}:/.test(text)
  if ((framing === 'lines' || framing === 'pieces') && (!isText || isParts)) return null
  // An answer that is held without a word looks like a long poll; words that come and go on are a stream.
  if (text.trim() === '') return isText ? guess(url, {}, 'possible', FORMATS.lines) : null
  return framing === null ? null : guess(url, {}, 'likely', FORMATS[framing])
}

const guess = (url: URL, options: Options, sureness: Guess['sureness'], format: string): Guess => ({
  kind: 'stream',
  url: url.href,
  options,
  sureness,
  format,
})
