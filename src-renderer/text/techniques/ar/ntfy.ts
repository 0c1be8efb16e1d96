import type { NTFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const ntfy: TechniqueWords<typeof NTFY> = {
  name: 'ntfy',
  found: 'مواضيع على خادم ntfy.',
  about: 'خادم وموضوع، مثل https://ntfy.sh/mytopic. يمكن جمع عدة مواضيع بفواصل لاتينية، أو سردها أدناه.',
  options: {
    topics: {
      label: 'المواضيع',
      hint: 'موضوع في كل سطر، إضافةً إلى ما في العنوان. تصل كلها عبر اتصال واحد، ولكل موضوع قسم خاص به.',
      placeholder: 'builds',
    },
    token: {
      label: 'رمز الوصول',
      hint: 'للمواضيع المحمية فقط. يبدأ بـ ‎tk_‎ ولا يُرسل إلا إلى هذا الخادم.',
      placeholder: 'tk_…',
    },
    user: { label: 'اسم المستخدم', hint: 'حين لا يوجد رمز وصول.' },
    password: { label: 'كلمة المرور' },
    historyHours: {
      label: 'الرجوع إلى الوراء في البداية (ساعات)',
      hint: 'مقدار ما تبدأ به القناة الجديدة مما لا يزال الخادم يحتفظ به. تحتفظ الخوادم عادةً بآخر 12 ساعة.',
    },
    replace: {
      label: 'التحديثات تحلّ محل الرسالة السابقة',
      hint: 'تصير رسائل التسلسل الواحد عنصرًا واحدًا يبقى مقروءًا أو غير مقروء كما هو. عند الإيقاف: كل رسالة عنصر مستقل.',
    },
  },
}
