import type { SIGNALR } from '@contract/index'
import type { TechniqueWords } from '../words'

export const signalr: TechniqueWords<typeof SIGNALR> = {
  name: 'SignalR',
  found: 'موزّع SignalR.',
  about: 'عنوان الموزّع كما تستخدمه صفحاته: https://example.org/newsHub',
  options: {
    invoke: {
      label: 'الاستدعاء عند الاتصال',
      hint: 'استدعاء واحد في كل سطر: اسم الدالة في الموزّع ثم وسائطها في قائمة JSON. كثيرًا ما تحتاج الموزّعات إلى ذلك للانضمام إلى مجموعة.',
      placeholder: 'JoinGroup ["news"]',
    },
    targets: {
      label: 'الدوال التي يُستمع إليها',
      hint: 'اسم واحد في كل سطر كما يستدعي الموزّع مستمعيه. إن تُرك فارغًا فالكل.',
      placeholder: 'ReceiveMessage',
    },
    token: { label: 'رمز الوصول', hint: 'يُرسل إلى هذا الموزّع وحده.' },
    transport: {
      label: 'طريقة الاتصال',
      hint: 'الخيار «تلقائي» يأخذ أفضل طريقة تنجح.',
      choices: {
        automatic: 'تلقائي',
        webSockets: 'مقبس ويب',
        serverSentEvents: 'بث أحداث (SSE)',
        longPolling: 'استطلاع طويل',
        withoutNegotiation: 'مقبس ويب من دون سؤال مسبق',
      },
    },
    comeBack: {
      label: 'العودة بعد أن يودّع الموزّع',
      hint: 'وإلا تنتهي القناة حين يغلقها الموزّع ولا يطلب العودة.',
    },
  },
}
