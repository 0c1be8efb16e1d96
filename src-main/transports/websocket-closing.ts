import { TransportError, type RunEnd } from '../core/ports'

/** After a normal end there is no hurry. */
const AFTER_NORMAL_MS = 60_000
/** After an end without a word. */
const AFTER_SILENT_MS = 3_000
/** When one side breaks the protocol, it will most likely do so again. */
const AFTER_PROTOCOL_ERROR_MS = 15 * 60_000
/** 1013, "try again later" (IANA registry of close codes). */
const AFTER_TRY_LATER_MS = 30_000

/**
 * What a close code means for a reader (RFC 6455 section 7.4, IANA registry, protocols 8.2).
 * A value, not a throw: either how the run ended well, or the failure to throw.
 */
export function closeOutcome(code: number, reason: string, host: string): RunEnd | TransportError {
  const detail = `close code ${code}${reason === '' ? '' : `: ${reason.slice(0, 200)}`}`
  const words = reason === '' ? '' : ` It says: “${reason.slice(0, 120)}”.`
  switch (code) {
    case 1000:
      return { how: 'closed', waitAtLeastMs: AFTER_NORMAL_MS }
    case 1001:
      return { how: 'closed', waitAtLeastMs: 0 }
    case 1005:
      return { how: 'closed', waitAtLeastMs: AFTER_SILENT_MS }
    case 1002:
    case 1003:
    case 1007:
    case 1010: {
      const message = `${host} did not understand us and closed the connection.${words}`
      return new TransportError('protocol', message, { retryAfterMs: AFTER_PROTOCOL_ERROR_MS, detail })
    }
    case 1008:
      return new TransportError('protocol', `${host} closed the connection by its own rules.${words}`, { detail })
    case 1009: {
      const message = `${host} found our greeting too large and closed the connection. Shorten the greeting.${words}`
      return new TransportError('tooLarge', message, { final: 'ended', detail })
    }
    case 1011:
    case 1012:
    case 1014:
      return new TransportError('serverError', `${host} has trouble at the moment.${words}`, { detail })
    case 1013: {
      const message = `${host} asks us to come again later.${words}`
      return new TransportError('serverError', message, { retryAfterMs: AFTER_TRY_LATER_MS, detail })
    }
    case 3000:
    case 4001: {
      const message = `${host} wants to know who you are. Add a token.${words}`
      return new TransportError('unauthorized', message, { final: 'needsYou', detail })
    }
    case 3003:
    case 4003: {
      const message = `${host} does not let you in. Check the token or ask the publisher.${words}`
      return new TransportError('forbidden', message, { final: 'needsYou', detail })
    }
    case 4004:
      return new TransportError('notFound', `${host} has nothing at this address.${words}`, { final: 'ended', detail })
    case 1006:
      return new TransportError('closed', `The connection to ${host} broke off.`, { detail })
    default:
      return new TransportError('closed', `${host} closed the connection.${words}`, { detail })
  }
}

/** What `ws` found wrong with the frames that came; it closes the connection itself. */
export function frameFailure(error: Error, host: string): TransportError {
  const detail = 'code' in error ? `${String(error.code)}: ${error.message}` : error.message
  const message = `${host} broke the rules of WebSocket.`
  return new TransportError('protocol', message, { retryAfterMs: AFTER_PROTOCOL_ERROR_MS, detail, cause: error })
}

/** Whether `ws` gave up because a message was over MAX_MESSAGE_BYTES or in too many pieces. */
export function isOversize(error: Error): boolean {
  return (
    'code' in error &&
    (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ||
      error.code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS' ||
      error.code === 'WS_ERR_TOO_MANY_FRAGMENTS')
  )
}
