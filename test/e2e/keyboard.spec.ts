import { expect, test } from './crier-test'
import { follow, openCrier } from './window'

const LINK = 'http://127.0.0.1:9/article'

test('every key of the main window', async ({ page, context, crier, wire }) => {
  wire.publish({ title: 'Third' }, { title: 'Second' }, { title: 'First', link: LINK })
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
  const shown = await openCrier(page, crier)
  const heading = (name: string) => shown.article.getByRole('heading', { name })

  await test.step('Ctrl+1…9 lists', async () => {
    await page.keyboard.press('Control+1')
    await expect(shown.list(/^All/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+3')
    await expect(shown.list(/^Starred/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+5')
    await expect(shown.list(/City desk/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+1')
    await expect(shown.rows).toHaveCount(3)
  })
  await test.step('j and k go and open', async () => {
    await page.keyboard.press('j')
    await expect(heading('First')).toBeVisible()
    await page.keyboard.press('j')
    await expect(heading('Second')).toBeVisible()
    await page.keyboard.press('k')
    await expect(heading('First')).toBeVisible()
  })
  await test.step('o and Enter open', async () => {
    await page.keyboard.press('o')
    await expect(heading('First')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(heading('First')).toBeVisible()
  })
  await test.step('v opens in the browser, outside', async () => {
    const outside = context.waitForEvent('page')
    await page.keyboard.press('v')
    const opened = await outside
    await expect.poll(() => opened.url()).toMatch(/127\.0\.0\.1:9|chrome-error/)
    expect(await opened.evaluate(() => window.opener === null).catch(() => true)).toBe(true)
    await opened.close()
  })
  await test.step('s stars', async () => {
    await page.keyboard.press('s')
    await expect(shown.row('First').getByRole('img', { name: 'Starred' })).toBeVisible()
    await page.keyboard.press('s')
    await expect(shown.row('First').getByRole('img', { name: 'Starred' })).toHaveCount(0)
  })
  await test.step('m is read and unread', async () => {
    await page.keyboard.press('m')
    await expect(shown.row('First')).toContainText('Unread')
    await page.keyboard.press('m')
    await expect(shown.row('First')).not.toContainText('Unread')
  })
  await test.step('Delete deletes, with undo', async () => {
    await page.keyboard.press('Delete')
    await expect(shown.row('First')).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(shown.row('First')).toBeVisible()
  })
  await test.step('Shift+A marks the list read, with undo', async () => {
    await page.keyboard.press('Shift+A')
    await expect(page).toHaveTitle('Crier')
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await expect(page).toHaveTitle(/\(\d\) Crier/)
  })
  await test.step('/ searches, Escape leaves', async () => {
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox', { name: 'Search items' })).toBeFocused()
    await page.keyboard.type('jazz')
    await expect(page.getByText('Nothing found for “jazz”')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(shown.rows).toHaveCount(3)
  })
  await test.step('a adds', async () => {
    await page.keyboard.press('a')
    await expect(
      page.getByRole('dialog', { name: 'Add channel' }).getByRole('textbox', { name: 'Address' }),
    ).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  })
  await test.step('t is the ticker', async () => {
    await expect(shown.ticker).toBeVisible()
    await page.keyboard.press('t')
    await expect(shown.ticker).toBeHidden()
    await page.keyboard.press('t')
    await expect(shown.ticker).toBeVisible()
  })
  await test.step('p pauses everything and resumes', async () => {
    await page.keyboard.press('p')
    await expect(page.getByText('All channels are paused.')).toBeVisible()
    await expect(shown.list(/City desk.*Paused/)).toBeVisible()
    await page.keyboard.press('p')
    await expect(shown.list(/City desk.*Live/)).toBeVisible()
  })
  await test.step('? shows all keys', async () => {
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    for (const key of ['Next item', 'Mark list read', 'Ticker strip on or off', 'Commands']) {
      await expect(dialog.getByText(key, { exact: true })).toBeVisible()
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })
  await test.step('Ctrl+K is the palette', async () => {
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog', { name: 'Commands' })
    await expect(dialog).toBeVisible()
    await page.keyboard.type('dark th')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  })
})

test('all of it can be reached by Tab, and focus is to be seen', async ({ page, crier, wire }) => {
  wire.publish({ title: 'Only one' })
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
  const shown = await openCrier(page, crier)
  await expect(shown.rows).toHaveCount(1)
  const reached: string[] = []
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return null
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      const parent = element.parentElement ? getComputedStyle(element.parentElement) : null
      const visible =
        (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || parent?.outlineStyle !== 'none'
      return {
        name: element.getAttribute('aria-label') ?? element.textContent ?? '',
        visible,
        html: element.outerHTML.slice(0, 200),
      }
    })
    if (focus === null) break
    expect(focus.visible, `focus to be seen on ${focus.html}`).toBe(true)
    reached.push(focus.name)
  }
  for (const name of ['Add channel', 'Search items', 'Items', 'Settings', 'Mark list read']) {
    expect(reached).toContain(name)
  }
})
