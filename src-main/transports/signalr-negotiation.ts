import { MAX_REDIRECTS } from '../contract/index'
import { TransportError, type Channel, type Clock, type Json, type TransportIo } from '../core/ports'
import { createCookieJar, joined } from './cookie-jar'
import { readJson } from './call-lines'
import type { HttpClient } from './http'
import { statusFailure } from './http-statuses'
import { nextAddress } from './redirects'

/** One answer to a negotiation. */
const MAX_NEGOTIATION_BYTES = 256 * 1024
const NEGOTIATION_TIMEOUT_MS = 15_000

export const HUB_TRANSPORTS = ['webSockets', 'serverSentEvents', 'longPolling'] as const
export type HubTransport = (typeof HUB_TRANSPORTS)[number]

const WIRE_NAMES: Readonly<Record<string, HubTransport>> = {
  WebSockets: 'webSockets',
  ServerSentEvents: 'serverSentEvents',
  LongPolling: 'longPolling',
}

/** Where a hub is to be spoken to, and what to show there. */
export interface HubAddress {
  /** http or https, with the connection's token when there is one. */
  url: URL
  /** What goes to this origin and no other: the user's headers, or what the publisher gave. */
  secretHeaders: Readonly<Record<string, string>>
  trust: 'typed' | 'publisher'
}

export interface Negotiated extends HubAddress {
  /** In our order of preference. */
  offered: readonly HubTransport[]
}

interface Asking {
  http: HttpClient
  clock: Clock
  channel: Pick<Channel, 'url' | 'settings'>
  io: TransportIo
  signal: AbortSignal
}

/** The hub as the user typed it. */
export function typedHub({ url, settings }: Pick<Channel, 'url' | 'settings'>, token: string): HubAddress {
  return {
    url: new URL(url),
    secretHeaders: { ...settings.headers, ...(token !== '' && { Authorization: `Bearer ${token}` }) },
    trust: 'typed',
  }
}

/**
 * Asks the hub how to connect, and wherever it sends us (protocols 7.1).
 *
 * @throws TransportError
 */
export async function negotiate(hub: HubAddress, asking: Asking): Promise<Negotiated> {
  const typedOrigin = hub.url.origin
  let address = hub
  for (let redirects = 0; ; redirects += 1) {
    const { answer, cookie } = await ask(address, asking)
    const { host } = address.url
    if (typeof answer.error === 'string' && answer.error !== '') {
      throw new TransportError('protocol', `The hub of ${host} refused us: “${answer.error.slice(0, 200)}”.`)
    }
    if (typeof answer.url === 'string' && answer.url !== '') {
      address = redirected(address, answer.url, answer.accessToken, redirects, typedOrigin, hub)
      continue
    }
    return offer(address, answer, cookie)
  }
}

async function ask(
  { url, secretHeaders, trust }: HubAddress,
  { http, clock, channel, io, signal }: Asking,
): Promise<{ answer: { [key: string]: Json }; cookie: string | null }> {
  const target = new URL(url)
  target.pathname += target.pathname.endsWith('/') ? 'negotiate' : '/negotiate'
  target.searchParams.set('negotiateVersion', '1')
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `POST ${shownHub(target)}` })
  const response = await http.request({
    method: 'POST',
    url: target.href,
    // Without it, a server that wants a login sends a page instead of a 401.
    headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
    body: '',
    secretHeaders,
    signal,
    acceptSelfSigned: channel.settings.acceptSelfSigned,
    trust,
    decodedLimitBytes: MAX_NEGOTIATION_BYTES,
    bodyTimeoutMs: NEGOTIATION_TIMEOUT_MS,
    headersTimeoutMs: NEGOTIATION_TIMEOUT_MS,
  })
  const type = response.header('content-type') ?? ''
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${response.status} ${type}`.trim() })
  if (response.status !== 200) {
    response.discard()
    throw statusFailure(response.status, response.header, target.host, clock.now())
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of response.chunks) {
    chunks.push(chunk)
    io.heard(chunk.byteLength)
  }
  const answer = readNegotiation(Buffer.concat(chunks).toString('utf8'))
  if (answer === null) throw notAHub(target.host)
  if (isOldSignalR(answer)) throw oldSignalR(target.host)
  // Load balancers keep a session on one server by a cookie.
  const jar = createCookieJar()
  jar.keep(response.setCookies, target.href)
  return { answer, cookie: jar.given?.cookies ?? null }
}

function redirected(
  from: HubAddress,
  location: string,
  accessToken: Json | undefined,
  followed: number,
  typedOrigin: string,
  typed: HubAddress,
): HubAddress {
  const url = nextAddress(from.url, location, followed, MAX_REDIRECTS)
  const isTyped = url.origin === typedOrigin
  const kept = isTyped ? typed.secretHeaders : url.origin === from.url.origin ? from.secretHeaders : {}
  const token = typeof accessToken === 'string' && accessToken !== '' ? `Bearer ${accessToken}` : null
  const others = Object.entries(kept).filter(([name]) => token === null || name.toLowerCase() !== 'authorization')
  return {
    url,
    secretHeaders: { ...Object.fromEntries(others), ...(token !== null && { Authorization: token }) },
    trust: isTyped ? 'typed' : 'publisher',
  }
}

function offer(address: HubAddress, answer: { [key: string]: Json }, cookie: string | null): Negotiated {
  const { host } = address.url
  const id = Number(answer.negotiateVersion) >= 1 ? answer.connectionToken : answer.connectionId
  if (typeof id !== 'string' || id === '') throw notAHub(host)
  const transports = Array.isArray(answer.availableTransports) ? answer.availableTransports : []
  const names = new Set(transports.map(transportIn))
  const offered = HUB_TRANSPORTS.filter((name) => names.has(name))
  const url = new URL(address.url)
  url.searchParams.set('id', id)
  const secretHeaders = cookie === null ? address.secretHeaders : joined(address.secretHeaders, cookie)
  return { ...address, url, secretHeaders, offered }
}

/** Only text can be read here. */
function transportIn(value: Json): HubTransport | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const formats = value.transferFormats
  if (Array.isArray(formats) && !formats.includes('Text')) return null
  const name = String(value.transport)
  return Object.hasOwn(WIRE_NAMES, name) ? (WIRE_NAMES[name] ?? null) : null
}

/** The object that a hub answers; null when it is none. */
export function readNegotiation(text: string): { [key: string]: Json } | null {
  const value = readJson(text)
  return value !== undefined && value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null
}

/** ASP.NET SignalR of the .NET Framework: the same name, another protocol. */
export const isOldSignalR = (answer: { [key: string]: Json }): boolean => typeof answer.ProtocolVersion === 'string'

/** An address as it may be shown: the token of a connection opens it. */
export function shownHub(address: URL): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  url.searchParams.delete('id')
  url.searchParams.delete('access_token')
  return url.href
}

const notAHub = (host: string): TransportError =>
  new TransportError('wrongType', `${host} answers, but not as a SignalR hub.`, { final: 'ended' })

const oldSignalR = (host: string): TransportError =>
  new TransportError(
    'wrongType',
    `${host} speaks the old ASP.NET SignalR, which is another protocol. Crier follows hubs of ASP.NET Core.`,
    { final: 'ended' },
  )
