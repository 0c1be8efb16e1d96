import type { IncomingMessage, ServerResponse } from 'node:http'
import { DEMO_FOLDER, GREETING_STORIES, pathOf, queryOf, repeat, type OpenOutlet } from '../outlet'
import { storyAddress } from '../rendering'
import { latestStories, type Story } from '../wire'
import {
  beginAnswer,
  complain,
  type PushletAnswer,
  type PushletAttributes,
  type PushletFormat,
} from './pushlet-answers'

const PATH = '/wire/pushlet.srv'
/** How long a question of a pulling client is held, and how often a stream shows that it lives. */
const READ_WAIT_MS = 20_000
/** A session that was not heard of for so long is forgotten. */
const SESSION_MS = 5 * 60_000
/** A client that leaves so many events unread is let go, as Pushlet does. */
const MAX_WAITING_EVENTS = 24
const MAX_SESSIONS = 200
/** What a client is told to wait before it asks again. */
const REFRESH_WAIT_MS = { pull: 100, poll: 6_000 }

interface Session {
  id: string
  format: PushletFormat
  mode: 'stream' | 'pull' | 'poll'
  subscriptions: { sid: string; subjects: string[] }[]
  waiting: PushletAttributes[]
  /** The stream, or the question that is held. */
  open: PushletAnswer | null
  heardAt: number
}

