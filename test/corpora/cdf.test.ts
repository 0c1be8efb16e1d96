import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECTION_SEPARATOR } from '@contract/index'
import type { CdfChannel, CdfItem } from '../../src-main/core/formats/cdf/model'
import { readCdf } from '../../src-main/core/formats/cdf/read'
import { decodeText } from '../../src-main/core/formats/decode'
import { parsePayload } from '../../src-main/core/formats/index'

/** Material of other projects, kept outside this one. */
const corpora = process.env.CRIER_CORPORA ?? resolve(import.meta.dirname, '../../../shared/corpora')
const documents = join(corpora, 'cdf')
const samples = resolve(corpora, '../reference/cdf-samples')

/** A path such as `entries[0]['links'][0]['href']` in what feedparser makes of a document, in our words. */
function valueOf(path: string, { channel }: { channel: CdfChannel }): unknown {
  const item = channel.children.find((child): child is CdfItem => child.type === 'item')
  const fields = (it: CdfChannel | CdfItem | undefined): Record<string, unknown> => ({
    title: it?.title,
    description: it?.abstract,
    tagline_detail: it?.abstract,
    summary_detail: it?.abstract,
    link: it === undefined ? undefined : it.type === 'channel' ? it.page : it.link,
    links: it === undefined ? undefined : it.type === 'channel' ? it.page : it.link,
    updated: it?.lastModified,
    updated_parsed: it?.lastModified,
  })
  const [, of, name = ''] = /^(feed|entries\[0\])\['(\w+)'\]/.exec(path) ?? []
  return fields(of === 'feed' ? channel : item)[name]
}

