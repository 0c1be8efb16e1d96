import { expect, test } from './crier-test'
import { openCrier, storedTitles } from './window'
import { WAYS } from './techniques'

/** Two stories of the wire are at most seventeen seconds apart. */
const NEXT_STORY = { timeout: 30_000 }
const DEMO = [...WAYS.map(({ title, polled }) => ({ title, polled })), { title: 'Quotes ·', polled: undefined }]

test('the demo from the first screen: every channel comes alive, has items and says how they came', async ({
  page,
  crier,
}) => {
  const shown = await openCrier(page, crier)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  for (const { title, polled } of DEMO) {
    const line = shown.list(new RegExp(`^${title.replaceAll(/[.()]/g, '\\$&')}.*${polled ? 'Polled' : 'Live'}`))
    await expect(line).toBeVisible(NEXT_STORY)
    await line.click()
    const how = polled ? 'Found by asking' : title === 'Long poll' ? 'from a held request' : 'Pushed by the publisher'
    await expect(shown.rows.first(), title).toContainText(how, NEXT_STORY)
  }

  await shown.list(/^Live picture.*Live/).click()
  const picture = page.getByRole('figure', { name: 'Live picture' }).getByRole('img')
  await expect(picture).toBeVisible(NEXT_STORY)
  await expect.poll(() => picture.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(320)
  const first = await picture.getAttribute('src')
  await expect.poll(() => picture.getAttribute('src')).not.toBe(first)
  const held = page.getByRole('button', { name: 'Hold the picture' })
  await held.click()
  await expect(page.getByRole('button', { name: 'Let the picture run' })).toBeVisible()
  // Pictures are shown and stored nowhere.
  expect(await shown.rows.count()).toBe(0)
})

test('one headline by every technique that tells at once, each with its delay', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  for (const { title, polled } of DEMO)
    await expect(
      shown.list(new RegExp(`^${title.replaceAll(/[.()]/g, '\\$&')}.*${polled ? 'Polled' : 'Live'}`)),
    ).toBeVisible(NEXT_STORY)
  const { channels } = await crier.call('snapshot.get', null)
  const stream = channels.find(({ kind }) => kind === 'sse')
  const titles = () => storedTitles(crier, { list: 'channel', channelId: stream?.id ?? 0 })
  const greeted = await titles()
  await expect.poll(async () => (await titles()).length, NEXT_STORY).toBeGreaterThan(greeted.length)
  const [fresh = ''] = await titles()

  await shown.list(/^Stream/).click()
  await shown.row(fresh).first().click()
  await shown.article.getByRole('button', { name: 'Compare techniques' }).click()
  const dialog = page.getByRole('dialog', { name: 'How it came' })
  const bars = dialog.getByRole('list', { name: 'Arrivals, the first on top' }).getByRole('listitem')
  // A poll that falls due meanwhile has found it, too.
  const telling = WAYS.filter(({ polled }) => !polled).length
  await expect.poll(() => bars.count(), NEXT_STORY).toBeGreaterThanOrEqual(telling)
  await expect(dialog).toContainText(fresh)
  for (const words of await bars.allInnerTexts()) expect(words).toMatch(/\d\s?(ms|s)\b/)
  await expect(dialog.locator('[aria-current=true]')).toContainText('Event stream (SSE)')
})
