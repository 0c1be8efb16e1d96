import type { Clock, Json, TransportIo } from '../core/ports'
import { abortable } from './abortable'
import { nextAdvice, NO_ADVICE, type Advice } from './bayeux-advice'
import { newsOf } from './bayeux-deliveries'
import { noAnswer, handshakeFailure, noSession, sentAway, subscriptionFailure } from './bayeux-failures'
import type { BayeuxLine, Outgoing } from './bayeux-line'
import { memberOf, readError, type BayeuxMessage } from './bayeux-messages'
import { cursorOf, type BayeuxSession } from './bayeux-sessions'
import type { BayeuxWishes } from './bayeux-wishes'

/** Time for an answer that is not held. */
const ANSWER_WITHIN_MS = 30_000
/** How long a server is taken to hold a connect when it does not say. */
const ASSUMED_HOLD_MS = 120_000
/** What the network may take on top of it. */
const NETWORK_ALLOWANCE_MS = 15_000
const MAX_CLIENT_ID_CHARACTERS = 1_000

/** The server ended the session in order: it closed its socket, or said `/meta/disconnect`. */
export class OrderlyEnd extends Error {
  override readonly name = 'OrderlyEnd'
}

/** Questions and answers of one session over one line after another. */
export interface Talk {
  readonly advice: Advice
  line: BayeuxLine
  handshake(): Promise<void>
  subscribe(): Promise<void>
  /** `first`: the server is asked not to hold it, so it proves the line. `within`: patience in milliseconds. */
  connect(how: { first: boolean; within?: number }): Promise<ConnectOutcome>
  /** The words that end the session. */
  farewell(): Outgoing[]
}

export interface ConnectOutcome {
  /** `gone`: the server no longer knows the session. `again`: it failed for now. */
  how: 'ok' | 'again' | 'gone'
  reply: BayeuxMessage
  /** News that came since the connect before. */
  delivered: number
}

