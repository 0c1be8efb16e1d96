import { TransportError, type Clock, type Transport } from '../core/ports'

export interface XmlSocketOptions {
  clock: Clock
}

/** TODO */
export function createXmlSocketTransport({ clock }: XmlSocketOptions): Transport {
  void clock
  return {
    kind: 'xmlsocket',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'TODO')),
  }
}
