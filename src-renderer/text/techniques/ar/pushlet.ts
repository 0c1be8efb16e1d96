import type { PUSHLET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const pushlet: TechniqueWords<typeof PUSHLET> = {
  name: 'Pushlet',
  found: 'خادم Pushlet.',
  about: 'عنوان خدمة Pushlet، وينتهي عادةً بـ ‎/pushlet.srv‎.',
  options: {
    subjects: {
      label: 'المواضيع',
      hint: 'موضوع واحد في كل سطر. يشمل الموضوع كل ما يبدأ به، و«/» تعني كل شيء.',
      placeholder: '/stocks/aex',
    },
    mode: {
      label: 'طريقة الإرسال',
      hint: 'قد يفرض الخادم طريقة أخرى.',
      choices: {
        stream: 'بث واحد مفتوح',
        pull: 'طلبات يؤخَّر الرد عليها (استقصاء طويل)',
        poll: 'سؤال متكرر',
      },
    },
    format: {
      label: 'الصيغة',
      choices: { automatic: 'الأنسب تلقائيًا', xml: 'xml (بلا تهريب للرموز)', 'xml-strict': 'xml-strict' },
    },
  },
}
