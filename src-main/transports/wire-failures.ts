import { TransportError } from '../core/ports'
import type { ErrorKind } from '../contract/index'

/** How far an attempt had come when it failed; decides whether a lost line means "not reached" or "broke off". */
export type WirePhase = 'connecting' | 'answering' | 'reading'

type Words = (host: string) => string

const NOT_FOUND: Words = (host) => `No server named ${host} was found. Check the address and your network.`
const NO_ROUTE: Words = (host) => `${host} cannot be reached from this network.`
const TOO_SLOW: Words = (host) => `${host} did not answer in time.`
const NOT_TLS: Words = (host) => `${host} does not speak TLS at this address. It may want http:// or ws:// instead.`
const NOT_HTTP: Words = (host) => `${host} answered with something that is not HTTP.`

const BY_CODE: Readonly<Record<string, readonly [ErrorKind, Words]>> = {
  ENOTFOUND: ['unreachable', NOT_FOUND],
  ENODATA: ['unreachable', NOT_FOUND],
  EAI_AGAIN: ['unreachable', (host) => `The name ${host} could not be looked up. Check your network.`],
  ECONNREFUSED: ['unreachable', (host) => `${host} refused the connection: nothing is listening there.`],
  EHOSTUNREACH: ['unreachable', NO_ROUTE],
  ENETUNREACH: ['unreachable', NO_ROUTE],
  EHOSTDOWN: ['unreachable', NO_ROUTE],
  ENETDOWN: ['unreachable', NO_ROUTE],
  EADDRNOTAVAIL: ['unreachable', NO_ROUTE],
  ETIMEDOUT: ['timeout', TOO_SLOW],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', TOO_SLOW],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', TOO_SLOW],
  UND_ERR_BODY_TIMEOUT: ['timeout', TOO_SLOW],
  UND_ERR_HEADERS_OVERFLOW: ['tooLarge', (host) => `${host} sent more headers than can be right.`],
  HPE_HEADER_OVERFLOW: ['tooLarge', (host) => `${host} sent more headers than can be right.`],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'tls',
    (host) => `The certificate of ${host} is self-signed, so nobody vouches for it.`,
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'tls',
    (host) => `The certificate of ${host} comes from an authority this computer does not know.`,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'tls',
    (host) => `The certificate of ${host} is incomplete: its authority cannot be checked.`,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'tls',
    (host) => `The certificate of ${host} comes from an authority this computer does not know.`,
  ],
  CERT_HAS_EXPIRED: ['tls', (host) => `The certificate of ${host} has expired.`],
  CERT_NOT_YET_VALID: ['tls', (host) => `The certificate of ${host} is not valid yet. Is this computer's clock right?`],
  CERT_REVOKED: ['tls', (host) => `The certificate of ${host} was revoked.`],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls', (host) => `The certificate that answered is not for ${host}.`],
  EPROTO: ['tls', NOT_TLS],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls', NOT_TLS],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['tls', NOT_TLS],
}

const LOST_LINE = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** Puts what Node, undici or zlib threw into the user's words. Rethrows what is no failure of the wire but a bug. */
export function wireFailure(error: unknown, host: string, phase: WirePhase): TransportError {
  if (error instanceof TransportError) return error
  const code = codeOf(error)
  if (code === null) throw error
  const detail = error instanceof Error ? `${code}: ${error.message}` : code
  const known = BY_CODE[code]
  if (known !== undefined) return new TransportError(known[0], known[1](host), { detail, cause: error })
  if (LOST_LINE.has(code)) return lostLine(host, phase, detail, error)
  if (/^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_)/.test(code)) {
    return new TransportError('tls', `No secure connection to ${host} could be made.`, { detail, cause: error })
  }
  if (code.startsWith('HPE_')) return new TransportError('protocol', NOT_HTTP(host), { detail, cause: error })
  if (/^(Z_|ERR_BROTLI|ERR__ERROR|ERR_ZLIB)/.test(code)) {
    return new TransportError('malformed', `What ${host} sent is damaged: it cannot be decompressed.`, {
      detail,
      cause: error,
    })
  }
  return new TransportError('unreachable', `The connection to ${host} failed.`, { detail, cause: error })
}

function lostLine(host: string, phase: WirePhase, detail: string, cause: unknown): TransportError {
  if (phase === 'connecting') {
    return new TransportError('unreachable', `${host} broke off the connection.`, { detail, cause })
  }
  const message =
    phase === 'answering'
      ? `${host} closed the connection without an answer.`
      : `The connection to ${host} broke off in the middle.`
  return new TransportError('closed', message, { detail, cause })
}

/**
 * Node's errors carry `code`; several attempts at once (happy eyeballs) come as an AggregateError of them.
 * undici's parser names its error, but the code it means to give is undefined (7.x looks it up the wrong way round).
 */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error.name === 'HTTPParserError') return 'HPE_UNKNOWN'
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return null
}
