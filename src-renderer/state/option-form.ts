import {
  isSecret,
  isShown,
  optionFault,
  type OptionFault,
  type OptionField,
  type Options,
  type OptionValue,
  type Technique,
} from '@contract/index'

/**
 * A technique's options as they stand in a form: numbers are text while they are typed. What is absent is at its
 * default; a secret that is null is to be forgotten, and one that is absent or empty stays as it is stored.
 */
export type OptionDraft = Readonly<Record<string, string | boolean | null>>

/** The options that are for hands: what the reader makes up itself is in no form. */
export type HandField = Exclude<OptionField, { type: 'made' }>

export function handFields(technique: Technique): HandField[] {
  return technique.options.filter((field): field is HandField => field.type !== 'made')
}

/** Stored or found values as a form holds them. What the technique does not know is left out. */
export function draftOfOptions(technique: Technique, options: Options): OptionDraft {
  return Object.fromEntries(
    handFields(technique).flatMap((field) => {
      const value = Object.hasOwn(options, field.name) ? options[field.name] : undefined
      if (value === undefined) return []
      return [[field.name, typeof value === 'boolean' ? value : String(value)]]
    }),
  )
}

/** What a field holds now, as the reader would get it; undefined: its default. A number that is none is NaN. */
export function valueOf(field: HandField, draft: OptionDraft): OptionValue | undefined {
  const written = draft[field.name]
  if (written === undefined || written === null) return undefined
  if (field.type === 'switch') return written === true || written === 'true'
  const text = field.type === 'lines' ? String(written) : String(written).trim()
  if (field.type !== 'number') return text
  if (text === '') return undefined
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}

/** Everything that the form holds, with numbers as numbers. */
function valuesIn(technique: Technique, draft: OptionDraft): Options {
  return Object.fromEntries(
    handFields(technique).flatMap((field) => {
      const value = valueOf(field, draft)
      return value === undefined ? [] : [[field.name, value]]
    }),
  )
}

/** The fields that matter, given what the others hold. */
export function shownFields(technique: Technique, draft: OptionDraft): HandField[] {
  const values = valuesIn(technique, draft)
  return handFields(technique).filter((field) => isShown(field, values, technique))
}

/** What is wrong, by the field's name. A secret that is stored needs no new value. */
export function optionFaults(
  technique: Technique,
  draft: OptionDraft,
  stored: readonly string[] = [],
): ReadonlyMap<string, OptionFault> {
  const faults = new Map<string, OptionFault>()
  for (const field of shownFields(technique, draft)) {
    const value = valueOf(field, draft)
    if (isSecret(field) && stored.includes(field.name) && draft[field.name] !== null && !value) continue
    const fault = optionFault(field, value)
    if (fault !== null) faults.set(field.name, fault)
  }
  return faults
}

/**
 * The options to send: what is shown and differs from its default. A forgotten secret is sent empty; one that was not
 * touched is not sent at all, and stays.
 */
export function optionsToSend(technique: Technique, draft: OptionDraft): Options {
  return Object.fromEntries(
    shownFields(technique, draft).flatMap((field): [string, OptionValue][] => {
      if (isSecret(field) && draft[field.name] === null) return [[field.name, '']]
      const value = valueOf(field, draft)
      if (value === undefined || value === field.default || Number.isNaN(value)) return []
      return [[field.name, value]]
    }),
  )
}
