import { describe, expect, it } from 'vitest'
import { readCdf } from '../../../../src-main/core/formats/cdf/read'
import type { CdfChannel, CdfItem } from '../../../../src-main/core/formats/cdf/model'
import { parsePayload } from '../../../../src-main/core/formats/index'

const AT = 'https://fair.example/feeds/fair.cdf'
const HOUR = 60 * 60_000
const DAY = 24 * HOUR

function read(text: string, url = AT) {
  const document = readCdf(text, url)
  if (document === null) throw new Error('no channel')
  return document
}
const items = (channel: CdfChannel): CdfItem[] =>
  channel.children.flatMap((child) => (child.type === 'channel' ? items(child) : [child]))
const itemsOf = (text: string): CdfItem[] => items(read(text).channel)
const payload = (text: string, url = AT) =>
  parsePayload({ payload: Buffer.from(text), contentType: 'text/plain', baseUrl: url, topic: null, mapping: {} })

describe('what real documents look like', () => {
  it('takes an item without an end as ended by the next', () => {
    expect(itemsOf('<channel><item href="a.html"><title>A<item href="b.html"><title>B</channel>')).toMatchObject([
      { title: 'A', link: 'https://fair.example/feeds/a.html' },
      { title: 'B', link: 'https://fair.example/feeds/b.html' },
    ])
  })

  it('reads empty elements that nobody closed, values without quotes and end tags in another case', () => {
    const { channel } = read(
      '<Channel HREF=home.htm prechache=NO><SELF HREF="x.cdf"><LOGO HREF=l.gif STYLE=Icon><TITLE>T</title><ITEM HREF=a.htm/></CHANNEL>',
    )
    expect(channel).toMatchObject({
      title: 'T',
      page: 'https://fair.example/feeds/home.htm',
      self: 'https://fair.example/feeds/x.cdf',
      precache: 'no',
      logos: { icon: 'https://fair.example/feeds/l.gif' },
    })
    expect(items(channel)).toMatchObject([{ link: 'https://fair.example/feeds/a.htm' }])
  })

  it('finds the end of a quote that swallows the next tag, on one line and over two', () => {
    const written =
      '<channel><item href="a.html><title>A</title></item>\n<item href="b.html"><title>B</title></item></channel>'
    expect(itemsOf(written).map(({ title, link }) => [title, link])).toEqual([
      ['A', 'https://fair.example/feeds/a.html'],
      ['B', 'https://fair.example/feeds/b.html'],
    ])
    expect(itemsOf(written.replace('><title>A', '>\n  <title>A'))).toHaveLength(2)
  })

  it('drops an item whose tag never ended, counts it, and reads on', () => {
    const { channel, dropped } = read('<channel><item href="a.html\n</item>\n<item href="b.html"/></channel>')
    expect(items(channel)).toMatchObject([{ link: 'https://fair.example/feeds/b.html' }])
    expect(dropped).toBe(1)
  })

  it('decodes references of HTML and its own, leaves bare ampersands, and keeps a space that must not break', () => {
    const { channel } = read(
      '<!DOCTYPE channel [<!ENTITY firm "Wick Ltd">]><channel><title>Fish & Chips &#038; &firm;\n &nbsp;&eacute;t&eacute;</title></channel>',
    )
    expect(channel.title).toBe('Fish & Chips & Wick Ltd \u00a0été')
  })

  it('reads comments, CDATA, text before the root and elements that nobody knows', () => {
    const { channel } = read(
      'Hello <!-- <channel> --><?xml version="1.0"?><CHANNEL <!-- here too --> HREF="h.html"><mood>x<TITLE><![CDATA[A & <b>]]></TITLE></mood><ABSTRACT>some <b>bold</b> <a href="x">words</a></ABSTRACT></CHANNEL> bye',
    )
    expect(channel).toMatchObject({
      title: 'A & <b>',
      abstract: 'some bold words',
      page: 'https://fair.example/feeds/h.html',
    })
  })

  it('takes what stands behind the root as if it stood in it', () => {
    expect(itemsOf('<channel></channel><item href="a"/><channel><item href="b"/></channel>')).toHaveLength(2)
  })

  it('reads windows-1252 under a label of UTF-8', () => {
    const bytes = Buffer.from(
      '<?xml version="1.0" encoding="UTF-8"?><CHANNEL><TITLE>Caf\u00e9 \u0093so\u0094</TITLE></CHANNEL>',
      'latin1',
    )
    const parsed = parsePayload({
      payload: bytes,
      contentType: 'application/x-cdf',
      baseUrl: AT,
      topic: null,
      mapping: {},
    })
    expect(parsed.publisher?.title).toBe('Café “so”')
  })
})

