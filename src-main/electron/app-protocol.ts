import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Platform, ShellSession } from './platform'

export const APP_SCHEME = 'app'
/** Where the interface lives. Not `file:`, which would give the page an opaque origin and every file on the disk. */
export const APP_ORIGIN = 'app://crier'
/** Paths that are views of the one page. */
const PAGE_PATHS = new Set(['/', '/index.html', '/ticker'])

/**
 * The same as the browser shell sends, so that a page that works in one works in the other. Only our own scripts and
 * styles. Pictures and sound may come from the net because articles hold them: the
 * article view leaves them out unless the user allows them.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob: https: http:",
  "media-src 'self' https: http:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Must run before the app is ready: makes `app:` a proper origin, so that storage, modules and CSP work. */
export function registerAppScheme(protocol: Platform['protocol']): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the interface's folder, and nothing outside it, at `app://crier/`. */
export function serveApp(session: ShellSession, folder: string): void {
  session.protocol.handle(APP_SCHEME, (request) => answerAppRequest(request, folder))
}

/** One answer of the `app:` scheme. 404 for all that is not a file of the interface, whatever the reason. */
export async function answerAppRequest(request: Request, folder: string): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const file = fileFor(request.url, folder)
  if (file === null) return refuse(404)
  try {
    const body = await readFile(file)
    const type = CONTENT_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream'
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers: headers(type) })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return refuse(404)
    throw error
  }
}

/** The file an address means; null when it is not one of ours. Decodes once: a path encoded twice names no file. */
export function fileFor(address: string, folder: string): string | null {
  if (!isAppAddress(address)) return null
  let path: string
  try {
    path = decodeURIComponent(new URL(address).pathname)
  } catch {
    return null // a malformed %-sequence
  }
  if (PAGE_PATHS.has(path)) return join(folder, 'index.html')
  // Backslash and colon are separators and drive marks on Windows; no file of ours has them in its name.
  if (/[\0\\:]/.test(path) || path.split('/').includes('..')) return null
  const file = normalize(join(folder, path))
  return file.startsWith(normalize(folder) + sep) ? file : null
}

/** Whether an address is a page of ours. Compared by parts: for schemes of our own, Node's `URL.origin` is "null". */
export function isAppAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === `${APP_SCHEME}:` && url.host === 'crier' && url.username === '' && url.password === ''
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
  }
}

function refuse(status: 404 | 405): Response {
  return new Response(null, { status, headers: headers('text/plain; charset=utf-8') })
}
