'use strict'

// A service of grenache-nodejs-ws.
// Options: {"grape": URL, "service": name, "secure": {"key": path, "cert": path, "ca": path, …}?,
// "allowedFingerprints": [SHA-1, upper-case hex with colons]?}. Ready: {"port": where it listens},
// once announced. With TLS the fingerprints say whose handshake is not answered by 401; what else
// "secure" holds goes to tls as it is: "rejectUnauthorized", "minVersion" and so on.
//
// The payload says what the caller gets: "hello" gives "world", {"behave": "answer", "n"} gives
// {"answerTo": n}, {"behave": "fail", "text"} an error, {"behave": "silent"} nothing ever,
// {"behave": "whoami"} {"fingerprint", "fingerprint256", "fingerprint512", "authorized",
// "authorizationError", "protocol"} of the caller, null without TLS; all else comes back as it is.

const { PeerRPCServer } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { giveUp, options, ready, serve } = require('./lines')
const { readSecure } = require('./secure')

let seen = 0

// by the certificate that a handler gets, which does not say whether it is trusted
const callers = new WeakMap()

/** What a handler can know of its caller with TLS; nulls for one without a certificate. */
function whoami (cert) {
  if (!cert) return null
  const socket = callers.get(cert)
  return {
    fingerprint: cert.fingerprint || null,
    fingerprint256: cert.fingerprint256 || null,
    fingerprint512: cert.fingerprint512 || null,
    authorized: socket.authorized,
    authorizationError: socket.authorizationError || null,
    protocol: socket.getProtocol()
  }
}

/** Decides before the upgrade, and keeps hold of whose certificate is whose. */
function verifyClient ({ req: { socket } }, decide) {
  const getPeerCertificate = socket.getPeerCertificate.bind(socket)
  socket.getPeerCertificate = detailed => {
    const cert = getPeerCertificate(detailed)
    callers.set(cert, socket)
    return cert
  }
  const allowed = options.allowedFingerprints
  if (!allowed || allowed.includes(getPeerCertificate().fingerprint)) return decide(true)
  decide(false, 401, 'Forbidden')
}

function reply (payload, handler, cert) {
  seen++
  if (payload === 'hello') return handler.reply(null, 'world')
  switch (payload && payload.behave) {
    case 'answer':
      return handler.reply(null, { answerTo: payload.n })
    case 'fail':
      return handler.reply(new Error(payload.text), null)
    case 'silent':
      return
    case 'whoami':
      return handler.reply(null, whoami(cert))
    default:
      handler.reply(null, payload)
  }
}

const link = new Link({ grape: options.grape })
link.start()

const secure = readSecure(options.secure)
const peer = new PeerRPCServer(link, secure ? { secure: { ...secure, verifyClient } } : {})
peer.init()

const service = peer.transport('server')
service.listen(0)
service.on('request', (rid, key, payload, handler, cert) => reply(payload, handler, cert))

const refused = []
if (secure) {
  service.socket.options.server.on('tlsClientError', e => {
    refused.push({ code: e.code || null, text: e.message })
  })
}

service.socket.once('listening', () => {
  const { port } = service.socket.address()
  link.startAnnouncing(options.service, port, { interval: 30000 }, error => {
    if (error) giveUp(error)
    else ready({ port })
  })
})

serve({
  /** How many requests came. */
  seen: () => seen,

  /** The TLS handshakes that failed, each `{"code", "text"}`. */
  refused: () => refused
})
