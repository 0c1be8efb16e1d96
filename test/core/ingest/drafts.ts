import type { ItemDraft } from '../../../src-main/core/ports'

/** A draft with nothing in it but what the test says. */
export function draft(parts: Partial<ItemDraft> = {}): ItemDraft {
  return {
    guid: null,
    title: null,
    link: null,
    html: null,
    text: null,
    author: null,
    publishedAt: null,
    updatedAt: null,
    categories: [],
    media: [],
    image: null,
    priority: null,
    section: [],
    actions: [],
    idle: false,
    cut: false,
    ...parts,
  }
}
