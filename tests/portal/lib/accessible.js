// What is wrong with a page for those who see, hear or handle it differently: axe-core in both themes, and nobody scrolls
// sideways at the width of 320 pixels (WCAG 2.2, 1.4.10).
'use strict'

const fs = require('node:fs')

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const NARROW = { width: 320, height: 800 }

// What is wrong with the page as it is shown. The second theme differs in colours alone, and only they are looked at again.
async function judge({ page, here }) {
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
  return wrong.map((words) => `${here}: ${words}`)
}

async function violations(page, options) {
  const found = await page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, { ...options, resultTypes: ['violations'] })
    return violations
  }, options)
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}: ${node.failureSummary.replace(/\s+/g, ' ')}`))
}

// The same for what each form of the page answers to, sent with every field of a person's emptied. What has nothing that
// must be filled is left alone: it might be accepted.
async function judgeErrors(person) {
  const path = person.here
  const forms = person.page.locator('main form[method="post"]:has([required])')
  const wrong = []
  const count = await forms.count()
  for (let index = 0; index < count; index++) {
    if (0 < index) await person.visit(path)
    await Promise.all([
      person.page.waitForEvent('domcontentloaded'),
      forms.nth(index).evaluate((form) => {
        form.noValidate = true
        for (const field of form.querySelectorAll('input:not([type="hidden"]), textarea')) field.value = ''
        form.requestSubmit()
      }),
    ])
    wrong.push(...(await judge(person)))
  }
  return wrong
}

module.exports = { judge, judgeErrors }
