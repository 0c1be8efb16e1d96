import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { Direction } from 'radix-ui'
import type { ReaderClient } from '../../state/client'
import { selectSettings } from '../../state/selectors'
import { ClientProvider, useReader } from '../../state/use-reader'
import { LanguageProvider, useDirection, useText } from '../../text/use-text'
import { TooltipProvider } from '../../ui/Tooltip'
import { MainWindow } from './MainWindow'
import type { Surface } from './surface'

const TickerStrip = lazy(() => import('../ticker/TickerStrip'))

/** Everything on screen: who it talks to, in which language and colours, and which surface. */
export function Root({ client, surface }: { client: ReaderClient; surface: Surface }) {
  return (
    <ClientProvider client={client}>
      <Dressed>{surface === 'ticker' ? <TickerPage /> : <MainWindow />}</Dressed>
    </ClientProvider>
  )
}

function TickerPage() {
  const text = useText()
  return (
    <main>
      <h1 className="visually-hidden">{text.ticker.label}</h1>
      <Suspense fallback={null}>
        <TickerStrip surface="window" />
      </Suspense>
    </main>
  )
}

function Dressed({ children }: { children: ReactNode }) {
  const { theme, density, language, articleFontSize } = useReader(selectSettings)

  useEffect(() => {
    const { dataset, style } = document.documentElement
    if (theme === 'system') delete dataset.theme
    else dataset.theme = theme
    dataset.density = density
    style.setProperty('--size-article', `${articleFontSize}px`)
  }, [theme, density, articleFontSize])

  return (
    <LanguageProvider choice={language}>
      <Directed>
        <TooltipProvider>{children}</TooltipProvider>
      </Directed>
    </LanguageProvider>
  )
}

function Directed({ children }: { children: ReactNode }) {
  return <Direction.Provider dir={useDirection()}>{children}</Direction.Provider>
}
