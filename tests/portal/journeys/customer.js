// A customer from his creation to his block: made with every field that the form has, found by both interfaces as he was
// made, given other rights, held to them when he makes a customer himself, funded, blocked, let in again, gone. The same with a
// script and without.
'use strict'

const assert = require('node:assert/strict')

const { journey } = require('../lib/journey')

const NAME = 'Northwind Traders'
const LOGIN = { login: 'northwind', password: 'Northwind-password-1' }

// Each field of the form: what is typed, the member of the voice interface, and what it says then. A member that is a
// term of a dictionary says its number; what the voice interface does not know is read from the form that changes him.
const FIELDS = {
  name: [NAME, 'name'],
  description: ['Met in Lisbon.\nWants "number porting" & fax.', 'description'],
  company_name: ['Northwind Traders <Ltd>', 'company_name'],
  salutation: ['Ms.', 'salutation'],
  first_name: ['Zoë', 'first_name'],
  middle_initial: ['K.', 'mid_init'],
  last_name: ["O'Brien", 'last_name'],
  street_address: ['1 Quay Street', 'street_addr'],
  postal_code: ['D02 X285', 'postal_code'],
  city: ['Dublin', 'city'],
  state: ['Leinster', 'state'],
  country: ['Ireland', 'country'],
  contact_person: ['Zoë O’Brien', 'contact'],
  phone: ['+353 1 555 0100', 'phone'],
  fax: ['+353 1 555 0101', 'fax'],
  alternative_contact: ['Ian Byrne', 'alt_contact'],
  alternative_phone: ['+353 1 555 0102', 'alt_phone'],
  email: ['office@northwind.test', 'email'],
  cc: ['copy@northwind.test', 'cc'],
  bcc: ['blind@northwind.test', 'bcc'],
  mail_from: ['billing@northwind.test', 'mail_from'],
  web_login: [LOGIN.login, 'web_login'],
  web_password: [LOGIN.password],
  api_password: ['Northwind-programs-1'],
  password_policy: ['Medium', 'i_password_policy', 2],
  tariff: [(site) => site.told.i_tariff, 'i_tariff'],
  billing_type: ['prepaid'],
  balance: ['120.5', 'balance', -120.5],
  credit_limit: ['30.25', 'credit_limit', 30.25],
  payment_currency: ['EUR', 'payment_currency'],
  payment_method: [{ dictionary: 'payment_methods', term: 2 }, 'payment_method', 2],
  payment_minimum: ['5', 'min_payment_amount', 5],
  commission_agent: [(site) => site.sibling, 'i_commission_agent'],
  commission_size: ['2.5', 'commission_size', 2.5],
  sessions_max: ['12', 'max_sessions', 12],
  calls_per_second_max: ['1.5', 'max_calls_per_second', 1.5],
  overcommit_protection: [true, 'overcommit_protection'],
  overcommit_limit: ['10', 'overcommit_limit', 10],
  accounts_matching_rule: ['nw-[0-9]+', 'accounts_matching_rule'],
  routing_group: [(site) => site.told.i_routing_group, 'i_routing_group'],
  'manage_customers-add': [true, 'customers_mgmt', 3],
  'manage_customers-edit': [true, 'customers_mgmt', 3],
  'manage_customers-delete': [false, 'customers_mgmt', 3],
  'manage_accounts-add': [true, 'accounts_mgmt', 7],
  'manage_accounts-edit': [true, 'accounts_mgmt', 7],
  'manage_accounts-delete': [true, 'accounts_mgmt', 7],
  'manage_tariffs-add': [false, 'tariffs_mgmt', 0],
  'manage_tariffs-edit': [false, 'tariffs_mgmt', 0],
  'manage_tariffs-delete': [false, 'tariffs_mgmt', 0],
  'manage_vouchers-add': [true, 'vouchers_mgmt', 1],
  'manage_vouchers-edit': [false, 'vouchers_mgmt', 1],
  'manage_vouchers-delete': [false, 'vouchers_mgmt', 1],
  depth_max: ['2', 'max_depth', 2],
  system_management: [false, 'system_mgmt', 0],
  api_access: [true, 'api_access', 1],
  api_management: [true, 'api_mgmt', 1],
  own_tariff: [false, 'use_own_tariff', 0],
  callshop: [true, 'callshop_enabled'],
  did_pool: [false, 'did_pool_enabled'],
  ivr_applications: [true, 'ivr_apps_enabled'],
  quality_reports: [true, 'asr_acd_enabled'],
  payment_cards: [false, 'debit_credit_cards_enabled'],
  conferencing: [true, 'conferencing_enabled'],
  share_payment_processors: [true, 'share_payment_processors'],
  do_not_call_list: [true, 'dncl_enabled'],
  language: ['en', 'i_lang'],
  time_zone: [{ dictionary: 'timezones', term: 370 }, 'i_time_zone', 370],
  export_type: ['XLSX', 'i_export_type', 2],
  start_page: [{ dictionary: 'start_pages', term: 2 }, 'start_page', 2],
  dns_alias: ['northwind.test', 'dns_alias'],
  css: [':root { --accent: #7a1fa2 }', 'css'],
  integration_id: ['crm-77'],
  source_address: ['Northwind'],
  rotation: ['conversation'],
  inbound_charge: ['3'],
  begins_with_free_credits: [false],
  default_billing_type: ['prepaid'],
  free_credits: ['15'],
  api_revision: ['2'],
}

