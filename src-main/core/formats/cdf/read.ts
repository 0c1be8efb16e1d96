import { isOwnStatisticsHeader } from './log-headers'
import {
  addressIn,
  attributeOf,
  baseOf,
  childOf,
  childrenOf,
  dateIn,
  isHidden,
  keywordsOf,
  levelOf,
  linkOf,
  logosOf,
  numberOf,
  precacheOf,
  usagesOf,
  webLink,
  wordsIn,
} from './fields'
import type { CdfChannel, CdfDocument, CdfEntry, CdfItem, CdfLogTarget } from './model'
import { scheduleOf } from './schedule'
import { readTree, type CdfElement } from './tree'

/**
 * Reads a document of the Channel Definition Format, of any of its versions and however badly written: the 0.4 set of
 * Internet Explorer and the W3C submission of March 1997 (protocols 1.3 to 1.6). Null where no channel is in it.
 */
export function readCdf(text: string, documentUrl: string): CdfDocument | null {
  const { root, cutOff, dropped } = readTree(text)
  if (root === null) return null
  const job: Job = { documentUrl, dropped }
  const channel = readChannel(root, documentUrl, job)
  return { channel, dropped: job.dropped, cutOff }
}

interface Job {
  documentUrl: string
  dropped: number
}

// The depth is bounded by MAX_CDF_DEPTH, so this cannot exhaust the stack.
function readChannel(element: CdfElement, outerBase: string, job: Job): CdfChannel {
  const base = baseOf(element, outerBase, job.documentUrl)
  const usages = usagesOf(element)
  const { page, self } = addressesOf(element, base, job.documentUrl)
  const children: CdfEntry[] = []
  for (const child of element.children) {
    if (child.name === 'channel') children.push(readChannel(child, base, job))
    else if (child.name === 'item' || child.name === 'softpkg') {
      const item = readItem(child, base)
      if (item === null) job.dropped += 1
      else children.push(item)
    }
  }
  return {
    type: 'channel',
    title: titleOf(element),
    abstract: wordsIn(element, 'abstract'),
    page,
    self,
    base,
    lastModified: dateIn(element, 'lastmod'),
    level: levelOf(element),
    precache: precacheOf(element),
    logos: logosOf(element, base),
    author: wordsIn(element, 'author'),
    publisher: wordsIn(element, 'publisher'),
    copyright: wordsIn(element, 'copyright'),
    publishedAt: dateIn(element, 'publicationdate'),
    keywords: keywordsOf(element),
    usages,
    hidden: isHidden(element, usages),
    schedule: scheduleOf(element),
    userSchedule: userScheduleOf(element),
    login: childOf(element, 'login') !== null,
    logTarget: logTargetOf(element, base),
    children,
  }
}

/** TITLE, else the words of A. */
const titleOf = (element: CdfElement): string | null => wordsIn(element, 'title') ?? wordsIn(element, 'a')

/**
 * A channel's HREF is its page (0.4), or the address of the document's next version (W3C submission): that is told by
 * where it leads.
 */
function addressesOf(element: CdfElement, base: string, documentUrl: string): Pick<CdfChannel, 'page' | 'self'> {
  const href = webLink(attributeOf(element, 'href'), base)
  const isSelf =
    href !== null && (withoutFragment(href) === withoutFragment(documentUrl) || /\.cdf$/i.test(pathOf(href)))
  const selfElement = childOf(element, 'self')
  const said = selfElement === null ? attributeOf(element, 'self') : attributeOf(selfElement, 'href')
  const intro = webLink(wordsIn(element, 'introurl'), base)
  const link = linkOf({ ...element, attributes: new Map() }, base)
  return {
    page: isSelf ? (intro ?? link) : (href ?? link ?? intro),
    self: webLink(said, base) ?? (isSelf ? href : null),
  }
}

const withoutFragment = (address: string): string => address.split('#', 1)[0] ?? ''
const pathOf = (address: string): string => (URL.canParse(address) ? new URL(address).pathname : '')

function readItem(element: CdfElement, base: string): CdfItem | null {
  // What its unfinished tag says is not to be relied on.
  if (element.broken) return null
  const isPackage = element.name === 'softpkg'
  const link = linkOf(element, base)
  const title = titleOf(element) ?? link
  const abstract = wordsIn(element, 'abstract')
  const name = attributeOf(element, 'name')
  const dates = { lastModified: dateIn(element, 'lastmod'), publishedAt: dateIn(element, 'publicationdate') }
  // An item is its address; where that must not be followed and nothing else is said, nothing is left of it.
  const isRefused = link === null && addressIn(element) !== null
  const says = [isRefused ? null : title, abstract, isPackage ? name : null, isRefused ? null : dates.lastModified]
  if (says.every((one) => one === null)) return null
  const usages = usagesOf(element)
  return {
    type: isPackage ? 'package' : 'item',
    title: title ?? (isPackage ? name : null),
    abstract,
    link,
    ...dates,
    level: levelOf(element),
    precache: precacheOf(element),
    logos: logosOf(element, base),
    author: wordsIn(element, 'author'),
    keywords: keywordsOf(element),
    mimeType: attributeOf(element, 'mimetype'),
    priority: PRIORITIES.get((attributeOf(element, 'priority') ?? '').toLowerCase()) ?? null,
    usages,
    hidden: isHidden(element, usages),
    logged: childrenOf(element, 'log').some((log) => /^document:view$/i.test(attributeOf(log, 'value') ?? '')),
    release: isPackage && name !== null ? [name, attributeOf(element, 'version') ?? ''].join(' ').trim() : null,
    cut: element.children.some((child) => child.cut),
  }
}

const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['hi', 4],
  ['high', 4],
  ['normal', 3],
  ['low', 2],
])

function userScheduleOf(element: CdfElement): CdfChannel['userSchedule'] {
  const child = childOf(element, 'userschedule')
  const value = child === null ? '' : (attributeOf(child, 'value') ?? '').toLowerCase()
  return value === 'hourly' || value === 'daily' || value === 'weekly' ? value : null
}

const MOST_KEPT_HOURS = 24 * 366
const MAX_LOG_HEADERS = 10

function logTargetOf(element: CdfElement, base: string): CdfLogTarget | null {
  const target = childOf(element, 'logtarget')
  if (target === null || target.broken) return null
  const url = webLink(attributeOf(target, 'href'), base)
  if (url === null || !/^https?:/i.test(url) || new URL(url).username !== '') return null
  const scope = (attributeOf(target, 'scope') ?? '').toLowerCase()
  const purge = childOf(target, 'purgetime')
  const headers: Record<string, string> = {}
  for (const header of childrenOf(target, 'http-equiv').slice(0, MAX_LOG_HEADERS)) {
    const name = attributeOf(header, 'name') ?? ''
    const value = attributeOf(header, 'value') ?? ''
    if (isOwnStatisticsHeader(name, value)) headers[name] = value
  }
  return {
    url,
    scope: scope === 'offline' || scope === 'online' ? scope : 'all',
    keepHours: purge === null ? null : numberOf(attributeOf(purge, 'hour'), MOST_KEPT_HOURS),
    headers,
  }
}
