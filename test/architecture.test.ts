import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const CONTRACT = 'src-main/contract'

/**
 * The arrows: a room (the longest folder that matches) and the rooms of the project it may import. A room may always
 * import itself. A room that is not named may not exist.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'src-main/contract': [],
  'src-main/core': [CONTRACT],
  'src-main/transports': [CONTRACT, 'src-main/core/ports'],
  'src-main/store': [CONTRACT, 'src-main/core/ports'],
  'src-main/newsroom': [CONTRACT, 'src-main/core/ports'],
  'src-main/detect': [
    CONTRACT,
    'src-main/core/ports',
    'src-main/core/formats',
    'src-main/core/ingest/understand',
    'src-main/transports',
  ],
  'src-main/preload': [CONTRACT],
  'src-main/electron': ['src-main'],
  'src-main/node': ['src-main'],
  'src-renderer': [CONTRACT],
}

/** Packages that only some rooms may know. Everything of a room is meant, or one file of it. */
const GUARDED: Readonly<Record<string, readonly string[]>> = {
  electron: ['src-main/electron', 'src-main/preload'],
  'electron-log': ['src-main/electron'],
  '@photostructure/sqlite': ['src-main/store/database.ts'],
}

/** What the core must not touch: it knows no sockets, files or processes. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'src-main/contract': /^/,
  'src-main/core':
    /^(undici|ws|eventsource|react|(node:)?(fs|net|tls|http|https|http2|dns|dgram|child_process|worker_threads)(\/|$))/,
  'src-renderer': /^(node:|undici|ws$|zod$)/,
}

/** Longer files are named in the report; over the second bound they must be taken apart. */
const LINES_THAT_ASK_FOR_A_REASON = 300
const MOST_LINES = 500

interface Import {
  from: string
  /** A path from the root without its ending, or a package's name. */
  to: string
  kind: 'own' | 'package'
  /** Types alone vanish when the program is built. */
  typesOnly: boolean
}

