import type { ItemId } from '@contract/index'
import type { ReaderClient } from '../../state/client'
import { MAIN_PAGE } from '../window/surface'

/** Opens a headline: in this window from its strip, in the main window from a ticker of its own. */
export function openFromTicker(client: ReaderClient, surface: 'strip' | 'window', id: ItemId): void {
  if (surface === 'strip') void client.actions.openItem(id)
  else if (isBrowserShell(client)) window.open(`/?item=${id}`, MAIN_PAGE)
  else void client.actions.ask('reader.show', { itemId: id })
}

/** Brings the main window forward. */
export function showCrier(client: ReaderClient): void {
  if (isBrowserShell(client)) window.open('/', MAIN_PAGE)
  else void client.actions.ask('reader.show', { itemId: null })
}

function isBrowserShell(client: ReaderClient): boolean {
  return client.store.getState().reader.shell.kind === 'browser'
}
