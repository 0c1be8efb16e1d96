import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'

/** Debian's hook that asks whether a service may start; 101 means no (invoke-rc.d). */
const POLICY = '/usr/sbin/policy-rc.d'

export const mayInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Quiet, but with its words shown when it fails. `keepStopped`: no service is started by its installation. */
export function aptGet(words, { keepStopped = false } = {}) {
  const ownPolicy = keepStopped && !existsSync(POLICY)
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const result = spawnSync('apt-get', ['-qq', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (result.status !== 0)
      console.error(`apt-get ${words[0]} failed:\n${result.stderr ?? result.error?.message ?? ''}`)
    return result.status === 0
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true })
  }
}
