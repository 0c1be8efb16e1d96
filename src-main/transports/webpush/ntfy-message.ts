/** A message object of ntfy's stream, as far as Web Push needs it. */
export type NtfyLine =
  | { event: 'message'; id: string; topic: string; body: Uint8Array; encrypted: boolean }
  /** `open`, `keepalive` and whatever comes later: a sign of life. */
  | { event: 'other' }
  | { event: 'unreadable' }

const MAX_ID_CHARACTERS = 64

/**
 * Reads one line of `/<topic>/json` (docs.ntfy.sh/subscribe/api). A body that is no UTF-8, as an encrypted one never is,
 * comes as base64; anything else was sent unencrypted.
 */
export function readNtfyLine(line: string): NtfyLine {
  const value = parsed(line)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { event: 'unreadable' }
  const { event, id, topic, message, encoding } = value as Record<string, unknown>
  if (event !== 'message') return { event: typeof event === 'string' ? 'other' : 'unreadable' }
  if (typeof id !== 'string' || id.length > MAX_ID_CHARACTERS || typeof topic !== 'string') {
    return { event: 'unreadable' }
  }
  if (encoding === 'base64' && typeof message === 'string') {
    return { event, id, topic, body: Buffer.from(message, 'base64'), encrypted: true }
  }
  return { event, id, topic, body: Buffer.from(line), encrypted: false }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    // RangeError: an engine that ran out of stack in a nest that no server means.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}
