import type Electron from 'electron'
import type { ItemSummary } from '@contract/index'

/** Headlines in the tray's menu. */
export const TRAY_HEADLINES = 5
/** A menu wider than this covers the screen it is on. */
const MAX_LABEL_CHARACTERS = 60
const MINUTE_MS = 60_000

export interface TrayView {
  headlines: readonly ItemSummary[]
  unread: number
  online: boolean
  tickerOpen: boolean
  /** As Snapshot.pausedUntil: 0 for good, null when running. */
  pausedUntil: number | null
  /** As Settings.doNotDisturbUntil: 0 for off. */
  doNotDisturbUntil: number
  now: number
}

export interface TrayActions {
  open(): void
  openItem(item: ItemSummary): void
  setTicker(open: boolean): void
  /** null: go on. */
  pauseAll(until: number | null): void
  /** 0: off. */
  doNotDisturb(until: number): void
  preferences(): void
  quit(): void
}

type Entry = Electron.MenuItemConstructorOptions

/** What the tray's menu says now. Pure: the same view gives the same menu. */
export function trayMenu(view: TrayView, actions: TrayActions): Entry[] {
  return [
    ...headlines(view, actions),
    { type: 'separator' },
    { label: view.unread === 0 ? 'Open Crier' : `Open Crier (${view.unread} unread)`, click: () => actions.open() },
    {
      label: 'Ticker',
      type: 'checkbox',
      checked: view.tickerOpen,
      click: () => actions.setTicker(!view.tickerOpen),
    },
    { type: 'separator' },
    ...pausing(view, actions),
    disturbing(view, actions),
    { type: 'separator' },
    { label: 'Preferences…', click: () => actions.preferences() },
    { label: 'Quit Crier', click: () => actions.quit() },
  ]
}

/** What the pointer resting on the icon is told. */
export function trayToolTip(view: TrayView): string {
  if (view.pausedUntil !== null) return 'Crier: paused'
  if (!view.online) return 'Crier: no network'
  return view.unread === 0 ? 'Crier: nothing unread' : `Crier: ${view.unread} unread`
}

/** Local midnight after `now`. */
export function tomorrow(now: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()
}

function headlines(view: TrayView, actions: TrayActions): Entry[] {
  if (view.headlines.length === 0) return [{ label: 'No headlines yet', enabled: false }]
  return view.headlines
    .slice(0, TRAY_HEADLINES)
    .map((item) => ({ label: menuLabel(item.title), click: () => actions.openItem(item) }))
}

function pausing(view: TrayView, actions: TrayActions): Entry[] {
  if (view.pausedUntil !== null) {
    const until = view.pausedUntil === 0 ? '' : ` (until ${clockTime(view.pausedUntil)})`
    return [{ label: `Resume all${until}`, click: () => actions.pauseAll(null) }]
  }
  const pause = (label: string, until: number): Entry => ({ label, click: () => actions.pauseAll(until) })
  return [
    {
      label: 'Pause all',
      submenu: [
        pause('For 15 minutes', view.now + 15 * MINUTE_MS),
        pause('For an hour', view.now + 60 * MINUTE_MS),
        pause('Until tomorrow', tomorrow(view.now)),
        pause('Until resumed', 0),
      ],
    },
  ]
}

function disturbing(view: TrayView, actions: TrayActions): Entry {
  const quiet = view.doNotDisturbUntil > view.now
  if (quiet) {
    return {
      label: `Do not disturb (until ${clockTime(view.doNotDisturbUntil)})`,
      type: 'checkbox',
      checked: true,
      click: () => actions.doNotDisturb(0),
    }
  }
  const still = (label: string, until: number): Entry => ({ label, click: () => actions.doNotDisturb(until) })
  return {
    label: 'Do not disturb',
    submenu: [still('For an hour', view.now + 60 * MINUTE_MS), still('Until tomorrow', tomorrow(view.now))],
  }
}

/** A headline as a menu shows it: one line, not too long, and with `&` doubled, since menus read it as a mnemonic. */
export function menuLabel(title: string): string {
  const line = title.replaceAll(/\s+/g, ' ').trim()
  const characters = [...line]
  const short =
    characters.length <= MAX_LABEL_CHARACTERS ? line : `${characters.slice(0, MAX_LABEL_CHARACTERS - 1).join('')}…`
  return short.replaceAll('&', '&&')
}

function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
}
