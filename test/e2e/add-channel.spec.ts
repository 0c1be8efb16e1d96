import type { Page } from '@playwright/test'
import { expect, test } from './crier-test'
import { mainWindow, openCrier } from './window'
import { rssOf } from '../servers/feed-server'

/** Opens the dialog and asks about an address, as a person types it. */
async function ask(page: Page, address: string) {
  await page.getByRole('button', { name: 'Add channel', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Add channel' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address)
  await dialog.getByRole('button', { name: 'Look', exact: true }).click()
  return dialog
}

async function seenEverywhere(page: Page, title: string) {
  const shown = mainWindow(page)
  await expect(shown.headlines).toContainText(title)
  await shown.row(title).click()
  await expect(shown.article.getByRole('heading', { name: title })).toBeVisible()
}

test('a live stream: named, previewed, subscribed, seen in list, ticker and article', async ({ page, crier, wire }) => {
  wire.publish({ title: 'Ferry strike is over', text: 'The harbour opens at noon.' })
  const shown = await openCrier(page, crier)
  const dialog = await ask(page, wire.url)
  await expect(dialog.getByText('A live event stream.')).toBeVisible()
  await expect(dialog.getByText(/1 event type seen in/)).toBeVisible()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Ferry strike is over' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Subscribe' }).click()
  await expect(shown.toast(/You now follow/)).toBeVisible()

  wire.publish({ title: 'Night trains return', text: 'From Sunday on, at eleven in the evening.' })
  await expect(shown.list(/Live/)).toBeVisible()
  await seenEverywhere(page, 'Night trains return')
  await expect(shown.article.getByText('From Sunday on, at eleven in the evening.')).toBeVisible()
  await expect(shown.row('Night trains return')).toContainText('Pushed by the publisher')
})

test('a web socket: named, subscribed, seen in list, ticker and article', async ({ page, crier, socket }) => {
  const shown = await openCrier(page, crier)
  const dialog = await ask(page, socket.url('live'))
  await expect(dialog.getByText('A live socket.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Subscribe' }).click()
  await expect(shown.list(/Live/)).toBeVisible()
  await expect.poll(() => socket.readers.size).toBe(1)
  socket.send([JSON.stringify({ id: 'b7', title: 'Build 7 passed', text: 'In four minutes.' })])
  await seenEverywhere(page, 'Build 7 passed')
})

test('a feed found on its page: named, previewed, subscribed, seen in list, ticker and article', async ({
  page,
  crier,
  paper,
}) => {
  paper.answer('/', {
    headers: { 'Content-Type': 'text/html' },
    body: '<!doctype html><title>Paper</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Hello',
  })
  paper.answer('/feed.xml', { body: rssOf('Bridge reopens', 'A new mayor') })
  const shown = await openCrier(page, crier)
  const dialog = await ask(page, `${paper.origin}/`)
  await expect(dialog.getByText(/A feed \(.*RSS.*\)\. It does not push, so Crier will ask it/)).toBeVisible()
  await expect(dialog.getByRole('heading', { name: 'Local paper' })).toBeVisible()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Bridge reopens' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Subscribe' }).click()
  await expect(shown.list(/Local paper.*Polled/)).toBeVisible()
  await seenEverywhere(page, 'Bridge reopens')
  await expect(shown.row('A new mayor')).toContainText('Found by asking')
})

test('an address that is followed already says so and leads there', async ({ page, crier, paper }) => {
  paper.answer('/feed.xml', { body: rssOf('Once is enough') })
  await crier.call('channels.add', { url: `${paper.origin}/feed.xml`, kind: 'feed' })
  await openCrier(page, crier)
  const dialog = await ask(page, `${paper.origin}/feed.xml`)
  await expect(dialog.getByText('You already follow this channel.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Subscribe' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Go to it' }).click()
  await expect(dialog).toBeHidden()
  await expect(mainWindow(page).list(/Local paper/)).toHaveAttribute('aria-selected', 'true')
})

test('what cannot be followed is explained: what, why and what next', async ({ page, crier, paper }) => {
  paper.answer('/page', {
    headers: { 'Content-Type': 'text/html' },
    body: '<!doctype html><title>No feed</title><p>Hi',
  })
  paper.answer('/private', { status: 401, body: 'no' })
  await openCrier(page, crier)
  const cases: [address: string, next: string | RegExp][] = [
    ['not an address at all', 'An address looks like example.org/news'],
    ['http://127.0.0.1:9/', 'Check the spelling and your network'],
    [`${paper.origin}/nothing-here`, 'Check the end of the address'],
    [`${paper.origin}/private`, 'Give a token or a header under More settings'],
    [`${paper.origin}/page`, /choose the kind|Check the address/],
  ]
  for (const [address, next] of cases) {
    const dialog = await ask(page, address)
    const alert = dialog.getByRole('alert')
    await expect(alert, address).toContainText(next)
    await expect(dialog.getByRole('button', { name: 'Subscribe' })).toHaveCount(0)
    // The technical detail is there, one click away.
    await expect(alert, 'in the user’s words').not.toContainText(/ECONN|ENOTFOUND|undefined|\[object/, {
      useInnerText: true,
    })
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
})

test('a token opens what answered 401', async ({ page, crier, paper }) => {
  paper.answer('/private', ({ authorization }) =>
    authorization === 'Bearer open-sesame' ? { body: rssOf('Only for members') } : { status: 401, body: 'no' },
  )
  const shown = await openCrier(page, crier)
  const dialog = await ask(page, `${paper.origin}/private`)
  await expect(dialog.getByRole('alert')).toContainText('Give a token')
  await dialog.getByText('More settings', { exact: true }).click()
  await dialog.getByLabel('Access token').fill('open-sesame')
  await dialog.getByRole('button', { name: 'Look again with these settings' }).click()
  await dialog.getByRole('button', { name: 'Subscribe' }).click()
  await expect(shown.row('Only for members')).toBeVisible()
  await expect(page.getByText('open-sesame')).toHaveCount(0)
})
