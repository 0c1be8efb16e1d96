import { resolveLink } from './links'

const ADDRESS = /(<[a-z][^<>]*?\s(?:href|src|poster|cite|longdesc|background)\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)')/gi
/** An address per tag is the rule, two the exception (`<video src poster>`). */
const ADDRESSES_PER_TAG = 2

/**
 * Resolves the relative addresses inside HTML against an `xml:base`: only the document knows it, so the view, which
 * resolves everything else, cannot. What is absolute or no web address stays as it was.
 */
export function resolveMarkup(html: string, base: string): string {
  if (!html.includes('<')) return html
  let resolved = html
  for (let pass = 0; pass < ADDRESSES_PER_TAG; pass += 1) {
    resolved = resolved.replace(
      ADDRESS,
      (whole, head: string, double: string | undefined, single: string | undefined) => {
        const written = double ?? single ?? ''
        if (written === '' || /^[a-z][a-z0-9+.-]*:|^#/i.test(written.trim())) return whole
        const address = resolveLink(written.replaceAll('&amp;', '&'), base)
        return address === null ? whole : `${head}"${address.replaceAll('&', '&amp;').replaceAll('"', '%22')}"`
      },
    )
  }
  return resolved
}
