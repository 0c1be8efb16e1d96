import { TransportError, type Clock, type Transport } from '../core/ports'

export interface ImapOptions {
  clock: Clock
}

/** TODO */
export function createImapTransport({ clock }: ImapOptions): Transport {
  void clock
  return {
    kind: 'imap',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'TODO')),
  }
}
