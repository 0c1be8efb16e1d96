import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Alert } from '@contract/index'
import { showPageAlert } from '../../../src-renderer/state/page-alerts'

const ALERT: Alert = {
  id: 'item-7',
  channelId: 1,
  itemId: 7,
  title: 'Harbour closed',
  body: 'News',
  iconUrl: null,
  silent: true,
}

/** Stands for the browser's notifications, which no test environment can show. */
function browserThat(permission: NotificationPermission) {
  const shown: { title: string; options: NotificationOptions; onclick: (() => void) | null; close(): void }[] = []
  class PageNotification {
    static readonly permission = permission
    onclick: (() => void) | null = null
    constructor(
      readonly title: string,
      readonly options: NotificationOptions,
    ) {
      shown.push(this)
    }
    close() {
      shown.splice(shown.indexOf(this), 1)
    }
  }
  vi.stubGlobal('Notification', PageNotification)
  return shown
}

afterEach(() => vi.unstubAllGlobals())

describe('alerts of the page', () => {
  it('are shown once they are allowed, and a click opens the item', () => {
    const shown = browserThat('granted')
    const opened = vi.fn()
    showPageAlert(ALERT, opened)
    expect(shown[0]).toMatchObject({ title: 'Harbour closed', options: { body: 'News', tag: 'item-7', silent: true } })
    shown[0]?.onclick?.()
    expect(opened).toHaveBeenCalledWith(7)
    expect(shown).toEqual([])
  })

  it.each(['default', 'denied'] as const)('are not shown while the permission is %s', (permission) => {
    const shown = browserThat(permission)
    showPageAlert(ALERT, () => undefined)
    expect(shown).toEqual([])
  })

  it('never fetch a picture from the net', () => {
    const shown = browserThat('granted')
    showPageAlert({ ...ALERT, iconUrl: 'https://news.example/icon.png' }, () => undefined)
    showPageAlert({ ...ALERT, iconUrl: 'data:image/png;base64,AA==' }, () => undefined)
    expect(shown.map(({ options }) => options.icon)).toEqual([undefined, 'data:image/png;base64,AA=='])
  })
})
