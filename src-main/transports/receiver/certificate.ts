import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import type { Json } from '../../core/ports'

/** A key and the certificate made for it, as PEM. */
export interface DoorCertificate {
  key: string
  cert: string
  /** Every name and address it is made for. */
  names: string[]
}

const DAY_MS = 24 * 60 * 60_000
/** Senders that pin it must not be surprised. */
const VALID_MS = 10 * 365 * DAY_MS
/** Made anew so long before its end. */
const MARGIN_MS = 30 * DAY_MS

/** The kept certificate if it still serves, else a new one: nobody vouches for it, so senders must be given it. */
export async function certificateFor(host: string, kept: Json | null, now: number): Promise<DoorCertificate> {
  const names = [...new Set(['localhost', '127.0.0.1', '::1', ...(isAnyAddress(host) ? [] : [host])])]
  const known = readCertificate(kept)
  if (known !== null && names.every((name) => known.names.includes(name)) && expiryOf(known) - now > MARGIN_MS) {
    return known
  }
  const made = await generate([{ name: 'commonName', value: 'Crier on this computer' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'subjectAltName', altNames: names.map(altName) },
    ],
  })
  return { key: made.private, cert: made.cert, names }
}

/** Listening on every address is none to be named. */
const isAnyAddress = (host: string): boolean => host === '0.0.0.0' || host === '::'

function altName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return /^[\d.]+$|:/.test(name) ? { type: 7, ip: name } : { type: 2, value: name }
}

function expiryOf({ cert }: DoorCertificate): number {
  try {
    return Date.parse(new X509Certificate(cert).validTo)
  } catch (error) {
    // What was kept is damaged: it is replaced.
    if (error instanceof Error) return 0
    throw error
  }
}

function readCertificate(kept: Json | null): DoorCertificate | null {
  if (kept === null || typeof kept !== 'object' || Array.isArray(kept)) return null
  const { key, cert, names } = kept
  if (typeof key !== 'string' || typeof cert !== 'string' || !Array.isArray(names)) return null
  return { key, cert, names: names.filter((name) => typeof name === 'string') }
}
