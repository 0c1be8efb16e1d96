import type { ItemId, ItemSummary } from '@contract/index'
import { beltLength, rearranged, settled, startOf, untilLeft, viewOf, type BeltPlace, type BeltView } from './belt'
import type { BeltCourse, BeltMotion } from './belt-motion'

/** Headlines on the belt at most; what else is unread is said as a number. */
export const MAX_BELT_HEADLINES = 40
/** Smaller differences than a pixel are rounding, not news. */
const SAME_PLACE_PX = 1

export interface Headline {
  item: ItemSummary
  /** Read or gone while in view: it stays where it is, quietly, until it has left. */
  leaving: boolean
}

export interface BeltState {
  headlines: readonly Headline[]
  /** There is more than fits, so the belt moves; its headlines are then drawn twice. */
  scrolling: boolean
}

export interface BeltParts {
  /** Starts the motion of the drawn belt. */
  startMotion(track: HTMLElement, course: BeltCourse): BeltMotion
  /** Returns its stop. */
  after(milliseconds: number, then: () => void): () => void
}

export interface BeltMeasure {
  places: readonly BeltPlace[]
  viewWidth: number
  /** Pixels a second. */
  speed: number
  /** Motion is not wanted: the belt never scrolls. */
  still: boolean
}

export type RunningBelt = ReturnType<typeof createRunningBelt>

/** The belt of one drawn ticker: decides when what may change, and keeps what is in view where it is. */
export function createRunningBelt(parts: BeltParts) {
  const listeners = new Set<() => void>()
  const known = new Map<ItemId, ItemSummary>()
  let state: BeltState = { headlines: [], scrolling: false }
  let order: ItemId[] = []
  let wanted: ItemId[] = []
  let measure: BeltMeasure = { places: [], viewWidth: 0, speed: 1, still: false }
  let motion: BeltMotion | null = null
  let moved: HTMLElement | null = null
  let anchor: BeltView | null = null
  let held = false
  let stopAlarm = () => {}

  function tell(scrolling: boolean) {
    const welcome = new Set(wanted)
    for (const id of known.keys()) if (!welcome.has(id) && !order.includes(id)) known.delete(id)
    const headlines = order.flatMap((id) => {
      const item = known.get(id)
      return item ? [{ item, leaving: !welcome.has(id) }] : []
    })
    state = { headlines, scrolling }
    for (const listener of listeners) listener()
  }

  function view(): BeltView {
    return motion ? viewOf(measure.places, motion.position(), measure.viewWidth) : { ids: [], lead: 0 }
  }

  function rearrange() {
    if (!held) {
      const seen = view()
      order = motion ? rearranged(order, seen.ids, wanted) : settled(order, wanted)
      anchor = seen
    }
    tell(state.scrolling)
  }

  function watchLeaving() {
    stopAlarm()
    stopAlarm = () => {}
    if (held || !motion) return
    const distance = untilLeft(measure.places, view(), new Set(wanted))
    if (distance !== null) stopAlarm = parts.after(((distance + SAME_PLACE_PX) / measure.speed) * 1_000, rearrange)
  }

  function moveTo(from: number) {
    motion?.follow({ loop: beltLength(measure.places), speed: measure.speed, from })
    watchLeaving()
  }

  return {
    snapshot: (): BeltState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** What the ticker should show, newest first. */
    want(items: readonly ItemSummary[]) {
      for (const item of items) known.set(item.id, item)
      wanted = items.slice(0, MAX_BELT_HEADLINES).map((item) => item.id)
      rearrange()
      watchLeaving()
    },
    /** After every drawing and resize, before it is painted. */
    measured(track: HTMLElement, next: BeltMeasure) {
      if (moved !== track) {
        motion?.stop()
        motion = null
        moved = track
      }
      const seen = anchor ?? view()
      const before = motion?.position() ?? 0
      const speedChanged = next.speed !== measure.speed
      const lengthBefore = beltLength(measure.places)
      anchor = null
      measure = next
      const loop = beltLength(next.places)
      const scrolling = !next.still && loop > next.viewWidth && next.viewWidth > 0
      if (!scrolling) {
        motion?.stop()
        motion = null
      } else if (!motion) {
        motion = parts.startMotion(track, { loop, speed: next.speed, from: 0 })
        if (held) motion.pause()
      } else {
        const first = seen.ids[0]
        const from = (first === undefined ? 0 : startOf(next.places, first) + seen.lead) % loop
        if (speedChanged || loop !== lengthBefore || Math.abs(from - before) > SAME_PLACE_PX) moveTo(from)
      }
      watchLeaving()
      if (scrolling !== state.scrolling) tell(scrolling)
    },
    /** Stops the belt and everything on it while it is looked at or used. */
    hold(now: boolean) {
      if (held === now) return
      held = now
      if (now) {
        motion?.pause()
        stopAlarm()
      } else {
        rearrange()
        motion?.play()
        watchLeaving()
      }
    },
    /** Brings the next (1) or previous (−1) headline to the beginning of the view; answers which. */
    step(by: 1 | -1): ItemId | null {
      const seen = view()
      const { places } = measure
      const at = places.findIndex((place) => place.id === seen.ids[0])
      if (at === -1) return null
      // Going back first shows the whole of a headline that is cut off.
      const target = by === -1 && seen.lead > SAME_PLACE_PX ? at : (at + by + places.length) % places.length
      const place = places[target]
      if (!place) return null
      moveTo(startOf(places, place.id))
      return place.id
    },
    /** Makes sure that a headline is wholly in view. */
    reveal(id: ItemId) {
      if (!motion) return
      const loop = beltLength(measure.places)
      const begin = (startOf(measure.places, id) - motion.position() + loop) % loop
      const width = measure.places.find((place) => place.id === id)?.width ?? 0
      if (begin + width > measure.viewWidth) moveTo(startOf(measure.places, id))
    },
    stop() {
      stopAlarm()
      motion?.stop()
      motion = null
    },
  }
}
