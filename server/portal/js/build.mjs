// build.mjs: makes portal.min.js, which is committed: whoever builds the server needs no npm. After a change here run
// `npm ci --ignore-scripts && npm run build`; the test portal-formats compares. A path as argument is written instead.
import { build } from 'esbuild'

const here = new URL('.', import.meta.url).pathname

await build({
  absWorkingDir: here,
  entryPoints: ['main.js'],
  outfile: process.argv[2] ?? 'portal.min.js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'ascii',
  legalComments: 'eof',
  logLevel: 'warning'
})
