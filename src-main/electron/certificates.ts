import tls from 'node:tls'
import type { Log } from '../core/ports'

/**
 * Trusts what the machine trusts (a company's own authority, say) besides what Node brings along. Certificates that
 * nobody signed stay refused. `tls.setDefaultCACertificates` is Node 22.19 and 24.5 on; Electron 45 has it.
 */
export function trustSystemCertificates(log: Log, node: object = tls): void {
  const { getCACertificates, setDefaultCACertificates } = node as {
    getCACertificates?: (type: 'default' | 'system') => string[]
    setDefaultCACertificates?: (certificates: string[]) => void
  }
  if (getCACertificates === undefined || setDefaultCACertificates === undefined) return
  try {
    setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])])
  } catch (error) {
    log.warn("The system's certificates could not be read", { error: String(error) })
  }
}
