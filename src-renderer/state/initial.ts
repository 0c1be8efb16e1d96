import { DEFAULT_SETTINGS } from '@contract/index'
import { emptyList } from './list'
import type { ReaderState } from './model'

/** Before the first snapshot. */
export function initialState(): ReaderState {
  return {
    reader: {
      phase: 'loading',
      failure: null,
      connected: true,
      channels: new Map(),
      counts: { all: 0, unread: 0, starred: 0, important: 0 },
      settings: DEFAULT_SETTINGS,
      notices: [],
      pictures: new Map(),
      shell: {
        kind: 'browser',
        version: '',
        platform: '',
        can: { tickerWindow: false, startAtLogin: false, tray: false },
        dataFolder: '',
      },
      pausedUntil: null,
      online: true,
    },
    list: emptyList({ list: 'unread' }),
    article: { openId: null, detail: null, loading: false, failure: null },
    ticker: { items: [] },
    interface: {
      dialog: null,
      toasts: [],
      pane: 'timeline',
      cursor: null,
      folded: new Set(),
      unfolded: new Set(),
      hasIdle: false,
    },
  }
}
