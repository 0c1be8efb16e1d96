/** One message of IRC (RFC 1459 section 2.3, IRCv3 message tags), taken apart. */
export interface IrcLine {
  /** Values without their escapes; empty where a tag has none. */
  tags: ReadonlyMap<string, string>
  /** Who sent it: `nick!user@host`, a server's name, or nothing. */
  source: string | null
  /** Upper case, or three digits. */
  command: string
  parameters: string[]
}

/** Parameters there can be (RFC 1459 section 2.3). */
const MAX_PARAMETERS = 15

/** Null for a line without a command. */
export function readIrcLine(line: string): IrcLine | null {
  let rest = line
  let tags: ReadonlyMap<string, string> = new Map()
  let source: string | null = null
  if (rest.startsWith('@')) {
    const [word, after] = firstWord(rest)
    tags = readTags(word.slice(1))
    rest = after
  }
  if (rest.startsWith(':')) {
    const [word, after] = firstWord(rest)
    source = word.slice(1)
    rest = after
  }
  const [command, after] = firstWord(rest)
  if (!/^(?:[A-Za-z]+|\d{3})$/.test(command)) return null
  const parameters: string[] = []
  rest = after
  while (rest !== '') {
    if (rest.startsWith(':') || parameters.length === MAX_PARAMETERS - 1) {
      parameters.push(rest.startsWith(':') ? rest.slice(1) : rest)
      break
    }
    const [word, more] = firstWord(rest)
    parameters.push(word)
    rest = more
  }
  return { tags, source, command: command.toUpperCase(), parameters }
}

/** Up to the next space, and what follows all spaces there. */
function firstWord(text: string): [word: string, rest: string] {
  const space = text.indexOf(' ')
  if (space === -1) return [text, '']
  let end = space
  while (text[end] === ' ') end += 1
  return [text.slice(0, space), text.slice(end)]
}

const ESCAPES: Readonly<Record<string, string>> = { ':': ';', s: ' ', '\\': '\\', r: '\r', n: '\n' }

function readTags(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>()
  for (const tag of text.split(';')) {
    const equals = tag.indexOf('=')
    const name = equals === -1 ? tag : tag.slice(0, equals)
    const value = equals === -1 ? '' : tag.slice(equals + 1)
    // An escape of nothing, and a lone one at the end, stand for what follows them.
    if (name !== '')
      tags.set(
        name,
        value.replace(/\\(.?)/gs, (_, letter: string) => ESCAPES[letter] ?? letter),
      )
  }
  return tags
}

export const nickOf = (source: string | null): string => (source ?? '').split('!', 1)[0] ?? ''

/** Servers have names of hosts, or no name at all; nicks have no dots. */
export const isServer = (source: string | null): boolean =>
  source === null || (source.includes('.') && !/[!@]/.test(source))

/** Names of rooms and nicks are the same whatever their case; `{}|^` are the small letters of `[]\~` (RFC 1459 section 2.2). */
export const folded = (name: string): string =>
  name.toLowerCase().replace(/[[\]\\~]/g, (letter) => ({ '[': '{', ']': '}', '\\': '|', '~': '^' })[letter] ?? letter)
