import type { IncomingMessage, ServerResponse } from 'node:http'
import { escapeMarkup } from '../picture'
import { write } from '../outlet'

/** The attributes of one event of Pushlet. */
export type PushletAttributes = Readonly<Record<string, string>>
export type PushletFormat = 'xml' | 'xml-strict'

/** `xml` has no root and escapes nothing; `xml-strict` has both. */
function spell(attributes: PushletAttributes, format: PushletFormat): string {
  const value = (text: string): string => (format === 'xml' ? text.replaceAll('"', "'") : escapeMarkup(text))
  const pairs = Object.entries(attributes).map(([name, text]) => `${name}="${value(text)}"`)
  return `<event ${pairs.join(' ')} />\n`
}

/** One answer of the servlet: events, until it is ended. */
export interface PushletAnswer {
  tell(events: readonly PushletAttributes[]): void
  end(): void
}

export function beginAnswer(request: IncomingMessage, response: ServerResponse, format: PushletFormat): PushletAnswer {
  const strict = format === 'xml-strict'
  response.writeHead(200, {
    'Content-Type': `${strict ? 'text/xml' : 'text/plain'};charset=UTF-8`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method === 'HEAD') response.end()
  else if (strict) write(response, '<?xml version="1.0" encoding="UTF-8"?>\n<pushlet>\n')
  return {
    tell(events) {
      if (!response.writableEnded) write(response, events.map((event) => spell(event, format)).join(''))
    },
    end() {
      if (!response.writableEnded) response.end(strict ? '</pushlet>\n' : '')
    },
  }
}

/** The servlet says in plain words what it misses. */
export function complain(response: ServerResponse, words: string): void {
  response.writeHead(400, { 'Content-Type': 'text/plain;charset=UTF-8', 'X-Content-Type-Options': 'nosniff' })
  response.end(words)
}
