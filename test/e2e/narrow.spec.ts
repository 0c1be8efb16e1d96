import type { Page } from '@playwright/test'
import { expect, test } from './crier-test'
import { follow, openCrier } from './window'

const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenpension'.repeat(2)

test.beforeEach(async ({ crier, wire }) => {
  wire.publish(
    { title: 'The ferry sails again', text: 'Since this morning.' },
    {
      title: LONG_WORD,
      html: `<pre>${'wide '.repeat(200)}</pre><table><tr>${'<td>cell</td>'.repeat(60)}</tr></table>`,
    },
    { title: '', text: '' },
  )
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
})

const fits = (page: Page) =>
  page.evaluate(
    () => document.documentElement.scrollWidth <= window.innerWidth && document.body.scrollWidth <= window.innerWidth,
  )

test.describe('at 420 × 800', () => {
  test.use({ viewport: { width: 420, height: 800 } })

  test('one pane at a time, with a way back', async ({ page, crier }) => {
    await page.goto(crier.address)
    const lists = page.getByRole('tree', { name: 'Lists and channels' })
    const list = page.getByRole('listbox', { name: 'Items' })
    const article = page.getByRole('region', { name: 'Article', exact: true })
    const back = page.getByRole('button', { name: 'Back' })
    await expect(lists.or(list).first()).toBeVisible()
    if (!(await lists.isVisible())) await back.click()
    await expect(list).toBeHidden()
    expect(await fits(page)).toBe(true)

    await lists.getByRole('treeitem', { name: /City desk/ }).click()
    await expect(list).toBeVisible()
    await expect(lists).toBeHidden()
    expect(await fits(page)).toBe(true)

    await list
      .getByRole('option')
      .filter({ hasText: LONG_WORD.slice(0, 40) })
      .click()
    await expect(article).toBeVisible()
    await expect(list).toBeHidden()
    expect(await fits(page)).toBe(true)
    await back.click()
    await expect(list).toBeVisible()
    await back.click()
    await expect(lists).toBeVisible()
  })

  test('dialogs fit', async ({ page, crier }) => {
    await page.goto(crier.address)
    await expect(page.getByRole('listbox', { name: 'Items' }).or(page.getByRole('tree')).first()).toBeVisible()
    for (const key of ['a', '?', 'Control+k']) {
      await page.keyboard.press(key)
      const dialog = page.getByRole('dialog')
      await expect(dialog).toBeVisible()
      const box = await dialog.boundingBox()
      expect(box!.x).toBeGreaterThanOrEqual(0)
      expect(box!.x + box!.width).toBeLessThanOrEqual(420)
      expect(box!.y + box!.height).toBeLessThanOrEqual(800)
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
    }
  })
})

test.describe('at 200 % of 1280 × 800', () => {
  // Zooming in to 200 % leaves half as many CSS pixels, each two device pixels wide.
  test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })

  test('everything can still be read and reached', async ({ page, crier }) => {
    await page.goto(crier.address)
    const lists = page.getByRole('tree', { name: 'Lists and channels' })
    await expect(lists.or(page.getByRole('listbox', { name: 'Items' })).first()).toBeVisible()
    if (!(await lists.isVisible())) await page.getByRole('button', { name: 'Back' }).first().click()
    await lists.getByRole('treeitem', { name: /City desk/ }).click()
    await page.getByRole('option').filter({ hasText: 'The ferry sails again' }).click()
    await expect(
      page.getByRole('region', { name: 'Article', exact: true }).getByText('Since this morning.'),
    ).toBeInViewport()
    expect(await fits(page)).toBe(true)
    await page.keyboard.press('a')
    const look = page.getByRole('dialog').getByRole('button', { name: 'Look', exact: true })
    await look.scrollIntoViewIfNeeded()
    await expect(look).toBeInViewport()
  })
})

test('the panes are moved by keyboard and pointer, and remember', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  const handle = page.getByRole('separator', { name: 'Width of the channel list' })
  const width = async () => Math.round((await shown.lists.boundingBox())!.width)
  const usual = await width()
  await handle.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(width).toBe(usual + 16)
  const box = (await handle.boundingBox())!
  await page.mouse.move(box.x + box.width / 2, 300)
  await page.mouse.down()
  await page.mouse.move(box.x + 60, 300)
  await page.mouse.up()
  await expect.poll(width).toBeGreaterThan(usual + 40)
  const chosen = await width()
  await page.reload()
  await expect.poll(width).toBe(chosen)
})
