// Builds the committed stylesheet, script and icons of safereturn/web/ui.
// Two builds give the same bytes. It fails if a GOV.UK mark finds its way in.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import * as esbuild from 'esbuild'
import { transform } from 'lightningcss'
import * as sass from 'sass'

const out = process.argv[2] || 'dist'
const ICONS = [
  'node_modules/@ministryofjustice/frontend/moj/assets/images',
  'node_modules/govuk-frontend/dist/govuk/assets/images'
]
const CREST_RULES = ['govuk-footer__copyright-logo', 'govuk-footer__crest', 'govuk-footer__crown']
const FORBIDDEN = ['GDS Transport', 'crest', 'crown']

const version = (name) => JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`)).version
const write = (name, bytes) => {
  fs.mkdirSync(path.join(out, path.dirname(name)), { recursive: true })
  fs.writeFileSync(path.join(out, name), bytes)
}

fs.rmSync(out, { recursive: true, force: true })

const { css } = sass.compile('src/app.scss', {
  loadPaths: ['.'], style: 'expanded', quietDeps: true, logger: sass.Logger.silent
})
const { code } = transform({
  filename: 'app.css',
  code: Buffer.from(css),
  minify: true,
  errorRecovery: true,
  visitor: {
    Rule: {
      // Marks we may not show; the crest's rule would also point at a missing file.
      style (rule) {
        const selectors = JSON.stringify(rule.value.selectors)
        if (CREST_RULES.some((name) => selectors.includes(name))) return []
      }
    }
  }
})
write('css/app.css', code)

await esbuild.build({
  entryPoints: ['src/app.js'], bundle: true, minify: true, format: 'esm', target: 'es2020',
  outfile: path.join(out, 'js/app.js'), legalComments: 'none'
})
write('js/js-enabled.js', fs.readFileSync('src/js-enabled.js'))
write('assets/images/favicon.svg', fs.readFileSync('src/favicon.svg'))

const text = code.toString()
const used = [...text.matchAll(/url\("?([^)"]+)"?\)/g)].map((match) => match[1])
for (const address of new Set(used.filter((url) => !url.startsWith('data:')))) {
  const name = path.basename(address)
  const folder = ICONS.find((place) => fs.existsSync(`${place}/${name}`))
  if (!folder) throw new Error(`no picture for ${address}`)
  write(`assets/images/${name}`, fs.readFileSync(`${folder}/${name}`))
}

const leaks = FORBIDDEN.filter((mark) => text.toLowerCase().includes(mark.toLowerCase()))
if (leaks.length) throw new Error(`branding we may not use: ${leaks}`)

const files = fs.readdirSync(out, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(out, path.join(entry.path, entry.name)))
  .sort()
const hash = (name) => createHash('sha256').update(fs.readFileSync(path.join(out, name))).digest('hex')
write('VENDORED.json', JSON.stringify({
  'govuk-frontend': version('govuk-frontend'),
  '@ministryofjustice/frontend': version('@ministryofjustice/frontend'),
  files: Object.fromEntries(files.map((name) => [name, hash(name)]))
}, null, 2) + '\n')
for (const name of files) console.log(name.padEnd(40), fs.statSync(path.join(out, name)).size)
