import { useSyncExternalStore } from 'react'

/** The user asked the system for less motion. */
export const LESS_MOTION = '(prefers-reduced-motion: reduce)'

/** Whether the window or the system is as the query says; follows changes. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
  )
}
