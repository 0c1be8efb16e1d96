import type { Host } from '@contract/index'
import type { ReaderStore } from './store'

/**
 * Tells the reader when this machine's network comes or goes; also at the start when the reader believes otherwise,
 * since the page that told it last may have been closed since. Returns its stop.
 */
export function watchNetwork(host: Host, store: ReaderStore, page: Window): () => void {
  const tell = () => {
    // A reader that cannot be told has lost its line, and that is shown already.
    host.call('reader.network', { online: page.navigator.onLine }).catch(() => undefined)
  }
  const stopWaiting = store.subscribe(({ reader }) => {
    if (reader.phase !== 'ready') return
    stopWaiting()
    if (reader.online !== page.navigator.onLine) tell()
  })
  page.addEventListener('online', tell)
  page.addEventListener('offline', tell)
  return () => {
    stopWaiting()
    page.removeEventListener('online', tell)
    page.removeEventListener('offline', tell)
  }
}
