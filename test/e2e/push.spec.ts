import { Agent } from 'node:https'
import webpush from 'web-push'
import { expect, test } from './crier-test'
import { addDialog, chooseKind } from './techniques'
import { follow, openCrier } from './window'
import { startNtfyServer } from '../servers/ntfy-server'

test('a push address: given out, copied, and what the real web-push sends to it arrives', async ({
  page,
  context,
  crier,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: crier.origin })
  const shown = await openCrier(page, crier)
  await page.getByRole('button', { name: 'Add channel', exact: true }).click()
  const dialog = addDialog(page)
  await chooseKind(dialog, 'Web Push')
  await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('webpush://localhost')
  await dialog.getByRole('button', { name: 'Look', exact: true }).click()
  await dialog.getByRole('button', { name: /^Subscribe/ }).click()

  const sheet = page.getByRole('dialog', { name: /Push address/ })
  await sheet.getByRole('button', { name: 'Copy: Subscription' }).click()
  await expect(sheet.getByText('Copied', { exact: true })).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  const subscription = JSON.parse(copied) as webpush.PushSubscription
  expect(new URL(subscription.endpoint).hostname).toBe('127.0.0.1')
  await page.keyboard.press('Escape')
  await expect(shown.list(/Live/)).toBeVisible()

  // The receiver's certificate is its own; a sender on this machine has to accept it.
  const agent = new Agent({ rejectUnauthorized: false })
  try {
    const { statusCode } = await webpush.sendNotification(
      subscription,
      JSON.stringify({ title: 'Lock gate open', body: 'Boats may pass until six.' }),
      { agent, TTL: 60 },
    )
    expect(statusCode).toBe(201)
  } finally {
    agent.destroy()
  }
  await expect(shown.row('Lock gate open')).toContainText('Pushed by the publisher')
  await shown.row('Lock gate open').click()
  await expect(shown.article.getByText('Boats may pass until six.')).toBeVisible()
})

test('what an ntfy message offers to do is done when its button is pressed, and never before', async ({
  page,
  crier,
}) => {
  const ntfy = await startNtfyServer()
  const knocks = () => ntfy.local.requests.filter(({ path }) => path === '/open-the-gate').length
  try {
    await follow(crier, { url: `${ntfy.origin}/house`, kind: 'ntfy', title: 'House' })
    const shown = await openCrier(page, crier)
    await expect(shown.list(/House.*Live/)).toBeVisible()
    ntfy.publish('house', {
      title: 'Somebody rings',
      message: 'At the garden gate.',
      actions: [
        {
          id: 'a1',
          action: 'http',
          label: 'Open the gate',
          url: `${ntfy.origin}/open-the-gate`,
          method: 'PUT',
          body: 'now',
        },
      ],
    })
    await shown.row('Somebody rings').click()
    const button = shown.article.getByRole('button', { name: /Open the gate/ })
    await expect(button).toContainText(`Sends PUT to ${new URL(ntfy.origin).host}`)
    await button.hover()
    // One more message has gone all the way: what reading the first would send had its time.
    ntfy.publish('house', { title: 'Nobody rings any more' })
    await expect(shown.row('Nobody rings any more')).toBeVisible()
    expect(knocks()).toBe(0)
    await button.click()
    await expect(shown.article.getByRole('status').filter({ hasText: 'Done' })).toBeVisible()
    expect(knocks()).toBe(1)
  } finally {
    await ntfy.close()
  }
})
