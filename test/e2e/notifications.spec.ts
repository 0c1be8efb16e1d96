import type { Page } from '@playwright/test'
import { expect, test } from './crier-test'
import { follow, openCrier } from './window'

interface Shown {
  title: string
  body: string
}

/** Notes what the page shows by itself and passes it on: nothing is put in its place. */
async function recordNotifications(page: Page) {
  await page.addInitScript(() => {
    const shown: { title: string; body: string; it: Notification }[] = []
    const Real = window.Notification
    window.Notification = new Proxy(Real, {
      construct(target, [title, options]: [string, NotificationOptions | undefined]) {
        const it = new target(title, options)
        shown.push({ title, body: options?.body ?? '', it })
        return it
      },
    })
    Object.assign(window, {
      shownNotifications: () => shown.map(({ title, body }) => ({ title, body })),
      pressNotification: (title: string) =>
        shown.find((one) => one.title.includes(title))?.it.dispatchEvent(new Event('click')),
    })
  })
}

const shownOn = (page: Page) => page.evaluate('shownNotifications()') as Promise<Shown[]>

test('new items notify, old ones do not, none does twice, and a click opens the item', async ({
  page,
  context,
  crier,
  wire,
  watch,
}) => {
  watch.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/)
  await context.grantPermissions(['notifications'], { origin: crier.origin })
  await recordNotifications(page)
  wire.publish({ title: 'Old news' })
  const shown = await openCrier(page, crier)
  expect(await page.evaluate(() => Notification.permission)).toBe('granted')
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk', settings: { notify: 'all' } })
  await expect(shown.list(/City desk.*Live/)).toBeVisible()
  await expect(shown.row('Old news')).toBeVisible()
  wire.publish({ title: 'Ferry sails again', text: 'Since this morning.' })
  await expect.poll(async () => JSON.stringify(await shownOn(page))).toContain('Ferry sails again')
  expect(JSON.stringify(await shownOn(page))).not.toContain('Old news')

  await page.evaluate('pressNotification("Ferry")')
  await expect(shown.article.getByRole('heading', { name: 'Ferry sails again' })).toBeVisible()

  await crier.kill9()
  const lineLost = page.getByText('The connection to the reader is lost.')
  await expect(lineLost).toBeVisible()
  await crier.restart()
  await expect(lineLost).toBeHidden({ timeout: 30_000 })
  await expect.poll(() => wire.readers(), { timeout: 30_000 }).toBe(1)
  wire.publish({ title: 'Market day', text: 'On the square.' })
  await expect.poll(async () => JSON.stringify(await shownOn(page))).toContain('Market day')
  const titles = (await shownOn(page)).map(({ title, body }) => `${title} ${body}`)
  expect(titles.filter((words) => words.includes('Ferry sails again'))).toHaveLength(1)
})

test('quiet hours and do not disturb are quiet; the items are there all the same', async ({
  page,
  context,
  crier,
  wire,
}) => {
  await context.grantPermissions(['notifications'], { origin: crier.origin })
  await recordNotifications(page)
  const shown = await openCrier(page, crier)
  await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk', settings: { notify: 'all' } })
  await expect(shown.list(/City desk.*Live/)).toBeVisible()
  await crier.call('settings.change', { patch: { doNotDisturbUntil: Date.now() + 3_600_000 } })
  wire.publish({ title: 'Psst' })
  await expect(shown.row('Psst')).toBeVisible()
  await crier.call('settings.change', { patch: { doNotDisturbUntil: 0 } })
  wire.publish({ title: 'Loud again' })
  // The later one was shown, so the earlier one had its chance.
  await expect.poll(async () => JSON.stringify(await shownOn(page))).toContain('Loud again')
  expect(JSON.stringify(await shownOn(page))).not.toContain('Psst')
})

test('without permission the settings say what to do', async ({ page, crier }) => {
  await openCrier(page, crier)
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('tab', { name: 'Notifications' }).click()
  await expect(page.getByText(/needs the browser’s permission|The browser forbids it/)).toBeVisible()
})
