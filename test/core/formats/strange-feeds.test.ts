import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../../src-main/core/formats/index'
import type { ItemDraft, ParsedPayload } from '../../../src-main/core/ports'
import { encodeAs } from './legacy-encoding'

/** Feeds as one meets them: each says something plainly to a person, and a good reader must hear the same. */

function read(payload: Uint8Array | string, contentType = 'application/xml'): ParsedPayload {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  const baseUrl = 'https://paper.example/feeds/all.xml'
  return parsePayload({ payload: bytes, contentType, baseUrl, topic: null, mapping: {} })
}
const firstOf = (payload: Uint8Array | string, contentType?: string): ItemDraft => {
  const [draft] = read(payload, contentType).drafts
  if (draft === undefined) throw new Error('no item')
  return draft
}
const at = (iso: string): number => Date.parse(iso)

const NAMESPACES = [
  ['dc', 'http://purl.org/dc/elements/1.1/'],
  ['dcterms', 'http://purl.org/dc/terms/'],
  ['content', 'http://purl.org/rss/1.0/modules/content/'],
  ['media', 'http://search.yahoo.com/mrss/'],
  ['itunes', 'http://www.itunes.com/dtds/podcast-1.0.dtd'],
  ['georss', 'http://www.georss.org/georss'],
  ['atom', 'http://www.w3.org/2005/Atom'],
  ['sy', 'http://purl.org/rss/1.0/modules/syndication/'],
]
  .map(([prefix, address]) => ` xmlns:${prefix}="${address}"`)
  .join('')
const rss = (item: string, channel = '', version = '2.0'): string =>
  `<?xml version="1.0"?>\n<rss version="${version}"${NAMESPACES}><channel><title>Paper</title>${channel}<item>${item}</item></channel></rss>`
const atom = (entry: string, feed = '', attributes = ''): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom"${attributes}><title>Paper</title><id>urn:paper</id>${feed}<entry>${entry}</entry></feed>`
const atom03 = (entry: string, feed = ''): string =>
  `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Paper</title>${feed}<entry>${entry}</entry></feed>`
const json = (item: Record<string, unknown>, feed: Record<string, unknown> = {}): string =>
  JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'Paper', items: [item], ...feed })

describe('encodings', () => {
  const named = (label: string, title: string, declared = label): string =>
    `<?xml version="1.0" encoding="${declared}"?><rss version="2.0"><channel><item><title>${title}</title></item></channel></rss>`
  const joined = (...parts: (Uint8Array | number[])[]): Uint8Array =>
    Buffer.concat(parts.map((part) => Buffer.from(part)))

  it.each([
    ['windows-1251', 'Съешь ещё этих мягких булок'],
    ['koi8-r', 'Утренняя газета и погода'],
    ['koi8-u', 'Їжак і ґанок'],
    ['windows-1250', 'Příliš žluťoučký kůň'],
    ['iso-8859-2', 'Zażółć gęślą jaźń'],
    ['iso-8859-5', 'Новости дня'],
    ['iso-8859-7', 'Καλημέρα κόσμε'],
    ['windows-1253', 'Αθήνα'],
    ['windows-1254', 'Şişli ve Iğdır'],
    ['windows-1255', 'שלום'],
    ['windows-1256', 'صباح الخير'],
    ['windows-874', 'สวัสดี'],
    ['shift_jis', '日本語の見出し、カナ'],
    ['euc-jp', '朝刊の見出し'],
    ['gb18030', '新闻标题与天气'],
    ['gbk', '今日头条'],
    ['gb2312', '北京消息'],
    ['big5', '臺灣的新聞'],
    ['euc-kr', '오늘의 뉴스'],
    ['iso-8859-15', 'Prix : 20 € l’œuvre'.replace('’', "'")],
    ['macintosh', 'Café “noir”'],
  ])('%s by its declaration, and by the header alone', (label, title) => {
    expect(firstOf(encodeAs(label, named(label, title))).title).toBe(title)
    expect(firstOf(encodeAs(label, named(label, title, 'utf-8')), `text/xml; charset=${label}`).title).toBe(title)
    expect(
      firstOf(encodeAs(label, named(label, title).replace(/<\?.*?\?>/, '')), `text/xml;charset='${label}'`).title,
    ).toBe(title)
  })

  it.each([
    ['cp1251', 'windows-1251', 'Привет'],
    ['win-1251', 'windows-1251', 'Привет'],
    ['x-sjis', 'shift_jis', '日本'],
    ['SJIS', 'shift_jis', '日本'],
    ['x-gbk', 'gbk', '新闻'],
    ['GB_2312-80', 'gbk', '新闻'],
    ['ISO8859-15', 'iso-8859-15', '20 €'],
    ['latin-9', 'iso-8859-15', '20 €'],
    ['latin1', 'windows-1252', 'naïve'],
    ['ANSI', 'windows-1252', 'naïve'],
    ['cp_1252', 'windows-1252', '“naïve”'],
    ['UTF8', 'utf-8', 'naïve'],
    ['utf_8', 'utf-8', 'naïve'],
    ['utf-8; standalone', 'utf-8', 'naïve'],
  ])('the label %s', (written, label, title) => {
    const document = named(label, title, written)
    expect(firstOf(label === 'utf-8' ? Buffer.from(document) : encodeAs(label, document)).title).toBe(title)
  })

  it.each<[string, boolean, boolean]>([
    ['little-endian with a mark', false, true],
    ['little-endian without', false, false],
    ['big-endian with a mark', true, true],
    ['big-endian without', true, false],
  ])('UTF-16 %s', (_, isBig, marked) => {
    for (const document of [
      named('utf-16', 'Ωmega 日本'),
      `\n ${named('utf-8', 'Ωmega 日本')}`,
      rss('<title>Ωmega 日本</title>'),
    ]) {
      const bytes = Buffer.from(`${marked ? '\ufeff' : ''}${document}`, 'utf16le')
      expect(firstOf(isBig ? bytes.swap16() : bytes, 'text/xml; charset=utf-8').title).toBe('Ωmega 日本')
    }
  })

  it('a wrong declaration: bytes of windows-1252 that claim to be UTF-8 or ASCII', () => {
    for (const claim of ['utf-8', 'us-ascii', 'iso-8859-1']) {
      expect(firstOf(encodeAs('windows-1252', named('windows-1252', '“Ça va” – 5 €', claim))).title).toBe(
        '“Ça va” – 5 €',
      )
    }
  })

  it('UTF-8 with a header of us-ascii, text/xml’s old default', () => {
    expect(firstOf(named('utf-8', 'Žluťoučký'), 'text/xml; charset=us-ascii').title).toBe('Žluťoučký')
  })

  it('a mark in front of white space, and two marks', () => {
    const mark = [0xef, 0xbb, 0xbf]
    expect(firstOf(joined(mark, Buffer.from(` \n${named('utf-8', 'é')}`))).title).toBe('é')
    expect(firstOf(joined(mark, mark, Buffer.from(named('utf-8', 'é')))).title).toBe('é')
  })

  it('JSON Feed in UTF-16, and with a mark', () => {
    const feed = json({ id: '1', title: 'Ωmega' })
    expect(firstOf(Buffer.from(`\ufeff${feed}`, 'utf16le'), 'application/json').title).toBe('Ωmega')
    expect(firstOf(`\ufeff${feed}`, 'application/feed+json').title).toBe('Ωmega')
  })
})

