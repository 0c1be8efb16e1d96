import type { CallAnswer, CallArgument, CallName, Host, ItemId, ListQuery } from '@contract/index'
import type { ItemLists } from './item-lists'
import { releaseHeld } from './list'
import { messageOf } from './message-of'
import type { DialogRequest, InterfaceSlice, ToastMessage } from './model'
import { articleActions } from './article'
import type { Remembered } from './remembered'
import type { ReaderStore } from './store'

/** Toasts on screen at once; an older one makes way. */
const MAX_TOASTS = 3

export type Actions = ReturnType<typeof createActions>

/** Everything a view may ask for. Commands change nothing here: what they did comes back as a push. */
export function createActions(host: Host, store: ReaderStore, lists: ItemLists, remembered: Remembered) {
  let nextToastId = 1

  function patchInterface(change: Partial<InterfaceSlice>) {
    store.setState((state) => ({ interface: { ...state.interface, ...change } }))
  }

  function toast(message: string, more: Partial<Omit<ToastMessage, 'id' | 'message'>> = {}) {
    const added: ToastMessage = { id: nextToastId++, level: 'info', undoToken: null, ...more, message }
    const { toasts } = store.getState().interface
    patchInterface({ toasts: [...toasts, added].slice(-MAX_TOASTS) })
  }

  /** Calls the reader; a refusal is told as a toast and answers null. */
  async function ask<Name extends CallName>(
    name: Name,
    argument: CallArgument<Name>,
  ): Promise<{ answer: CallAnswer<Name> } | null> {
    try {
      return { answer: await host.call(name, argument) }
    } catch (error) {
      toast(messageOf(error), { level: 'error' })
      return null
    }
  }

  const article = articleActions(host, store, ask)

  return {
    ...article,
    ask,
    toast,
    dismissToast(id: number) {
      patchInterface({ toasts: store.getState().interface.toasts.filter((shown) => shown.id !== id) })
    },
    showDialog: (dialog: DialogRequest) => patchInterface({ dialog }),
    closeDialog: () => patchInterface({ dialog: null }),
    showPane: (pane: InterfaceSlice['pane']) => patchInterface({ pane }),
    toggleFolder(folder: string) {
      const folded = new Set(store.getState().interface.folded)
      if (!folded.delete(folder)) folded.add(folder)
      remembered.set('folded', JSON.stringify([...folded]))
      patchInterface({ folded })
    },
    /** Unfolds or folds up the sections of a channel, or of one of them. */
    toggleSections(key: string) {
      const unfolded = new Set(store.getState().interface.unfolded)
      if (!unfolded.delete(key)) unfolded.add(key)
      remembered.set('unfolded', JSON.stringify([...unfolded]))
      patchInterface({ unfolded })
    },

    async openList(query: ListQuery) {
      patchInterface({ pane: 'timeline', cursor: null })
      await lists.open(query)
    },
    reloadList: () => lists.reload(),
    loadOlder: () => lists.loadOlder(),
    /** The list was scrolled to or away from its top. */
    setAtTop(atTop: boolean) {
      store.setState(({ list }) => {
        if (list.atTop === atTop) return {}
        return { list: atTop ? { ...releaseHeld(list), atTop } : { ...list, atTop, fresh: new Set<ItemId>() } }
      })
    },
    showHeld: () => store.setState(({ list }) => ({ list: { ...releaseHeld(list), atTop: true } })),

    /** The newest headline of the demo newsroom by every technique; says so where there is none yet. */
    async compareTechniques(words: { nothing: string }) {
      const { channels } = store.getState().reader
      const demo = [...channels.values()].find((channel) => channel.demo)
      if (!demo) return toast(words.nothing)
      const query: ListQuery = demo.folder === null ? { list: 'all' } : { list: 'folder', folder: demo.folder }
      const page = await ask('items.page', { query, before: null, limit: 50 })
      if (!page) return
      const newest = page.answer.items.find(({ channelId }) => channels.get(channelId)?.demo)
      if (newest) patchInterface({ dialog: { kind: 'journey', id: newest.id } })
      else toast(words.nothing)
    },

    async markListRead(words: { marked(count: number): string; nothing: string }) {
      const { query, rows, held } = store.getState().list
      // What arrives while the call is under way has not been seen, so it stays unread.
      const newest = held[0] ?? rows[0]
      if (newest === undefined) return toast(words.nothing)
      const upTo = { sortAt: newest.sortAt, id: newest.id }
      const done = await ask('items.markListRead', { query, upTo })
      if (!done) return
      const { marked, undo } = done.answer
      if (marked === 0) toast(words.nothing)
      else toast(words.marked(marked), { undoToken: undo })
    },
    async deleteItems(ids: ItemId[], words: { deleted(count: number): string }) {
      if (ids.length === 0) return
      const done = await ask('items.delete', { ids })
      if (done) toast(words.deleted(ids.length), { undoToken: done.answer.undo })
    },
    async undo(token: number, words: { undone: string; tooLate: string }) {
      const done = await ask('undo', { token })
      if (done) toast(done.answer ? words.undone : words.tooLate)
    },
  }
}
