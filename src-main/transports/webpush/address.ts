import { randomName } from './keys'

/** Where messages of a channel are waited for. */
export type PushPlace =
  /** A topic on a server that speaks like ntfy: the folder it answers in, and the topic. */
  | { way: 'server'; base: string; topic: string }
  /** Our own receiver: the secret part of the address. */
  | { way: 'receiver'; token: string }

/** ntfy.sh charges a topic of exactly this form to its reader, not to whoever sends (server.go, `up` topics). */
const PUBLIC_TOPIC_LENGTH = 12
/** UnifiedPush recommends 160 bits; 40 letters and digits are 238. */
const TOPIC_LENGTH = 40
/** More than 160 bits. */
const TOKEN_LENGTH = 32

/** The address of a new channel: the given one, with a topic or a token made up where it names none. */
export function newAddress(given: string): string {
  const url = new URL(given)
  if (url.protocol === 'webpush:') return placeOf(given) === null ? receiverAddress() : given
  if (placeOf(given) !== null) return endpointOf(url).href
  url.pathname = `/${newTopic(url)}`
  return endpointOf(url).href
}

/** The address after a renewal: the same server, another topic or token. */
export function renewedAddress(address: string): string {
  const place = placeOf(address)
  if (place?.way !== 'server') return receiverAddress()
  const url = new URL(address)
  url.pathname = new URL(`${place.base}${newTopic(url)}`).pathname
  return url.href
}

/** Null for an address that names neither topic nor token. */
export function placeOf(address: string): PushPlace | null {
  const url = new URL(address)
  const last = url.pathname.split('/').at(-1) ?? ''
  if (!/^[-_A-Za-z0-9]{1,64}$/.test(last)) return null
  if (url.protocol === 'webpush:') return { way: 'receiver', token: last }
  return { way: 'server', base: url.origin + url.pathname.slice(0, -last.length), topic: last }
}

/** Not an address of the net: it stands for this computer, whatever port the receiver has. */
const receiverAddress = (): string => `webpush://localhost/${randomName(TOKEN_LENGTH)}`

const newTopic = (server: URL): string =>
  `up${randomName(server.hostname === 'ntfy.sh' ? PUBLIC_TOPIC_LENGTH : TOPIC_LENGTH)}`

/** `?up=1` makes ntfy keep a body as it is (UnifiedPush). */
function endpointOf(url: URL): URL {
  const endpoint = new URL(url)
  endpoint.search = '?up=1'
  return endpoint
}
