import type { IRC } from '@contract/index'
import type { TechniqueWords } from '../words'

export const irc: TechniqueWords<typeof IRC> = {
  name: 'IRC',
  found: 'Räume eines IRC-Netzes.',
  about: 'Ein Netz und ein Raum, wie ircs://irc.example/#news. Mehrere Räume mit Kommas, oder unten aufgezählt.',
  options: {
    rooms: {
      label: 'Räume',
      hint: 'Einer pro Zeile, außer denen der Adresse. Jeder ist ein eigener Abschnitt.',
      placeholder: '#releases',
    },
    nick: {
      label: 'Nick',
      hint: 'Leer: einer, der für diesen Kanal erfunden wird. Crier hört nur zu und sagt nie etwas.',
    },
    user: { label: 'Benutzername', hint: 'Für Netze, in denen man sich anmeldet (SASL).' },
    password: { label: 'Passwort' },
    onlyNotices: {
      label: 'Nur Mitteilungen (NOTICE)',
      hint: 'Damit kündigen Bots an; was Leute sagen, bleibt dann weg.',
    },
    serverNotices: { label: 'Mitteilungen des Netzes selbst', hint: 'Was seine Server allen ankündigen.' },
    serverPassword: { label: 'Server-Passwort', hint: 'Manche Netze und Bouncer wollen eines vor allem anderen.' },
    history: {
      label: 'Anfangs zurückblicken (Nachrichten)',
      hint: 'In jedem Raum, wo das Netz aufhebt, was gesagt wurde.',
    },
  },
}