const startsWithRoom = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`)
const withoutEnding = (path: string): string => path.replace(/\.(ts|tsx|js|mjs)$/, '')

/** Every rule that an import breaks, in words. */
function faultsOf(one: Import): string[] {
  const faults: string[] = []
  const room = Object.keys(ARROWS)
    .filter((name) => startsWithRoom(one.from, name))
    .sort((a, b) => b.length - a.length)[0]
  if (room === undefined) return [`${one.from} is in no room of the plan`]
  if (one.kind === 'own') {
    // The program's own version, for those who say it outside.
    if (one.to === 'package.json' && startsWithRoom(one.from, 'src-main') && FORBIDDEN[room] === undefined) return []
    const allowed = [room, ...(ARROWS[room] ?? [])]
    if (!allowed.some((target) => startsWithRoom(one.to, target))) faults.push(`${one.from} imports ${one.to}`)
    return faults
  }
  const guards = Object.entries(GUARDED).find(([name]) => startsWithRoom(one.to, name))
  if (guards !== undefined && !guards[1].some((place) => startsWithRoom(one.from, place))) {
    faults.push(`${one.from} imports ${one.to}, which is kept to ${guards[1].join(' and ')}`)
  }
  // One file of the desktop shell takes Electron as a value, so that all others can be tested without it.
  const knowsElectron = one.from === 'src-main/electron/main.ts' || startsWithRoom(one.from, 'src-main/preload')
  if (startsWithRoom(one.to, 'electron') && !one.typesOnly && !knowsElectron) {
    faults.push(`${one.from} imports electron as a value; it must be handed what it needs`)
  }
  if (FORBIDDEN[room]?.test(one.to) === true) faults.push(`${one.from} imports ${one.to}, which its room must not know`)
  return faults
}

function importsOf(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: { name: string; typesOnly: boolean }[] = []
  const visit = (node: ts.Node): void => {
    const named = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined
    if (named !== undefined && ts.isStringLiteral(named)) {
      const typesOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : ts.isExportDeclaration(node) && node.isTypeOnly
      found.push({ name: named.text, typesOnly })
    }
    const [argument] = ts.isCallExpression(node) ? node.arguments : []
    const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    if (dynamic && argument !== undefined && ts.isStringLiteral(argument)) {
      found.push({ name: argument.text, typesOnly: false })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found.map(({ name, typesOnly }) => {
    if (name.startsWith('@contract/')) {
      return { from: file, to: `${CONTRACT}/${name.slice('@contract/'.length)}`, kind: 'own', typesOnly }
    }
    if (!name.startsWith('.')) return { from: file, to: name, kind: 'package', typesOnly }
    return { from: file, to: withoutEnding(join(dirname(file), name).split(sep).join('/')), kind: 'own', typesOnly }
  })
}

function sourceFiles(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

const files = [...sourceFiles('src-main'), ...sourceFiles('src-renderer')]
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

describe('the arrows between the rooms', () => {
  it('are kept by every import', () => {
    expect(files.length).toBeGreaterThan(50)
    const imports = files.flatMap((file) => importsOf(file, read(file)))
    expect(imports.length).toBeGreaterThan(files.length)
    expect(imports.flatMap(faultsOf)).toEqual([])
  })

  it.each<[string, string, string]>([
    ['src-main/contract/model.ts', "import { z } from 'zod'", 'must not know'],
    ['src-main/contract/model.ts', "import type { Json } from '../core/ports'", 'imports src-main/core/ports'],
    ['src-main/core/reader.ts', "import { openStore } from '../store/open-store'", 'imports src-main/store/open-store'],
    ['src-main/core/reader.ts', "import { connect } from 'node:net'", 'must not know'],
    ['src-main/core/reader.ts', "export { app } from 'electron'", 'kept to'],
    ['src-main/transports/sse.ts', "import { createBus } from '../core/bus'", 'imports src-main/core/bus'],
    ['src-main/transports/sse.ts', "const store = await import('../store/items')", 'imports src-main/store/items'],
    ['src-main/store/items.ts', "import { DatabaseSync } from '@photostructure/sqlite'", 'kept to'],
    ['src-main/node/main.ts', "import type { App } from 'electron/main'", 'kept to'],
    ['src-main/electron/tray.ts', "import { Tray } from 'electron'", 'as a value'],
    ['src-renderer/main.tsx', "import { createReader } from '../src-main/core/reader'", 'imports src-main/core/reader'],
    ['src-renderer/views/list.tsx', "import { readFile } from 'node:fs/promises'", 'must not know'],
    ['src-main/utils/things.ts', "import { x } from './y'", 'in no room'],
  ])('a bad example is found: %s with %s', (file, text, fault) => {
    expect(importsOf(file, text).flatMap(faultsOf).join()).toContain(fault)
  })

  it.each([
    ['src-main/transports/sse.ts', "import { TransportError } from '../core/ports'"],
    ['src-main/core/reader.ts', "import type { Push } from '@contract/index'"],
    ['src-main/electron/tray.ts', "import type Electron from 'electron'"],
    ['src-renderer/main.tsx', "import { useState } from 'react'"],
  ])('a good example passes: %s with %s', (file, text) => {
    expect(importsOf(file, text).flatMap(faultsOf)).toEqual([])
  })
})

describe('files', () => {
  it('say what they are: no utils, no helpers', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/i.test(file))).toEqual([])
  })

  it('are short enough to show their idea', async ({ annotate }) => {
    const lengths = files
      // The seam is one place to read it all, and a catalogue has as many lines as there are texts.
      .filter((file) => !['src-main/contract/model.ts', 'src-main/core/ports.ts'].includes(file))
      .filter((file) => !startsWithRoom(file, 'src-renderer/text'))
      .map((file) => ({ file, lines: read(file).split('\n').length }))
    const said = lengths.filter(({ lines }) => lines > LINES_THAT_ASK_FOR_A_REASON)
    for (const { file, lines } of said) await annotate(`${file} has ${lines} lines`, 'warning')
    expect(lengths.filter(({ lines }) => lines > MOST_LINES)).toEqual([])
  })
})
