import type { Alert, ItemSummary, PushName, Pushes } from '@contract/index'
import type { Reader } from '../core/reader'
import type { Ipc } from './ipc'
import type { MainWindow } from './window'

/** Brings things before the user: the window to the front, and in it what was asked for. */
export interface Presenter {
  reveal(): void
  openItem(item: Pick<ItemSummary, 'id' | 'channelId'>): void
  openAlert(alert: Alert): void
  /** The add dialog with this address; an empty one for a fresh dialog. */
  offer(address: string): void
  preferences(): void
  /** From now on there is a window; what was asked for before is shown now. */
  attach(main: MainWindow, ipc: Ipc, reader: Reader): void
}

type ShowName = Extract<PushName, `show.${string}`>

/** Works before there is a window too: a link can be what started the program. */
export function createPresenter(): Presenter {
  let attach: (stage: Stage) => void = () => undefined
  const stage = new Promise<Stage>((resolve) => {
    attach = resolve
  })

  const show = <Name extends ShowName>(name: Name, payload: Pushes[Name]): void => {
    void stage.then(async ({ main, ipc, reader }) => {
      main.reveal()
      // A push to a page that does not listen yet would be lost.
      await ipc.listening(main.window)
      reader.show(name, payload)
    })
  }
  const reveal = (): void => {
    void stage.then(({ main }) => main.reveal())
  }
  const openItem: Presenter['openItem'] = ({ id, channelId }) => show('show.item', { itemId: id, channelId })

  return {
    reveal,
    openItem,
    openAlert({ itemId, channelId }) {
      // A group has no item of its own: the window, with its unread list, is what was meant.
      if (itemId === null || channelId === null) reveal()
      else openItem({ id: itemId, channelId })
    },
    offer: (address) => show('show.addChannel', { address }),
    preferences: () => show('show.settings', {}),
    attach: (main, ipc, reader) => attach({ main, ipc, reader }),
  }
}

interface Stage {
  main: MainWindow
  ipc: Ipc
  reader: Reader
}
