import type { IMAP } from '@contract/index'
import type { TechniqueWords } from '../words'

export const imap: TechniqueWords<typeof IMAP> = {
  name: 'البريد (IMAP)',
  found: 'صندوق بريد.',
  about:
    'خادم بريد مثل imaps://mail.example، أو مع صندوق خلفه: imaps://mail.example/Newsletters. يقرأ Crier فقط: لا شيء يُعلَّم أو يُنقل أو يُحذف.',
  options: {
    user: { label: 'اسم المستخدم', hint: 'عادةً العنوان كاملًا.' },
    password: { label: 'كلمة المرور', hint: 'بعض مزوّدي الخدمة يطلبون كلمة خاصة بهذا البرنامج.' },
    mailboxes: {
      label: 'صناديق البريد',
      hint: 'واحد في كل سطر. إن تُركت فارغة: ما يسمّيه العنوان، وإلا INBOX. تصبح القوائم البريدية أقسامًا.',
      placeholder: 'INBOX',
    },
    history: { label: 'الرجوع في البداية (رسائل)', hint: 'من كل صندوق.' },
    startTls: {
      label: 'التشفير على المنفذ 143 (STARTTLS)',
      hint: 'لا يمكن إيقافه إلا لخادم على هذا الحاسوب أو شبكته.',
    },
  },
}
