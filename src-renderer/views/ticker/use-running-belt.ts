import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react'
import type { ItemSummary } from '@contract/index'
import { LESS_MOTION, useMediaQuery } from '../../ui/use-media-query'
import { startBeltMotion } from './belt-motion'
import { createRunningBelt, type BeltState, type RunningBelt } from './running-belt'

export interface DrawnBelt extends BeltState {
  belt: RunningBelt
  still: boolean
  /** The window through which the belt is seen. */
  clip: RefObject<HTMLDivElement | null>
  /** What moves; its first list holds the headlines, one element each. */
  track: RefObject<HTMLDivElement | null>
}

/** Ties a running belt to its drawing: measured after each drawing and resize, never between. */
export function useRunningBelt(items: readonly ItemSummary[], speed: number): DrawnBelt {
  const still = useMediaQuery(LESS_MOTION)
  const clip = useRef<HTMLDivElement>(null)
  const track = useRef<HTMLDivElement>(null)
  const [belt] = useState(() =>
    createRunningBelt({
      startMotion: (moved, course) =>
        startBeltMotion(moved, getComputedStyle(moved).direction === 'rtl' ? 1 : -1, course),
      after(milliseconds, then) {
        const timer = setTimeout(then, milliseconds)
        return () => clearTimeout(timer)
      },
    }),
  )
  const state = useSyncExternalStore(belt.subscribe, belt.snapshot)

  useLayoutEffect(() => belt.want(items), [belt, items])

  useLayoutEffect(() => {
    const window = clip.current
    const moved = track.current
    const list = moved?.firstElementChild
    if (!window || !moved || !list) return
    const take = () =>
      belt.measured(moved, {
        // Fractions add up over many headlines, so no rounded widths here.
        places: [...list.children].map((child) => ({
          id: Number(child.getAttribute('data-item')),
          width: child.getBoundingClientRect().width,
        })),
        viewWidth: window.clientWidth,
        speed,
        still,
      })
    take()
    const observer = new ResizeObserver(take)
    observer.observe(window)
    return () => observer.disconnect()
  })

  useEffect(() => () => belt.stop(), [belt])
  return { ...state, belt, still, clip, track }
}
