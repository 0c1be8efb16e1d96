import { randomBytes } from 'node:crypto'
import { formOf } from './form-of'
import { startLocalServer, type LocalServer } from './local-server'

export interface RssCloud {
  readonly local: LocalServer
  /** What was asked for, in order. */
  readonly asked: Record<string, string>[]
  /** Who is notified now: the feed's address and where. */
  readonly registered: { url: string; callback: string }[]
  /** Refuses from now on. */
  refuses: boolean
  /** The feed has news. Answers the statuses of those who were told. */
  ping(url: string): Promise<number[]>
  close(): Promise<void>
}

/** A cloud by the walkthrough of rsscloud.co: `pleaseNotify` as a form, a challenge where a domain is named, `url=` as news. */
export async function startRssCloud(): Promise<RssCloud> {
  const asked: Record<string, string>[] = []
  const registered: { url: string; callback: string }[] = []

  const local = await startLocalServer((request, response) => {
    formOf(request).then(
      async (form) => {
        const wish = Object.fromEntries(form)
        asked.push(wish)
        const { domain = '127.0.0.1', port = '80', path = '/', protocol = '', url1 = '' } = wish
        const callback = `${protocol === 'https-post' ? 'https' : 'http'}://${domain}:${port}${path}`
        const success = !cloud.refuses && /^https?-post$/.test(protocol) && (await answersBack(callback, url1))
        if (success) registered.push({ url: url1, callback })
        const message = success ? 'It worked.' : 'It did not.'
        response.writeHead(200, { 'Content-Type': 'text/xml' })
        response.end(`<?xml version="1.0"?>\n<notifyResult success="${String(success)}" msg="${message}"/>`)
      },
      () => response.destroy(),
    )
  })

  async function answersBack(callback: string, url: string): Promise<boolean> {
    const challenge = randomBytes(12).toString('hex')
    const question = new URL(callback)
    question.searchParams.set('url', url)
    question.searchParams.set('challenge', challenge)
    const answer = await fetch(question)
    return answer.ok && (await answer.text()) === challenge
  }

  const cloud: RssCloud = {
    local,
    asked,
    registered,
    refuses: false,
    ping: (url) =>
      Promise.all(
        registered
          .filter((one) => one.url === url)
          .map(
            async ({ callback }) =>
              (await fetch(callback, { method: 'POST', body: new URLSearchParams({ url }) })).status,
          ),
      ),
    close: local.close,
  }
  return cloud
}
