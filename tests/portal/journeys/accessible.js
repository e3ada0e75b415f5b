// Every page that anybody reaches, in both themes: axe-core finds nothing wrong with it, nobody scrolls sideways on a narrow
// screen, it is whole from phone to wide screen, and nothing of it needs a mouse. So do forms that were sent with nothing in
// them. Pages are found by their links; what only a form leads to
// is walked to. A page that the program has and nothing here leads to fails.
'use strict'

const assert = require('node:assert/strict')

const { judge, judgeErrors } = require('../lib/accessible')
const { journey } = require('../lib/journey')
const { tabThrough } = require('../lib/keyboard')
const { measure } = require('../lib/layout')
const { everyPage, kindOf, missingOf } = require('../lib/pages')
const walks = require('../lib/walks')

// A list that is sorted, searched and turned over is the same page: so many of them are judged.
const VARIANTS_MAX = 3
// So many things at once: a machine has that many processors.
const PROCESSORS = 2

journey(async ({ site, join, step, told }) => {
  // What programs called is listed, and downloaded, once they have called something.
  await site.voice().call('listCustomers')
  const kinds = new Set()
  const wrong = []
  const tasks = []
  const found = new Map()
  await step('find the pages', () => each(told.roles, async (role) => {
    // Some pages are about what one does elsewhere.
    if (role === told.roles[0]) await join({ as: role })
    const person = await join({ as: role })
    // Of two of a kind, one may offer what the other does not: one's own, and somebody else's.
    found.set(role, { person, ...(await everyPage(person, { most: 2 })) })
  }))
  for (const { person, pages, files } of told.roles.map((role) => found.get(role))) {
    files.forEach((kind) => kinds.add(kind))
    for (const { path, kind } of pages.filter(({ kind }) => !kinds.has(kind))) {
      kinds.add(kind)
      if (variantsOf(kind, kinds) <= VARIANTS_MAX) tasks.push([person, path])
    }
  }
  // A page that is sorted or searched is laid out and walked through as it is without that.
  const known = new Set()
  const use = async (person, kind) => {
    const [path] = kind.split('?')
    if (known.has(path)) return
    known.add(path)
    wrong.push(...(await tabThrough(person)), ...(await measure(person)))
  }
  await step(`look at ${tasks.length} of them`, () => inWindows(tasks, async (window) => {
    await use(window, kindOf(window.here))
    wrong.push(...(await judge(window)), ...(await judgeErrors(window)))
  }))
  const look = async (person, kind) => {
    if (kind) {
      kinds.add(kind)
      await use(person, kind)
    }
    wrong.push(...(await judge(person)))
  }
  const [root, owner, , employee] = told.roles
  const [editor, editorPath] = tasks.find(([, path]) => path.endsWith('/push'))
  await step('what no link leads to', () => each([
    () => walks.stranger(join, look),
    () => walks.importer(join, look, { as: root, tariff: told.i_tariff }),
    () => walks.oneTimePassword(join, look, { as: owner, employee }),
    () => walks.secondFactor(join, look, { as: told.roles.at(-1) }),
    () => walks.acting(join, look, { as: root, name: 'meridian' }),
    () => walks.push(editor, look, editorPath),
  ], (walk) => walk()))
  assert.equal(wrong.join('\n'), '')
  assert.deepEqual(missingOf(told.pages, kinds), [], 'pages that nothing leads to')
})

// Does the work for each of the things, some of them at a time.
async function each(things, work) {
  const waiting = [...things]
  const worker = async () => {
    while (waiting.length) await work(waiting.shift())
  }
  await Promise.all(Array.from({ length: PROCESSORS }, worker))
}

// Opens each page, in windows that go from page to page: a new one costs more than looking at a page does.
async function inWindows(tasks, look) {
  const waiting = [...tasks]
  await each(Array.from({ length: PROCESSORS }), async () => {
    let [owner, window] = []
    while (waiting.length) {
      const [person, path] = waiting.shift()
      if (owner !== person) [owner, window] = [person, await person.window()]
      await window.visit(path)
      await look(window)
    }
  })
}

// How many kinds with this path there are: they differ in the names of their query.
function variantsOf(kind, kinds) {
  const [path] = kind.split('?')
  return [...kinds].filter((other) => other.split('?')[0] === path).length
}
