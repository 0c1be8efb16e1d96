import type { Channel } from '../ports'

/** What makes a running connection the wanted one. When it changes, the connection is made anew. */
export function connectionIdentity({ url, kind, settings }: Pick<Channel, 'url' | 'kind' | 'settings'>): string {
  const headers = Object.entries(settings.headers).sort(([a], [b]) => (a < b ? -1 : 1))
  const options = Object.entries(settings.options).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([
    url,
    kind,
    headers,
    settings.subprotocols,
    settings.greeting,
    settings.acceptSelfSigned,
    options,
  ])
}
