import {
  isSecret,
  isShown,
  optionFault,
  TECHNIQUES,
  type OptionFault,
  type Options,
  type Technique,
  type TransportKind,
} from '@contract/index'
import { CallRefused } from './call-refused'

/**
 * The options of a channel as they will be stored: those given, checked against the technique's table, and those kept
 * that no interface can give back: secrets it never saw, and what was made up for the channel. An empty secret forgets it.
 *
 * @throws CallRefused for a value that does not fit, or a name that the technique does not know
 */
export function channelOptions(kind: TransportKind, given: Options | undefined, kept: Options): Options {
  if (given === undefined) return kept
  const technique: Technique = TECHNIQUES[kind]
  const options: Record<string, string | number | boolean> = {}
  for (const field of technique.options) {
    const hidden = isSecret(field) || field.type === 'made'
    const value = given[field.name] ?? (hidden ? kept[field.name] : undefined)
    if (value !== undefined && value !== '' && value !== field.default) options[field.name] = value
  }
  const unknown = Object.keys(given).find((name) => !technique.options.some((field) => field.name === name))
  if (unknown !== undefined) throw new CallRefused('badArgument', `A ${kind} channel has no option “${unknown}”.`)
  for (const field of technique.options) {
    if (field.type === 'made' || !isShown(field, options, technique)) continue
    const fault = optionFault(field, options[field.name])
    if (fault !== null) throw new CallRefused('badArgument', `“${field.name}” ${WORDS[fault]}.`)
  }
  return options
}

const WORDS: Record<OptionFault, string> = {
  required: 'is needed',
  notANumber: 'must be a number',
  tooSmall: 'is too small',
  tooLarge: 'is too large',
  tooLong: 'is too long',
  notAChoice: 'is none of the choices',
  badForm: 'cannot be read',
}
