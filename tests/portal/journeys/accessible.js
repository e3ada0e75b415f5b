// Every page that anybody reaches by links, in both themes: axe-core finds nothing wrong with it, and at the width of
// 320 pixels nobody scrolls sideways (WCAG 2.2, 1.4.10). So do forms that were sent with nothing in them. Pages are found by
// their links; one that the program has and no link leads to fails here.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')

const { journey } = require('../lib/journey')
const { everyPage } = require('../lib/pages')

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
// A list that is sorted, searched and turned over is the same page: so many of them are judged.
const VARIANTS_MAX = 3
const NARROW = { width: 320, height: 800 }

journey(async ({ join, step, told }) => {
  const found = new Set()
  const wrong = []
  await step('nobody', async () => {
    const stranger = await join()
    await stranger.visit('/sign-in')
    wrong.push(...(await judge(stranger)))
    await stranger.trySignIn({ login: 'nobody', password: 'nothing' })
    wrong.push(...(await judge(stranger)))
    await stranger.visit('/nowhere', 404)
    wrong.push(...(await judge(stranger)))
  })
  for (const role of told.roles) {
    await step(role.login, async () => {
      // Some pages are about what one does elsewhere.
      const elsewhere = await join({ as: role })
      const person = await join({ as: role })
      const seen = await everyPage(person, async (path, kind) => {
        if (found.has(kind)) return
        found.add(kind)
        if (VARIANTS_MAX < variantsOf(kind, found)) return
        wrong.push(...(await judge(person)), ...(await judgeErrors(person, path)))
      })
      seen.files.forEach((kind) => found.add(kind))
      await person.close()
      await elsewhere.close()
    })
  }
  console.log(`${found.size} kinds of pages and files`)
  assert.deepEqual(wrong, [])
  const missing = told.pages.filter((pattern) => ![...found].some((kind) => matches(pattern, kind)))
  assert.deepEqual(missing, [], 'pages that no link leads to')
})

// How many kinds with this path were seen: they differ in the names of their query.
function variantsOf(kind, found) {
  const [path] = kind.split('?')
  return [...found].filter((other) => other.split('?')[0] === path).length
}

// What is wrong with the page as it is shown.
async function judge(person) {
  const { page } = person
  await page.evaluate(AXE)
  // What a menu or a disclosure hides is looked at as well.
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)))
  const wrong = await violations(page, {})
  await page.emulateMedia({ colorScheme: 'dark' })
  wrong.push(...(await violations(page, { runOnly: ['color-contrast'] })))
  await page.emulateMedia({ colorScheme: 'light' })
  const size = page.viewportSize()
  await page.setViewportSize(NARROW)
  const width = await page.evaluate(() => document.scrollingElement.scrollWidth)
  if (NARROW.width < width) wrong.push(`is ${width} pixels wide in a window of ${NARROW.width}`)
  await page.setViewportSize(size)
  return wrong.map((words) => `${person.here}: ${words}`)
}

async function violations(page, options) {
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), options)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}: ${node.failureSummary.replace(/\s+/g, ' ')}`))
}

// The same for what each form of the page answers to, sent with every field of a person's emptied. What has nothing that
// must be filled is left alone: it might be accepted.
async function judgeErrors(person, path) {
  const forms = await person.page.locator('main form[method="post"]:has([required])').count()
  const wrong = []
  for (let index = 0; index < forms; index++) {
    await Promise.all([
      person.page.waitForEvent('domcontentloaded'),
      person.page.locator('main form[method="post"]:has([required])').nth(index).evaluate((form) => {
        form.noValidate = true
        for (const field of form.querySelectorAll('input:not([type="hidden"]), textarea')) field.value = ''
        form.requestSubmit()
      }),
    ])
    wrong.push(...(await judge(person)))
    await person.visit(path)
  }
  return wrong
}

// Whether a kind of page is one of a route.
function matches(pattern, kind) {
  const parts = pattern.split('/')
  const given = kind.split('?')[0].split('/')
  return parts.length === given.length && parts.every((part, at) => part.startsWith('{') || part === given[at])
}
