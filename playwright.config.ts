import { defineConfig } from '@playwright/test'
import { existsSync } from 'node:fs'

const DEBIAN_CHROMIUM = '/usr/bin/chromium'

/** The browser named by CRIER_TEST_BROWSER, else Debian's, else Playwright's own. */
function browserPath(): string | undefined {
  const wanted = process.env.CRIER_TEST_BROWSER
  if (wanted !== undefined && wanted !== '') return wanted
  return existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : undefined
}

/** Two projects: the browser shell in Chromium, and the desktop app where Electron's binary is present. */
export default defineConfig({
  outputDir: 'test-results',
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  retries: 0,
  reporter: 'list',
  projects: [
    {
      name: 'browser',
      testDir: 'test/e2e',
      use: {
        browserName: 'chromium',
        headless: true,
        viewport: { width: 1280, height: 800 },
        // Recording every change of a page that changes two hundred times a second is slower than the page.
        trace: 'off',
        screenshot: 'only-on-failure',
        launchOptions: {
          executablePath: browserPath(),
          args: [
            ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
    { name: 'electron', testDir: 'test/electron-app' },
  ],
})
