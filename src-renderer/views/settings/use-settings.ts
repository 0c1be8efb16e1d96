import type { Patch, Settings } from '@contract/index'
import { selectSettings } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'

/** The settings as they hold now, and the way to change them; what was changed comes back as a push. */
export function useSettings(): [Settings, (patch: Patch<Settings>) => void] {
  const { ask } = useActions()
  const settings = useReader(selectSettings)
  return [settings, (patch) => void ask('settings.change', { patch })]
}
