import { spawn } from 'node:child_process'
import { expect, test } from '@playwright/test'
import type { Bridge, CallName, Calls, CallResult } from '../../src-main/contract/index'
import { executable, launch, startWords, temporaryFolder, windowAt, type RunningApp } from './launch'

/**
 * What a hostile script would try, as text because it is the page's language and not ours. `eval` is tried from a
 * timer: inside an evaluation by the inspector the policy does not hold.
 */
const PROBES = `(async () => {
  const fetched = (url) => fetch(url).then((answer) => 'got ' + answer.status, () => 'refused')
  const script = document.createElement('script')
  script.textContent = 'globalThis.injected = true'
  document.head.append(script)
  const evaluates = await new Promise((done) =>
    setTimeout(() => {
      try {
        done(globalThis.eval('1') === 1)
      } catch {
        done(false)
      }
    }),
  )
  const opened = globalThis.open('file:///etc/hostname')
  location.href = 'file:///etc/hostname'
  return {
    file: await fetched('file:///etc/hostname'),
    outside: await fetched('app://crier/..%2f..%2fpackage.json'),
    injected: 'injected' in globalThis,
    evaluates,
    opened: opened === null,
    notify: await Notification.requestPermission(),
  }
})()`

let place: Awaited<ReturnType<typeof temporaryFolder>>
let crier: RunningApp

test.beforeEach(async () => {
  place = await temporaryFolder()
  crier = await launch(place.folder)
})
test.afterEach(async () => {
  await crier.app.close()
  await place.remove()
})

/** Asks the reader as the interface does, through the bridge. */
async function call<Name extends CallName>(
  name: Name,
  argument: Calls[Name]['argument'],
): Promise<Calls[Name]['answer']> {
  const result = (await crier.page.evaluate(
    ([called, value]) => (globalThis as unknown as { crier: Bridge }).crier.call(called, value),
    [name, argument] as const,
  )) as CallResult<Name>
  if (!result.ok) throw new Error(result.error.message)
  return result.answer
}

test('the page is sandboxed, has the bridge and nothing of Node', async () => {
  const seen = await crier.page.evaluate(`({
    require: typeof globalThis.require,
    process: typeof globalThis.process,
    module: typeof globalThis.module,
    bridge: Object.keys(globalThis.crier).sort(),
    origin: location.origin,
  })`)
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    module: 'undefined',
    bridge: ['call', 'on'],
    origin: 'app://crier',
  })
})

test('the page cannot leave, open windows, read files or run what is not ours', async () => {
  const address = crier.page.url()
  const before = crier.app.windows().length
  const seen = await crier.page.evaluate(PROBES)
  expect(seen).toEqual({
    file: 'refused',
    outside: 'got 404',
    injected: false,
    evaluates: false,
    opened: true,
    notify: 'denied',
  })
  expect(crier.page.url()).toBe(address)
  expect(crier.app.windows()).toHaveLength(before)
})

test('an unknown call is refused as data', async () => {
  const result = await crier.page.evaluate(() =>
    (globalThis as unknown as { crier: Bridge }).crier.call('__proto__', null),
  )
  expect(result).toMatchObject({ ok: false })
})

test('the demo newsroom fills the timeline, and it is there after a restart', async () => {
  await call('demo.start', null)
  await expect.poll(async () => (await call('snapshot.get', null)).counts.all).toBeGreaterThan(2)
  const page = await call('items.page', { query: { list: 'all' }, before: null, limit: 1 })
  const first = page.items[0]
  if (first === undefined) throw new Error('The newsroom sent nothing')
  await expect(crier.page.getByText(first.title).first()).toBeVisible()

  await crier.quit()
  crier = await launch(place.folder)
  expect(await call('items.get', { id: first.id })).toMatchObject({ title: first.title })
})

test('the ticker window opens and closes with its setting', async () => {
  await call('settings.change', { patch: { ticker: { window: true, edge: 'top', height: 50 } } })
  const ticker = await windowAt(crier.app, '/ticker')
  const strip = await crier.app.browserWindow(ticker)
  expect(await strip.evaluate((window) => window.isAlwaysOnTop())).toBe(true)
  expect((await strip.evaluate((window) => window.getBounds())).height).toBe(50)
  const closed = ticker.waitForEvent('close')
  await call('settings.change', { patch: { ticker: { window: false } } })
  await closed
})

test('closing the window hides it, and the reader goes on', async () => {
  const window = await crier.app.browserWindow(crier.page)
  await expect.poll(() => window.evaluate((shown) => shown.isVisible())).toBe(true)
  await window.evaluate((shown) => shown.close())
  await expect.poll(() => window.evaluate((shown) => shown.isVisible())).toBe(false)
  expect((await call('snapshot.get', null)).settings.trayHintShown).toBe(true)
})

test('a second start ends, brings the window back and hands over its link', async () => {
  const window = await crier.app.browserWindow(crier.page)
  await window.evaluate((shown) => shown.hide())
  const code = await new Promise<number | null>((resolve, reject) => {
    const second = spawn(executable(), startWords(place.folder, ['feed:https://feeds.example.invalid/rss']))
    second.on('error', reject)
    second.on('close', resolve)
  })
  expect(code).toBe(0)
  await expect.poll(() => window.evaluate((shown) => shown.isVisible())).toBe(true)
  await expect(crier.page.getByRole('dialog').getByRole('textbox').first()).toHaveValue(
    'https://feeds.example.invalid/rss',
  )
})
