import type { WEBPUSH } from '@contract/index'
import type { TechniqueWords } from '../words'

export const webpush: TechniqueWords<typeof WEBPUSH> = {
  name: 'Web Push',
  found: 'A Web Push address of your own.',
  about:
    'The address of an ntfy or UnifiedPush server, such as https://ntfy.sh, or webpush://localhost for the receiver of this computer. Crier makes up the address that senders need.',
  options: {
    plain: {
      label: 'Take messages that are not encrypted',
      hint: 'For senders such as curl. Whoever runs the push server can read such messages.',
    },
    announceTo: {
      label: 'Hand the subscription to',
      hint: 'An address that takes subscriptions, as a website has one. Crier sends it there whenever it connects.',
      placeholder: 'https://example.org/subscribe',
    },
    senders: {
      label: 'Only from these senders',
      hint: 'Their public VAPID keys, one a line. Counts for the receiver of this computer; a push server does not pass the signature on.',
    },
  },
}
