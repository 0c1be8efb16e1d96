import type { Page } from '@playwright/test'
import { expect, test } from './crier-test'
import { follow, openCrier } from './window'

async function openSettings(page: Page, section: string) {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByRole('tab', { name: section }).click()
  return dialog
}

test.beforeEach(async ({ crier, wire }) => {
  wire.publish({ title: 'The harbour opens at noon', text: 'Says the harbour master.' })
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
})

test('theme and density hold at once and after a reload', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const height = async () => (await shown.rows.first().boundingBox())?.height ?? 0
  await expect(shown.rows).toHaveCount(1)
  const usual = await height()
  const dialog = await openSettings(page, 'Look')
  await dialog.getByLabel('Theme').selectOption('Light')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  const light = await paper()
  await dialog.getByLabel('Theme').selectOption('Dark')
  await expect.poll(paper).not.toBe(light)
  await dialog.getByLabel('Rows in lists').selectOption('Compact')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect.poll(height).toBeLessThan(usual)

  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect.poll(height).toBeLessThan(usual)
  await expect.poll(paper).not.toBe(light)
})

test('the theme follows the system until one is chosen', async ({ page, crier }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openCrier(page, crier)
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await paper()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(paper).not.toBe(light)
})

test('German, with every word', async ({ page, crier }) => {
  await openCrier(page, crier)
  const dialog = await openSettings(page, 'Look')
  await dialog.getByLabel('Language').selectOption('Deutsch')
  await expect(page.getByRole('dialog', { name: 'Einstellungen' })).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', /^de/)
  await expect(page.getByRole('treeitem', { name: /Ungelesen/ })).toBeVisible()
  await expect(page.getByText(/\b(Unread|Starred|Settings|Live|Mark list read)\b/)).toHaveCount(1) // the state “Live”
})

test('Arabic reads from right to left: lists on the right, the article on the left', async ({ page, crier }) => {
  await openCrier(page, crier)
  const dialog = await openSettings(page, 'Look')
  await dialog.getByLabel('Language').selectOption('العربية')
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', /^ar/)
  await expect(page.getByRole('tree')).toBeVisible()
  const lists = await page.getByRole('tree').boundingBox()
  const article = await page.getByRole('region', { name: /^(Article|المقال.*)$/ }).boundingBox()
  expect(lists!.x).toBeGreaterThan(article!.x)
  // What stays in its own direction is not turned round.
  await page.getByRole('option').first().click()
  await expect(page.getByRole('region', { name: /^(Article|المقال.*)$/ }).getByRole('heading')).toHaveAttribute(
    'dir',
    'auto',
  )
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
})

test('quiet hours and the other choices of notifications hold over a reload', async ({ page, crier }) => {
  await openCrier(page, crier)
  let dialog = await openSettings(page, 'Notifications')
  await dialog.getByRole('switch', { name: 'Quiet hours' }).click()
  await dialog.getByLabel('From').fill('21:30')
  await dialog.getByLabel('Until').fill('06:15')
  await dialog.getByLabel('Always notify about').fill('harbour, ferry')
  await dialog.getByLabel('Always notify about').blur()
  await expect
    .poll(async () => (await crier.call('snapshot.get', null)).settings.notifications)
    .toMatchObject({ quiet: { from: 21 * 60 + 30, to: 6 * 60 + 15 }, keywords: ['harbour', 'ferry'] })
  await page.reload()
  dialog = await openSettings(page, 'Notifications')
  await expect(dialog.getByRole('switch', { name: 'Quiet hours' })).toBeChecked()
  await expect(dialog.getByLabel('From')).toHaveValue('21:30')
  await expect(dialog.getByLabel('Until')).toHaveValue('06:15')
  await expect(dialog.getByLabel('Always notify about')).toHaveValue('harbour, ferry')
})

test('a change made in one page is seen in another', async ({ page, context, crier }) => {
  await openCrier(page, crier)
  const other = await context.newPage()
  await openCrier(other, crier)
  const dialog = await openSettings(page, 'Look')
  await dialog.getByLabel('Theme').selectOption('Dark')
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark')
})
