'use strict'

// A server of grenache-nodejs-ws for the benchmark.
// Options: {"grape": URL, "services": [names]}. Ready: {"port"}, once all are announced.

const { PeerRPCServer } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { giveUp, options, ready, serve } = require('./lines')

const link = new Link({ grape: options.grape, requestTimeout: 20000 })
link.start()

const peer = new PeerRPCServer(link, {})
peer.init()

const service = peer.transport('server')
service.listen(0)
service.on('request', (rid, key, payload, handler) => {
  handler.reply(null, payload === 'hello' ? 'world' : payload)
})

function announce (name, port) {
  return new Promise((resolve, reject) => {
    link.startAnnouncing(name, port, { interval: 30000 }, error => error ? reject(error) : resolve())
  })
}

service.socket.once('listening', () => {
  const { port } = service.socket.address()
  Promise.all(options.services.map(name => announce(name, port)))
    .then(() => ready({ port }), giveUp)
})

serve({
  used: () => process.memoryUsage().heapUsed,
  live: () => {
    global.gc()
    return process.memoryUsage().heapUsed
  }
})
