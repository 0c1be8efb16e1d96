import { useCallback, useEffect, useRef, useState } from 'react'
import type { ChannelId, PushSubscriptionSheet } from '@contract/index'
import { messageOf } from './message-of'
import { useClient } from './use-reader'

export type PushSheetState =
  { phase: 'loading' } | { phase: 'ready'; sheet: PushSubscriptionSheet | null } | { phase: 'failed'; message: string }

/** What a sender needs, asked for when the sheet opens and whenever the channel or the receiver changes. */
export function usePushSheet(id: ChannelId): [PushSheetState, () => void] {
  const { host } = useClient()
  const [state, setState] = useState<PushSheetState>({ phase: 'loading' })
  const question = useRef(0)

  const load = useCallback(async () => {
    const mine = ++question.current
    const answer = await host.call('channels.pushSubscription', { id }).then(
      (sheet): PushSheetState => ({ phase: 'ready', sheet }),
      (error: unknown): PushSheetState => ({ phase: 'failed', message: messageOf(error) }),
    )
    if (mine === question.current) setState(answer)
  }, [host, id])

  useEffect(() => {
    void load()
    // New keys, another address, a receiver that can be reached now: the sheet in sight is the one that holds.
    const stop = host.on((push) => {
      const own = push.name === 'channels.changed' && push.payload.channels.some((channel) => channel.id === id)
      if (own || push.name === 'settings.changed') void load()
    })
    return () => {
      question.current = Infinity
      stop()
    }
  }, [host, id, load])

  return [state, () => void load()]
}
