import type { Language } from '@contract/index'
import type { Catalogue } from './en'
import type { Formats } from '../format/formats'

/** A language ready for use: the words, how it writes numbers and times, and which way it runs. */
export interface LanguageInUse {
  locale: 'en' | 'de' | 'ar'
  direction: 'ltr' | 'rtl'
  text: Catalogue
  formats: Formats
}

/** The language to use: the chosen one, else the first of the system's that Crier speaks, else English. */
export function localeFor(choice: Language, systemLanguages: readonly string[]): LanguageInUse['locale'] {
  if (choice !== 'system') return choice
  for (const tag of systemLanguages) {
    const base = tag.toLowerCase().split('-')[0]
    if (base === 'en' || base === 'de' || base === 'ar') return base
  }
  return 'en'
}
