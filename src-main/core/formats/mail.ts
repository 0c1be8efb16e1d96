import type { Json, ParsedPayload } from '../ports'
import { boundDraft, emptyDraft } from './draft'
import { escapeHtml } from './escape-html'
import { isObject, textIn, type JsonObject } from './json-values'

/** A mail whose parts the wire has fetched and decoded: what it says, and what is attached by name and size. */
export function readMail(value: Json): ParsedPayload {
  const parsed: ParsedPayload = { format: 'Mail', publisher: null, offersPush: [], drafts: [], dropped: 0 }
  if (!isObject(value)) return { ...parsed, dropped: 1 }
  const attached = attachmentsOf(value)
  const html = textIn(value, 'html')
  const text = textIn(value, 'text')
  const draft = boundDraft({
    ...emptyDraft(),
    title: textIn(value, 'subject'),
    author: textIn(value, 'from'),
    publishedAt: typeof value.date === 'number' ? value.date : null,
    html: html === null ? null : withoutParts(html) + attached.map((one) => `<p>${escapeHtml(one)}</p>`).join(''),
    text: html === null ? [text ?? '', ...attached].filter((part) => part !== '').join('\n\n') || null : null,
  })
  return { ...parsed, drafts: [draft] }
}

/** Pictures that came along as parts of the mail are not fetched: nothing is shown where they would be. */
const withoutParts = (html: string): string =>
  html.replace(/\ssrc\s*=\s*(?:"cid:[^"]{0,1000}"|'cid:[^']{0,1000}')/gi, '')

function attachmentsOf(mail: JsonObject): string[] {
  if (!Array.isArray(mail.attachments)) return []
  return mail.attachments.filter(isObject).map((one) => `📎 ${textIn(one, 'name') ?? ''} (${sizeWords(one.bytes)})`)
}

function sizeWords(bytes: Json | undefined): string {
  const size = typeof bytes === 'number' ? bytes : 0
  if (size >= 1024 * 1024) return `${(size / 1024 / 1024).toFixed(1)} MB`
  return size >= 1024 ? `${Math.round(size / 1024)} KB` : `${size} B`
}
