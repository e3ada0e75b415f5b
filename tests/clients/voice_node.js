// XML-RPC by the npm package xmlrpc: URL LOGIN PASSWORD. One call a line on standard input, one answer a line on
// standard output, as JSON. The package knows no digest authentication: the header is computed here (RFC 2617).
'use strict'

const crypto = require('node:crypto')
const readline = require('node:readline')
const xmlrpc = require('xmlrpc')

const [url, login, password] = process.argv.slice(2)
const client = xmlrpc.createClient({ url })
const challenge = { nonce: null, count: 0 }

const md5 = (text) => crypto.createHash('md5').update(text).digest('hex')

function authorization() {
  const { realm, nonce } = challenge
  const uri = new URL(url).pathname
  const nc = (++challenge.count).toString(16).padStart(8, '0')
  const cnonce = crypto.randomBytes(8).toString('hex')
  const ha1 = md5(`${login}:${realm}:${password}`)
  const response = md5(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${md5(`POST:${uri}`)}`)
  return `Digest username="${login}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `qop=auth, nc=${nc}, cnonce="${cnonce}", response="${response}"`
}

function accept(header) {
  challenge.realm = /realm="([^"]*)"/.exec(header)[1]
  challenge.nonce = /nonce="([^"]*)"/.exec(header)[1]
  challenge.count = 0
}

function call(method, params) {
  if (challenge.nonce) client.options.headers.Authorization = authorization()
  return new Promise((resolve) => {
    client.methodCall(method, params, (error, result) => resolve({ error, result }))
  })
}

async function answer({ method, params }) {
  let { error, result } = await call(method, params)
  if (error?.res?.statusCode === 401) {
    accept(error.res.headers['www-authenticate']);
    ({ error, result } = await call(method, params))
  }
  if (!error) return { result }
  if (error.faultCode !== undefined) return { fault: { code: error.faultCode, string: error.faultString } }
  if (error.res) return { http: error.res.statusCode }
  throw error
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n')
  }
}

main()
