// Every page of an installation whose every text is hostile, and every form that shows what was typed into it: nothing of it
// runs, nothing is fetched from elsewhere, nothing becomes an element. The watch over each person fails the journey for the
// first two; the third is looked for on each page. A page that the program has and nothing here leads to fails.
'use strict'

const assert = require('node:assert/strict')

const { journey } = require('../lib/journey')
const { everyPage, kindOf, missingOf } = require('../lib/pages')
const walks = require('../lib/walks')

// What closes every quotation, element and raw text, and then runs a script or fetches something; longest first, because
// fields differ in how much they take. `#` becomes a number, so that no two are alike.
const PAYLOADS = [
  `'"></textarea></title></script><script>alert(#)</script><img src=//evil.test/# onerror=alert(#)>`,
  `'"><script>alert(#)</script><img src=//evil.test/#>`,
  `"><img/src/onerror=alert(#)>`,
  `'onfocus='alert(#)'autofocus='`,
  `"<svg/onload=alert(#)>"@evil.test`,
  `'"><i>#`,
  `<#>`,
  `'onfocus=alert//#@evil.test`,
]
const HOSTILE = PAYLOADS[0].replaceAll('#', '0')
// For a cell of a file, which holds less.
const SHORT = PAYLOADS[1].replaceAll('#', '0')
const SECRET = 'Hostile-password-1'
const HANDLERS = ['onerror', 'onload', 'onfocus', 'onclick', 'onmouseover', 'ontoggle'].map((name) => `[${name}]`)
// So many things at once: a machine has that many processors.
const PROCESSORS = 2

journey(async ({ join, step, told }) => {
  const [root] = told.roles.slice(-1)
  const kinds = new Set(['/sign-in'])
  const look = async (person, kind) => {
    kinds.add(kind ?? kindOf(person.here))
    await isHarmless(person)
  }
  const boss = await join({ as: root })
  const made = await step('what the forms of the portal take', () => fillForms(boss, told))
  const roles = [...told.roles, made.customer, made.user]
  await step('every page by links', () => each(roles, async (role) => {
    const person = role === root ? boss : await join({ as: role })
    // Some pages are about what one does elsewhere.
    if (role === made.customer) await join({ as: role })
    const forms = []
    const { pages, files } = await everyPage(person, { starts: role === root ? made.starts : [], most: told.most })
    files.forEach((kind) => kinds.add(kind))
    // A list that is sorted, searched or turned over holds the same texts.
    const plain = pages.filter(({ path, kind }) => !path.includes('?') || !pages.some((page) => page.kind === kind.split('?')[0]))
    pages.forEach(({ kind }) => kinds.add(kind))
    for (const { path, kind } of plain) {
      await person.visit(path)
      await look(person, kind)
      forms.push(...(await formsOf(person, path, kind)))
    }
    // Last, because a form might be accepted.
    for (const form of forms) await reflect(person, form)
  }))
  await step('what no link leads to', () => each([
    () => walks.stranger(join, look),
    () => walks.importer(join, look, { as: root, tariff: told.i_tariff, city: SHORT }),
    () => walks.acting(join, look, { as: root, name: made.customer.name }),
    () => walks.push(boss, look, made.push, { subject: HOSTILE }),
    () => walks.secondFactor(join, look, { as: made.user }),
    () => walks.oneTimePassword(join, look, { as: root, employee: made.employee }),
  ], (walk) => walk()))
  assert.deepEqual(missingOf(told.pages, kinds), [], 'pages that nothing leads to')
})

// Makes something by each form that makes something, with hostile text in every field that takes it. Returns who can sign in
// now, and where to begin to look.
async function fillForms(boss, told) {
  const customer = await store(boss, '/customers/new', { ticks: true })
  const at = boss.here
  // His own customers' users must have names by a rule that is hostile as well.
  const user = await store(boss, '/users/new')
  const edit = await boss.page.locator('a[href$="/edit"]').first().getAttribute('href').catch(() => null)
  await store(boss, '/tariffs/new')
  await store(boss, '/routing-groups/new')
  await store(boss, '/service-plans/new')
  await store(boss, '/users/new/voice', { values: { routing_group: String(told.i_routing_group) } })
  const employee = await store(boss, '/web-users/new')
  await store(boss, `${at}/money/add-funds`)
  await store(boss, `${at}/money/credit`)
  await store(boss, '/branding')
  await store(boss, '/api/password')
  return {
    customer: { login: customer.web_login, password: SECRET, name: customer.name },
    user: { login: user.username, password: SECRET },
    employee: { login: employee.login, password: SECRET },
    push: edit?.replace(/edit$/, 'push'),
    starts: [at, '/customers/new', '/users/new', '/users/new/voice'],
  }
}

