'use strict'

// A client of grenache-nodejs-ws.
// Options: {"grape": URL, "secure": {"key": path, "cert": path, "ca": path, …}?, "keepErrors"?,
// "link": {what the link takes beside the grape}?}.
// What else "secure" holds goes to ws and tls as it is: "rejectUnauthorized", "servername",
// "minVersion" and so on. A socket that cannot be opened ends this process, as the reference's
// users know it, unless "keepErrors" is true.

const Ws = require('ws')
const { PeerRPCClient } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { options, ready, serve } = require('./lines')
const { readSecure } = require('./secure')

const link = new Link({ grape: options.grape, ...options.link })
link.start()

const secure = readSecure(options.secure)
const peer = new PeerRPCClient(link, secure ? { secure } : {})
peer.init()

const errors = []

/** The reference's socket; one of its own kind for what the reference refuses to be without. */
function openSocket (getSocket, conf) {
  const incomplete = secure && !(secure.key && secure.cert && secure.ca)
  const begun = Date.now()
  const socket = incomplete ? new Ws(`wss://${conf.dest}/ws`, secure) : getSocket(conf)
  if (options.keepErrors) {
    socket.on('error', e => {
      errors.push({ code: e.code || null, text: e.message, afterMs: Date.now() - begun })
    })
  }
  return socket
}

// every reply that arrives is counted: the reference drops one that nobody waits for
let replies = 0
const newTransport = peer.newTransport.bind(peer)
peer.newTransport = conf => {
  const transport = newTransport(conf)
  const getSocket = transport.getSocket.bind(transport)
  transport.getSocket = conf => openSocket(getSocket, conf)
  const handleReply = transport.handleReply.bind(transport)
  transport.handleReply = (rid, error, result) => {
    replies++
    handleReply(rid, error, result)
  }
  return transport
}

/** Always resolves, to `{error, result}`: what the callback got. */
function request (service, payload, timeoutMs) {
  return new Promise(resolve => {
    peer.request(service, payload, { timeout: timeoutMs || 10000 }, (error, result) => {
      resolve({ error: error ? error.message : null, result: result === undefined ? null : result })
    })
  })
}

/** Asks question n, and says what is wrong with the answer; undefined if nothing is. */
async function question (service, n, timeoutMs) {
  // of many lengths, so that frames do not fall on the same places
  const payload = { behave: 'answer', n, fill: 'x'.repeat(n % 777) }
  const { error, result } = await request(service, payload, timeoutMs)
  if (error) return error
  if (!result || result.answerTo !== n) return 'the answer to another question'
}

async function load ({ service, count, inFlight, timeoutMs }) {
  const faults = {}
  const before = replies
  const begun = Date.now()
  let next = 0
  let answered = 0

  async function askOn () {
    while (next < count) {
      const fault = await question(service, next++, timeoutMs)
      if (fault) faults[fault] = (faults[fault] || 0) + 1
      else answered++
    }
  }

  await Promise.all(Array.from({ length: inFlight }, askOn))
  return { answered, faults, replies: replies - before, tookMs: Date.now() - begun }
}

/** Asks at a steady rate until it is stopped. */
class Asking {
  constructor ({ service, perSecond, timeoutMs }) {
    this.asked = 0
    this.answered = 0
    this.faults = {}
    this.timer = setInterval(() => {
      question(service, this.asked++, timeoutMs).then(fault => {
        if (fault) this.faults[fault] = (this.faults[fault] || 0) + 1
        else this.answered++
      })
    }, 1000 / perSecond)
  }

  facts () {
    return { asked: this.asked, answered: this.answered, faults: this.faults }
  }

  async stop () {
    clearInterval(this.timer)
    const ended = () => this.answered + Object.values(this.faults).reduce((a, b) => a + b, 0)
    while (ended() < this.asked) await new Promise(resolve => setTimeout(resolve, 20))
    return this.facts()
  }
}

let asking

serve({
  /** `{"service", "payload", "timeoutMs"?}` gives `{"error", "result"}`. */
  request: ({ service, payload, timeoutMs }) => request(service, payload, timeoutMs),

  /**
   * `{"service", "count", "inFlight", "timeoutMs"?}` sends `{"behave": "answer", "n", "fill"}`
   * and wants `{"answerTo": n}`; gives `{"answered", "faults": {text: number}, "replies", "tookMs"}`.
   */
  load,

  /** `{"service", "perSecond", "timeoutMs"}` asks as `load` does, until `stopAsking`. */
  startAsking: command => { asking = new Asking(command) },

  /** How far that is: `{"asked", "answered", "faults": {text: number}}`. */
  facts: () => asking.facts(),

  /** Ends it, and gives the same once the last question is answered. */
  stopAsking: () => asking.stop(),

  /** With "keepErrors": what sockets ended with, each `{"code", "text", "afterMs"}`. */
  errors: () => errors
})
ready()
