import { TransportError, type Clock, type Transport } from '../core/ports'

export interface XmppOptions {
  clock: Clock
}

/** TODO */
export function createXmppTransport({ clock }: XmppOptions): Transport {
  void clock
  return {
    kind: 'xmpp',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'TODO')),
  }
}
