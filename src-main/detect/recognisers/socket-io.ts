import type { Recogniser } from '../recogniser'

export const socketIoRecogniser: Recogniser = { kind: 'socketio' }
