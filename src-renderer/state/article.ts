import type { CallAnswer, CallArgument, CallName, Host, ItemId, ItemSummary } from '@contract/index'
import { messageOf } from './message-of'
import type { ReaderStore } from './store'

type Ask = <Name extends CallName>(
  name: Name,
  argument: CallArgument<Name>,
) => Promise<{ answer: CallAnswer<Name> } | null>

/** Opening items, stepping through the list, and what can be done to the open one. */
export function articleActions(host: Host, store: ReaderStore, ask: Ask) {
  async function load(id: ItemId) {
    try {
      const detail = await host.call('items.get', { id })
      if (store.getState().article.openId !== id) return
      store.setState({ article: { openId: id, detail, loading: false, failure: null } })
    } catch (error) {
      if (store.getState().article.openId !== id) return
      store.setState(({ article }) => ({ article: { ...article, loading: false, failure: messageOf(error) } }))
    }
  }

  function findRow(id: ItemId): ItemSummary | undefined {
    const { list, ticker, article } = store.getState()
    const has = (item: ItemSummary) => item.id === id
    return (
      list.rows.find(has) ??
      list.held.find(has) ??
      ticker.items.find(has) ??
      (article.detail?.id === id ? article.detail : undefined)
    )
  }

  /** Whether the user wants the publisher to know which of its articles were opened. */
  function isTold({ channelId }: ItemSummary): boolean {
    const channel = store.getState().reader.channels.get(channelId)
    if (channel === undefined || channel.wishes.statisticsTo === null) return false
    return channel.settings.options.sendStatistics === true
  }

  async function openItem(id: ItemId) {
    const { article, reader, interface: shown } = store.getState()
    const same = article.openId === id && article.detail !== null
    store.setState({
      interface: { ...shown, pane: 'article', cursor: id },
      ...(same ? {} : { article: { openId: id, detail: null, loading: true, failure: null } }),
    })
    if (!same) await load(id)
    const { detail } = store.getState().article
    const item = detail ?? findRow(id)
    if (!same && detail?.id === id && isTold(detail)) await ask('items.opened', { id })
    if (reader.settings.markReadOnOpen && item?.id === id && !item.status.read) {
      await ask('items.mark', { ids: [id], read: true })
    }
  }

  return {
    openItem,
    /** Loads the open article again: its content changed, or loading it failed. */
    async reloadArticle() {
      const { openId } = store.getState().article
      if (openId !== null) await load(openId)
    },
    closeItem() {
      store.setState(({ interface: shown }) => ({
        article: { openId: null, detail: null, loading: false, failure: null },
        interface: { ...shown, pane: 'timeline' as const },
      }))
    },
    /** Puts the cursor on the next (1) or previous (−1) row, and opens it when asked to; at either end stays. */
    async step(by: 1 | -1, open: boolean): Promise<void> {
      const { list, interface: shown } = store.getState()
      const at = list.rows.findIndex((row) => row.id === shown.cursor)
      const target = at === -1 ? list.rows[0] : list.rows[at + by]
      if (!target) return
      if (open) await openItem(target.id)
      else store.setState({ interface: { ...shown, cursor: target.id } })
    },
    setCursor(id: ItemId) {
      store.setState(({ interface: shown }) => ({ interface: { ...shown, cursor: id } }))
    },
    async toggleStar(id: ItemId) {
      const item = findRow(id)
      if (item) await ask('items.mark', { ids: [id], starred: !item.status.starred })
    },
    async toggleRead(id: ItemId) {
      const item = findRow(id)
      if (item) await ask('items.mark', { ids: [id], read: !item.status.read })
    },
    findRow,
  }
}
