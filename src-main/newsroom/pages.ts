import type { IncomingMessage, ServerResponse } from 'node:http'
import { pictureOf } from './picture'
import { indexPage, storyPage } from './rendering'
import { storyWithId } from './wire'

/** What people see of the newsroom: its list of channels, its stories and their pictures. */
export function answerPage(
  desk: { now: number; origin: string; channels: { url: string; title: string }[] },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Type': 'text/plain' }).end('Only GET and HEAD.\n')
    return
  }
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  if (path === '/') {
    sendText(request, response, 'text/html; charset=utf-8', indexPage(desk.origin, desk.channels))
    return
  }
  const [, kind, id] = /^\/(story|picture)\/(\d+)(?:\.svg)?$/.exec(path) ?? []
  const story = id === undefined ? null : storyWithId(id)
  if (story === null || story.publishedAt > desk.now) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('The Lumen Wire has no such page.\n')
  } else if (kind === 'picture') {
    sendText(request, response, 'image/svg+xml', pictureOf(story))
  } else {
    sendText(request, response, 'text/html; charset=utf-8', storyPage(desk.origin, story))
  }
}

export function sendText(request: IncomingMessage, response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(request.method === 'HEAD' ? undefined : text)
}
