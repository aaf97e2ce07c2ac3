'use strict'

// Ready once a first reply has come. Options: {"grape": URL, "service": name}.

const { PeerRPCClient } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { giveUp, options, ready, serve } = require('./lines')

const link = new Link({ grape: options.grape, requestTimeout: 20000 })
link.start()

const peer = new PeerRPCClient(link, {})
peer.init()

peer.request(options.service, 'hello', { timeout: 10000 }, (error, result) => {
  if (error || result !== 'world') giveUp(error || result)
  else ready()
})
serve({})
