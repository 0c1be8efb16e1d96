import type { SOCKETIO } from '@contract/index'
import type { TechniqueWords } from '../words'

export const socketio: TechniqueWords<typeof SOCKETIO> = {
  name: 'Socket.IO',
  found: 'خادم Socket.IO.',
  about: 'عنوان الخادم. لا حاجة إلى كتابة مساره المعتاد ‎/socket.io/‎: https://example.org',
  options: {
    emit: {
      label: 'الإرسال عند الاتصال',
      hint: 'حدث واحد في كل سطر: اسمه ثم قيمه في قائمة JSON. كثيرًا ما تطلبه الخوادم قبل دخول غرفة.',
      placeholder: 'join ["news"]',
    },
    events: {
      label: 'الأحداث التي يُستمع إليها',
      hint: 'اسم واحد في كل سطر. إن تُرك فارغًا فالكل.',
      placeholder: 'message',
    },
    namespace: { label: 'فضاء الأسماء', hint: 'الجزء من الخادم الذي يُتصل به.', placeholder: '/' },
    auth: {
      label: 'تسجيل الدخول',
      hint: 'ما يريد الخادم معرفته بصيغة JSON. ويكفي رمز مجرّد أيضًا.',
      placeholder: '{"token": "…"}',
    },
    version: {
      label: 'إصدار الخادم',
      choices: { '4': 'Socket.IO 3 و4', '2': 'Socket.IO 2' },
    },
    transport: {
      label: 'طريقة الاتصال',
      hint: 'الخيار «تلقائي» يلجأ إلى الاستطلاع حيث تُرفض المقابس.',
      choices: { automatic: 'تلقائي', webSocket: 'مقبس ويب', polling: 'استطلاع طويل' },
    },
  },
}
