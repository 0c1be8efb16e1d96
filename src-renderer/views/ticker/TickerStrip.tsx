import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react'
import { ChevronLeft, ChevronRight, Ellipsis, Pause, Play } from 'lucide-react'
import type { ItemId, Settings } from '@contract/index'
import { useClient, useNow, useReader } from '../../state/use-reader'
import { selectChannels, selectTickerItems } from '../../state/selectors'
import { useFormats, useText } from '../../text/use-text'
import { IconButton } from '../../ui/Button'
import { classNames } from '../../ui/class-names'
import { Menu } from '../../ui/Menu'
import { openFromTicker, showCrier } from './open-item'
import { TickerHeadline } from './TickerHeadline'
import { TickerMark } from './TickerMark'
import styles from './TickerStrip.module.css'
import { useRunningBelt } from './use-running-belt'

/** How long each headline stands where motion is not wanted. */
const STEP_MS = 6_000
const AGE_STEP_MS = 60_000

/** The headline strip: at the foot of the main window (`strip`), or filling a window of its own (`window`). */
export default function TickerStrip({ surface }: { surface: 'strip' | 'window' }) {
  const client = useClient()
  const text = useText()
  const { amount } = useFormats()
  const items = useReader(selectTickerItems)
  const channels = useReader(selectChannels)
  const settings = useReader((state) => state.reader.settings.ticker)
  const unread = useReader((state) => state.reader.counts.unread)
  const isBrowser = useReader((state) => state.reader.shell.kind === 'browser')
  const now = useNow(AGE_STEP_MS)
  const { belt, headlines, scrolling, still, clip, track } = useRunningBelt(items, settings.speed)
  const strip = useRef<HTMLElement>(null)
  const [stopped, setStopped] = useState(false)
  const [under, setUnder] = useState({ pointer: false, focus: false })
  const [reachable, setReachable] = useState<ItemId | null>(null)

  const held = stopped || under.pointer || under.focus
  const shownStep = useStep(still && !held, headlines.length)
  const holdFor = (change: Partial<typeof under>) => {
    const next = { ...under, ...change }
    setUnder(next)
    belt.hold(stopped || next.pointer || next.focus)
  }
  const toggleStopped = () => {
    setStopped(!stopped)
    belt.hold(!stopped || under.pointer || under.focus)
  }

  const stepIndex =
    headlines.length === 0 ? 0 : ((shownStep.at % headlines.length) + headlines.length) % headlines.length
  const drawn = still ? headlines.slice(stepIndex, stepIndex + 1) : headlines
  const tabStop = drawn.some(({ item }) => item.id === reachable) ? reachable : drawn[0]?.item.id
  const more = unread - headlines.filter(({ item }) => !item.status.read).length

  const open = (id: ItemId) => openFromTicker(client, surface, id)
  const step = (by: 1 | -1) => {
    if (still) return shownStep.go(by)
    const id = belt.step(by)
    if (id !== null) setReachable(id)
  }
  const walk = (event: KeyboardEvent) => {
    const forwards = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const at = drawn.findIndex(({ item }) => item.id === tabStop)
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    const by = event.key === forwards ? 1 : -1
    if (still) return shownStep.go(by)
    const next = drawn[(at + by + drawn.length) % drawn.length]
    if (!next) return
    setReachable(next.item.id)
    belt.reveal(next.item.id)
    const place = track.current?.querySelector<HTMLElement>(`[data-item="${next.item.id}"] button`)
    place?.focus({ preventScroll: true })
  }

  const list = (copy: boolean) => (
    <ul
      role="list"
      className={styles.list}
      {...(copy ? { 'aria-hidden': true, inert: true } : { 'aria-label': text.ticker.headlines })}
    >
      {drawn.map((headline) => (
        <TickerHeadline
          key={headline.item.id}
          headline={headline}
          channelTitle={channels.get(headline.item.channelId)?.title ?? ''}
          now={now}
          reachable={!copy && headline.item.id === tabStop}
          onOpen={open}
        />
      ))}
    </ul>
  )

  return (
    <section
      ref={strip}
      className={styles.strip}
      data-surface={surface}
      data-edge={settings.edge}
      data-moving={scrolling && !held ? '' : undefined}
      aria-label={text.ticker.label}
      style={surface === 'window' ? windowStyle(settings, isBrowser) : undefined}
      onPointerEnter={(event) => event.pointerType !== 'touch' && holdFor({ pointer: true })}
      onPointerLeave={() => holdFor({ pointer: false })}
      onFocus={() => holdFor({ focus: true })}
      onBlur={(event) => !strip.current?.contains(event.relatedTarget) && holdFor({ focus: false })}
    >
      <TickerMark />
      {headlines.length === 0 ? (
        <p className={styles.quiet}>{text.ticker.quiet}</p>
      ) : (
        <div ref={clip} className={styles.clip} data-still={still ? '' : undefined} aria-live="off" onKeyDown={walk}>
          <div ref={track} className={styles.track}>
            {list(false)}
            {scrolling && list(true)}
          </div>
        </div>
      )}
      <div className={styles.tools}>
        {more > 0 && (
          <button
            type="button"
            className={styles.more}
            title={text.ticker.moreHint}
            onClick={() => (surface === 'strip' ? void client.actions.openList({ list: 'unread' }) : showCrier(client))}
          >
            {text.ticker.more(amount.compact(more))}
          </button>
        )}
        {headlines.length > 1 && (
          <>
            <IconButton
              label={text.ticker.previous}
              icon={<ChevronLeft />}
              className={classNames(styles.tool, styles.turn, styles.back)}
              onClick={() => step(-1)}
            />
            <IconButton
              label={text.ticker.next}
              icon={<ChevronRight />}
              className={classNames(styles.tool, styles.turn)}
              onClick={() => step(1)}
            />
            <IconButton
              label={stopped ? text.ticker.go : text.ticker.hold}
              icon={stopped ? <Play /> : <Pause />}
              className={styles.tool}
              onClick={toggleStopped}
            />
          </>
        )}
        {surface === 'window' && (
          <Menu
            label={text.ticker.menu}
            entries={[
              { kind: 'action', label: stopped ? text.ticker.go : text.ticker.hold, run: toggleStopped },
              { kind: 'action', label: text.ticker.openCrier, run: () => showCrier(client) },
              { kind: 'line' },
              {
                kind: 'action',
                label: text.ticker.close,
                run: () => {
                  if (isBrowser) window.close()
                  else void client.actions.ask('settings.change', { patch: { ticker: { window: false } } })
                },
              },
            ]}
          >
            <IconButton label={text.ticker.menu} icon={<Ellipsis />} className={styles.tool} />
          </Menu>
        )}
      </div>
    </section>
  )
}

/**
 * The lettering follows the height, since a ticker may be read from across a room. In Electron the window itself has
 * the height and the opacity; a browser's page can only draw them.
 */
function windowStyle({ height, opacity }: Settings['ticker'], isBrowser: boolean): CSSProperties {
  const fontSize = Math.min(32, Math.max(12, Math.round(height * 0.36)))
  return isBrowser ? { fontSize, blockSize: height, opacity } : { fontSize }
}

/** Which headline stands, where they step instead of scrolling; goes on with the reader's clock while it runs. */
function useStep(runs: boolean, count: number): { at: number; go(by: number): void } {
  const beat = useNow(STEP_MS)
  const [step, setStep] = useState({ at: 0, beat })
  // Taken over while drawing, so that a beat is never drawn with the headline before it.
  if (step.beat !== beat) setStep({ at: runs && count > 1 ? step.at + 1 : step.at, beat })
  return { at: step.at, go: (by) => setStep({ at: step.at + by, beat }) }
}
