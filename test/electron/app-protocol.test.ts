import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerAppRequest,
  fileFor,
  isAppAddress,
  registerAppScheme,
  serveApp,
} from '../../src-main/electron/app-protocol'
import { createFakeElectron } from '../fakes/electron'

let base: string
let folder: string

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'crier-app-'))
  folder = join(base, 'renderer')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await mkdir(join(base, 'renderer-secret'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Crier</title>')
  await writeFile(join(folder, 'assets/main.js'), 'export {}')
  await writeFile(join(base, 'secret.txt'), 'secret')
  await writeFile(join(base, 'renderer-secret/secret.txt'), 'secret')
})
afterAll(() => rm(base, { recursive: true }))

const get = (address: string, method = 'GET') => answerAppRequest(new Request(address, { method }), folder)

describe('the app: scheme', () => {
  it.each(['app://crier/', 'app://crier/index.html', 'app://crier/ticker', 'app://crier/ticker?x=1'])(
    'answers %s with the page',
    async (address) => {
      const answer = await get(address)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(await answer.text()).toContain('<title>Crier</title>')
    },
  )

  it('answers a script as a script, so that modules load', async () => {
    expect((await get('app://crier/assets/main.js')).headers.get('content-type')).toMatch(/^text\/javascript/)
  })

  it('sends the policy with every answer', async () => {
    for (const address of ['app://crier/', 'app://crier/assets/main.js', 'app://crier/missing']) {
      const answer = await get(address)
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toMatch(/script-src 'self'(;|$)/)
      expect(policy).not.toContain('unsafe-eval')
      expect(policy).toContain("object-src 'none'")
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it.each([
    'app://crier/../secret.txt',
    'app://crier/%2e%2e/secret.txt',
    'app://crier/%2e%2e%2fsecret.txt',
    'app://crier/..%2fsecret.txt',
    'app://crier/assets/..%2f..%2fsecret.txt',
    'app://crier/..%5csecret.txt',
    'app://crier/%252e%252e%252fsecret.txt',
    'app://crier/../renderer-secret/secret.txt',
    'app://crier/..%2frenderer-secret/secret.txt',
    'app://crier//etc/passwd',
    'app://crier/%2fetc%2fpasswd',
    'app://crier/C:%5cWindows%5cwin.ini',
    'app://crier/index.html%00.js',
    'app://crier/%',
    'app://crier/%ff%fe',
    'app://other/index.html',
    'app://crier/assets',
    'app://crier/missing.js',
  ])('answers %s with 404', async (address) => {
    const answer = await get(address)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('')
  })

  it('reads only: POST is refused', async () => {
    expect((await get('app://crier/', 'POST')).status).toBe(405)
  })

  it('answers HEAD without a body', async () => {
    const answer = await get('app://crier/', 'HEAD')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('')
  })

  it('never names a file outside its folder', () => {
    for (const path of ['..', '../..', 'a/../../b', '....//', './../x']) {
      const file = fileFor(`app://crier/${encodeURIComponent(path)}`, folder)
      expect(file === null || file.startsWith(folder), path).toBe(true)
    }
  })

  it('is registered as a standard, secure scheme and served from the session', async () => {
    const fake = createFakeElectron()
    registerAppScheme(fake.platform.protocol)
    expect(fake.schemes).toEqual([
      { scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) as unknown },
    ])
    expect(fake.schemes[0]?.privileges?.bypassCSP).toBeUndefined()
    serveApp(fake.session, folder)
    const answer = await fake.session.served.get('app')?.(new Request('app://crier/'))
    expect(answer?.status).toBe(200)
  })

  it.each([
    ['app://crier/', true],
    ['app://crier/ticker', true],
    ['app://crier.evil.example/', false],
    ['app://crier:80/', false],
    ['https://crier/', false],
    ['app://user@crier/', false],
    ['nonsense', false],
  ])('%s is ours: %s', (address, ours) => {
    expect(isAppAddress(address)).toBe(ours)
  })
})
