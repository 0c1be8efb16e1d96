import type { IRC } from '@contract/index'
import type { TechniqueWords } from '../words'

export const irc: TechniqueWords<typeof IRC> = {
  name: 'IRC',
  found: 'Rooms of an IRC network.',
  about: 'A network and a room, like ircs://irc.example/#news. Several rooms can be joined by commas, or listed below.',
  options: {
    rooms: {
      label: 'Rooms',
      hint: 'One a line, besides those in the address. Each is a section of its own.',
      placeholder: '#releases',
    },
    nick: { label: 'Nick', hint: 'Empty: one made up for this channel. Crier only listens and never says a word.' },
    user: { label: 'User name', hint: 'For networks where people log in (SASL).' },
    password: { label: 'Password' },
    onlyNotices: { label: 'Only notices', hint: 'Bots announce by notices; what people say is left out then.' },
    serverNotices: { label: 'Notices of the network itself', hint: 'What its servers announce to everybody.' },
    serverPassword: { label: 'Server password', hint: 'Some networks and bouncers want one before anything else.' },
    history: { label: 'Look back at first (messages)', hint: 'Of each room, where the network keeps what was said.' },
  },
}
