import {
  Bell,
  Copy,
  ExternalLink,
  FolderInput,
  KeyRound,
  Pause,
  Pencil,
  Play,
  RefreshCw,
  Shuffle,
  Trash2,
} from 'lucide-react'
import type { ChannelView } from '@contract/index'
import type { Actions } from '../../state/actions'
import { copyToClipboard } from '../../state/clipboard'
import type { Catalogue } from '../../text/en'
import type { MenuEntry } from '../../ui/Menu'
import { safeLink } from '../article/safe-link'
import { followBy } from '../channel-options/OtherWays'

const MINUTE_MS = 60_000

/** What can be done with a channel, as menu entries. */
export function channelMenu(
  channel: ChannelView,
  folders: readonly string[],
  { actions, text, now, allPaused }: { actions: Actions; text: Catalogue; now: number; allPaused: boolean },
): MenuEntry[] {
  const { id, settings, state } = channel
  const words = text.channel.menu
  const { ask } = actions
  const pauseUntil = (until: number | null) => () => void ask('channels.pause', { id, until })
  const change = (patch: Partial<ChannelView['settings']>) =>
    void ask('channels.change', { id, patch: { settings: patch } })
  const site = safeLink(channel.siteUrl)

  const copy = async () => {
    const done = await copyToClipboard(channel.url)
    actions.toast(done ? text.app.copied : text.app.copyFailed, { level: done ? 'info' : 'error' })
  }

  return [
    { kind: 'action', label: words.refresh, icon: <RefreshCw />, run: () => void ask('channels.refresh', { id }) },
    allPaused
      ? {
          kind: 'action',
          label: text.toolbar.resumeAll,
          hint: words.allPaused,
          icon: <Play />,
          run: () => void ask('reader.pauseAll', { until: null }),
        }
      : state.status === 'paused'
        ? { kind: 'action', label: words.resume, icon: <Play />, run: () => void ask('channels.resume', { id }) }
        : {
            kind: 'group',
            label: words.pause,
            icon: <Pause />,
            entries: [
              { kind: 'action', label: words.pause15, run: pauseUntil(now + 15 * MINUTE_MS) },
              { kind: 'action', label: words.pauseHour, run: pauseUntil(now + 60 * MINUTE_MS) },
              { kind: 'action', label: words.pauseOpen, run: pauseUntil(null) },
            ],
          },
    { kind: 'line' },
    {
      kind: 'choice',
      label: words.notify,
      icon: <Bell />,
      value: settings.notify,
      options: [
        { value: 'none', label: words.notifyNone },
        { value: 'important', label: words.notifyImportant },
        { value: 'all', label: words.notifyAll },
      ],
      change: (level) => {
        if (level === 'none' || level === 'important' || level === 'all') void ask('channels.setNotify', { id, level })
      },
    },
    {
      kind: 'choice',
      label: words.pictures,
      value: String(settings.remoteImages),
      options: [
        { value: 'null', label: words.picturesFollow },
        { value: 'true', label: words.picturesAlways },
        { value: 'false', label: words.picturesNever },
      ],
      change: (value) => change({ remoteImages: value === 'null' ? null : value === 'true' }),
    },
    { kind: 'check', label: words.flag, checked: settings.flagged, change: (flagged) => change({ flagged }) },
    { kind: 'line' },
    {
      kind: 'group',
      label: words.move,
      icon: <FolderInput />,
      entries: [
        ...[null, ...folders].map((folder): MenuEntry => ({
          kind: 'action',
          label: folder ?? words.moveNone,
          disabled: folder === channel.folder,
          run: () => void ask('channels.change', { id, patch: { folder } }),
        })),
        { kind: 'line' },
        { kind: 'action', label: words.moveNew, run: () => actions.showDialog({ kind: 'newFolder', id }) },
      ],
    },
    {
      kind: 'action',
      label: words.rename,
      icon: <Pencil />,
      run: () => actions.showDialog({ kind: 'renameChannel', id }),
    },
    { kind: 'action', label: words.edit, run: () => actions.showDialog({ kind: 'channel', id }) },
    ...(channel.kind === 'webpush'
      ? [
          {
            kind: 'action' as const,
            label: text.sheet.menu,
            icon: <KeyRound />,
            run: () => actions.showDialog({ kind: 'pushSheet', id }),
          },
        ]
      : []),
    ...(settings.alternatives.length > 0
      ? [
          {
            kind: 'group' as const,
            label: text.others.menu,
            icon: <Shuffle />,
            entries: settings.alternatives.map((to): MenuEntry => ({
              kind: 'action',
              label: text.techniques[to.kind].name,
              hint: to.url,
              run: () => void followBy(actions, text, channel, to),
            })),
          },
        ]
      : []),
    { kind: 'action', label: words.copy, icon: <Copy />, run: () => void copy() },
    ...(site
      ? [
          {
            kind: 'action' as const,
            label: words.openSite,
            icon: <ExternalLink />,
            run: () => void window.open(site, '_blank', 'noopener,noreferrer'),
          },
        ]
      : []),
    { kind: 'line' },
    {
      kind: 'action',
      label: words.remove,
      icon: <Trash2 />,
      danger: true,
      run: () => actions.showDialog({ kind: 'removeChannel', id }),
    },
  ]
}
