import { useSyncExternalStore } from 'react'

const WIDE = '(min-width: 720px)'

/** Whether list and article stand side by side. The same bound as in MainWindow.module.css. */
export function isWide(): boolean {
  return window.matchMedia(WIDE).matches
}

export function useWide(): boolean {
  return useSyncExternalStore((changed) => {
    const media = window.matchMedia(WIDE)
    media.addEventListener('change', changed)
    return () => media.removeEventListener('change', changed)
  }, isWide)
}
