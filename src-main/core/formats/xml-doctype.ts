/** Values longer than this are ignored: an entity is for a name or a sign, not for content. */
const MAX_ENTITY_CHARACTERS = 200
const MAX_ENTITIES = 100
/** All expansions in one document together. A billion laughs end here. */
const MAX_EXPANDED_CHARACTERS = 64 * 1024

/**
 * Reads the entities a DOCTYPE declares itself. External ones (SYSTEM, PUBLIC) are never fetched, parameter
 * entities never expanded, and a value that refers to other entities is ignored, so nothing can multiply.
 *
 * @returns a look-up that answers `undefined` once the document has used up its allowance
 */
export function declaredEntities(doctype: string): (name: string) => string | undefined {
  const values = new Map<string, string>()
  for (const match of doctype.matchAll(/<!ENTITY\s+([A-Za-z_][\w.-]{0,63})\s+(?:"([^"]*)"|'([^']*)')\s*>/g)) {
    const value = (match[2] ?? match[3] ?? '').replace(/&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));/g, reference)
    if (value.length > MAX_ENTITY_CHARACTERS || value.includes('&') || value.includes('%')) continue
    if (match[1] !== undefined) values.set(match[1], value)
    if (values.size >= MAX_ENTITIES) break
  }
  let left = MAX_EXPANDED_CHARACTERS
  return (name) => {
    const value = values.get(name)
    if (value === undefined || value.length > left) return undefined
    left -= value.length
    return value
  }
}

function reference(whole: string, hexadecimal: string | undefined, decimal: string | undefined): string {
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  // "&#38;" in a value is how one writes a reference inside a reference: left alone, so that it is refused above.
  if (code === 38 || code > 0x10ffff || code < 32 || (code >= 0xd800 && code <= 0xdfff)) return whole
  return String.fromCodePoint(code)
}
