import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'

const PAGE_BYTES = 4096

/** Database size in pages is at 28 of the header, the free pages at 32 and 36 (https://sqlite.org/fileformat2.html). */
const PAGE_COUNT_AT = 28
const FREE_PAGES_AT = 32

function writeAt(copy: string, bytes: Buffer, at: number): void {
  const descriptor = openSync(copy, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, at)
  closeSync(descriptor)
}

function readAt(file: string, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  const descriptor = openSync(file, 'r')
  readSync(descriptor, bytes, 0, length, at)
  closeSync(descriptor)
  return bytes
}

/**
 * SQLite refuses to read any of a file that is shorter than its header says; what is left of one reads well. Changes
 * `copy` where that is so.
 */
export function admitLength(copy: string): void {
  const pages = Math.floor(statSync(copy).size / PAGE_BYTES)
  const header = readAt(copy, 0, 100)
  if (header.readUInt32BE(PAGE_COUNT_AT) <= pages || pages === 0) return
  header.writeUInt32BE(pages, PAGE_COUNT_AT)
  writeAt(copy, header, 0)
}

/** An inner page of a table's tree begins with 5; its last child is at 8, the places of the others from 12 on. */
const INNER_PAGE = 5

/** The pages that hold the list of tables: the first, and those below it in the tree. Numbers from 1. */
function schemaPages(healthy: string, number = 1): number[] {
  const page = readAt(healthy, (number - 1) * PAGE_BYTES, PAGE_BYTES)
  const head = number === 1 ? 100 : 0
  if (page[head] !== INNER_PAGE) return [number]
  const children = [page.readUInt32BE(head + 8)]
  for (let cell = 0; cell < page.readUInt16BE(head + 3); cell += 1)
    children.push(page.readUInt32BE(page.readUInt16BE(head + 12 + 2 * cell)))
  return [number, ...children.flatMap((child) => schemaPages(healthy, child))]
}

/**
 * Where the list of tables is lost, on the first page or on those below it, that of a new file takes its place: the
 * same migrations put the same tables, and the list itself, at the same pages. Changes `copy`.
 */
export function giveNewSchema(copy: string, healthy: string): void {
  const pages = Math.floor(statSync(copy).size / PAGE_BYTES)
  for (const number of schemaPages(healthy)) {
    const page = readAt(healthy, (number - 1) * PAGE_BYTES, PAGE_BYTES)
    if (number === 1) {
      page.writeUInt32BE(pages, PAGE_COUNT_AT)
      page.fill(0, FREE_PAGES_AT, FREE_PAGES_AT + 8)
    }
    if (number <= pages) writeAt(copy, page, (number - 1) * PAGE_BYTES)
  }
}
