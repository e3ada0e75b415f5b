// Without a mouse: one signs in, the skip link leads to the content, menus open and close, a form is filled in, what cannot be
// undone is asked and answered. That Tab comes to everything on every page, `accessible.js` finds.
'use strict'

const assert = require('node:assert/strict')

const { journey } = require('../lib/journey')

journey(async ({ site, join, step }) => {
  const root = await join()
  const { page } = root
  await step('sign in', async () => {
    await root.visit('/sign-in')
    await tabTo(page, '[name="login"]')
    await page.keyboard.type(site.root.login)
    await page.keyboard.press('Tab')
    await page.keyboard.type(site.root.password)
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])
    assert.equal(root.here, '/')
  })
  await step('the skip link comes first', async () => {
    await page.keyboard.press('Tab')
    const skip = page.locator('a.skip:focus, a[href="#content"]:focus')
    assert.equal(await skip.count(), 1)
    const box = await skip.boundingBox()
    assert.ok(0 <= box.x && 0 <= box.y && 1 < box.height, 'it is seen when it has the focus')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content')
  })
  await step('the person’s menu', async () => {
    await root.visit('/')
    await tabTo(page, 'details.person > summary')
    await page.keyboard.press('Enter')
    const link = page.locator('details.person a').first()
    assert.ok(await link.isVisible())
    await page.keyboard.press('Tab')
    assert.ok(await link.evaluate((element) => element === document.activeElement))
    await page.keyboard.press('Escape')
    assert.ok(!(await link.isVisible()))
    assert.ok(await page.evaluate(() => document.activeElement.matches('details.person > summary')))
  })
  const enter = () => Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])
  await step('a form is filled in, and what cannot be undone is asked and answered', async () => {
    await root.visit('/tariffs/new')
    await tabTo(page, '[name="name"]')
    await page.keyboard.type('By the keyboard')
    await enter()
    assert.match(root.here, /^\/tariffs\/\d+$/)
    await tabTo(page, 'main a[href$="/delete"]')
    await enter()
    await tabTo(page, '.confirmation button')
    await enter()
    assert.equal(root.here, '/tariffs')
    assert.ok(!(await root.text()).includes('By the keyboard'))
  })
  await step('one of a list is chosen', async () => {
    await tabTo(page, '[name="theme"]')
    // With a script the choice is sent at once.
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('End')])
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  })
})

// Presses Tab until an element that the selector names has the focus.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return
  }
  assert.fail(`Tab never comes to ${selector}`)
}
