import { createHash } from 'node:crypto'
import type { RawEvent, TransportIo } from '../core/ports'
import type { BayeuxLine } from './bayeux-line'
import type { BayeuxMessage } from './bayeux-messages'

/** Messages that are recognised when they are sent again. */
const MAX_REMEMBERED = 2_000

/** What came already, for servers that send again what was not acknowledged. */
export interface SeenMessages {
  /** True when it was there before. */
  again(message: BayeuxMessage, payload: string): boolean
}

/**
 * The same message is one with the same channel, id and content: ids alone are counted by each publisher for itself.
 */
export function createSeenMessages(): SeenMessages {
  const seen = new Set<string>()
  return {
    again({ channel, id }, payload) {
      if (id === null) return false
      const key = createHash('sha1')
        .update(JSON.stringify([channel, id, payload]))
        .digest('base64')
      if (seen.has(key)) return true
      seen.add(key)
      const [oldest] = seen
      if (seen.size > MAX_REMEMBERED && oldest !== undefined) seen.delete(oldest)
      return false
    },
  }
}

/** Private questions and answers, and the protocol's own talk: no news. */
const isBroadcast = ({ channel }: BayeuxMessage): boolean => !/^\/(?:meta|service)(?:\/|$)/.test(channel)

/** The news among messages, in order. */
export function newsOf(
  messages: readonly BayeuxMessage[],
  at: {
    line: BayeuxLine
    receivedAt: number
    cursor: RawEvent['cursor']
    seen: SeenMessages | null
    io: TransportIo
    host: string
  },
): RawEvent[] {
  const { line, receivedAt, cursor, seen, io, host } = at
  return messages.flatMap((message) => {
    const { channel, id, data } = message
    if (data === undefined || data === null || !isBroadcast(message)) return []
    const payload = textOf(data)
    if (payload === null) {
      io.dropped(1, {
        kind: 'malformed',
        message: `${host} sent a message that is nested too deeply; it was left out.`,
      })
      return []
    }
    if (seen?.again(message, payload) === true) return []
    return [
      {
        payload,
        contentType: null,
        topic: channel,
        id,
        ...(cursor !== undefined && { cursor }),
        receivedAt,
        baseUrl: line.baseUrl,
        how: line.how,
        says: { section: channel.split('/').filter((part) => part !== '') },
      },
    ]
  })
}

/** Text as it is, all else as JSON. Null where an engine ran out of stack. */
function textOf(data: NonNullable<BayeuxMessage['data']>): string | null {
  if (typeof data === 'string') return data
  try {
    return JSON.stringify(data)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
