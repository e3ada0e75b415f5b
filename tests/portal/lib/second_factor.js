// What a program on somebody's telephone shows: codes that count the time (RFC 6238).
'use strict'

const { createHmac } = require('node:crypto')

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

// The code of the present half minute for a secret in base32.
function oneTimeCode(secret) {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const count = Buffer.alloc(8)
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac('sha1', key).update(count).digest()
  const code = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff
  return String(code % 1_000_000).padStart(6, '0')
}

module.exports = { oneTimeCode }
