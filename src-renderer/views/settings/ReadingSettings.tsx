import { useFormats, useText } from '../../text/use-text'
import { Switch } from '../../ui/Switch'
import { Range } from './Range'
import { useSettings } from './use-settings'

export function ReadingSettings() {
  const { settings: text } = useText()
  const { amount } = useFormats()
  const [settings, change] = useSettings()
  return (
    <>
      <Range
        label={text.fontSize}
        value={settings.articleFontSize}
        least={13}
        most={28}
        step={1}
        words={(size) => text.pixels(amount.count(size))}
        onChange={(articleFontSize) => change({ articleFontSize })}
      />
      <Switch
        label={text.markReadOnOpen}
        checked={settings.markReadOnOpen}
        onChange={(markReadOnOpen) => change({ markReadOnOpen })}
      />
      <Switch
        label={text.remoteImages}
        hint={text.remoteImagesHint}
        checked={settings.remoteImages}
        onChange={(remoteImages) => change({ remoteImages })}
      />
    </>
  )
}
