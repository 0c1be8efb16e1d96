import type { Density, Language, ThemeChoice } from '@contract/index'
import { useText } from '../../text/use-text'
import { Select } from '../../ui/Select'
import { useSettings } from './use-settings'

const THEMES: ThemeChoice[] = ['system', 'light', 'dark']
const DENSITIES: Density[] = ['comfortable', 'cosy', 'compact']
// Languages are named in themselves, so that everybody finds their own.
const LANGUAGES: { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
  { value: 'ar', label: 'العربية' },
]

export function LookSettings() {
  const { settings: text } = useText()
  const [settings, change] = useSettings()
  return (
    <>
      <Select
        label={text.theme}
        value={settings.theme}
        options={THEMES.map((value) => ({ value, label: text.themes[value] }))}
        onChange={(theme) => change({ theme })}
      />
      <Select
        label={text.density}
        value={settings.density}
        options={DENSITIES.map((value) => ({ value, label: text.densities[value] }))}
        onChange={(density) => change({ density })}
      />
      <Select
        label={text.language}
        value={settings.language}
        options={[{ value: 'system', label: text.languageSystem }, ...LANGUAGES]}
        onChange={(language) => change({ language })}
      />
    </>
  )
}
