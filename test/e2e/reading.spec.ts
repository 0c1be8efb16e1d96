import { expect, test } from './crier-test'
import { follow, openCrier } from './window'

const NEWS = ['Alpha harbour', 'Beta bridge', 'Gamma gardens', 'Delta dam', 'Epsilon express']

test.beforeEach(async ({ crier, wire }) => {
  wire.publish(...NEWS.map((title) => ({ title, text: `All about ${title}.` })))
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
})

test('opening marks read; star, delete and undo hold over a reload', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  await shown.list(/^All/).click()
  await expect(shown.rows).toHaveCount(5)
  await expect(page).toHaveTitle('(5) Crier')

  await shown.row('Beta bridge').click()
  await expect(shown.article.getByText('All about Beta bridge.')).toBeVisible()
  await expect(shown.row('Beta bridge')).not.toContainText('Unread')
  await expect(page).toHaveTitle('(4) Crier')
  await shown.article.getByRole('button', { name: 'Mark unread' }).click()
  await expect(page).toHaveTitle('(5) Crier')
  await shown.article.getByRole('button', { name: 'Mark read' }).click()

  await shown.article.getByRole('button', { name: 'Star', exact: true }).click()
  await expect(shown.row('Beta bridge').getByRole('img', { name: 'Starred' })).toBeVisible()
  await shown.list(/^Starred/).click()
  await expect(shown.rows).toHaveCount(1)

  await shown.list(/^All/).click()
  await shown.row('Gamma gardens').click()
  await shown.article.getByRole('button', { name: 'Delete' }).click()
  await expect(shown.row('Gamma gardens')).toHaveCount(0)
  await shown.toast('1 item deleted.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(shown.row('Gamma gardens')).toBeVisible()
  await shown.row('Delta dam').click()
  await shown.article.getByRole('button', { name: 'Delete' }).click()
  await expect(shown.row('Delta dam')).toHaveCount(0)

  await page.reload()
  await shown.list(/^All/).click()
  await expect(shown.rows).toHaveCount(4)
  await expect(shown.row('Delta dam')).toHaveCount(0)
  await expect(shown.row('Beta bridge').getByRole('img', { name: 'Starred' })).toBeVisible()
  await expect(shown.row('Beta bridge')).not.toContainText('Unread')
})

test('a list is marked read at once, and taken back at once', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  await shown.list(/City desk/).click()
  await expect(page).toHaveTitle('(5) Crier')
  await page.getByRole('button', { name: 'Mark list read' }).click()
  await expect(page).toHaveTitle('Crier')
  await shown.toast('5 items marked read.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page).toHaveTitle('(5) Crier')
})

test('search finds by beginnings of words, says when there is nothing, and ends by being emptied', async ({
  page,
  crier,
}) => {
  const shown = await openCrier(page, crier)
  await shown.list(/^All/).click()
  await expect(shown.rows).toHaveCount(5)
  const field = page.getByRole('searchbox', { name: 'Search items' })
  await field.fill('gard')
  await expect(shown.rows).toHaveCount(1)
  await expect(shown.row('Gamma gardens')).toBeVisible()
  await field.fill('all about e')
  await expect(shown.rows).toHaveCount(1)
  await field.fill('"')
  await expect(shown.timeline.getByText(/Nothing found|failed/)).toBeVisible()
  await field.fill('zeppelin')
  await expect(page.getByText('Nothing found for “zeppelin”')).toBeVisible()
  await field.press('Escape')
  await expect(shown.rows).toHaveCount(5)
  await expect(field).toHaveValue('')
})

test('nothing moves under the eye: scrolled down, new items wait in a pill', async ({ page, crier, wire }) => {
  wire.publish(...Array.from({ length: 60 }, (_, index) => ({ title: `Older ${index}` })))
  const shown = await openCrier(page, crier)
  await shown.list(/^All/).click()
  await expect(page).toHaveTitle('(65) Crier')
  const list = page.getByRole('listbox', { name: 'Items' })
  await list.hover()
  await page.mouse.wheel(0, 600)
  await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBeGreaterThan(300)
  // Wheel scrolling glides on; the row to watch is taken when it has come to rest.
  const resting = () =>
    list.evaluate(async (element) => {
      const before = element.scrollTop
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      return element.scrollTop === before
    })
  await expect.poll(resting).toBe(true)
  const inView = shown.rows.nth(12)
  const title = /Older \d+/.exec((await inView.textContent()) ?? '')?.[0] ?? ''
  const watched = shown.row(new RegExp(`${title}(?!\\d)`))
  const before = await watched.boundingBox()

  wire.publish({ title: 'Fresh one' }, { title: 'Fresh two' })
  const pill = page.getByRole('button', { name: '2 new' })
  await expect(pill).toBeVisible()
  expect(await watched.boundingBox()).toEqual(before)
  await pill.click()
  await expect(shown.row('Fresh two')).toBeVisible()
  await expect(pill).toBeHidden()
})
