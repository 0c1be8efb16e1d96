import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface CertificateFiles {
  authority: string
  /** For `localhost`, signed by the authority. */
  server: string
  serverKey: string
  client: string
  clientKey: string
  /** Like `server`, but over since yesterday. */
  expired: string
  remove(): void
}

/** An authority and what it vouches for, as PEM files. Needs the `openssl` command. */
export function certificateFiles(): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), 'crier-authority-'))
  const file = (name: string): string => join(folder, name)
  const openssl = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' })
  const newKey = ['-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
  )
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')

  function signed(name: string, days: string): void {
    openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`))
    const by = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-extfile', file('names')]
    openssl('x509', '-req', '-in', file(`${name}.csr`), ...by, '-days', days, '-out', file(`${name}.pem`))
  }
  signed('server', '2')
  signed('client', '2')
  openssl(
    'x509',
    '-req',
    '-in',
    file('server.csr'),
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-extfile',
    file('names'),
    '-days',
    '-1',
    '-out',
    file('expired.pem'),
  )
  return {
    authority: file('ca.pem'),
    server: file('server.pem'),
    serverKey: file('server.key'),
    client: file('client.pem'),
    clientKey: file('client.key'),
    expired: file('expired.pem'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
