import {
  MAPPABLE_FIELDS,
  type ChannelSettings,
  type FieldMapping,
  type MappableField,
  type TransportKind,
} from '@contract/index'
import { areSubprotocols, headerNameFault, isHeaderValue, isJsonPointer, isPollInterval } from './field-rules'

/** Settings of a channel as they stand in a form: rows and text, half-written ones included. */
export interface ChannelForm {
  kind: TransportKind | 'auto'
  headers: readonly HeaderRow[]
  token: string
  subprotocols: string
  greeting: string
  mapping: readonly MappingRow[]
  pollMinutes: string
  acceptSelfSigned: boolean
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
  subprotocols: '',
  greeting: '',
  mapping: [],
  pollMinutes: '',
  acceptSelfSigned: false,
}

/** Whether everything written can be used. */
export function isUsable(form: ChannelForm): boolean {
  return (
    areHeaderRows(form.headers) &&
    isHeaderValue(form.token) &&
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

/** The token comes last: who gives one means it. */
export function headersOf({ headers, token }: Pick<ChannelForm, 'headers' | 'token'>): Record<string, string> {
  const rows = headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value.trim()])
  const secret = token.trim().replace(/^bearer\s+/i, '')
  const named = secret === '' ? rows : rows.filter(([name]) => name?.toLowerCase() !== 'authorization')
  return Object.fromEntries(secret === '' ? named : [...named, ['Authorization', `Bearer ${secret}`]])
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
