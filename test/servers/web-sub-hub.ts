import { createHmac, randomBytes } from 'node:crypto'
import { startLocalServer, type LocalServer } from './local-server'
import { formOf } from './form-of'

export interface HubSubscription {
  topic: string
  callback: string
  secret: string | null
  leaseSeconds: number
}

export interface WebSubHub {
  readonly local: LocalServer
  readonly url: string
  /** Requests so far, in order. */
  readonly asked: { mode: string; topic: string; callback: string }[]
  /** Who is subscribed now. */
  readonly subscriptions: HubSubscription[]
  /** What the hub does from now on. */
  rules: {
    /** The lease it gives, seconds; null: as asked for. */
    leaseSeconds: number | null
    /** Answers requests with this status and does nothing. */
    refuse: number | null
    /** Tells the subscriber that it does not want it. */
    deny: boolean
    /** Verifies with a topic that nobody asked for. */
    wrongTopic: boolean
  }
  /** Distributes a document; answers the statuses of the subscribers. */
  publish(topic: string, body: string, how?: { method?: string; secret?: string; type?: string }): Promise<number[]>
  close(): Promise<void>
}

/**
 * A hub as the W3C Recommendation of 23 January 2018 has it: sections 5.1 (request), 5.2 (denial), 5.3 (verification of
 * intent), 7 (distribution) and 8 (authenticated distribution).
 */
export async function startWebSubHub(): Promise<WebSubHub> {
  const asked: WebSubHub['asked'] = []
  const subscriptions: HubSubscription[] = []
  const rules: WebSubHub['rules'] = { leaseSeconds: null, refuse: null, deny: false, wrongTopic: false }

  const local = await startLocalServer((request, response) => {
    formOf(request).then(
      (form) => {
        const mode = form.get('hub.mode') ?? ''
        const topic = form.get('hub.topic') ?? ''
        const callback = form.get('hub.callback') ?? ''
        asked.push({ mode, topic, callback })
        if (rules.refuse !== null) return void response.writeHead(rules.refuse).end('not now')
        if (!/^(?:un)?subscribe$/.test(mode) || topic === '' || !URL.canParse(callback)) {
          return void response.writeHead(400).end('hub.mode, hub.topic and hub.callback are needed')
        }
        response.writeHead(202).end()
        void (rules.deny ? deny(topic, callback) : verify(mode, topic, callback, form))
      },
      () => response.destroy(),
    )
  })

  async function deny(topic: string, callback: string): Promise<void> {
    const url = new URL(callback)
    url.searchParams.set('hub.mode', 'denied')
    url.searchParams.set('hub.topic', topic)
    url.searchParams.set('hub.reason', 'we know nobody like you')
    await fetch(url)
  }

  async function verify(mode: string, topic: string, callback: string, form: URLSearchParams): Promise<void> {
    const challenge = randomBytes(16).toString('hex')
    const leaseSeconds = rules.leaseSeconds ?? Number(form.get('hub.lease_seconds') ?? 864_000)
    const url = new URL(callback)
    url.searchParams.set('hub.mode', mode)
    url.searchParams.set('hub.topic', rules.wrongTopic ? `${topic}x` : topic)
    url.searchParams.set('hub.challenge', challenge)
    if (mode === 'subscribe') url.searchParams.set('hub.lease_seconds', String(leaseSeconds))
    const answer = await fetch(url)
    if (!answer.ok || (await answer.text()) !== challenge) return
    const at = subscriptions.findIndex((one) => one.callback === callback && one.topic === topic)
    if (at !== -1) subscriptions.splice(at, 1)
    if (mode === 'subscribe') subscriptions.push({ topic, callback, secret: form.get('hub.secret'), leaseSeconds })
  }

  return {
    local,
    url: `${local.origin}/hub`,
    asked,
    subscriptions,
    rules,
    publish: (topic, body, { method = 'sha256', secret, type = 'application/rss+xml' } = {}) =>
      Promise.all(
        subscriptions
          .filter((one) => one.topic === topic)
          .map(async (one) => {
            const key = secret ?? one.secret
            const signature = key === null ? null : `${method}=${createHmac(method, key).update(body).digest('hex')}`
            const answer = await fetch(one.callback, {
              method: 'POST',
              headers: {
                'Content-Type': type,
                Link: `<${local.origin}/hub>; rel="hub", <${topic}>; rel="self"`,
                ...(signature !== null && { 'X-Hub-Signature': signature }),
              },
              body,
            })
            if (answer.status === 410) subscriptions.splice(subscriptions.indexOf(one), 1)
            return answer.status
          }),
      ),
    close: local.close,
  }
}
