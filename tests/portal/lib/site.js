// The installation under test: where it is, who may sign in, and both of its interfaces.
'use strict'

const { spawn } = require('node:child_process')
const path = require('node:path')
const readline = require('node:readline')

const VOICE_CLIENT = path.join(__dirname, '../../clients/voice_node.js')

class Site {
  #voices = []

  // `told`: the logins as `tollgate demo --json` prints them.
  constructor(told) {
    this.told = told
    this.base = told.http
  }

  // The owner of everything, as he signs in to the portal.
  get root() {
    return { login: this.told.root.web_login, password: this.told.root.web_password }
  }

  // A caller of the voice interface; root where nobody is named.
  voice(login = this.told.root.web_login, password = this.told.root.api_password) {
    const voice = new Voice(`${this.base}/xmlapi/xmlapi`, login, password)
    this.#voices.push(voice)
    return voice
  }

  // One operation of the messaging interface.
  async rest(operation, form) {
    const answer = await fetch(`${this.base}/services/rest/${operation}`, {
      method: 'POST',
      body: new URLSearchParams(form),
    })
    return answer.json()
  }

  close() {
    for (const voice of this.#voices) voice.close()
  }
}

class Voice {
  #process
  #answers

  constructor(url, login, password) {
    this.#process = spawn(process.execPath, [VOICE_CLIENT, url, login, password], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#answers = readline.createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  // What a call is answered with; a fault is an error.
  async call(method, members = {}) {
    const answer = await this.ask(method, members)
    if (!answer.result) throw new Error(`${method}: ${JSON.stringify(answer)}`)
    return answer.result
  }

  // The same, with a fault as `fault` and a refusal as `http`.
  async ask(method, members = {}) {
    this.#process.stdin.write(JSON.stringify({ method, params: [members] }) + '\n')
    const { value } = await this.#answers.next()
    return JSON.parse(value)
  }

  close() {
    this.#process.stdin.end()
  }
}

module.exports = { Site }
