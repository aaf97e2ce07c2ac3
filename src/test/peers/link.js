'use strict'

// grenache-nodejs-link alone.
// Options: {"grape": URL}.

const crypto = require('crypto')
const Link = require('grenache-nodejs-link')
const { options, ready, serve } = require('./lines')

// an answer is good for a millisecond: each lookup of a test asks the grape
const link = new Link({ grape: options.grape, lruMaxAgeLookup: 1 })
link.start()

const keys = crypto.generateKeyPairSync('ed25519')
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)

function called (run) {
  return new Promise((resolve, reject) => {
    run((error, result) => error ? reject(error) : resolve(result))
  })
}

function bencoded (text) {
  return Buffer.byteLength(text) + ':' + text
}

/** What a mutable put wants, signed as BEP 44 says; the link itself does not sign. */
function signed ({ v, seq, salt, cas }) {
  const text = (salt === undefined ? '' : '4:salt' + bencoded(salt)) +
    `3:seqi${seq}e1:v${bencoded(v)}`
  const sig = crypto.sign(null, Buffer.from(text), keys.privateKey).toString('hex')
  return { v, seq, k: publicKey.toString('hex'), sig, salt, cas }
}

serve({
  /** `{"service", "port"}` gives what the grape answered. */
  announce: ({ service, port }) =>
    called(done => link.announce(service, port, { retry: 1 }, done)),

  /** `{"service"}` gives `["ip:port", …]`. */
  lookup: ({ service }) => called(done => link.lookup(service, { retry: 1 }, done)),

  /** `{"data"}` gives what the grape answered. */
  put: ({ data }) => called(done => link.put(data, done)),

  /** `{"data"}` gives what the grape answered. */
  get: ({ data }) => called(done => link.get(data, done)),

  /** `{"v", "seq", "salt"?, "cas"?}` gives the `data` of a mutable put. */
  sign: command => signed(command)
})
ready()
