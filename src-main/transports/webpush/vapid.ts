import { createPublicKey, verify, type KeyObject } from 'node:crypto'

/** RFC 8292 section 2: not more than 24 hours ahead; clocks differ a little. */
const MOST_AHEAD_MS = 24 * 60 * 60_000
const CLOCK_SLACK_MS = 5 * 60_000
const MAX_TOKEN_CHARACTERS = 4_096

/** Who signed a message: their public key, base64url. `null`: nobody did. */
export type Signed = { by: string | null } | { fault: string }

/**
 * Checks the signature of an application server (RFC 8292 sections 2 to 4): `vapid t=JWT, k=KEY`, ES256, `aud` one of
 * our origins, `exp` neither past nor more than a day ahead.
 */
export function signerOf(authorization: string | null, origins: readonly string[], now: number): Signed {
  if (authorization === null) return { by: null }
  const parameters = parametersOf(authorization)
  if (parameters === null) return { fault: 'The Authorization header is not “vapid t=…, k=…” (RFC 8292).' }
  const { t: token = '', k: key = '' } = parameters
  const parts = token.split('.')
  const [head = '', claims = '', signature = ''] = parts
  if (parts.length !== 3 || token.length > MAX_TOKEN_CHARACTERS) return { fault: 'The token is no JWT.' }
  if (objectIn(head)?.alg !== 'ES256') return { fault: 'The token is not signed with ES256.' }
  const publicKey = keyFrom(key)
  if (publicKey === null) return { fault: 'The key (k) is no P-256 public key.' }
  const isTrue = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  if (!isTrue) return { fault: 'The signature does not fit the token.' }
  const { aud, exp } = objectIn(claims) ?? {}
  if (typeof aud !== 'string' || !origins.includes(aud)) {
    return { fault: `The token is meant for somebody else (aud); here it is ${origins.join(' or ')}.` }
  }
  const expiresAt = typeof exp === 'number' ? exp * 1000 : Number.NaN
  if (!(expiresAt > now - CLOCK_SLACK_MS)) return { fault: 'The token has expired (exp).' }
  if (expiresAt > now + MOST_AHEAD_MS + CLOCK_SLACK_MS) {
    return { fault: 'The token is valid for more than 24 hours (exp).' }
  }
  return { by: sameKey(key) }
}

/** One spelling of a key, so that two can be compared. */
export const sameKey = (key: string): string => Buffer.from(key.trim(), 'base64url').toString('base64url')

function parametersOf(authorization: string): Readonly<Record<string, string>> | null {
  const scheme = /^vapid\s+/i.exec(authorization)
  if (scheme === null) return null
  return Object.fromEntries(
    authorization
      .slice(scheme[0].length)
      .split(',')
      .map((pair) => pair.trim())
      .flatMap((pair) => (/^[tk]=/.test(pair) ? [[pair.charAt(0), pair.slice(2).replace(/^"(.*)"$/, '$1')]] : [])),
  ) as Record<string, string>
}

/** An uncompressed point as senders write it. */
function keyFrom(key: string): KeyObject | null {
  const point = Buffer.from(key, 'base64url')
  if (point.length !== 65 || point[0] !== 4) return null
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

function objectIn(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
