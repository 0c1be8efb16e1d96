import { isOldSignalR, readNegotiation } from '../../transports/signalr-negotiation'
import type { Confirmation, Guess, Recogniser } from '../recogniser'
import { allOf, searched, webAddress } from './page-scripts'

/** `/chatHub`, `/hubs/news`, `/signalr`: how hubs are usually called. Of `/hub` and `/github` only the answer tells. */
const HUB_PATH = /\/(?:[\w-]{1,60}Hub|[Hh]ubs\/[\w-]{1,60}|[Ss]ignal[Rr](?:\/[\w-]{1,60})?)\/?$/
/** What ASP.NET Core says to a GET without a connection. */
const NO_CONNECTION = /^\s*Connection ID required/i
const WITH_URL = /\.withUrl\(\s{0,20}["'`]([^"'`\s]{1,500})["'`]/g

/** Hubs of ASP.NET Core, by their usual paths, their words to a stranger, and the scripts of pages. */
export const signalRRecogniser: Recogniser = {
  kind: 'signalr',
  byAddress(url) {
    const path = url.pathname.replace(/\/negotiate\/?$/, '')
    return HUB_PATH.test(path) ? guess(hubAt(url), 'likely') : null
  },
  byAnswer({ finalUrl, status, text }) {
    const isHub = status === 400 && NO_CONNECTION.test(text)
    const isOld = text.startsWith('/*!\n * ASP.NET SignalR') || text.startsWith('/*!\r\n * ASP.NET SignalR')
    if (!isHub && !isOld) return null
    return guess(hubAt(new URL(isOld ? finalUrl.replace(/\/(?:hubs|js)\b.*$/, '') : finalUrl)), 'certain')
  },
  byPage({ finalUrl, text }) {
    return allOf(searched(text), WITH_URL).flatMap((written) => {
      const url = webAddress(written, finalUrl)
      return url === null ? [] : [guess(hubAt(url), 'likely')]
    })
  },
}

/** The hub itself, whatever part of its conversation an address was taken from. */
function hubAt(address: URL): URL {
  const url = new URL(address.href.replace(/^ws(s?):/, 'http$1:'))
  url.pathname = url.pathname.replace(/\/negotiate\/?$/, '')
  for (const name of ['id', 'negotiateVersion', 'access_token', '_']) url.searchParams.delete(name)
  return url
}

function guess(url: URL, sureness: Guess['sureness']): Guess {
  return { kind: 'signalr', url: url.href, options: {}, sureness, format: 'SignalR', confirm: confirmation(url) }
}

function confirmation(hub: URL): Confirmation {
  const url = new URL(hub)
  url.pathname += url.pathname.endsWith('/') ? 'negotiate' : '/negotiate'
  url.searchParams.set('negotiateVersion', '1')
  return {
    method: 'POST',
    url: url.href,
    headers: { 'X-Requested-With': 'XMLHttpRequest' },
    body: '',
    read({ status, text }) {
      // One that asks who we are is offered: only the user can answer.
      if (status === 401 || status === 403) return {}
      const answer = status === 200 ? readNegotiation(text) : null
      if (answer === null) return null
      // The old protocol is not spoken; trying it says so in words.
      const isHub =
        isOldSignalR(answer) || ['connectionId', 'url', 'error'].some((name) => typeof answer[name] === 'string')
      return isHub ? {} : null
    },
  }
}
