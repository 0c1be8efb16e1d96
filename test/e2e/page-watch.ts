import type { Page } from '@playwright/test'

declare global {
  interface Window {
    /** Reports a breach of the page's policy to the test that watches. */
    reportBreach?: (words: string) => void
  }
}

/** Notes everything a healthy page never does. */
export interface PageWatch {
  readonly complaints: string[]
  /** Complaints that belong to what the test does on purpose, a killed server say. */
  expect(complaint: RegExp): void
  /** What was noted and not expected. */
  unexpected(): string[]
}

/** Watches a page from before it loads: errors, error messages, breaches of its policy, dialogs of the browser. */
export async function watchPage(page: Page): Promise<PageWatch> {
  const complaints: string[] = []
  const expected: RegExp[] = []
  page.on('pageerror', (error) => complaints.push(`error in the page: ${error.stack ?? error.message}`))
  page.on('crash', () => complaints.push('the page crashed'))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog of the browser: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.exposeFunction('reportBreach', (words: string) => complaints.push(`breach of the policy: ${words}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportBreach?.(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
    })
  })
  return {
    complaints,
    expect: (complaint) => void expected.push(complaint),
    unexpected: () => complaints.filter((words) => !expected.some((pattern) => pattern.test(words))),
  }
}
