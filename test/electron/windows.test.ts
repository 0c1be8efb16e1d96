import { DEFAULT_SETTINGS, type Settings } from '@contract/index'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src-main/core/ports'
import { tickerBounds, tickerOpacity } from '../../src-main/electron/ticker-dock'
import { createTickerWindow, TICKER_PLACE } from '../../src-main/electron/ticker-window'
import { placeOnScreen, readPlace, writePlace } from '../../src-main/electron/window-bounds'
import { MAIN_WINDOW_PLACE, openMainWindow } from '../../src-main/electron/window'
import { createFakeElectron } from '../fakes/electron'
import { handClock, recordingLog, valuesInMemory } from './desk'

const screen = { x: 0, y: 0, width: 1920, height: 1040 }
const right = { x: 1920, y: -200, width: 1280, height: 1000 }
const least = { width: 400, height: 300 }

describe('a place on the screens', () => {
  it('stays where it can be caught, on any screen', () => {
    const wanted = { x: 2000, y: 0, width: 800, height: 600 }
    expect(placeOnScreen(wanted, [screen, right], least)).toEqual(wanted)
  })
  it('may hang over an edge as long as its title bar is in reach', () => {
    const wanted = { x: -600, y: 20, width: 800, height: 600 }
    expect(placeOnScreen(wanted, [screen], least)).toEqual(wanted)
  })
  it.each([
    ['the second screen is gone', { x: 2200, y: 0, width: 800, height: 600 }],
    ['its title bar is above the top', { x: 100, y: -80, width: 800, height: 600 }],
    ['only a sliver is left', { x: 1900, y: 100, width: 800, height: 600 }],
    ['it is below everything', { x: 100, y: 5000, width: 800, height: 600 }],
  ])('comes back to the middle when %s', (_why, wanted) => {
    expect(placeOnScreen(wanted, [screen], least)).toEqual({ x: 560, y: 220, width: 800, height: 600 })
  })
  it('shrinks to the screen and grows to its least size', () => {
    expect(placeOnScreen({ x: 0, y: 0, width: 9000, height: 9000 }, [screen], least)).toEqual(screen)
    expect(placeOnScreen({ x: 5, y: 5, width: 1, height: 1 }, [screen], least)).toEqual({ x: 5, y: 5, ...least })
  })
  it('survives its store and refuses what is no place', () => {
    const place = { bounds: { x: -5, y: 6, width: 700, height: 500 }, maximized: true }
    expect(readPlace(writePlace(place))).toEqual(place)
    const none: Json[] = [null, 3, [], {}, { x: 1, y: 1, width: '9', height: 1 }, { x: 0, y: 0, width: 0, height: 9 }]
    for (const bad of none) {
      expect(readPlace(bad)).toBeNull()
    }
    expect(readPlace({ x: 1e9, y: 0, width: 10, height: 10 })).toBeNull()
  })
})

