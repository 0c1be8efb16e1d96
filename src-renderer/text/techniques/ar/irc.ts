import type { IRC } from '@contract/index'
import type { TechniqueWords } from '../words'

export const irc: TechniqueWords<typeof IRC> = {
  name: 'IRC',
  found: 'غرف شبكة IRC.',
  about: 'شبكة وغرفة، مثل ircs://irc.example/#news. يمكن وصل عدة غرف بفواصل أو سردها أدناه.',
  options: {
    rooms: {
      label: 'الغرف',
      hint: 'غرفة في كل سطر، إضافةً إلى ما في العنوان. لكل غرفة قسم خاص بها.',
      placeholder: '#releases',
    },
    nick: { label: 'الاسم المستعار', hint: 'إن تُرك فارغًا: اسم يُنشأ لهذه القناة. يستمع Crier فقط ولا يقول شيئًا أبدًا.' },
    user: { label: 'اسم المستخدم', hint: 'للشبكات التي يسجّل الناس الدخول إليها (SASL).' },
    password: { label: 'كلمة المرور' },
    onlyNotices: { label: 'الإشعارات فقط', hint: 'بها تعلن البرامج الآلية؛ ويُترك عندئذ ما يقوله الناس.' },
    serverNotices: { label: 'إشعارات الشبكة نفسها', hint: 'ما تعلنه خوادمها للجميع.' },
    serverPassword: { label: 'كلمة مرور الخادم', hint: 'بعض الشبكات والوسطاء يطلبونها قبل أي شيء آخر.' },
    history: { label: 'الرجوع في البداية (رسائل)', hint: 'من كل غرفة، حيث تحفظ الشبكة ما قيل.' },
  },
}
