import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { startClient, type RunningClient } from '../../src-renderer/state/client'
import { rememberedIn } from '../../src-renderer/state/remembered'
import { ClientProvider } from '../../src-renderer/state/use-reader'
import { LanguageProvider } from '../../src-renderer/text/use-text'
import { TooltipProvider } from '../../src-renderer/ui/Tooltip'
import type { FakeHost } from '../fakes/host/fake-host'

/** A moment for all drawn tests: they say what time it is. */
export const NOW = Date.UTC(2026, 10, 20, 12, 0, 0)

/** Draws a view on a reader in memory, in English; resolves when the first snapshot is there. Returns its client. */
export async function draw(host: FakeHost, view: ReactNode): Promise<RunningClient> {
  const client = startClient({
    host,
    clock: { now: () => NOW, subscribe: () => () => undefined },
    remembered: rememberedIn(() => window.localStorage),
    requested: () => undefined,
  })
  await client.refresh()
  redraw(client, view)
  return client
}

/** Draws a view on a client that runs already. */
export function redraw(client: RunningClient, view: ReactNode): void {
  render(
    <ClientProvider client={client}>
      <LanguageProvider choice="en">
        <TooltipProvider>{view}</TooltipProvider>
      </LanguageProvider>
    </ClientProvider>,
  )
}

/** The arguments of every call of one name, in order. */
export function callsOf(host: FakeHost, name: string): unknown[] {
  return host.made.filter((call) => call.name === name).map((call) => call.argument)
}
