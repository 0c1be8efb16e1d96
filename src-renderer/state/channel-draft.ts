import {
  MAPPABLE_FIELDS,
  type ChannelPatch,
  type ChannelView,
  type FieldMapping,
  type MappableField,
} from '@contract/index'
import { areHeaderRows, headersOf, listOf, type HeaderRow } from './channel-form'
import { areSubprotocols, isJsonPointer, isPollInterval } from './field-rules'
import { webAddressOf } from './web-address'

/** What the edit dialog holds while one types: every field as text. */
export interface ChannelDraft {
  title: string
  url: string
  folder: string
  replaceHeaders: boolean
  /** New headers, in place of the stored ones. */
  headers: readonly HeaderRow[]
  /** The stored headers are not sent to the new address: they are forgotten. Counts only where it leads elsewhere. */
  dropHeaders: boolean
  subprotocols: string
  greeting: string
  mapping: FieldMapping
  pollMinutes: string
  acceptSelfSigned: boolean
}

/** What is wrong, by field. Headers are not among them: each row says it of itself. */
export interface DraftFaults {
  title: boolean
  headers: boolean
  subprotocols: boolean
  pointers: ReadonlySet<MappableField>
  pollMinutes: boolean
}

export function draftOf({ title, url, folder, settings }: ChannelView): ChannelDraft {
  return {
    title,
    url,
    folder: folder ?? '',
    replaceHeaders: settings.headerNames.length === 0,
    headers: [],
    dropHeaders: false,
    subprotocols: settings.subprotocols.join(', '),
    greeting: settings.greeting ?? '',
    mapping: settings.mapping,
    pollMinutes: settings.pollMinutes === null ? '' : String(settings.pollMinutes),
    acceptSelfSigned: settings.acceptSelfSigned,
  }
}

export function faultsOf(draft: ChannelDraft): DraftFaults {
  return {
    title: draft.title.trim() === '',
    headers: draft.replaceHeaders && !areHeaderRows(draft.headers),
    subprotocols: !areSubprotocols(listOf(draft.subprotocols)),
    pointers: new Set(MAPPABLE_FIELDS.filter((field) => !isJsonPointer(draft.mapping[field]?.trim() ?? ''))),
    pollMinutes: !isPollInterval(draft.pollMinutes),
  }
}

export function isFaultless({ pointers, ...faults }: DraftFaults): boolean {
  return pointers.size === 0 && !Object.values(faults).some(Boolean)
}

/** The host that the stored headers would be sent to, where it is not the one they were given for; else null. */
export function newHostOf(draft: ChannelDraft, channel: ChannelView): string | null {
  const wanted = webAddressOf(draft.url)
  const kept = webAddressOf(channel.url)
  if (wanted === null || wanted.origin === kept?.origin) return null
  return channel.settings.headerNames.length > 0 && !draft.replaceHeaders ? wanted.host : null
}

/** The change that a faultless draft asks for. Only what differs is sent: a new address means a new start. */
export function patchOf(draft: ChannelDraft, channel: ChannelView): ChannelPatch {
  const title = draft.title.trim()
  const url = draft.url.trim()
  return {
    ...(title === channel.title ? {} : { title }),
    ...(url === channel.url ? {} : { url }),
    folder: draft.folder.trim() || null,
    settings: {
      ...headersPatch(draft, channel),
      subprotocols: listOf(draft.subprotocols),
      greeting: draft.greeting === '' ? null : draft.greeting,
      mapping: mappingIn(draft),
      pollMinutes: draft.pollMinutes.trim() === '' ? null : Number(draft.pollMinutes),
      acceptSelfSigned: draft.acceptSelfSigned,
    },
  }
}

function headersPatch(draft: ChannelDraft, channel: ChannelView): { headers?: Record<string, string> } {
  if (newHostOf(draft, channel) !== null) return draft.dropHeaders ? { headers: {} } : {}
  if (!draft.replaceHeaders) return {}
  const headers = headersOf({ headers: draft.headers, token: '' })
  return Object.keys(headers).length > 0 || channel.settings.headerNames.length > 0 ? { headers } : {}
}

/** Pointers that were given; an empty one means the usual places. */
function mappingIn({ mapping }: ChannelDraft): FieldMapping {
  return Object.fromEntries(
    MAPPABLE_FIELDS.flatMap((field) => {
      const pointer = mapping[field]?.trim()
      return pointer ? [[field, pointer]] : []
    }),
  )
}
