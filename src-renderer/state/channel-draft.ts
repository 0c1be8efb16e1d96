import {
  isSecret,
  MAPPABLE_FIELDS,
  TECHNIQUES,
  type ChannelPatch,
  type ChannelView,
  type FieldMapping,
  type MappableField,
  type OptionFault,
  type Options,
} from '@contract/index'
import { areHeaderRows, headersOf, listOf, type HeaderRow } from './channel-form'
import { areSubprotocols, isJsonPointer, isPollInterval } from './field-rules'
import { loginFault, loginHeader, NO_LOGIN, type Login } from './login'
import { draftOfOptions, handFields, optionFaults, optionsToSend, type OptionDraft } from './option-form'
import { webAddressOf } from './web-address'

/** What the edit dialog holds while one types: every field as text. */
export interface ChannelDraft {
  title: string
  url: string
  folder: string
  replaceHeaders: boolean
  /** New headers, in place of the stored ones. */
  headers: readonly HeaderRow[]
  /** What is stored is not sent to the new address: it is forgotten. Counts only where that leads elsewhere. */
  dropStored: boolean
  login: Login
  options: OptionDraft
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
  login: boolean
  options: ReadonlyMap<string, OptionFault>
}

export function draftOf({ title, url, folder, kind, settings }: ChannelView): ChannelDraft {
  return {
    title,
    url,
    folder: folder ?? '',
    replaceHeaders: settings.headerNames.length === 0,
    headers: [],
    dropStored: false,
    login: NO_LOGIN,
    options: draftOfOptions(TECHNIQUES[kind], settings.options),
    subprotocols: settings.subprotocols.join(', '),
    greeting: settings.greeting ?? '',
    mapping: settings.mapping,
    pollMinutes: settings.pollMinutes === null ? '' : String(settings.pollMinutes),
    acceptSelfSigned: settings.acceptSelfSigned,
  }
}

export function faultsOf(draft: ChannelDraft, { kind, settings }: ChannelView): DraftFaults {
  return {
    title: draft.title.trim() === '',
    headers: draft.replaceHeaders && !areHeaderRows(draft.headers),
    subprotocols: !areSubprotocols(listOf(draft.subprotocols)),
    pointers: new Set(MAPPABLE_FIELDS.filter((field) => !isJsonPointer(draft.mapping[field]?.trim() ?? ''))),
    pollMinutes: !isPollInterval(draft.pollMinutes),
    login: loginFault(draft.login) !== null,
    options: optionFaults(TECHNIQUES[kind], draft.options, settings.secretNames),
  }
}

export function isFaultless({ pointers, options, ...faults }: DraftFaults): boolean {
  return pointers.size === 0 && options.size === 0 && !Object.values(faults).some(Boolean)
}

/** Whether a login can be given here: it becomes the one stored header, and must not push others out. */
export function takesLogin({ wishes, settings }: ChannelView): boolean {
  return wishes.asksLogin && settings.headerNames.every((name) => name.toLowerCase() === 'authorization')
}

/** The names of headers and secret options that stay as they are stored. */
export function keptNames(draft: ChannelDraft, { settings }: ChannelView): { headers: string[]; secrets: string[] } {
  return {
    headers: draft.replaceHeaders || loginHeader(draft.login) !== null ? [] : settings.headerNames,
    secrets: settings.secretNames.filter((name) => (draft.options[name] ?? '') === '' && draft.options[name] !== null),
  }
}

/** The host that what is stored would be sent to, where it is not the one it was given for; else null. */
export function newHostOf(draft: ChannelDraft, channel: ChannelView): string | null {
  const wanted = webAddressOf(draft.url)
  const kept = webAddressOf(channel.url)
  if (wanted === null || wanted.origin === kept?.origin) return null
  const { headers, secrets } = keptNames(draft, channel)
  return headers.length + secrets.length > 0 ? wanted.host : null
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
      ...optionsPatch(draft, channel),
      subprotocols: listOf(draft.subprotocols),
      greeting: draft.greeting === '' ? null : draft.greeting,
      mapping: mappingIn(draft),
      pollMinutes: draft.pollMinutes.trim() === '' ? null : Number(draft.pollMinutes),
      acceptSelfSigned: draft.acceptSelfSigned,
    },
  }
}

function headersPatch(draft: ChannelDraft, channel: ChannelView): { headers?: Record<string, string> } {
  const { headerNames } = channel.settings
  const authorization = loginHeader(draft.login)
  if (newHostOf(draft, channel) !== null && keptNames(draft, channel).headers.length > 0) {
    return draft.dropStored ? { headers: {} } : {}
  }
  if (!draft.replaceHeaders && authorization === null) return {}
  const headers = headersOf({ headers: draft.headers, token: '', login: draft.login })
  return Object.keys(headers).length > 0 || headerNames.length > 0 ? { headers } : {}
}

/** Options are replaced as a whole: secrets that are not named stay. A technique without any is not asked. */
function optionsPatch(draft: ChannelDraft, channel: ChannelView): { options?: Options } {
  const technique = TECHNIQUES[channel.kind]
  if (handFields(technique).length === 0) return {}
  const options = optionsToSend(technique, draft.options)
  if (!draft.dropStored || newHostOf(draft, channel) === null) return { options }
  const { secrets } = keptNames(draft, channel)
  const forgotten = handFields(technique).filter((field) => isSecret(field) && secrets.includes(field.name))
  return { options: { ...options, ...Object.fromEntries(forgotten.map(({ name }) => [name, ''])) } }
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
