import { en } from './en'
import { createFormats } from '../format/formats'
import type { LanguageInUse } from './language'

/** English is always at hand; the others are fetched when they are chosen. */
export function english(regional = 'en'): LanguageInUse {
  return { locale: 'en', direction: 'ltr', text: en, formats: createFormats(regional) }
}

/**
 * @param regional the system's own tag for that language ("en-GB"), for its way of writing dates
 */
export async function loadLanguage(locale: LanguageInUse['locale'], regional: string = locale): Promise<LanguageInUse> {
  switch (locale) {
    case 'en':
      return english(regional)
    case 'de':
      return { locale, direction: 'ltr', text: (await import('./de')).de, formats: createFormats(regional) }
    case 'ar':
      return { locale, direction: 'rtl', text: (await import('./ar')).ar, formats: createFormats(regional) }
  }
}
