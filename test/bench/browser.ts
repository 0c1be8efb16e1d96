import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright'

const DEBIAN_CHROMIUM = '/usr/bin/chromium'

/** Debian's chromium where there is one, else the browser Playwright has. Nothing of it looks for the internet. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(existsSync(DEBIAN_CHROMIUM) && { executablePath: DEBIAN_CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
