import type { Technique } from './option'

/**
 * The address is a broker (`mqtts://broker.example`); what follows the host is a topic filter (`mqtt://host/news/#`) unless
 * `topics` names others. Over WebSocket the path is the broker's own.
 */
export const MQTT = {
  schemes: ['mqtts:', 'mqtt:', 'wss:', 'ws:'],
  mapping: true,
  polled: false,
  login: 'options',
  options: [
    /** Topic filters; + stands for one level, # for all below. */
    { name: 'topics', type: 'lines', default: '', maxLength: 20_000 },
    { name: 'user', type: 'text', default: '', maxLength: 1_000 },
    { name: 'password', type: 'secret', default: '', maxLength: 1_000 },
    /** At most, of each message. With 1 and 2 the broker keeps for us what comes while we are away. */
    { name: 'qos', type: 'choice', default: '1', choices: ['0', '1', '2'], advanced: true },
    /** How long it keeps that; MQTT 5 only. */
    { name: 'sessionDays', type: 'number', default: 7, least: 0, most: 365, advanced: true },
    /** Empty: one that was made up for this channel. */
    { name: 'clientId', type: 'text', default: '', maxLength: 200, advanced: true },
    /** Files in PEM, read when connecting: who we are, and an authority of one's own. */
    { name: 'certificateFile', type: 'text', default: '', maxLength: 1_000, advanced: true },
    { name: 'keyFile', type: 'text', default: '', maxLength: 1_000, advanced: true },
    { name: 'keyPassword', type: 'secret', default: '', maxLength: 1_000, advanced: true },
    { name: 'authorityFile', type: 'text', default: '', maxLength: 1_000, advanced: true },
    { name: 'madeClientId', type: 'made', default: '', secret: false },
  ],
} as const satisfies Technique
