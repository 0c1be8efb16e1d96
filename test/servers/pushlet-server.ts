import type { ServerResponse } from 'node:http'
import { startLocalServer, type LocalServer } from './local-server'

type Attributes = Record<string, string>
type Mode = 'stream' | 'pull' | 'poll'

interface Session {
  id: string
  format: string
  mode: Mode
  /** Plain beginnings of subjects, by subscription. */
  subscriptions: { sid: string; subjects: string[] }[]
  waiting: Attributes[]
  /** An answer that is open: a stream, or a held refresh. */
  response: ServerResponse | null
  /** Writes what waits into it. */
  flush: () => void
}

/** What the server does differently from the book. */
export interface PushletWhims {
  /** Whatever the client asks for (it goes by the User-Agent). */
  forcedMode: Mode | null
  forcedFormat: string | null
  /** `listen` takes no notice of p_subject. */
  deafToSubjects: boolean
  /** The answer to `join`, `listen` or `subscribe` instead of the usual one. */
  answers: Partial<Record<string, Attributes>>
  /** Milliseconds the client is told to wait before a refresh, and a refresh is held. */
  refreshWaitMs: number
  holdMs: number
}

export interface PushletServer {
  readonly local: LocalServer
  readonly url: string
  readonly whims: PushletWhims
  readonly sessions: ReadonlyMap<string, Session>
  /** The `p_event` of every request, in order. */
  readonly heard: string[]
  publish(subject: string, payload: Attributes): void
  /** Raw text into every open answer. */
  write(text: string): void
  /** Ends every open answer. */
  finish(): void
  expireAll(): void
  close(): Promise<void>
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** One event as Pushlet writes it: `xml` escapes nothing. */
export function spellPushletEvent(attributes: Attributes, format: string): string {
  const spell = (value: string) =>
    format === 'xml-strict' ? value.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign) : value
  return `<event ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${spell(value)}"`)
    .join(' ')} />`
}

/** Pushlet as its documentation and source describe it (protocols 3.2), at `/pushlet/pushlet.srv`. */
export async function startPushletServer(): Promise<PushletServer> {
  const whims: PushletWhims = {
    forcedMode: null,
    forcedFormat: null,
    deafToSubjects: false,
    answers: {},
    refreshWaitMs: 5,
    holdMs: 20_000,
  }
  const sessions = new Map<string, Session>()
  const heard: string[] = []
  let made = 0

  const local = await startLocalServer((request, response) => {
    const { pathname, searchParams: asked } = new URL(request.url ?? '/', 'http://x')
    if (pathname === '/mute') return
    if (pathname.startsWith('/status/')) return void response.writeHead(Number(pathname.slice(8))).end('no')
    const event = asked.get('p_event')
    if (event === null) return void response.writeHead(400).end('No p_event specified')
    heard.push(event)
    if (event === 'join') {
      made += 1
      const format = whims.forcedFormat ?? asked.get('p_format') ?? 'js'
      const id = `session${made}`
      const session: Session = {
        id,
        format,
        mode: 'stream',
        subscriptions: [],
        waiting: [],
        response: null,
        flush: () => undefined,
      }
      sessions.set(id, session)
      return answer(response, session, [whims.answers.join ?? { p_event: 'join-ack', p_id: id, p_format: format }])
    }
    const id = asked.get('p_id')
    if (id === null) return void response.writeHead(400).end('No id specified')
    const session = sessions.get(id)
    if (session === undefined) return void response.writeHead(400).end(`Invalid or expired id: ${id}`)
    const subjects = asked.get('p_subject')
    const subscribe = (): string | null => {
      if (subjects === null) return null
      const sid = `sid${session.subscriptions.length}`
      session.subscriptions.push({ sid, subjects: subjects.split(',') })
      return sid
    }
    const instead = whims.answers[event]
    if (instead !== undefined) return answer(response, session, [instead])
    switch (event) {
      case 'listen': {
        const sid = whims.deafToSubjects ? null : subscribe()
        const mode = whims.forcedMode ?? asked.get('p_mode')
        session.mode = mode === 'pull' || mode === 'poll' ? mode : 'stream'
        const ack = {
          p_event: 'listen-ack',
          p_id: id,
          p_mode: session.mode,
          p_format: session.format,
          ...(sid !== null && { p_sid: sid }),
        }
        if (session.mode !== 'stream') return answer(response, session, [ack, refreshOf(session)])
        return stream(response, session, ack)
      }
      case 'subscribe':
        return answer(response, session, [
          { p_event: 'subscribe-ack', p_id: id, p_subject: subjects ?? '', p_sid: subscribe() ?? '' },
        ])
      case 'refresh':
        return refresh(response, session)
      case 'hb':
        return answer(response, session, [{ p_event: 'hb-ack' }])
      case 'leave':
        session.response?.end()
        sessions.delete(id)
        return answer(response, session, [{ p_event: 'leave-ack', p_id: id }])
    }
    response.writeHead(400).end('Unknown event')
  })

  const head = (response: ServerResponse, { format }: Session): void => {
    const type = format === 'js' ? 'text/html' : format === 'xml-strict' ? 'text/xml' : 'text/plain'
    response.writeHead(200, { 'Content-Type': `${type};charset=UTF-8`, 'Cache-Control': 'no-store' })
    if (format === 'js') response.write('<html><head><meta http-equiv="Pragma" content="no-cache"><script>')
    if (format === 'xml-strict') response.write('<?xml version="1.0" encoding="UTF-8"?>\n<pushlet>\n')
  }
  const spell = (attributes: Attributes, { format }: Session): string =>
    format === 'js' ? `push('p_event', '${attributes.p_event}')` : `${spellPushletEvent(attributes, format)}\n`
  const end = (response: ServerResponse, { format }: Session): void =>
    void response.end(format === 'xml-strict' ? '</pushlet>\n' : '')

  function answer(response: ServerResponse, session: Session, events: Attributes[]): void {
    head(response, session)
    for (const event of events) response.write(spell(event, session))
    end(response, session)
  }

  const refreshOf = ({ id }: Session): Attributes => ({
    p_event: 'refresh',
    p_wait: String(whims.refreshWaitMs),
    p_url: `pushlet.srv?p_id=${id}&p_event=refresh`,
  })

  function hold(response: ServerResponse, session: Session, flush: () => void): void {
    session.response = response
    session.flush = flush
    response.on('close', () => {
      if (session.response !== response) return
      session.response = null
      session.flush = () => undefined
    })
    response.on('error', () => undefined)
  }

  function stream(response: ServerResponse, session: Session, ack: Attributes): void {
    head(response, session)
    response.write(spell(ack, session) + spell({ p_event: 'hb' }, session))
    hold(response, session, () => {
      for (const event of session.waiting.splice(0)) response.write(spell(event, session))
    })
    session.flush()
  }

  function refresh(response: ServerResponse, session: Session): void {
    head(response, session)
    response.write(spell({ p_event: 'refresh-ack', p_id: session.id }, session))
    const finishWith = (events: Attributes[]): void => {
      clearTimeout(timer)
      session.response = null
      session.flush = () => undefined
      for (const event of [...events, refreshOf(session)]) response.write(spell(event, session))
      end(response, session)
    }
    const beat = () => finishWith([{ p_event: 'hb' }])
    const timer = setTimeout(beat, whims.holdMs)
    response.on('close', () => clearTimeout(timer))
    hold(response, session, () => {
      if (session.waiting.length > 0) finishWith(session.waiting.splice(0))
    })
    session.flush()
    if (session.mode === 'poll' && session.response !== null) beat()
  }

  return {
    local,
    url: `${local.origin}/pushlet/pushlet.srv`,
    whims,
    sessions,
    heard,
    publish(subject, payload) {
      for (const session of sessions.values()) {
        const match = session.subscriptions.find(({ subjects }) => subjects.some((one) => subject.startsWith(one)))
        if (match === undefined) continue
        session.waiting.push({ p_event: 'data', p_sid: match.sid, p_subject: subject, ...payload })
      }
      for (const session of sessions.values()) session.flush()
    },
    write: (text) => sessions.forEach(({ response }) => void response?.write(text)),
    finish: () => sessions.forEach(({ response }) => void response?.end()),
    expireAll: () => sessions.clear(),
    close: local.close,
  }
}