export function createTalk(parts: {
  line: BayeuxLine
  session: BayeuxSession
  wishes: BayeuxWishes
  clock: Clock
  io: TransportIo
  signal: AbortSignal
  host: string
  /** Shortened in tests: patience with a held connect, milliseconds. */
  stallMs?: number | undefined
}): Talk {
  const { session, wishes, clock, io, signal, host } = parts
  let { line } = parts
  let advice = NO_ADVICE
  let counted = 0
  let delivered = 0

  const message = (channel: string, fields: { [field: string]: Json }, ext: { [key: string]: Json } = {}): Outgoing => {
    counted += 1
    const all = { ...wishes.ext, ...ext }
    return { channel, id: String(counted), ...fields, ...(Object.keys(all).length > 0 && { ext: all }) }
  }

  /** Answers the replies in the order of the questions. Whatever else came by then is stored. */
  async function ask(questions: readonly Outgoing[], within: number): Promise<BayeuxMessage[]> {
    line.send(questions)
    const replies = new Map<Outgoing, BayeuxMessage>()
    while (replies.size < questions.length) {
      const came = await withinTime(line.next(), within)
      if (came === null) throw new OrderlyEnd()
      await store(came)
      for (const one of came) {
        if (one.advice !== null) advice = nextAdvice(advice, one.advice, line.type)
        const question = questions.find((asked) => !replies.has(asked) && answers(one, asked))
        if (question !== undefined) replies.set(question, one)
        else if (one.channel === '/meta/disconnect') throw new OrderlyEnd()
      }
    }
    return questions.flatMap((question) => replies.get(question) ?? [])
  }

  /** Storing comes before everything that would acknowledge. */
  async function store(came: readonly BayeuxMessage[]): Promise<void> {
    const seen = session.acknowledged === null ? null : session.seen
    const news = newsOf(came, { line, receivedAt: clock.now(), cursor: cursorOf(session), seen, io, host })
    delivered += news.length
    if (news.length > 0) await abortable(io.received(news), signal)
  }

  function withinTime<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const stopTimer = clock.after(milliseconds, () => reject(noAnswer(host, milliseconds)))
      abortable(promise, signal).then(resolve, reject).finally(stopTimer)
    })
  }

  return {
    get advice() {
      return advice
    },
    get line() {
      return line
    },
    set line(other) {
      line = other
    },
    async handshake() {
      const offered = wishes.connection === 'automatic' ? ['websocket', 'long-polling'] : [line.type]
      const fields = { version: '1.0', minimumVersion: '1.0', supportedConnectionTypes: offered }
      const [reply] = await ask(
        [message('/meta/handshake', fields, wishes.acknowledge ? { ack: true } : {})],
        ANSWER_WITHIN_MS,
      )
      if (reply === undefined || reply.successful === false) throw reply ? refused(reply) : noSession(host, null)
      const { clientId } = reply
      if (clientId === null || clientId.length > MAX_CLIENT_ID_CHARACTERS) throw noSession(host, reply)
      const ack = memberOf(reply.ext, 'ack')
      session.clientId = clientId
      session.acknowledged = wishes.acknowledge && (ack === true || memberOf(ack, 'enabled') === true) ? -1 : null
      session.offersSocket = reply.supportedConnectionTypes.includes('websocket')
      session.subscribed = false
    },
    async subscribe() {
      const questions = wishes.channels.map((channel) =>
        message('/meta/subscribe', { clientId: session.clientId, subscription: channel }),
      )
      const replies = await ask(questions, ANSWER_WITHIN_MS)
      const denied = replies.flatMap((reply, index) =>
        reply.successful === false ? [{ channel: wishes.channels[index] ?? '', reply }] : [],
      )
      const [first] = denied
      if (first !== undefined && isUnknownClient(first.reply)) throw noSession(host, first.reply)
      if (first !== undefined) throw subscriptionFailure(denied, host)
      session.subscribed = true
    },
    async connect({ first, within }) {
      const ack = session.acknowledged
      const hold = parts.stallMs ?? (advice.timeoutMs ?? ASSUMED_HOLD_MS) + NETWORK_ALLOWANCE_MS
      const fields = {
        clientId: session.clientId,
        connectionType: line.type,
        ...(first && { advice: { timeout: 0 } }),
      }
      const question = message('/meta/connect', fields, ack === null ? {} : { ack })
      const [reply] = await ask([question], within ?? (first ? ANSWER_WITHIN_MS : hold))
      if (reply === undefined) throw noSession(host, null)
      const said = memberOf(reply.ext, 'ack')
      // What it counts is stored by now.
      if (ack !== null && typeof said === 'number') session.acknowledged = said
      const since = delivered
      delivered = 0
      return { how: outcomeOf(reply), reply, delivered: since }
    },
    farewell: () => [message('/meta/disconnect', { clientId: session.clientId })],
  }

  function refused(reply: BayeuxMessage): Error {
    return handshakeFailure(reply, nextAdvice(NO_ADVICE, reply.advice, line.type), host)
  }

  function outcomeOf(reply: BayeuxMessage): ConnectOutcome['how'] {
    const { reconnect } = nextAdvice(NO_ADVICE, reply.advice, line.type)
    if (reconnect === 'none') throw sentAway(reply, host)
    if (reconnect === 'handshake') return 'gone'
    if (reply.successful !== false) return 'ok'
    if (reconnect === null && isUnknownClient(reply)) return 'gone'
    if (readError(reply.error).code === 403) throw sentAway(reply, host)
    return 'again'
  }
}

/** 402 in CometD, 401 in Faye. */
function isUnknownClient(reply: BayeuxMessage): boolean {
  const { code } = readError(reply.error)
  return code === 401 || code === 402
}

/** By the id; where a server leaves ids out, by the channel, and by what was subscribed to. */
function answers(reply: BayeuxMessage, question: Outgoing): boolean {
  if (reply.channel !== question.channel) return false
  if (reply.id !== null) return reply.id === question.id
  const { subscription } = question
  return (
    typeof subscription !== 'string' || reply.subscription.length === 0 || reply.subscription.includes(subscription)
  )
}
