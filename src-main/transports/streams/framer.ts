/** Divides the bytes of an endless answer into its messages. Pure: no clock, no network. */
export interface Framer {
  /**
   * Takes the next bytes, cut anywhere. What was found has gone to the sink when it returns.
   * @throws EndlessRecord when a message over its limit has no end; the framer is of no use after that
   */
  push(bytes: Uint8Array): void
  /** The answer ended well: what has no end of its own ends here. */
  end(): void
  /** In the middle of a message. */
  readonly pending: boolean
}

export interface FrameSink {
  /** One message. `topic`: what the wire calls it, where it does. `parts`: the arguments of a call. */
  record(text: string, call?: { topic: string; parts: readonly CallPart[] }): void
  /** A message over the limit is left out; said once, as soon as it is known. */
  leftOut(limitBytes: number): void
  /** Something that is no message: cut in the middle, or no JSON. */
  unreadable(): void
}

/** A value that survives JSON, as it stood in a script. Its objects have no prototype. */
export type CallPart = null | boolean | number | string | CallPart[] | { [key: string]: CallPart }

/** Bytes as text. */
export type Decode = (bytes: Buffer) => string

/** There is no end to a message that is over its limit. What came before it has been given to the sink. */
export class EndlessRecord extends Error {
  override readonly name = 'EndlessRecord'
  constructor(readonly limitBytes: number) {
    super(`a record over ${String(limitBytes)} bytes`)
  }
}

/** The view of some bytes as a Buffer, without a copy. */
export const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** By the name an answer gave its charset; UTF-8 where it gave none, or one that is unknown or not built on ASCII. */
export function decoderFor(contentType: string | null): Decode {
  const label = parameterOf(contentType, 'charset')?.toLowerCase() ?? 'utf-8'
  if (!/^utf-?8$/.test(label) && !label.startsWith('utf-16')) {
    try {
      const decoder = new TextDecoder(label)
      return (bytes) => decoder.decode(bytes)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return (bytes) => bytes.toString('utf8')
}

/** A parameter of a media type, without its quotes; any case. Null when it is not there. */
export function parameterOf(contentType: string | null, name: string): string | null {
  for (const part of (contentType ?? '').slice(0, 2_000).split(';').slice(1)) {
    const equals = part.indexOf('=')
    if (equals === -1 || part.slice(0, equals).trim().toLowerCase() !== name) continue
    const value = part.slice(equals + 1).trim()
    return value.startsWith('"') ? value.slice(1).split('"', 1)[0]!.replaceAll('\\', '') : value
  }
  return null
}

/** Type and subtype in small letters; empty when there is none. */
export const mediaTypeOf = (contentType: string | null): string =>
  (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()
