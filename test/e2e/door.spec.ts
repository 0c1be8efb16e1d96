import { request as httpRequest } from 'node:http'
import { expect, test } from './crier-test'
import { openCrier } from './window'

test('without the key there is a page in words and nothing else', async ({ page, crier, watch }) => {
  watch.expect(/401/)
  for (const path of ['/', '/ticker', '/?token=guess', '/assets/index.js']) {
    const answer = await page.goto(`${crier.origin}${path}`)
    expect(answer?.status(), path).toBe(401)
    await expect(page.getByText('Open the whole address that Crier printed')).toBeVisible()
  }
  const call = await page.request.post(`${crier.origin}/call/snapshot.get`, { data: { argument: null } })
  expect(call.status()).toBe(401)
  expect((await page.request.get(`${crier.origin}/pushes`)).status()).toBe(401)
})

test('the key leaves the address bar and opens every later visit', async ({ page, crier }) => {
  await openCrier(page, crier)
  await expect(page).toHaveURL(`${crier.origin}/`)
  const headers = (await page.goto(`${crier.origin}/`))?.headers()
  expect(headers?.['content-security-policy']).toContain("default-src 'none'")
  expect(headers?.['content-security-policy']).not.toMatch(/unsafe-(inline|eval)/)
  await expect(page.getByRole('tree')).toBeVisible()
})

test('a foreign host name and a foreign origin are refused, key or not', async ({ crier }) => {
  const ask = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(crier.origin)
      httpRequest(
        { hostname, port, path: '/', headers: { Authorization: `Bearer ${crier.token}`, ...headers } },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        },
      )
        .on('error', reject)
        .end()
    })
  const own = new URL(crier.origin).host
  expect(await ask({ Host: own })).toBe(200)
  expect(await ask({ Host: 'rebound.example' })).toBe(403)
  expect(await ask({ Host: `rebound.example:${new URL(crier.origin).port}` })).toBe(403)
  expect(await ask({ Host: own, Origin: 'https://elsewhere.example' })).toBe(403)
  expect(await ask({ Host: own, Origin: 'http://127.0.0.1:1' })).toBe(403)
  expect(await ask({ Host: own, Origin: 'null' })).toBe(403)
})

test('another page on this machine cannot reach in', async ({ page, crier, paper, watch }) => {
  watch.expect(/40[13]|CORS|ERR_FAILED|ERR_BLOCKED|frame-ancestors|Framing/)
  await openCrier(page, crier)
  paper.answer('/evil', {
    headers: { 'Content-Type': 'text/html' },
    body: '<!doctype html><link rel="icon" href="data:,"><title>Evil</title>',
  })
  await page.goto(`${paper.origin}/evil`)
  const outcome = await page.evaluate(async (origin) => {
    const tried = await fetch(`${origin}/call/snapshot.get`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'Content-Type': 'text/plain' },
      body: '{"argument":null}',
    }).then(
      async (answer) => await answer.text(),
      () => 'refused',
    )
    const pushes = await new Promise((resolve) => {
      const stream = new EventSource(`${origin}/pushes`, { withCredentials: true })
      stream.onopen = () => resolve('open')
      stream.onerror = () => {
        stream.close()
        resolve('refused')
      }
    })
    return { tried, pushes }
  }, crier.origin)
  expect(outcome).toEqual({ tried: 'refused', pushes: 'refused' })
})