describe('addresses', () => {
  it('lets an inner BASE replace the outer one, drops its last segment, and resolves it against the document', () => {
    const found = itemsOf(
      '<channel base="/one/page.htm"><item href="a"/><channel base="two/"><item href="b"/></channel><channel><item href="c\\d"/></channel></channel>',
    )
    expect(found.map(({ link }) => link)).toEqual([
      'https://fair.example/one/a',
      'https://fair.example/feeds/two/b',
      'https://fair.example/one/c/d',
    ])
  })

  it.each([
    [
      'the document itself',
      `<channel href="${AT}"><introurl value="w.html"/></channel>`,
      'https://fair.example/feeds/w.html',
    ],
    ['a .cdf', '<channel href="next.cdf"><a href="page.html">x</a></channel>', 'https://fair.example/feeds/page.html'],
    [
      'a page',
      '<channel href="page.html"><introurl>w.html</introurl></channel>',
      'https://fair.example/feeds/page.html',
    ],
    ['nothing but A', '<channel><a href="page.html"></channel>', 'https://fair.example/feeds/page.html'],
  ])('knows a channel’s page where HREF is %s', (_, written, page) => {
    expect(read(written).channel.page).toBe(page)
  })

  it('refuses scripts and files; what else an item says stays', () => {
    const { channel, dropped } = read(
      '<channel href="javascript:x()"><logo href="file:///c:/x.gif"/><item href="javascript:alert(1)"><title>No</title></item><item href="file:///etc/passwd"><title>Words</title><abstract>stay</abstract></item></channel>',
    )
    expect(channel).toMatchObject({ page: null, logos: { image: null } })
    expect(items(channel)).toMatchObject([{ title: 'Words', abstract: 'stay', link: null }])
    expect(dropped).toBe(1)
  })

  it('shows the words of A, and the address where there is no title', () => {
    expect(
      itemsOf('<channel><item><a href="a">Words</a></item><item href="b"/></channel>').map(({ title }) => title),
    ).toEqual(['Words', 'https://fair.example/feeds/b'])
  })
})

describe('the W3C submission', () => {
  it('takes VALUE where there is no text, dotted dates, priorities and visibility', () => {
    const { channel } = read(
      '<Channel HREF="me.cdf" IsClonable="NO"><LastMod VALUE="2026.02.11T08:15-0500"/><Title VALUE="V"/><Author VALUE="W"/><Logo HREF="b.gif" TYPE="BIG"/><Logo HREF="s.gif" TYPE="SMALL"/><UserSchedule VALUE="WEEKLY"/><Item HREF="a" Priority="LOW"><PublicationDate VALUE="2026.2.1"/></Item><Item HREF="b" IsVisible="NO"/></Channel>',
    )
    expect(channel).toMatchObject({
      title: 'V',
      author: 'W',
      lastModified: Date.UTC(2026, 1, 11, 13, 15),
      userSchedule: 'weekly',
      logos: { icon: 'https://fair.example/feeds/s.gif', image: 'https://fair.example/feeds/b.gif' },
    })
    expect(items(channel)).toMatchObject([
      { priority: 2, hidden: false, publishedAt: Date.UTC(2026, 1, 1) },
      { hidden: true },
    ])
  })
})

