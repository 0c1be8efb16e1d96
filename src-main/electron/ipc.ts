import type { CallArgument, CallError, CallName } from '@contract/index'
import type { Log } from '../core/ports'
import type { Reader } from '../core/reader'
import { isAppAddress } from './app-protocol'
import type { Platform, ShellWindow } from './platform'

/** The only two Electron channels. */
export const CALL_CHANNEL = 'reader:call'
export const PUSH_CHANNEL = 'reader:push'

/** What is checked of a sender; Electron's event has more. */
export interface CallSender {
  readonly sender: object
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null
}

export interface Ipc {
  /** From now on this window may call, and is sent every push, until it is gone. */
  admit(window: ShellWindow): void
  /** Resolves when a page in this window has taken its snapshot, so that what is shown to it is not lost. */
  listening(window: ShellWindow): Promise<void>
  stop(): void
}

/**
 * Connects pages and reader. Only the main frame of a window of ours that shows a page of ours is answered; the
 * reader itself checks the name and the argument. Refusals are data, as every failure of a call is.
 */
export function connectIpc(parts: { ipcMain: Platform['ipcMain']; reader: Reader; log: Log }): Ipc {
  const { ipcMain, reader, log } = parts
  const pages = new Map<object, Page>()

  async function answer(event: CallSender, name: unknown, argument: unknown): Promise<unknown> {
    const page = pages.get(event.sender)
    const frame = event.senderFrame
    if (page === undefined || frame === null || frame.parent !== null || !isAppAddress(frame.url)) {
      log.warn('Refused a call from a page that is not ours')
      return refused('unavailable', 'This page may not ask the reader.')
    }
    if (typeof name !== 'string') return refused('badArgument', 'The name of a call must be text.')
    // The reader takes any text as a name and any value as an argument: it looks both up before it acts.
    const result = await reader.call(name as CallName, argument as CallArgument<CallName>)
    if (name === 'snapshot.get' && result.ok) page.heard()
    return result
  }

  ipcMain.handle(CALL_CHANNEL, (event: CallSender, name: unknown, argument: unknown) => answer(event, name, argument))
  const stopPushes = reader.onPush((push) => {
    for (const page of pages.values()) {
      if (!page.window.webContents.isDestroyed()) page.window.webContents.send(PUSH_CHANNEL, push)
    }
  })

  return {
    admit(window) {
      const contents = window.webContents
      const page = createPage(window)
      pages.set(contents, page)
      // A reload starts a new page, which has heard nothing yet.
      contents.on('did-start-navigation', (details) => {
        if (details.isMainFrame && !details.isSameDocument) page.deafen()
      })
      window.once('closed', () => pages.delete(contents))
    },
    listening(window) {
      for (const page of pages.values()) if (page.window === window) return page.listening()
      return Promise.reject(new Error('The window was never admitted'))
    },
    stop() {
      stopPushes()
      ipcMain.removeHandler(CALL_CHANNEL)
      pages.clear()
    },
  }
}

interface Page {
  readonly window: ShellWindow
  heard(): void
  deafen(): void
  listening(): Promise<void>
}

function createPage(window: ShellWindow): Page {
  let listens = false
  let waiting: (() => void)[] = []
  return {
    window,
    heard() {
      listens = true
      const told = waiting
      waiting = []
      for (const tell of told) tell()
    },
    deafen() {
      listens = false
    },
    listening: () =>
      new Promise((resolve) => {
        if (listens) resolve()
        else waiting.push(resolve)
      }),
  }
}

function refused(kind: CallError['kind'], message: string): { ok: false; error: CallError } {
  return { ok: false, error: { kind, message } }
}
