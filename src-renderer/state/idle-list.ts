import type { Host } from '@contract/index'
import type { ReaderStore } from './store'

/**
 * Keeps `interface.hasIdle` true to the reader: whether anything is meant for the idle screen. Asked when the first
 * snapshot is there and whenever that may have changed, one question at a time. Returns its stop.
 */
export function watchIdleList(host: Host, store: ReaderStore): () => void {
  let asking = false
  let again = false

  const set = (hasIdle: boolean) => {
    if (store.getState().interface.hasIdle !== hasIdle) {
      store.setState((state) => ({ interface: { ...state.interface, hasIdle } }))
    }
  }
  async function ask() {
    if (asking) {
      again = true
      return
    }
    asking = true
    again = false
    try {
      const page = await host.call('items.page', { query: { list: 'idle' }, before: null, limit: 1 })
      set(page.items.length > 0)
    } catch {
      // The reader is busy or gone: the list stays as it was, and the next change asks again.
      again = false
    }
    asking = false
    if (again) void ask()
  }

  const stopPushes = host.on((push) => {
    if (push.name !== 'items.changed') return
    const { added, removed, stale } = push.payload
    const { hasIdle } = store.getState().interface
    if (added.some(({ idle }) => idle)) set(true)
    else if (stale || (hasIdle && removed.length > 0)) void ask()
  })
  const stopReady = store.subscribe(({ reader }, before) => {
    if (reader.phase === 'ready' && before.reader.phase !== 'ready') void ask()
  })
  return () => {
    stopPushes()
    stopReady()
  }
}
