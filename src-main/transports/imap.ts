import type { LookupFunction, Socket } from 'node:net'
import type { ImapFlow } from 'imapflow'
import { IMAP, linesOf, readOptions } from '../contract/index'
import { TransportError, type Channel, type Clock, type RunEnd, type Transport, type TransportIo } from '../core/ports'
import { abortable } from './abortable'
import { plain } from './http-headers'
import { connectImap } from './imap/connect'
import { imapFailure } from './imap/failures'
import { readKept } from './imap/place'
import { watchMailbox, type Shared } from './imap/watch'
import { loginOf } from './login'

/** Routers forget quiet lines after some minutes, and servers after half an hour (RFC 2177). */
const RENEW_IDLE_MS = 4 * 60_000
const SILENCE_MS = 5 * 60_000
/** Each mailbox takes a connection, and servers allow few. */
const MAX_MAILBOXES = 8

export interface ImapOptions {
  clock: Clock
  lookup?: LookupFunction
  /** Shortened in tests; milliseconds. */
  renewIdleMs?: number
  silenceMs?: number
}

/** Mailboxes watched with IMAP IDLE (RFC 2177): every new mail is an event. Nothing is ever marked, moved or deleted. */
export function createImapTransport(options: ImapOptions): Transport {
  return {
    kind: 'imap',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => readKept(cursor).places.size > 0,
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(
  { clock, lookup, renewIdleMs = RENEW_IDLE_MS, silenceMs = SILENCE_MS }: ImapOptions,
  { url: address, settings }: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  io.signal.throwIfAborted()
  const url = new URL(address)
  const chosen = readOptions(IMAP, settings.options)
  const login = loginOf(address, chosen)
  if (login === null || login.user === '') throw lacksLogin(url.host)
  const mailboxes = mailboxesOf(url, chosen.mailboxes)
  const stop = new AbortController()
  const onAbort = (): void => stop.abort(io.signal.reason)
  io.signal.addEventListener('abort', onAbort, { once: true })
  const { acceptSelfSigned } = settings
  const wish = { url, login, acceptSelfSigned, startTls: chosen.startTls, renewIdleMs, silenceMs, lookup }
  const shared: Shared = {
    clock,
    io,
    signal: stop.signal,
    host: url.host,
    kept: readKept(io.cursor),
    severalMailboxes: mailboxes.length > 1,
    history: chosen.history,
    storing: Promise.resolve(),
  }
  const open: Connection[] = []
  let unopened = mailboxes.length
  const opened = (): void => {
    unopened -= 1
    if (unopened === 0) io.opened()
  }
  // The library knows nothing of signals: whatever it waits for ends with its line.
  const hangUp = (): void => {
    for (const { client, socket } of open) {
      client.close()
      socket.destroy()
    }
  }
  stop.signal.addEventListener('abort', hangUp, { once: true })
  try {
    const watches: Promise<never>[] = []
    // One login after the other: a wrong password is told once, before a server locks somebody out.
    for (const mailbox of mailboxes) {
      const connection = await connectImap({ ...wish, signal: stop.signal })
      open.push(connection)
      if (stop.signal.aborted) hangUp()
      const watch = abortable(
        Promise.race([watchMailbox(connection.client, mailbox, shared, opened), lost(connection, io)]),
        stop.signal,
      )
      // Whichever fails first ends all of them.
      watch.catch(() => undefined)
      watches.push(watch)
    }
    await Promise.race(watches)
    return { how: 'closed', waitAtLeastMs: 0 }
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason
    if (error instanceof TransportError || !isOfTheLine(error)) throw error
    throw imapFailure(error, url.host)
  } finally {
    io.signal.removeEventListener('abort', onAbort)
    stop.abort()
    hangUp()
  }
}

interface Connection {
  client: ImapFlow
  socket: Socket
}

/** Rejects when a connection ends, with why. Counts what comes over it. */
function lost({ client, socket }: Connection, io: TransportIo): Promise<never> {
  let heard = 0
  client.on('response', () => {
    io.heard(socket.bytesRead - heard)
    heard = socket.bytesRead
  })
  return new Promise<never>((_, reject) => {
    let failure: unknown = null
    client.on('error', (error) => (failure = error))
    client.on('close', () => reject(failure ?? Object.assign(new Error('closed'), { code: 'NoConnection' })))
  })
}

/** Errors of the library and the line carry a code or a response; what storing failed with does not. */
const isOfTheLine = (error: unknown): boolean =>
  error instanceof Error && ('code' in error || 'responseStatus' in error || 'authenticationFailed' in error)

function mailboxesOf(url: URL, option: string): string[] {
  const named = linesOf(option)
  const inAddress = plain(url.pathname.slice(1))
  const mailboxes = named.length > 0 ? named : [inAddress === '' ? 'INBOX' : inAddress]
  if (mailboxes.length <= MAX_MAILBOXES) return [...new Set(mailboxes)]
  const message = `One channel watches at most ${MAX_MAILBOXES} mailboxes. Add another channel for the rest.`
  throw new TransportError('invalidAddress', message, { final: 'needsYou' })
}

function lacksLogin(host: string): TransportError {
  return new TransportError('unauthorized', `${host} wants to know who you are. Set user name and password.`, {
    final: 'needsYou',
  })
}
