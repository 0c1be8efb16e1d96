import type { ErrorKind } from '../../contract/index'
import { TransportError } from '../../core/ports'

/** Another program or another copy of this data uses our session: whoever fights back is thrown out in turn, for ever. */
const TAKEN_OVER_RETRY_MS = 15 * 60_000
/** A broker that counts connections or messages wants to be left alone for a while. */
const RATE_RETRY_MS = 60_000

interface Meaning {
  kind: ErrorKind
  words(host: string): string
  final?: 'ended' | 'needsYou'
  retryAfterMs?: number
}

/** Reason codes from 0x80 (MQTT 5 section 2.4), as the user should hear them. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  0x80: { kind: 'serverError', words: (host) => `${host} refused without saying why.` },
  0x81: { kind: 'protocol', words: (host) => `${host} could not read what was sent to it.` },
  0x82: { kind: 'protocol', words: (host) => `${host} says the protocol was broken.` },
  0x83: { kind: 'serverError', words: (host) => `${host} cannot do what was asked of it.` },
  0x84: { kind: 'protocol', words: (host) => `${host} speaks neither MQTT 5 nor MQTT 3.1.1.`, final: 'ended' },
  0x85: {
    kind: 'protocol',
    words: (host) => `${host} does not accept this client identifier. Set another one.`,
    final: 'needsYou',
  },
  0x86: {
    kind: 'unauthorized',
    words: (host) => `${host} does not accept the user name or password. Correct them.`,
    final: 'needsYou',
  },
  // Brokers say so of a wrong password, too.
  0x87: {
    kind: 'unauthorized',
    words: (host) => `${host} does not let this user in. Check the user name and password, or ask who runs it.`,
    final: 'needsYou',
  },
  0x88: { kind: 'serverError', words: (host) => `${host} is not available at the moment.` },
  0x89: { kind: 'rateLimited', words: (host) => `${host} is too busy at the moment.`, retryAfterMs: RATE_RETRY_MS },
  0x8a: { kind: 'forbidden', words: (host) => `${host} has banned this client. Ask who runs it.`, final: 'needsYou' },
  0x8b: { kind: 'closed', words: (host) => `${host} is shutting down.` },
  0x8c: {
    kind: 'unauthorized',
    words: (host) => `${host} wants another way of logging in, which Crier does not speak.`,
    final: 'needsYou',
  },
  0x8d: { kind: 'stalled', words: (host) => `${host} did not hear from us in time.` },
  0x8e: {
    kind: 'closed',
    words: (host) =>
      `Another program uses the same client identifier at ${host} and took the session over. Crier does not fight for it; if this goes on, set another identifier.`,
    retryAfterMs: TAKEN_OVER_RETRY_MS,
  },
  0x8f: {
    kind: 'protocol',
    words: (host) => `${host} does not accept one of the topic filters. Correct it.`,
    final: 'needsYou',
  },
  0x90: { kind: 'protocol', words: (host) => `${host} does not accept a topic.` },
  0x93: { kind: 'protocol', words: (host) => `${host} says too much was under way at once.` },
  0x94: { kind: 'protocol', words: (host) => `${host} did not understand a topic alias.` },
  0x95: { kind: 'tooLarge', words: (host) => `${host} says a packet was too large.` },
  0x96: { kind: 'rateLimited', words: (host) => `${host} says messages come too fast.`, retryAfterMs: RATE_RETRY_MS },
  0x97: {
    kind: 'rateLimited',
    words: (host) => `${host} has a limit, and it is used up.`,
    retryAfterMs: RATE_RETRY_MS,
  },
  0x98: { kind: 'closed', words: (host) => `Whoever runs ${host} closed the connection.`, retryAfterMs: RATE_RETRY_MS },
  0x99: { kind: 'protocol', words: (host) => `${host} did not like the form of a payload.` },
  0x9c: { kind: 'serverError', words: (host) => `${host} asks to use another broker for now.` },
  0x9d: {
    kind: 'gone',
    words: (host) => `${host} has moved to another address. Change the address of this channel.`,
    final: 'needsYou',
  },
  0x9e: {
    kind: 'protocol',
    words: (host) => `${host} does not allow shared subscriptions ($share/…). Leave them out.`,
    final: 'needsYou',
  },
  0x9f: {
    kind: 'rateLimited',
    words: (host) => `${host} says we connect too often.`,
    retryAfterMs: RATE_RETRY_MS,
  },
  0xa0: { kind: 'closed', words: (host) => `${host} ends connections after a while; this one was ended.` },
  0xa1: { kind: 'protocol', words: (host) => `${host} does not allow subscription identifiers.` },
  0xa2: {
    kind: 'protocol',
    words: (host) => `${host} does not allow wildcards (+ and #). Name the topics.`,
    final: 'needsYou',
  },
}

/** Return codes of MQTT 3.1.1 (section 3.2.2.3) by the reason of MQTT 5 that means the same. */
const OLD_CODES: Readonly<Record<number, number>> = { 1: 0x84, 2: 0x85, 3: 0x88, 4: 0x86, 5: 0x87 }

/**
 * What a reason code means to the user, and what is to be done.
 *
 * @param more what the broker says of it, and where it sends us; for those who look closer
 */
export function reasonFailure(
  code: number,
  host: string,
  more: { reason?: string | null | undefined; serverReference?: string | null | undefined } = {},
): TransportError {
  const reasonCode = OLD_CODES[code] ?? code
  const meaning = MEANINGS[reasonCode] ?? {
    kind: 'protocol' as const,
    words: (name: string) => `${name} refused, for a reason Crier does not know.`,
  }
  const details = [
    `reason code 0x${reasonCode.toString(16)}`,
    ...(more.reason ? [`“${shortened(more.reason)}”`] : []),
    ...(more.serverReference ? [`other broker: ${shortened(more.serverReference)}`] : []),
  ]
  return new TransportError(meaning.kind, meaning.words(host), {
    final: meaning.final ?? null,
    retryAfterMs: meaning.retryAfterMs ?? null,
    detail: details.join(', '),
  })
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)

/** A broker that does not know MQTT 5 says so by this (5: 3.2.2.2; 3.1.1: 3.2.2.3). */
export const refusesVersion = (code: number): boolean => code === 0x84 || code === 1
