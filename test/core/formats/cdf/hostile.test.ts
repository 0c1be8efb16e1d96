import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_ITEMS_PER_DOCUMENT, MAX_SECTION_DEPTH, MAX_SECTIONS, SECTION_SEPARATOR } from '@contract/index'
import { readCdf } from '../../../../src-main/core/formats/cdf/read'
import { MAX_CDF_CHARACTERS, MAX_CDF_TEXT_CHARACTERS } from '../../../../src-main/core/formats/cdf/tree'
import { parsePayload } from '../../../../src-main/core/formats/index'
import { TransportError, type ParsedPayload } from '../../../../src-main/core/ports'

const AT = 'https://fair.example/fair.cdf'
/** Generous: the machine may be busy. What grows faster than the document takes minutes. */
const SOON_MS = 30_000

function read(text: string | Uint8Array): ParsedPayload {
  const payload = typeof text === 'string' ? Buffer.from(text) : text
  return parsePayload({ payload, contentType: 'application/x-cdf', baseUrl: AT, topic: null, mapping: {} })
}

function soon<Value>(work: () => Value): Value {
  const began = performance.now()
  const value = work()
  expect(performance.now() - began).toBeLessThan(SOON_MS)
  return value
}

const SAMPLE = `<?XML VERSION="1.0"?><!DOCTYPE c [<!ENTITY x "y">]>
<CHANNEL HREF="h.htm" BASE="https://fair.example/a/b.htm"><TITLE>Fair &x; &amp; caf&eacute; — ü</TITLE><LOGO HREF='l.gif' STYLE=ICON>
<SCHEDULE STARTDATE="2026-01-01"><INTERVALTIME HOUR="6"/></SCHEDULE><LOGTARGET HREF="/hits"><PURGETIME HOUR="1"/></LOGTARGET>
<ITEM HREF="one.htm" LASTMOD="2026-01-02T03:04"><TITLE><![CDATA[One & <two>]]></TITLE><USAGE VALUE="ScreenSaver"/></ITEM>
<CHANNEL><TITLE>Inner</TITLE><ITEM HREF="two.htm"><ABSTRACT>words</ABSTRACT></ITEM></CHANNEL>
<SOFTPKG NAME="n" VERSION="1,0" HREF="s.htm"><TITLE>Soft</TITLE></SOFTPKG></CHANNEL>`

describe('half a document', () => {
  it('cut at any byte is read as far as it goes, and its validators are not kept', () => {
    const bytes = Buffer.from(SAMPLE)
    const whole = read(bytes)
    expect(whole.cutOff).toBeUndefined()
    expect(whole.drafts).toHaveLength(3)
    const root = SAMPLE.indexOf('<CHANNEL') + '<CHANNEL '.length
    let most = 0
    for (let cut = Buffer.byteLength(SAMPLE.slice(0, root)); cut < bytes.length; cut += 1) {
      const part = read(bytes.subarray(0, cut))
      expect(part.format).toBe('CDF')
      // Only the last bracket may be missing without a loss.
      if (cut < bytes.length - 1) expect(part.cutOff, String(cut)).toBe(true)
      expect(part.drafts.length).toBeGreaterThanOrEqual(most - 1)
      most = Math.max(most, part.drafts.length)
    }
    expect(most).toBe(3)
  })
})

