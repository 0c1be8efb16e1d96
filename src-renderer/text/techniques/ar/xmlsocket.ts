import type { XMLSOCKET } from '@contract/index'
import type { TechniqueWords } from '../words'

export const xmlsocket: TechniqueWords<typeof XMLSOCKET> = {
  name: 'XMLSocket',
  found: 'رسائل عبر مقبس مجرّد.',
  about: 'خادم ومنفذ، مثل tcp://host:9000 أو tls://host:9443 أو xmlsocket://host:1024.',
  options: {
    framing: {
      label: 'بماذا تنتهي الرسائل',
      choices: { auto: 'اكتشف ذلك', nul: 'ببايت صفري كما في Flash', lines: 'بنهاية سطر', crlf: 'بنهاية سطر تُكتب CRLF' },
    },
    greeting: {
      label: 'التحية',
      hint: 'تُرسل فور فتح المقبس، وكل سطر رسالة.',
      placeholder: '<subscribe channel="news"/>',
    },
    silenceMinutes: { label: 'أعد الاتصال بعد الصمت (دقائق)', hint: 'لا نبض في المقابس المجرّدة. 0: أبدًا.' },
    policyRequest: { label: 'اطلب سياسة المقبس أولًا', hint: 'كما فعل Flash؛ بعض الخوادم القديمة تنتظر ذلك.' },
  },
}
