import {
  MAPPABLE_FIELDS,
  TECHNIQUES,
  type ChannelSettings,
  type DetectedChannel,
  type FieldMapping,
  type MappableField,
  type TransportKind,
} from '@contract/index'
import { areSubprotocols, headerNameFault, isHeaderValue, isJsonPointer, isPollInterval } from './field-rules'
import { loginFault, loginHeader, NO_LOGIN, type Login } from './login'
import { draftOfOptions, type OptionDraft } from './option-form'

/** Settings of a channel as they stand in a form: rows and text, half-written ones included. */
export interface ChannelForm {
  kind: TransportKind | 'auto'
  headers: readonly HeaderRow[]
  token: string
  login: Login
  subprotocols: string
  greeting: string
  mapping: readonly MappingRow[]
  pollMinutes: string
  acceptSelfSigned: boolean
  /** What was set of techniques, by `optionsName`: what was typed for one channel is not another's. */
  options: Readonly<Record<string, OptionDraft>>
}
export interface HeaderRow {
  name: string
  value: string
}
export interface MappingRow {
  field: MappableField
  pointer: string
}

export const EMPTY_FORM: ChannelForm = {
  kind: 'auto',
  headers: [],
  token: '',
  login: NO_LOGIN,
  subprotocols: '',
  greeting: '',
  mapping: [],
  pollMinutes: '',
  acceptSelfSigned: false,
  options: {},
}

type Found = Pick<DetectedChannel, 'kind' | 'url' | 'options'>

/** Under which name a form keeps the options of a technique: chosen by hand, or found at an address. */
export function optionsName(kind: TransportKind, found: Found | null): string {
  return found === null ? kind : `${kind} ${found.url}`
}

/** The options of a technique as they stand: what was found, then what was typed before looking, then since. */
export function optionsOf(form: ChannelForm, kind: TransportKind, found: Found | null): OptionDraft {
  return {
    ...(found && draftOfOptions(TECHNIQUES[kind], found.options)),
    ...form.options[kind],
    ...(found && form.options[optionsName(kind, found)]),
  }
}

/** Whether everything written can be used. */
export function isUsable(form: ChannelForm): boolean {
  return (
    areHeaderRows(form.headers) &&
    isHeaderValue(form.token) &&
    loginFault(form.login) === null &&
    areSubprotocols(listOf(form.subprotocols)) &&
    form.mapping.every(({ pointer }) => isJsonPointer(pointer.trim())) &&
    isPollInterval(form.pollMinutes)
  )
}

/** Whether every row is a header or empty. */
export function areHeaderRows(rows: readonly HeaderRow[]): boolean {
  return rows.every(
    ({ name, value }) =>
      (name === '' && value === '') || (headerNameFault(name.trim()) === null && isHeaderValue(value.trim())),
  )
}

/** Only what the user set; what is empty stays at its default. */
export function settingsOf(form: ChannelForm): Partial<ChannelSettings> {
  const settings: Partial<ChannelSettings> = {}
  const headers = headersOf(form)
  if (Object.keys(headers).length > 0) settings.headers = headers
  const subprotocols = listOf(form.subprotocols)
  if (subprotocols.length > 0) settings.subprotocols = subprotocols
  if (form.greeting !== '') settings.greeting = form.greeting
  const mapping = mappingOf(form.mapping)
  if (Object.keys(mapping).length > 0) settings.mapping = mapping
  if (form.pollMinutes.trim() !== '') settings.pollMinutes = Number(form.pollMinutes)
  if (form.acceptSelfSigned) settings.acceptSelfSigned = true
  return settings
}

/** The token comes last: who gives one means it. A login gives way to it, and to nothing else. */
export function headersOf({
  headers,
  token,
  login = NO_LOGIN,
}: Pick<ChannelForm, 'headers' | 'token'> & { login?: Login }): Record<string, string> {
  const rows = headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value.trim()])
  const secret = token.trim().replace(/^bearer\s+/i, '')
  const authorization = secret === '' ? loginHeader(login) : `Bearer ${secret}`
  if (authorization === null) return Object.fromEntries(rows)
  const others = rows.filter(([name]) => name?.toLowerCase() !== 'authorization')
  return Object.fromEntries([...others, ['Authorization', authorization]])
}

export function mappingOf(rows: readonly MappingRow[]): FieldMapping {
  return Object.fromEntries(
    rows.filter(({ pointer }) => pointer.trim() !== '').map(({ field, pointer }) => [field, pointer.trim()]),
  )
}

export function mappingRows(mapping: FieldMapping): MappingRow[] {
  return MAPPABLE_FIELDS.flatMap((field) => {
    const pointer = mapping[field]
    return pointer === undefined ? [] : [{ field, pointer }]
  })
}

/** Comma-separated words, without empty ones. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
