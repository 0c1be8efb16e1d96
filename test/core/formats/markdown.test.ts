import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markdownToHtml } from '../../../src-main/core/formats/markdown'

const html = (text: string) => markdownToHtml(text, 'https://base.example/dir/')

describe('Markdown of messages', () => {
  it.each([
    ['plain', '<p>plain</p>'],
    ['two\nlines', '<p>two<br>lines</p>'],
    ['one\n\n\ntwo', '<p>one</p>\n<p>two</p>'],
    [
      '**bold** and *slanted* and __bold__ and _slanted_',
      '<p><strong>bold</strong> and <em>slanted</em> and <strong>bold</strong> and <em>slanted</em></p>',
    ],
    ['~~gone~~ `a < b`', '<p><del>gone</del> <code>a &lt; b</code></p>'],
    ['**bold with *slanted* in it**', '<p><strong>bold with <em>slanted</em> in it</strong></p>'],
    ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
    ['\\*not slanted\\*', '<p>*not slanted*</p>'],
    ['**open', '<p>**open</p>'],
    ['[words](https://a.example/x "title")', '<p><a href="https://a.example/x">words</a></p>'],
    ['[**bold**](/rel)', '<p><a href="https://base.example/rel"><strong>bold</strong></a></p>'],
    ['[a] and [b](https://b.example/)', '<p>[a] and <a href="https://b.example/">b</a></p>'],
    ['![cat](https://a.example/c.png)', '<p><img src="https://a.example/c.png" alt="cat"></p>'],
    [
      'see https://a.example/b_c_d?x=1&y=2.',
      '<p>see <a href="https://a.example/b_c_d?x=1&amp;y=2">https://a.example/b_c_d?x=1&amp;y=2</a>.</p>',
    ],
    ['# Title\ntext', '<h2>Title</h2>\n<p>text</p>'],
    ['- a\n- b\n1. c', '<ul><li>a</li><li>b</li></ul>\n<ol><li>c</li></ol>'],
    ['> quoted\n> more', '<blockquote>quoted<br>more</blockquote>'],
    ['```js\n<b>*x*</b>\n```\nafter', '<pre><code>&lt;b&gt;*x*&lt;/b&gt;</code></pre>\n<p>after</p>'],
    ['~~~\nopen', '<pre><code>open</code></pre>'],
    ['---', '<hr>'],
    ['<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
    ['[x](https://a.example/"onmouseover="x)', '<p><a href="https://a.example/%22onmouseover=%22x">x</a></p>'],
    ['![a"b](https://a.example/)', '<p><img src="https://a.example/" alt="a&quot;b"></p>'],
    ['🎉 **done**', '<p>🎉 <strong>done</strong></p>'],
  ])('%j', (text, wanted) => {
    expect(html(text)).toBe(wanted)
  })

  it('makes only elements of its own, each closed, from any text', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '_',
      '`',
      '[',
      '](',
      ')',
      '!',
      '<',
      '>',
      '"',
      '\\',
      '\n',
      '- ',
      '# ',
      '> ',
      '```',
      'https://a.example/',
      'javascript:',
      'a',
      ' ',
      '~~',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) => {
        const open: string[] = []
        for (const tag of (html(pieces.join('')) ?? '').match(/<[^>]*>/g) ?? []) {
          const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? '?'
          expect(tag).toMatch(
            /^<(?:\/?(?:p|ul|ol|li|blockquote|pre|code|strong|em|del|h[2-6]|a)|hr|br|a href="https?:[^"<>]*"|img src="https?:[^"<>]*" alt="[^"<>]*")>$/,
          )
          if (['hr', 'br', 'img'].includes(name)) continue
          if (tag.startsWith('</')) expect(open.pop()).toBe(name)
          else open.push(name)
        }
        expect(open).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['[', '*', '**a', '_a', '`', '![', '[a](', '~~', '> ', '\\', 'https://', '[a][', '(', '*a ', '** ', '_ '])(
    'takes no longer for many %j',
    { timeout: 30_000 },
    (piece) => {
      const began = performance.now()
      html(piece.repeat(Math.floor((128 * 1024) / piece.length)))
      expect(performance.now() - began).toBeLessThan(15_000)
    },
  )

  it('leaves a text alone that is too long', () => {
    expect(html('x'.repeat(128 * 1024 + 1))).toBeNull()
  })
})
