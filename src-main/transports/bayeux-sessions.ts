import { createHash } from 'node:crypto'
import type { Channel, Json } from '../core/ports'
import { createSeenMessages, type SeenMessages } from './bayeux-deliveries'
import { memberOf } from './bayeux-messages'
import type { BayeuxWishes } from './bayeux-wishes'
import { createCookieJar, type CookieJar } from './cookie-jar'

/** Sessions that wait for their channel to come back; the oldest goes first. */
const MAX_SUSPENDED = 50

/** One session with a server, as long as both remember it. */
export interface BayeuxSession {
  clientId: string
  /** The acknowledge extension: the last number whose messages are stored, −1 before any; null: not spoken here. */
  acknowledged: number | null
  /** The server offers WebSocket too. */
  offersSocket: boolean
  /** Subscribed, so that going on needs no more than a connect. */
  subscribed: boolean
  jar: CookieJar
  seen: SeenMessages
}

export const newSession = (): BayeuxSession => ({
  clientId: '',
  acknowledged: null,
  offersSocket: false,
  subscribed: false,
  jar: createCookieJar(),
  seen: createSeenMessages(),
})

/**
 * Sessions whose line broke: a server with the acknowledge extension keeps what was not acknowledged for some seconds
 * and sends it again to whoever comes with the same client id. Cookies and numbers stay in memory; the cursor has the id.
 */
export interface SuspendedSessions {
  suspend(session: BayeuxSession, channel: Pick<Channel, 'url' | 'settings'>, wishes: BayeuxWishes): void
  /** Each can be taken once, for the same address and wishes only. */
  take(cursor: Json | null, channel: Pick<Channel, 'url' | 'settings'>, wishes: BayeuxWishes): BayeuxSession | null
}

export function createSuspendedSessions(): SuspendedSessions {
  const sessions = new Map<string, BayeuxSession>()
  return {
    suspend(session, channel, wishes) {
      if (session.acknowledged === null || !session.subscribed) return
      sessions.set(keyOf(session.clientId, channel, wishes), session)
      const [oldest] = sessions.keys()
      if (sessions.size > MAX_SUSPENDED && oldest !== undefined) sessions.delete(oldest)
    },
    take(cursor, channel, wishes) {
      const clientId = memberOf(cursor, 'clientId')
      if (typeof clientId !== 'string') return null
      const key = keyOf(clientId, channel, wishes)
      const session = sessions.get(key) ?? null
      sessions.delete(key)
      return session
    },
  }
}

function keyOf(clientId: string, { url, settings }: Pick<Channel, 'url' | 'settings'>, wishes: BayeuxWishes): string {
  return createHash('sha256')
    .update(JSON.stringify([clientId, url, settings.headers, wishes]))
    .digest('base64')
}

/** Stored with each event: which session it came by. */
export const cursorOf = ({ acknowledged, clientId }: BayeuxSession): Json | undefined =>
  acknowledged === null ? undefined : { clientId }
