import type { Page } from '@playwright/test'
import { expect, test } from './crier-test'
import { follow, openCrier } from './window'

const LONG = Array.from({ length: 12 }, (_, index) => ({
  title: `Headline ${String.fromCharCode(65 + index)} about the harbour, the ferry and the weather of tomorrow`,
}))

/** Every animation under the ticker: whether it runs, and which properties it moves. */
const motion = (page: Page) =>
  page.evaluate(() => {
    const strip = document.querySelector('section[aria-label="Ticker"]')
    return (strip?.getAnimations({ subtree: true }) ?? []).map((animation) => ({
      state: animation.playState,
      properties: [
        ...new Set(
          ((animation.effect as KeyframeEffect | null)?.getKeyframes() ?? []).flatMap((frame) =>
            Object.keys(frame).filter((name) => !['offset', 'computedOffset', 'easing', 'composite'].includes(name)),
          ),
        ),
      ],
    }))
  })

test.beforeEach(async ({ crier, wire }) => {
  wire.publish(...LONG)
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
})

test('it moves by transform alone, and stops under the pointer and on focus', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  await expect.poll(() => motion(page)).toEqual([{ state: 'running', properties: ['transform'] }])
  await shown.ticker.hover()
  await expect.poll(async () => (await motion(page)).map(({ state }) => state)).toEqual(['paused'])
  await page.mouse.move(640, 300)
  await expect.poll(async () => (await motion(page)).map(({ state }) => state)).toEqual(['running'])
  await shown.headlines.getByRole('button').first().focus()
  await expect.poll(async () => (await motion(page)).map(({ state }) => state)).toEqual(['paused'])
  await page.keyboard.press('Enter')
  await expect(shown.article.getByRole('heading', { name: /Headline/ })).toBeVisible()
})

test('it is a list that can be read and walked, each headline once', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  await expect(shown.headlines.getByRole('listitem')).toHaveCount(LONG.length)
  await shown.headlines.getByRole('button').first().focus()
  const first = await page.evaluate(() => document.activeElement?.textContent)
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).not.toBe(first)
})

test('it can be stopped and let go by its own button', async ({ page, crier }) => {
  const shown = await openCrier(page, crier)
  await shown.ticker.getByRole('button', { name: 'Stop the ticker' }).click()
  await page.mouse.move(640, 300)
  await page.getByRole('searchbox').focus()
  await expect.poll(async () => (await motion(page)).map(({ state }) => state)).toEqual(['paused'])
  await shown.ticker.getByRole('button', { name: 'Let the ticker run' }).click()
  await page.mouse.move(640, 300)
  await page.getByRole('searchbox').focus()
  await expect.poll(async () => (await motion(page)).map(({ state }) => state)).toEqual(['running'])
})

test('where motion is not wanted it steps, and nothing else moves either', async ({ page, crier, wire }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const shown = await openCrier(page, crier)
  await expect(shown.headlines.getByRole('listitem')).toHaveCount(1)
  const before = await shown.headlines.textContent()
  await shown.ticker.getByRole('button', { name: 'Next headline' }).click()
  await expect(shown.headlines).not.toHaveText(before ?? '')
  wire.publish({ title: 'Arrives without sliding' })
  await expect(shown.row('Arrives without sliding')).toBeVisible()
  const moving = await page.evaluate(
    () =>
      document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 20)
        .length,
  )
  expect(moving).toBe(0)
})

test('/ticker is the ticker alone; a headline opens in the main page', async ({ page, context, crier }) => {
  await openCrier(page, crier)
  const ticker = await context.newPage()
  await ticker.goto(`${crier.origin}/ticker`)
  const list = ticker.getByRole('list', { name: 'Headlines' })
  await expect(list.getByRole('listitem')).toHaveCount(LONG.length)
  await expect(ticker.getByRole('tree')).toHaveCount(0)
  // Under the pointer it stands still, so that what is aimed at is what is hit.
  await ticker.mouse.move(640, 20)
  await expect.poll(async () => (await motion(ticker)).map(({ state }) => state)).toEqual(['paused'])
  const opening = context.waitForEvent('page')
  await ticker.mouse.click(640, 20)
  const opened = await opening
  await expect(
    opened.getByRole('region', { name: 'Article', exact: true }).getByRole('heading', { name: /Headline/ }),
  ).toBeVisible()
})
