import type { PushSubscriptionSheet } from '../../../src-main/contract/index'

/** What a Web Push channel gives out, anew with each renewal. The keys are those of RFC 8291, section 5. */
export function samplePushSheet(renewal = 0, change: Partial<PushSubscriptionSheet> = {}): PushSubscriptionSheet {
  const endpoint = `https://127.0.0.1:44217/p/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV${renewal === 0 ? '' : renewal}`
  const subscription = JSON.stringify({
    endpoint,
    expirationTime: null,
    keys: {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
  })
  return {
    subscription,
    endpoint,
    commands: [
      {
        what: 'webPush',
        command: `npx web-push send-notification --endpoint="${endpoint}" --key="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4" --auth="BTBZMqHH6r4Tts7J_aSIgg" --payload="Hello, reader"`,
      },
      { what: 'plain', command: `curl -k -H 'TTL: 60' -d 'Hello, reader' '${endpoint}'` },
    ],
    trouble: null,
    ...change,
  }
}
