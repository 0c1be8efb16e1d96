import { MAX_SECTIONS, SECTION_SEPARATOR } from '../../contract/index'
import { SILENT_PUBLISHER, TransportError, type Clock, type TransportIo } from '../../core/ports'
import type { ByteTalk, ByteTalkLine } from '../byte-talk'
import { limitWords } from '../limit-words'
import type { Login } from '../login'
import { decodeMessage } from '../message-text'
import { EndlessRecord } from '../streams/framer'
import { createLineFramer } from '../streams/lines'
import { watchSilence, type News } from '../talk'
import { lastWord, registrationFailure, roomRefusal, unauthorized } from './failures'
import { createHistory, type History } from './history'
import { folded, nickOf, readIrcLine, type IrcLine } from './line'
import type { Place } from './place'
import { Registration } from './registration'
import { saidIn } from './words'

/** 8,191 bytes of tags and 512 of message (IRCv3 message tags), and much room for gateways that do not count. */
const MAX_IRC_LINE_BYTES = 128 * 1024
/** Rooms in one JOIN, and the pause before the next: servers take whoever hurries for a flood. */
const ROOMS_AT_ONCE = 10
const JOIN_EVERY_MS = 2_000
/** Thrown out of a room, we ask again once, after a while. */
const REJOIN_MS = 60_000
/** How often we ask whether the other side is still there, and how long it has to show a sign of life. */
export const PING_EVERY_MS = 60_000
export const PONG_WITHIN_MS = 15_000
/** How long a server has to let us in; some look names up first. */
const WELCOME_MS = 60_000

export interface IrcWish {
  rooms: readonly string[]
  nick: string
  login: Login | null
  serverPassword: string
  onlyNotices: boolean
  /** Messages of each room to begin with. */
  history: number
  place: Place
  /** Shortened in tests; milliseconds. */
  pingEveryMs: number
  pongWithinMs: number
}

