import type { OptionField, Technique, TECHNIQUES, TransportKind } from '@contract/index'

/** The words of one technique: every option that is for hands has a label, every choice a name. */
export interface TechniqueWords<Of extends Technique> {
  /** As in a list of kinds. */
  name: string
  /** One sentence: what was found. */
  found: string
  /** What address to give, for those who choose it by hand; absent: the address says it all. */
  about?: string
  options: { [Field in ForHands<Of['options'][number]> as Field['name']]: OptionWords<Field> }
}

type ForHands<Field extends OptionField> = Field extends { type: 'made' } ? never : Field

export type OptionWords<Field extends OptionField = OptionField> = {
  label: string
  hint?: string
  placeholder?: string
} & (Field extends { type: 'choice'; choices: readonly (infer Choice extends string)[] }
  ? { choices: Record<Choice, string> }
  : { choices?: undefined })

export type AllTechniqueWords = { [Kind in TransportKind]: TechniqueWords<(typeof TECHNIQUES)[Kind]> }
