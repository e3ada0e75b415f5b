// Ways to the pages that no link leads to: what comes of a form, what is asked between two forms, what is there only once.
// Whoever walks them looks at each page by `look(person, kind)`; the kind is that of a page which nobody else comes to.
'use strict'

const assert = require('node:assert/strict')

const { oneTimeCode } = require('./second_factor')

// Enough that an import is still going on when its page comes.
const ROWS = 400

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
async function importer(join, look, { as, tariff, city = 'Porto' }) {
  const person = await join({ as })
  const upload = async (rows) => {
    await person.visit('/import?of=customers')
    const text = ['name,web_password,tariff,city', ...rows].join('\n')
    await person.fill({ file: { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) } })
    await person.send()
    await look(person, '/import/{job}/columns')
    await person.send()
    await look(person, '/import/{job}')
  }
  const cell = `"${city.replaceAll('"', '""')}"`
  await upload([`right,,${tariff},${cell}`, `wrong,,${cell},${cell}`])
  assert.notEqual(await person.error(), '')
  const many = Array.from({ length: ROWS }, (_, index) => `imported-${index},,${tariff},${cell}`)
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
async function oneTimePassword(join, look, { as, employee }) {
  const person = await join({ as })
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

async function secondFactor(join, look, { as }) {
  const person = await join({ as })
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
  await again.trySignIn(as)
  assert.ok(again.here.startsWith('/sign-in/code'), again.here)
  await look(again)
  await again.fill({ code: '000000' })
  await again.send()
  await look(again)
}

// Whoever goes on as another is told so on every page.
async function acting(join, look, { as, name }) {
  const person = await join({ as })
  await person.visit(`/customers?search=${encodeURIComponent(name)}`)
  await person.follow(name)
  await person.send('form[action$="/sign-in-as"]')
  assert.equal(await person.page.locator('.acting').count(), 1)
  await look(person)
}

// What a push would send, for each type that sends something, and what came of sending it.
async function push(editor, look, path, { subject = 'Report' } = {}) {
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
  await person.fill({ push_to: 'reports@example.com', push_subject: subject, push_body: `State: {{status}} ${subject}` })
  await press('Preview')
}

module.exports = { acting, importer, oneTimePassword, push, secondFactor, stranger }
