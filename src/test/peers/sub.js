'use strict'

// A subscriber of grenache-nodejs-ws. Options: {"grape": URL, "channel": name}. Ready: {}, once it
// is connected to a publisher that it found at the grape.

const { PeerSub } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { giveUp, options, ready, serve } = require('./lines')

const link = new Link({ grape: options.grape })
link.start()

const peer = new PeerSub(link, {})
peer.init()

const messages = []
let disconnected = 0

peer.on('message', data => {
  messages.push(typeof data === 'string' ? { text: data } : { base64: data.toString('base64') })
})
peer.on('connected', () => ready())
peer.on('disconnected', () => disconnected++)
peer.on('error', giveUp)

peer.sub(options.channel, { timeout: 10000 })

serve({
  /** How many messages came. */
  count: () => messages.length,

  /** All that came, each {"text"} or {"base64"}; what was told once is forgotten. */
  messages: () => messages.splice(0),

  /** How often the connection was lost. */
  disconnected: () => disconnected
})
