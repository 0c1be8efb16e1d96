import type { PayloadFormat } from '../../core/ports'
import { decoderFor, bufferOf, mediaTypeOf, parameterOf } from './framer'

/** Announced as a picture, so that it need not be kept to be known. */
export const mayBePicture = (contentType: string | null): boolean => mediaTypeOf(contentType).startsWith('image/')

/** A part that can be read, as text; null when it is something else. */
export function documentOf(
  contentType: string | null,
  bytes: Uint8Array,
): { payload: string; format?: PayloadFormat } | null {
  const type = mediaTypeOf(contentType)
  if (/^(?:audio|video|font|model)\//.test(type)) return null
  const charset = parameterOf(contentType, 'charset') ?? charsetInside(bytes)
  const decode = decoderFor(charset === null ? null : `x; charset=${charset}`)
  const payload = decode(bufferOf(bytes))
  // What is no text is full of bytes that are none.
  if (charset === null && !isUtf8(bytes) && !type.startsWith('text/')) return null
  const isPage =
    type === 'text/html' ||
    type === 'application/xhtml+xml' ||
    (type === '' && /^\s*<(?:!doctype html|html)\b/i.test(payload.slice(0, 500)))
  return isPage ? { payload, format: 'page' } : { payload }
}

/** `<meta charset>` or the declaration of XML, in the first kilobyte. */
function charsetInside(bytes: Uint8Array): string | null {
  const head = bufferOf(bytes).toString('latin1', 0, 1024)
  return (
    /<meta[^>]{1,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(head)?.[1] ??
    /^<\?xml[^>]{1,200}encoding\s*=\s*["']([\w-]{1,40})/i.exec(head)?.[1] ??
    null
  )
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
