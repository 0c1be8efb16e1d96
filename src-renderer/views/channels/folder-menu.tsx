import { ChartBar, Download, RefreshCw, Trash2 } from 'lucide-react'
import type { ChannelId, ChannelView } from '@contract/index'
import type { Actions } from '../../state/actions'
import type { Catalogue } from '../../text/en'
import type { MenuEntry } from '../../ui/Menu'
import { exportCdf } from './export-cdf'

/** What can be done with a folder, as menu entries. The demo's folder goes as it came: with one click. */
export function folderMenu(
  folder: string,
  channelIds: readonly ChannelId[],
  channels: ReadonlyMap<ChannelId, ChannelView>,
  { actions, text }: { actions: Actions; text: Catalogue },
): MenuEntry[] {
  const words = text.channel.menu
  const isDemo = channelIds.some((id) => channels.get(id)?.demo === true)
  const refresh = () => {
    for (const id of channelIds) void actions.ask('channels.refresh', { id })
  }
  const compare: MenuEntry = {
    kind: 'action',
    label: text.journey.compare,
    icon: <ChartBar />,
    run: () => void actions.compareTechniques(text.journey),
  }
  const remove: MenuEntry = {
    kind: 'action',
    label: words.removeDemo,
    icon: <Trash2 />,
    danger: true,
    run: () => void actions.ask('demo.remove', null),
  }
  return [
    ...(isDemo ? [compare] : []),
    { kind: 'action', label: words.refresh, icon: <RefreshCw />, run: refresh },
    {
      kind: 'action',
      label: text.cdf.exportFolder,
      icon: <Download />,
      run: () => void exportCdf(actions, folder),
    },
    ...(isDemo ? [{ kind: 'line' as const }, remove] : []),
  ]
}
