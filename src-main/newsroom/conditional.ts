import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendText } from './pages'
import { FEED_TTL_MINUTES } from './rendering'

/** Answers with a document, or with 304 to who has it already (RFC 9110 section 13). */
export function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  { type, text, changedAt }: { type: string; text: string; changedAt: Date },
): void {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  response.setHeader('ETag', tag)
  response.setHeader('Last-Modified', changedAt.toUTCString())
  response.setHeader('Cache-Control', `max-age=${String(FEED_TTL_MINUTES * 60)}`)
  const asked = request.headers['if-none-match']
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  // If-None-Match wins over If-Modified-Since.
  const known =
    asked === undefined
      ? Math.floor(changedAt.getTime() / 1000) * 1000 <= since
      : asked.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag)
  if (known) response.writeHead(304).end()
  else sendText(request, response, type, text)
}
