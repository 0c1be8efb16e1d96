/** A typed emitter for facts: past tense, values only. Listeners never steer the one who announces. */
export interface Bus<Facts extends object> {
  announce<Name extends keyof Facts>(name: Name, fact: Facts[Name]): void
  /** Returns its stop. */
  on<Name extends keyof Facts>(name: Name, listener: (fact: Facts[Name]) => void): () => void
}

/**
 * @param failed - Told of a listener that threw. One bad listener must not keep a fact from the others, and must not
 *   make the store's caller believe that storing failed.
 */
export function createBus<Facts extends object>(failed: (error: unknown, name: keyof Facts) => void): Bus<Facts> {
  const listeners = new Map<keyof Facts, Set<(fact: never) => void>>()

  return {
    announce(name, fact) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          listener(fact as never)
        } catch (error) {
          failed(error, name)
        }
      }
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener)
      return () => set.delete(listener)
    },
  }
}
