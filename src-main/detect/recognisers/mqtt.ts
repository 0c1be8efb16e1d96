import type { Recogniser } from '../recogniser'

/** TODO */
export const mqttRecogniser: Recogniser = { kind: 'mqtt' }