/** Our side of IRC on one connection: what is said in the rooms becomes events; nothing is ever said by us. */
export class IrcTalk implements ByteTalk {
  readonly #registration: Registration
  readonly #history: History
  readonly #timers = new Set<() => void>()
  #stopListening: () => void = () => undefined
  readonly #framer = createLineFramer(
    {
      record: (text) => this.#heard(text),
      leftOut: (limit) =>
        this.io.dropped(1, {
          kind: 'tooLarge',
          message: `${this.line.host} sent a line over the limit of ${limitWords(limit)}; it was left out.`,
        }),
      unreadable: () => undefined,
    },
    decodeMessage,
    MAX_IRC_LINE_BYTES,
  )
  /** Rooms we follow, by their folded names. */
  readonly #rooms: ReadonlyMap<string, string>
  readonly #refused = new Map<string, string>()
  readonly #rejoining = new Set<string>()
  readonly #life: string
  #news: News[] = []
  #count = 0
  #isOpen = false
  #sectionsTold = false

  constructor(
    private readonly wish: IrcWish,
    private readonly line: ByteTalkLine,
    private readonly clock: Clock,
    private readonly io: TransportIo,
  ) {
    this.#rooms = new Map(wish.rooms.map((room) => [folded(room), room]))
    this.#life = clock.now().toString(36)
    const send = (text: string, shown?: string): void => this.#send(text, shown)
    this.#registration = new Registration(wish, send)
    this.#history = createHistory({ place: wish.place, first: wish.history, send })
    this.#after(WELCOME_MS, () => {
      if (!this.#registration.isDone) line.end(new TransportError('timeout', `${line.host} did not let us in in time.`))
    })
  }

  bytes(chunk: Buffer): readonly News[] {
    try {
      this.#framer.push(chunk)
    } catch (error) {
      if (!(error instanceof EndlessRecord)) throw error
      this.line.end(new TransportError('protocol', `${this.line.host} sends a line without an end.`))
    }
    const news = this.#news
    this.#news = []
    return news
  }

  closed(): TransportError {
    return new TransportError('closed', `${this.line.host} hung up.`)
  }

  farewell(): string {
    return 'QUIT\r\n'
  }

  stop(): void {
    this.#stopListening()
    for (const stop of this.#timers) stop()
    this.#timers.clear()
  }

  #send(text: string, shown = text): void {
    this.line.send(`${text}\r\n`, shown)
  }

  #after(milliseconds: number, call: () => void): void {
    const stop = this.clock.after(milliseconds, () => {
      this.#timers.delete(stop)
      call()
    })
    this.#timers.add(stop)
  }

  #heard(text: string): void {
    this.line.came(text)
    const line = readIrcLine(text)
    if (line === null) {
      if (!this.#registration.isDone) this.line.end(notIrc(this.line.host))
      return
    }
    this.#take(line)
  }

  #take(line: IrcLine): void {
    const { command, parameters } = line
    const words = parameters.at(-1) ?? ''
    switch (command) {
      case 'PING':
        return this.#send(`PONG :${words}`)
      case 'ERROR':
        return this.line.end(lastWord(this.line.host, words))
      case 'BATCH':
        return this.#history.batch(line)
      case 'PRIVMSG':
      case 'NOTICE':
        return this.#said(line)
      case 'JOIN':
        if (this.#isMe(line)) this.#joined(parameters[0] ?? '')
        return
      case 'KICK':
        if (folded(parameters[1] ?? '') === folded(this.#registration.nick)) this.#kicked(parameters[0] ?? '', words)
        return
      case 'NICK':
        if (this.#isMe(line)) this.#registration.nick = words
        return
      case '005':
        return this.#history.supports(parameters)
      default:
        return this.#answered(line, words)
    }
  }

  #answered(line: IrcLine, words: string): void {
    const failure = registrationFailure(line.command, this.line.host, words)
    if (failure !== null) return this.line.end(failure)
    const reason = roomRefusal(line.command)
    if (reason !== null && this.#registration.isDone) return this.#cannotJoin(line.parameters[1] ?? '', reason)
    const step = this.#registration.take(line)
    if (step === 'refusesLogin')
      this.line.end(unauthorized(`${this.line.host} offers no login (SASL). Leave user name and password empty.`))
    if (step === 'noNick')
      this.line.end(
        new TransportError('protocol', `${this.line.host} takes none of our nicks. Set one in the options.`, {
          final: 'needsYou',
        }),
      )
    if (step === 'welcome') {
      this.#history.offered(this.#registration.capabilities)
      this.#join([...this.#rooms.values()])
      this.#keepAlive()
    }
  }

  #join(rooms: readonly string[]): void {
    this.#send(`JOIN ${rooms.slice(0, ROOMS_AT_ONCE).join(',')}`)
    const rest = rooms.slice(ROOMS_AT_ONCE)
    if (rest.length > 0) this.#after(JOIN_EVERY_MS, () => this.#join(rest))
  }

  #joined(room: string): void {
    const name = folded(room)
    // Servers may put us into rooms of their own; those are not followed.
    if (!this.#rooms.has(name)) return
    this.#refused.delete(name)
    this.#history.ask(room)
    if (this.#isOpen) return
    this.#isOpen = true
    this.io.opened()
  }

  #cannotJoin(room: string, reason: string): void {
    const name = folded(room)
    const known = this.#rooms.get(name)
    if (known === undefined) return
    this.#refused.set(name, reason)
    const message = `${known} on ${this.line.host} cannot be joined: ${reason}.`
    if (this.#refused.size < this.#rooms.size) return this.io.dropped(1, { kind: 'forbidden', message })
    this.line.end(new TransportError('forbidden', message, { final: 'needsYou' }))
  }

  #kicked(room: string, words: string): void {
    const known = this.#rooms.get(folded(room))
    if (known === undefined || this.#rejoining.has(known)) return
    const message = `We were put out of ${known} on ${this.line.host} (“${words.slice(0, 200)}”); Crier asks again in a minute.`
    this.io.dropped(0, { kind: 'forbidden', message })
    this.#rejoining.add(known)
    this.#after(REJOIN_MS, () => {
      this.#rejoining.delete(known)
      this.#send(`JOIN ${known}`)
    })
  }

  #said(line: IrcLine): void {
    const [target = '', text = ''] = line.parameters
    // To operators and voiced people of a room, too.
    const name = folded(target.replace(/^[~&@%+]+(?=[#&!])/, ''))
    const room = this.#rooms.get(name)
    const nick = nickOf(line.source)
    if (room === undefined || (this.wish.onlyNotices && line.command !== 'NOTICE')) return
    const said = saidIn(text, nick)
    if (said === null || said.trim() === '') return
    const time = line.tags.get('time') ?? null
    const id = line.tags.get('msgid') || null
    if (!this.#history.isNew(line, name, id)) return
    const receivedAt = this.clock.now()
    const publishedAt = time === null ? NaN : Date.parse(time)
    this.#count += 1
    const cursor = this.#history.noted(line, name, { time: time ?? new Date(receivedAt).toISOString(), id })
    const event = {
      payload: said,
      contentType: null,
      topic: room,
      // The same words may well be said again.
      id: id ?? `${this.#life}-${this.#count}`,
      receivedAt,
      baseUrl: `irc://${this.line.host}/`,
      format: 'text' as const,
      says: {
        guid: id,
        author: nick,
        publishedAt: Number.isNaN(publishedAt) ? null : publishedAt,
        section: this.#rooms.size > 1 ? [room] : [],
      },
      ...this.#sections(),
      ...(cursor !== null && {
        get cursor() {
          return cursor()
        },
      }),
    }
    this.#news.push({ event, bytes: text.length })
  }

  /** With the first message: what rooms there are. */
  #sections(): { publisher?: typeof SILENT_PUBLISHER } {
    if (this.#sectionsTold || this.#rooms.size < 2) return {}
    this.#sectionsTold = true
    const sections = [...this.#rooms.values()].slice(0, MAX_SECTIONS)
    return {
      publisher: { ...SILENT_PUBLISHER, sections: sections.map((room) => room.replaceAll(SECTION_SEPARATOR, '')) },
    }
  }

  #isMe(line: IrcLine): boolean {
    return folded(nickOf(line.source)) === folded(this.#registration.nick)
  }

  /** Asks whenever nothing came for a while, and gives the line up when nothing comes back. */
  #keepAlive(): void {
    const { pingEveryMs, pongWithinMs } = this.wish
    this.#stopListening = watchSilence(this.clock, this.line, pingEveryMs, () => {
      this.#send('PING :crier')
      this.#after(pongWithinMs, () => {
        if (this.line.silentMs() < pongWithinMs) return this.#keepAlive()
        this.line.end(new TransportError('stalled', `${this.line.host} does not answer any more; connecting anew.`))
      })
    })
  }
}

function notIrc(host: string): TransportError {
  return new TransportError('wrongType', `${host} answers, but not as an IRC server.`, { final: 'needsYou' })
}
