import { expect, test } from './crier-test'
import { openCrier } from './window'

test('a first start offers the demo newsroom; one click fills the window, one click removes it', async ({
  page,
  crier,
}) => {
  const shown = await openCrier(page, crier)
  await expect(page.getByRole('heading', { name: 'Nothing is on the wire yet' })).toBeVisible()
  await expect(page.getByRole('radio', { name: /demo newsroom/ })).toBeChecked()
  await page.getByRole('button', { name: 'Start', exact: true }).click()

  await expect(shown.list(/Stream · Lumen Wire.*Live/)).toBeVisible()
  await expect(shown.list(/Socket · Lumen Wire.*Live/)).toBeVisible()
  await expect(shown.list(/Polled feed · Lumen Wire.*Polled/)).toBeVisible()
  await expect(shown.list(/Quotes · Lumen Exchange.*Live/)).toBeVisible()
  for (const channel of ['Stream', 'Socket ·', 'Polled feed', 'Quotes']) {
    await shown.list(new RegExp(`^${channel}`)).click()
    await expect(shown.rows.first()).toContainText(channel === 'Polled feed' ? 'Found by asking' : 'Pushed')
  }
  await expect(shown.headlines.getByRole('listitem').first()).toBeVisible()
  await expect(shown.headlines).toContainText('Lumen Wire')

  await shown.list(/^Demo newsroom/).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Remove the demo newsroom' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is on the wire yet' })).toBeVisible()
  await expect(shown.list(/Lumen/)).toHaveCount(0)
})
