'use strict'

// TLS options as a peer of grenache-nodejs-ws takes them: what names a file becomes its bytes.

const { readFileSync } = require('fs')

const FILES = ['key', 'cert', 'ca']

/** @param secure options of `tls`, in which `key`, `cert` and `ca` are paths; undefined for none */
function readSecure (secure) {
  if (!secure) return undefined
  const read = { ...secure }
  for (const name of FILES) {
    if (read[name]) read[name] = readFileSync(read[name])
  }
  return read
}

module.exports = { readSecure }
