import type { MediaLink } from '@contract/index'
import { childrenOf, linkFrom, textOf, type XmlReading } from './xml-read'
import type { XmlElement } from './xml-tree'

/** Enclosures and pictures of one item that are looked at; `boundDraft` keeps fewer still. */
const MAX_LOOKED_AT = 200

const isImage = (type: string | null, url: string): boolean =>
  type === null ? /\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|$)/i.test(url) : type.toLowerCase().startsWith('image')

/** Enclosures and Media RSS of an item, and the picture that stands for it. */
export function mediaOf(reading: XmlReading, item: XmlElement): { media: MediaLink[]; image: string | null } {
  const media: MediaLink[] = []
  const images: string[] = []
  const thumbnails: string[] = []

  const add = (
    element: XmlElement,
    written: string | undefined,
    more: { type?: string | null; image?: boolean } = {},
  ): void => {
    if (media.length >= MAX_LOOKED_AT) return
    const url = linkFrom(reading, element, written)
    if (url === null) return
    const type = more.type ?? element.attributes.get('type')?.trim() ?? null
    const length = Number(element.attributes.get('length') ?? element.attributes.get('filesize'))
    if (!media.some((known) => known.url === url)) {
      media.push({
        url,
        type: type === '' ? null : type,
        length: Number.isSafeInteger(length) && length > 0 ? length : null,
      })
    }
    if (more.image ?? isImage(type, url)) images.push(url)
  }
  const thumbnail = (element: XmlElement, written: string | undefined | null): void => {
    const url = thumbnails.length >= MAX_LOOKED_AT ? null : linkFrom(reading, element, written)
    if (url !== null) thumbnails.push(url)
  }

  const visit = (holder: XmlElement): void => {
    for (const child of holder.children) {
      const { attributes } = child
      switch (child.key) {
        case 'enclosure':
          add(child, attributes.get('url') ?? attributes.get('href') ?? textOf(reading, child) ?? undefined)
          break
        case 'link':
        case 'atom:link':
          if (attributes.get('rel')?.toLowerCase() === 'enclosure') add(child, attributes.get('href'))
          break
        case 'media:content': {
          const medium = attributes.get('medium')?.toLowerCase()
          add(child, attributes.get('url'), medium === undefined ? {} : { image: medium === 'image' })
          visit(child)
          break
        }
        case 'media:group':
          visit(child)
          break
        case 'media:thumbnail':
          thumbnail(child, attributes.get('url') ?? textOf(reading, child))
          break
        case 'itunes:image':
          thumbnail(child, attributes.get('href') ?? attributes.get('url'))
          break
        case 'image':
          thumbnail(child, attributes.get('href') ?? textOf(reading, childrenOf(child, 'url')[0] ?? child))
          break
      }
    }
  }
  visit(item)
  return { media, image: images[0] ?? thumbnails[0] ?? null }
}