describe('markup that is not well-formed', () => {
  it.each<[string, string, Partial<ItemDraft>]>([
    [
      'bare ampersands',
      rss('<title>Salt & Pepper & Co</title><link>http://a.example/?x=1&y=2&copy=3</link>'),
      { title: 'Salt & Pepper & Co', link: 'http://a.example/?x=1&y=2&copy=3' },
    ],
    [
      'an item that is never closed',
      rss('<title>Open</title><link>http://a.example/1</link>').replace('</item>', ''),
      { title: 'Open', link: 'http://a.example/1' },
    ],
    [
      'end tags in the wrong order',
      '<rss><channel><item><title>Mixed</title><description><b><i>x</b></i></description></channel></item></rss>',
      { title: 'Mixed' },
    ],
    [
      'a title that is never closed',
      rss('<title>Half<link>http://a.example/1</link>'),
      { title: 'Half', link: 'http://a.example/1' },
    ],
    [
      'control characters',
      rss('<title>Bell\u0007 and\u0000 tab\u000b</title><guid>g\u0001</guid>'),
      { title: 'Bell and tab', guid: 'g' },
    ],
    [
      'references to control characters',
      rss('<title>Bell&#7; &#x1F;end&#0;</title>'),
      { title: expect.stringMatching(/^Bell ?end/) as unknown as string },
    ],
    [
      'a prefix nobody declared',
      '<rss><channel><item><title>T</title><dc:creator>Ann</dc:creator><content:encoded><![CDATA[<p>Whole</p>]]></content:encoded><description>Short</description></item></channel></rss>',
      { author: 'Ann', html: '<p>Whole</p>' },
    ],
    [
      'an entity nobody declared',
      rss('<title>Caf&eacute; &mdash; &hellip; &unknown; &nbsp;end</title>'),
      { title: 'Café — … &unknown; end' },
    ],
    [
      'CDATA in CDATA, escaped as it must be',
      rss('<title>T</title><description><![CDATA[code: <![CDATA[ x ]]]]><![CDATA[> end]]></description>'),
      { html: 'code: <![CDATA[ x ]]> end' },
    ],
    [
      'CDATA in CDATA, not escaped',
      rss(
        '<title>T</title><description><![CDATA[one <![CDATA[two]]> three]]></description><link>http://a.example/1</link>',
      ),
      { title: 'T', link: 'http://a.example/1' },
    ],
    ['CDATA and text side by side', rss('<title>A <![CDATA[& B]]> &amp; C</title>'), { title: 'A & B & C' }],
    [
      'junk before the prolog',
      `\r\n\r\n<br />\n<b>Warning</b>: something in <b>/srv/x.php</b> on line <b>3</b><br />\n${rss('<title>After a warning</title>')}`,
      { title: 'After a warning' },
    ],
    [
      'a comment before the prolog',
      `<!-- generated by hand > and foot -->\n${rss('<title>After</title>')}`,
      { title: 'After' },
    ],
    [
      'two prologs',
      `<?xml version="1.0"?><?xml version="1.0"?>${rss('<title>Twice</title>').replace(/<\?.*?\?>/, '')}`,
      { title: 'Twice' },
    ],
    [
      'a style sheet and a DOCTYPE',
      rss('<title>T</title>').replace(
        '?>',
        '?><?xml-stylesheet href="x.xsl" type="text/xsl"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">',
      ),
      { title: 'T' },
    ],
    ['what follows the end', `${rss('<title>T</title>')}\n<script>counter()</script></html>`, { title: 'T' }],
    [
      'attributes without quotes',
      '<rss version=2.0><channel><item><title>T</title><enclosure url=http://a.example/a.mp3 length=5 type=audio/mpeg></item></channel></rss>',
      { title: 'T', media: [{ url: 'http://a.example/a.mp3', type: 'audio/mpeg', length: 5 }] },
    ],
    [
      'upper case',
      '<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>LOUD</TITLE><PUBDATE>Sun, 06 Jul 2014 12:56:00 GMT</PUBDATE></ITEM></CHANNEL></RSS>',
      { title: 'LOUD', publishedAt: at('2014-07-06T12:56:00Z') },
    ],
    [
      'HTML left open in a description',
      rss('<title>T</title><description><p>One<br>Two<img src="/a.png"></description><link>http://a.example/1</link>'),
      { title: 'T', link: 'http://a.example/1' },
    ],
    ['a lone < in a title', rss('<title>5 < 6 and 7 > 3</title>'), { title: '5 < 6 and 7 > 3' }],
    [
      'cut off in the middle of the second item',
      rss('<title>One</title></item><item><title>Tw').replace(/<\/item><\/channel>.*$/, ''),
      { title: 'One' },
    ],
    [
      'a soft hyphen, a zero-width space and new lines in a title',
      rss('<title>\n  Long\n\t word  </title>'),
      { title: 'Long word' },
    ],
  ])('%s', (_, document, wanted) => expect(firstOf(document)).toMatchObject(wanted))

  it('items outside the channel, and between other things', () => {
    const parsed = read(
      '<rss><channel><title>P</title></channel><item><title>1</title></item><div><item><title>2</title></item></div></rss>',
    )
    expect(parsed.drafts.map((draft) => draft.title)).toEqual(['1', '2'])
  })

  it('items that are never closed are several', () => {
    const parsed = read(
      '<rss><channel><item><title>1</title><item><title>2</title><item><title>3</title></channel></rss>',
    )
    expect(parsed.drafts.map((draft) => draft.title)).toEqual(['1', '2', '3'])
  })
})

