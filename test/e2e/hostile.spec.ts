import { expect, test } from './crier-test'
import { hostileFeed, hostileFragments } from './hostile'
import { follow, openCrier } from './window'

/** Elements and attributes that must not be in an article, whatever a publisher sent. Runs in the page. */
function breachesIn(article: Element): { title: string; found: string[] } {
  const forbidden =
    'script,iframe,frame,frameset,object,embed,applet,base,meta,link,animate,set,handler,style,form,template,math'
  const urls =
    /^(href|src|action|formaction|poster|data|cite|background|longdesc|xlink:href|srcset|from|to|values|ping)$/
  const scheme = /^(javascript|vbscript|livescript|file|view-source|data(?!:image\/(png|jpeg|gif|webp|avif)[;,])):/i
  const look = (root: ParentNode) => {
    const found = [...root.querySelectorAll(forbidden)].map(({ localName }) => `<${localName}>`)
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        const bare = [...value].filter((character) => character > ' ' && character !== '\u007f').join('')
        if (/^on/i.test(name) || /^(srcdoc|formaction|style|id|name|autofocus)$/i.test(name)) found.push(name)
        if (urls.test(name.toLowerCase()) && scheme.test(bare)) found.push(`${name}=${bare.slice(0, 60)}`)
      }
    }
    return found
  }
  // R6: written out and read again it is the same, and still harmless.
  const again = new DOMParser().parseFromString(`<body>${article.innerHTML}</body>`, 'text/html').body
  const unstable = again.innerHTML === article.innerHTML ? [] : ['unstable']
  return {
    title: article.querySelector('header :is(h1, h2)')?.textContent ?? '',
    found: [...look(article), ...look(again), ...unstable],
  }
}

/**
 * The sanitiser reads into an inert document; that reader reports every style, handler and base to the policy before
 * the sanitiser takes it out, and nothing of such a document runs. What is then shown is looked at one by one below.
 */
const REPORTED_BY_THE_READER =
  /style-src-(attr|elem) inline|script-src-attr inline|Applying inline style violates|Executing inline event handler violates|base.uri/i

test('hostile publishers: nothing runs, nothing leaves, nothing is changed', async ({ page, crier, paper, watch }) => {
  test.setTimeout(120_000)
  watch.expect(REPORTED_BY_THE_READER)
  const fragments = hostileFragments()
  paper.answer('/hostile.xml', { body: hostileFeed(fragments) })
  await follow(crier, {
    url: `${paper.origin}/hostile.xml`,
    kind: 'feed',
    title: 'Hostile',
    settings: { remoteImages: false },
  })
  const strays: string[] = []
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== crier.origin && protocol !== 'data:' && protocol !== 'blob:') strays.push(request.url())
  })
  page.context().on('page', (opened) => strays.push(`a new page: ${opened.url()}`))
  await openCrier(page, crier)
  await expect.poll(async () => (await crier.call('snapshot.get', null)).counts.all).toBe(fragments.length)
  await crier.call('items.markListRead', { query: { list: 'all' }, upTo: null })
  await page.getByRole('treeitem', { name: /^All/ }).click()
  await expect(page).toHaveTitle('Crier')
  const globals = await page.evaluate(() => Object.getOwnPropertyNames(window).sort())

  // The first by the pointer, the rest as one reads on; each is looked at in the page as soon as its body stands.
  await page.getByRole('option').first().click()
  const breaches: string[] = []
  const seen = new Set<string>()
  for (let step = 0; step < fragments.length; step += 1) {
    if (step > 0) await page.keyboard.press('j')
    await page.waitForFunction(
      (before) => {
        const heading = document.querySelector('article header :is(h1, h2)')?.textContent
        return heading && !before.includes(heading) && !document.querySelector('[aria-busy="true"]')
      },
      [...seen],
      { polling: 'raf' },
    )
    const { title, found } = await page.getByRole('article').evaluate(breachesIn)
    seen.add(title)
    const fragment = fragments[Number(/Hostile (\d+)/.exec(title)?.[1])]
    if (found.length > 0) breaches.push(`${fragment?.name ?? title}: ${found.join(', ')}`)
  }
  expect(breaches).toEqual([])
  expect(seen.size, 'every fragment was opened').toBe(fragments.length)
  expect(strays, 'requests that left').toEqual([])
  expect(watch.unexpected()).toEqual([])
  await expect(page).toHaveTitle('Crier')
  await expect(page).toHaveURL(`${crier.origin}/`)
  expect(await page.evaluate(() => Object.getOwnPropertyNames(window).sort())).toEqual(globals)
})

test('hostile titles, names and links are words, wherever they stand', async ({ page, crier, paper }) => {
  const evil = '&lt;img src=x onerror=alert(1)&gt;&lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt; headline'
  paper.answer('/evil.xml', {
    body: `<?xml version="1.0"?><rss version="2.0"><channel><title>${evil}</title><link>javascript:alert(3)</link>
      <item><guid>1</guid><title>${evil}</title><link>javascript:alert(4)</link><author>${evil}</author><category>${evil}</category>
      <description>words</description><enclosure url="javascript:alert(5)" type="audio/mpeg" length="1"/></item></channel></rss>`,
  })
  await follow(crier, { url: `${paper.origin}/evil.xml`, kind: 'feed' })
  const shown = await openCrier(page, crier)
  await expect(shown.headlines).toContainText('headline')
  await shown.row('headline').click()
  await expect(shown.article.getByText('words')).toBeVisible()
  expect(await page.locator('[href^="javascript" i], [src^="javascript" i], main img[src="x"]').count()).toBe(0)
  await shown.list(/headline/).click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Open its web page' })).toHaveCount(0)
})
