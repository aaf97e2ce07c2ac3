'use strict'

// A service of grenache-nodejs-ws.
// Options: {"grape": URL, "service": name}. Ready: {"port": where it listens}, once announced.
//
// The payload says what the caller gets: "hello" gives "world", {"behave": "answer", "n"} gives
// {"answerTo": n}, {"behave": "fail", "text"} an error, {"behave": "silent"} nothing ever, and all
// else comes back as it is.

const { PeerRPCServer } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { giveUp, options, ready, serve } = require('./lines')

let seen = 0

function reply (payload, handler) {
  seen++
  if (payload === 'hello') return handler.reply(null, 'world')
  switch (payload && payload.behave) {
    case 'answer':
      return handler.reply(null, { answerTo: payload.n })
    case 'fail':
      return handler.reply(new Error(payload.text), null)
    case 'silent':
      return
    default:
      handler.reply(null, payload)
  }
}

const link = new Link({ grape: options.grape })
link.start()

const peer = new PeerRPCServer(link, {})
peer.init()

const service = peer.transport('server')
service.listen(0)
service.on('request', (rid, key, payload, handler) => reply(payload, handler))
service.socket.once('listening', () => {
  const { port } = service.socket.address()
  link.startAnnouncing(options.service, port, { interval: 30000 }, error => {
    if (error) giveUp(error)
    else ready({ port })
  })
})

serve({
  /** How many requests came. */
  seen: () => seen
})
