import type { TransportKind } from '@contract/index'
import { CallRefused } from './call-refused'

const SCHEMES: Record<TransportKind, readonly string[]> = {
  sse: ['http:', 'https:'],
  feed: ['http:', 'https:'],
  websocket: ['ws:', 'wss:'],
}

/**
 * An address as it is stored: parsed, normalised, without fragment.
 * @throws CallRefused when it is no address or not one that this kind of channel speaks.
 */
export function channelAddress(address: string, kind: TransportKind): string {
  if (!URL.canParse(address)) throw new CallRefused('badArgument', `“${address}” is not an address.`)
  const url = new URL(address)
  url.hash = ''
  if (!SCHEMES[kind].includes(url.protocol)) {
    const wanted = SCHEMES[kind].map((scheme) => `${scheme}//`).join(' or ')
    throw new CallRefused('badArgument', `This kind of channel needs an address that starts with ${wanted}.`)
  }
  return url.href
}
