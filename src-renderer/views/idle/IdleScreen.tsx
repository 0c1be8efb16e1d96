import { useEffect, useRef, useState } from 'react'
import { Dialog as Radix } from 'radix-ui'
import type { ItemSummary } from '@contract/index'
import { isLocalAddress } from '../../state/local-address'
import { selectChannel, selectTickerItems } from '../../state/selectors'
import { useActions, useClient, useNow, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { fateOf, webAddress } from '../article/media-address'
import styles from './IdleScreen.module.css'

/** How long each item stands. */
const STEP_MS = 10_000
const IDLE_ITEMS = 100
/** A pointer that trembles does not end it. */
const MOVED_PX = 12

/** Headlines and pictures over the whole screen, in slow rotation. Any key or movement ends it. */
export default function IdleScreen() {
  const { idle: text } = useText()
  const { amount } = useFormats()
  const { closeDialog } = useActions()
  const items = useIdleItems()
  const [at, setAt] = useState(0)
  const place = useRef<{ x: number; y: number } | null>(null)
  const screen = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (items.length < 2) return
    const timer = setInterval(() => setAt((now) => now + 1), STEP_MS)
    return () => clearInterval(timer)
  }, [items.length])

  useFullScreen(screen, closeDialog)

  const shown = items.length === 0 ? null : items[at % items.length]
  return (
    <Radix.Root open onOpenChange={(open) => !open && closeDialog()}>
      <Radix.Portal>
        <Radix.Content
          ref={screen}
          className={styles.screen}
          aria-describedby={undefined}
          onKeyDown={(event) => {
            event.preventDefault()
            // The key that started it may still be down.
            if (event.repeat) return
            closeDialog()
          }}
          onPointerDown={closeDialog}
          onPointerMove={({ clientX: x, clientY: y }) => {
            if (place.current === null) place.current = { x, y }
            else if (Math.hypot(x - place.current.x, y - place.current.y) > MOVED_PX) closeDialog()
          }}
        >
          <Radix.Title className="visually-hidden">{text.label}</Radix.Title>
          {shown ? <Slide key={`${at} ${shown.id}`} item={shown} /> : <p className={styles.empty}>{text.empty}</p>}
          <p className={styles.foot}>
            <Clock />
            <span>{text.end}</span>
            {items.length > 1 && (
              <span>{text.of(amount.count((at % items.length) + 1), amount.count(items.length))}</span>
            )}
          </p>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Slide({ item }: { item: ItemSummary }) {
  const { moment } = useFormats()
  const now = useNow(60_000)
  const channel = useReader(selectChannel(item.channelId))
  const general = useReader((state) => state.reader.settings.remoteImages)
  const [broken, setBroken] = useState(false)
  const address = webAddress(item.image, channel?.siteUrl ?? channel?.url ?? null)
  const allowed = {
    remoteMedia: channel?.settings.remoteImages ?? general,
    localMedia: channel !== undefined && isLocalAddress(channel.url),
  }
  const picture = address !== null && !broken && fateOf(address, allowed) === 'kept' ? address : null
  return (
    <article className={styles.slide} data-pictured={picture === null ? undefined : ''} aria-live="polite">
      {picture !== null && (
        <img
          className={styles.picture}
          src={picture}
          alt=""
          referrerPolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      )}
      <div className={styles.words}>
        <p className={styles.origin} dir="auto">
          {channel?.title} · {moment.relative(item.sortAt, now)}
        </p>
        <h3 className={styles.title} dir="auto">
          {item.title}
        </h3>
        {item.snippet !== '' && item.snippet !== item.title && (
          <p className={styles.snippet} dir="auto">
            {item.snippet}
          </p>
        )}
      </div>
    </article>
  )
}

function Clock() {
  const { moment } = useFormats()
  return <time>{moment.time(useNow(1_000))}</time>
}

/** What publishers meant for the idle screen; the ticker's headlines where none did. Nothing is fetched from the net for it. */
function useIdleItems(): readonly ItemSummary[] {
  const { actions } = useClient()
  const headlines = useReader(selectTickerItems)
  const [meant, setMeant] = useState<readonly ItemSummary[] | null>(null)
  useEffect(() => {
    let wanted = true
    void actions.ask('items.page', { query: { list: 'idle' }, before: null, limit: IDLE_ITEMS }).then((page) => {
      if (wanted) setMeant(page?.answer.items ?? [])
    })
    return () => {
      wanted = false
    }
  }, [actions])
  return meant === null ? [] : meant.length > 0 ? meant : headlines
}

/** The whole screen where the browser allows it, else the whole window. Leaving it by the system's own key ends it too. */
function useFullScreen(screen: React.RefObject<HTMLElement | null>, onLeave: () => void): void {
  useEffect(() => {
    const element = document.documentElement
    let entered = false
    let wanted = true
    const changed = () => {
      if (entered && document.fullscreenElement === null) onLeave()
    }
    document.addEventListener('fullscreenchange', changed)
    element.requestFullscreen?.().then(
      () => {
        entered = true
        if (!wanted) void document.exitFullscreen()
      },
      // Refused without a press just before: it fills the window then.
      () => screen.current?.focus(),
    )
    return () => {
      wanted = false
      document.removeEventListener('fullscreenchange', changed)
      if (entered && document.fullscreenElement !== null) void document.exitFullscreen()
    }
  }, [screen, onLeave])
}
