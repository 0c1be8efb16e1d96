import type { Notifier } from '../core/ports'
import type { Reader } from '../core/reader'

/** Says once, ever, that a closed window leaves Crier running. `shown`: `Settings.trayHintShown` at the start. */
export function createTrayHint(reader: Reader, notifier: Notifier, system: { macos: boolean; shown: boolean }) {
  let shown = system.shown
  return (reveal: () => void): void => {
    if (shown) return
    shown = true
    notifier.notify(
      {
        id: 'tray-hint',
        channelId: null,
        itemId: null,
        title: 'Crier is still running',
        body: `It goes on receiving. Find it ${system.macos ? 'in the menu bar' : 'in the tray'}, and quit it there.`,
        iconUrl: null,
        silent: true,
      },
      reveal,
    )
    void reader.call('settings.change', { patch: { trayHintShown: true } })
  }
}
