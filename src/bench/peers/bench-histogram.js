'use strict'

// Counts of nanoseconds, in steps of at most a thousandth, as an HdrHistogram of three digits has.

const STEPS = 2048
const HALF = STEPS / 2
const BUCKETS = 36

class Histogram {
  constructor () {
    this.counts = new Float64Array(STEPS + BUCKETS * HALF)
  }

  record (nanos) {
    let shift = 0
    let value = nanos
    while (value >= STEPS) {
      value /= 2
      shift++
    }
    const step = value | 0
    this.counts[shift === 0 ? step : STEPS + (shift - 1) * HALF + (step - HALF)]++
  }

  /** `[nanoseconds, count, …]` */
  pairs () {
    const pairs = []
    this.counts.forEach((count, i) => {
      if (count === 0) return
      const shift = i < STEPS ? 0 : Math.floor((i - STEPS) / HALF) + 1
      const step = i < STEPS ? i : (i - STEPS) % HALF + HALF
      pairs.push(Math.floor(step * 2 ** shift), count)
    })
    return pairs
  }
}

module.exports = { Histogram }
