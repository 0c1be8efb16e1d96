import type { Store } from '../core/ports'
import { readCommandLine } from './command-line'
import { addressInLink } from './incoming-address'
import type { Platform } from './platform'

/** The schemes that start Crier, or reach the one that runs. */
export const LINK_SCHEMES = ['crier', 'feed'] as const

/**
 * Whether this start is the one that runs. When it is not, the other was told our arguments and we must quit.
 * The lock belongs to the data folder, so this comes after the folder is set.
 */
export function claimInstance(app: Platform['app']): boolean {
  return app.requestSingleInstanceLock()
}

/**
 * Takes over what later starts and links ask for. Before the app is ready, since macOS sends the link that started
 * it early.
 */
export function watchStarts(app: Platform['app'], heard: { reveal(): void; offer(address: string): void }): void {
  app.on('second-instance', (_event, argv, workingFolder) => {
    heard.reveal()
    const { address } = readCommandLine(argv, workingFolder)
    if (address !== null) heard.offer(address)
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    heard.reveal()
    const address = addressInLink(link)
    if (address !== null) heard.offer(address)
  })
  app.on('activate', () => heard.reveal())
}

/** Where the store keeps which program was registered for the links. */
const LINKS_CLAIMED_BY = 'links.claimedBy'

/**
 * Registers Crier for its links, once for each place it runs from: a user who then gives `feed:` to another program
 * has chosen. Unpackaged, the executable is Electron's and needs to be told what to run.
 */
export function claimLinks(
  app: Platform['app'],
  executable: string,
  store: Pick<Store, 'getValue' | 'setValue'>,
): void {
  if (store.getValue(LINKS_CLAIMED_BY) === executable) return
  for (const scheme of LINK_SCHEMES) {
    if (app.isPackaged) app.setAsDefaultProtocolClient(scheme)
    else app.setAsDefaultProtocolClient(scheme, executable, [app.getAppPath()])
  }
  store.setValue(LINKS_CLAIMED_BY, executable)
}
