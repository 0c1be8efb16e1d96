import { useState } from 'react'
import { Pause, Play, RefreshCw } from 'lucide-react'
import type { ChannelId } from '@contract/index'
import type { ReaderSlice } from '../../state/model'
import { selectChannel } from '../../state/selectors'
import { usePictureLease } from '../../state/use-picture-lease'
import { useNow, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Button, IconButton } from '../../ui/Button'
import { LESS_MOTION, useMediaQuery } from '../../ui/use-media-query'
import styles from './LivePicture.module.css'

type Picture = ReaderSlice['pictures'] extends ReadonlyMap<number, infer One> ? One : never

/** What a browser shows as a picture and as nothing else. */
const SHOWN_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/** Whether a channel may send pictures: its technique is made for them, or it has sent one. */
export function sendsPictures(state: { reader: ReaderSlice }, id: ChannelId): boolean {
  return state.reader.pictures.has(id) || state.reader.channels.get(id)?.kind === 'multipart'
}

/** The newest picture of a channel above its items. Nothing stands here before the first has come. */
export function LivePicture({ id }: { id: ChannelId }) {
  const latest = useReader((state) => state.reader.pictures.get(id))
  const still = useMediaQuery(LESS_MOTION)
  const [held, setHeld] = useState<Picture | null>(null)
  // Where motion is not wanted the first picture stays until the newest is asked for.
  const [first, setFirst] = useState<Picture | null>(null)
  if (still && first === null && latest !== undefined) setFirst(latest)
  usePictureLease(id, held === null)

  const shown = held ?? (still ? first : null) ?? latest
  if (!latest || !shown) return null
  return (
    <Tile
      id={id}
      picture={shown}
      latest={latest}
      still={still}
      held={held !== null}
      onHold={() => setHeld(held === null ? shown : null)}
      onNewest={() => {
        setFirst(latest)
        setHeld(null)
      }}
    />
  )
}

interface TileProps {
  id: ChannelId
  picture: Picture
  latest: Picture
  still: boolean
  held: boolean
  onHold(): void
  onNewest(): void
}

function Tile({ id, picture, latest, still, held, onHold, onNewest }: TileProps) {
  const { picture: text } = useText()
  const { amount, moment, span } = useFormats()
  const now = useNow(1_000)
  const title = useReader((state) => selectChannel(id)(state)?.title ?? '')
  const [broken, setBroken] = useState<number | null>(null)
  const age = now - picture.at
  const came = amount.count(latest.came)
  const shows = SHOWN_TYPES.has(picture.type.split(';')[0]?.trim().toLowerCase() ?? '') && broken !== picture.at
  return (
    <figure className={styles.tile} aria-label={text.label}>
      <div className={styles.frame}>
        {shows ? (
          <img
            className={styles.picture}
            src={`data:${picture.type};base64,${picture.base64}`}
            alt={text.alt(title, moment.time(picture.at))}
            decoding="async"
            onError={() => setBroken(picture.at)}
          />
        ) : (
          <p className={styles.broken}>{text.broken}</p>
        )}
      </div>
      <figcaption className={styles.caption}>
        <span className={styles.facts}>
          <span className={styles.age} data-held={held || still ? '' : undefined}>
            {held ? `${text.held} · ` : still ? `${text.still} · ` : ''}
            {age < 2_000 ? text.now : text.age(span.short(age))}
          </span>
          <span className={styles.frames}>
            {latest.skipped > 0 ? text.came(came, amount.count(latest.skipped)) : text.cameAll(came)}
          </span>
        </span>
        {still ? (
          <Button variant="quiet" icon={<RefreshCw />} disabled={picture === latest} onClick={onNewest}>
            {text.newest}
          </Button>
        ) : (
          <IconButton
            label={held ? text.resume : text.pause}
            aria-pressed={held}
            icon={held ? <Play /> : <Pause />}
            onClick={onHold}
          />
        )}
      </figcaption>
    </figure>
  )
}
