import type { GOTIFY } from '@contract/index'
import type { TechniqueWords } from '../words'

export const gotify: TechniqueWords<typeof GOTIFY> = {
  name: 'Gotify',
  found: 'خادم Gotify.',
  about: 'عنوان الخادم كما يظهر في المتصفح. ويلزم معه رمز عميل.',
  options: {
    token: {
      label: 'رمز العميل',
      hint: 'أنشئه في Gotify ضمن Clients. يبدأ بالحرف C ولا يُرسل إلا إلى هذا الخادم.',
      placeholder: 'C…',
    },
  },
}