describe('the main window', () => {
  function opened(more: { hidden?: boolean; stored?: ReturnType<typeof writePlace> } = {}) {
    const fake = createFakeElectron()
    const clock = handClock()
    const store = valuesInMemory(more.stored === undefined ? {} : { [MAIN_WINDOW_PLACE]: more.stored })
    let quitting = false
    let trayed = 0
    const main = openMainWindow({
      platform: fake.platform,
      store,
      clock,
      log: recordingLog(),
      bridge: '/b.cjs',
      icon: '/i.png',
      hidden: more.hidden ?? false,
      admit: () => undefined,
      quitting: () => quitting,
      wentToTray: () => (trayed += 1),
    })
    const window = fake.windows[0]
    if (window === undefined) throw new Error('No window was opened')
    return { fake, clock, store, main, window, trayed: () => trayed, quit: () => (quitting = true) }
  }

  it('loads our page with the hardened preferences and shows itself when it is painted', () => {
    const { window } = opened()
    expect(window.webContents.url).toBe('app://crier/')
    expect(window.options.webPreferences).toMatchObject({ sandbox: true, preload: '/b.cjs' })
    expect(window.visible).toBe(false)
    window.emit('ready-to-show')
    expect(window.visible).toBe(true)
  })
  it('stays in the tray when it starts hidden, until it is asked for', () => {
    const { window, main } = opened({ hidden: true })
    window.emit('ready-to-show')
    expect(window.visible).toBe(false)
    main.reveal()
    expect(window.visible && window.focused).toBe(true)
  })
  it('hides when closed, says so, and closes when quitting', () => {
    const { window, trayed, quit } = opened()
    window.emit('ready-to-show')
    window.close()
    expect([window.isDestroyed(), window.visible, trayed()]).toEqual([false, false, 1])
    quit()
    window.close()
    expect(window.isDestroyed()).toBe(true)
    expect(trayed()).toBe(1)
  })
  it('leaves full screen before it hides', () => {
    const { window } = opened()
    window.emit('ready-to-show')
    window.fullScreen = true
    window.close()
    expect([window.fullScreen, window.visible]).toEqual([false, false])
  })
  it('is brought back from minimised', () => {
    const { window, main } = opened()
    window.minimized = true
    main.reveal()
    expect([window.minimized, window.visible, window.focused]).toEqual([false, true, true])
  })
  it('remembers its place once it rests, in one write', () => {
    const { window, clock, store } = opened()
    for (let x = 1; x <= 50; x += 1) {
      window.setBounds({ x, y: 10, width: 900, height: 700 })
      window.emit('move')
    }
    expect(store.getValue(MAIN_WINDOW_PLACE)).toBeNull()
    expect(clock.waiting()).toBe(1)
    clock.advance(1_000)
    expect(readPlace(store.getValue(MAIN_WINDOW_PLACE))?.bounds).toEqual({ x: 50, y: 10, width: 900, height: 700 })
  })
  it('opens where it was, and on the screen when that is gone', () => {
    const there = { x: 300, y: 200, width: 900, height: 700 }
    expect(opened({ stored: writePlace({ bounds: there, maximized: false }) }).window.bounds).toEqual(there)
    const gone = { ...there, x: 9_000 }
    expect(opened({ stored: writePlace({ bounds: gone, maximized: true }) }).window).toMatchObject({
      bounds: { x: 510, y: 170, width: 900, height: 700 },
      maximized: true,
    })
  })
  it('starts a crashed page afresh', () => {
    const { window } = opened()
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 })
    expect(window.webContents.reloads).toBe(1)
  })
})

describe('where the ticker docks', () => {
  const ticker = { ...DEFAULT_SETTINGS.ticker, height: 40 }
  const low = { x: 100, y: 50, width: 1000, height: 700 }
  it('lies along the top or bottom of the work area, whatever its origin', () => {
    expect(tickerBounds({ ...ticker, edge: 'top' }, null, [low])).toEqual({ x: 100, y: 50, width: 1000, height: 40 })
    expect(tickerBounds({ ...ticker, edge: 'bottom' }, null, [low])).toEqual({
      x: 100,
      y: 710,
      width: 1000,
      height: 40,
    })
  })
  it('floats where it was left, with the height of the settings', () => {
    const free = { x: 200, y: 300, width: 500, height: 99 }
    expect(tickerBounds({ ...ticker, edge: 'free' }, free, [low])).toEqual({ ...free, height: 40 })
    const start = tickerBounds({ ...ticker, edge: 'free' }, null, [low])
    expect(start).toEqual({ x: 240, y: 710, width: 720, height: 40 })
    const lost = tickerBounds({ ...ticker, edge: 'free' }, { ...free, x: 5_000 }, [low])
    expect(lost.x).toBeLessThan(1100)
  })
  it('keeps heights and opacities that can be seen', () => {
    expect(tickerBounds({ ...ticker, height: 1 }, null, [low]).height).toBe(24)
    expect(tickerBounds({ ...ticker, height: 5000 }, null, [low]).height).toBe(240)
    expect(tickerBounds({ ...ticker, height: 5000 }, null, [{ ...low, height: 100 }]).height).toBe(100)
    expect([tickerOpacity(0), tickerOpacity(0.5), tickerOpacity(7)]).toEqual([0.3, 0.5, 1])
  })
})

