import { MAX_PAGE_ITEMS, type Host, type ItemPage, type ItemSummary, type ListQuery, type Push } from '@contract/index'
import type { StoreApi } from 'zustand/vanilla'
import { applyFreshPage, applyItems, applyOlderPage, emptyList, type ItemsChanged } from './list'
import type { ListSlice, ReaderState } from './model'
import { messageOf } from './message-of'
import { applyToTicker, TICKER_ITEMS } from './ticker'

/** Rows asked for at a time. */
const PAGE_ITEMS = 200
/** A list reloaded after a gap keeps at most this many loaded rows; the rest comes back by scrolling. */
const MAX_RELOADED_ROWS = 5_000

export interface ItemLists {
  /** Opens another list from its top. */
  open(query: ListQuery): Promise<void>
  /** Loads the current list afresh, keeping what is on screen where it is. */
  reload(): Promise<void>
  loadOlder(): Promise<void>
  reloadTicker(): Promise<void>
  /** Every numbered push passes here, so that a page under way can be brought up to date. */
  observed(push: Push): void
}

/** Loads pages of items. A page that was answered before a push and arrives after it gets that push applied. */
export function createItemLists(host: Host, store: StoreApi<ReaderState>): ItemLists {
  let generation = 0
  let tickerGeneration = 0
  let underWay = 0
  let recent: { seq: number; change: ItemsChanged }[] = []

  async function fetched(page: Promise<ItemPage>): Promise<ItemPage> {
    underWay += 1
    try {
      return await page
    } finally {
      underWay -= 1
    }
  }

  function fetchPage(query: ListQuery, before: ItemPage['items'][number] | null, limit: number) {
    const position = before && { sortAt: before.sortAt, id: before.id }
    return fetched(host.call('items.page', { query, before: position, limit }))
  }

  /** The pushes that a page answered at `seq` does not know of. */
  function missedSince(seq: number) {
    const missed = recent.filter((push) => push.seq > seq)
    if (underWay === 0) recent = []
    return missed
  }

  function settle(seq: number, change: (list: ListSlice) => ListSlice) {
    const missed = missedSince(seq)
    store.setState((state) => ({
      list: missed.reduce((list, push) => applyItems(list, push.change, state.reader.channels), change(state.list)),
    }))
  }

  function fail(error: unknown) {
    store.setState((state) => ({ list: { ...state.list, loading: null, failure: messageOf(error) } }))
  }

  async function reload() {
    const mine = ++generation
    const { query, rows } = store.getState().list
    const wanted = Math.min(Math.max(rows.length, PAGE_ITEMS), MAX_RELOADED_ROWS)
    try {
      let page = await fetchPage(query, null, Math.min(wanted, MAX_PAGE_ITEMS))
      const { seq } = page
      const items = [...page.items]
      while (page.more && items.length < wanted && mine === generation) {
        page = await fetchPage(query, items.at(-1) ?? null, Math.min(wanted - items.length, MAX_PAGE_ITEMS))
        items.push(...page.items)
      }
      if (mine === generation) settle(seq, (list) => applyFreshPage(list, { items, more: page.more }))
    } catch (error) {
      if (mine === generation) fail(error)
    }
  }

  return {
    async open(query) {
      const { list } = store.getState()
      // While one types, the last results stay until the next ones are there.
      const searchOn = query.list === 'search' && list.query.list === 'search'
      store.setState({ list: searchOn ? { ...list, query, held: [], atTop: true } : emptyList(query) })
      await reload()
    },
    reload,
    async loadOlder() {
      const { list } = store.getState()
      const last = list.rows.at(-1)
      if (list.loading !== null || !list.more || !last) return
      const mine = generation
      store.setState({ list: { ...list, loading: 'more', failure: null } })
      try {
        const page = await fetchPage(list.query, last, PAGE_ITEMS)
        if (mine === generation) settle(page.seq, (current) => applyOlderPage(current, page))
      } catch (error) {
        if (mine === generation) fail(error)
      }
    },
    async reloadTicker() {
      const mine = ++tickerGeneration
      try {
        const page = await fetched(host.call('items.ticker', { limit: TICKER_ITEMS }))
        if (mine !== tickerGeneration) return
        const missed = missedSince(page.seq)
        store.setState(({ reader: { channels } }) => ({
          ticker: {
            items: missed.reduce<readonly ItemSummary[]>(
              (items, { change }) => applyToTicker(items, change, channels),
              page.items,
            ),
          },
        }))
      } catch (error) {
        // The headlines that were there stay; the next snapshot tries again.
        store.setState(({ reader }) => ({ reader: { ...reader, failure: messageOf(error) } }))
      }
    },
    observed(push) {
      if (push.name === 'items.changed' && underWay > 0) recent.push({ seq: push.seq, change: push.payload })
    },
  }
}
