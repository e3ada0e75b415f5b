// Every page that anybody reaches, in both themes: axe-core finds nothing wrong with it, and nobody scrolls sideways on a
// narrow screen. So do forms that were sent with nothing in them. Pages are found by their links; what only a form leads to
// is walked to. A page that the program has and nothing here leads to fails.
'use strict'

const assert = require('node:assert/strict')

const { judge, judgeErrors } = require('../lib/accessible')
const { journey } = require('../lib/journey')
const { everyPage } = require('../lib/pages')
const { oneTimeCode } = require('../lib/second_factor')

// A list that is sorted, searched and turned over is the same page: so many of them are judged.
const VARIANTS_MAX = 3
// So many things at once: a machine has that many processors.
const PROCESSORS = 2
// Enough that an import is still going on when its page comes.
const ROWS = 400

journey(async ({ join, step, told }) => {
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
  await step(`look at ${tasks.length} of them`, () => inWindows(tasks, async (window) => {
    wrong.push(...(await judge(window)), ...(await judgeErrors(window)))
  }))
  const look = async (person, kind) => {
    if (kind) kinds.add(kind)
    wrong.push(...(await judge(person)))
  }
  const walks = [stranger, importer, oneTimePassword, secondFactor, acting, push]
  await step('what no link leads to', () => each(walks, (walk) => walk(join, look, told, tasks)))
  assert.deepEqual(wrong, [])
  const missing = told.pages.filter((pattern) => ![...kinds].some((kind) => matches(pattern, kind)))
  assert.deepEqual(missing, [], 'pages that nothing leads to')
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

async function stranger(join, look) {
  const nobody = await join()
  await nobody.visit('/sign-in')
  await look(nobody, '/sign-in')
  await nobody.trySignIn({ login: 'nobody', password: 'nothing' })
  await look(nobody)
  await nobody.visit('/nowhere', 404)
  await look(nobody)
}

// A file with errors, then without, from the form to what came of it.
async function importer(join, look, { roles: [root], i_tariff: tariff }) {
  const person = await join({ as: root })
  const upload = async (rows) => {
    await person.visit('/import?of=customers')
    const text = ['name,web_password,tariff,city', ...rows].join('\n')
    await person.fill({ file: { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) } })
    await person.send()
    await look(person, '/import/{job}/columns')
    await person.send()
    await look(person, '/import/{job}')
  }
  await upload([`right,,${tariff},Porto`, 'wrong,,No such tariff,Porto'])
  assert.notEqual(await person.error(), '')
  const many = Array.from({ length: ROWS }, (_, index) => `imported-${index},,${tariff},Porto`)
  await upload(many)
  assert.equal(await person.error(), '')
  // The page about the work asks how it goes; it is looked at before it learns that it is done.
  await person.page.route('**/import/*', (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort()))
  await person.send('form[action$="/start"]')
  assert.equal(await person.page.locator('progress').count(), 1, 'it goes on')
  await look(person)
  await person.page.unroute('**/import/*')
  await person.page.locator('progress').waitFor({ state: 'detached' })
  assert.ok((await person.text()).includes(`${ROWS} customers are imported.`))
  await look(person)
}

// The password that is shown once, and the page that asks whoever came with it for another one.
async function oneTimePassword(join, look, { roles }) {
  const [, owner, , employee] = roles
  const person = await join({ as: owner })
  await person.visit('/web-users')
  await person.follow(employee.login)
  await person.follow('Give a one-time password')
  await person.send('.confirmation form')
  const password = await person.page.locator('.secret').innerText()
  await look(person)
  const other = await join({ as: { login: employee.login, password } })
  assert.equal(other.here, '/password')
  await look(other)
}

async function secondFactor(join, look, { roles }) {
  const role = roles.at(-1)
  const person = await join({ as: role })
  await person.visit('/second-factor')
  await person.send('form[action="/second-factor/begin"]')
  await look(person, '/second-factor/set-up')
  await person.fill({ code: '000000' })
  await person.send()
  await look(person)
  await person.fill({ code: oneTimeCode(await person.page.locator('.secret').innerText()) })
  await person.send()
  assert.equal(await person.page.locator('#codes li').count(), 10)
  await look(person)
  for (const path of ['/second-factor', '/second-factor/recovery-codes', '/second-factor/turn-off']) {
    await person.visit(path)
    await look(person, path)
  }
  const again = await join()
  await again.trySignIn(role)
  assert.ok(again.here.startsWith('/sign-in/code'), again.here)
  await look(again)
  await again.fill({ code: '000000' })
  await again.send()
  await look(again)
}

// Whoever goes on as another is told so on every page.
async function acting(join, look, { roles: [root] }) {
  const person = await join({ as: root })
  await person.visit('/customers?search=meridian')
  await person.follow('meridian')
  await person.send('form[action$="/sign-in-as"]')
  assert.equal(await person.page.locator('.acting').count(), 1)
  await look(person)
}

// What a push would send, for each type that sends something, and what came of sending it.
async function push(join, look, told, tasks) {
  const [editor, path] = tasks.find(([, path]) => path.endsWith('/push'))
  const person = await editor.window()
  await person.visit(path)
  const choose = async (type) => {
    await Promise.all([person.page.waitForEvent('domcontentloaded'), person.fill({ push_type: type })])
    await look(person)
  }
  const press = async (name) => {
    const button = person.page.getByRole('button', { name, exact: true })
    await Promise.all([person.page.waitForEvent('domcontentloaded'), button.click()])
    assert.notEqual(await person.page.locator('.transcript').count(), 0, await person.error())
    await look(person)
  }
  await choose('none')
  await choose('url')
  await person.fill({ push_url: 'http://127.0.0.1:9/report?state={{status}}' })
  await press('Preview')
  await press('Send a test push')
  await choose('email')
  await person.fill({ push_to: 'reports@example.com', push_subject: 'Report', push_body: 'State: {{status}}' })
  await press('Preview')
}

// How many kinds with this path there are: they differ in the names of their query.
function variantsOf(kind, kinds) {
  const [path] = kind.split('?')
  return [...kinds].filter((other) => other.split('?')[0] === path).length
}

// Whether a kind of page is one of a route.
function matches(pattern, kind) {
  const parts = pattern.split('/')
  const given = kind.split('?')[0].split('/')
  return parts.length === given.length && parts.every((part, at) => part.startsWith('{') || part === given[at])
}
