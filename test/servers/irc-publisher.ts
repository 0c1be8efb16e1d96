import { createServer, type Socket } from 'node:net'
import type { ContractPublisher } from '../contracts/transport.contract'

export interface IrcPublisher extends ContractPublisher {
  /** Every line readers sent. */
  readonly heard: string[]
  /** A line to everybody. */
  line(text: string | Buffer): void
  /** How it welcomes: capabilities it offers (null: it knows of none), nicks that are taken, the login it takes, rooms that are closed (and why; empty: no answer). */
  offers: string | null
  taken: string[]
  login: string | null
  closed: Map<string, string>
  /** Sent instead of a welcome; absent: welcome. */
  refusal: string | null
  /** What was said in its room before, oldest first: for `chathistory`. */
  history: { id: string; time: string; text: string }[]
  /** What it tells of itself (ISUPPORT). */
  supports: string
  /** Answers these requests for what was said before with that line; `{room}` stands for the room. */
  forgets: { request: RegExp; line: string } | null
  /** Nicks that are in. */
  readonly nicks: string[]
}

const CHATHISTORY_LIMIT = 100
const SUPPORTS = `CHATHISTORY=${CHATHISTORY_LIMIT}`
const SASL_CHUNK = 400

/** A small IRC network with what IRCv3 offers, which does what a test says. `mute` takes the line and says nothing. */
export async function startIrcPublisher(): Promise<IrcPublisher> {
  const members = new Map<Socket, string>()
  const sockets = new Set<Socket>()
  const heard: string[] = []
  let id = 0

  function serve(socket: Socket): void {
    let rest = ''
    let nick = ''
    let negotiating = false
    let login = ''
    const send = (line: string): void => void socket.write(`${line}\r\n`)
    function welcome(): void {
      if (nick === '' || negotiating) return
      if (publisher.refusal !== null) return send(publisher.refusal)
      publisher.nicks.push(nick)
      for (const line of ['001', '002', '003', '004']) send(`:irc.test ${line} ${nick} :Welcome`)
      send(`:irc.test 005 ${nick} ${publisher.supports} :are supported`)
      send(`:irc.test 376 ${nick} :End`)
    }
    function history(words: string[]): void {
      const [, subcommand, room, from = '', count] = words
      const { forgets } = publisher
      if (forgets?.request.test(words.join(' '))) return send(forgets.line.replace('{room}', room ?? ''))
      const at = publisher.history.findIndex((one) => from === `msgid=${one.id}`)
      const since = from.startsWith('timestamp=') ? from.slice('timestamp='.length) : null
      const after =
        since === null ? publisher.history.slice(at + 1) : publisher.history.filter(({ time }) => time > since)
      const all = subcommand === 'LATEST' ? publisher.history.slice(-Number(count)) : after
      send(`:irc.test BATCH +h${id} chathistory ${room}`)
      for (const one of all.slice(0, Number(count)))
        send(`@batch=h${id};time=${one.time};msgid=${one.id} :ann!a@h PRIVMSG ${room} :${one.text}`)
      send(`:irc.test BATCH -h${id}`)
      id += 1
    }
    function take(line: string): void {
      heard.push(line)
      const words = line.split(' ')
      const [command = '', first = ''] = words
      if (command === 'CAP' && publisher.offers === null) send(`:irc.test 421 * CAP :Unknown command`)
      else if (command === 'CAP' && first === 'LS') {
        negotiating = true
        send(`CAP * LS * :${publisher.offers}`)
        send('CAP * LS :last-one=with,value')
      } else if (command === 'CAP' && first === 'REQ') send(`CAP * ACK ${line.slice(line.indexOf(':'))}`)
      else if (command === 'CAP' && first === 'END') {
        negotiating = false
        welcome()
      } else if (command === 'AUTHENTICATE' && first === 'PLAIN') send('AUTHENTICATE +')
      else if (command === 'AUTHENTICATE') {
        login += first === '+' ? '' : first
        if (first.length === SASL_CHUNK) return
        const right = Buffer.from(login, 'base64').toString('utf8') === publisher.login
        login = ''
        send(right ? `:irc.test 903 * :Yes` : `:irc.test 904 * :SASL authentication failed`)
      } else if (command === 'NICK') {
        if (publisher.taken.includes(first)) return send(`:irc.test 433 * ${first} :Nickname is already in use`)
        nick = first
        if (!negotiating) welcome()
      } else if (command === 'JOIN') {
        for (const room of first.split(',')) {
          const numeric = publisher.closed.get(room)
          if (numeric === '') continue
          if (numeric !== undefined) send(`:irc.test ${numeric} ${nick} ${room} :Cannot join`)
          else {
            members.set(socket, nick)
            send(`:${nick}!c@h JOIN ${room}`)
          }
        }
      } else if (command === 'PING') send(`:irc.test PONG irc.test ${first}`)
      else if (command === 'CHATHISTORY') history(words)
    }
    socket.on('data', (bytes: Buffer) => {
      const lines = (rest + bytes.toString('utf8')).split('\r\n')
      rest = lines.pop() ?? ''
      lines.forEach(take)
    })
  }

  async function listen(handle: (socket: Socket) => void) {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => {
        sockets.delete(socket)
        members.delete(socket)
      })
      // The tests cut lines on purpose.
      socket.on('error', () => undefined)
      handle(socket)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return { server, url: `irc://127.0.0.1:${address.port}/news` }
  }
  const live = await listen(serve)
  const mute = await listen((socket) => void socket.on('end', () => socket.end()).resume())
  const message = (text: string): Buffer => Buffer.from(`:ann!a@h PRIVMSG #news :${text}\r\n`)
  const write = (bytes: Buffer): void => [...members.keys()].forEach((socket) => void socket.write(bytes))

  const publisher: IrcPublisher = {
    heard,
    offers: 'message-tags server-time batch draft/chathistory sasl=PLAIN',
    taken: [],
    login: null,
    closed: new Map(),
    refusal: null,
    history: [],
    supports: SUPPORTS,
    forgets: null,
    nicks: [],
    line: (text) => write(typeof text === 'string' ? Buffer.from(`${text}\r\n`) : text),
    url: (behaviour) => (behaviour === 'mute' ? mute.url : live.url),
    openSockets: () => sockets.size,
    send: (texts) => write(Buffer.concat(texts.map(message))),
    finish: () => [...members.keys()].forEach((socket) => socket.end('ERROR :Closing Link: server shutting down\r\n')),
    tear(text, bytes) {
      const whole = message(text)
      for (const socket of members.keys()) {
        if (bytes === 0) socket.resetAndDestroy()
        else socket.write(whole.subarray(0, bytes), () => socket.destroySoon())
      }
      return bytes >= whole.length
    },
    untaken: () => [...members.keys()].reduce((sum, socket) => sum + socket.writableLength, 0),
    reset() {
      for (const socket of sockets) socket.destroy()
      heard.length = 0
      publisher.nicks.length = 0
      Object.assign(publisher, { taken: [], login: null, closed: new Map(), refusal: null, history: [] })
      Object.assign(publisher, { supports: SUPPORTS, forgets: null })
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([live, mute].map(({ server }) => new Promise((resolve) => server.close(resolve))))
    },
  }
  return publisher
}
