/**
 * `npm run screenshots`: starts Crier on a fresh folder with the demo newsroom and awkward content of the kind that
 * real publishers send, and writes the pictures of docs/screenshots.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from '@playwright/test'
import { build, isFresh } from './build-if-needed.mjs'
import { findBrowser } from './gate/browser.mjs'

const ROOT = resolve(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'docs/screenshots')
const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 420, height: 800 }

const AWKWARD = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kurier für Übersee &amp; Umgebung</title>
<item><guid>1</guid><title>A headline that does not know when to stop: after eleven years of planning, three changes of architect and a flood, the new reading room of the harbour library opens on Saturday, with cake</title>
<pubDate>${minutesAgo(0.1)}</pubDate><author>Ines Okonkwo-Lindqvist</author><category>Culture</category><category>Harbour</category>
<content:encoded><![CDATA[<p>The doors open at ten. Nobody who was there at the first meeting is still in office, and the architect of the second plan has since become a beekeeper.</p><h2>What there is to see</h2><p>Forty thousand volumes, <a href="https://example.org/plan">a plan of the old docks</a>, and a table at which, the librarian says, nobody may be asked what they are reading.</p><blockquote><p>We wanted a room in which nothing happens. It was surprisingly expensive.</p></blockquote><img src="https://example.org/room.jpg" alt="The reading room at dusk"><ul><li>Saturday and Sunday: free entry</li><li>From Monday: with a library card</li></ul><pre><code>open = 10:00\nclose = 18:00  # 20:00 on Thursdays</code></pre>]]></content:encoded></item>
<item><guid>2</guid><title></title><description>A note without a headline: the tide tables for the weekend are on the board by the lock.</description><pubDate>${minutesAgo(0.4)}</pubDate></item>
<item><guid>3</guid><title>مرفأ جديد للعبّارات يفتتح في الربيع</title><description>أعلنت البلدية أن المرفأ الجديد سيفتتح في الربيع المقبل.</description><pubDate>${minutesAgo(0.8)}</pubDate></item>
<item><guid>4</guid><title>Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft tagt</title><description>Einziger Tagesordnungspunkt: der Name.</description><pubDate>${minutesAgo(60 * 26)}</pubDate></item>
</channel></rss>`

function minutesAgo(minutes) {
  return new Date(Date.now() - minutes * 60_000).toUTCString()
}

/** Publishers that are not the demo: a feed, one that wants a key, one that is gone. */
async function startPublishers() {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/feed.xml'))
      response.writeHead(200, { 'Content-Type': 'application/rss+xml' }).end(AWKWARD)
    else response.writeHead(request.url === '/members' ? 401 : 404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }
}

async function startCrier(folder) {
  const words = [join(ROOT, 'out/main/crier.js'), 'serve', '--no-open', '--port', '0', '--data', folder]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [address] = await once(createInterface(child.stdout), 'line')
  const { origin, searchParams } = new URL(address)
  return {
    address,
    origin,
    async call(name, argument) {
      const answer = await fetch(`${origin}/call/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${searchParams.get('token')}` },
        body: JSON.stringify({ argument }),
      })
      return answer.json()
    },
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

async function open(browser, crier, viewport, colorScheme) {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(crier.address)
  return page
}

async function shoot(page, name) {
  await page.mouse.move(0, 0)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
  console.log(`docs/screenshots/${name}.png`)
}

async function takeAll(browser, crier, publishers) {
  const first = await open(browser, crier, WIDE, 'light')
  await first.getByRole('button', { name: 'Start', exact: true }).waitFor()
  await shoot(first, 'first-start')
  await first.context().close()

  await crier.call('demo.start', null)
  const { origin } = publishers
  const add = (channel) => crier.call('channels.add', channel)
  await add({ url: `${origin}/feed.xml`, kind: 'feed', folder: 'Press', title: 'Kurier für Übersee & Umgebung' })
  await add({ url: `${origin}/members`, kind: 'feed', folder: 'Press', title: 'Members’ letter' })
  await add({
    url: 'http://127.0.0.1:9/live',
    kind: 'sse',
    folder: 'Builds',
    title: 'Build results of the long-lived release branch',
  })

  const long = /A headline that does not know/
  for (const scheme of ['light', 'dark']) {
    const page = await open(browser, crier, WIDE, scheme)
    await page.getByRole('treeitem', { name: /^All/ }).click()
    await page.getByRole('treeitem', { name: /Members.*Needs you/ }).waitFor()
    await page.getByRole('option').filter({ hasText: long }).click()
    await page.getByRole('article').getByText('The doors open at ten.').waitFor()
    await shoot(page, `main-${scheme}`)
    if (scheme === 'light') {
      await page.getByRole('button', { name: 'Add channel', exact: true }).click()
      await page.getByRole('textbox', { name: 'Address' }).fill(`${origin}/feed.xml?edition=evening`)
      await page.getByRole('button', { name: 'Look', exact: true }).click()
      await page.getByText('First items, as they will look').waitFor()
      await shoot(page, 'add-channel')
    } else {
      await page.getByRole('button', { name: 'Settings', exact: true }).click()
      await page.getByRole('tab', { name: 'Notifications' }).click()
      await shoot(page, 'settings-dark')
      await page.keyboard.press('Escape')
      await page.getByRole('treeitem', { name: /Members/ }).click()
      await page.getByText('Nothing from this channel yet').waitFor()
      await shoot(page, 'needs-you-dark')
    }
    await page.context().close()

    const narrow = await open(browser, crier, NARROW, scheme)
    await narrow.getByRole('listbox', { name: 'Items' }).or(narrow.getByRole('tree')).first().waitFor()
    if (await narrow.getByRole('tree').isVisible()) await narrow.getByRole('treeitem', { name: /^All/ }).click()
    await narrow.getByRole('option').first().waitFor()
    await shoot(narrow, `narrow-${scheme}`)
    await narrow.context().close()
  }
}

if (!isFresh(ROOT)) await build(ROOT)
mkdirSync(FOLDER, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'crier-screenshots-'))
const browserPath = findBrowser()
const browser = await chromium.launch({
  ...(browserPath === null ? {} : { executablePath: browserPath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const publishers = await startPublishers()
const crier = await startCrier(data)
try {
  await takeAll(browser, crier, publishers)
} finally {
  await browser.close()
  await crier.stop()
  publishers.stop()
  rmSync(data, { recursive: true, force: true })
}
