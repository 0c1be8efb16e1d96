import type { PublisherFacts, PublisherWindows } from '../../ports'

/** A channel of the Channel Definition Format as it was written, addresses made absolute, dates as Unix milliseconds. */
export interface CdfChannel {
  type: 'channel'
  title: string | null
  abstract: string | null
  /** The page that opening the channel opens. */
  page: string | null
  /** The address of the document itself, as it says. */
  self: string | null
  base: string
  lastModified: number | null
  level: number
  precache: Precache
  logos: PublisherFacts['logos']
  author: string | null
  publisher: string | null
  copyright: string | null
  publishedAt: number | null
  keywords: string[]
  usages: CdfUsage[]
  /** Nobody is to see it: its only use is none, or it says that it is not visible. */
  hidden: boolean
  schedule: CdfSchedule | null
  /** W3C submission: the reader's own rhythm will do. */
  userSchedule: 'hourly' | 'daily' | 'weekly' | null
  login: boolean
  logTarget: CdfLogTarget | null
  children: CdfEntry[]
}

export interface CdfItem {
  /** `package`: SOFTPKG, news of a program. What it would install is not even read. */
  type: 'item' | 'package'
  title: string | null
  abstract: string | null
  link: string | null
  lastModified: number | null
  publishedAt: number | null
  level: number
  precache: Precache
  logos: PublisherFacts['logos']
  author: string | null
  keywords: string[]
  mimeType: string | null
  /** 1 lowest … 5 highest, as everywhere in Crier. */
  priority: number | null
  usages: CdfUsage[]
  hidden: boolean
  /** The publisher would like to know when it is read. */
  logged: boolean
  /** SOFTPKG: NAME and VERSION together, the identity of a release. */
  release: string | null
  cut: boolean
}

export type CdfEntry = CdfChannel | CdfItem

/** Whether it may be fetched ahead of time; `user`: as the user has set it. */
export type Precache = 'yes' | 'no' | 'user'

export interface CdfUsage {
  /** Lower case, without white space: `channel`, `email`, `none`, `screensaver`, `desktopcomponent`, `softwareupdate`. */
  use: string
  /** DesktopComponent: a tile on the desktop. */
  tile: {
    opensAs: 'html' | 'image'
    width: number | null
    height: number | null
    resizeX: boolean
    resizeY: boolean
  } | null
}

export type CdfSchedule = PublisherWindows

export interface CdfLogTarget {
  url: string
  scope: 'all' | 'offline' | 'online'
  /** PURGETIME: older readings are not wanted. */
  keepHours: number | null
  /** HTTP-EQUIV: what goes along with the report. */
  headers: Record<string, string>
}

export interface CdfDocument {
  channel: CdfChannel
  /** Items, folders and other parts that could not be read or were over a limit. */
  dropped: number
  cutOff: boolean
}