/** Text as it is, times as instants. */
function wantedOf(written: string): unknown {
  const tuple = /^\((\d+), (\d+), (\d+), (\d+), (\d+), (\d+)/.exec(written)
  if (tuple !== null) {
    const [year = 0, month = 1, day, hour, minute, second] = tuple.slice(1).map(Number)
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
  const text = written.replace(/^'|'$/g, '')
  return /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : text
}

describe.skipIf(!existsSync(documents))('channels of other projects', () => {
  it('reads what they assert', () => {
    const names = readdirSync(documents).filter((name) => name.endsWith('.xml'))
    const missed: string[] = []
    for (const name of names) {
      const payload = readFileSync(join(documents, name))
      const text = payload.toString('utf8')
      const [, path = '', wanted = ''] = /^Expect:\s+not bozo and (\S+) == (.+)$/m.exec(text) ?? []
      const parsed = parsePayload({ payload, contentType: 'text/xml', baseUrl: '', topic: null, mapping: {} })
      const document = readCdf(text, '')
      const got = document === null ? 'no channel' : valueOf(path, document)
      if (parsed.format !== 'CDF' || got !== wantedOf(wanted))
        missed.push(`${name}: wanted ${wanted}, got ${String(got)}`)
    }
    process.stdout.write(`${missed.join('\n')}\ncdf: ${names.length - missed.length} of ${names.length} documents\n`)
    expect(names.length).toBeGreaterThan(10)
    expect(missed).toEqual([])
  })
})

describe.skipIf(!existsSync(samples))('the six samples, by every statement of their README', () => {
  const HOUR = 60 * 60_000
  const DAY = 24 * HOUR
  function read(name: string, url: string) {
    const payload = readFileSync(join(samples, name))
    const document = readCdf(decodeText(payload, null), url)
    if (document === null) throw new Error('no channel')
    return {
      ...parsePayload({ payload, contentType: 'application/x-cdf', baseUrl: url, topic: null, mapping: {} }),
      document,
    }
  }
  const itemsOf = (channel: CdfChannel): CdfItem[] =>
    channel.children.flatMap((child) => (child.type === 'channel' ? itemsOf(child) : [child]))

  it('01-minimal', () => {
    const { drafts } = read('01-minimal.cdf', 'https://harbour.example/bulletin.cdf')
    expect(drafts).toHaveLength(3)
    expect(drafts[1]?.updatedAt).toBe(Date.UTC(2026, 2, 2, 5, 15, 40))
    expect(drafts[2]).toMatchObject({ title: 'Free berths', link: 'https://harbour.example/berths.html' })
  })

  it('02-full-active-channel', () => {
    const { drafts, publisher, document } = read('02-full-active-channel.cdf', 'https://observatory.example/ch/sky.cdf')
    const at = (path: string) => `https://observatory.example/${path}`
    expect(publisher).toMatchObject({
      logos: { icon: at('ch/img/sky-16.png'), image: at('ch/img/sky-80.png'), wide: at('ch/img/sky-194.png') },
      iconUrl: at('ch/img/sky-16.png'),
      asksLogin: true,
      schedule: { windows: { intervalMs: DAY, earliestMs: 2 * HOUR, latestMs: 6.5 * HOUR, zoneMinutes: -300 } },
      statistics: { url: at('hits'), scope: 'offline', keepHours: 12 },
      sections: ['Planets', ['Planets', 'Outer planets'].join(SECTION_SEPARATOR)],
    })
    expect(drafts.filter(({ idle }) => !idle)).toMatchObject([
      { title: 'Tonight’s highlights'.replace('’', "'") },
      // SHOW equals USAGE.
      { title: 'Uses SHOW instead of USAGE' },
      { title: 'Mars at dusk', link: at('planets/mars.html') },
      // Resolved against the overriding BASE.
      { title: 'Finding Neptune', link: at('planets/outer/neptune.html'), section: ['Planets', 'Outer planets'] },
    ])
    expect(drafts.filter(({ idle }) => idle).map(({ link }) => link)).toEqual([
      at('ch/saver.html'),
      at('ch/smart.html'),
    ])
    const bag = document.channel.children.find((child) => child.type === 'channel' && child.hidden)
    expect(bag).toMatchObject({ children: [{ link: at('snd/chime.ogg') }, { link: at('img/backdrop.jpg') }] })
  })

  it('03-desktop-component', () => {
    const { drafts, document } = read('03-desktop-component.cdf', 'https://ticker.example/desk.cdf')
    expect(itemsOf(document.channel).map(({ usages }) => usages[0]?.tile ?? null)).toEqual([
      { opensAs: 'html', width: 320, height: 64, resizeX: true, resizeY: false },
      { opensAs: 'image', width: 200, height: 200, resizeX: false, resizeY: false },
      null,
    ])
    expect(drafts).toHaveLength(3)
    expect(drafts[2]?.title).toBe('https://ticker.example/asset.css')
  })

  it.each(['https://gazette.example/gazette.cdf', 'https://elsewhere.example/'])('04-w3c-note, from %s', (url) => {
    const { drafts, publisher, document } = read('04-w3c-note-1997-style.cdf', url)
    expect(publisher).toMatchObject({ title: 'Valley Gazette', siteUrl: 'https://gazette.example/welcome.html' })
    expect(document.channel).toMatchObject({
      lastModified: Date.UTC(2026, 1, 11, 13, 15),
      self: 'https://gazette.example/gazette.cdf',
    })
    expect(drafts.map(({ title, priority }) => [title, priority])).toEqual([
      ['Bridge reopens', 4],
      ['Cup draw', null],
    ])
    expect(publisher?.schedule.windows).toMatchObject({
      intervalMs: 7 * DAY,
      earliestMs: 12 * HOUR,
      latestMs: 18 * HOUR,
    })
    const sport = document.channel.children.find((child) => child.type === 'channel')
    expect(sport).toMatchObject({ title: 'Sport', userSchedule: 'daily' })
  })

  it('05-software-update', () => {
    const parsed = read('05-software-update.cdf', 'https://tools.example/lathe/updates.cdf')
    expect(parsed.drafts).toMatchObject([
      { title: 'Lathe Planner 2.4', text: 'Adds metric threads.', link: 'https://tools.example/lathe/notes.html' },
    ])
    expect(JSON.stringify(parsed)).not.toContain('lathe24.cab')
  })

  it('06-quirks', () => {
    const { drafts, publisher, document, dropped } = read('06-quirks.cdf', 'http://quirk.example/q.cdf')
    expect(publisher?.title?.replaceAll('\u00a0', ' ')).toBe('Fish & Chips & Tea  été')
    expect(document.channel.base).toBe('http://quirk.example/a/')
    expect(publisher?.iconUrl).toBe('http://quirk.example/a/img/logo.gif')
    expect(publisher?.schedule.windows).toMatchObject({ intervalMs: 5 * HOUR })
    expect(publisher?.schedule.windows?.stopAt).not.toBeNull()
    expect(drafts.map(({ title, link, idle }) => [title, link, idle])).toEqual([
      ['Bare attribute & unclosed item', 'http://quirk.example/a/one.htm', true],
      ['http://quirk.example/a/two.htm', 'http://quirk.example/a/two.htm', false],
      ['LASTMOD as an element', 'http://quirk.example/a/three.htm', false],
    ])
    expect(drafts[2]?.updatedAt).toBe(Date.UTC(2026, 5, 2, 1, 2, 3))
    // The broken one, and two with an address that must not be followed.
    expect(dropped).toBe(3)
  })
})

if (!existsSync(documents)) it.skip(`channels of other projects not found, skipped: ${documents}`, () => undefined)
if (!existsSync(samples)) it.skip(`channel samples not found, skipped: ${samples}`, () => undefined)
