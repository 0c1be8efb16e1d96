import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './crier-test'
import { follow, openCrier } from './window'

/** What axe finds wrong. `except`: rules that do not apply to what is open. */
async function faults(page: Page, except: string[] = []): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .disableRules(except)
    .analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help} ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  )
}

const quiet = async (page: Page) =>
  page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity),
  )

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme })

    test('the first start', async ({ page, crier }) => {
      await openCrier(page, crier)
      await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible()
      expect(await faults(page)).toEqual([])
    })

    test('main window, dialogs, settings', async ({ page, crier, wire }) => {
      test.setTimeout(120_000)
      wire.publish(
        { title: 'A quiet one', text: 'Nothing else.' },
        { title: 'An urgent one', text: 'At once.', priority: 'urgent' },
        {
          title: 'With pictures',
          html: '<h2>Part</h2><p>x <a href="/y">y</a></p><img src="http://127.0.0.1:9/x.png" alt="z"><pre>code</pre><blockquote>q</blockquote>',
        },
      )
      await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk', folder: 'Home' })
      await follow(crier, { url: 'http://127.0.0.1:9/', kind: 'feed', title: 'Gone for now' })
      const shown = await openCrier(page, crier)
      await shown.list(/^All/).click()
      await expect(shown.rows).toHaveCount(3)
      await shown.row('With pictures').click()
      await expect(shown.article.getByText('code')).toBeVisible()
      await expect(shown.list(/Gone for now.*Waiting/)).toBeVisible()
      expect(await faults(page), 'main window').toEqual([])
      await shown.row('A quiet one').click()
      await page.keyboard.press('Delete')
      await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
      await quiet(page)
      expect(await faults(page), 'with a message').toEqual([])

      for (const key of ['a', '?', 'Control+k']) {
        await page.keyboard.press(key)
        await expect(page.getByRole('dialog')).toBeVisible()
        await quiet(page)
        expect(await faults(page), `dialog of ${key}`).toEqual([])
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toBeHidden()
      }
      await page.getByRole('button', { name: 'Settings', exact: true }).click()
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click()
        await quiet(page)
        expect(await faults(page), `settings, ${await tab.textContent()}`).toEqual([])
      }
      // The menu alone is open: a dialog before it is gone, and not only fading, since what fades has no contrast.
      await expect(async () => {
        await page.keyboard.press('Escape')
        await expect(page.locator('[role=dialog]')).toHaveCount(0, { timeout: 2_000 })
        await shown.list(/City desk/).click({ button: 'right' })
        await expect(page.getByRole('menu')).toBeVisible({ timeout: 2_000 })
        await quiet(page)
        await expect(page.locator('[role=dialog]')).toHaveCount(0, { timeout: 1 })
      }).toPass({ timeout: 40_000 })
      // A menu belongs to what opened it and not to a region of the page.
      expect(await faults(page, ['region']), 'menu').toEqual([])
      // Looking at it took the focus away, and a menu closes then.
      await page.keyboard.press('Escape')
      await expect(page.getByRole('menu')).toBeHidden()
      await shown.list(/City desk/).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Edit…' }).click()
      await expect(page.getByRole('dialog', { name: 'Edit channel' })).toBeVisible()
      await quiet(page)
      expect(await faults(page), 'edit').toEqual([])
    })

    test('the ticker’s page', async ({ page, crier, wire }) => {
      wire.publish({ title: 'One' }, { title: 'Two', priority: 'urgent' })
      await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
      await openCrier(page, crier)
      await page.goto(`${crier.origin}/ticker`)
      await expect(page.getByRole('listitem')).toHaveCount(2)
      expect(await faults(page)).toEqual([])
    })
  })
}
