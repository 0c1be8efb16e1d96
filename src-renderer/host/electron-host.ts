import type { Bridge, Host, Push } from '@contract/index'
import { answerOf } from './call-answer'

declare global {
  interface Window {
    /** Put there by the desktop shell's preload script; absent in a browser. */
    crier?: Bridge
  }
}

/** The reader in the desktop shell: same machine, same process tree, so the line cannot break while the page lives. */
export function electronHost(bridge: Bridge): Host {
  return {
    async call(name, argument) {
      return answerOf<typeof name>(await bridge.call(name, argument))
    },
    // The preload script passes on what the main process sent, and nothing else can send on that channel.
    on: (listener) => bridge.on((push) => listener(push as Push)),
    onLine: () => () => undefined,
  }
}
