import type { Page } from '@playwright/test'
import type { ChannelId } from '../../src-main/contract'
import { nextStoryAt, storiesBetween } from '../../src-main/newsroom/wire'
import type { CrierProcess } from './crier-process'
import { expect, test } from './crier-test'
import { startNewsroom, type NewsroomProcess } from './newsroom-process'
import { addDialog, WAYS, type Way } from './techniques'
import { mainWindow, openCrier, storedTitles } from './window'

/** Fifteen connections come back with a back-off each. */
const PATIENCE = { timeout: 45_000 }
/** A document is asked at most once a minute, whoever asks. */
const NEXT_POLL = { timeout: 90_000, intervals: [2_000] }
const MOST_STORIES = 500

test('every technique: found, previewed, subscribed by its address; nothing lost or doubled over a restart', async ({
  page,
  crier,
}) => {
  test.setTimeout(240_000)
  const newsroom = await startNewsroom()
  try {
    const shown = await openCrier(page, crier)
    const ids = new Map<Way, ChannelId>()
    for (const way of WAYS) ids.set(way, await test.step(way.title, () => addAsNewUser(page, crier, newsroom, way)))
    await expect(shown.headlines.getByRole('listitem').first()).toBeVisible()

    const stopped = Date.now()
    await newsroom.stop()
    for (const [way, id] of ids) if (!way.polled) await expect.poll(() => statusOf(crier, id)).not.toBe('live')
    // A story falls due while nobody is there to tell it.
    const missed = nextStoryAt(Date.now())
    await expect.poll(() => Date.now(), PATIENCE).toBeGreaterThan(missed)
    await newsroom.start()
    await page.getByRole('button', { name: 'Ask all channels now' }).click()
    for (const [way, id] of ids)
      await expect.poll(() => statusOf(crier, id), PATIENCE).toBe(way.polled ? 'polled' : 'live')
    const until = nextStoryAt(Date.now())

    const gone = storiesBetween(stopped - 1, until, MOST_STORIES).map(({ headline, publishedAt }) =>
      nameOf(headline, publishedAt),
    )
    expect(gone.length).toBeGreaterThan(1)
    for (const [way, id] of ids) {
      await test.step(`${way.title} after the restart`, async () => {
        const lost = async () => {
          if (way.polled) await crier.call('channels.refresh', { id })
          const stored = await storedStories(crier, id)
          return gone.filter((story) => !stored.includes(story))
        }
        await expect
          .poll(lost, { ...(way.polled ? NEXT_POLL : PATIENCE), message: 'lost over the restart' })
          .toEqual([])
        const stored = await storedStories(crier, id)
        expect(
          stored.filter((story, at) => stored.indexOf(story) !== at),
          'stored twice',
        ).toEqual([])
      })
    }
    await shown.list(/^All/).click()
    await expect(async () => {
      const [latest = ''] = await storedTitles(crier)
      await expect(shown.row(latest).first()).toBeVisible({ timeout: 1_000 })
      await expect(shown.headlines).toContainText(latest, { timeout: 1_000 })
    }).toPass(PATIENCE)
  } finally {
    await newsroom.stop()
  }
})

/** Pastes the address into the dialog, does what the technique asks for, subscribes, and sees the items. */
async function addAsNewUser(page: Page, crier: CrierProcess, newsroom: NewsroomProcess, way: Way): Promise<ChannelId> {
  const shown = mainWindow(page)
  const before = new Set((await channelsOf(crier)).map(({ id }) => id))
  await page.getByRole('button', { name: 'Add channel', exact: true }).click()
  const dialog = addDialog(page)
  await dialog.getByRole('textbox', { name: 'Address' }).fill(newsroom.address(way.title))
  await dialog.getByRole('button', { name: 'Look', exact: true }).click()
  const chosen = dialog.locator('section').filter({ hasText: 'First items, as they will look' })
  await expect(chosen).toContainText(way.found)
  if (way.noPreview !== true)
    await expect(dialog.getByRole('heading', { name: /^First items/ }).locator('+ ul > li')).not.toHaveCount(0)
  await way.complete?.(dialog)
  await dialog.getByRole('button', { name: 'Subscribe' }).click()
  await expect(dialog).toBeHidden()
  if (way.kind === 'webpush')
    await page
      .getByRole('dialog', { name: /Push address/ })
      .getByRole('button', { name: 'Close' })
      .last()
      .click()
  await expect(shown.rows.first()).toBeVisible()

  const added = (await channelsOf(crier)).find(({ id }) => !before.has(id))
  if (added === undefined) throw new Error('no channel was added')
  expect(added.kind).toBe(way.kind)
  await expect.poll(() => statusOf(crier, added.id)).toBe(way.polled ? 'polled' : 'live')
  // What is on the screen came by this channel.
  const [newest = ''] = await storedTitles(crier, { list: 'channel', channelId: added.id })
  await expect(shown.row(newest).first()).toBeVisible()
  return added.id
}

/** A headline comes again after minutes, as another story; no two are published in one second. */
const nameOf = (headline: string, publishedAt: number | null): string =>
  // ntfy shows the tags of a message as emoji before its title.
  `${headline.replace(/^\P{Letter}+/u, '')} (${String(Math.floor((publishedAt ?? 0) / 1000))})`

async function storedStories(crier: CrierProcess, channelId: ChannelId): Promise<string[]> {
  const query = { list: 'channel', channelId } as const
  const { items } = await crier.call('items.page', { query, before: null, limit: MOST_STORIES })
  return items.map(({ title, publishedAt }) => nameOf(title, publishedAt))
}

const channelsOf = async (crier: CrierProcess) => (await crier.call('snapshot.get', null)).channels

async function statusOf(crier: CrierProcess, channelId: ChannelId): Promise<string | undefined> {
  return (await channelsOf(crier)).find(({ id }) => id === channelId)?.state.status
}
