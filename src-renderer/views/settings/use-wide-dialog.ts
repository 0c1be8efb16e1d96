import { useSyncExternalStore } from 'react'

const QUERY = '(min-width: 640px)'

/** Whether the sections stand beside what they hold (as in Settings.module.css), or above it. */
export function useWideDialog(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(QUERY)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => window.matchMedia(QUERY).matches,
  )
}
