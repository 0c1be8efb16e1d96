import type { Options } from '../../contract/index'
import type { Guess, Recogniser } from '../recogniser'

/** What a Pushlet servlet says to a request that it cannot place (protocols 3.2). */
const COMPLAINT = /\bno id specified\b|\binvalid or expired id\b|\bp_event\b/i
const MODES: readonly string[] = ['stream', 'pull', 'poll']

/** An address is often copied out of a page with what that page asks for: its subjects and mode are taken over. */
function guess(address: URL, sureness: Guess['sureness']): Guess {
  const url = new URL(address)
  const options: Record<string, Options[string]> = {}
  const subjects = url.searchParams.get('p_subject') ?? ''
  const mode = url.searchParams.get('p_mode') ?? ''
  if (subjects !== '') options.subjects = subjects.split(',').join('\n')
  if (MODES.includes(mode) && mode !== 'stream') options.mode = mode
  for (const name of [...url.searchParams.keys()]) if (name.startsWith('p_')) url.searchParams.delete(name)
  return { kind: 'pushlet', url: url.href, options, sureness, format: 'Pushlet' }
}

export const pushletRecogniser: Recogniser = {
  kind: 'pushlet',
  byAddress: (url) => (/\/pushlet\.srv$/i.test(url.pathname) ? guess(url, 'certain') : null),
  byAnswer: ({ status, text, finalUrl }) =>
    status === 400 && COMPLAINT.test(text.slice(0, 2_000)) ? guess(new URL(finalUrl), 'certain') : null,
}
