import { existsSync } from 'node:fs'
import { aptGet, mayInstall } from './apt.mjs'
import { provideBrowser } from './browser.mjs'

/** Real servers that tests talk to: what proves that one is there, the package it comes in, and what it is for. */
const SERVERS = [
  { file: '/usr/sbin/nginx', package: 'nginx-light', what: 'nginx' },
  { file: '/usr/lib/nginx/modules/ngx_nchan_module.so', package: 'libnginx-mod-nchan', what: 'Nchan' },
  { file: '/usr/bin/ustreamer', package: 'ustreamer', what: 'ustreamer' },
  { file: '/usr/sbin/mosquitto', package: 'mosquitto', what: 'mosquitto' },
  { file: '/usr/sbin/inspircd', package: 'inspircd', what: 'InspIRCd' },
  { file: '/usr/sbin/ngircd', package: 'ngircd', what: 'ngIRCd' },
  { file: '/usr/sbin/dovecot', package: 'dovecot-imapd', what: 'Dovecot' },
  { file: '/usr/bin/ffmpeg', package: 'ffmpeg', what: 'ffmpeg' },
]

/**
 * Sees to what the tests need of the machine, before any of them: a browser and a few servers. Installs Debian's when
 * it may. Tests of what is missing skip themselves; the reasons come out here, once, with the command to run.
 */
export function provideMachine() {
  const reasons = []
  const missing = SERVERS.filter(({ file }) => !existsSync(file))
  if (missing.length > 0) {
    const packages = missing.map((one) => one.package)
    if (mayInstall()) {
      console.log(`Installing servers for the tests with apt-get: ${packages.join(', ')} …`)
      // Debian starts some of them at once; the tests start their own, on ports of their own.
      if (aptGet(['update']))
        aptGet(['install', '--yes', '--no-install-recommends', ...packages], { keepStopped: true })
    }
    const stillMissing = missing.filter(({ file }) => !existsSync(file))
    if (stillMissing.length > 0) {
      const names = stillMissing.map(({ what }) => what).join(', ')
      const command = `sudo apt-get install --no-install-recommends ${stillMissing.map((one) => one.package).join(' ')}`
      reasons.push(`tests against ${names}: not installed; to get them: ${command}`)
    }
  }
  const noBrowser = provideBrowser()
  if (noBrowser !== null) console.log(noBrowser)
  return { passed: reasons.length === 0 ? 1 : 0, failed: 0, skipped: reasons, failures: [] }
}
