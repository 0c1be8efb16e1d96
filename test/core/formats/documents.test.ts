import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../../src-main/core/formats/index'
import { type ParsedPayload, TransportError } from '../../../src-main/core/ports'

function open(payload: Uint8Array | string, contentType = 'text/xml'): ParsedPayload {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  return parsePayload({ payload: bytes, contentType, baseUrl: 'https://example.org/feed', topic: null, mapping: {} })
}
const titled = (title: string, prolog = ''): string =>
  `${prolog}<rss version="2.0"><channel><item><title>${title}</title></item></channel></rss>`
const titleOf = (parsed: ParsedPayload): string | null | undefined => parsed.drafts[0]?.title

describe('encodings', () => {
  const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
  const utf16 = (text: string, swap: boolean): Uint8Array =>
    swap ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'utf16le')
  const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>`

  it.each<[string, Uint8Array, string]>([
    ['the XML declaration', latin(titled('caf\u00e9', declared('iso-8859-1'))), 'text/xml'],
    ['the HTTP header', latin(titled('caf\u00e9')), 'text/xml; charset="ISO-8859-1"'],
    [
      'the bytes where the header is wrong',
      Buffer.from(titled('café', declared('utf-8'))),
      'text/xml; charset=iso-8859-1',
    ],
    ['the bytes where the declaration is wrong', latin(titled('caf\u00e9', declared('utf-8'))), 'text/xml'],
    ['nothing but UTF-8', Buffer.from(titled('café')), 'text/xml'],
    ['a byte order mark', Buffer.from(`\ufeff${titled('café', declared('iso-8859-1'))}`), 'text/xml'],
    ['UTF-16 with a mark', utf16(`\ufeff${titled('café', declared('utf-16'))}`, true), 'text/xml'],
    ['UTF-16 without', utf16(titled('café', declared('utf-16')), false), 'text/xml'],
    ['a claim of UTF-16 that is none', Buffer.from(titled('café', declared('utf-16'))), 'text/xml'],
    ['a label nobody knows', Buffer.from(titled('café', declared('x-wonder'))), 'text/xml; charset=none'],
  ])('reads %s', (_, bytes, contentType) => expect(titleOf(open(bytes, contentType))).toBe('café'))

  it('knows the old national encodings', () => {
    expect(
      titleOf(
        open(
          Buffer.concat([
            Buffer.from(`${declared('koi8-r')}<rss><item><title>`),
            Buffer.from([0xf0, 0xd2]),
            Buffer.from('</title></item></rss>'),
          ]),
        ),
      ),
    ).toBe('Пр')
    expect(
      titleOf(
        open(
          Buffer.concat([
            Buffer.from(`${declared('shift_jis')}<rss><item><title>`),
            Buffer.from([0x93, 0xfa]),
            Buffer.from('</title></item></rss>'),
          ]),
        ),
      ),
    ).toBe('日')
  })
})

describe('encodings that were declared and broken', () => {
  const gbk = (text: string, bytes: number[]): Uint8Array =>
    Buffer.concat([
      Buffer.from(`<?xml version="1.0" encoding="gb2312"?><rss><item><title>`),
      Buffer.from(bytes),
      Buffer.from(`${text}</title></item></rss>`),
    ])

  it('forgives a wrong byte', () => {
    // 新闻 and a byte that begins nothing.
    expect(titleOf(open(gbk('', [0xd0, 0xc2, 0xce, 0xc5, 0xff])))).toMatch(/^新闻/)
    expect(
      titleOf(
        open(
          Buffer.concat([
            Buffer.from('<rss><item><title>Zürich und Köln '),
            Buffer.from([0xe4]),
            Buffer.from('</title></item></rss>'),
          ]),
        ),
      ),
    ).toBe('Zürich und Köln \ufffd')
  })

  it('believes long UTF-8 against a two-byte label', () => {
    expect(titleOf(open(gbk('Новости дня и ночи', [])))).toBe('Новости дня и ночи')
  })
})

describe('what is no feed', () => {
  it.each<[string, string, string]>([
    ['a page', '<!DOCTYPE html><html><head><title>x</title></head></html>', 'wrongType'],
    ['a page with a comment about <feed>', '<!-- <feed> --><html><body></body></html>', 'wrongType'],
    ['other XML', '<?xml version="1.0"?><note/>', 'wrongType'],
    ['other JSON', '{"answer":42}', 'wrongType'],
    ['words', 'hello', 'wrongType'],
    ['nothing', ' \n', 'malformed'],
    ['half of a JSON document', '{"version":', 'malformed'],
  ])('%s', (_, text, kind) => {
    expect(() => open(text)).toThrow(TransportError)
    expect(() => open(text)).toThrow(expect.objectContaining({ kind }))
  })
})

describe('titles', () => {
  it.each([
    ['The &lt;b&gt;bold&lt;/b&gt; &lt;i class="x"&gt;and&lt;/i&gt; the&lt;br/&gt;rest', 'The bold and the rest'],
    ['Using &lt;details&gt; and &lt;b&gt;', 'Using <details> and <b>'],
    ['<b>Naked</b> <code>&lt;p&gt;</code>', 'Naked <p>'],
    ['AT&amp;T &amp;#8211; &amp;ldquo;yes&amp;rdquo;', 'AT&T – “yes”'],
    ['Fish & Chips &copy=2; &nosuch;', 'Fish & Chips &copy=2; &nosuch;'],
    ['<![CDATA[ Caf&eacute; <em>noir</em> ]]>', 'Café noir'],
  ])('%s', (written, wanted) => expect(titleOf(open(titled(written)))).toBe(wanted))
})

describe('documents as they come', () => {
  it('takes the document’s own small entities and no others', () => {
    const doctype =
      '<!DOCTYPE rss [<!ENTITY co "Acme &#169;"><!ENTITY big "&co;&co;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    expect(titleOf(open(titled('&co; &big; &x;', doctype)))).toBe('Acme © &big; &x;')
  })

  it('reads any case, any prefix, no namespace, junk around the root', () => {
    expect(
      titleOf(open('HTTP junk\n<RSS VERSION="0.91"><CHANNEL><ITEM><TITLE>Up</TITLE></ITEM></CHANNEL></RSS> trailing')),
    ).toBe('Up')
    expect(titleOf(open('<feed><entry><title>Bare</title></entry></feed>'))).toBe('Bare')
    expect(
      titleOf(
        open(
          '<x:rss xmlns:x="http://backend.userland.com/rss2"><x:channel><x:item><x:title>Old</x:title></x:item></x:channel></x:rss>',
        ),
      ),
    ).toBe('Old')
    expect(titleOf(open('<rss><item><title>No channel</title></item></rss>'))).toBe('No channel')
  })

  it('does not mistake another vocabulary’s title for the item’s', () => {
    const item =
      '<item><media:title xmlns:media="http://search.yahoo.com/mrss/">Clip</media:title><title>Mine</title></item>'
    expect(titleOf(open(`<rss><channel>${item}</channel></rss>`))).toBe('Mine')
  })

  it('leaves a person’s own link to the person', () => {
    const entry =
      '<entry><author><name>Ann</name><link>https://ann.example.org/</link></author><link href="/story"/></entry>'
    expect(open(`<feed>${entry}</feed>`).drafts[0]).toMatchObject({ author: 'Ann', link: 'https://example.org/story' })
  })

  it('keeps what nests too deep out of the article, and says so', () => {
    const [draft] = open(
      `<rss><channel><item><description>a${'<b>'.repeat(5_000)}deep</description></item></channel></rss>`,
    ).drafts
    expect(draft).toMatchObject({ html: null, cut: true })
  })
})

describe('anything at all', () => {
  const good = [
    titled('One &amp; two', '<?xml version="1.0"?>'),
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml"><div>x</div></title><link href="a"/></entry></feed>',
    '{"version":"https://jsonfeed.org/version/1","title":"t","items":[{"id":1,"title":"x"}]}',
  ]
  const harmless = (bytes: Uint8Array): void => {
    for (const contentType of ['text/xml', null]) {
      try {
        const parsed = parsePayload({
          payload: bytes,
          contentType,
          baseUrl: 'https://example.org/',
          topic: null,
          mapping: { title: '/a/0' },
        })
        expect(parsed.drafts.length).toBeGreaterThanOrEqual(0)
      } catch (error) {
        if (!(error instanceof TransportError)) throw error
      }
    }
  }

  it('is read or refused in words: bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), harmless))
  })

  it('is read or refused in words: feeds cut anywhere', () => {
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.nat(), fc.nat(), (text, from, length) => {
        harmless(
          Buffer.from(text)
            .subarray(from % text.length)
            .subarray(0, length % text.length),
        )
      }),
    )
  })

  it('is read or refused in words: pieces of markup in any order', () => {
    const piece = fc.constantFrom(
      '<rss>',
      '<item>',
      '</item>',
      '<title>',
      '</title',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<!DOCTYPE [',
      ']>',
      '<a b="',
      "'",
      '&amp;',
      '&#x;',
      '<?xml',
      '?>',
      '<entry>',
      '<link href=x/>',
      'text',
      '<',
      '>',
      '{"a":',
      '}',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => harmless(Buffer.from(`<rss>${pieces.join('')}`))),
    )
  })

  it.each([
    ['unclosed CDATA', '<rss><channel><item><description><b>', '<![CDATA['],
    ['unclosed comments', '<rss>', '<!--'],
    ['unclosed attributes', '<rss>', "<a b='"],
    ['references', '<rss><channel><title>', '&aab;'],
    ['unmatched ends', `<rss>${'<a>'.repeat(300)}`, '</b>'],
    ['enclosures', '<rss><channel><item>', '<enclosure url="http://e.example.org/1"/>'],
    ['prefixes', '<rss><channel>', '<item xmlns:a="b" xml:base="c"><link>d</link></item>'],
    ['bare angle brackets', '<rss><channel><title>', '<'],
  ])('takes time in proportion: %s', { timeout: 60_000 }, (_, head, piece) => {
    harmless(Buffer.from(head + piece.repeat(300_000)))
  })
})
