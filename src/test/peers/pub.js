'use strict'

// A publisher of grenache-nodejs-ws.
// Options: {"grape": URL, "channel": name, "port": 0}. Ready: {"port": where it listens}, once
// announced.

const { PeerPub } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { giveUp, options, ready, serve } = require('./lines')

const link = new Link({ grape: options.grape })
link.start()

const peer = new PeerPub(link, {})
peer.init()

const service = peer.transport('server')
service.listen(options.port || 0)

service.socket.once('listening', () => {
  const { port } = service.socket.address()
  link.startAnnouncing(options.channel, port, { interval: 30000 }, error => {
    if (error) giveUp(error)
    else ready({ port })
  })
})

serve({
  /** How many subscribers are connected. */
  subscribers: () => service.socket.clients.size,

  /** `{"text"}` goes out as a text. */
  pub: ({ text }) => service.pub(text),

  /** `{"base64"}` goes out as the bytes it stands for. */
  pubBytes: ({ base64 }) => service.pub(Buffer.from(base64, 'base64')),

  /** `{"count", "prefix"}` sends that many texts, the prefix and a number from 0 each. */
  pubMany: ({ count, prefix }) => {
    for (let n = 0; n < count; n++) service.pub(prefix + n)
  }
})
