import { linesOf } from '../contract/index'
import { TransportError, type Json } from '../core/ports'

/** One call or message to send as soon as a connection stands. */
export interface Call {
  name: string
  arguments: Json[]
}

/**
 * Reads lines of the form `Name` or `Name JSON`: a list is the arguments, anything else the only one.
 *
 * @throws TransportError `invalidAddress` (needsYou) that names the line
 */
export function readCalls(text: string): Call[] {
  return linesOf(text).map((line) => {
    const space = line.search(/\s/)
    if (space === -1) return { name: line, arguments: [] }
    const value = readJson(line.slice(space + 1).trim())
    if (value === undefined) throw notACall(line)
    return { name: line.slice(0, space), arguments: Array.isArray(value) ? value : [value] }
  })
}

/** The JSON in a text, or undefined when it is none. */
export function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function notACall(line: string): TransportError {
  // What is sent may hold a password: only the name is repeated.
  const name = (line.split(/\s/, 1)[0] ?? '').slice(0, 60)
  return new TransportError(
    'invalidAddress',
    `What is to be sent as “${name}” is not valid JSON. Write it as: ${name} ["first", 2]`,
    { final: 'needsYou' },
  )
}
