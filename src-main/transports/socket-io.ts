import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface SocketIoOptions {
  http: HttpClient
  clock: Clock
}

export function createSocketIoTransport(_options: SocketIoOptions): Transport {
  return {
    kind: 'socketio',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'socketio is not there yet.', { final: 'ended' })),
  }
}
