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
/** All of the demo's channels have connected by then. */
const SETTLED_MS = 5_000
const MOST_STORY_WAIT_MS = 60_000
/** What two or three polls bring. */
const STORIES_TO_CHOOSE_FROM = 4
/** The demo's documents are asked every minute or two. */
const MOST_POLL_WAIT_MS = 6 * 60_000

/** Dated as it is asked for, so that it stands on top. */
const awkward = () => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kurier für Übersee &amp; Umgebung</title>
<item><guid>1</guid><title>A headline that does not know when to stop: after eleven years of planning, three changes of architect and a flood, the new reading room of the harbour library opens on Saturday, with cake</title>
<pubDate>${minutesAgo(0)}</pubDate><author>Ines Okonkwo-Lindqvist</author><category>Culture</category><category>Harbour</category>
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
      response.writeHead(200, { 'Content-Type': 'application/rss+xml' }).end(awkward())
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

/** What the demo's stream told after a moment, newest first. */
async function wireStories(crier, since) {
  const { channels } = (await crier.call('snapshot.get', null)).answer
  const stream = channels.find(({ kind, demo }) => demo && kind === 'sse')
  const query = { list: 'channel', channelId: stream.id }
  const { items } = (await crier.call('items.page', { query, before: null, limit: 50 })).answer
  return items.filter(({ publishedAt }) => publishedAt > since)
}

/** Asks again and again until there is an answer that is not empty. */
async function until(what, mostMs, look) {
  const giveUp = Date.now() + mostMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > giveUp) throw new Error(`${what} did not come`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/**
 * A story that came by push, by a held request and by asking: told while Crier was listening, and found again by the
 * next polls of the demo's documents. Of several the one that asking found neither soonest nor latest, since the luckiest
 * and the unluckiest moment say nothing of polling. Null while there are too few.
 */
async function storyByEveryWay(crier, since) {
  const { channels } = (await crier.call('snapshot.get', null)).answer
  const found = []
  for (const item of await wireStories(crier, since)) {
    const arrivals = (await crier.call('items.arrivals', { id: item.id })).answer
    const by = (kind) =>
      arrivals.find(({ channelId }) => channels.find(({ id }) => id === channelId)?.kind === kind)?.arrival.receivedAt
    const asked = [by('feed'), by('poll')]
    if (by('longpoll') === undefined || asked.includes(undefined)) continue
    found.push({ item, delayMs: Math.max(...asked) - item.arrival.receivedAt })
  }
  if (found.length < STORIES_TO_CHOOSE_FROM) return null
  return found.sort((one, other) => one.delayMs - other.delayMs)[Math.floor(found.length / 2)].item
}

/** The same headline by every technique: the picture that explains what push is for. */
async function takeComparison(browser, crier, since) {
  const story = await until('the polls of the demo', MOST_POLL_WAIT_MS, () => storyByEveryWay(crier, since))
  for (const scheme of ['light', 'dark']) {
    const page = await open(browser, crier, WIDE, scheme)
    await page.getByRole('treeitem', { name: /^Stream · Lumen Wire/ }).click()
    await page.getByRole('option').filter({ hasText: story.title }).first().click()
    await page.getByRole('button', { name: 'Compare techniques' }).click()
    await page
      .getByRole('dialog', { name: 'How it came' })
      .getByText(/^Counted from/)
      .waitFor()
    await shoot(page, `compare-${scheme}`)
    await page.context().close()
  }
}

/** The dialog with its fifteen kinds. */
async function takeKinds(browser, crier) {
  const page = await open(browser, crier, WIDE, 'light')
  await page.getByRole('button', { name: 'Add channel', exact: true }).click()
  await page.getByRole('button', { name: /^Kind/ }).click()
  await page.getByRole('radio', { name: /^Event stream/ }).waitFor()
  await shoot(page, 'add-channel-kinds')
  await page.context().close()
}

async function takeAll(browser, crier, publishers) {
  const first = await open(browser, crier, WIDE, 'light')
  await first.getByRole('button', { name: 'Start', exact: true }).waitFor()
  await shoot(first, 'first-start')
  await first.context().close()

  await crier.call('demo.start', null)
  const started = Date.now()
  // Just after a story there is time for a picture before the next one comes, fifteen times.
  await until('a story', MOST_STORY_WAIT_MS, async () => (await wireStories(crier, started + SETTLED_MS)).length > 0)
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
  const main = await open(browser, crier, WIDE, 'light')
  await main.getByRole('treeitem', { name: /^All/ }).click()
  await main.getByRole('treeitem', { name: /Members.*Needs you/ }).waitFor()
  await main.getByRole('option').filter({ hasText: long }).click()
  await main.getByRole('article').getByText('The doors open at ten.').waitFor()
  await shoot(main, 'main-light')
  // On the same page: every story of the demo comes fifteen times, and soon the item is far down.
  await main.emulateMedia({ colorScheme: 'dark' })
  await shoot(main, 'main-dark')
  await main.context().close()
  for (const scheme of ['light', 'dark']) {
    const page = await open(browser, crier, WIDE, scheme)
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
  await takeKinds(browser, crier)
  await takeComparison(browser, crier, started + SETTLED_MS)
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
