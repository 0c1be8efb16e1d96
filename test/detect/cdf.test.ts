import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SECTION_SEPARATOR } from '@contract/index'
import type { Detect } from '../../src-main/core/ports'
import { createDetect } from '../../src-main/detect/index'
import { createHttpClient, type HttpClient } from '../../src-main/transports/http'
import { type FeedServer, rssOf, startFeedServer } from '../servers/feed-server'
import { systemClock } from '../servers/recording-io'

const HOUR = 60 * 60_000
const SMALL =
  '<?XML VERSION="1.0"?><CHANNEL><TITLE>Harbour</TITLE><ITEM HREF="a.html"><TITLE>Tide</TITLE></ITEM></CHANNEL>'
const RICH = `<?XML VERSION="1.0"?>
<CHANNEL HREF="index.html" LASTMOD="2026-11-20T10:00">
  <TITLE>Harbour bulletin</TITLE>
  <LOGIN/>
  <LOGTARGET HREF="/hits" METHOD="POST" SCOPE="ALL"/>
  <SCHEDULE><INTERVALTIME DAY="1"/><EARLIESTTIME HOUR="2"/><LATESTTIME HOUR="6"/></SCHEDULE>
  <ITEM HREF="a.html"><TITLE>Ferries run</TITLE><ABSTRACT>All of them.</ABSTRACT></ITEM>
  <CHANNEL><TITLE>Berths</TITLE>
    <ITEM HREF="b.html"><TITLE>Three are free</TITLE></ITEM>
    <CHANNEL><TITLE>North quay</TITLE><ITEM HREF="c.html"><TITLE>One</TITLE></ITEM></CHANNEL>
  </CHANNEL>
</CHANNEL>`

let server: FeedServer
let http: HttpClient
let detect: Detect
beforeEach(async () => {
  server = await startFeedServer()
  http = createHttpClient()
  detect = createDetect({ http, clock: systemClock })
})
afterEach(async () => {
  await http.close()
  await server.close()
})

const look = (path: string) => detect(server.origin + path, { signal: new AbortController().signal })
const page = (body: string) => ({
  headers: { 'Content-Type': 'text/html' },
  body: `<!doctype html><html><head><title>Harbour</title></head><body>${body}</body></html>`,
})

describe('finding a channel', () => {
  // Servers say all of these (protocols 1.2); what it is, its content says.
  it.each([
    'application/x-cdf',
    'text/html',
    'text/xml',
    'text/plain',
    'application/octet-stream',
    'application/x-netcdf',
  ])('by its document, labelled %s', async (type) => {
    server.answer('/ch/harbour.cdf', { body: RICH, headers: { 'Content-Type': type } })
    const { candidates, failure, steps } = await look('/ch/harbour.cdf')
    expect(failure).toBeNull()
    expect(candidates).toEqual([
      expect.objectContaining({
        url: `${server.origin}/ch/harbour.cdf`,
        kind: 'feed',
        title: 'Harbour bulletin',
        facts: {
          format: 'CDF',
          events: [],
          sampleMs: null,
          offersPush: [],
          asksLogin: true,
          statisticsTo: `${server.origin}/hits`,
          schedule: { intervalMs: 24 * HOUR, earliestMs: 2 * HOUR, latestMs: 6 * HOUR },
          sections: ['Berths', ['Berths', 'North quay'].join(SECTION_SEPARATOR)],
        },
      }),
    ])
    expect(candidates[0]?.preview.map(({ title }) => title)).toEqual(['Ferries run', 'Three are free', 'One'])
    // One question, no verdict of a reader that does not know the format, and nobody told of it.
    expect(steps).toEqual([`GET ${server.origin}/ch/harbour.cdf: 200 ${type}`])
    expect(server.requests.map(({ path }) => path)).toEqual(['/ch/harbour.cdf'])
  })

  it('and claims nothing for one that asks for nothing', async () => {
    server.answer('/small.cdx', { body: SMALL, headers: { 'Content-Type': 'text/plain' } })
    const { candidates } = await look('/small.cdx')
    expect(candidates[0]?.facts).toEqual({ format: 'CDF', events: [], sampleMs: null, offersPush: [] })
  })

  it.each([
    ['link rel=alternate with its type', '<link rel=alternate type="application/x-cdf" href="/ch/harbour">'],
    ['link rel=offline', '<LINK REL="Offline" HREF="/ch/harbour.cdf">'],
    ['an ordinary link to .cdf', '<a href="/ch/harbour.cdf?from=home#top">Add Active Channel</a>'],
    ['an ordinary link to .cdx', '<a href="/ch/harbour.CDX">Add</a>'],
  ])('by a page: %s', async (_, markup) => {
    server.answer('/', page(markup))
    for (const path of ['/ch/harbour', '/ch/harbour.cdf', '/ch/harbour.cdf?from=home', '/ch/harbour.CDX'])
      server.answer(path, { body: RICH, headers: { 'Content-Type': 'text/plain' } })
    const { candidates } = await look('/')
    expect(candidates).toMatchObject([{ kind: 'feed', title: 'Harbour bulletin', facts: { format: 'CDF' } }])
  })

  it('beside a feed that the page announces too', async () => {
    server.answer(
      '/',
      page('<link rel=alternate type="application/rss+xml" href="/rss"><link rel=offline href="/small.cdf">'),
    )
    server.answer('/rss', { body: rssOf('one') })
    server.answer('/small.cdf', { body: SMALL })
    const { candidates } = await look('/')
    expect(candidates.map(({ facts }) => facts.format)).toEqual(['RSS 2.0', 'CDF'])
  })

  it.each([
    ['NetCDF', [0x43, 0x44, 0x46, 0x01, 0, 0, 0, 0], /a NetCDF data file/],
    ['HDF5', [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], /an HDF5 data file/],
  ])('does not take %s for one, and says what it is', async (_, bytes, words) => {
    server.answer('/data.cdf', { body: Uint8Array.from(bytes), headers: { 'Content-Type': 'application/x-cdf' } })
    const { candidates, failure } = await look('/data.cdf')
    expect(candidates).toEqual([])
    expect(failure?.message).toMatch(words)
  })

  it('leaves RSS 1.1, whose root has the same name, to its own reading', async () => {
    server.answer('/rss11', {
      body: '<Channel xmlns="http://purl.org/net/rss1.1#" rdf:about="x" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><title>T</title><items><item rdf:about="y"><title>I</title><link>https://a.example/</link></item></items></Channel>',
      headers: { 'Content-Type': 'application/xml' },
    })
    expect((await look('/rss11')).candidates.map(({ facts }) => facts.format)).not.toContain('CDF')
  })
})
