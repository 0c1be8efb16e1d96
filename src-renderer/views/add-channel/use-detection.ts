import { useEffect, useRef, useState } from 'react'
import type { ChannelSettings, Detection, TransportKind } from '@contract/index'
import { messageOf } from '../../state/message-of'
import { useClient } from '../../state/use-reader'

export type Looking =
  | { phase: 'idle' }
  | { phase: 'looking'; address: string }
  | { phase: 'done'; detection: Detection }
  | { phase: 'refused'; message: string }

export interface LookOptions {
  onlyKind?: TransportKind
  settings?: Partial<ChannelSettings>
}

/** Asks the reader what an address is. Only the answer to the last question counts; stopping forgets the question. */
export function useDetection() {
  const { host } = useClient()
  const [looking, setLooking] = useState<Looking>({ phase: 'idle' })
  const question = useRef(0)

  useEffect(
    () => () => {
      question.current = Infinity
    },
    [],
  )

  return {
    looking,
    async look(address: string, options: LookOptions = {}) {
      const mine = ++question.current
      setLooking({ phase: 'looking', address })
      const answer = await host.call('channels.detect', { address, ...options }).then(
        (detection): Looking => ({ phase: 'done', detection }),
        (error: unknown): Looking => ({ phase: 'refused', message: messageOf(error) }),
      )
      if (mine === question.current) setLooking(answer)
    },
    stop() {
      question.current += 1
      setLooking({ phase: 'idle' })
    },
  }
}
