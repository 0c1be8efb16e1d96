import type { POLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const poll: TechniqueWords<typeof POLL> = {
  name: 'مستند يُسأل دوريًا (Ajax)',
  found: 'مستند يمكن سؤاله عن الجديد.',
  about: 'أي مستند JSON أو نص. الخادم الذي لا يعطي ETag ولا تاريخًا يُسأل مرة في اليوم ما لم تختر مدة.',
  options: {
    each: {
      label: 'العنصر هو',
      choices: { entry: 'كل مدخل في المستند', change: 'كل تغيّر في المستند' },
    },
    itemsPath: { label: 'موضع المداخل', hint: 'مؤشر JSON. فارغ: يجدها Crier.', placeholder: '/stories' },
    label: { label: 'ما هو', hint: 'يبدأ به العنوان: «منسوب الماء: 3.2 → 3.4».', placeholder: 'منسوب الماء' },
    part: { label: 'الجزء المراقَب', hint: 'مؤشر JSON. فارغ: المستند كله.', placeholder: '/current/level' },
    after: { label: 'راقب ما يلي هذا النص فقط', hint: 'للمستندات التي ليست JSON.' },
    before: { label: 'ويسبق هذا النص' },
  },
}
