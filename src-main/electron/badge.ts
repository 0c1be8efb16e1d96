import type { Reader } from '../core/reader'
import type { Platform } from './platform'

/** The unread count on the dock's or launcher's icon (macOS and some Linux desktops). Returns its stop. */
export function watchBadge(app: Platform['app'], reader: Pick<Reader, 'onFact'>, unread: number): () => void {
  let shown: number | null = null
  const show = (count: number): void => {
    if (shown === count) return
    shown = count
    app.setBadgeCount(count)
  }
  show(unread)
  return reader.onFact('itemsChanged', ({ counts }) => show(counts.unread))
}