/** The newswire by Pushlet: join, listen, refresh and leave, as stream, pull and poll. The desk of a story is its subject. */
export const openPushletOutlet: OpenOutlet = ({ clock, random, origin }) => {
  const sessions = new Map<string, Session>()
  const stop = repeat(clock, READ_WAIT_MS, () => {
    for (const session of sessions.values()) {
      if (session.open !== null) beat(session)
      else if (clock.now() - session.heardAt > SESSION_MS) sessions.delete(session.id)
    }
  })

  function beat(session: Session): void {
    if (session.mode === 'stream') session.open?.tell([{ p_event: 'hb' }])
    else finishQuestion(session, [{ p_event: 'hb' }])
  }

  function finishQuestion(session: Session, events: readonly PushletAttributes[]): void {
    session.open?.tell([...events, refreshOf(session)])
    session.open?.end()
    session.open = null
  }

  const refreshOf = ({ id, mode }: Session): PushletAttributes => ({
    p_event: 'refresh',
    p_wait: String(mode === 'poll' ? REFRESH_WAIT_MS.poll : REFRESH_WAIT_MS.pull),
    p_url: `${PATH}?p_id=${id}&p_event=refresh`,
  })

  function deliver(session: Session): void {
    if (session.open === null || session.waiting.length === 0) return
    const events = session.waiting.splice(0)
    if (session.mode === 'stream') session.open.tell(events)
    else finishQuestion(session, events)
  }

  function offer(session: Session, story: Story): void {
    const subject = subjectOf(story)
    const match = session.subscriptions.find(({ subjects }) => subjects.some((one) => subject.startsWith(one)))
    if (match === undefined) return
    session.waiting.push({ p_event: 'data', p_sid: match.sid, p_subject: subject, ...attributesOf(origin, story) })
    if (session.waiting.length > MAX_WAITING_EVENTS) sessions.delete(session.id)
  }

  function subscribe(session: Session, subjects: string | null): string | null {
    if (subjects === null) return null
    const sid = `${session.id}-${String(session.subscriptions.length)}`
    session.subscriptions.push({ sid, subjects: subjects.split(',').map((one) => one.trim()) })
    for (const story of latestStories(clock.now(), GREETING_STORIES)) offer(session, story)
    return sid
  }

  function begin(asked: URLSearchParams): Session {
    const [oldest] = sessions.keys()
    if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest)
    const id = Array.from({ length: 10 }, () => Math.floor(random() * 36).toString(36)).join('') + String(sessions.size)
    const format = asked.get('p_format') === 'xml' ? 'xml' : 'xml-strict'
    const session: Session = {
      id,
      format,
      mode: 'stream',
      subscriptions: [],
      waiting: [],
      open: null,
      heardAt: clock.now(),
    }
    sessions.set(id, session)
    return session
  }

  function listen(session: Session, asked: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const mode = asked.get('p_mode')
    session.mode = mode === 'pull' || mode === 'poll' ? mode : 'stream'
    const sid = subscribe(session, asked.get('p_subject'))
    const { id, format } = session
    const answer = beginAnswer(request, response, format)
    answer.tell([
      {
        p_event: `${asked.get('p_event') ?? ''}-ack`,
        p_id: id,
        p_mode: session.mode,
        p_format: format,
        ...(sid !== null && { p_sid: sid }),
      },
    ])
    if (session.mode === 'stream') {
      answer.tell([{ p_event: 'hb' }])
      keep(session, answer, response)
    } else {
      answer.tell([refreshOf(session)])
      answer.end()
    }
  }

  function refresh(session: Session, request: IncomingMessage, response: ServerResponse): void {
    const answer = beginAnswer(request, response, session.format)
    answer.tell([{ p_event: 'refresh-ack', p_id: session.id }])
    keep(session, answer, response)
    if (session.mode === 'poll' && session.open !== null) finishQuestion(session, [{ p_event: 'hb' }])
  }

  function keep(session: Session, answer: PushletAnswer, response: ServerResponse): void {
    session.open?.end()
    session.open = answer
    response.once('close', () => {
      if (session.open === answer) session.open = null
    })
    deliver(session)
  }

  return {
    channels: () => [{ url: origin + PATH, kind: 'pushlet', title: 'Pushlet · Lumen Wire', folder: DEMO_FOLDER }],
    handle(request, response) {
      if (pathOf(request) !== PATH) return false
      const asked = queryOf(request)
      const event = asked.get('p_event')
      if (event === null) complain(response, 'No p_event specified')
      else if (event === 'join' || event === 'join-listen') {
        const session = begin(asked)
        if (event === 'join-listen') listen(session, asked, request, response)
        else acknowledge(session, { p_event: 'join-ack', p_id: session.id, p_format: session.format })
      } else {
        const id = asked.get('p_id')
        const session = sessions.get(id ?? '')
        if (id === null) complain(response, 'No id specified')
        else if (session === undefined) complain(response, 'Invalid or expired id')
        else known(session, event)
      }
      return true

      function known(session: Session, what: string): void {
        session.heardAt = clock.now()
        const { id } = session
        if (what === 'listen') listen(session, asked, request, response)
        else if (what === 'refresh') refresh(session, request, response)
        else if (what === 'subscribe') {
          const subjects = asked.get('p_subject') ?? '/'
          const sid = subscribe(session, subjects) ?? ''
          acknowledge(session, { p_event: 'subscribe-ack', p_id: id, p_subject: subjects, p_sid: sid })
          deliver(session)
        } else if (what === 'hb') acknowledge(session, { p_event: 'hb-ack' })
        else if (what === 'leave') {
          sessions.delete(id)
          session.open?.end()
          acknowledge(session, { p_event: 'leave-ack', p_id: id })
        } else acknowledge(session, { p_event: 'nack', p_id: id, p_reason: 'This newsroom only speaks.' })
      }

      function acknowledge(session: Session, ack: PushletAttributes): void {
        const answer = beginAnswer(request, response, session.format)
        answer.tell([ack])
        answer.end()
      }
    },
    publish(story) {
      for (const session of sessions.values()) {
        offer(session, story)
        deliver(session)
      }
    },
    close() {
      stop()
      for (const { open } of sessions.values()) open?.end()
      sessions.clear()
    },
  }
}

const subjectOf = ({ categories }: Story): string =>
  `/lumen/${(categories[0] ?? 'news').toLowerCase().replace(/[^a-z0-9]+/g, '-')}`

/** What stands in attributes is plain text: the article itself is behind the link. */
function attributesOf(origin: string, story: Story): PushletAttributes {
  return {
    p_time: String(Math.floor(story.publishedAt / 1000)),
    id: `lumen-wire-${story.id}`,
    title: story.headline,
    summary: story.lead,
    link: storyAddress(origin, story),
    author: story.author,
    tags: story.categories.join(', '),
    priority: story.urgent ? '5' : '3',
    date: new Date(story.publishedAt).toISOString(),
  }
}
