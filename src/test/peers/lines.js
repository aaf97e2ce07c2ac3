'use strict'

// One JSON value a line: commands come on standard input, answers go to standard output, errors to
// standard error. A peer lives as long as its standard input, so that it cannot outlive its parent.

const readline = require('readline')

/** What the parent gave as the one argument, a JSON object. */
const options = JSON.parse(process.argv[2] || '{}')

function say (value) {
  process.stdout.write(JSON.stringify(value) + '\n')
}

/** Tells the parent that commands can come. */
function ready (facts = {}) {
  say({ ready: true, ...facts })
}

/**
 * Takes `{"id", "do", …}` and answers `{"id", "result"}` or `{"id", "error"}`.
 *
 * @param commands functions by name, each of which gets the whole command and may return a promise
 */
function serve (commands) {
  const lines = readline.createInterface({ input: process.stdin })
  lines.on('line', line => answer(commands, line))
  lines.on('close', () => process.exit(0))
}

async function answer (commands, line) {
  let id = null
  try {
    const command = JSON.parse(line)
    id = command.id
    const run = commands[command.do]
    if (!run) throw new Error('no such command: ' + command.do)
    const result = await run(command)
    say({ id, result: result === undefined ? null : result })
  } catch (e) {
    say({ id, error: e.message })
  }
}

/** Reports what keeps a peer from starting, and ends it. */
function giveUp (error) {
  console.error(error)
  process.exit(1)
}

module.exports = { options, ready, serve, giveUp }
