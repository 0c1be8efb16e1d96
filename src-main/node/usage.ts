import { parseArgs, type ParseArgsConfig } from 'node:util'
import {
  isShown,
  MAPPABLE_FIELDS,
  optionFault,
  TECHNIQUES,
  TRANSPORT_KINDS,
  type FieldMapping,
  type OptionField,
  type Options,
  type OptionValue,
  type Technique,
  type TransportKind,
} from '@contract/index'

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

/** `NAME=VALUE` as options of a technique. `\n` in the value of one with several lines is a line break. */
export function options(
  texts: readonly string[] = [],
  kind: TransportKind | undefined,
): Readonly<Record<string, OptionValue>> {
  if (texts.length === 0) return {}
  if (kind === undefined) throw new BadUsage('--set needs --kind: each technique has options of its own')
  const technique: Technique = TECHNIQUES[kind]
  const known = technique.options.filter(({ type }) => type !== 'made')
  const found: Record<string, OptionValue> = {}
  for (const text of texts) {
    const place = text.indexOf('=')
    const field = known.find(({ name }) => name === text.slice(0, place))
    if (place < 0 || field === undefined) {
      const names = known.map(({ name }) => name).join(', ') || 'none'
      throw new BadUsage(
        `--set takes NAME=VALUE; ${kind} knows ${names}, not “${text.slice(0, Math.max(place, 0)) || text}”`,
      )
    }
    const value = valueOf(field, text.slice(place + 1))
    if (value === undefined || optionFault(field, value) !== null) {
      throw new BadUsage(`--set ${field.name} ${takes(field)}, not “${text.slice(place + 1)}”`)
    }
    found[field.name] = value
  }
  return found
}

/** What has to be said before a technique can be followed, and how to say it; null: nothing. */
export function missingOption(kind: TransportKind, given: Options): string | null {
  const technique: Technique = TECHNIQUES[kind]
  const missing = technique.options.find(
    (field) =>
      field.type !== 'made' && isShown(field, given, technique) && optionFault(field, given[field.name]) === 'required',
  )
  if (missing === undefined) return null
  return `this is ${kind}, which needs “${missing.name}”: say --kind ${kind} --set ${missing.name}=… (crier kinds ${kind} lists what can be set)`
}

function valueOf(field: OptionField, text: string): OptionValue | undefined {
  switch (field.type) {
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
    case 'switch':
      return { yes: true, true: true, on: true, no: false, false: false, off: false }[text.toLowerCase()]
    case 'lines':
      return text.replaceAll('\\n', '\n')
    default:
      return text
  }
}

/** What an option takes, for people. */
export function takes(field: OptionField): string {
  switch (field.type) {
    case 'number':
      return `takes a number from ${String(field.least)} to ${String(field.most)}`
    case 'switch':
      return 'takes yes or no'
    case 'choice':
      return `takes ${field.choices.join(', ')}`
    case 'lines':
      return 'takes text, its lines parted by \\n'
    default:
      return 'required' in field && field.required === true ? 'takes a text that is not empty' : 'takes a text'
  }
}
