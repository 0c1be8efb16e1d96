import type { LONGPOLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const longpoll: TechniqueWords<typeof LONGPOLL> = {
  name: 'استطلاع طويل (Comet)',
  found: 'استطلاع طويل: يجيب الناشر حين يكون لديه جديد.',
  about: 'العنوان الذي يُسأل فيؤجّل جوابه. يكفي عنوان الخادم إن كانت الخدمة معروفة.',
  options: {
    preset: {
      label: 'الخدمة',
      choices: {
        custom: 'خدمة أخرى (يدويًا)',
        couchdb: 'تغييرات CouchDB',
        telegram: 'بوت Telegram',
        zulip: 'Zulip',
        consul: 'استعلام Consul المعلَّق',
        matrix: 'Matrix',
        nchan: 'nchan ‏(nginx)',
        prefer: 'مستند مع «Prefer: wait»',
        dropbox: 'مجلد Dropbox',
      },
    },
    user: { label: 'بريد الحساب أو البوت', placeholder: 'bot@chat.example.org' },
    token: { label: 'الرمز أو مفتاح الواجهة' },
    includeDocs: { label: 'اقرأ المستندات أيضًا', hint: 'وإلا فأسماؤها فقط.' },
    folder: { label: 'المجلد', hint: 'فارغ: كل شيء.', placeholder: '/Reports' },
    cursorStyle: {
      label: 'كيف يعرف الخادم أين وصلنا',
      choices: {
        none: 'لا يعرف: يجيب بما يحدث بعد ذلك',
        body: 'بقيمة في جوابه',
        max: 'بأكبر قيمة بين العناصر',
        next: 'بالعدد الذي يلي أكبرها',
        header: 'بترويسة في جوابه',
        validators: 'بـ ETag و Last-Modified',
        twoStep: 'يقول إن شيئًا تغيّر، ثم يُسأل عنه',
        nextUrl: 'يذكر العنوان التالي',
        time: 'بالساعة (ثواني يونكس)',
      },
    },
    cursorPath: {
      label: 'موضع هذه القيمة',
      hint: 'مؤشر JSON في الجواب (أو في العنصر)، أو اسم الترويسة.',
      placeholder: '/last_seq',
    },
    nextPath: { label: 'موضع العنوان التالي', hint: 'مؤشر JSON. فارغ: ترويسة Link مع rel=next.' },
    holdUrl: { label: 'العنوان الذي يؤجّل جوابه', hint: 'يُسأل العنوان الأساسي بعد ذلك عمّا تغيّر.' },
    itemsPath: { label: 'موضع العناصر', hint: 'مؤشر JSON. فارغ: يجدها Crier.', placeholder: '/results' },
    cursorIn: {
      label: 'توضع القيمة في',
      choices: { query: 'العنوان', header: 'ترويسة', body: 'المتن، مكان {cursor}' },
    },
    cursorName: { label: 'بالاسم' },
    initialCursor: { label: 'القيمة الأولى', hint: 'فارغ: لا شيء. في CouchDB: ‏now، أو 0 لكل شيء.' },
    overlapSeconds: { label: 'التداخل (بالثواني)', hint: 'ما يأتي مرتين يُعرض مرة واحدة.' },
    method: { label: 'الطريقة', choices: { GET: 'GET', POST: 'POST' } },
    body: {
      label: 'المتن',
      hint: 'يُملأ {cursor} و {wait}.',
      placeholder: '{"since":"{cursor}","timeout":{wait}}',
    },
    holdBody: { label: 'متن العنوان الذي يؤجّل جوابه', hint: 'فارغ: طلب GET.' },
    changedPath: { label: 'أين يقول إن شيئًا تغيّر' },
    morePath: { label: 'أين يقول إن هناك المزيد' },
    waitSeconds: { label: 'مدة التأجيل (بالثواني)', hint: 'قد يتأخر الجواب عُشر المدة و30 ثانية.' },
    waitIn: {
      label: 'يُبلَّغ الخادم بها في',
      choices: { none: 'لا شيء: هو أدرى', query: 'العنوان', header: 'ترويسة', body: 'المتن، مكان {wait}' },
    },
    waitName: { label: 'بالاسم' },
    waitUnit: {
      label: 'على هيئة',
      choices: { seconds: 'ثوانٍ (50)', milliseconds: 'ملّي ثانية (50000)', duration: 'مدة (50s)' },
    },
    emptyStatuses: { label: 'رموز الحالة التي تعني «لا جديد»' },
    expiredWhen: {
      label: 'يصير موضعنا قديمًا حين',
      choices: {
        never: 'لا يحدث ذلك أبدًا',
        status: 'يأتي رمز حالة معيّن',
        value: 'تقول ذلك قيمة في الجواب',
        decreased: 'تكون القيمة الجديدة أصغر من قيمتنا',
      },
    },
    expiredStatuses: { label: 'رموز الحالة هذه' },
    expiredPath: { label: 'موضع تلك القيمة' },
    expiredValue: { label: 'ما تقوله' },
    expiredThen: {
      label: 'عندئذ',
      choices: { restart: 'ابدأ من القيمة الأولى', reload: 'اسأل عن كل شيء' },
    },
    minGapSeconds: {
      label: 'أقل زمن بين سؤالين (بالثواني)',
      hint: 'يتبع السؤال التالي الجواب الذي فيه جديد فورًا.',
    },
    delayPath: {
      label: 'أين يقول الخادم كم ننتظر',
      hint: 'مؤشر JSON إلى عدد من الثواني.',
      placeholder: '/backoff',
    },
  },
}
