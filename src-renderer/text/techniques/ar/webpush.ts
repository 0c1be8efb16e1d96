import type { WEBPUSH } from '@contract/index'
import type { TechniqueWords } from '../words'

export const webpush: TechniqueWords<typeof WEBPUSH> = {
  name: 'Web Push',
  found: 'عنوان Web Push خاص بك.',
  about:
    'عنوان خادم ntfy أو UnifiedPush، مثل https://ntfy.sh، أو webpush://localhost لمستقبِل هذا الحاسوب. يُنشئ Crier العنوان الذي يحتاجه المرسلون.',
  options: {
    plain: {
      label: 'قبول الرسائل غير المشفّرة',
      hint: 'لمرسلين مثل curl. يستطيع مشغّل خادم الإرسال قراءة هذه الرسائل.',
    },
    announceTo: {
      label: 'تسليم الاشتراك إلى',
      hint: 'عنوان يقبل الاشتراكات كما في المواقع. يرسله Crier إليه عند كل اتصال.',
      placeholder: 'https://example.org/subscribe',
    },
    senders: {
      label: 'من هؤلاء المرسلين فقط',
      hint: 'مفاتيح VAPID العامة، مفتاح في كل سطر. يسري على مستقبِل هذا الحاسوب؛ خادم الإرسال لا يمرّر التوقيع.',
    },
  },
}