describe('uses', () => {
  const listed = (usage: string) =>
    payload(`<channel><item href="a"><title>A</title>${usage}</item></channel>`).drafts.map(({ idle }) => idle)

  it.each<[string, boolean[]]>([
    ['', [false]],
    ['<usage value="Channel"/>', [false]],
    ['<usage value="Email"/>', [false]],
    ['<usage value="NONE"/>', []],
    ['<usage value="None"/><usage value="Email"/>', [false]],
    ['<usage value="ScreenSaver"/>', [true]],
    ['<usage value="Screen saver">', [true]],
    ['<usage value="SmartScreen"></usage>', [true]],
    ['<usage value="SmartScreen"/><usage value="Channel"/>', [false, true]],
    ['<usage value="DesktopComponent"/>', [false]],
  ])('%s', (usage, idle) => {
    expect(listed(usage)).toEqual(idle)
  })

  it('reads SHOW as a USAGE, and IsVisible', () => {
    expect(
      payload('<channel><item href="a" show="screensaver"/><item href="b" IsVisible="NO"/></channel>').drafts,
    ).toMatchObject([{ idle: true }])
  })

  it('reads the size of a tile on the desktop', () => {
    const [item] = itemsOf(
      '<channel><item href="a"><usage value="DesktopComponent"><openas value="Image"><width value="320"/><height value="64"/><canresizey value="no"/></usage></item></channel>',
    )
    expect(item?.usages).toEqual([
      { use: 'desktopcomponent', tile: { opensAs: 'image', width: 320, height: 64, resizeX: true, resizeY: false } },
    ])
  })

  it('leaves a folder of things to fetch ahead out of everything', () => {
    const { drafts, publisher } = payload(
      '<channel><channel><title>Bag</title><usage value="none"/><item href="a.ogg"/><channel><title>In it</title><item href="b"/></channel></channel><item href="c"/></channel>',
    )
    expect(drafts).toHaveLength(1)
    expect(publisher?.sections).toEqual([])
  })

  it('takes a program’s release as news, one for each version, and reads nothing of what it would install', () => {
    const release = (version: string) =>
      payload(
        `<channel><usage value="SoftwareUpdate"/><softpkg name="{1}" version="${version}" href="notes.html" autoinstall="yes"><title>Lathe</title><abstract>Threads.</abstract><implementation><codebase href="http://evil.example/x.cab"/></implementation></softpkg></channel>`,
      )
    expect(release('1,0,0,0').drafts).toMatchObject([
      {
        guid: 'softpkg:{1} 1,0,0,0',
        title: 'Lathe',
        text: 'Threads.',
        link: 'https://fair.example/feeds/notes.html',
        media: [],
      },
    ])
    expect(JSON.stringify(release('1,0,0,0'))).not.toContain('.cab')
    expect(release('1,0,0,1').drafts[0]?.guid).not.toBe(release('1,0,0,0').drafts[0]?.guid)
  })
})

