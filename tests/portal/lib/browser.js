// Debian's Chromium, and people who look at the portal with it. Whoever looks is watched: a script that was not ours, a
// request to elsewhere, a violated policy, an asset that is missing, each is remembered and fails the journey.
'use strict'

const path = require('node:path')

const { chromium } = require('playwright-core')

// Every name ends on this machine or nowhere, so that a page which fetches from elsewhere is noticed and gets nothing.
const RESOLVER_RULES = 'MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
  `--host-resolver-rules=${RESOLVER_RULES}`,
]

const WIDE = { width: 1280, height: 900 }

// Starts Chromium with an empty profile of its own.
async function launch(executablePath) {
  const env = { ...process.env, FONTCONFIG_FILE: path.join(__dirname, '../fonts.conf') }
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS, env })
  return new Browser(browser)
}

class Browser {
  #browser
  // What nobody should see happen, in words.
  problems = []

  constructor(browser) {
    this.#browser = browser
  }

  // Somebody with a window of his own and no cookies, at the site `base`.
  async person(base, { scripts = true, locale = 'en-GB', theme = 'light', viewport = WIDE } = {}) {
    const context = await this.#browser.newContext({
      baseURL: base,
      javaScriptEnabled: scripts,
      locale,
      colorScheme: theme,
      viewport,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
      // The certificate of a test is nobody's.
      ignoreHTTPSErrors: true,
    })
    context.setDefaultTimeout(15_000)
    watch(context, new URL(base).origin, this.problems)
    // Who has no scripts fetches none: else the browser did not do as it was told.
    if (!scripts) context.on('request', (request) => {
      if (request.resourceType() === 'script') this.problems.push(`a script for somebody without: ${request.url()}`)
    })
    return new Person(await context.newPage(), base)
  }

  async close() {
    await this.#browser.close()
  }
}

function watch(context, origin, problems) {
  const isOwn = (url) => url.startsWith('data:') || url.startsWith('about:') || new URL(url).origin === origin
  context.on('request', (request) => {
    if (!isOwn(request.url())) problems.push(`a request to ${request.url()} from ${place(request)}`)
  })
  context.on('response', (response) => {
    const isPage = response.request().resourceType() === 'document'
    if (!isPage && 400 <= response.status()) problems.push(`${response.status()} for ${response.url()}`)
  })
  context.on('console', (message) => {
    // A refused page is an answer like any other, and advice about forms is no complaint.
    if (/^(Failed to load resource|\[DOM\])/.test(message.text())) return
    problems.push(`on the console of ${message.page()?.url()}: ${message.text()}`)
  })
  context.on('dialog', (dialog) => {
    problems.push(`a dialog at ${dialog.page()?.url()}: ${dialog.message()}`)
    dialog.dismiss()
  })
  context.on('weberror', (error) => problems.push(`a script failed: ${error.error().stack}`))
  context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI}`)
    })
  })
}

function place(request) {
  try {
    return request.frame().url()
  } catch {
    return 'a page that is gone'
  }
}

class Person {
  constructor(page, base) {
    this.page = page
    this.base = base
  }

  // Another window of the same person.
  async window() {
    return new Person(await this.page.context().newPage(), this.base)
  }

  // Opens a page of the site; the answer's status must be the expected one.
  async visit(path, status = 200) {
    const answer = await this.page.goto(path)
    if (answer.status() !== status) throw new Error(`${path}: ${answer.status()}, not ${status}`)
    return this.page
  }

  // Where the person is: path and query.
  get here() {
    const { pathname, search } = new URL(this.page.url())
    return pathname + search
  }

  async signIn({ login, password }) {
    await this.trySignIn({ login, password })
    if (this.here.startsWith('/sign-in')) throw new Error(`${login} is not let in: ${await this.error()}`)
  }

  // Fills the form and sends it; who is refused is still there.
  async trySignIn({ login, password }) {
    if (!this.here.startsWith('/sign-in')) await this.visit('/sign-in')
    await this.fill({ login, password })
    await this.send()
  }

  // Types into the fields of these names; a truth ticks, and a select takes the value.
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.page.locator(`main [name="${name}"]:not([type="hidden"])`).first()
      const kind = await field.evaluate((element) => element.type)
      if (kind === 'checkbox') await field.setChecked(Boolean(value))
      else if (kind === 'radio') await this.page.locator(`main [name="${name}"][value="${value}"]`).check()
      else if (kind === 'select-one') await field.selectOption(String(value))
      else if (kind === 'file') await field.setInputFiles(value)
      else await field.fill(String(value))
    }
  }

  // Sends the page's form by its button, or the form that `within` selects, and waits for what comes.
  async send(within = 'main form.form') {
    const button = this.page.locator(`${within} button[type="submit"]`).last()
    await Promise.all([this.page.waitForEvent('domcontentloaded'), button.click()])
  }

  // Follows a link by what it says; one that leads to a place on the same page loads nothing.
  async follow(name) {
    const link = this.page.getByRole('link', { name, exact: true }).first()
    const isHere = (await link.getAttribute('href')).startsWith('#')
    await Promise.all([isHere ? undefined : this.page.waitForEvent('domcontentloaded'), link.click()])
  }

  // What the form says is wrong, all of it.
  async error() {
    const errors = await this.page.locator('main .alert.bad, main .error').allInnerTexts()
    return errors.join(' | ')
  }

  // The text of the page without its frame.
  async text() {
    return this.page.locator('main').innerText()
  }

  async close() {
    await this.page.context().close()
  }
}

module.exports = { launch, WIDE }