// Secrets are not shown again, and what is given once is not asked again.
const NOT_SHOWN = ['web_password', 'api_password', 'billing_type', 'begins_with_free_credits']

journey(async ({ site, join, step, told }) => {
  const { scripts } = told
  const voice = site.voice()
  const typed = await step('what there is to choose', () => choose(site, voice))
  const root = await join({ as: site.root, scripts })
  await step('create with all fields', () => create(root, typed))
  const path = root.here
  const number = Number(path.split('/').pop())
  await step('XML-RPC tells what was typed', async () => {
    const { customer } = await voice.call('getCustomerInfo', { i_customer: number })
    const expected = expectedMembers(site, typed)
    assert.ok(50 < Object.keys(expected).length)
    const told = Object.fromEntries(Object.keys(expected).map((member) => [member, customer[member]]))
    assert.deepEqual(told, expected)
  })
  await step('REST finds him', async () => assert.deepEqual(await credits(site), { status: 0, credits: 0 }))
  await step('the form that changes him shows what was typed', async () => {
    await root.visit(`${path}/edit`)
    const shown = await values(root)
    const expected = Object.fromEntries(Object.entries(typed).filter(([name]) => !NOT_SHOWN.includes(name)))
    const told = Object.fromEntries(Object.keys(expected).map((name) => [name, shown[name]]))
    assert.deepEqual(told, expected)
  })
  await step('edit his rights', async () => {
    await root.fill({ 'manage_accounts-delete': false, 'manage_tariffs-add': true, quality_reports: false })
    await root.send()
    assert.equal(root.here, path)
    const { customer } = await voice.call('getCustomerInfo', { i_customer: number })
    const { accounts_mgmt, tariffs_mgmt, asr_acd_enabled, customers_mgmt } = customer
    assert.deepEqual(
      { accounts_mgmt, tariffs_mgmt, asr_acd_enabled, customers_mgmt },
      { accounts_mgmt: 3, tariffs_mgmt: 1, asr_acd_enabled: false, customers_mgmt: 3 },
    )
  })
  const child = await join({ scripts })
  await step('he signs in', () => child.signIn(LOGIN))
  await step('his own customers have no more than he', () => cannotExceed(child, voice, number))
  await step('fund', async () => {
    await root.visit(`${path}/money/add-funds`)
    await root.fill({ amount: '250.75', notes: 'Wire 1' })
    await root.send()
    const { customer } = await voice.call('getCustomerInfo', { i_customer: number })
    assert.equal(customer.balance, -371.25)
    await root.visit(`${path}/money/transfer`)
    await root.fill({ amount: '40' })
    await root.send()
    assert.deepEqual(await credits(site), { status: 0, credits: 40 })
    await child.visit('/money')
    assert.ok((await child.text()).includes('371.25'))
    await child.visit('/money/payments')
    const payments = await child.text()
    assert.ok(payments.includes('250.75') && payments.includes('Wire 1'), payments)
  })
  await step('block', async () => {
    await root.visit(path)
    await root.visit(`${path}/block`)
    await root.send('.confirmation form')
    const { customer } = await voice.call('getCustomerInfo', { i_customer: number })
    assert.equal(customer.blocked, true)
  })
  await step('the blocked one is out, and not let in', async () => {
    await child.page.goto('/')
    assert.ok(child.here.startsWith('/sign-in'), child.here)
    await child.trySignIn(LOGIN)
    assert.ok(child.here.startsWith('/sign-in'), child.here)
    assert.notEqual(await child.error(), '')
  })
  await step('unblock', async () => {
    await root.visit(`${path}/unblock`)
    await root.send('.confirmation form')
    await child.signIn(LOGIN)
  })
  await step('sign out', async () => {
    const { page } = child
    const [cookie] = (await page.context().cookies()).filter(({ name }) => name.endsWith('session'))
    await page.locator('details.person > summary').click()
    await child.send('form[action="/sign-out"]')
    assert.ok(child.here.startsWith('/sign-in'), child.here)
    // The session is over, not forgotten by the browser alone.
    await page.context().addCookies([cookie])
    await page.goto('/')
    assert.ok(child.here.startsWith('/sign-in'), child.here)
  })
})

