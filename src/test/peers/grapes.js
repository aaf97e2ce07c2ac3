'use strict'

// A network of grapes on loopback, each bootstrapped from all the others.
// Options: {"count": 2, "peerMaxAge": ms?}. Ready: {"urls": ["http://127.0.0.1:port", …]}.
// Or one grape of a network, to be killed and started again: {"dhtPort", "apiPort", "bootstrap":
// ["127.0.0.1:port", …]}. Ready, with the one URL, once it listens, whether it knows others or not.

const crypto = require('crypto')
const dgram = require('dgram')
const net = require('net')
const { Grape } = require('grenache-grape')
const { giveUp, options, ready, serve } = require('./lines')

const HOST = '127.0.0.1'
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** Resolves to `{port, release}`; the port stays taken until it is released. */
function hold (socket, listen) {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    listen(() => resolve({
      port: socket.address().port,
      release: () => new Promise(done => socket.close(done))
    }))
  })
}

function holdUdp () {
  const socket = dgram.createSocket('udp4')
  return hold(socket, done => socket.bind(0, HOST, done))
}

function holdTcp () {
  const server = net.createServer()
  return hold(server, done => server.listen(0, HOST, done))
}

/** Free ports, different from each other. */
async function freePorts (count, holdOne) {
  const held = []
  for (let i = 0; i < count; i++) held.push(await holdOne())
  await Promise.all(held.map(one => one.release()))
  return held.map(one => one.port)
}

function verify (signature, message, key) {
  const publicKey = crypto.createPublicKey({
    key: Buffer.concat([ED25519_SPKI, key]), format: 'der', type: 'spki'
  })
  return crypto.verify(null, message, publicKey, signature)
}

function startGrape (dhtPort, apiPort, bootstrap) {
  const grape = new Grape({
    host: HOST,
    dht_port: dhtPort,
    dht_bootstrap: bootstrap,
    api_port: apiPort,
    ...(options.peerMaxAge ? { dht_peer_maxAge: options.peerMaxAge } : {}),
    verify
  })
  return new Promise((resolve, reject) => {
    grape.start(error => error ? reject(error) : resolve(grape))
  })
}

async function ask (url, call, data) {
  const response = await fetch(`${url}/${call}`, {
    method: 'POST', body: JSON.stringify({ rid: 'probe', data })
  })
  return response.json()
}

/** Whether what one grape is told, all of them know. */
async function areOne (urls) {
  for (const from of urls) {
    // a grape remembers for minutes that it knew nobody to tell of a name: a new name each time
    const name = 'probe-' + crypto.randomUUID()
    if (typeof await ask(from, 'announce', [name, 1]) !== 'number') return false
    for (const to of urls) {
      const found = await ask(to, 'lookup', name)
      if (!Array.isArray(found) || found.length === 0) return false
    }
  }
  return true
}

async function start (count) {
  const dhtPorts = await freePorts(count, holdUdp)
  const apiPorts = await freePorts(count, holdTcp)
  await Promise.all(dhtPorts.map((port, i) => {
    const others = dhtPorts.filter(other => other !== port)
    return startGrape(port, apiPorts[i], others.map(other => `${HOST}:${other}`))
  }))
  const urls = apiPorts.map(port => `http://${HOST}:${port}`)
  while (!await areOne(urls)) await new Promise(resolve => setTimeout(resolve, 100))
  ready({ urls })
}

async function startOne ({ dhtPort, apiPort, bootstrap }) {
  await startGrape(dhtPort, apiPort, bootstrap)
  ready({ urls: [`http://${HOST}:${apiPort}`] })
}

serve({})
const started = options.apiPort ? startOne(options) : start(options.count || 2)
started.catch(giveUp)
