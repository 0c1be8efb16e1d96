import { expect, test } from './crier-test'
import { follow, openCrier, storedTitles } from './window'

test('an article of half a megabyte is shown and the page goes on', async ({ page, crier, wire }) => {
  const paragraph = `<p>${'The harbour master said that the ferry would sail. '.repeat(10)}</p>`
  const html = paragraph.repeat(Math.floor((500 * 1024) / paragraph.length))
  wire.publish(
    { title: 'A very long read', html: `${html}<p>The very end.</p>` },
    { title: 'A short one', text: 'Short.' },
  )
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
  const shown = await openCrier(page, crier)
  await shown.row('A very long read').click()
  await expect(shown.article.getByText('The very end.')).toBeAttached()
  await page.keyboard.press('k')
  await expect(shown.article.getByText('Short.')).toBeVisible()
  await page.keyboard.press('j')
  await expect(shown.article.getByText('The very end.')).toBeAttached()
})

test('a flood of 100,000 events: all counted, and the page answers all the while', async ({
  page,
  crier,
  wire,
  watch,
}) => {
  test.setTimeout(120_000)
  // A page that cannot keep up is hung up on, comes back and loads afresh: on a busy machine that is this one.
  watch.expect(/ERR_INCOMPLETE_CHUNKED_ENCODING/)
  const FLOOD = 100_000
  const shown = await openCrier(page, crier)
  wire.publish({ title: 'Before the flood' })
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
  await expect(shown.row('Before the flood')).toBeVisible()
  await shown.list(/^All/).click()
  wire.publish(...Array.from({ length: FLOOD }, (_, index) => ({ title: `Drop ${index + 1}` })))
  // In the middle of it a person goes on working.
  await expect.poll(async () => (await crier.call('snapshot.get', null)).counts.all).toBeGreaterThan(1_000)
  await shown.list(/^Unread/).click()
  await expect(shown.list(/^Unread/)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('a')
  await expect(page.getByRole('dialog', { name: 'Add channel' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await expect
    .poll(async () => (await crier.call('snapshot.get', null)).counts.all, { timeout: 90_000 })
    .toBe(FLOOD + 1)
  await expect(page).toHaveTitle(`(${FLOOD + 1}) Crier`)
  await shown.list(/City desk/).click()
  await expect(shown.row(/Drop 100000(?!\d)/)).toBeVisible()
  expect(new Set(await storedTitles(crier)).size).toBe(FLOOD + 1)
  const { tally } = (await crier.call('snapshot.get', null)).channels[0]!
  expect(tally).toMatchObject({ received: FLOOD + 1, stored: FLOOD + 1, dropped: 0 })
})
