import { useEffect, useState } from 'react'
import type { ItemId, ItemSummary } from '@contract/index'
import { messageOf } from './message-of'
import { useClient } from './use-reader'

export type Arrivals =
  { phase: 'loading' } | { phase: 'ready'; items: readonly ItemSummary[] } | { phase: 'failed'; message: string }

/** The same news over all channels; looked for again while more of it may arrive, one question at a time. */
export function useArrivals(id: ItemId): Arrivals {
  const { host } = useClient()
  const [arrivals, setArrivals] = useState<Arrivals>({ phase: 'loading' })

  useEffect(() => {
    let wanted = true
    let asking = false
    let again = false

    async function ask() {
      if (asking) {
        again = true
        return
      }
      asking = true
      again = false
      const answer = await host.call('items.arrivals', { id }).then(
        (items): Arrivals => ({ phase: 'ready', items }),
        (error: unknown): Arrivals => ({ phase: 'failed', message: messageOf(error) }),
      )
      asking = false
      if (!wanted) return
      setArrivals(answer)
      if (again) void ask()
    }

    void ask()
    const stop = host.on((push) => {
      if (push.name !== 'items.changed') return
      if (push.payload.stale || push.payload.added.length > 0 || push.payload.removed.length > 0) void ask()
    })
    return () => {
      wanted = false
      stop()
    }
  }, [host, id])

  return arrivals
}
