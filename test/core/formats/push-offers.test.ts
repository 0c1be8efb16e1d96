import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../../src-main/core/formats/index'

const BASE = 'https://paper.example.org/feeds/one'
const read = (payload: string, links?: string) =>
  parsePayload({
    payload: Buffer.from(payload),
    contentType: 'application/xml',
    baseUrl: BASE,
    topic: null,
    mapping: {},
    ...(links !== undefined && { links }),
  })
const rss = (inside: string) =>
  `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>P</title>${inside}</channel></rss>`
const offers = (payload: string, links?: string) => read(payload, links).publisher?.push

describe('push services that a feed offers', () => {
  it('hubs of RSS and Atom with the topic that the feed calls itself', () => {
    const links = '<atom:link rel="hub" href="https://hub.example.org/"/><atom:link rel="self" href="/feed"/>'
    const wanted = [{ service: 'WebSub', hub: 'https://hub.example.org/', topic: 'https://paper.example.org/feed' }]
    expect(offers(rss(links))).toEqual(wanted)
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title>${links.replaceAll('atom:', '')}</feed>`
    expect(offers(atom)).toEqual(wanted)
  })

  it('takes the address that answered where the feed does not name itself, and each hub once', () => {
    const hub = '<atom:link rel="HUB self-not" href="https://hub.example.org/"/>'
    expect(offers(rss(hub + hub))).toEqual([{ service: 'WebSub', hub: 'https://hub.example.org/', topic: BASE }])
  })

  it('hubs of a JSON Feed', () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'P',
      feed_url: 'https://paper.example.org/feed.json',
      hubs: [{ type: 'WebSub', url: 'https://hub.example.org/' }, { type: 'rssCloud', url: 'https://x.example' }, 7],
      items: [],
    }
    expect(offers(JSON.stringify(feed))).toEqual([
      { service: 'WebSub', hub: 'https://hub.example.org/', topic: 'https://paper.example.org/feed.json' },
    ])
  })

  it('a cloud', () => {
    const cloud =
      '<cloud domain="rpc.example.org" port="5337" path="/pleaseNotify" registerProcedure="" protocol="http-post"/>'
    expect(offers(rss(cloud))).toEqual([
      {
        service: 'rssCloud',
        domain: 'rpc.example.org',
        port: 5337,
        path: '/pleaseNotify',
        registerProcedure: '',
        protocol: 'http-post',
      },
    ])
    expect(read(rss(cloud)).offersPush).toEqual(['rssCloud'])
  })

  it.each([
    '<cloud/>',
    '<cloud domain="a b" port="80" path="/" protocol="http-post"/>',
    '<cloud domain="a" port="x" path="/" protocol="http-post"/>',
    '<cloud domain="a" port="80" path="/" protocol="carrier-pigeon"/>',
    '<atom:link rel="hub" href="javascript:alert(1)"/>',
    '<atom:link rel="hub" href="mailto:a@example.org"/>',
    '<atom:link rel="hub"/>',
  ])('nothing that cannot be asked: %s', (inside) => expect(offers(rss(inside))).toEqual([]))

  it('the Link header, which comes before what stands in the document', () => {
    const header =
      '<https://other.example/a,b>; title="a <b>, \\"c\\""; rel=next, <https://hub2.example/>; rel="hub", </self>; rel="self"'
    const inside = '<atom:link rel="hub" href="https://hub1.example/"/>'
    expect(offers(rss(inside), header)).toEqual([
      { service: 'WebSub', hub: 'https://hub2.example/', topic: 'https://paper.example.org/self' },
    ])
    expect(read(rss(''), header).offersPush).toEqual(['WebSub'])
    expect(offers(rss(inside), '<x>; rel=canonical')).toEqual([
      { service: 'WebSub', hub: 'https://hub1.example/', topic: BASE },
    ])
  })

  it('any header is read to its end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<', '>', '"', ';', ',', 'rel=', 'hub', ' ', '\\', 'https://h.example/')),
        (parts) => {
          expect(() => offers(rss(''), parts.join(''))).not.toThrow()
        },
      ),
    )
    const long = '<https://hub.example/>; rel="'.repeat(20_000)
    const began = performance.now()
    offers(rss(''), long)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
