import { Parser } from 'htmlparser2'
import { pictureType } from '../../contract/index'
import { mediaTypeOf } from '../../transports/streams/framer'
import type { Evidence, Guess, Recogniser } from '../recogniser'

/** Addresses that cameras give their moving pictures, as pages show them in an `img`. */
const MOVING =
  /\.mjpe?g(?:[?#]|$)|[?&]action=stream\b|\/(?:mjpe?g|video(?:feed|_feed|stream)?|stream)(?:[?#]|$)|\bmjpg\/video|\bvideo\.cgi\b/i
/** A link is rarely a camera: only what no other page is called counts. */
const MOVING_LINK = /\.mjpe?g(?:[?#]|$)|[?&]action=stream\b|\bmjpg\/video\b/i
const MAX_PICTURES_OF_PAGE = 3

/** Multipart streams: by their content type, by what they look like without one, and cameras by the page around them. */
export const multipartRecogniser: Recogniser = {
  kind: 'multipart',

  byAnswer(evidence) {
    if (evidence.status !== 200) return null
    const type = mediaTypeOf(evidence.header('content-type'))
    const looks = looksOf(evidence)
    const format = looks?.format ?? 'Parts'
    if (/^multipart\/x-mixed-replaced?$/.test(type)) return guess(evidence.url.href, {}, 'certain', format)
    if (/^multipart\/./.test(type)) {
      return guess(evidence.url.href, {}, evidence.complete ? 'possible' : 'certain', format)
    }
    // Without its label it can be followed all the same, once its boundary is said.
    if (looks === null || evidence.complete) return null
    return guess(evidence.url.href, { boundary: looks.boundary }, 'certain', looks.format)
  },

  byPage({ text, url, finalUrl }) {
    const found: string[] = []
    const parser = new Parser({
      onopentag(name, attributes) {
        if ((name !== 'img' && name !== 'a') || found.length >= MAX_PICTURES_OF_PAGE) return
        const source = ((name === 'img' ? attributes.src : attributes.href) ?? '').trim()
        const moves = (name === 'img' ? MOVING : MOVING_LINK).test(`/${source}`)
        if (source === '' || !moves || !URL.canParse(source, finalUrl)) return
        const { href, origin } = new URL(source, finalUrl)
        // A page must not send us, and what the user set for it, elsewhere.
        if (origin === url.origin && !found.includes(href)) found.push(href)
      },
    })
    parser.end(text)
    return found.map((url) => guess(url, {}, 'possible', 'Live pictures'))
  },
}

/** A body that begins with a boundary and the headers of a part. */
function looksOf({ start }: Evidence): { boundary: string; format: string } | null {
  const text = Buffer.from(start).toString('latin1', 0, 4_096).trimStart()
  const [line = '', ...rest] = text.split('\n', 20)
  const mark = line.trim()
  if (!/^--[!-~ ]{1,150}$/.test(mark)) return null
  const headers = rest.slice(
    0,
    Math.max(
      0,
      rest.findIndex((one) => one.trim() === ''),
    ),
  )
  const type = headers.find((one) => /^content-type\s*:/i.test(one))
  if (type === undefined) return null
  const head = text.search(/\r?\n\r?\n/)
  const body = Buffer.from(text.slice(head).replace(/^\r?\n\r?\n/, ''), 'latin1')
  const isPicture = /:\s*image\//i.test(type) || pictureType(body) !== null
  return { boundary: mark.slice(2), format: isPicture ? 'Live pictures' : 'Documents that replace each other' }
}

const guess = (url: string, options: Guess['options'], sureness: Guess['sureness'], format: string): Guess => ({
  kind: 'multipart',
  url,
  options,
  sureness,
  format,
})
