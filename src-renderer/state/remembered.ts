/** Small things one window remembers for itself: pane sizes, folded folders. Lost without harm. */
export interface Remembered {
  get(name: string): string | null
  set(name: string, value: string): void
}

/** Backed by the page's storage; where the browser refuses that, things are remembered until the page closes. */
export function rememberedIn(storage: () => Storage): Remembered {
  const kept = new Map<string, string>()
  const key = (name: string) => `crier.${name}`
  return {
    get(name) {
      try {
        return storage().getItem(key(name)) ?? kept.get(name) ?? null
      } catch {
        return kept.get(name) ?? null
      }
    },
    set(name, value) {
      kept.set(name, value)
      try {
        storage().setItem(key(name), value)
      } catch {
        // Storage is full or forbidden (private windows): the copy in `kept` lasts as long as the page.
        return
      }
    },
  }
}
