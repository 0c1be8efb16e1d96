/** Longer than any address people hand around; what is over it is refused whole. */
export const MAX_INCOMING_ADDRESS_CHARACTERS = 2_048

const FOLLOWABLE = new Set(['http:', 'https:', 'ws:', 'wss:'])
/** Space, control and invisible direction characters: none belongs in an address, and each can disguise one. */
const HIDDEN_CHARACTERS = /[\s\p{Cc}\p{Cf}]/u

/**
 * The web address inside a `crier:` or `feed:` link, for the add dialog; null when there is none we would follow.
 * The link comes from any web page or program, so nothing is subscribed before the user has seen and confirmed it.
 *
 * `feed:https://a.example/x` and `feed://a.example/x` are the two customary forms (the second means `http`);
 * `crier:` takes both, and `crier://add?url=…`.
 */
export function addressInLink(link: string): string | null {
  if (link.length > MAX_INCOMING_ADDRESS_CHARACTERS || HIDDEN_CHARACTERS.test(link)) return null
  const parts = /^(crier|feed):(\/\/)?(.*)$/i.exec(link)
  if (parts === null) return null
  const rest = parts[3] ?? ''
  const asked = /^(?:add|subscribe)\/?\?(.*)$/i.exec(rest)
  if (asked !== null) return followable(new URLSearchParams(asked[1] ?? '').get('url') ?? '')
  if (/^(?:add|subscribe)\/?$/i.test(rest)) return null // asked to add, and nothing named
  // Browsers normalise `crier://https://a` to `crier://https//a`; both are meant.
  const nested = /^(https?|wss?):?\/\/(.+)$/i.exec(rest)
  if (nested !== null) return followable(`${nested[1] ?? ''}://${nested[2] ?? ''}`)
  return parts[2] === undefined || rest === '' ? null : followable(`http://${rest}`)
}

function followable(address: string): string | null {
  if (HIDDEN_CHARACTERS.test(address) || !URL.canParse(address)) return null
  const url = new URL(address)
  if (!FOLLOWABLE.has(url.protocol) || url.hostname === '') return null
  // A name and password in a link somebody else made can only mislead about where it leads.
  if (url.username !== '' || url.password !== '') return null
  return url.href
}
