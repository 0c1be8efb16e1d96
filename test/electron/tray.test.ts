import { describe, expect, it } from 'vitest'
import { openTray, trayIconName } from '../../src-main/electron/tray'
import {
  menuLabel,
  tomorrow,
  trayMenu,
  trayToolTip,
  type TrayActions,
  type TrayView,
} from '../../src-main/electron/tray-menu'
import { clickEntry, createFakeElectron, fakeImageSource, fakeTemplate, findEntry } from '../fakes/electron'
import { handClock, headline, recordingLog, recordingReader, settle } from './desk'

const NOON = new Date(2026, 4, 4, 12, 0).getTime()
const view: TrayView = {
  headlines: [],
  unread: 0,
  online: true,
  tickerOpen: false,
  pausedUntil: null,
  doNotDisturbUntil: 0,
  now: NOON,
}

function recordingActions(): TrayActions & { done: unknown[][] } {
  const done: unknown[][] = []
  const record =
    (name: string) =>
    (...words: unknown[]) =>
      void done.push([name, ...words])
  return {
    done,
    open: record('open'),
    openItem: record('openItem'),
    setTicker: record('setTicker'),
    pauseAll: record('pauseAll'),
    doNotDisturb: record('doNotDisturb'),
    preferences: record('preferences'),
    quit: record('quit'),
  }
}

describe("the tray's menu", () => {
  it('begins with the five latest headlines, each opening its item', () => {
    const headlines = [1, 2, 3, 4, 5, 6].map((id) => headline(id, `Story ${id}`))
    const actions = recordingActions()
    const menu = trayMenu({ ...view, headlines }, actions)
    expect(menu.slice(0, 6).map((entry) => entry.label ?? entry.type)).toEqual([
      'Story 1',
      'Story 2',
      'Story 3',
      'Story 4',
      'Story 5',
      'separator',
    ])
    clickEntry(menu, 'Story 3')
    expect(actions.done).toEqual([['openItem', headlines[2]]])
  })
  it('says that there are none yet', () => {
    expect(findEntry(trayMenu(view, recordingActions()), 'No headlines')?.enabled).toBe(false)
  })
  it.each([
    ['Open Crier', ['open']],
    ['Ticker', ['setTicker', true]],
    ['For 15 minutes', ['pauseAll', NOON + 15 * 60_000]],
    ['For an hour', ['pauseAll', NOON + 3_600_000]],
    ['Until tomorrow', ['pauseAll', new Date(2026, 4, 5).getTime()]],
    ['Until resumed', ['pauseAll', 0]],
    ['Preferences', ['preferences']],
    ['Quit', ['quit']],
  ])('%s does that', (label, done) => {
    const actions = recordingActions()
    clickEntry(trayMenu(view, actions), label)
    expect(actions.done).toEqual([done])
  })
  it('offers silence and its end', () => {
    const actions = recordingActions()
    const silence = findEntry(trayMenu(view, actions), 'Do not disturb')?.submenu
    if (!Array.isArray(silence)) throw new Error('No submenu')
    clickEntry(silence, 'For an hour')
    clickEntry(trayMenu({ ...view, doNotDisturbUntil: NOON + 5 }, actions), 'Do not disturb (until')
    expect(actions.done).toEqual([
      ['doNotDisturb', NOON + 3_600_000],
      ['doNotDisturb', 0],
    ])
    expect(findEntry(trayMenu({ ...view, doNotDisturbUntil: NOON - 5 }, actions), 'Do not disturb (')).toBeNull()
  })
  it('offers to resume while paused, and shows what is on', () => {
    const actions = recordingActions()
    const menu = trayMenu({ ...view, pausedUntil: 0, tickerOpen: true, unread: 3 }, actions)
    expect(findEntry(menu, 'Pause all')).toBeNull()
    expect(findEntry(menu, 'Ticker')?.checked).toBe(true)
    expect(findEntry(menu, 'Open Crier (3 unread)')).not.toBeNull()
    clickEntry(menu, 'Resume all')
    expect(actions.done).toEqual([['pauseAll', null]])
  })
  it('keeps headlines on one short line and shows every ampersand', () => {
    expect(menuLabel('Fish & Chips\n\tand   peas')).toBe('Fish && Chips and peas')
    expect([...menuLabel('🙂'.repeat(100))]).toHaveLength(60)
  })
  it('means local midnight by tomorrow', () => {
    expect(tomorrow(new Date(2026, 11, 31, 23, 59, 59).getTime())).toBe(new Date(2027, 0, 1).getTime())
  })
})

describe('the tray', () => {
  function opened(macos = false) {
    const fake = createFakeElectron()
    const reader = recordingReader()
    const clock = handClock(NOON)
    const done: string[] = []
    const stop = openTray({
      platform: fake.platform,
      reader,
      clock,
      log: recordingLog(),
      resources: '/r',
      macos,
      start: reader.snapshot,
      open: () => done.push('open'),
      openItem: (item) => done.push(item.title),
      preferences: () => done.push('preferences'),
      quit: () => done.push('quit'),
    })
    const tray = fake.trays[0]
    if (tray === undefined) throw new Error('No tray')
    return { fake, reader, clock, tray, stop, done }
  }
  const counts = { all: 9, unread: 4, starred: 0, important: 0 }

  it('marks unread and offline, offline first', () => {
    const { tray, reader, clock } = opened()
    expect(fakeImageSource(tray.image)).toMatch(/[\\/]r[\\/]tray[\\/]tray\.png$/)
    reader.tell('itemsChanged', { counts })
    clock.advance(1_000)
    return settle().then(() => {
      expect(fakeImageSource(tray.image)).toContain('tray-unread.png')
      expect(tray.toolTip).toBe('Crier: 4 unread')
      reader.tell('readerChanged', { online: false, pausedUntil: null })
      expect(fakeImageSource(tray.image)).toContain('tray-offline.png')
      expect(tray.toolTip).toBe('Crier: no network')
    })
  })
  it('uses template images on macOS', () => {
    expect(trayIconName({ online: true, unread: 2 }, true)).toBe('tray-unreadTemplate.png')
    expect(trayToolTip({ ...view, pausedUntil: 0 })).toBe('Crier: paused')
  })
  it('asks for headlines once for a burst of changes, and shows them', async () => {
    const { tray, reader, clock, done } = opened()
    reader.headlines = [headline(1, 'Bridge reopens')]
    for (let change = 0; change < 200; change += 1) reader.tell('itemsChanged', { counts })
    clock.advance(1_000)
    await settle()
    expect(reader.calls.filter(({ name }) => name === 'items.page')).toHaveLength(1)
    clickEntry(fakeTemplate(tray.menu), 'Bridge reopens')
    expect(done).toEqual(['Bridge reopens'])
  })
  it('asks the reader to pause, to open the ticker and to be silent', () => {
    const { tray, reader } = opened()
    clickEntry(fakeTemplate(tray.menu), 'For an hour')
    clickEntry(fakeTemplate(tray.menu), 'Ticker')
    expect(reader.calls).toEqual([
      { name: 'reader.pauseAll', argument: { until: NOON + 3_600_000 } },
      { name: 'settings.change', argument: { patch: { ticker: { window: true } } } },
    ])
  })
  it('opens the window on a click, and leaves nothing behind', () => {
    const { tray, reader, clock, stop, done } = opened()
    tray.emit('click')
    expect(done).toEqual(['open'])
    stop()
    expect([tray.destroyed, reader.listeners(), clock.waiting()]).toEqual([true, 0, 0])
  })
})
