// Writes src/ui/icons.ts: the few lucide icons (ISC) in use, as path data, so that no icon font and no foreign host is needed.
import { readFileSync, writeFileSync } from 'node:fs'

const names = `chevron-left chevron-right chevron-down chevron-up search x check plus minus trash-2 pencil copy share-2
ticket-percent store truck package package-check map-pin clock info circle-help circle-alert wifi-off shopping-cart
house layout-grid user user-round bell settings wallet receipt users image download link phone message-circle
rotate-ccw shield-check badge-percent circle-check circle-x hourglass credit-card log-out file-text star
qr-code arrow-up-down history flame shopping-bag banknote inbox link-2-off refresh-cw undo-2 list-filter lock-keyhole hand-coins messages-square
scan-line keyboard smartphone delete camera crown cake calendar-heart calendar-check gift coins sprout leaf trophy`
  .split(/\s+/)
  .filter(Boolean)

const set = JSON.parse(readFileSync(new URL('../node_modules/@iconify-json/lucide/icons.json', import.meta.url), 'utf8'))
const body = (name) => {
  const found = set.icons[name] ?? set.icons[set.aliases?.[name]?.parent]
  if (!found) throw new Error(`lucide has no icon called ${name}`)
  return found.body.replaceAll('stroke-width="2"', 'stroke-width="1.75"').replaceAll('"currentColor"', '"#000"').replaceAll('"', "'")
}
const lines = names.sort().map((name) => `  '${name}': ${JSON.stringify(body(name))},`)
writeFileSync(
  new URL('../src/ui/icons.ts', import.meta.url),
  `// Written by scripts/make-icons.mjs from lucide (ISC licence); do not edit.\nexport const icons = {\n${lines.join('\n')}\n} as const\n\nexport type IconName = keyof typeof icons\n`,
)
console.log(`${names.length} icons`)
