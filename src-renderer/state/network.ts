import type { Host } from '@contract/index'

/** Tells the reader when this machine's network comes or goes. Returns its stop. */
export function watchNetwork(host: Host, page: Window): () => void {
  const tell = () => {
    // A reader that cannot be told has lost its line, and that is shown already.
    host.call('reader.network', { online: page.navigator.onLine }).catch(() => undefined)
  }
  page.addEventListener('online', tell)
  page.addEventListener('offline', tell)
  return () => {
    page.removeEventListener('online', tell)
    page.removeEventListener('offline', tell)
  }
}
