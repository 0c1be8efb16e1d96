import type { BAYEUX } from '@contract/index'
import type { TechniqueWords } from '../words'

export const bayeux: TechniqueWords<typeof BAYEUX> = {
  name: 'Bayeux (CometD, Faye)',
  found: 'خادم Bayeux.',
  about: 'عنوان الخادم، وينتهي عادةً بـ ‎/cometd‎ أو ‎/bayeux‎ أو ‎/faye‎.',
  options: {
    channels: {
      label: 'القنوات',
      hint: 'قناة واحدة في كل سطر. في آخرها تعني * جزءًا واحدًا و** كل ما تحتها، و«/**» تعني كل شيء.',
      placeholder: '/news/**',
    },
    connection: {
      label: 'الاتصال',
      choices: {
        automatic: 'WebSocket إن أمكن، وإلا فالاستقصاء الطويل',
        websocket: 'WebSocket',
        'long-polling': 'الاستقصاء الطويل',
      },
    },
    ext: {
      label: 'رمز الدخول (ext)',
      hint: 'كائن JSON يُرسَل في الحقل «ext» مع ما يرسله Crier.',
      placeholder: '{"authToken": "…"}',
    },
    acknowledge: {
      label: 'تأكيد ما تم حفظه',
      hint: 'الخوادم التي تدعم ملحق التأكيد تعيد إرسال ما لم يصل.',
    },
  },
}
