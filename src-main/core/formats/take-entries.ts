import { MAX_ITEMS_PER_DOCUMENT } from '@contract/index'
import type { ItemDraft } from '../ports'
import type { XmlElement } from './xml-tree'

/**
 * Finds the entries of a document in its order, wherever they stand, and reads them. An entry inside an entry is
 * content. Those over MAX_ITEMS_PER_DOCUMENT are counted as dropped.
 */
export function takeEntries(
  root: XmlElement,
  key: string,
  read: (entry: XmlElement) => ItemDraft,
): { drafts: ItemDraft[]; dropped: number } {
  const drafts: ItemDraft[] = []
  let dropped = 0
  // Depth is bounded by MAX_NESTING_DEPTH, so this cannot exhaust the stack.
  const visit = (element: XmlElement): void => {
    for (const child of element.children) {
      if (child.key !== key) visit(child)
      else if (drafts.length < MAX_ITEMS_PER_DOCUMENT) drafts.push(read(child))
      else dropped += 1
    }
  }
  visit(root)
  return { drafts, dropped }
}
