import { JsonHubProtocol, MessageType, NullLogger, type HubMessage, type InvocationMessage } from '@microsoft/signalr'
import { CONNECT_TIMEOUT_MS, MAX_MESSAGE_BYTES, type ArrivalHow } from '../contract/index'
import { TransportError, type Clock, type Json, type TransportIo } from '../core/ports'
import { payloadOfArguments } from './arguments-payload'
import { readJson, type Call } from './call-lines'
import { createRecords, RECORD_END, RecordTooLong } from './signalr-records'
import { watchSilence, type Line, type News, type Talk } from './talk'
import { closeOutcome } from './websocket-closing'

/** How often both sides say that they are there, and the silence that means they are not (protocols 7.1). */
export const PING_EVERY_MS = 15_000
export const SERVER_TIMEOUT_MS = 30_000

export interface HubWishes {
  calls: readonly Call[]
  /** In lower case, as names of methods have none on this wire. Empty: all. */
  targets: ReadonlySet<string>
  /** A hub that closes and does not ask us back is asked all the same. */
  comeBack: boolean
  /** Shortened in tests; milliseconds. */
  serverTimeoutMs?: number
}

export interface HubPlace {
  clock: Clock
  io: TransportIo
  /** What links are relative to: without the connection's token. */
  baseUrl: string
  how: ArrivalHow
  /** Polls show by themselves that both sides are there. */
  keepsItselfAlive: boolean
  /** The handshake was answered. */
  opened(): void
}

/** Our side of the JSON hub protocol: handshake, calls, heartbeats; invocations become events. */
export function beginHub(wishes: HubWishes, place: HubPlace, line: Line): Talk {
  const { clock, io } = place
  const protocol = new JsonHubProtocol()
  const timers: (() => void)[] = []
  let shaken = false
  let over = false
  let news: News[] = []
  const records = createRecords(MAX_MESSAGE_BYTES, (record) => {
    if (over) return
    if (shaken) messagesOf(record).forEach(understand)
    else answered(record)
  })

  line.send(JSON.stringify({ protocol: protocol.name, version: 1 }) + RECORD_END)
  timers.push(
    clock.after(CONNECT_TIMEOUT_MS, () => {
      if (!shaken) end(new TransportError('timeout', `The hub of ${line.host} did not answer the handshake in time.`))
    }),
  )

  function end(outcome: Parameters<Line['end']>[0]): void {
    over = true
    line.end(outcome)
  }

  function answered(record: string): void {
    const answer = asObject(readJson(record))
    if (answer === null || answer.type !== undefined) {
      return end(new TransportError('wrongType', `${line.host} answers, but not as a SignalR hub.`))
    }
    if (typeof answer.error === 'string' && answer.error !== '') {
      return end(new TransportError('protocol', `The hub of ${line.host} refused us: ${quoted(answer.error)}`))
    }
    shaken = true
    place.opened()
    wishes.calls.forEach((call, index) => {
      write({ type: MessageType.Invocation, target: call.name, arguments: call.arguments, invocationId: `${index}` })
    })
    if (!place.keepsItselfAlive) keepAlive()
  }

  function keepAlive(): void {
    const { serverTimeoutMs = SERVER_TIMEOUT_MS } = wishes
    const ping = (): void => {
      write({ type: MessageType.Ping })
      timers[0] = clock.after(PING_EVERY_MS, ping)
    }
    timers[0]?.()
    timers[0] = clock.after(PING_EVERY_MS, ping)
    const stalled = (): void => {
      const message = `${line.host} has sent nothing for ${Math.round(serverTimeoutMs / 1000)} s; connecting anew.`
      end(new TransportError('stalled', message))
    }
    timers.push(watchSilence(clock, line, serverTimeoutMs, stalled))
  }

  const write = (message: HubMessage): void => line.send(protocol.writeMessage(message))

  /** One message, or none of a kind that is not known yet. */
  function messagesOf(record: string): HubMessage[] {
    try {
      return protocol.parseMessages(record + RECORD_END, NullLogger.instance)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const message = `${line.host} sent something that is no message of a hub; connecting anew.`
      end(new TransportError('protocol', message, { detail: error.message.slice(0, 200) }))
      return []
    }
  }

  function understand(message: HubMessage): void {
    if (over) return
    if (message.type === MessageType.Invocation) return invoked(message)
    if (message.type === MessageType.Completion && message.error !== undefined) {
      const name = wishes.calls[Number(message.invocationId)]?.name ?? message.invocationId
      const words = `The hub of ${line.host} could not do “${name}”: ${quoted(message.error)}`
      return end(new TransportError('protocol', words))
    }
    if (message.type === MessageType.Close) {
      const asksBack = message.allowReconnect === true || wishes.comeBack
      if (message.error) {
        const words = `The hub of ${line.host} closed the connection: ${quoted(String(message.error))}`
        end(new TransportError(asksBack ? 'serverError' : 'endedByServer', words, { final: asksBack ? null : 'ended' }))
      } else if (asksBack) end({ how: 'closed', waitAtLeastMs: 0 })
      else {
        const words = `The hub of ${line.host} closed the connection and does not ask us to come back.`
        end(new TransportError('endedByServer', words, { final: 'ended' }))
      }
    }
  }

  function invoked({ target, arguments: values, invocationId }: InvocationMessage): void {
    // The hub waits for an answer: it gets an honest one.
    const answer =
      invocationId === undefined
        ? undefined
        : () => write({ type: MessageType.Completion, invocationId, error: 'This client only listens.' })
    const isWanted = wishes.targets.size === 0 || wishes.targets.has(target.toLowerCase())
    if (!isWanted) return answer?.()
    const payload = Array.isArray(values) ? payloadOfArguments(values as Json[]) : undefined
    if (payload === undefined) {
      io.dropped(1, { kind: 'malformed', message: `${line.host} sent arguments that cannot be read; left out.` })
      return answer?.()
    }
    const receivedAt = clock.now()
    const text = payload ?? target
    const event = { payload: text, contentType: null, topic: target, id: null, receivedAt, baseUrl: place.baseUrl }
    news.push({ event: { ...event, how: place.how }, bytes: text.length, ...(answer && { stored: answer }) })
  }

  return {
    text(text) {
      try {
        records.push(text)
      } catch (error) {
        if (!(error instanceof RecordTooLong)) throw error
        const limit = `${MAX_MESSAGE_BYTES / 1024 / 1024} MiB`
        const failure = new TransportError(
          'tooLarge',
          `${line.host} sent a message over the limit of ${limit}; it was left out.`,
        )
        io.dropped(1, failure.failure)
        end(failure)
      }
      const told = news
      news = []
      return told
    },
    closed(code, reason) {
      if (code !== 1000) return closeOutcome(code, reason, line.host)
      if (shaken) return { how: 'closed', waitAtLeastMs: 0 }
      return new TransportError('closed', `The hub of ${line.host} closed the connection before it answered.`)
    },
    stop() {
      over = true
      for (const stop of timers) stop()
    },
  }
}

const asObject = (value: Json | undefined): { [key: string]: Json } | null =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null

const quoted = (words: string): string => `“${words.slice(0, 200)}”.`
