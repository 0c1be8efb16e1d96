import type { Confirmation, Guess, Recogniser } from '../recogniser'

const WEB_APP = /<title>\s*Gotify\s*<\/title>/i
/** What every path of its API says to strangers. */
const REFUSAL = /"errorDescription"\s*:\s*"you need to provide a valid access token/
/** Tokens of clients; those of applications begin with A. */
const CLIENT_TOKEN = /^C[\w.-]{14}$/
const API_PATH = /\/(?:stream|message|application|current\/user)\/?$/

/** Gotify: by an address with a client token, by its web app, by how it refuses; settled by its version. */
export const gotifyRecogniser: Recogniser = {
  kind: 'gotify',
  byAddress(url) {
    if (!/^(?:https?|wss?):$/.test(url.protocol)) return null
    const token = /\/stream\/?$/.test(url.pathname) ? url.searchParams.get('token') : null
    if (token !== null && CLIENT_TOKEN.test(token)) return guess(url, 'certain')
    return token !== null || /^gotify\./i.test(url.hostname) ? guess(url, 'likely') : null
  },
  byAnswer({ url, status, text }) {
    return status === 401 && REFUSAL.test(text) ? guess(url, 'certain') : null
  },
  byPage({ url, text }) {
    return WEB_APP.test(text) ? [guess(url, 'certain')] : []
  },
}

function guess(url: URL, sureness: Guess['sureness']): Guess {
  const base = new URL(url.origin)
  base.protocol = /^(?:https|wss):$/.test(url.protocol) ? 'https:' : 'http:'
  base.host = url.host
  const path = url.pathname.replace(API_PATH, '').replace(/\/$/, '')
  base.pathname = `${path}/`
  const token = url.searchParams.get('token')
  return {
    kind: 'gotify',
    url: base.href,
    // Out of the address, which is shown and exported, and into its place among the secrets.
    options: token === null || token === '' ? {} : { token },
    sureness,
    format: 'Gotify',
    title: base.host,
    confirm: version(base),
  }
}

/** `/version` needs no token: `{"version":"2.6.1","commit":"…","buildDate":"…"}`. */
function version(base: URL): Confirmation {
  return {
    method: 'GET',
    url: `${base.href}version`,
    headers: { Accept: 'application/json' },
    read({ status, text }) {
      const isVersion = status === 200 && /"version"\s*:/.test(text) && /"buildDate"\s*:/.test(text)
      const named = /"version"\s*:\s*"([\w.-]{1,30})"/.exec(text)?.[1]
      return isVersion ? { format: named === undefined ? 'Gotify' : `Gotify ${named}` } : null
    },
  }
}
