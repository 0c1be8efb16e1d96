import { TECHNIQUES, TRANSPORT_KINDS, type OptionField, type Technique } from '@contract/index'
import type { Command } from '../command'
import { BadUsage, kind, readArguments, takes } from '../usage'

export const kindsCommand: Command = {
  usage: 'kinds [KIND]',
  summary: 'every technique, and what can be set for one with --set',
  details: ['Without KIND a line each: its name and the addresses it takes. With KIND its options.'],
  async run(words, context) {
    const { rest } = readArguments(words, {})
    if (rest[1] !== undefined) throw new BadUsage(`“${rest[1]}” is one word too many`)
    const one = kind(rest[0])
    const lines = one === undefined ? TRANSPORT_KINDS.map(kindLine) : optionLines(TECHNIQUES[one])
    await context.output.write(lines.map((line) => `${line}\n`).join(''))
  },
}

function kindLine(name: keyof typeof TECHNIQUES): string {
  const { schemes }: Technique = TECHNIQUES[name]
  return `${name.padEnd(10)} ${schemes.map((scheme) => `${scheme}//`).join(' ')}`.trimEnd()
}

function optionLines({ options }: Technique): string[] {
  const shown = options.filter(({ type }) => type !== 'made')
  if (shown.length === 0) return ['Nothing to set: the address says it all.']
  const width = Math.max(...shown.map(({ name }) => name.length)) + 1
  return shown.map((field) => `${field.name.padEnd(width)} ${takes(field)}${defaultOf(field)}${condition(field)}`)
}

function defaultOf(field: OptionField): string {
  if (field.default === '') return ''
  const value = typeof field.default === 'boolean' ? (field.default ? 'yes' : 'no') : String(field.default)
  return `; ${value.replaceAll('\n', '\\n')} unless set`
}

function condition({ when = {} }: OptionField): string {
  const parts = Object.entries(when).map(([name, values]) => `${name} is ${values.join(' or ')}`)
  return parts.length === 0 ? '' : ` (when ${parts.join(' and ')})`
}
