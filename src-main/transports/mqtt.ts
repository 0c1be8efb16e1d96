import { TransportError, type Clock, type Transport } from '../core/ports'

export interface MqttOptions {
  clock: Clock
}

/** TODO */
export function createMqttTransport({ clock }: MqttOptions): Transport {
  void clock
  return {
    kind: 'mqtt',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'TODO')),
  }
}
