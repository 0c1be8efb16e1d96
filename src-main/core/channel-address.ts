import {
  TECHNIQUES,
  withHashInPath,
  type ChannelSettings,
  type Options,
  type Technique,
  type TransportKind,
} from '@contract/index'
import { CallRefused } from './call-refused'

type Headers = ChannelSettings['headers']

/**
 * An address as it is stored: parsed, normalised, without fragment, and without name and password, since it is shown,
 * exported and logged. What stood before the `@` belongs among the secrets: see headersFor.
 * @throws CallRefused when it is no address or not one that this kind of channel speaks.
 */
export function channelAddress(address: string, kind: TransportKind): string {
  if (!URL.canParse(address)) throw new CallRefused('badArgument', `“${address}” is not an address.`)
  const url = new URL(address)
  const schemes: readonly string[] = TECHNIQUES[kind].schemes
  if (!schemes.includes(url.protocol)) {
    const wanted = schemes.map((scheme) => `${scheme}//`).join(' or ')
    throw new CallRefused('badArgument', `This kind of channel needs an address that starts with ${wanted}.`)
  }
  return withoutCredentials(address)
}

/** The address without name, password and fragment; as it is when it is none. */
export function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(withHashInPath(address))
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}

/**
 * The headers of a channel whose address is being set. Name and password in the address become the header they mean
 * (RFC 7617), unless the technique keeps them among its options; an Authorization typed along with it wins over them, one
 * that was kept from before makes way.
 * @param address one that channelAddress accepts
 */
export function headersFor(address: string, kind: TransportKind, typed: Headers | undefined, kept: Headers): Headers {
  const headers = typed ?? kept
  const technique: Technique = TECHNIQUES[kind]
  if (technique.login === 'options') return headers
  const { username, password } = new URL(address)
  if ((username === '' && password === '') || (typed !== undefined && Object.keys(typed).some(isAuthorization))) {
    return headers
  }
  const pair = Buffer.from(`${decoded(username)}:${decoded(password)}`, 'utf8')
  const others = Object.entries(headers).filter(([name]) => !isAuthorization(name))
  return { ...Object.fromEntries(others), Authorization: `Basic ${pair.toString('base64')}` }
}

/**
 * The options of a channel whose address is being set: what the address says of a login goes among them where the
 * technique keeps it there. What was typed as options wins.
 */
export function optionsWithLogin(
  address: string,
  kind: TransportKind,
  typed: Options | undefined,
): Options | undefined {
  const technique: Technique = TECHNIQUES[kind]
  const { username, password } = new URL(address)
  if (technique.login !== 'options' || (username === '' && password === '')) return typed
  return { user: decoded(username), password: decoded(password), ...typed }
}

const isAuthorization = (name: string): boolean => name.toLowerCase() === 'authorization'

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    // A lone % stands for itself, as in browsers.
    if (error instanceof URIError) return part
    throw error
  }
}
