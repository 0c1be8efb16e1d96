import type { Alert } from '@contract/index'
import type { Log, Notifier } from '../core/ports'
import type { Platform, ShellNotification } from './platform'

/** Notifications that may still be clicked. The oldest is let go; the system keeps showing it. */
export const MAX_LIVE_NOTIFICATIONS = 50

export interface DesktopNotifier extends Notifier {
  stop(): void
}

/**
 * Shows alerts as the system's notifications. What is worth an alert, how many at once and what is a group was
 * decided in the core. A notification without a reference is garbage and its click is lost, so they are kept.
 */
export function createNotifier(parts: {
  platform: Pick<Platform, 'Notification' | 'nativeImage'>
  log: Log
}): DesktopNotifier {
  const { platform, log } = parts
  const live = new Map<string, ShellNotification>()

  const letGo = (id: string, notification: ShellNotification): void => {
    if (live.get(id) === notification) live.delete(id)
  }

  return {
    notify(alert, opened) {
      if (!platform.Notification.isSupported()) return
      const notification = new platform.Notification(optionsFor(alert, platform.nativeImage))
      live.get(alert.id)?.close()
      live.set(alert.id, notification)
      for (const oldest of live.keys()) {
        if (live.size <= MAX_LIVE_NOTIFICATIONS) break
        live.delete(oldest)
      }
      notification.on('click', () => {
        letGo(alert.id, notification)
        opened()
      })
      notification.on('close', () => letGo(alert.id, notification))
      notification.on('failed', (_event, error) => {
        letGo(alert.id, notification)
        log.warn('The system did not show a notification', { error })
      })
      notification.show()
    },
    stop() {
      for (const notification of live.values()) notification.close()
      live.clear()
    },
  }
}

function optionsFor(alert: Alert, images: Platform['nativeImage']): Electron.NotificationConstructorOptions {
  // Only a picture that is already here: fetching one would tell the publisher when its alert was shown.
  const drawn = alert.iconUrl?.startsWith('data:image/') === true ? images.createFromDataURL(alert.iconUrl) : null
  return {
    title: alert.title,
    body: alert.body,
    silent: alert.silent,
    ...(drawn === null || drawn.isEmpty() ? {} : { icon: drawn }),
  }
}