describe('bad input', () => {
  const fragment = fc.constantFrom(
    ...[
      '<channel ',
      '<CHANNEL>',
      '</channel>',
      '<item href="',
      "<item href='",
      '<item>',
      '</ITEM',
      '<title>',
      '</title>',
    ],
    ...[
      '<usage value="none"/>',
      '<schedule>',
      '<intervaltime day="1"/>',
      '<a href=',
      '<logo href="x"',
      '<softpkg name="x">',
    ],
    ...[
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<!DOCTYPE x [',
      '<?xml',
      '>',
      '"',
      "'",
      '/>',
      '\n<',
      '&amp;',
      '&#0;',
      '&x;',
      '\0',
      '=',
      ' ',
    ],
  )

  it('never throws anything but what a wire may, never leaves its bounds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.array(fragment, { maxLength: 60 })), (made) => {
        const bytes = made instanceof Uint8Array ? made : Buffer.from(`<channel>${made.join('')}`)
        try {
          const parsed = read(bytes)
          expect(parsed.drafts.length).toBeLessThanOrEqual(bytes.length)
          for (const draft of parsed.drafts) {
            expect(draft.link ?? 'https:').toMatch(/^(?:https?|mailto|tel|magnet|ftp):/)
            expect(draft.section.length).toBeLessThanOrEqual(MAX_SECTION_DEPTH)
          }
        } catch (error) {
          if (!(error instanceof TransportError)) throw error
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('stops opening folders at the limit, counts them, and loses no item', () => {
    const deep = 20_000
    const text = `${'<channel><title>d</title>'.repeat(deep)}<item href="bottom"/>${'</channel>'.repeat(deep)}<item href="after"/>`
    const parsed = soon(() => read(text))
    expect(parsed.drafts.map(({ section }) => section.length)).toEqual([MAX_SECTION_DEPTH - 1, 0])
    expect(parsed.dropped).toBe(deep - MAX_SECTION_DEPTH)
    expect(parsed.cutOff).toBeUndefined()
  })

  it.each(['usage', 'softpkg', 'item', 'title', 'schedule', 'logtarget', 'nonsense', 'a'])(
    'survives 20,000 nested <%s>',
    (name) => {
      const text = `<channel>${`<${name} href="x" value="none">`.repeat(20_000)}</channel>`
      expect(soon(() => read(text)).format).toBe('CDF')
    },
  )

  it('reads so many items and counts the others, whose parts are nobody else’s', () => {
    const text = `<channel><title>T</title>${'<item href="a"><title>i</title><usage value="channel"/></item>'.repeat(MAX_ITEMS_PER_DOCUMENT)}${'<item href="b"><title>late</title><usage value="none"/></item>'.repeat(100)}<channel><title>Folder</title></channel></channel>`
    const parsed = soon(() => read(text))
    expect(parsed.drafts).toHaveLength(MAX_ITEMS_PER_DOCUMENT)
    expect(parsed.dropped).toBe(100)
    expect(parsed.publisher).toMatchObject({ title: 'T', sections: ['Folder'] })
  })

  it('keeps so many folders and counts the others', () => {
    const text = `<channel>${Array.from({ length: MAX_SECTIONS + 7 }, (_, at) => `<channel><title>f${at}</title></channel>`).join('')}</channel>`
    const parsed = read(text)
    expect(parsed.publisher?.sections).toHaveLength(MAX_SECTIONS)
    expect(parsed.dropped).toBe(7)
  })

  it('takes the separator out of names', () => {
    expect(
      read(`<channel><channel><title>a&#31;b${SECTION_SEPARATOR}c</title></channel></channel>`).publisher?.sections,
    ).toEqual(['abc'])
  })

  it('cuts a long text and says so', () => {
    const { drafts } = read(`<channel><item href="a"><abstract>${'word '.repeat(50_000)}</abstract></item></channel>`)
    expect(drafts[0]?.text?.length).toBeLessThanOrEqual(MAX_CDF_TEXT_CHARACTERS)
    expect(drafts[0]?.cut).toBe(true)
  })

  it('defuses entities that multiply, and fetches none', () => {
    const bomb = `<!DOCTYPE c [<!ENTITY a "${'x'.repeat(150)}">${Array.from({ length: 20 }, (_, at) => `<!ENTITY b${at} "&a;&a;&a;&a;&a;&a;&a;&a;">`).join('')}<!ENTITY file SYSTEM "file:///etc/passwd">]><channel><title>&b19;&file;</title><abstract>${'&a;'.repeat(200_000)}</abstract></channel>`
    const parsed = soon(() => read(bomb))
    expect(parsed.publisher?.title).toBe('&b19;&file;')
    expect(readCdf(bomb, AT)?.channel.abstract?.length).toBeLessThan(300_000)
  })

  it('reads no more of a document than its limit, and counts the rest as left out', () => {
    const text = `<channel><item href="a"/>${' '.repeat(MAX_CDF_CHARACTERS)}<item href="b"/></channel>`
    const parsed = soon(() => read(text))
    expect(parsed.drafts).toHaveLength(1)
    expect(parsed).toMatchObject({ dropped: 1 })
    expect(parsed.cutOff).toBeUndefined()
  })

  it.each([
    ['an attribute of 100 MB', `<channel><item href="${'a'.repeat(100 * 1024 * 1024)}"/></channel>`],
    ['one that never ends', `<channel><item href="${'a\n'.repeat(50 * 1024 * 1024)}`],
  ])('looks at no more of %s than at the rest', (_, text) => {
    expect(soon(() => readCdf(text, AT))).toMatchObject({ channel: { children: [] }, dropped: 2, cutOff: false })
  })

  it.each<[string, () => string]>([
    ['attributes without end', () => `<channel ${'a=1 b '.repeat(800_000)}>`],
    ['quotes that are lost', () => `<channel>${'<item href="a>\n<title>'.repeat(200_000)}</channel>`],
    ['quotes of both kinds that are lost', () => `<channel>${`<item href="a><item href='b>\n`.repeat(150_000)}`],
    ['white space between lost quotes', () => `<channel><item href="${'>\n \n '.repeat(800_000)}"/></channel>`],
    ['comments that never end', () => `<channel>${'<!-- <item <!-- '.repeat(300_000)}</channel>`],
    ['CDATA that never ends', () => `<channel><title>${'<![CDATA['.repeat(500_000)}`],
    ['declarations', () => '<!DOCTYPE x ['.repeat(300_000) + '<channel>'],
    ['instructions', () => '<channel>' + '<? '.repeat(1_500_000)],
    ['end tags', () => '<channel>' + '</item'.repeat(800_000)],
    ['brackets', () => '<channel><title>' + '<'.repeat(5_000_000)],
    ['references', () => '<channel><title>' + '&'.repeat(5_000_000)],
    ['elements', () => '<channel>' + '<logo>'.repeat(800_000)],
    ['folders side by side', () => '<channel>' + '<channel/>'.repeat(500_000)],
  ])('gets through %s in time that grows with the document only', (_, text) => {
    const made = text()
    soon(() => {
      try {
        read(made)
      } catch (error) {
        if (!(error instanceof TransportError)) throw error
      }
    })
  })
})
