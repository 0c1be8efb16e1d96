import { type FieldMapping, MAX_NESTING_DEPTH } from '@contract/index'
import type { Json, ParsedPayload } from '../ports'
import { readJsonEvents } from './json'
import { readXml, type XmlElement } from './xml-tree'

/**
 * A message that is an XML document of the publisher's own making, as Flash servers send it. Attributes and children are
 * members by their names, so it is understood, and mapped, as a JSON object is: `<quote symbol="ABC"><last>3</last></quote>`
 * has `/symbol` and `/last`. Null where there is no element.
 */
export function readXmlMessage(text: string, mapping: FieldMapping, baseUrl: string): ParsedPayload | null {
  const [root, second] = readXml(text).top.children
  // Text with a bracket in it, and fragments of HTML, are no documents.
  if (root === undefined || second !== undefined) return null
  const value = valueOf(root, 0)
  const parsed = readJsonEvents(typeof value === 'string' ? { text: value } : value, mapping, baseUrl)
  return { ...parsed, format: 'XML' }
}

/** Text alone is a text; everything else an object without a prototype. Elements of one name are a list. */
function valueOf(element: XmlElement, depth: number): Json {
  const text = element.text.trim()
  const isPlain = element.attributes.size === 0 && element.children.length === 0
  if (isPlain || depth >= MAX_NESTING_DEPTH) return text
  const members = new Map<string, Json>()
  for (const [name, value] of element.attributes) if (!name.startsWith('xmlns')) members.set(name, value)
  for (const child of element.children) {
    const value = valueOf(child, depth + 1)
    const before = members.get(child.key)
    if (before === undefined) members.set(child.key, value)
    else if (Array.isArray(before)) before.push(value)
    else members.set(child.key, [before, value])
  }
  if (text !== '' && !members.has('text')) members.set('text', text)
  return Object.assign(Object.create(null) as { [key: string]: Json }, Object.fromEntries(members))
}
