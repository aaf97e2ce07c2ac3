'use strict'

// A client of grenache-nodejs-ws for the benchmark.
// Options: {"grape": URL, "server": what the services' names begin with}.

const { performance } = require('perf_hooks')
const { PeerRPCClient } = require('grenache-nodejs-ws')
const Link = require('grenache-nodejs-link')
const { Histogram } = require('./bench-histogram')
const { options, ready, serve } = require('./lines')

const TIMEOUT = { timeout: 60000 }
const PATIENCE_MS = 10000

const link = new Link({ grape: options.grape, requestTimeout: 20000 })
link.start()

const peer = new PeerRPCClient(link, {})
peer.init()

/** What came of a load; latencies count from the instant that is given. */
class Outcome {
  constructor (millis) {
    this.millis = millis
    this.histogram = new Histogram()
    this.requests = 0
    this.failures = 0
    this.failure = null
  }

  record (from, now, end, error, hello, result) {
    this.histogram.record((now - from) * 1e6)
    if (error || (hello && result !== 'world')) {
      this.failures++
      this.failure = error ? error.message : 'a wrong answer'
    } else if (now <= end) {
      this.requests++
    }
  }

  json () {
    const { requests, failures, failure, millis } = this
    return { requests, failures, failure, millis, latencies: this.histogram.pairs() }
  }
}

/** So many callers, each of which calls again once it has its answer. */
function closed ({ work, payload, inFlight, services, millis }) {
  return new Promise(resolve => {
    const outcome = new Outcome(millis)
    const hello = work === 'hello'
    const end = performance.now() + millis
    let missing = inFlight

    function call (service) {
      const sent = performance.now()
      peer.request(service, payload, TIMEOUT, (error, result) => {
        const now = performance.now()
        outcome.record(sent, now, end, error, hello, result)
        if (now < end) call(service)
        else if (--missing === 0) resolve(outcome.json())
      })
    }

    for (let i = 0; i < inFlight; i++) call(`${options.server}-${work}-${i % services}`)
  })
}

/** Calls begin at a fixed rate; each latency counts from when its call was meant to begin. */
function open ({ work, payload, rate, millis }) {
  return new Promise(resolve => {
    const outcome = new Outcome(millis)
    const hello = work === 'hello'
    const service = `${options.server}-${work}-0`
    const interval = 1000 / rate
    const total = Math.max(1, Math.floor(rate * millis / 1000))
    const begin = performance.now()
    const end = begin + millis + PATIENCE_MS
    let next = 0
    let missing = total

    function call (intended) {
      peer.request(service, payload, TIMEOUT, (error, result) => {
        outcome.record(intended, performance.now(), end, error, hello, result)
        if (--missing === 0) resolve(outcome.json())
      })
    }

    // the loop looks at its sockets between two turns, so this keeps the pace and blocks nothing
    function pace () {
      const due = Math.min(total, Math.floor((performance.now() - begin) / interval) + 1)
      while (next < due) call(begin + next++ * interval)
      if (next < total) setImmediate(pace)
    }
    pace()
  })
}

serve({
  used: () => process.memoryUsage().heapUsed,
  closed,
  open,
  live: () => {
    global.gc()
    return process.memoryUsage().heapUsed
  }
})
ready()
