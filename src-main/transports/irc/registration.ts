import type { IrcLine } from './line'
import type { Login } from '../login'

/** What we can make use of, where a server offers it (IRCv3). */
const WANTED: ReadonlySet<string> = new Set([
  'server-time',
  'message-tags',
  'batch',
  'chathistory',
  'draft/chathistory',
  'account-tag',
])
/** AUTHENTICATE goes out in pieces of this length (IRCv3 SASL 3.1). */
const SASL_CHUNK = 400
const MOST_NICKS = 8

export type Step = 'welcome' | 'refusesLogin' | 'noNick' | null

export interface RegistrationWish {
  nick: string
  login: Login | null
  serverPassword: string
}

/** From the first word to the welcome: capabilities, login, nick. */
export class Registration {
  nick: string
  isDone = false
  #isLoggedIn = false
  readonly capabilities = new Set<string>()
  readonly #offered = new Set<string>()
  readonly #login: Login | null
  #tries = 0

  constructor(
    wish: RegistrationWish,
    private readonly send: (text: string, shown?: string) => void,
  ) {
    this.nick = wish.nick
    this.#login = wish.login
    send('CAP LS 302')
    if (wish.serverPassword !== '') send(`PASS :${wish.serverPassword}`, 'PASS …')
    send(`NICK ${wish.nick}`)
    send('USER crier 0 * :Crier, a reader that only listens')
  }

  /** What a line means for the registration; nothing of it once we are in. */
  take({ command, parameters }: IrcLine): Step {
    if (this.isDone) return null
    switch (command) {
      case 'CAP':
        return this.#capability(parameters)
      case 'AUTHENTICATE':
        if (parameters[0] === '+') this.#authenticate()
        return null
      // 907: we are logged in already, by our certificate or address.
      case '903':
      case '907':
        this.#isLoggedIn = true
        this.send('CAP END')
        return null
      case '432':
      case '433':
      case '436':
      case '437':
        return this.#otherNick()
      case '001':
        // The server has the last word on what we are called.
        this.nick = parameters[0] ?? this.nick
        return null
      // The end of the message of the day, or that there is none: everything a server says first has been said.
      case '376':
      case '422':
        // A server without capabilities lets in whoever comes.
        if (this.#login !== null && !this.#isLoggedIn) return 'refusesLogin'
        this.isDone = true
        return 'welcome'
      default:
        return null
    }
  }

  #capability(parameters: readonly string[]): Step {
    const [, subcommand = '', ...rest] = parameters
    const tokens = (rest.at(-1) ?? '').split(' ')
    const names = tokens.map((token) => token.split('=', 1)[0] ?? '')
    switch (subcommand.toUpperCase()) {
      case 'LS': {
        for (const name of names) if (WANTED.has(name)) this.#offered.add(name)
        if (tokens.some(offersPlain)) this.#offered.add('sasl')
        // More of the list follows.
        if (rest[0] === '*') return null
        if (this.#login !== null && !this.#offered.has('sasl')) return 'refusesLogin'
        const wanted = [...this.#offered].filter((name) => WANTED.has(name))
        if (this.#login !== null) wanted.push('sasl')
        this.send(wanted.length === 0 ? 'CAP END' : `CAP REQ :${wanted.join(' ')}`)
        return null
      }
      case 'ACK':
        for (const name of names) if (this.#offered.has(name)) this.capabilities.add(name)
        this.send(this.#login === null ? 'CAP END' : 'AUTHENTICATE PLAIN')
        return null
      case 'NAK':
        if (this.#login !== null) return 'refusesLogin'
        this.send('CAP END')
        return null
      default:
        return null
    }
  }

  /** SASL PLAIN (RFC 4616). A last piece of full length is followed by an empty one. */
  #authenticate(): void {
    const { user, password } = this.#login ?? { user: '', password: '' }
    const answer = Buffer.from(`\0${user}\0${password}`, 'utf8').toString('base64')
    for (let at = 0; at <= answer.length; at += SASL_CHUNK) {
      this.send(`AUTHENTICATE ${answer.slice(at, at + SASL_CHUNK) || '+'}`, 'AUTHENTICATE …')
    }
  }

  #otherNick(): Step {
    this.#tries += 1
    if (this.#tries > MOST_NICKS) return 'noNick'
    this.nick = `${this.nick.replace(/\d*$/, '').slice(0, 6)}${100 + Math.floor(Math.random() * 900)}`
    this.send(`NICK ${this.nick}`)
    return null
  }
}

/** Servers of CAP 302 name their ways to log in; others do not. */
function offersPlain(token: string): boolean {
  const [name, ways] = token.split('=', 2)
  return name === 'sasl' && (ways === undefined || ways === '' || ways.toUpperCase().split(',').includes('PLAIN'))
}
