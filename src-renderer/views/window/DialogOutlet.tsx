import { lazy, Suspense } from 'react'
import { selectDialog } from '../../state/selectors'
import { useReader } from '../../state/use-reader'

const AddChannelDialog = lazy(() => import('../add-channel/AddChannelDialog'))
const SettingsDialog = lazy(() => import('../settings/SettingsDialog'))
const ShortcutsDialog = lazy(() => import('../shortcuts/ShortcutsDialog'))
const CommandPalette = lazy(() => import('../palette/CommandPalette'))
const ChannelDialog = lazy(() => import('../channels/ChannelDialog'))
const ChannelNameDialog = lazy(() => import('../channels/ChannelNameDialog'))
const IdleScreen = lazy(() => import('../idle/IdleScreen'))
const JourneyDialog = lazy(() => import('../journey/JourneyDialog'))
const PushSheetDialog = lazy(() => import('../push-sheet/PushSheetDialog'))
const RemoveChannelDialog = lazy(() => import('../channels/RemoveChannelDialog'))

/** The one dialog that is open. Each is fetched when it is first asked for. */
export function DialogOutlet() {
  const dialog = useReader(selectDialog)
  if (!dialog) return null
  return <Suspense fallback={null}>{dialogOf(dialog)}</Suspense>
}

function dialogOf(dialog: NonNullable<ReturnType<typeof selectDialog>>) {
  switch (dialog.kind) {
    case 'add':
      return <AddChannelDialog key={dialog.address} />
    case 'settings':
      return <SettingsDialog key={dialog.section} />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'palette':
      return <CommandPalette />
    case 'channel':
      return <ChannelDialog id={dialog.id} />
    case 'renameChannel':
      return <ChannelNameDialog id={dialog.id} what="title" />
    case 'newFolder':
      return <ChannelNameDialog id={dialog.id} what="folder" />
    case 'removeChannel':
      return <RemoveChannelDialog id={dialog.id} />
    case 'pushSheet':
      return <PushSheetDialog id={dialog.id} />
    case 'journey':
      return <JourneyDialog id={dialog.id} />
    case 'idle':
      return <IdleScreen />
  }
}
