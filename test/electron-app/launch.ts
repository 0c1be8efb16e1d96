import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'

const ROOT = resolve(import.meta.dirname, '../..')

export interface RunningApp {
  app: ElectronApplication
  /** The main window. */
  page: Page
  dataFolder: string
  /** Quits as a user would and waits until the process is gone; keeps the data. */
  quit(): Promise<void>
}

/** The words of a start on a data folder. `--no-sandbox` only for root, where Chromium refuses its sandbox. */
export function startWords(dataFolder: string, more: readonly string[] = []): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ROOT, '--data', dataFolder, ...more]
}

/** `npm run test:electron` looks for the binary and says where it is. */
export function executable(): string {
  const file = process.env.CRIER_ELECTRON
  if (file === undefined) throw new Error('Run this suite with: npm run test:electron')
  return file
}

export async function launch(dataFolder: string, more: readonly string[] = []): Promise<RunningApp> {
  const app = await _electron.launch({
    executablePath: executable(),
    args: startWords(dataFolder, more),
    cwd: ROOT,
  })
  const page = await windowAt(app, '/')
  return {
    app,
    page,
    dataFolder,
    async quit() {
      const gone = app.waitForEvent('close')
      await app.evaluate(({ app: running }) => running.quit())
      await gone
    },
  }
}

/** The window that shows a path of ours, now or as soon as it opens. */
export async function windowAt(app: ElectronApplication, path: string): Promise<Page> {
  const shows = (page: Page): boolean => {
    const { protocol, pathname } = new URL(page.url())
    return protocol === 'app:' && pathname === path
  }
  const open = app.windows().find(shows)
  if (open !== undefined) return open
  const opened = await app.waitForEvent('window', {
    predicate: async (page) => (await page.waitForURL('app://**'), shows(page)),
  })
  return opened
}

export async function temporaryFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'crier-electron-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
