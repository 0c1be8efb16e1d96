import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const project = resolve(import.meta.dirname, '../../..')

export default defineConfig({
  root: import.meta.dirname,
  publicDir: resolve(project, 'src-renderer/public'),
  resolve: { alias: { '@contract': resolve(project, 'src-main/contract') } },
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5217, strictPort: true, fs: { allow: [project] } },
})
