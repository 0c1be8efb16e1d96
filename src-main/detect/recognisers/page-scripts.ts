/** So much of a page is looked through for the scripts it starts. */
const SEARCHED_CHARACTERS = 512 * 1024
const MAX_FOUND = 20
const SCRIPT = /<script\b[^>]{0,300}?\bsrc\s{0,5}=\s{0,5}["']?([^"'\s>]{1,500})/gi

/** The part of a page that is searched. */
export const searched = (html: string): string => html.slice(0, SEARCHED_CHARACTERS)

/** Addresses of the scripts that a page loads, as written. */
export function scriptSources(html: string): string[] {
  return allOf(searched(html), SCRIPT)
}

/** What the first group of a pattern with the flag g finds, each once. */
export function allOf(text: string, pattern: RegExp): string[] {
  const found = new Set<string>()
  for (const match of text.matchAll(pattern)) {
    if (match[1] !== undefined) found.add(match[1])
    if (found.size >= MAX_FOUND) break
  }
  return [...found]
}

/** An address that a page names, as http(s); null when it is none. */
export function webAddress(written: string, pageUrl: string): URL | null {
  if (!URL.canParse(written, pageUrl)) return null
  const url = new URL(new URL(written, pageUrl).href.replace(/^ws(s?):/, 'http$1:'))
  url.hash = ''
  return /^https?:$/.test(url.protocol) ? url : null
}
