import {
  MAPPABLE_FIELDS,
  MIN_POLL_MINUTES,
  type ChannelPatch,
  type ChannelView,
  type FieldMapping,
  type MappableField,
} from '@contract/index'
import type { Catalogue } from '../../text/en'

/** What the edit dialog holds while one types: every field as text. */
export interface ChannelDraft {
  title: string
  url: string
  folder: string
  replaceHeaders: boolean
  headers: string
  subprotocols: string
  greeting: string
  mapping: FieldMapping
  pollMinutes: string
  acceptSelfSigned: boolean
}

export type DraftProblems = Partial<Record<'title' | 'headers' | 'mapping' | 'pollMinutes', string>>

export function draftOf({ title, url, folder, settings }: ChannelView): ChannelDraft {
  return {
    title,
    url,
    folder: folder ?? '',
    replaceHeaders: settings.headerNames.length === 0,
    headers: '',
    subprotocols: settings.subprotocols.join(', '),
    greeting: settings.greeting ?? '',
    mapping: settings.mapping,
    pollMinutes: settings.pollMinutes === null ? '' : String(settings.pollMinutes),
    acceptSelfSigned: settings.acceptSelfSigned,
  }
}

/** The change a draft asks for, or what is wrong with it. Only what differs is sent: a new address means a new start. */
export function patchOf(
  draft: ChannelDraft,
  channel: ChannelView,
  words: Catalogue['channel'],
): { patch: ChannelPatch } | { problems: DraftProblems } {
  const problems: DraftProblems = {}
  const title = draft.title.trim()
  if (!title) problems.title = words.edit.noName

  const headers = parseHeaders(draft.headers)
  if ('badLine' in headers) problems.headers = words.edit.badHeader(headers.badLine)

  const mapping: FieldMapping = {}
  for (const field of MAPPABLE_FIELDS) {
    const pointer = draft.mapping[field]?.trim()
    if (pointer) mapping[field] = pointer
    // RFC 6901, section 3: a pointer is empty or begins with a slash; empty means "as usual" here.
    if (pointer && !pointer.startsWith('/'))
      problems.mapping = words.edit.badPointer(words.fields[field satisfies MappableField])
  }

  const pollMinutes = draft.pollMinutes.trim() === '' ? null : Number(draft.pollMinutes)
  if (pollMinutes !== null && !(Number.isInteger(pollMinutes) && pollMinutes >= MIN_POLL_MINUTES)) {
    problems.pollMinutes = words.edit.badInterval(MIN_POLL_MINUTES)
  }
  if (Object.keys(problems).length > 0 || 'badLine' in headers) return { problems }

  const url = draft.url.trim()
  return {
    patch: {
      ...(title === channel.title ? {} : { title }),
      ...(url === channel.url ? {} : { url }),
      folder: draft.folder.trim() || null,
      settings: {
        ...(draft.replaceHeaders && (draft.headers.trim() || channel.settings.headerNames.length > 0)
          ? { headers: headers.headers }
          : {}),
        subprotocols: draft.subprotocols.split(',').flatMap((name) => name.trim() || []),
        greeting: draft.greeting === '' ? null : draft.greeting,
        mapping,
        pollMinutes,
        acceptSelfSigned: draft.acceptSelfSigned,
      },
    },
  }
}

function parseHeaders(typed: string): { headers: Record<string, string> } | { badLine: string } {
  const headers: Record<string, string> = {}
  for (const line of typed.split('\n')) {
    if (!line.trim()) continue
    // RFC 9110, section 5.6.2: a field name is a token.
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*)$/.exec(line.trim())
    if (!match?.[1]) return { badLine: line.trim() }
    headers[match[1]] = match[2] ?? ''
  }
  return { headers }
}
