import {
  MAX_PICTURES_PER_SECOND,
  PICTURE_LEASE_MS,
  pictureType,
  type Calls,
  type ChannelId,
  type PictureType,
} from '@contract/index'
import type { Bus } from './bus'
import type { CoreFacts } from './facts'
import type { Clock, LivePicture } from './ports'
import type { PushLine } from './pushes'

/** All pictures that are kept, over all channels. Bytes. */
export const MAX_KEPT_PICTURE_BYTES = 64 * 1024 * 1024
const PICTURE_GAP_MS = 1_000 / MAX_PICTURES_PER_SECOND

/** The newest picture of each channel, told to those who watch it. Pictures are never stored. */
export interface Pictures {
  arrived(channelId: ChannelId, picture: LivePicture): void
  watch(argument: Calls['pictures.watch']['argument']): void
  stop(): void
}

interface Place {
  /** The newest; null where none came or it had to make room. */
  newest: { picture: LivePicture; type: PictureType } | null
  /** Whether the newest has been told. */
  told: boolean
  /** Somebody may have come who has not seen it. */
  again: boolean
  watchedUntil: number
  /** Not before then the next may be told. */
  nextAt: number
  /** Pictures of this connection that were not told, beyond those the transport passed over; null until one came. */
  untold: number
  /** Ends the waiting for the moment at which the newest may be told. */
  cancel: (() => void) | null
}

/**
 * Keeps one picture a channel and tells it at most MAX_PICTURES_PER_SECOND, while somebody watches. A label is not
 * believed: what is no picture by its first bytes is not kept.
 */
export function createPictures({
  clock,
  pushes,
  bus,
}: {
  clock: Clock
  pushes: Pick<PushLine, 'send'>
  bus: Pick<Bus<CoreFacts>, 'on'>
}): Pictures {
  /** In order of arrival: the first has waited longest. */
  const places = new Map<ChannelId, Place>()
  let keptBytes = 0

  function placeOf(channelId: ChannelId): Place {
    const known = places.get(channelId)
    if (known !== undefined) return known
    const place: Place = {
      newest: null,
      told: false,
      again: false,
      watchedUntil: 0,
      nextAt: 0,
      untold: 0,
      cancel: null,
    }
    places.set(channelId, place)
    return place
  }

  function drop(place: Place): void {
    keptBytes -= place.newest?.picture.bytes.byteLength ?? 0
    place.newest = null
  }

  function forget(channelId: ChannelId): void {
    const place = places.get(channelId)
    if (place === undefined) return
    place.cancel?.()
    drop(place)
    places.delete(channelId)
  }

  function makeRoom(): void {
    for (const [channelId, place] of places) {
      if (keptBytes <= MAX_KEPT_PICTURE_BYTES) return
      if (place.watchedUntil <= clock.now()) forget(channelId)
      else drop(place)
    }
  }

  /** Tells the newest now or as soon as it may be told. */
  function tell(channelId: ChannelId, place: Place): void {
    const { newest } = place
    const now = clock.now()
    if (newest === null || (place.told && !place.again) || place.watchedUntil <= now || place.cancel !== null) return
    // The clock of the wall may be set back: never wait longer than one gap.
    const wait = Math.min(place.nextAt - now, PICTURE_GAP_MS)
    if (wait > 0) {
      place.cancel = clock.after(wait, () => {
        place.cancel = null
        place.nextAt = 0
        tell(channelId, place)
      })
      return
    }
    place.told = true
    place.again = false
    place.nextAt = now + PICTURE_GAP_MS
    const { at, bytes, came, skipped } = newest.picture
    pushes.send('picture.arrived', {
      channelId,
      at,
      type: newest.type,
      base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
      came,
      skipped: Math.min(came, skipped + place.untold),
    })
  }

  const stopListening = bus.on('channelsRemoved', ({ ids }) => ids.forEach(forget))

  return {
    arrived(channelId, picture) {
      const type = pictureType(picture.bytes)
      if (type === null) return
      const place = placeOf(channelId)
      const before = place.newest?.picture
      // A count that starts again is a connection that did.
      if (before !== undefined && picture.came <= before.came) place.untold = 0
      else if (before !== undefined && !place.told && place.watchedUntil > clock.now()) place.untold += 1
      drop(place)
      place.newest = { picture, type }
      place.told = false
      keptBytes += picture.bytes.byteLength
      places.delete(channelId)
      places.set(channelId, place)
      makeRoom()
      tell(channelId, place)
    },
    watch({ channelId }) {
      const place = placeOf(channelId)
      const now = clock.now()
      // Whoever comes sees at once what there is; a second one is told apart by nothing, so all see it again.
      if (place.watchedUntil <= now) place.nextAt = 0
      place.again = true
      place.watchedUntil = now + PICTURE_LEASE_MS
      tell(channelId, place)
    },
    stop() {
      stopListening()
      for (const channelId of [...places.keys()]) forget(channelId)
    },
  }
}
