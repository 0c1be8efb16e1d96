import type { MQTT } from '@contract/index'
import type { TechniqueWords } from '../words'

export const mqtt: TechniqueWords<typeof MQTT> = {
  name: 'MQTT',
  found: 'مواضيع وسيط MQTT.',
  about: 'وسيط مثل mqtts://broker.example والمواضيع أدناه، أو موضوع واحد خلفه مثل mqtt://192.168.1.5/home/#.',
  options: {
    topics: {
      label: 'المواضيع',
      hint: 'تمثّل + مستوى واحدًا، وتمثّل # كل ما تحته. إن تُركت فارغة: ما يسمّيه العنوان، وإلا فكل شيء.',
      placeholder: 'home/+/temperature',
    },
    user: { label: 'اسم المستخدم' },
    password: { label: 'كلمة المرور' },
    qos: {
      label: 'جودة الخدمة',
      hint: 'كحد أقصى؛ لا تُرسل رسالة بأفضل مما نُشرت به.',
      choices: {
        '0': '0: قد تضيع',
        '1': '1: تُحفظ أثناء غياب Crier',
        '2': '2: تُحفظ وتُسلَّم مرة واحدة بالضبط',
      },
    },
    sessionDays: {
      label: 'الحفظ أثناء غياب Crier (أيام)',
      hint: 'المدة التي يُطلب من الوسيط حفظ الرسائل لهذه القناة. 0: لا يحفظ. في MQTT 5 فقط.',
    },
    clientId: {
      label: 'معرّف العميل',
      hint: 'إن تُرك فارغًا: معرّف يُنشأ لهذه القناة. برنامجان بالمعرّف نفسه يطرد أحدهما الآخر.',
    },
    certificateFile: {
      label: 'شهادة العميل (ملف)',
      hint: 'مسار ملف PEM على هذا الحاسوب.',
      placeholder: '/home/me/broker/client.pem',
    },
    keyFile: { label: 'مفتاحها (ملف)', placeholder: '/home/me/broker/client.key' },
    keyPassword: { label: 'كلمة مرور المفتاح' },
    authorityFile: {
      label: 'سلطة الشهادات الموثوقة (ملف)',
      hint: 'لوسيط تصدر شهادته عن سلطة خاصة بك.',
      placeholder: '/home/me/broker/ca.pem',
    },
  },
}
