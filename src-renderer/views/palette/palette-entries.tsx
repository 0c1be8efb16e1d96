import {
  Bell,
  BellOff,
  ChartBar,
  CirclePause,
  CirclePlay,
  Download,
  Folder,
  Inbox,
  Keyboard,
  MonitorPlay,
  Newspaper,
  Palette,
  Plus,
  RadioTower,
  RefreshCw,
  Settings as SettingsIcon,
  Star,
  TriangleAlert,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { ListQuery, ThemeChoice } from '@contract/index'
import type { Formats } from '../../format/formats'
import { HOUR_MS } from '../../format/spans'
import type { ReaderClient } from '../../state/client'
import type { ReaderSlice } from '../../state/model'
import { folderNames } from '../../state/selectors'
import type { Catalogue } from '../../text/en'
import { StateDot } from '../../ui/StateDot'
import { exportCdf } from '../channels/export-cdf'

export interface PaletteEntry {
  id: string
  group: 'commands' | 'lists' | 'channels'
  label: string
  /** Also found by this, but not shown as the name. */
  also?: string
  /** Beside the name: a key, a number. */
  aside?: string
  icon: ReactNode
  run(): void
}

/** Everything the palette can do now. */
export function paletteEntries(
  client: ReaderClient,
  reader: ReaderSlice,
  text: Catalogue,
  formats: Formats,
): PaletteEntry[] {
  return [
    ...commandEntries(client, reader, text),
    ...listEntries(client, reader, text, formats),
    ...channelEntries(client, reader, text, formats),
  ]
}

function commandEntries({ actions, clock }: ReaderClient, reader: ReaderSlice, catalogue: Catalogue) {
  const { palette: text } = catalogue
  const { settings, shell, pausedUntil, channels } = reader
  const hasDemo = [...channels.values()].some(({ demo }) => demo)
  const command = (id: string, label: string, icon: ReactNode, run: () => unknown, aside?: string): PaletteEntry => ({
    id,
    group: 'commands',
    label,
    icon,
    run: () => void run(),
    ...(aside === undefined ? {} : { aside }),
  })
  const pause = (until: number | null) => () => actions.ask('reader.pauseAll', { until })
  const silence = (until: number) => () => actions.ask('settings.change', { patch: { doNotDisturbUntil: until } })
  const ticker = (patch: { strip?: boolean; window?: boolean }) => () =>
    actions.ask('settings.change', { patch: { ticker: patch } })
  const themes: [ThemeChoice, string][] = [
    ['light', text.themeLight],
    ['dark', text.themeDark],
    ['system', text.themeSystem],
  ]

  return [
    command('add', text.add, <Plus />, () => actions.showDialog({ kind: 'add' }), 'A'),
    command('refresh', text.refreshAll, <RefreshCw />, () => actions.ask('channels.refresh', { id: null })),
    ...(pausedUntil === null
      ? [
          command('pause', text.pauseAll, <CirclePause />, pause(0), 'P'),
          command('pauseHour', text.pauseHour, <CirclePause />, () => pause(clock.now() + HOUR_MS)()),
        ]
      : [command('resume', text.resumeAll, <CirclePlay />, pause(null), 'P')]),
    settings.doNotDisturbUntil > clock.now()
      ? command('disturb', text.disturb, <Bell />, silence(0))
      : command('doNotDisturb', text.doNotDisturb, <BellOff />, () => silence(clock.now() + HOUR_MS)()),
    settings.ticker.strip
      ? command('tickerOff', text.tickerOff, <Newspaper />, ticker({ strip: false }), 'T')
      : command('tickerOn', text.tickerOn, <Newspaper />, ticker({ strip: true }), 'T'),
    ...(shell.can.tickerWindow
      ? [
          settings.ticker.window
            ? command('windowOff', text.tickerWindowOff, <Newspaper />, ticker({ window: false }))
            : command('windowOn', text.tickerWindowOn, <Newspaper />, ticker({ window: true })),
        ]
      : [command('tickerPage', text.tickerPage, <Newspaper />, () => window.open('/ticker', 'crier-ticker'))]),
    ...themes
      .filter(([theme]) => theme !== settings.theme)
      .map(([theme, label]) =>
        command(`theme.${theme}`, label, <Palette />, () => actions.ask('settings.change', { patch: { theme } })),
      ),
    ...(hasDemo
      ? [
          command('compare', catalogue.journey.compare, <ChartBar />, () =>
            actions.compareTechniques(catalogue.journey),
          ),
        ]
      : []),
    ...(channels.size > 0
      ? [
          command('idle', catalogue.idle.start, <MonitorPlay />, () => actions.showDialog({ kind: 'idle' })),
          command('cdf', catalogue.cdf.exportAll, <Download />, () => exportCdf(actions, null)),
        ]
      : []),
    hasDemo
      ? command('demoRemove', text.demoRemove, <RadioTower />, () => actions.ask('demo.remove', null))
      : command('demoStart', text.demoStart, <RadioTower />, () => actions.ask('demo.start', null)),
    command('settings', text.settings, <SettingsIcon />, () => actions.showDialog({ kind: 'settings' })),
    command('shortcuts', text.shortcuts, <Keyboard />, () => actions.showDialog({ kind: 'shortcuts' }), '?'),
  ]
}

function listEntries(
  client: ReaderClient,
  { counts, channels }: ReaderSlice,
  text: Catalogue,
  formats: Formats,
): PaletteEntry[] {
  const list = (query: ListQuery, id: string, label: string, icon: ReactNode, count: number | null): PaletteEntry => ({
    id: `list.${id}`,
    group: 'lists',
    label,
    icon,
    run: () => void client.actions.openList(query),
    ...(count ? { aside: formats.amount.count(count) } : {}),
  })
  return [
    list({ list: 'all' }, 'all', text.lists.all, <Inbox />, null),
    list({ list: 'unread' }, 'unread', text.lists.unread, <Inbox />, counts.unread),
    list({ list: 'starred' }, 'starred', text.lists.starred, <Star />, counts.starred),
    ...(client.store.getState().interface.hasIdle
      ? [list({ list: 'idle' }, 'idle', text.lists.idle, <MonitorPlay />, null)]
      : []),
    list({ list: 'important' }, 'important', text.lists.important, <TriangleAlert />, counts.important),
    ...folderNames(channels).map((folder) =>
      list({ list: 'folder', folder }, `folder.${folder}`, text.palette.folder(folder), <Folder />, null),
    ),
  ]
}

function channelEntries(
  client: ReaderClient,
  { channels }: ReaderSlice,
  text: Catalogue,
  formats: Formats,
): PaletteEntry[] {
  return [...channels.values()].map(({ id, title, url, unread, state }) => ({
    id: `channel.${id}`,
    group: 'channels',
    label: title,
    also: url,
    icon: <StateDot status={state.status} />,
    run: () => void client.actions.openList({ list: 'channel', channelId: id }),
    ...(unread > 0 ? { aside: text.palette.unread(formats.amount.compact(unread)) } : {}),
  }))
}
