import { expect, test } from './crier-test'
import { follow, openCrier, storedTitles } from './window'

/** A back-off of full jitter may take its time. */
const PATIENCE = { timeout: 30_000 }

test('the publisher goes and comes back: said in words, resumed by id, nothing lost or doubled', async ({
  page,
  crier,
  wire,
}) => {
  const shown = await openCrier(page, crier)
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
  await expect(shown.list(/City desk.*Live/)).toBeVisible()
  wire.publish({ title: 'Before one' }, { title: 'Before two' })
  await expect(shown.row('Before two')).toBeVisible()

  await wire.stop()
  const line = shown.list(/City desk.*(Waiting|Connecting)/)
  await expect(line).toBeVisible()
  await expect(async () => {
    await page.mouse.move(640, 400)
    await line.hover()
    await expect(page.getByRole('tooltip')).toContainText(/Waiting\. .+ (Next try in|Trying again now)/, {
      timeout: 500,
    })
  }).toPass(PATIENCE)

  wire.publish({ title: 'Meanwhile one' }, { title: 'Meanwhile two' }, { title: 'Meanwhile three' })
  await wire.start()
  await expect(shown.list(/City desk.*Live/)).toBeVisible(PATIENCE)
  await expect(shown.row('Meanwhile three')).toBeVisible(PATIENCE)
  expect(wire.asked.at(-1)).toBe('2')
  wire.publish({ title: 'Epilogue' })
  await expect(shown.row('Epilogue')).toBeVisible()
  expect((await storedTitles(crier)).sort()).toEqual(wire.stories.map(({ title }) => title).sort())
})

test('a channel that was put off comes back at once when asked now', async ({ page, crier, wire }) => {
  const shown = await openCrier(page, crier)
  await wire.stop()
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
  await expect(shown.list(/City desk.*Waiting/)).toBeVisible()
  await wire.start()
  await page.getByRole('button', { name: 'Ask all channels now' }).click()
  await expect(shown.list(/City desk.*Live/)).toBeVisible(PATIENCE)
})

test('a killed process loses nothing that was shown, and the page comes back by itself', async ({
  page,
  crier,
  watch,
  wire,
}) => {
  test.setTimeout(300_000)
  watch.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/)
  const shown = await openCrier(page, crier)
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
  await expect(shown.list(/City desk.*Live/)).toBeVisible()
  // Whatever is drawn is noted, however briefly it was to be seen.
  await page.evaluate(() => {
    const seen = new Set<string>()
    const note = () => {
      for (const row of document.querySelectorAll('[role="option"]')) {
        const title = /Story \d+/.exec(row.textContent ?? '')
        if (title) seen.add(title[0])
      }
    }
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true })
    Object.assign(window, { seenTitles: () => [...seen] })
  })
  const seenTitles = () => page.evaluate('seenTitles()') as Promise<string[]>

  let published = 0
  const publishing = setInterval(() => wire.publish({ title: `Story ${++published}` }), 5)
  try {
    for (let round = 1; round <= 2; round += 1) {
      const enough = published + 150
      await expect.poll(() => published, PATIENCE).toBeGreaterThan(enough)
      await expect.poll(async () => (await seenTitles()).length, PATIENCE).toBeGreaterThan(round * 20)
      await crier.kill9()
      await expect(page.getByText('The connection to the reader is lost.')).toBeVisible(PATIENCE)
      const shownBefore = await seenTitles()
      await crier.restart()
      const kept = new Set(await storedTitles(crier))
      expect(
        shownBefore.filter((title) => !kept.has(title)),
        'shown before the kill, and gone',
      ).toEqual([])
      await expect(page.getByText('The connection to the reader is lost.')).toBeHidden(PATIENCE)
      await expect(shown.list(/City desk.*Live/)).toBeVisible(PATIENCE)
    }
  } finally {
    clearInterval(publishing)
  }
  await expect.poll(async () => (await storedTitles(crier)).length, PATIENCE).toBe(published)
  const titles = await storedTitles(crier)
  expect(new Set(titles).size, 'nothing twice').toBe(titles.length)
  await expect(shown.row(new RegExp(`Story ${published}(?!\\d)`))).toBeVisible(PATIENCE)
  await expect(page).toHaveTitle(`(${published}) Crier`, PATIENCE)
})
