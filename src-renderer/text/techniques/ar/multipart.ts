import type { MULTIPART } from '@contract/index'
import type { TechniqueWords } from '../words'

export const multipart: TechniqueWords<typeof MULTIPART> = {
  name: 'بث متعدد الأجزاء',
  found: 'بث أجزاءٍ يحلّ بعضها محل بعض.',
  about: 'كاميرا أو صفحة يحلّ بعض أجزائها محل بعض (multipart/x-mixed-replace).',
  options: {
    boundary: {
      label: 'السطر الفاصل بين الأجزاء',
      hint: 'فقط إذا لم يذكره الخادم أو ذكره خطأً.',
      placeholder: 'frame',
    },
    quietSeconds: {
      label: 'أطول صمت بالثواني',
      hint: 'بعده يتصل Crier من جديد. أما البث الذي اعتاد فترات أطول فيُمهل أكثر.',
    },
  },
}
