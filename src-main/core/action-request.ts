import { MAX_ACTION_BODY_BYTES, MAX_ACTION_HEADERS, type ItemAction } from '@contract/index'
import type { ActionRequest } from './ports'

export const ACTION_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'] as const

/** RFC 9110 section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** What belongs to one connection, or is worked out by whoever sends (RFC 9110 section 7.6.1). */
const NOT_THEIRS = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const MAX_HEADER_VALUE_CHARACTERS = 4_096
const MAX_ADDRESS_CHARACTERS = 8_192
/** Control characters but the tab, and what is no byte. */
const UNSENDABLE = new RegExp('[\\u0000-\\u0008\\u000a-\\u001f\\u007f]')

/**
 * The request a publisher's button stands for; null where it is none that may be sent: another scheme than http(s),
 * name and password in the address, a method, a header or a body out of bounds. Headers of the connection are left out.
 */
export function actionRequest(action: Extract<ItemAction, { type: 'http' }>): ActionRequest | null {
  const method = ACTION_METHODS.find((known) => known === action.method.toUpperCase())
  const url = webAddress(action.url)
  if (method === undefined || url === null) return null
  const given = Object.entries(action.headers)
  if (given.length > MAX_ACTION_HEADERS) return null
  const kept = given.filter(([name]) => !isOfConnection(name))
  if (!kept.every(([name, value]) => HEADER_NAME.test(name) && isSendable(value))) return null
  const bodiless = method === 'GET' || method === 'HEAD'
  const body = bodiless || action.body === null || action.body === '' ? null : action.body
  if (body !== null && new TextEncoder().encode(body).length > MAX_ACTION_BODY_BYTES) return null
  return { url, method, headers: Object.fromEntries(kept), body }
}

function webAddress(written: string): string | null {
  if (written.length > MAX_ADDRESS_CHARACTERS || !URL.canParse(written)) return null
  const url = new URL(written)
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') return null
  url.hash = ''
  return url.href
}

function isOfConnection(name: string): boolean {
  const lower = name.toLowerCase()
  return NOT_THEIRS.has(lower) || lower.startsWith('proxy-')
}

const isSendable = (value: string): boolean => value.length <= MAX_HEADER_VALUE_CHARACTERS && !UNSENDABLE.test(value)
