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
import { folded, isServer, nickOf, readIrcLine, type IrcLine } from './line'
import type { Place } from './place'
import { Registration } from './registration'
import { firstRooms } from './rooms'
import { saidIn } from './words'

/** 8,191 bytes of tags and 512 of message (IRCv3 message tags), and much room for gateways that do not count. */
const MAX_IRC_LINE_BYTES = 128 * 1024
/** The pause between one JOIN and the next. */
const JOIN_EVERY_MS = 2_000
/** Thrown out of a room, we ask again once, after a while. */
const REJOIN_MS = 60_000
/** How often we ask whether the other side is still there, and how long it has to show a sign of life. */
export const PING_EVERY_MS = 60_000
export const PONG_WITHIN_MS = 15_000
/** How long a server has to let us in; some look names up first. */
const WELCOME_MS = 60_000
/** How long it has to let us into the first room. */
export const JOINED_WITHIN_MS = 60_000

export interface IrcWish {
  rooms: readonly string[]
  nick: string
  login: Login | null
  serverPassword: string
  onlyNotices: boolean
  serverNotices: boolean
  /** Messages of each room to begin with. */
  history: number
  place: Place
  /** Shortened in tests; milliseconds. */
  pingEveryMs: number
  pongWithinMs: number
  joinedWithinMs: number
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
    this.#history = createHistory({
      place: wish.place,
      first: wish.history,
      send,
      lost: (room, why) => this.#lost(room, why),
    })
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
    // What a server told us comes back to it (PONG, CHATHISTORY): it must not put words into our mouth.
    const [one = ''] = text.split(/[\r\n\0]/, 1)
    this.line.send(`${one}\r\n`, shown)
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
      case 'FAIL':
        if (parameters[0] === 'CHATHISTORY') this.#history.refused(words)
        return
      case '421':
        if (parameters[1] === 'CHATHISTORY') this.#history.refused(words)
        return
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
      this.#after(this.wish.joinedWithinMs, () => {
        if (!this.#isOpen)
          this.line.end(new TransportError('timeout', `${this.line.host} let us into no room in time.`))
      })
    }
  }

  #join(rooms: readonly string[]): void {
    const [first, rest] = firstRooms(rooms)
    this.#send(`JOIN ${first.join(',')}`)
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

  #lost(room: string, why: string): void {
    const message = `What was said in ${room} while Crier was away cannot be had from ${this.line.host} (“${why.slice(0, 200)}”).`
    this.io.dropped(0, { kind: 'protocol', message })
  }

  #said(line: IrcLine): void {
    const [target = '', text = ''] = line.parameters
    // To operators and voiced people of a room, too.
    const name = folded(target.replace(/^[~&@%+]+(?=[#&!])/, ''))
    const room = this.#rooms.get(name)
    const nick = nickOf(line.source)
    if (room === undefined && !this.#isServerNotice(line, target)) return
    const receivedAt = this.clock.now()
    const publishedAt = Date.parse(line.tags.get('time') ?? '')
    const time = Number.isNaN(publishedAt) ? null : new Date(publishedAt).toISOString()
    const id = line.tags.get('msgid') || null
    const at = { time: time ?? new Date(receivedAt).toISOString(), id }
    const isNew = room === undefined || this.#history.isNew(name, id)
    // What is not wanted was heard all the same.
    const cursor = room === undefined ? null : this.#history.noted(line, name, at)
    if (!isNew || (this.wish.onlyNotices && line.command !== 'NOTICE')) return
    const said = saidIn(text, nick)
    if (said === null || said.trim() === '') return
    this.#count += 1
    // The same words may well be said again; but what is fetched again has the same time.
    const ownId = this.#history.isOffered && time !== null ? time : `${this.#life}-${this.#count}`
    const event = {
      payload: said,
      contentType: null,
      topic: room ?? null,
      id: id ?? ownId,
      receivedAt,
      baseUrl: `irc://${this.line.host}/`,
      format: 'text' as const,
      says: {
        guid: id,
        author: nick,
        publishedAt: time === null ? null : publishedAt,
        section: this.#rooms.size > 1 && room !== undefined ? [room] : [],
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

  /** What a network itself tells us or everybody, once we are in. */
  #isServerNotice(line: IrcLine, target: string): boolean {
    if (!this.wish.serverNotices || line.command !== 'NOTICE' || !this.#registration.isDone) return false
    const isForUs = folded(target) === folded(this.#registration.nick) || target === '*' || target.startsWith('$')
    return isForUs && isServer(line.source)
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
