// Every page of an installation whose every text is hostile, and every form that shows what was typed into it: nothing of it
// runs, nothing is fetched from elsewhere, nothing becomes an element. The watch over each person fails the journey for the
// first two; the third is looked for on each page.
'use strict'

const assert = require('node:assert/strict')

const { journey } = require('../lib/journey')
const { everyPage } = require('../lib/pages')

const HOSTILE = `'"></textarea></title></script><script>alert(1)</script><img src=//evil.test/1 onerror=alert(1)>`
const HANDLERS = ['onerror', 'onload', 'onfocus', 'onclick', 'onmouseover', 'ontoggle'].map((name) => `[${name}]`)

journey(async ({ join, step, told }) => {
  for (const role of told.roles) {
    await step(role.login, async () => {
      const person = await join({ as: role })
      const forms = []
      const { pages } = await everyPage(person, { starts: told.starts, most: told.most })
      assert.ok(2 < pages.length, JSON.stringify(pages))
      for (const { path, kind } of pages) {
        await person.visit(path)
        await isHarmless(person)
        forms.push(...(await formsOf(person, path, kind)))
      }
      // Last, because a form might be accepted.
      for (const form of forms) await reflect(person, form)
      await person.close()
    })
  }
})

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
