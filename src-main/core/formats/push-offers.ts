import type { PublisherFacts, PushOffer } from '../ports'
import { isObject, textIn, type JsonObject } from './json-values'
import { isWebAddress, resolveLink } from './links'
import { linkFrom, type XmlReading } from './xml-read'
import type { XmlElement } from './xml-tree'

/** A feed with more hubs than that does not mean them. */
const MAX_HUBS = 5
/** A `Link` header that is longer is not read to its end. */
const MAX_HEADER_CHARACTERS = 16 * 1024

/** Hubs (WebSub section 4) and the cloud (RSS 2.0) that a document names, as they must be asked. */
export function pushOffersOf(reading: XmlReading, channel: XmlElement): PushOffer[] {
  const links = channel.children.filter(({ key }) => key === 'link' || key === 'atom:link')
  const addresses = (relation: string): string[] =>
    links
      .filter(({ attributes }) => relationsIn(attributes.get('rel') ?? '').includes(relation))
      .flatMap((link) => webOnly(linkFrom(reading, link, link.attributes.get('href'))))
  const clouds = channel.children.filter(({ key }) => key === 'cloud').flatMap(cloudOf)
  return [...hubs(addresses('hub'), addresses('self')[0] ?? reading.baseUrl), ...clouds.slice(0, 1)]
}

/** JSON Feed 1.1: `hubs`, each with a type and a url. */
export function pushOffersOfJson(feed: JsonObject, baseUrl: string): PushOffer[] {
  const listed = Array.isArray(feed.hubs) ? feed.hubs.filter(isObject) : []
  const webSub = listed.filter((hub) => textIn(hub, 'type')?.toLowerCase() === 'websub')
  const addresses = webSub.flatMap((hub) => webOnly(resolveLink(textIn(hub, 'url'), baseUrl)))
  return hubs(addresses, webOnly(resolveLink(textIn(feed, 'feed_url'), baseUrl))[0] ?? baseUrl)
}

/** WebSub section 4: what the `Link` header says comes before what stands in the document. */
export function withHeaderOffers(publisher: PublisherFacts, header: string, baseUrl: string): PublisherFacts {
  const links = linksIn(header)
  const addresses = (relation: string): string[] =>
    links
      .filter(({ relations }) => relations.includes(relation))
      .flatMap(({ url }) => webOnly(resolveLink(url, baseUrl)))
  const own = publisher.push.find((offer) => offer.service === 'WebSub')?.topic
  const named = hubs(addresses('hub'), addresses('self')[0] ?? own ?? baseUrl)
  if (named.length === 0) return publisher
  return { ...publisher, push: [...named, ...publisher.push.filter(({ service }) => service !== 'WebSub')] }
}

const hubs = (addresses: readonly string[], topic: string): PushOffer[] =>
  [...new Set(addresses)].slice(0, MAX_HUBS).map((hub) => ({ service: 'WebSub', hub, topic }))

const webOnly = (address: string | null): string[] => (address !== null && isWebAddress(address) ? [address] : [])

const relationsIn = (written: string): string[] => written.trim().toLowerCase().split(/\s+/)

/** `<cloud domain="…" port="80" path="/RPC2" registerProcedure="…" protocol="xml-rpc"/>` */
function cloudOf({ attributes }: XmlElement): PushOffer[] {
  const domain = attributes.get('domain')?.trim() ?? ''
  const port = Number(attributes.get('port') ?? '80')
  const path = attributes.get('path')?.trim() ?? ''
  const protocol = attributes.get('protocol')?.trim().toLowerCase()
  const isHost = /^[a-z0-9.-]{1,253}$/i.test(domain)
  if (!isHost || !Number.isInteger(port) || port < 1 || port > 65_535 || path.length > 2_000) return []
  if (protocol !== 'http-post' && protocol !== 'xml-rpc' && protocol !== 'soap') return []
  // The attribute is written `registerProcedure`; names are kept as they stand, or folded by tolerant readers.
  const registerProcedure = attributes.get('registerProcedure') ?? attributes.get('registerprocedure') ?? ''
  const whole = path.startsWith('/') ? path : `/${path}`
  return [{ service: 'rssCloud', domain, port, path: whole, registerProcedure, protocol }]
}

/** RFC 8288 section 3: `<address>; rel="one two"; type=…, <address>; …`, read in one pass. */
function linksIn(header: string): { url: string; relations: string[] }[] {
  const found: { url: string; relations: string[] }[] = []
  const text = header.slice(0, MAX_HEADER_CHARACTERS)
  for (let start = text.indexOf('<'); start !== -1;) {
    const end = text.indexOf('>', start)
    if (end === -1) break
    const next = nextLink(text, end + 1)
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(
      text.slice(end + 1, next === -1 ? undefined : next),
    )
    found.push({ url: text.slice(start + 1, end), relations: relationsIn(relation?.[1] ?? relation?.[2] ?? '') })
    start = next
  }
  return found
}

/** Where the next `<` stands that is in no quoted value; -1 when there is none. */
function nextLink(text: string, from: number): number {
  let quoted = false
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (sign === '"') quoted = !quoted
    else if (sign === '<' && !quoted) return at
  }
  return -1
}
