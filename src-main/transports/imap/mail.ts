import { createHash } from 'node:crypto'
import type { FetchMessageObject, ImapFlow, MessageStructureObject } from 'imapflow'
import { MAX_ITEM_TEXT_BYTES } from '../../contract/index'
import type { RawEvent } from '../../core/ports'
import { decodeMessage } from '../message-text'

/** What is asked of each mail: never its whole, which may be 300 MB. */
export const MAIL_QUERY = {
  uid: true,
  envelope: true,
  bodyStructure: true,
  internalDate: true,
  size: true,
  headers: ['list-id'],
}
/** Attachments that are named. */
const MAX_ATTACHMENTS = 50
const MAX_PARTS = 500

/** Where a text stands, and whether the mail says in which charset; ASCII is often said of what is not. */
interface TextPart {
  number: string
  isDeclared: boolean
}

/** The parts of a mail that are read or named. */
interface Parts {
  html: TextPart[]
  text: TextPart[]
  attachments: { name: string; bytes: number }[]
}

/** A mail as an event: its text parts fetched, everything else named. Nothing is marked as read. */
export async function mailEvent(
  client: ImapFlow,
  mail: FetchMessageObject,
  at: { receivedAt: number; baseUrl: string; mailbox: string; severalMailboxes: boolean },
): Promise<RawEvent> {
  const parts = partsOf(mail.bodyStructure)
  const html = await textsOf(client, mail.uid, parts.html)
  const text = html === null ? await textsOf(client, mail.uid, parts.text) : null
  const { envelope } = mail
  const [sender] = envelope?.from ?? []
  const list = listOf(mail.headers)
  const section = list ?? (at.severalMailboxes ? at.mailbox : null)
  const payload = {
    subject: envelope?.subject ?? null,
    from: sender?.name || sender?.address || null,
    date: timeOf(envelope?.date) ?? timeOf(mail.internalDate),
    html,
    text,
    attachments: parts.attachments,
  }
  return {
    payload: JSON.stringify(payload),
    contentType: null,
    topic: at.mailbox,
    id: null,
    receivedAt: at.receivedAt,
    baseUrl: at.baseUrl,
    format: 'mail',
    says: { guid: identityOf(mail), section: section === null ? [] : [section] },
  }
}

/** Message-ID, so that a mail is known again where a mailbox was numbered anew. */
function identityOf({ envelope, internalDate, size }: FetchMessageObject): string {
  const id = envelope?.messageId?.trim()
  if (id) return id
  const told = [envelope?.subject, envelope?.from?.[0]?.address, envelope?.date, internalDate, size]
  return `mail:${createHash('sha1').update(JSON.stringify(told)).digest('base64url')}`
}

function timeOf(date: Date | string | undefined): number | null {
  const time = date === undefined ? NaN : new Date(date).getTime()
  return Number.isNaN(time) ? null : time
}

/** What is to be read, in its order; everything else is attached. A mail inside a mail is an attachment. */
function partsOf(structure: MessageStructureObject | undefined): Parts {
  const parts: Parts = { html: [], text: [], attachments: [] }
  const open = structure === undefined ? [] : [structure]
  for (let seen = 0; open.length > 0 && seen < MAX_PARTS; seen += 1) {
    const part = open.shift()
    if (part === undefined) break
    if (part.childNodes !== undefined && part.type !== 'message/rfc822') {
      open.unshift(...part.childNodes)
      continue
    }
    const name = part.dispositionParameters?.filename ?? part.parameters?.name ?? null
    const isAttached = part.disposition === 'attachment' || (name !== null && part.disposition !== 'inline')
    // A mail of one part has no numbers.
    const charset = part.parameters?.charset ?? ''
    const text = { number: part.part ?? '1', isDeclared: !/^(?:|utf-?8|us-ascii|ascii)$/i.test(charset) }
    if (!isAttached && part.type === 'text/html') parts.html.push(text)
    else if (!isAttached && part.type === 'text/plain') parts.text.push(text)
    else if (parts.attachments.length < MAX_ATTACHMENTS && (isAttached || part.disposition !== 'inline'))
      parts.attachments.push({ name: name ?? part.type, bytes: part.size ?? 0 })
  }
  return parts
}

/** Parts as one text; null where there is none. */
async function textsOf(client: ImapFlow, uid: number, parts: readonly TextPart[]): Promise<string | null> {
  const texts: string[] = []
  let left = MAX_ITEM_TEXT_BYTES * 2
  for (const { number, isDeclared } of parts) {
    if (left <= 0) break
    // What is over the limit of an item is cut, and marked so, where it is stored.
    const { content } = await client.download(String(uid), number, {
      uid: true,
      maxBytes: left,
      decodeText: isDeclared,
    })
    if (content === undefined) continue
    const chunks: Buffer[] = []
    for await (const chunk of content) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    left -= bytes.length
    // Declared ones are UTF-8 by now: the library knows charsets that Node does not.
    const text = decodeMessage(bytes)
    if (text.trim() !== '') texts.push(text.trimEnd())
  }
  return texts.length === 0 ? null : texts.join('\n\n')
}

/** Bytes of a charset that was named, as far as Node knows it. */
function decoded(bytes: Buffer, charset: string): string {
  if (/^(?:utf-?8|us-ascii|windows-1252|iso-8859-1)$/i.test(charset)) return decodeMessage(bytes)
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch (error) {
    if (error instanceof RangeError) return decodeMessage(bytes)
    throw error
  }
}

/** Encoded words (RFC 2047), as far as names of lists use them. */
function withoutEncodedWords(text: string): string {
  return text
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(/=\?([\w-]{1,40})\?([bq])\?([^?\s]{0,400})\?=/gi, (_, charset: string, way: string, word: string) => {
      const bytes =
        way.toLowerCase() === 'b'
          ? Buffer.from(word, 'base64')
          : Buffer.from(
              word
                .replace(/_/g, ' ')
                .replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))),
              'latin1',
            )
      return decoded(bytes, charset)
    })
}

/** RFC 2919: `List-Id: The name <list.example.org>`. */
function listOf(headers: Buffer | undefined): string | null {
  const unfolded = (headers?.toString('utf8') ?? '').replace(/\r?\n[ \t]+/g, ' ')
  const value = withoutEncodedWords(/^list-id:[ \t]*([^\r\n]*)/im.exec(unfolded)?.[1]?.trim() ?? '')
  const open = value.lastIndexOf('<')
  const name =
    open === -1
      ? value
      : value
          .slice(0, open)
          .trim()
          .replace(/^"(.*)"$/, '$1')
  const id = open === -1 ? '' : value.slice(open + 1).replace(/>.*$/, '')
  return name || id || null
}
