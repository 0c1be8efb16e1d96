import { TRANSPORT_KINDS } from '@contract/index'
import { TransportError, type Transport, type Transports } from '../../src-main/core/ports'

/** The wires a test cares for; every other one refuses. */
export function allTransports(given: Partial<Transports>): Transports {
  const entries = TRANSPORT_KINDS.map((kind): [string, Transport] => [
    kind,
    given[kind] ?? {
      kind,
      how: 'push',
      style: 'stream',
      run: () => Promise.reject(new TransportError('protocol', `no ${kind} in this test`, { final: 'ended' })),
    },
  ])
  return Object.fromEntries(entries) as Record<keyof Transports, Transport>
}
