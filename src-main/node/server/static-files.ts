import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { NOT_BUILT_PAGE } from './pages'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}

const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'])

/** The bundler puts a hash of the content into the names under assets/: such a file never changes. */
const HASHED_NAME = /^assets\/.+-[\w-]{8,}\.\w+$/

/**
 * Serves the built interface. A path without an extension is a place inside the interface (`/ticker`) and gets
 * index.html; a file that is not there is 404.
 *
 * @param path - decoded path of the request, beginning with a slash.
 */
export async function serveStatic(
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = extname(path) === '' ? 'index.html' : normalize(path).replace(/^[/\\]+/, '')
  const outside = name.split(/[/\\]/).includes('..') || name.includes('\0') || name.includes(`${sep}.`)
  const file = outside ? null : await readable(join(folder, name))
  if (file === null) {
    const missing = name === 'index.html'
    response.writeHead(missing ? 503 : 404, { 'Content-Type': TYPES[missing ? '.html' : '.txt'] })
    response.end(missing ? NOT_BUILT_PAGE : 'There is no such file here.\n')
    return
  }
  const tag = `"${file.size.toString(36)}-${Math.floor(file.changedAt).toString(36)}"`
  const lasting = HASHED_NAME.test(name.replaceAll('\\', '/'))
  response.setHeader('ETag', tag)
  response.setHeader('Cache-Control', lasting ? 'private, max-age=31536000, immutable' : 'no-cache')
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(200, {
    'Content-Type': TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': file.size,
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file.path), response)
}

async function readable(path: string): Promise<{ path: string; size: number; changedAt: number } | null> {
  try {
    const facts = await stat(path)
    return facts.isFile() ? { path, size: facts.size, changedAt: facts.mtimeMs } : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code))) return null
    throw error
  }
}
