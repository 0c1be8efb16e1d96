import type { PUSHER } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pusher: TechniqueWords<typeof PUSHER> = {
  name: 'Pusher',
  found: 'تطبيق يتحدث بروتوكول Pusher.',
  about:
    'العنوان كاملًا: wss://ws-CLUSTER.pusher.com/app/KEY، أو wss://pusher.com مع المفتاح والعنقود أدناه. وللخوادم التي تتحدث اللغة نفسها (Soketi وReverb) عنوانها الخاص.',
  options: {
    channels: {
      label: 'القنوات',
      hint: 'قناة عامة واحدة في كل سطر. أما القنوات الخاصة وقنوات الحضور فلا يدخلها إلا برنامج الناشر نفسه.',
      placeholder: 'news',
    },
    events: {
      label: 'الأحداث التي يُستمع إليها',
      hint: 'اسم واحد في كل سطر. إن تُرك فارغًا فالكل.',
      placeholder: 'story',
    },
    key: { label: 'مفتاح التطبيق', hint: 'لا حاجة إليه إن كان في العنوان.' },
    cluster: { label: 'العنقود', hint: 'لموقع pusher.com وحده.', placeholder: 'eu' },
  },
}