let count = 0
// Fills in the form at `path` with hostile text and sends it. Of a field beside which something is said, the next payload is
// tried, and after the last of them what stood there. Returns what was taken in the end.
async function store(person, path, { ticks = false, values = {} } = {}) {
  await person.visit(path)
  const tries = {}
  const form = person.page.locator('main form.form').first()
  const plain = await form.evaluate((form) => Object.fromEntries(new FormData(form)))
  for (;;) {
    const payloads = PAYLOADS.map((text) => text.replaceAll('#', () => String(++count)))
    const [filled] = await Promise.all([
      form.evaluate(fillIn, { plain, payloads, tries, ticks, values, secret: SECRET }),
      person.page.waitForEvent('domcontentloaded'),
    ])
    await isHarmless(person)
    const wrong = await person.page.$$eval('main .error[id$="-error"]', (all) => all.map(({ id }) => id.replace(/-error$/, '')))
    if (!wrong.length) {
      const stays = await person.page.locator('main form .alert.bad').allInnerTexts()
      assert.deepEqual(stays, [], path)
      return filled
    }
    const texts = wrong.filter((name) => name in filled && filled[name] !== SECRET)
    assert.ok(texts.length, `${path}: ${await person.error()}`)
    for (const name of texts) {
      tries[name] = (tries[name] ?? 0) + 1
      assert.ok(tries[name] <= PAYLOADS.length, `${path}: ${name}: ${await person.error()}`)
    }
  }
}

// Runs in the page: types, sends, and returns what was typed, by the names of the fields.
function fillIn(form, { plain, payloads, tries, ticks, values, secret }) {
  form.noValidate = true
  const filled = {}
  for (const field of form.querySelectorAll('input:not([type="hidden"]), textarea')) {
    if (field.disabled || field.type === 'file') continue
    if (field.type === 'radio') {
      field.checked ||= !form.querySelector(`[name="${field.name}"]:checked`)
    } else if (field.type === 'checkbox') {
      field.checked ||= ticks
    } else if (field.type === 'password') {
      if (field.required || field.name.includes('password')) field.value = secret
    } else if (field.inputMode === 'decimal' || field.type === 'datetime-local') {
      if (field.required) field.value = '1'
    } else {
      if (field.tagName === 'INPUT') field.type = 'text'
      field.value = payloads[tries[field.name] ?? 0] ?? (plain[field.name] || (field.required ? payloads.at(-1).replace(/\D/g, '') : ''))
      filled[field.name] = field.value
    }
  }
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value
  form.requestSubmit(form.querySelector('.actions button'))
  return filled
}

// Does the work for each of the things, some of them at a time.
async function each(things, work) {
  const waiting = [...things]
  const worker = async () => {
    while (waiting.length) await work(waiting.shift())
  }
  await Promise.all(Array.from({ length: PROCESSORS }, worker))
}

// Nothing that somebody wrote has become an element, a handler or a script.
async function isHarmless(person) {
  const found = await person.page.evaluate((handlers) => {
    const foreign = [...document.querySelectorAll('script:not([src^="/assets/"]), iframe, object, embed, base, style')]
    const images = [...document.images].filter((image) => new URL(image.src).origin !== location.origin)
    const links = [...document.links].filter((link) => /^(javascript|data|vbscript):/i.test(link.protocol))
    const handled = [...document.querySelectorAll(handlers)]
    return [...foreign, ...images, ...links, ...handled].map((element) => element.outerHTML.slice(0, 200))
  }, HANDLERS.join(', '))
  assert.deepEqual(found, [], person.here)
}

// The forms of a page into which text can be typed, one of each kind in all.
const known = new Set()
async function formsOf(person, path, kind) {
  const forms = await person.page.$$eval('main form', (all) => all.map((form) => ({
    action: new URL(form.action).pathname.replace(/\d+/g, '{}'),
    hasText: form.querySelector('input:not([type="hidden"]):not([type="checkbox"]):not([type="radio"]):not([type="file"]), textarea') !== null,
  })))
  const fresh = forms.map((form, index) => ({ ...form, index, path })).filter(({ action, hasText }) => {
    const name = `${kind} ${action}`
    return hasText && !known.has(name) && known.add(name)
  })
  return fresh.map(({ index }) => ({ path, index }))
}

// Sends the form with hostile text in every field.
async function reflect(person, { path, index }) {
  const answer = await person.page.goto(path)
  if (answer.status() !== 200) return
  const form = person.page.locator('main form').nth(index)
  await Promise.all([
    person.page.waitForEvent('domcontentloaded'),
    form.evaluate((form, text) => {
      form.noValidate = true
      for (const field of form.querySelectorAll('input:not([type="hidden"]), textarea')) {
        if (['checkbox', 'radio', 'file'].includes(field.type)) continue
        field.type = 'text'
        field.value = text
      }
      form.requestSubmit()
    }, HOSTILE),
  ])
  await isHarmless(person)
}
