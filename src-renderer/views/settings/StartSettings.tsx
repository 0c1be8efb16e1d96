import { selectShell } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Switch } from '../../ui/Switch'
import { useSettings } from './use-settings'

/** Drawn only where the shell can start at login. */
export function StartSettings() {
  const { settings: text } = useText()
  const { can } = useReader(selectShell)
  const [settings, change] = useSettings()
  return (
    <>
      <Switch
        label={text.startAtLogin}
        checked={settings.startAtLogin}
        onChange={(startAtLogin) => change({ startAtLogin })}
      />
      {can.tray && (
        <Switch
          label={text.startHidden}
          checked={settings.startHidden}
          onChange={(startHidden) => change({ startHidden })}
        />
      )}
    </>
  )
}
