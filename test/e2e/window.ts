import type { Locator, Page } from '@playwright/test'
import type { ChannelId, ListQuery, NewChannel } from '../../src-main/contract'
import type { CrierProcess } from './crier-process'
import { expect } from './crier-test'

/** The parts of the main window, as a person would name them. */
export interface MainWindow {
  lists: Locator
  timeline: Locator
  rows: Locator
  article: Locator
  ticker: Locator
  headlines: Locator
  row(title: string | RegExp): Locator
  list(name: string | RegExp): Locator
  toast(words: string | RegExp): Locator
}

export function mainWindow(page: Page): MainWindow {
  const lists = page.getByRole('tree', { name: 'Lists and channels' })
  const timeline = page.getByRole('region', { name: 'Items', exact: true })
  const rows = page.getByRole('listbox', { name: 'Items' }).getByRole('option')
  const ticker = page.getByRole('region', { name: 'Ticker', exact: true })
  return {
    lists,
    timeline,
    rows,
    article: page.getByRole('region', { name: 'Article', exact: true }),
    ticker,
    headlines: ticker.getByRole('list', { name: 'Headlines' }),
    row: (title) => rows.filter({ hasText: title }),
    list: (name) => lists.getByRole('treeitem', { name }),
    toast: (words) => page.getByRole('region', { name: /Messages/ }).getByText(words),
  }
}

/** Opens Crier by its printed address and waits until it shows itself. */
export async function openCrier(page: Page, crier: CrierProcess): Promise<MainWindow> {
  await page.goto(crier.address)
  await expect(page.getByRole('tree', { name: 'Lists and channels' })).toBeVisible()
  return mainWindow(page)
}

/** Follows an address without the dialog, for tests that are about something else. */
export async function follow(crier: CrierProcess, channel: NewChannel): Promise<ChannelId> {
  return (await crier.call('channels.add', channel)).id
}

/** Every title that is stored, newest first, over all pages. */
export async function storedTitles(crier: CrierProcess, query: ListQuery = { list: 'all' }): Promise<string[]> {
  const titles: string[] = []
  let before = null
  for (;;) {
    const page: Awaited<ReturnType<typeof nextPage>> = await nextPage(crier, query, before)
    titles.push(...page.items.map(({ title }) => title))
    const last = page.items.at(-1)
    if (!page.more || last === undefined) return titles
    before = { sortAt: last.sortAt, id: last.id }
  }
}

const nextPage = (crier: CrierProcess, query: ListQuery, before: { sortAt: number; id: number } | null) =>
  crier.call('items.page', { query, before, limit: 500 })
