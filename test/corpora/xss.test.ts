// @vitest-environment node
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openSanitiserPage, type SanitiserBrowser } from '../renderer/sanitiser-page'

interface Case {
  id: string
  kind: string
  title: string
  payload: string
}

const corpus = resolve(import.meta.dirname, '../../../shared/corpora/xss/cases.json')
const executable = browserPath()
const cases: Case[] = existsSync(corpus) ? JSON.parse(readFileSync(corpus, 'utf8')).cases : []

/** Feeds are shown by their parsed content; what the whole payload holds is more than any reader would show. */
describe.skipIf(cases.length === 0 || executable === null)('hostile HTML of the corpus, in a real browser', () => {
  let browser: SanitiserBrowser
  beforeAll(async () => {
    browser = await openSanitiserPage(executable!)
  }, 60_000)
  afterAll(() => browser?.close())

  it.each(cases.map((one) => [one.id, one.title, one.payload]))('%s %s', async (_id, _title, payload) => {
    expect(await browser.show(payload)).toMatchObject({ violations: [], effects: [], stable: true })
    expect(await browser.show(payload, { remoteMedia: true })).toMatchObject({
      violations: [],
      effects: [],
      stable: true,
    })
  })
})
