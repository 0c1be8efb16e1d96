#!/usr/bin/env node
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Crier needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(3)
}

// An installed package comes built and without the scripts; a fresh clone is built here, once.
const { existsSync } = await import('node:fs')
if (!existsSync(`${root}/out/main/crier.js`)) {
  const { build } = await import('../scripts/build-if-needed.mjs')
  console.error('crier: nothing is built yet, building …')
  try {
    await build(root)
  } catch (error) {
    console.error(`crier: the build failed (${error.message}).`)
    process.exit(3)
  }
}
await import('../out/main/crier.js')