// What is typed into each field; a choice from a dictionary by its words, and a sibling to choose.
async function choose(site, voice) {
  const { i_customer } = await voice.call('createCustomer', {
    name: 'Agent', web_password: 'Agent-password-1', i_tariff: site.told.i_tariff,
  })
  site.sibling = i_customer
  const typed = {}
  for (const [name, [value]] of Object.entries(FIELDS)) {
    if (typeof value === 'function') typed[name] = String(value(site))
    else if (value.dictionary) {
      const { dictionary } = await voice.call('getDictionary', { name: value.dictionary })
      typed[name] = dictionary[value.term]
    } else typed[name] = value
  }
  return typed
}

// What the voice interface says of him then; the numbers of what was chosen are numbers there.
function expectedMembers(site, typed) {
  const known = Object.entries(FIELDS).filter(([, [, member]]) => member)
  return Object.fromEntries(known.map(([name, [value, member, told]]) => [
    member, typeof value === 'function' ? value(site) : told ?? typed[name],
  ]))
}

async function create(root, typed) {
  await root.visit('/customers')
  await root.follow('New customer')
  const offered = Object.keys(await values(root)).sort()
  assert.deepEqual(offered, Object.keys(FIELDS).sort(), 'the fields of the form')
  // A first try with something wrong: it is said beside the field, and the rest is kept.
  await root.fill({ ...typed, credit_limit: 'a lot' })
  await root.send()
  assert.ok(root.here.startsWith('/customers/new'), root.here)
  const wrong = root.page.locator('#credit_limit')
  assert.equal(await wrong.getAttribute('aria-invalid'), 'true')
  assert.equal((await values(root)).city, typed.city)
  await root.fill({ credit_limit: typed.credit_limit, web_password: typed.web_password, api_password: typed.api_password })
  await root.send()
  assert.match(root.here, /^\/customers\/\d+$/, await root.error())
  assert.equal(await root.page.locator('h1').innerText(), NAME)
}

// The fields of the page's form that a person fills, by their names.
async function values({ page }) {
  return page.locator('main form.form').evaluate((form) => {
    const fields = [...form.elements].filter((field) => field.name && !['hidden', 'submit'].includes(field.type))
    return Object.fromEntries(fields.map((field) => [
      field.name, field.type === 'checkbox' ? field.checked : field.value.replaceAll('\r\n', '\n'),
    ]))
  })
}

// What he lacks is there, cannot be ticked, and is refused where somebody ticks it all the same.
async function cannotExceed(child, voice, owner) {
  await child.visit('/customers/new')
  const locked = await child.page.locator('main form.form input[type="checkbox"]:disabled')
    .evaluateAll((all) => all.map((tick) => tick.name))
  for (const name of ['manage_customers-delete', 'manage_accounts-delete', 'manage_tariffs-edit', 'did_pool', 'quality_reports']) {
    assert.ok(locked.includes(name), `${name} can be ticked`)
  }
  for (const name of ['manage_customers-add', 'manage_tariffs-add', 'callshop']) {
    assert.ok(!locked.includes(name), `${name} cannot be ticked`)
  }
  await child.fill({ name: 'Grandchild', depth_max: '1' })
  await child.page.locator('[name="did_pool"]').evaluate((tick) => {
    tick.disabled = false
    tick.checked = true
  })
  await child.send()
  assert.ok(child.here.startsWith('/customers/new'), 'a forged right is refused')
  assert.notEqual(await child.page.locator('#did_pool-error').innerText(), '')
  await child.visit('/customers/new')
  await child.fill({ name: 'Grandchild', depth_max: '2' })
  await child.send()
  assert.notEqual(await child.page.locator('#depth_max-error').innerText(), '')
  await child.fill({ depth_max: '1', 'manage_tariffs-add': true })
  await child.send()
  assert.match(child.here, /^\/customers\/\d+$/, await child.error())
  const members = { i_wholesaler: owner, i_customer: Number(child.here.split('/').pop()) }
  const { customer } = await voice.call('getCustomerInfo', members)
  assert.deepEqual(
    { tariffs: customer.tariffs_mgmt, depth: customer.max_depth, pool: customer.did_pool_enabled },
    { tariffs: 1, depth: 1, pool: false },
  )
}

async function credits(site) {
  const { web_login, api_password } = site.told.root
  return site.rest('admin/balance', { reseller: web_login, password: api_password, customer: NAME })
}
