'use strict'

// A grape as its own command line starts it, with the options that a user can give there.
// Options: {"bootstrap": "127.0.0.1:port"}; absent: itself.
// Ready, once it listens: {"url": "http://127.0.0.1:port", "dht": "127.0.0.1:port"}.

const dgram = require('dgram')
const net = require('net')
const { giveUp, options, ready, serve } = require('./lines')

const HOST = '127.0.0.1'

/** A port that was free a moment ago. */
function freePort (socket, listen) {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    listen(() => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}

function isOpen (port) {
  return new Promise(resolve => {
    const socket = net.connect(port, HOST, () => { socket.destroy(); resolve(true) })
    socket.once('error', () => resolve(false))
  })
}

async function start () {
  const udp = dgram.createSocket('udp4')
  const tcp = net.createServer()
  const dhtPort = await freePort(udp, done => udp.bind(0, HOST, done))
  const apiPort = await freePort(tcp, done => tcp.listen(0, HOST, done))
  const dht = `${HOST}:${dhtPort}`
  process.argv.length = 2
  process.argv.push('-b', HOST, '--dp', String(dhtPort), '--aph', String(apiPort))
  process.argv.push('--bn', options.bootstrap || dht)
  require('grenache-grape/bin/grape.js')
  while (!await isOpen(apiPort)) await new Promise(resolve => setTimeout(resolve, 20))
  ready({ url: `http://${HOST}:${apiPort}`, dht })
}

serve({})
start().catch(giveUp)
