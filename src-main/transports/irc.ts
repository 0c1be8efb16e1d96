import { TransportError, type Clock, type Transport } from '../core/ports'

export interface IrcOptions {
  clock: Clock
}

/** TODO */
export function createIrcTransport({ clock }: IrcOptions): Transport {
  void clock
  return {
    kind: 'irc',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'TODO')),
  }
}
