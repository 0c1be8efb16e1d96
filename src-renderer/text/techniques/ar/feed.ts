import type { FEED } from '@contract/index'
import type { TechniqueWords } from '../words'

export const feed: TechniqueWords<typeof FEED> = {
  name: 'موجز',
  found: 'خلاصة.',
  options: {
    followSchedule: {
      label: 'السؤال في الأوقات التي يوصي بها الناشر',
      hint: 'قد تذكر القناة (CDF) أوقاتًا تصدر فيها أخبارها. عندئذ يسأل Crier في لحظة عشوائية من كل منها ولا يلتزم بفاصل ثابت. عند الإيقاف: يُعمل بالفاصل الذي اخترته، وفاصل الناشر حد أدنى.',
    },
    sendStatistics: {
      label: 'إخبار الناشر بما تقرؤه',
      hint: 'تطلب بعض القنوات (CDF) إحصاءات القراءة: أي صفحاتها فُتحت ومتى. يرسلها Crier مع التحديث التالي، وإلى موقع القناة نفسها فقط. عند الإيقاف: لا يُسجَّل شيء ولا يُرسَل شيء.',
    },
  },
}