describe('the ticker window', () => {
  function ticker() {
    const fake = createFakeElectron()
    const clock = handClock()
    const store = valuesInMemory()
    let quitting = false
    let closed = 0
    const strip = createTickerWindow({
      platform: fake.platform,
      store,
      clock,
      log: recordingLog(),
      bridge: '/b.cjs',
      quitting: () => quitting,
      opened: () => undefined,
      closedByUser: () => (closed += 1),
    })
    const follow = (more: Partial<Settings['ticker']>) =>
      strip.follow({ ...DEFAULT_SETTINGS, ticker: { ...DEFAULT_SETTINGS.ticker, window: true, ...more } })
    return { fake, clock, store, strip, follow, closed: () => closed, quit: () => (quitting = true) }
  }

  it('is frameless, above all, everywhere, hardened, and takes no focus', () => {
    const { fake, follow } = ticker()
    follow({})
    const [window] = fake.windows
    expect(window?.options).toMatchObject({ frame: false, skipTaskbar: true, webPreferences: { sandbox: true } })
    expect(window?.webContents.url).toBe('app://crier/ticker')
    expect(window?.onTop).toBe('floating')
    expect(window?.everywhere).toMatchObject({ visibleOnFullScreen: true })
    window?.emit('ready-to-show')
    expect([window?.visible, window?.focused]).toEqual([true, false])
  })
  it('follows every setting without opening twice', () => {
    const { fake, follow } = ticker()
    follow({})
    follow({ edge: 'top', height: 60, opacity: 0.5, clickThrough: true })
    expect(fake.windows).toHaveLength(1)
    expect(fake.windows[0]).toMatchObject({
      bounds: { x: 0, y: 0, width: 1920, height: 60 },
      opacity: 0.5,
      mouse: { ignore: true, forward: true },
      resizable: false,
    })
    follow({ window: false })
    expect(fake.windows[0]?.isDestroyed()).toBe(true)
    follow({})
    expect(fake.windows).toHaveLength(2)
  })
  it.each(['display-added', 'display-removed', 'display-metrics-changed'])('docks again on %s', (event) => {
    const { fake, follow } = ticker()
    follow({})
    fake.screen.displays = [{ x: 0, y: 0, width: 1000, height: 500 }]
    fake.screen.emit(event)
    expect(fake.windows[0]?.bounds).toEqual({ x: 0, y: 460, width: 1000, height: 40 })
  })
  it('remembers where it was dragged, only when it is free', () => {
    const { fake, clock, store, follow } = ticker()
    follow({})
    fake.windows[0]?.emit('move')
    clock.advance(1_000)
    expect(store.getValue(TICKER_PLACE)).toBeNull()
    follow({ edge: 'free' })
    fake.windows[0]?.setBounds({ x: 30, y: 40, width: 500, height: 40 })
    fake.windows[0]?.emit('move')
    clock.advance(1_000)
    expect(readPlace(store.getValue(TICKER_PLACE))?.bounds.x).toBe(30)
    follow({ edge: 'bottom' })
    follow({ edge: 'free' })
    expect(fake.windows[0]?.bounds).toEqual({ x: 30, y: 40, width: 500, height: 40 })
  })
  it('closed by the user turns the setting off; closed by setting or quitting does not', () => {
    const { fake, follow, strip, closed, quit } = ticker()
    follow({})
    fake.windows[0]?.close()
    expect(closed()).toBe(1)
    follow({})
    follow({ window: false })
    follow({})
    quit()
    fake.windows[2]?.close()
    strip.stop()
    expect(closed()).toBe(1)
    expect(fake.screen.listenerCount()).toBe(0)
  })
})
