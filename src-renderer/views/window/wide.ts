/** List and article stand side by side. The same bound as in MainWindow.module.css. */
export const WIDE = '(min-width: 720px)'

/** Whether they do now, for what is decided once. */
export function isWide(): boolean {
  return window.matchMedia(WIDE).matches
}