describe('the schedule', () => {
  const windows = (attributes: string, inside: string) =>
    payload(`<channel><schedule ${attributes}>${inside}</schedule></channel>`).publisher?.schedule
  const DAILY = '<intervaltime day="1"/>'

  it('adds days, hours and minutes, swaps, and clamps to the interval', () => {
    expect(windows('', '<intervaltime day="1" hour="2" min="3"/>')?.intervalMs).toBe(DAY + 2 * HOUR + 3 * 60_000)
    expect(windows('', `${DAILY}<earliesttime hour="6"/><latesttime hour="2" min="30"/>`)?.windows).toMatchObject({
      earliestMs: 2.5 * HOUR,
      latestMs: 6 * HOUR,
    })
    expect(windows('', `${DAILY}<latesttime day="9"/>`)?.windows).toMatchObject({ earliestMs: 0, latestMs: DAY })
    expect(windows('', `${DAILY}<earliesttime hour="3"/>`)?.windows).toMatchObject({
      earliestMs: 3 * HOUR,
      latestMs: 3 * HOUR,
    })
  })

  it('is void without an interval', () => {
    for (const inside of [
      '',
      '<intervaltime/>',
      '<intervaltime hour="0"/>',
      '<intervaltime hour="-5"/>',
      '<intervaltime hour="x"/>',
    ])
      expect(windows('', inside)).toMatchObject({ intervalMs: null, windows: null })
  })

  it('begins at midnight of its zone, or of the user’s own, and ends with its last day', () => {
    expect(windows('startdate="2026-1-5" stopdate="2026-01-06" timezone="-0500"', DAILY)?.windows).toMatchObject({
      startAt: Date.UTC(2026, 0, 5, 5),
      stopAt: Date.UTC(2026, 0, 7, 5),
      zoneMinutes: -300,
    })
    expect(windows('enddate="2026.12.28"', DAILY)?.windows).toMatchObject({
      startAt: null,
      stopAt: new Date(2026, 11, 28).getTime() + DAY,
      zoneMinutes: null,
    })
    expect(windows('', `<startdate value="2026.01.05"/>${DAILY}`)?.windows?.startAt).toBe(
      new Date(2026, 0, 5).getTime(),
    )
    expect(windows('startdate="soon" stopdate="2026-02-31"', DAILY)?.windows).toMatchObject({
      startAt: null,
      stopAt: null,
    })
  })

  it('counts at the top only; elsewhere the shortest is advice', () => {
    const parsed = payload(
      `<channel><channel><title>A</title><schedule>${DAILY}</schedule></channel><channel><title>B</title><schedule><intervaltime hour="6"/></schedule></channel></channel>`,
    )
    expect(parsed.publisher?.schedule).toMatchObject({ intervalMs: 6 * HOUR, windows: null })
  })
})

describe('what the publisher asks for', () => {
  it('hears LOGIN and LOGTARGET at the top only, and no headers that are not the report’s', () => {
    const inside =
      '<login/><logtarget href="/hits" scope="offline"><purgetime hour="12"><http-equiv name="Encoding-type" value="gzip"><http-equiv name="Authorization" value="x"><http-equiv name="X-Desk" value="a&#10;b"></logtarget>'
    expect(payload(`<channel>${inside}</channel>`).publisher).toMatchObject({
      asksLogin: true,
      statistics: {
        url: 'https://fair.example/hits',
        scope: 'offline',
        keepHours: 12,
        headers: { 'Encoding-type': 'gzip' },
      },
    })
    expect(payload(`<channel><channel><title>x</title>${inside}</channel></channel>`).publisher).toMatchObject({
      asksLogin: false,
      statistics: null,
    })
    // Only the document's own site may ask.
    for (const href of [
      'https://counts.example/',
      'javascript:1',
      'ftp://fair.example/',
      'https://a:b@fair.example/',
      'mailto:a@b.example',
    ])
      expect(payload(`<channel><logtarget href="${href}"/></channel>`).publisher?.statistics).toBeNull()
  })

  it('would like to know of marked items beside the document or below its target', () => {
    const log = '<log value="document:view"/>'
    const { publisher } = payload(
      `<channel><logtarget href="/count/hits"/><item href="a">${log}</item><item href="b"/><item href="/count/c">${log}</item><item href="/else/d">${log}</item><item href="https://other.example/">${log}</item></channel>`,
    )
    expect(publisher?.statistics?.pages).toEqual(['https://fair.example/feeds/a', 'https://fair.example/count/c'])
  })
})

describe('folders', () => {
  it('are named by TITLE, A or address, and stand in the publisher’s order', () => {
    const { publisher, drafts } = payload(
      '<channel><channel><title>One</title><channel><a href="x">Two</a><item href="a"/></channel></channel><channel href="three/"><item href="b"/></channel><channel><item href="c"/></channel></channel>',
    )
    expect(publisher?.sections).toEqual(['One', 'One\u001fTwo', 'https://fair.example/feeds/three/'])
    expect(drafts.map(({ section }) => section)).toEqual([['One', 'Two'], ['https://fair.example/feeds/three/'], []])
  })
})