describe('titles in HTML', () => {
  it.each([
    ['Tom &amp;amp; Jerry', 'Tom & Jerry'],
    ['&lt;em&gt;Loud&lt;/em&gt; news', 'Loud news'],
    ['<![CDATA[<strong>Bold</strong> &amp; <span class="x">plain</span>]]>', 'Bold & plain'],
    ['It&#8217;s &#x201C;fine&#x201D;', 'It’s “fine”'],
    ['&amp;#8217;twas', '’twas'],
    ['The &amp;lt;video&amp;gt; element', 'The <video> element'],
    ['a&amp;nbsp;b', 'a b'],
    ['halves &#55357;&#56832; and &#xD83D; alone', 'halves 😀 and \ufffd alone'],
  ])('%s', (written, wanted) => expect(firstOf(rss(`<title>${written}</title>`)).title).toBe(wanted))
})

describe('Atom', () => {
  const XHTML = 'http://www.w3.org/1999/xhtml'
  it.each<[string, string, Partial<ItemDraft>]>([
    [
      'text that looks like HTML',
      atom('<id>1</id><title type="text">Use &lt;b&gt; &amp; &lt;i&gt;</title><content type="text">a &lt; b</content>'),
      { title: 'Use <b> & <i>', html: null, text: 'a < b' },
    ],
    [
      'html',
      atom(
        '<id>1</id><title type="html">&lt;em&gt;One&lt;/em&gt; &amp;amp; two</title><content type="html">&lt;p&gt;x&lt;/p&gt;</content>',
      ),
      { title: 'One & two', html: '<p>x</p>' },
    ],
    [
      'xhtml',
      atom(
        `<id>1</id><title type="xhtml"><div xmlns="${XHTML}">One <em>two</em></div></title><content type="xhtml"><div xmlns="${XHTML}"><p>x &amp; <b>y</b></p></div></content>`,
      ),
      { title: 'One two', html: '<p>x &amp; <b>y</b></p>' },
    ],
    [
      'xhtml with a prefix',
      atom(
        `<id>1</id><title>T</title><content type="xhtml"><h:div><h:p class="a">x <h:br/>y</h:p></h:div></content>`,
        '',
        ` xmlns:h="${XHTML}"`,
      ),
      { html: '<p class="a">x <br/>y</p>' },
    ],
    [
      'xhtml with a prefix of its own',
      atom(
        `<id>1</id><title>T</title><content type="xhtml"><web:div xmlns:web="${XHTML}"><web:p>x</web:p></web:div></content>`,
      ),
      { html: '<p>x</p>' },
    ],
    [
      'a missing type is text',
      atom('<id>1</id><title>A &lt;b&gt;</title><summary>5 &lt; 6</summary>'),
      { title: 'A <b>', text: '5 < 6' },
    ],
    [
      'content before summary',
      atom('<id>1</id><title>T</title><summary>short</summary><content type="html">&lt;p&gt;long&lt;/p&gt;</content>'),
      { html: '<p>long</p>' },
    ],
    [
      'content elsewhere',
      atom('<id>1</id><title>T</title><summary>short</summary><content src="/film.mp4" type="video/mp4"/>'),
      { text: 'short', link: 'https://paper.example/film.mp4' },
    ],
    [
      'base64 content',
      atom(
        `<id>1</id><title>T</title><content type="application/octet-stream">${Buffer.from('plain words').toString('base64')}</content>`,
      ),
      { text: 'plain words' },
    ],
    [
      'xml:base in layers',
      atom(
        '<id>1</id><title>T</title><link href="story"/><content type="html" xml:base="pictures/">&lt;img src="a.png"&gt;</content>',
        '',
        ' xml:base="https://cdn.example/x/"',
      ).replace('<entry>', '<entry xml:base="2026/">'),
      { link: 'https://cdn.example/x/2026/story', html: '<img src="https://cdn.example/x/2026/pictures/a.png">' },
    ],
    [
      'a relative link without a base',
      atom('<id>1</id><title>T</title><link href="../story"/>'),
      { link: 'https://paper.example/story' },
    ],
    [
      'alternate among others',
      atom(
        '<id>1</id><title>T</title><link rel="self" href="/self"/><link rel="enclosure" href="/a.mp3" type="audio/mpeg" length="7"/><link rel="replies" href="/r"/><link rel="alternate" type="text/html" href="/page"/>',
      ),
      {
        link: 'https://paper.example/page',
        media: [{ url: 'https://paper.example/a.mp3', type: 'audio/mpeg', length: 7 }],
      },
    ],
    [
      'authors of the entry, several',
      atom(
        '<id>1</id><title>T</title><author><name>Ann</name></author><author><name>Bob</name><email>b@x.example</email></author>',
      ),
      { author: 'Ann, Bob' },
    ],
    [
      'the author of the feed',
      atom('<id>1</id><title>T</title>', '<author><name>Desk</name></author>'),
      { author: 'Desk' },
    ],
    [
      'the author of a copied entry’s source',
      atom(
        '<id>1</id><title>T</title><source><title>Else</title><author><name>Far</name></author></source>',
        '<author><name>Desk</name></author>',
      ),
      { author: 'Far' },
    ],
    [
      'dates',
      atom(
        '<id>1</id><title>T</title><published>2026-01-02T03:04:05+02:00</published><updated>2026-01-03T00:00:00.123Z</updated>',
      ),
      { publishedAt: at('2026-01-02T01:04:05Z'), updatedAt: at('2026-01-03T00:00:00.123Z') },
    ],
    [
      'categories by label, else term',
      atom('<id>1</id><title>T</title><category term="a" label="Apples"/><category term="b"/><category/>'),
      { categories: ['Apples', 'b'] },
    ],
    [
      'a prefix for everything',
      '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>1</a:id><a:title type="html">&lt;b&gt;P&lt;/b&gt;</a:title><a:link href="http://a.example/1"/></a:entry></a:feed>',
      { guid: '1', title: 'P', link: 'http://a.example/1' },
    ],
    [
      'media in a group',
      atom(
        '<id>yt:video:1</id><title>T</title><link rel="alternate" href="https://v.example/1"/><media:group xmlns:media="http://search.yahoo.com/mrss/"><media:title>M</media:title><media:content url="https://v.example/1.mp4" type="video/mp4"/><media:thumbnail url="https://v.example/1.jpg"/><media:description>About it</media:description></media:group>',
      ),
      { title: 'T', text: 'About it', image: 'https://v.example/1.jpg' },
    ],
    [
      'Atom 0.3: modified, issued, created',
      atom03(
        '<id>1</id><title>T</title><link rel="alternate" type="text/html" href="http://a.example/1"/><issued>2004-05-06T07:08:09Z</issued><created>2004-05-05T00:00:00Z</created><modified>2004-05-07T00:00:00Z</modified>',
      ),
      { publishedAt: at('2004-05-06T07:08:09Z'), updatedAt: at('2004-05-07T00:00:00Z') },
    ],
    [
      'Atom 0.3: mode escaped',
      atom03(
        '<id>1</id><title mode="escaped" type="text/html">&lt;b&gt;T&lt;/b&gt; &amp;amp; U</title><content type="text/html" mode="escaped">&lt;p&gt;x&lt;/p&gt;</content>',
      ),
      { title: 'T & U', html: '<p>x</p>' },
    ],
    [
      'Atom 0.3: mode xml',
      atom03(
        `<id>1</id><title>T</title><content type="application/xhtml+xml" mode="xml"><div xmlns="${XHTML}"><p>x <i>y</i></p></div></content>`,
      ),
      { html: '<p>x <i>y</i></p>' },
    ],
    [
      'Atom 0.3: mode base64',
      atom03(
        `<id>1</id><title>T</title><content type="text/html" mode="base64">${Buffer.from('<p>über</p>')
          .toString('base64')
          .replace(/(.{5})/g, '$1\n')}</content>`,
      ),
      { html: '<p>über</p>' },
    ],
    [
      'Atom 0.3: author with a url only',
      atom03('<id>1</id><title>T</title><author><url>http://ann.example/</url></author>'),
      { author: 'http://ann.example/' },
    ],
  ])('%s', (_, document, wanted) => expect(firstOf(document)).toMatchObject(wanted))

  it('names itself and what it offers', () => {
    const parsed = read(
      atom(
        '<id>1</id>',
        '<link href="/"/><link rel="self" href="/f"/><link rel="hub" href="https://hub.example/"/><icon>/i.png</icon>',
      ),
    )
    expect(parsed).toMatchObject({
      format: 'Atom 1.0',
      offersPush: ['WebSub'],
      publisher: { title: 'Paper', siteUrl: 'https://paper.example/', iconUrl: 'https://paper.example/i.png' },
    })
    expect(read(atom03('<id>1</id>')).format).toBe('Atom 0.3')
  })
})

