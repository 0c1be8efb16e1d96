import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import { build } from 'vite'
import type { SanitiserPage } from './sanitiser-entry'

declare global {
  interface Window {
    sanitiserPage: SanitiserPage
    /** Set by hostile content that got to run. */
    ran: string[]
  }
}

const SYSTEM_BROWSER = '/usr/bin/chromium'

/** Where a browser is, or null: then tests that need one are skipped and say so. */
export function browserPath(): string | null {
  return [SYSTEM_BROWSER, chromium.executablePath()].find((path) => existsSync(path)) ?? null
}

export interface SanitisedCase {
  html: string
  blocked: number
  refused: number
  /** What the result must not contain, and does. */
  violations: string[]
  /** Writing it out and parsing it again gives the same. */
  stable: boolean
  /** What ran, asked or changed once it was shown. */
  effects: string[]
}

export interface SanitiserBrowser {
  /** Sanitises in the page and shows the result there. */
  show(html: string, options?: { remoteMedia?: boolean; localMedia?: boolean }): Promise<SanitisedCase>
  close(): Promise<void>
}

/** The product's sanitiser in a real browser: only there do parsing and loading happen as they will. */
export async function openSanitiserPage(executablePath: string): Promise<SanitiserBrowser> {
  const source = await bundle()
  const browser: Browser = await chromium.launch({
    executablePath,
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
  // Pictures that are allowed load when they like: in a page of their own they are no effect of the next case.
  const pages = { blocking: await openPage(browser, source), loading: await openPage(browser, source) }

  return {
    async show(html, { remoteMedia = false, localMedia = false } = {}) {
      const { page, effects } = remoteMedia ? pages.loading : pages.blocking
      effects.length = 0
      const shown = await page.evaluate(
        async ({ html, remoteMedia, localMedia }) => {
          const options = {
            base: 'https://news.example/7',
            remoteMedia,
            localMedia,
            blockedWords: (name: string) => `[${name}]`,
          }
          const before = new Set(Object.getOwnPropertyNames(window))
          const { fragment, blocked, refused } = window.sanitiserPage.sanitise(html, options)
          const place = document.querySelector('main') ?? document.body
          place.replaceChildren(fragment)
          const written = place.innerHTML
          const again = new DOMParser().parseFromString(`<main>${written}</main>`, 'text/html').querySelector('main')
          // Pictures load when their turn comes; waiting for them keeps one case's requests out of the next.
          await Promise.all(
            [...place.querySelectorAll('img[src]')].map((image) => {
              image.removeAttribute('loading')
              return (image as HTMLImageElement).decode().catch(() => undefined)
            }),
          )
          // Let handlers of what was just shown run, if any got through.
          for (let turn = 0; turn < 3; turn += 1) await new Promise((done) => setTimeout(done))
          const named = [...place.querySelectorAll('[id], [name]')].map((element) => `named <${element.localName}>`)
          const added = Object.getOwnPropertyNames(window).filter((name) => !before.has(name))
          return {
            html: written,
            blocked,
            refused,
            violations: [
              ...window.sanitiserPage.violations(place),
              ...(again ? window.sanitiserPage.violations(again) : []),
            ],
            stable: again?.innerHTML === written,
            effects: [
              ...named,
              ...added.map((name) => `global ${name}`),
              ...(document.title === 'Crier' ? [] : ['title']),
              ...(location.href === 'http://crier.test/' ? [] : ['location']),
            ],
          }
        },
        { html, remoteMedia, localMedia },
      )
      const unwanted = remoteMedia ? effects.filter((effect) => !/^request https?:/.test(effect)) : effects
      return { ...shown, effects: [...shown.effects, ...unwanted] }
    },
    close: () => browser.close(),
  }
}

interface OpenPage {
  page: Page
  /** What was asked for or put up since it was emptied. */
  effects: string[]
}

/** Nothing leaves the machine: the one page is answered here, everything else is refused and noted. */
async function openPage(browser: Browser, source: string): Promise<OpenPage> {
  const page = await browser.newPage()
  const effects: string[] = []
  await page.route('**/*', (route) => {
    const url = route.request().url()
    if (url === 'http://crier.test/')
      return route.fulfill({ contentType: 'text/html', body: '<title>Crier</title><main></main>' })
    effects.push(`request ${url}`)
    return route.abort()
  })
  page.on('dialog', (dialog) => {
    effects.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto('http://crier.test/')
  await page.addScriptTag({ content: source })
  return { page, effects }
}

async function bundle(): Promise<string> {
  const root = resolve(import.meta.dirname, '../..')
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      write: false,
      lib: { entry: resolve(import.meta.dirname, 'sanitiser-entry.ts'), formats: ['iife'], name: 'entry' },
    },
  })
  const [output] = Array.isArray(built) ? built : [built]
  if (!output || !('output' in output)) throw new Error('The sanitiser was not built.')
  return output.output[0].code
}
