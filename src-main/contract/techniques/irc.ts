import type { Technique } from './option'

/** A network and its rooms: `ircs://irc.example/#news`, several with commas, or listed below. */
export const IRC = {
  schemes: ['ircs:', 'irc:'],
  mapping: false,
  polled: false,
  login: 'options',
  options: [
    { name: 'rooms', type: 'lines', default: '', maxLength: 8_000 },
    /** Empty: one made up for this channel. */
    {
      name: 'nick',
      type: 'text',
      default: '',
      maxLength: 30,
      pattern: '[A-Za-z\\[\\]\\\\`_^{|}][A-Za-z0-9\\[\\]\\\\`_^{|}-]*',
    },
    /** SASL PLAIN. */
    { name: 'user', type: 'text', default: '', maxLength: 300 },
    { name: 'password', type: 'secret', default: '', maxLength: 300 },
    /** Notices are what bots announce with; talk is left out then. */
    { name: 'onlyNotices', type: 'switch', default: false },
    /** What the network itself announces to us or to everybody. */
    { name: 'serverNotices', type: 'switch', default: false, advanced: true },
    /** PASS, for networks and bouncers that want one before anything else. */
    { name: 'serverPassword', type: 'secret', default: '', maxLength: 300, advanced: true },
    /** Messages of each room that a new channel begins with, where the network keeps them. */
    { name: 'history', type: 'number', default: 50, least: 0, most: 500, advanced: true },
    { name: 'madeNick', type: 'made', default: '', secret: false },
  ],
} as const satisfies Technique