describe('RSS of every age', () => {
  const RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
  it.each<[string, string, Partial<ItemDraft>]>([
    [
      '0.90',
      `<rdf:RDF ${RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>P</title><link>http://p.example/</link></channel><item><title>Old</title><link>http://p.example/1</link></item></rdf:RDF>`,
      { title: 'Old', link: 'http://p.example/1', guid: null },
    ],
    [
      '0.91',
      rss(
        '<title>Old</title><link>http://p.example/1</link><description>Just &amp; words</description>',
        '<language>en</language>',
        '0.91',
      ),
      { title: 'Old', link: 'http://p.example/1' },
    ],
    [
      '0.92: an item without a title',
      rss(
        '<description>Only &lt;a href="http://p.example/"&gt;this&lt;/a&gt;</description><source url="http://s.example/f">S</source><enclosure url="http://p.example/a.mp3" length="12" type="audio/mpeg"/>',
        '',
        '0.92',
      ),
      {
        title: null,
        html: 'Only <a href="http://p.example/">this</a>',
        media: [{ url: 'http://p.example/a.mp3', type: 'audio/mpeg', length: 12 }],
      },
    ],
    [
      '1.0: rdf:about is the identity',
      `<rdf:RDF ${RDF} xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://p.example/f"><title>P</title></channel><item rdf:about="http://p.example/about/1"><title>One</title><link>http://p.example/1</link><dc:date>2004-05-06T07:08+02:00</dc:date><dc:creator>Ann</dc:creator><dc:subject>s</dc:subject></item></rdf:RDF>`,
      {
        guid: 'http://p.example/about/1',
        link: 'http://p.example/1',
        publishedAt: at('2004-05-06T05:08:00Z'),
        author: 'Ann',
        categories: ['s'],
      },
    ],
    [
      '2.0: a guid that is the link',
      rss('<title>T</title><guid>http://p.example/1</guid>'),
      { guid: 'http://p.example/1', link: 'http://p.example/1' },
    ],
    [
      '2.0: a guid that is an address but says it is no link',
      rss('<title>T</title><guid isPermaLink="false">http://p.example/1</guid>'),
      { guid: 'http://p.example/1', link: null },
    ],
    [
      '2.0: isPermaLink in other words',
      rss('<title>T</title><guid ispermalink="FALSE">http://p.example/1</guid>'),
      { link: null },
    ],
    [
      '2.0: a guid and a link',
      rss('<title>T</title><guid isPermaLink="true">http://p.example/g</guid><link>http://p.example/l</link>'),
      { guid: 'http://p.example/g', link: 'http://p.example/l' },
    ],
    [
      '2.0: a guid that is no address',
      rss('<title>T</title><guid>tag:p.example,2026:1</guid>'),
      { guid: 'tag:p.example,2026:1', link: null },
    ],
    ['2.0: a relative link', rss('<title>T</title><link>/1</link>'), { link: 'https://paper.example/1' }],
    [
      '2.0: a link with spaces and letters',
      rss('<title>T</title><link> http://p.example/ä b </link>'),
      { link: 'http://p.example/%C3%A4%20b' },
    ],
    [
      '2.0: a link in an atom:link',
      rss('<title>T</title><atom:link rel="self" href="http://p.example/self"/><atom:link href="http://p.example/1"/>'),
      { link: 'http://p.example/1' },
    ],
    [
      '2.0: whole content before the summary',
      rss('<title>T</title><description>short</description><content:encoded>&lt;p&gt;long&lt;/p&gt;</content:encoded>'),
      { html: '<p>long</p>' },
    ],
    [
      '2.0: content:encoded that is empty',
      rss('<title>T</title><content:encoded></content:encoded><description>short</description>'),
      { text: 'short' },
    ],
    [
      '2.0: an author with an address',
      rss('<title>T</title><author>ann@p.example (Ann Writer)</author>'),
      { author: 'Ann Writer' },
    ],
    [
      '2.0: dc:creator before author',
      rss('<title>T</title><author>desk@p.example</author><dc:creator>Ann</dc:creator>'),
      { author: 'Ann' },
    ],
    ['2.0: an address only', rss('<title>T</title><author>ann@p.example</author>'), { author: 'ann@p.example' }],
    [
      'dcterms',
      rss(
        '<title>T</title><dcterms:created>2004-01-02</dcterms:created><dcterms:modified>2004-02-03T04:05:06Z</dcterms:modified>',
      ),
      { publishedAt: at('2004-01-02'), updatedAt: at('2004-02-03T04:05:06Z') },
    ],
    [
      'podcasts',
      rss(
        '<title>T</title><itunes:title>Clean</itunes:title><itunes:author>Host</itunes:author><itunes:summary>Talk</itunes:summary><itunes:image href="http://p.example/a.jpg"/><enclosure url="http://p.example/a.mp3" length="1,234" type="audio/mpeg"/>',
      ),
      {
        title: 'T',
        author: 'Host',
        text: 'Talk',
        image: 'http://p.example/a.jpg',
        media: [{ url: 'http://p.example/a.mp3', type: 'audio/mpeg', length: null }],
      },
    ],
    [
      'media in a group beside a thumbnail',
      rss(
        '<title>T</title><media:group><media:content url="http://p.example/a.mp4" type="video/mp4" fileSize="9"/><media:content url="http://p.example/b.mp4" type="video/mp4"/></media:group><media:thumbnail url="http://p.example/t.jpg"/>',
      ),
      {
        media: [
          { url: 'http://p.example/a.mp4', type: 'video/mp4', length: 9 },
          { url: 'http://p.example/b.mp4', type: 'video/mp4', length: null },
        ],
        image: 'http://p.example/t.jpg',
      },
    ],
    [
      'a picture as media:content',
      rss(
        '<title>T</title><media:content url="http://p.example/a" medium="image"><media:title>Caption</media:title><media:credit>Cam</media:credit></media:content>',
      ),
      { title: 'T', image: 'http://p.example/a' },
    ],
    [
      'places do not disturb',
      rss(
        '<title>T</title><georss:point>45.2 -71.9</georss:point><georss:where><gml:Point xmlns:gml="http://www.opengis.net/gml"><gml:pos>1 2</gml:pos></gml:Point></georss:where>',
      ),
      { title: 'T' },
    ],
    [
      'categories with a domain, doubled, empty',
      rss(
        '<title>T</title><category domain="x">A/B</category><category>A/B</category><category> </category><category><![CDATA[C & D]]></category>',
      ),
      { categories: ['A/B', 'C & D'] },
    ],
    [
      'xhtml:body',
      rss(
        '<title>T</title><body xmlns="http://www.w3.org/1999/xhtml"><p>x <b>y</b></p></body><description>short</description>',
      ),
      { html: '<p>x <b>y</b></p>' },
    ],
    [
      'an image inside an item',
      rss(
        '<title>T</title><image><url>http://p.example/i.png</url><title>Not mine</title><link>http://no.example/</link></image><link>http://p.example/1</link>',
      ),
      { title: 'T', link: 'http://p.example/1', image: 'http://p.example/i.png' },
    ],
    [
      'a source inside an item',
      rss('<source url="http://s.example/"><title>Not mine</title></source><title>Mine</title>'),
      { title: 'Mine' },
    ],
    [
      'the text input and image of the channel',
      rss(
        '<title>T</title>',
        '<image><title>I</title><url>http://p.example/i.png</url><link>http://p.example/</link></image><textInput><title>Search</title><link>http://p.example/s</link></textInput>',
      ),
      { title: 'T' },
    ],
    [
      'RSS 1.1',
      `<Channel xmlns="http://purl.org/net/rss1.1#" ${RDF} rdf:about="http://p.example/f"><title>P</title><link>http://p.example/</link><items rdf:parseType="Collection"><item rdf:about="http://p.example/1"><title>One</title><link>http://p.example/1</link></item></items></Channel>`,
      { title: 'One', link: 'http://p.example/1' },
    ],
  ])('%s', (_, document, wanted) => expect(firstOf(document)).toMatchObject(wanted))

  it('what the channel says of itself', () => {
    const channel =
      '<link>http://p.example/</link><atom:link rel="self" href="http://p.example/f"/><image><url>/i.png</url><title>x</title><link>http://no.example/</link></image><ttl> 90 </ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours><skipDays><day>Sunday</day><day> monday </day></skipDays><cloud domain="p.example" port="80" path="/c" registerProcedure="" protocol="http-post"/>'
    expect(read(rss('<title>T</title>', channel))).toMatchObject({
      format: 'RSS 2.0',
      offersPush: ['rssCloud'],
      publisher: {
        title: 'Paper',
        siteUrl: 'http://p.example/',
        iconUrl: 'https://paper.example/i.png',
        schedule: { intervalMs: 90 * 60_000, skipHours: [0, 7], skipDays: [0, 1] },
      },
    })
  })
})

