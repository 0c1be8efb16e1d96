import type { Alert, ItemId } from '@contract/index'

/** Shows alerts as the page's own notifications, where the shell has none; silent until the user allowed them. */
export function showPageAlert(alert: Alert, opened: (itemId: ItemId | null) => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const shown = new Notification(alert.title, {
    body: alert.body,
    tag: alert.id,
    silent: alert.silent,
    // Only a picture that is already here: fetching one would tell the publisher when its alert was shown.
    ...(alert.iconUrl?.startsWith('data:image/') === true && { icon: alert.iconUrl }),
  })
  shown.onclick = () => {
    window.focus()
    opened(alert.itemId)
    shown.close()
  }
}
