/**
 * What a technique lets the user set, as data: the dialog draws its fields from this table, the command line takes
 * `--set NAME=VALUE` from it, the reader checks by it and the transport reads by it. One place for each option.
 */

/** Plain JSON; many lines are one text with line breaks. */
export type OptionValue = string | number | boolean
export type Options = Readonly<Record<string, OptionValue>>

interface Common {
  /** camelCase; also the NAME of the command line. Stored, so never rename one. */
  readonly name: string
  /** Most users never need it: shown one step further. */
  readonly advanced?: true
  /** Shown only while another option has one of these values. */
  readonly when?: Readonly<Record<string, readonly OptionValue[]>>
}

export type OptionField = Common &
  (
    | {
        readonly type: 'text'
        readonly default: string
        /** Must not stay empty. */
        readonly required?: true
        readonly maxLength?: number
        /** Source of a regular expression the whole value must match; the empty value is judged by `required` alone. */
        readonly pattern?: string
      }
    /** Never leaves the reader again: interfaces hear only that it is set. */
    | { readonly type: 'secret'; readonly default: ''; readonly required?: true; readonly maxLength?: number }
    /** One entry a line. */
    | { readonly type: 'lines'; readonly default: string; readonly required?: true; readonly maxLength?: number }
    | { readonly type: 'number'; readonly default: number; readonly least: number; readonly most: number }
    | { readonly type: 'switch'; readonly default: boolean }
    | { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] }
    /** Made up by the reader when the channel is added (keys, a topic) and not for hands: in no form. `secret`: as above. */
    | { readonly type: 'made'; readonly default: ''; readonly secret: boolean }
  )

export interface Technique {
  /** Schemes of its addresses, the first being the one to propose. */
  readonly schemes: readonly string[]
  /** Payloads are free JSON or text, so a mapping makes sense. */
  readonly mapping: boolean
  /** Asked on an interval. */
  readonly polled: boolean
  /**
   * Name and password in an address become the options `user` and `password`, since the wire has no headers. Absent:
   * they become the Authorization header.
   */
  readonly login?: 'options'
  readonly options: readonly OptionField[]
}

type ValueOf<Field extends OptionField> = Field extends { type: 'number' }
  ? number
  : Field extends { type: 'switch' }
    ? boolean
    : Field extends { type: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : string

/** The values of a technique's options, typed from its table. */
export type OptionsOf<Of extends Technique> = {
  [Field in Of['options'][number] as Field['name']]: ValueOf<Field>
}

const MAX_TEXT = 20_000

/** What is wrong with a value, by a word for it; null when nothing is. */
export type OptionFault = 'required' | 'notANumber' | 'tooSmall' | 'tooLarge' | 'tooLong' | 'notAChoice' | 'badForm'

export function optionFault(field: OptionField, value: OptionValue | undefined): OptionFault | null {
  const given = value ?? field.default
  switch (field.type) {
    case 'number':
      if (typeof given !== 'number' || !Number.isFinite(given)) return 'notANumber'
      return given < field.least ? 'tooSmall' : given > field.most ? 'tooLarge' : null
    case 'switch':
      return typeof given === 'boolean' ? null : 'badForm'
    case 'choice':
      return field.choices.includes(String(given)) ? null : 'notAChoice'
    default: {
      if (typeof given !== 'string') return 'badForm'
      if (given.trim() === '') return 'required' in field && field.required === true ? 'required' : null
      if (given.length > ('maxLength' in field ? (field.maxLength ?? MAX_TEXT) : MAX_TEXT)) return 'tooLong'
      if (field.type !== 'lines' && /[\r\n\0]/.test(given)) return 'badForm'
      return 'pattern' in field && field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(given)
        ? 'badForm'
        : null
    }
  }
}

/** Whether a field matters, given the other values. */
export function isShown(field: OptionField, values: Options, technique: Technique): boolean {
  return Object.entries(field.when ?? {}).every(([name, wanted]) => {
    const other = technique.options.find((one) => one.name === name)
    const value = values[name] ?? other?.default
    return value !== undefined && wanted.includes(value)
  })
}

/** The options of a channel with every default filled in; what does not fit (an older Crier wrote it) is at its default. */
export function readOptions<Of extends Technique>(technique: Of, values: Options): OptionsOf<Of> {
  return Object.fromEntries(
    technique.options.map((field) => {
      const value = values[field.name]
      return [field.name, value === undefined || optionFault(field, value) !== null ? field.default : value]
    }),
  ) as OptionsOf<Of>
}

/** The entries of a `lines` option. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export const isSecret = (field: OptionField): boolean =>
  field.type === 'secret' || (field.type === 'made' && field.secret)
