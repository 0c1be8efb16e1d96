import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { aptGet, mayInstall } from './apt.mjs'

const DEBIAN_CHROMIUM = '/usr/bin/chromium'

/** The browser the tests can use: the system's, else Playwright's own; null when there is none. */
export function findBrowser() {
  const wanted = process.env.CRIER_TEST_BROWSER
  if (wanted !== undefined && wanted !== '') return existsSync(wanted) ? wanted : null
  if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM
  const own = chromium.executablePath()
  return existsSync(own) ? own : null
}

/**
 * Sees to a browser: installs Debian's when we may, and otherwise says how to get one.
 * @returns {string | null} why there is none; null when there is one
 */
export function provideBrowser() {
  if (findBrowser() !== null) return null
  const wanted = process.env.CRIER_TEST_BROWSER
  if (wanted) return `CRIER_TEST_BROWSER names ${wanted}, and there is no such file`
  const command = existsSync('/usr/bin/apt-get') ? 'sudo apt-get install chromium' : 'npx playwright install chromium'
  if (mayInstall()) {
    console.log('No browser for the end-to-end tests: installing the package chromium with apt-get …')
    if (aptGet(['update']) && aptGet(['install', '--yes', '--no-install-recommends', 'chromium'])) {
      if (findBrowser() !== null) return null
    }
  }
  return `no browser found; to get one: ${command}`
}
