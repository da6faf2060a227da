// Checks the mini program without WeChat: every page and component is there, scripts parse, sizes hold, wcc and wcsc compile.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

const MAIN_LIMIT = 1.5 * 1024 * 1024
const PACKAGE_LIMIT = 2 * 1024 * 1024
const root = resolve(import.meta.dirname, '../dist/build/mp-weixin')
const problems = []
const app = JSON.parse(readFileSync(join(root, 'app.json'), 'utf8'))
const subs = app.subPackages ?? app.subpackages ?? []

function files(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? files(join(dir, one.name)) : [join(dir, one.name)]))
}
function component(path) {
  for (const ext of ['js', 'json', 'wxml']) if (!existsSync(`${path}.${ext}`)) problems.push(`missing ${relative(root, path)}.${ext}`)
  if (!existsSync(`${path}.json`)) return
  const used = JSON.parse(readFileSync(`${path}.json`, 'utf8')).usingComponents ?? {}
  for (const at of Object.values(used)) {
    const target = at.startsWith('/') ? join(root, at) : resolve(dirname(path), at)
    if (!existsSync(`${target}.js`)) problems.push(`${relative(root, path)} uses ${at}, which is missing`)
  }
}

const pages = [...app.pages, ...subs.flatMap((sub) => sub.pages.map((page) => `${sub.root}/${page}`))]
pages.forEach((page) => component(join(root, page)))
for (const tab of app.tabBar?.list ?? []) {
  if (!app.pages.includes(tab.pagePath)) problems.push(`tab page ${tab.pagePath} is not in the main package`)
  for (const icon of [tab.iconPath, tab.selectedIconPath]) if (!existsSync(join(root, icon))) problems.push(`missing ${icon}`)
}

const all = files(root)
const size = (list) => list.reduce((sum, file) => sum + statSync(file).size, 0)
const sizes = Object.fromEntries(subs.map((sub) => [sub.root, size(all.filter((file) => file.startsWith(join(root, sub.root) + '/')))]))
const main = size(all.filter((file) => !subs.some((sub) => file.startsWith(join(root, sub.root) + '/'))))
if (main > MAIN_LIMIT) problems.push(`main package has ${main} bytes`)
for (const [name, bytes] of Object.entries(sizes)) if (bytes > PACKAGE_LIMIT) problems.push(`${name} has ${bytes} bytes`)

const hosts = new Set()
for (const file of all.filter((one) => one.endsWith('.js'))) {
  try {
    execFileSync(process.execPath, ['--check', file], { stdio: 'pipe' })
  } catch (why) {
    problems.push(`${relative(root, file)} does not parse: ${String(why.stderr).split('\n')[4] ?? ''}`)
  }
  for (const [, host] of readFileSync(file, 'utf8').matchAll(/https?:\/\/([\w.-]+\.[a-z]{2,})/g)) hosts.add(host)
}

function compile(tool, list) {
  const bin = join(dirname(createRequire(import.meta.url).resolve('miniprogram-compiler/package.json')), 'bin', process.platform === 'darwin' ? 'mac' : 'linux', tool)
  if (!existsSync(bin)) return console.warn(`${tool} is not there for this system: not run`)
  chmodSync(bin, 0o755)
  try {
    execFileSync(bin, list.map((file) => `./${relative(root, file)}`), { cwd: root, stdio: 'pipe', maxBuffer: 1 << 28 })
  } catch (why) {
    problems.push(`${tool}: ${String(why.stderr || why.stdout || why.message).slice(0, 600)}`)
  }
}
compile('wcc', all.filter((file) => file.endsWith('.wxml')))
compile('wcsc', all.filter((file) => file.endsWith('.wxss')))

console.log(JSON.stringify({ pages: pages.length, main_bytes: main, packages: sizes, hosts: [...hosts], problems }, null, 1))
process.exit(problems.length ? 1 : 0)
