import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Actions } from './actions'
import type { ReaderClient } from './client'
import type { ReaderState } from './model'

const ClientContext = createContext<ReaderClient | null>(null)

export function ClientProvider({ client, children }: { client: ReaderClient; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>
}

export function useClient(): ReaderClient {
  const client = useContext(ClientContext)
  if (!client) throw new Error('The reader is at hand only below <ClientProvider>.')
  return client
}

/** A value out of the state; the view is drawn again only when that value changes (`Object.is`). */
export function useReader<T>(select: (state: ReaderState) => T): T {
  return useStore(useClient().store, select)
}

export function useActions(): Actions {
  return useClient().actions
}

/** The present moment, in steps: a view that counts seconds says 1000, one that names days says 60000. */
export function useNow(stepMs: number): number {
  const { clock } = useClient()
  return useSyncExternalStore(clock.subscribe, () => Math.floor(clock.now() / stepMs) * stepMs)
}
