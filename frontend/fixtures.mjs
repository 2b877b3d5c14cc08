// Copies the examples our templates are held to (input and expected HTML) from GOV.UK
// Frontend into the tests. Run it with build.mjs when the version moves.
import fs from 'node:fs'
import path from 'node:path'

const out = process.argv[2]
const PACKAGE = 'node_modules/govuk-frontend'
const WANTED = {
  'character-count': ['default', 'with hint'],
  checkboxes: ['default', 'with hint', 'with divider and None', 'with hints on items', 'small with divider and None'],
  'date-input': ['default', 'with values', 'with error message and hint', 'with error on month input'],
  'error-summary': ['default'],
  input: ['default', 'with hint text', 'with error message', 'with error and hint', 'with width-10 class'],
  pagination: ['default', 'first page', 'last page'],
  radios: ['default', 'with hint', 'inline', 'with a divider', 'with hints on items', 'with fieldset and error message'],
  select: ['error'],
  'summary-list': ['default', 'no-border'],
  tag: ['default', 'grey', 'green', 'purple', 'red', 'orange'],
  'task-list': ['default', 'with hint text and additional states'],
  textarea: ['default', 'with hint', 'with error message', 'with hint and error message']
}

const version = JSON.parse(fs.readFileSync(`${PACKAGE}/package.json`)).version
fs.mkdirSync(out, { recursive: true })
for (const [component, names] of Object.entries(WANTED)) {
  const from = `${PACKAGE}/dist/govuk/components/${component}/fixtures.json`
  const { fixtures } = JSON.parse(fs.readFileSync(from))
  const chosen = names.map((name) => {
    const found = fixtures.find((fixture) => fixture.name === name)
    if (!found) throw new Error(`${component} has no example "${name}"`)
    return { name, options: found.options, html: found.html }
  })
  const text = JSON.stringify({ 'govuk-frontend': version, fixtures: chosen }, null, 1)
  fs.writeFileSync(path.join(out, `${component}.json`), text + '\n')
}
