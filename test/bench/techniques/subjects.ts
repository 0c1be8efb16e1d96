import { startSsePublisher } from '../../servers/sse-publisher'
import { startWebSocketPublisher } from '../../servers/websocket-publisher'
import { rawEvents, rawSocket } from './raw-clients'
import type { BenchSubject } from './subject'

/** Every technique that pushes or holds, by name. */
export const SUBJECTS: readonly BenchSubject[] = [
  { kind: 'sse', name: 'Server-sent events', start: startSsePublisher, raw: rawEvents },
  { kind: 'websocket', name: 'WebSocket', start: () => startWebSocketPublisher(), raw: rawSocket },
]
