import type { Json } from '../core/ports'
import { readJson } from './call-lines'

/**
 * A packet of Socket.IO protocol 5 (of protocol 4 the same, but for what CONNECT and CONNECT_ERROR carry): type, then
 * `attachments-`, `/namespace,` and an acknowledgement id where there are any, then JSON.
 */
export interface Packet {
  type: 'connect' | 'disconnect' | 'event' | 'ack' | 'connectError'
  namespace: string
  /** The sender waits for an acknowledgement with this id. */
  id: string | null
  /** Binary messages that follow. */
  attachments: number
  data: Json | undefined
}

const TYPES = ['connect', 'disconnect', 'event', 'ack', 'connectError', 'event', 'ack'] as const
/** Types whose packet is followed by attachments. */
const BINARY: ReadonlySet<number> = new Set([5, 6])

/** Reads what an Engine.IO message carries; null when it is no packet. */
export function readPacket(text: string): Packet | null {
  const number = text.charCodeAt(0) - 48
  const type = TYPES[number]
  if (type === undefined) return null
  let at = 1
  let attachments = 0
  if (BINARY.has(number)) {
    const digits = digitsAt(text, at)
    if (digits === '' || digits.length > 9 || text[at + digits.length] !== '-') return null
    attachments = Number(digits)
    at += digits.length + 1
  }
  let namespace = '/'
  if (text[at] === '/') {
    const comma = text.indexOf(',', at)
    const end = comma === -1 ? text.length : comma
    // Old servers repeat the query of the namespace.
    namespace = text.slice(at, end).split('?', 1)[0] ?? '/'
    at = comma === -1 ? end : end + 1
  }
  const id = digitsAt(text, at)
  at += id.length
  const rest = text.slice(at)
  const data = rest === '' ? undefined : readJson(rest)
  if (rest !== '' && data === undefined) return null
  return { type, namespace, id: id === '' ? null : id, attachments, data }
}

function digitsAt(text: string, from: number): string {
  let to = from
  while (to < text.length && text.charCodeAt(to) >= 48 && text.charCodeAt(to) <= 57) to += 1
  return text.slice(from, to)
}

/** Writes a packet without attachments. */
export function writePacket(type: 'connect' | 'event' | 'ack', namespace: string, data?: Json, id = ''): string {
  const where = namespace === '/' ? '' : `${namespace},`
  return `${TYPES.indexOf(type)}${where}${id}${data === undefined ? '' : JSON.stringify(data)}`
}

/** An attachment's place in the JSON of its packet, `{"_placeholder":true,"num":0}`, becomes null. */
export function withoutPlaceholder(value: Json): Json {
  const isPlace = value !== null && typeof value === 'object' && !Array.isArray(value) && value._placeholder === true
  return isPlace ? null : value
}
