import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'
import type { Language } from '@contract/index'
import { localeFor, type LanguageInUse } from './language'
import { english, loadLanguage } from './load-language'

const LanguageContext = createContext<LanguageInUse | null>(null)

/** Gives everything below it the chosen language, and the document its `lang` and `dir`. */
export function LanguageProvider({ choice, children }: { choice: Language; children: ReactNode }) {
  const [inUse, setInUse] = useState<LanguageInUse>(() => english(regionalTag('en')))

  useEffect(() => {
    let wanted = true
    const locale = localeFor(choice, navigator.languages)
    void loadLanguage(locale, regionalTag(locale)).then((loaded) => {
      if (wanted) setInUse(loaded)
    })
    return () => {
      wanted = false
    }
  }, [choice])

  useEffect(() => {
    document.documentElement.lang = inUse.locale
    document.documentElement.dir = inUse.direction
  }, [inUse])

  return <LanguageContext value={inUse}>{children}</LanguageContext>
}

function regionalTag(locale: LanguageInUse['locale']): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${locale}-`)) ?? locale
}

function useLanguage(): LanguageInUse {
  const inUse = useContext(LanguageContext)
  if (!inUse) throw new Error('useText, useFormats and useDirection work only below <LanguageProvider>.')
  return inUse
}

/** The words of the language in use. */
export function useText(): LanguageInUse['text'] {
  return useLanguage().text
}

/** How the language in use writes times, spans and numbers. */
export function useFormats(): LanguageInUse['formats'] {
  return useLanguage().formats
}

export function useDirection(): LanguageInUse['direction'] {
  return useLanguage().direction
}

/** For sorting and other work that needs the language itself. */
export function useLocale(): LanguageInUse['locale'] {
  return useLanguage().locale
}
