import type { ImapFlowError } from 'imapflow'
import { TransportError } from '../../core/ports'
import { wireFailure } from '../wire-failures'

const isImapError = (error: unknown): error is ImapFlowError => error instanceof Error

/** What went wrong, in the user's words. What is no failure of a server or a line is thrown on as the bug it is. */
export function imapFailure(error: unknown, host: string): TransportError {
  if (!isImapError(error)) throw error
  const said = typeof error.responseText === 'string' && error.responseText !== '' ? error.responseText : null
  const words = said === null ? '' : ` It says: “${said.slice(0, 200)}”.`
  const detail = [error.code, error.serverResponseCode, error.responseStatus].filter(Boolean).join(' ')
  const code = error.serverResponseCode ?? ''
  // RFC 5530: the server is the one that cannot, not the user.
  if (/^(?:UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|SERVERBUG|CONTACTADMIN)$/.test(code)) {
    const message = `${host} cannot serve us at the moment.${words}`
    return new TransportError(code === 'LIMIT' ? 'rateLimited' : 'serverError', message, { detail })
  }
  if (error.authenticationFailed === true) {
    const message = `${host} does not accept the user name or password. Correct them; some providers want a password made for this program.${words}`
    return new TransportError('unauthorized', message, { final: 'needsYou', detail })
  }
  if (error.mailboxMissing === true || code === 'NONEXISTENT' || code === 'NOPERM' || code === 'CANNOT') {
    return new TransportError('notFound', `${host} has no such mailbox.${words}`, { final: 'needsYou', detail })
  }
  if (error.tlsFailed === true && !/^(?:CERT|DEPTH|SELF|UNABLE|ERR_TLS|ERR_SSL|EPROTO)/.test(error.code ?? '')) {
    const message = `${host} offers no encryption (STARTTLS), and the password is not sent without.`
    return new TransportError('tls', message, { final: 'needsYou', detail })
  }
  if (typeof error.throttleReset === 'number')
    return new TransportError('rateLimited', `${host} says we ask too much.`, { retryAfterMs: error.throttleReset })
  switch (error.code) {
    case 'CONNECT_TIMEOUT':
    case 'GREETING_TIMEOUT':
      return new TransportError('timeout', `${host} did not answer in time.`, { detail })
    case 'ETIMEOUT':
      return new TransportError('stalled', `${host} does not answer any more; connecting anew.`, { detail })
    case 'NoConnection':
    case 'EConnectionClosed':
    case 'ClosedAfterConnectTLS':
    case 'ClosedAfterConnectText':
      return new TransportError('closed', `${host} closed the connection.${words}`, { detail })
    case undefined:
      break
    default:
      if (/^(?:E[A-Z]{3,}|CERT|DEPTH|SELF|UNABLE|ERR_)/.test(error.code)) return wireFailure(error, host, 'reading')
  }
  if (error.responseStatus !== undefined || said !== null) {
    return new TransportError('serverError', `${host} refused what was asked of it.${words}`, { detail })
  }
  const message = `${host} sent what cannot be read as IMAP.`
  return new TransportError('protocol', message, { detail: error.message.slice(0, 200), cause: error })
}
