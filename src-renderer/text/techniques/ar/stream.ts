import type { STREAM } from '@contract/index'
import type { TechniqueWords } from '../words'

export const stream: TechniqueWords<typeof STREAM> = {
  name: 'بث HTTP',
  found: 'بث HTTP حيّ.',
  about: 'عنوان لا ينتهي ردّه: أسطر، أو سجلات JSON، أو صفحة من استدعاءات البرمجة.',
  options: {
    framing: {
      label: 'الرسالة الواحدة هي',
      choices: {
        auto: 'يُستنتج مما يصل',
        lines: 'سطر نصّي',
        ndjson: 'سطر JSON ‏(NDJSON)',
        jsonSeq: 'تسلسل نصوص JSON ‏(RFC 7464)',
        json: 'قيمة JSON تلو أخرى',
        script: 'استدعاء دالة برمجية (forever frame)',
        pieces: 'كل قطعة كما أُرسلت (chunked)',
      },
    },
    callback: {
      label: 'الدالة التي تحمل الأخبار',
      hint: 'تُقرأ البرامج على أنها بيانات ولا تُنفَّذ أبدًا. إذا تُرك فارغًا فكل استدعاء يُحتسب.',
      placeholder: 'parent.callback',
    },
    resumeBy: {
      label: 'الاستئناف بواسطة',
      hint: 'إن كان الخادم قادرًا على إرسال ما فات.',
      choices: { nothing: 'لا استئناف', query: 'معامل في العنوان', header: 'ترويسة في الطلب' },
    },
    resumeName: { label: 'اسم المعامل أو الترويسة', placeholder: 'since' },
    resumePointer: {
      label: 'أين تذكر الرسالة موضعها',
      hint: 'مؤشر JSON إلى داخل الرسالة.',
      placeholder: '/id',
    },
    resumeFirst: { label: 'القيمة في المرة الأولى', hint: 'إذا تُرك فارغًا فلا يُرسل شيء.' },
    quietSeconds: {
      label: 'أطول صمت بالثواني',
      hint: 'بعده يتصل Crier من جديد. أما البث الذي اعتاد فترات أطول فيُمهل أكثر.',
    },
  },
}
