import createDOMPurify, { type Config, type DOMPurify, type WindowLike } from 'dompurify'
import { fateOf, webAddress, type MediaAllowed } from './media-address'
import { safeLink } from './safe-link'

/** What an article may be made of. No styles, classes, ids or names: they would reach out of the article. */
const ALLOWED_TAGS = (
  'a abbr address article aside audio b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn ' +
  'div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark ol p picture pre ' +
  'q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt ' +
  'u ul var video wbr'
).split(' ')

const ALLOWED_ATTR = (
  'abbr align alt cite colspan datetime dir headers height href lang open poster reversed rowspan scope span src srcset ' +
  'start title type valign value width'
).split(' ')

const CONFIG: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS,
  ALLOWED_ATTR,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // Text of what is left out stays readable, except where it never was text.
  KEEP_CONTENT: true,
  RETURN_DOM_FRAGMENT: true,
}

const RASTER_DATA = /^data:image\/(png|jpeg|gif|webp|avif);base64,[a-z0-9+/=\s]*$/i

export interface SanitiseOptions extends MediaAllowed {
  /** The page that relative addresses belong to. */
  base: string | null
  /** Words in place of a picture that was not loaded. */
  blockedWords(name: string): string
}

export interface SanitisedArticle {
  fragment: DocumentFragment
  /** Pictures and films that were left out because media from the net are off. */
  blocked: number
  /** Those left out for good, because they are on this machine or network. */
  refused: number
}

/** What became of one picture or film. */
type Fate = ReturnType<typeof fateOf> | 'dropped'

/** Makes publishers' HTML safe to show. One per window; nothing else in the interface turns text into elements. */
export interface Sanitiser {
  (html: string, options: SanitiseOptions): SanitisedArticle
}

export function createSanitiser(window: WindowLike): Sanitiser {
  const purify: DOMPurify = createDOMPurify(window)
  return (html, options) => {
    // HTML standard, 13.2.6.4.7: after a wbr a frameset can no longer take the place of the body.
    const fragment = purify.sanitize(`<wbr>${html}`, CONFIG)
    fragment.firstElementChild?.remove()
    for (const link of fragment.querySelectorAll('a')) finishLink(link, options.base)
    for (const quote of fragment.querySelectorAll('[cite]')) keepOrDrop(quote, 'cite', options.base)
    const fates: Fate[] = []
    // A picture element would choose its own source; the plain image inside it is enough.
    for (const source of fragment.querySelectorAll('picture > source')) source.remove()
    for (const image of fragment.querySelectorAll('img')) fates.push(finishImage(image, options))
    for (const media of fragment.querySelectorAll('audio, video')) fates.push(...finishMedia(media, options))
    for (const source of fragment.querySelectorAll('source')) {
      if (!source.closest('audio, video')) source.remove()
    }
    const count = (fate: Fate) => fates.filter((one) => one === fate).length
    return { fragment, blocked: count('blocked'), refused: count('refused') }
  }
}

function keepOrDrop(element: Element, attribute: string, base: string | null) {
  const address = safeLink(element.getAttribute(attribute), base)
  if (address) element.setAttribute(attribute, address)
  else element.removeAttribute(attribute)
}

function finishLink(link: Element, base: string | null) {
  // A bare "#" is a button of the publisher's page: there is nowhere to go.
  if (link.getAttribute('href')?.trim() === '#') link.removeAttribute('href')
  keepOrDrop(link, 'href', base)
  if (!link.hasAttribute('href')) return
  link.setAttribute('target', '_blank')
  link.setAttribute('rel', 'noopener noreferrer')
}

function finishImage(image: Element, options: SanitiseOptions): Fate {
  const source = image.getAttribute('src')?.trim() || firstOfSrcset(image.getAttribute('srcset'))
  image.removeAttribute('srcset')
  if (source && RASTER_DATA.test(source)) {
    image.setAttribute('src', source)
    return 'kept'
  }
  const address = webAddress(source, options.base)
  // Spy pixels are of no use to a reader.
  const isPixel = ['width', 'height'].some((side) => /^[01](px)?$/.test(image.getAttribute(side)?.trim() ?? ''))
  if (!address || isPixel) {
    image.remove()
    return 'dropped'
  }
  const fate = fateOf(address, options)
  if (fate !== 'kept') {
    image.replaceWith(placeholder(image, options.blockedWords(image.getAttribute('alt')?.trim() ?? '')))
    return fate
  }
  image.setAttribute('src', address)
  image.setAttribute('loading', 'lazy')
  image.setAttribute('decoding', 'async')
  image.setAttribute('referrerpolicy', 'no-referrer')
  return 'kept'
}

/** A film's fate and its poster's: either may be left out. */
function finishMedia(media: Element, options: SanitiseOptions): Fate[] {
  const sources = [media, ...media.querySelectorAll('source')].flatMap((element) => {
    const address = webAddress(element.getAttribute('src'), options.base)
    if (!address) element.removeAttribute('src')
    return address ? [{ element, address, fate: fateOf(address, options) }] : []
  })
  const first = sources.find(({ fate }) => fate !== 'refused') ?? sources[0]
  if (!first) {
    media.remove()
    return ['dropped']
  }
  if (first.fate !== 'kept') {
    media.replaceWith(placeholder(media, options.blockedWords(first.address)))
    return [first.fate]
  }
  for (const { element, address, fate } of sources) {
    if (fate === 'kept') element.setAttribute('src', address)
    else element.removeAttribute('src')
  }
  // Nothing plays, and nothing is fetched, before the reader presses the button.
  media.setAttribute('controls', '')
  media.setAttribute('preload', 'none')
  return ['kept', finishPoster(media, options)]
}

function finishPoster(media: Element, options: SanitiseOptions): Fate {
  const poster = webAddress(media.getAttribute('poster'), options.base)
  const fate = poster ? fateOf(poster, options) : 'dropped'
  if (poster && fate === 'kept') media.setAttribute('poster', poster)
  else media.removeAttribute('poster')
  return fate
}

function placeholder(instead: Element, words: string): Element {
  const place = instead.ownerDocument.createElement('span')
  place.setAttribute('data-blocked', '')
  // Our words have no say in which way the article runs (HTML standard, 3.2.6.4: what has a dir is passed over).
  place.setAttribute('dir', 'auto')
  place.textContent = words
  return place
}

function firstOfSrcset(srcset: string | null): string | null {
  return srcset?.trim().split(/\s+/)[0]?.replace(/,$/, '') ?? null
}