describe('JSON Feed', () => {
  it.each<[string, string, Partial<ItemDraft>]>([
    ['a numeric id', json({ id: 42, title: 'T' }), { guid: '42', title: 'T' }],
    ['an id of nought', json({ id: 0, content_text: 'x' }), { guid: '0', text: 'x' }],
    [
      'authors',
      json({ id: '1', authors: [{ name: 'Ann' }, { url: 'https://bob.example/' }, {}] }),
      { author: 'Ann, https://bob.example/' },
    ],
    [
      'version 1’s author',
      json({ id: '1', author: { name: 'Ann' } }, { version: 'https://jsonfeed.org/version/1' }),
      { author: 'Ann' },
    ],
    ['the feed’s authors', json({ id: '1' }, { authors: [{ name: 'Desk' }] }), { author: 'Desk' }],
    ['tags', json({ id: '1', tags: ['a', ' b ', 'a', 3, null] }), { categories: ['a', 'b'] }],
    [
      'attachments',
      json({
        id: '1',
        attachments: [{ url: '/a.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5 }, { mime_type: 'x/y' }],
      }),
      { media: [{ url: 'https://paper.example/a.mp3', type: 'audio/mpeg', length: 5 }] },
    ],
    [
      'both contents',
      json({ id: '1', content_html: '<p>x</p>', content_text: 'x', summary: 's' }),
      { html: '<p>x</p>' },
    ],
    ['a summary alone', json({ id: '1', summary: 's' }), { text: 's' }],
    [
      'an external address',
      json({ id: '1', url: 'https://p.example/1', external_url: 'https://else.example/' }),
      { link: 'https://p.example/1' },
    ],
    ['an id that is an address', json({ id: 'https://p.example/1', title: 'T' }), { link: 'https://p.example/1' }],
    [
      'dates',
      json({ id: '1', date_published: '2026-02-03T04:05:06-07:00', date_modified: '2026-02-04' }),
      { publishedAt: at('2026-02-03T11:05:06Z'), updatedAt: at('2026-02-04') },
    ],
    ['pictures', json({ id: '1', banner_image: '/b.png', image: '/i.png' }), { image: 'https://paper.example/i.png' }],
    [
      'fields of the wrong kind',
      json({ id: '1', title: 5, tags: 'x', authors: 'Ann', attachments: {}, content_html: null, content_text: 'x' }),
      { guid: '1', text: 'x' },
    ],
  ])('%s', (_, document, wanted) => expect(firstOf(document, 'application/feed+json')).toMatchObject(wanted))

  it.each([
    [
      '{"version":"https://jsonfeed.org/version/1","title":"P","items":[{"id":"1","title":"T","tags":["a",],},\n]}',
      ['T'],
    ],
    [
      '{"version":"https://jsonfeed.org/version/1","title":"P","items":[{"id":"1","title":"one\ntwo\t, ] three"}]}',
      ['one two , ] three'],
    ],
    ['{"version":"https://jsonfeed.org/version/1","title":"P","items":[null,{"id":"1","title":"T"},5]}', ['T']],
  ])('put together by hand: %s', (text, titles) => {
    expect(read(text, 'application/json').drafts.map((draft) => draft.title)).toEqual(titles)
  })

  it('keeps apart identities that are longer than a number', () => {
    const items =
      '{"id":12345678901234567890,"title":"a"},{"id" : 12345678901234567891 ,"content_text":"\\"id\\":12345678901234567890,"}'
    const { drafts } = read(
      `{"version":"https://jsonfeed.org/version/1","title":"P","items":[${items}]}`,
      'application/json',
    )
    expect(drafts.map((draft) => draft.guid)).toEqual(['12345678901234567890', '12345678901234567891'])
    expect(drafts[1]?.text).toBe('"id":12345678901234567890,')
  })

  it('names its version, and survives the wrong label', () => {
    expect(read(json({ id: '1' }), 'text/plain')).toMatchObject({
      format: 'JSON Feed 1.1',
      publisher: { title: 'Paper' },
    })
  })
})

describe('dates', () => {
  it.each([
    ['Sun, 06 Jul 14 12:56:00 GMT', '2014-07-06T12:56:00Z'],
    ['06 Jul 99 12:56 EST', '1999-07-06T17:56:00Z'],
    ['Sun, 06 Jul 2014 12:56 CEST', '2014-07-06T10:56:00Z'],
    ['Sun, 06 Jul 2014 12:56:00 MSK', '2014-07-06T09:56:00Z'],
    ['Sun, 06 Jul 2014 12:56:00 America/New_York', '2014-07-06T16:56:00Z'],
    ['Sun, 06 Jul 2014 12:56:00 Europe/Berlin', '2014-07-06T10:56:00Z'],
    ['Sun, 06 Jul 2014 12:56:00 +02:00', '2014-07-06T10:56:00Z'],
    ['Sun, 06 Jul 2014 12:56:00 GMT+0200', '2014-07-06T10:56:00Z'],
    ['Sun, 06 Jul 2014 12:56:00 -0000', '2014-07-06T12:56:00Z'],
    ['Sun,  6 Jul 2014 12:56:00', '2014-07-06T12:56:00Z'],
    ['Sunday, July 06, 2014 12:56 PM', '2014-07-06T12:56:00Z'],
    ['Sun, Jul 06 2014 12:56:00 GMT', '2014-07-06T12:56:00Z'],
    ['Mon, 06 Jul 2014 12:56:00 GMT', '2014-07-06T12:56:00Z'],
    ['Sun, 06 July 2014 12:56:00 Z', '2014-07-06T12:56:00Z'],
    ['Sun, 06 Sept 2015 12:56:00 GMT', '2015-09-06T12:56:00Z'],
    ['2014-07-06T12:56:00.123456789Z', '2014-07-06T12:56:00.123Z'],
    ['2014-07-06T12:56:00,5Z', '2014-07-06T12:56:00.500Z'],
    ['2014-07-06T12:56:00+02', '2014-07-06T10:56:00Z'],
    ['2014-07-06 12:56:00 UTC', '2014-07-06T12:56:00Z'],
    ['2014-07-06 12:56:00.000000', '2014-07-06T12:56:00Z'],
    ['2014-07-06T12:56:00 +02:00', '2014-07-06T10:56:00Z'],
    ['2014-W27-7', '2014-07-06T00:00:00Z'],
    ['2014W277', '2014-07-06T00:00:00Z'],
    ['2014-W27', '2014-06-30T00:00:00Z'],
    ['2014-W27-7T12:56:00Z', '2014-07-06T12:56:00Z'],
    ['2014-187T12:56:00Z', '2014-07-06T12:56:00Z'],
    ['2014187', '2014-07-06T00:00:00Z'],
    ['dim. 06 juil. 2014 12:56:00 +0200', '2014-07-06T10:56:00Z'],
    ['dimanche 6 juillet 2014', '2014-07-06T00:00:00Z'],
    ['So, 06 Juli 2014 12:56:00 +0200', '2014-07-06T10:56:00Z'],
    ['Sonntag, 6. Dezember 2015 12:56 Uhr', '2015-12-06T12:56:00Z'],
    ['dom, 06 jul 2014 12:56:00 GMT', '2014-07-06T12:56:00Z'],
    ['6 de julio de 2014', '2014-07-06T00:00:00Z'],
    ['Вс, 06 июл 2014 12:56:00 +0400', '2014-07-06T08:56:00Z'],
    ['2014年7月6日 12:56', '2014-07-06T12:56:00Z'],
    ['2014年07月06日', '2014-07-06T00:00:00Z'],
    ['Sun Jul 6 12:56:00 +0200 2014', '2014-07-06T10:56:00Z'],
    ['Sun Jul 06 2014 12:56:00 GMT+0200 (CEST)', '2014-07-06T10:56:00Z'],
    ['20140706125600', '2014-07-06T12:56:00Z'],
    ['20140706T1256+0200', '2014-07-06T10:56:00Z'],
    ['1404651360000', '2014-07-06T12:56:00Z'],
    ['Thu, 31 Dec 1998 23:59:60 GMT', '1999-01-01T00:00:00Z'],
    ['Sun, 06 Jul 114 12:56:00 GMT', '2014-07-06T12:56:00Z'],
  ])('%s', (written, wanted) => {
    const { publishedAt } = firstOf(rss(`<title>T</title><pubDate>${written}</pubDate>`))
    expect(publishedAt === null ? null : new Date(publishedAt).toISOString()).toBe(new Date(wanted).toISOString())
  })

  it.each([
    '2014-W54-1',
    '2014-W00',
    '2014-W27-8',
    '2014-367',
    'Sun, 31 Jun 2014 00:00:00 GMT',
    'soon',
    '2014-07-06T12:61:00Z',
  ])('no date: %s', (written) => {
    expect(firstOf(rss(`<title>T</title><pubDate>${written}</pubDate>`)).publishedAt).toBeNull()
  })
})
