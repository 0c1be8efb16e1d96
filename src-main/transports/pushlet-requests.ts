/** Names that begin so belong to Pushlet; everything else is payload, or a parameter of somebody in between. */
const RESERVED = 'p_'

export type PushletRequest =
  | { event: 'join'; format: string }
  | { event: 'listen'; id: string; mode: string; subjects: string }
  | { event: 'subscribe'; id: string; subjects: string }
  | { event: 'hb' | 'leave'; id: string }

/** The address of a request. What Pushlet's own parameters the typed address has is replaced, the others stay. */
export function pushletAddress(base: string, request: PushletRequest): string {
  const url = new URL(base)
  for (const name of [...url.searchParams.keys()]) if (name.startsWith(RESERVED)) url.searchParams.delete(name)
  url.searchParams.set('p_event', request.event)
  if (request.event === 'join') url.searchParams.set('p_format', request.format)
  else url.searchParams.set('p_id', request.id)
  if (request.event === 'listen') url.searchParams.set('p_mode', request.mode)
  if ('subjects' in request) url.searchParams.set('p_subject', request.subjects)
  return url.href
}

/**
 * Where the server wants to be asked next (`p_url`), as an absolute address; null when it is none. On the typed origin
 * the name and password of the typed address go along.
 */
export function refreshAddress(pUrl: string, answered: string, typed: string): string | null {
  if (!URL.canParse(pUrl, answered)) return null
  const url = new URL(pUrl, answered)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  const own = new URL(typed)
  url.username = url.origin === own.origin ? own.username : ''
  url.password = url.origin === own.origin ? own.password : ''
  return url.href
}
