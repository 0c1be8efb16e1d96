import { createStore, type StoreApi } from 'zustand/vanilla'
import { initialState } from './initial'
import type { ReaderState } from './model'

export type ReaderStore = StoreApi<ReaderState>

/** The one store of an interface, empty until sync fills it. */
export function createReaderStore(): ReaderStore {
  return createStore<ReaderState>()(() => initialState())
}
