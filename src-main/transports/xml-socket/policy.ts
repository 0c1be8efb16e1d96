import { TransportError, type Clock } from '../../core/ports'
import { openSocket, type SocketWish } from '../open-socket'

/** Servers answer at once and hang up. */
const POLICY_MS = 3_000
const MAX_PROLOG_CHARACTERS = 4_000

/** Flash's question for a socket policy, and the answer, which a program that is no browser may disregard. */
const REQUEST = '<policy-file-request/>\0'

/** Whether a message is the answer to that question: some servers send it to everybody. */
export function isPolicy(text: string): boolean {
  let rest = text.slice(0, MAX_PROLOG_CHARACTERS).trimStart()
  // The declaration, the type and comments come before the element (XML 1.0 production 22).
  while (/^<[?!]/.test(rest)) {
    const end = rest.startsWith('<!--') ? '-->' : '>'
    const at = rest.indexOf(end)
    if (at === -1) return false
    rest = rest.slice(at + end.length).trimStart()
  }
  return /^<cross-domain-policy[\s/>]/i.test(rest)
}

/**
 * Asks as Flash did, on a connection of its own, which the server closes. What it answers does not matter; that it was
 * asked does, to servers that let nobody in before.
 *
 * @throws TransportError when there is no connection, or the signal's reason
 */
export async function askForPolicy(wish: SocketWish, clock: Clock): Promise<void> {
  const { socket } = await openSocket(wish)
  await new Promise<void>((resolve, reject) => {
    const stopTimer = clock.after(POLICY_MS, resolve)
    const onAbort = (): void => reject(wish.signal.reason as Error)
    wish.signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', () => resolve())
    socket.on('close', () => {
      stopTimer()
      wish.signal.removeEventListener('abort', onAbort)
      resolve()
    })
    socket.resume()
    socket.end(REQUEST)
  }).finally(() => socket.destroy())
  if (wish.signal.aborted) throw wish.signal.reason ?? new TransportError('closed', 'Stopped.')
}
