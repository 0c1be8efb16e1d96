import { linesOf } from '../../contract/index'
import { TransportError } from '../../core/ports'

/** Section 4.7.3. */
const MAX_FILTER_BYTES = 65_535
/** In one SUBSCRIBE; more are asked for in several. */
export const MAX_FILTERS_PER_PACKET = 100

/**
 * What a channel subscribes to: the option's lines, else what follows the host of an `mqtt:` address, else everything.
 *
 * @throws TransportError for a filter that cannot be one
 */
export function filtersOf(address: string, topics: string): string[] {
  const lines = linesOf(topics)
  const filters = lines.length > 0 ? lines : [filterInAddress(address) ?? '#']
  for (const filter of filters) {
    const fault = faultOf(filter)
    if (fault === null) continue
    throw new TransportError('invalidAddress', `“${shortened(filter)}” is not a topic filter: ${fault}.`, {
      final: 'needsYou',
    })
  }
  return [...new Set(filters)]
}

function filterInAddress(address: string): string | null {
  const url = new URL(address)
  if (!/^mqtts?:$/.test(url.protocol)) return null
  const path = url.pathname.slice(1)
  if (path === '') return null
  try {
    return decodeURIComponent(path)
  } catch (error) {
    if (error instanceof URIError) return path
    throw error
  }
}

/** Section 4.7.1. Null: it is fine. */
function faultOf(filter: string): string | null {
  if (Buffer.byteLength(filter) > MAX_FILTER_BYTES) return 'it is too long'
  if (filter.includes('\0')) return 'it has a NUL in it'
  const levels = filter.split('/')
  const wrong = levels.find((level) => level.length > 1 && /[+#]/.test(level))
  if (wrong !== undefined) return `+ and # stand alone between slashes`
  const hash = levels.indexOf('#')
  if (hash !== -1 && hash !== levels.length - 1) return '# can only be last'
  return null
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
