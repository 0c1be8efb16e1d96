export type PluralForms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

/** Picks the form a language needs for a number, and writes the number in that language's digits. */
export interface Counter {
  /** `#` in a form stands for the number. */
  (count: number, forms: PluralForms): string
}

export function counterFor(locale: string): Counter {
  const rules = new Intl.PluralRules(locale)
  const digits = new Intl.NumberFormat(locale)
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', digits.format(count))
}
