import { parseArgs, type ParseArgsConfig } from 'node:util'
import { MAPPABLE_FIELDS, TRANSPORT_KINDS, type FieldMapping, type TransportKind } from '@contract/index'

/** The command was not understood: exit code 2. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage'
}

/** The command was understood and could not be done: exit code 3. One line for the user. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** `parseArgs` of Node, strict, with its complaints as BadUsage in one line. */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: Options,
): { values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>['values']; rest: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
    return { values, rest: positionals }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error
    throw new BadUsage((error as Error).message.split(/\.?\n|\. /)[0] ?? 'These options are not understood')
  }
}

/** Exactly one word, named in the complaint. */
export function onlyWord(rest: readonly string[], name: string): string {
  const [word, extra] = rest
  if (word === undefined || word === '') throw new BadUsage(`${name} is missing`)
  if (extra !== undefined) throw new BadUsage(`“${extra}” is one word too many`)
  return word
}

export function noWords(rest: readonly string[]): void {
  if (rest[0] !== undefined) throw new BadUsage(`“${rest[0]}” is one word too many`)
}

/** A whole number of at least `least`; undefined when the option was not given. */
export function wholeNumber(name: string, text: string | undefined, least: number, most = Number.MAX_SAFE_INTEGER) {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new BadUsage(`${name} takes a whole number of at least ${String(least)}, not “${text}”`)
  }
  return value
}

/** Seconds, fractions allowed, more than none. Answers milliseconds. */
export function secondsAsMs(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (!/^\d*\.?\d+$/.test(text) || seconds <= 0) throw new BadUsage(`${name} takes seconds, not “${text}”`)
  return seconds * 1000
}

export function port(text: string | undefined): number | undefined {
  return wholeNumber('--port', text, 0, 65_535)
}

export function kind(text: string | undefined): TransportKind | undefined {
  if (text === undefined) return undefined
  const found = TRANSPORT_KINDS.find((name) => name === text)
  if (found === undefined) throw new BadUsage(`--kind is one of ${TRANSPORT_KINDS.join(', ')}, not “${text}”`)
  return found
}

/** `'Name: value'` as a header. RFC 9110 section 5.1: a name is a token; a value has no line break. */
export function headers(texts: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {}
  for (const text of texts) {
    const [, name, value] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\r\n\0]*)$/.exec(text) ?? []
    if (name === undefined || value === undefined) throw new BadUsage(`--header takes 'Name: value', not “${text}”`)
    found[name] = value.trim()
  }
  return found
}

/** `FIELD=POINTER`, an RFC 6901 pointer. */
export function mapping(texts: readonly string[] = []): FieldMapping {
  const found: FieldMapping = {}
  for (const text of texts) {
    const place = text.indexOf('=')
    const field = MAPPABLE_FIELDS.find((name) => name === text.slice(0, place))
    const pointer = text.slice(place + 1)
    if (place < 0 || (pointer !== '' && !pointer.startsWith('/')) || /~(?![01])/.test(pointer)) {
      throw new BadUsage(`--map takes FIELD=/pointer, not “${text}”`)
    }
    if (field === undefined) {
      throw new BadUsage(`--map knows ${MAPPABLE_FIELDS.join(', ')}, not “${text.slice(0, place)}”`)
    }
    found[field] = pointer
  }
  return found
}
