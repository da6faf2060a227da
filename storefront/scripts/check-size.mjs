// The JavaScript a first visitor of the product page needs: what index.html loads and what the page chunk pulls in.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT = 250 * 1024
const root = new URL('../dist/build/h5/', import.meta.url)
const assets = readdirSync(new URL('assets/', root))
const wanted = new Set()

function need(name) {
  if (wanted.has(name)) return
  wanted.add(name)
  const text = readFileSync(new URL(`assets/${name}`, root), 'utf8')
  for (const [, found] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) need(found)
}

const html = readFileSync(new URL('index.html', root), 'utf8')
for (const [, found] of html.matchAll(/assets\/([\w.-]+\.js)/g)) need(found)
const page = assets.find((name) => name.startsWith('pages-product-detail') && name.endsWith('.js'))
if (!page) throw new Error('the product page has no chunk of its own')
need(page)

let total = 0
for (const name of wanted) total += gzipSync(readFileSync(new URL(`assets/${name}`, root))).length
console.log(JSON.stringify({ page: 'pages/product/detail', files: wanted.size, gzip_bytes: total, limit: LIMIT }))
process.exit(total <= LIMIT ? 0 : 1)
