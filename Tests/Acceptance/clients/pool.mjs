#!/usr/bin/node
// What pool.py does, with the two clients of Node.js. Neither repeats a request that was sent:
// http.Agent leaves that to its user, and fetch fails the request that was on the connection and
// puts only those on another that it hadn't written yet.

import { existsSync, writeFileSync } from 'node:fs'
import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const text = { type: 'string' }
let chosen
try {
  chosen = parseArgs({ options: {
    library: text, url: text, connections: { ...text, default: '4' },
    'think-ms': { ...text, default: '20' }, timeout: { ...text, default: '10' },
    'until-file': text,
  } }).values
  for (const name of ['connections', 'think-ms', 'timeout']) {
    chosen[name] = Number(chosen[name])
    if (!(chosen[name] >= 0)) throw new Error(`--${name}: expected a number`)
  }
  if (!['fetch', 'agent'].includes(chosen.library)) throw new Error('--library: fetch or agent')
  if (!chosen.url || !chosen['until-file']) throw new Error('--url, --until-file: required')
} catch (problem) {
  console.error(`pool.mjs: ${problem.message}`)
  process.exit(2)
}

const until = chosen['until-file']
const times = [], failures = {}, samples = []
let opened = 0

// fetch has as many connections as there are requests at a time: there is no limit to set.
diagnostics.channel('undici:client:connected').subscribe(() => { opened += 1 })

async function byFetch(signal) {
  const answer = await fetch(chosen.url, { signal, redirect: 'manual' })
  return [answer.status, await answer.text()]
}

const agent = new http.Agent({ keepAlive: true, maxSockets: chosen.connections })

function byAgent(signal) {
  return new Promise((resolve, reject) => {
    const request = http.get(chosen.url, { agent, signal }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (part) => { body += part })
      answer.on('end', () => resolve([answer.statusCode, body]))
      answer.on('error', reject)
    })
    request.on('socket', (socket) => {
      if (!request.reusedSocket) socket.once('connect', () => { opened += 1 })
    })
    request.on('error', reject)
  })
}

function fail(kind, sample) {
  failures[kind] = (failures[kind] ?? 0) + 1
  // The time of day, to be found in the journal.
  const clock = new Date()
  const part = String(clock.getMilliseconds()).padStart(3, '0')
  if (samples.length < 5) {
    samples.push(`${clock.toTimeString().slice(0, 8)}.${part} ${kind}: ${sample}`)
  }
}

async function request(get) {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), chosen.timeout * 1000)
  const start = performance.now()
  try {
    const [status, body] = await get(limit.signal)
    if (status !== 200) fail(`status_${status}`, body.slice(0, 80))
    else if (!/^\s*\d+\s*$/.test(body)) fail('bad_body', body.slice(0, 80))
  } catch (problem) {
    // What fetch throws says only that it failed.
    const cause = problem.cause ?? problem
    fail(limit.signal.aborted ? 'timeout' : cause.code ?? cause.name, String(cause))
  }
  clearTimeout(timer)
  times.push(performance.now() - start)
  if (times.length === chosen.connections) writeFileSync(`${until}.ready`, '')
}

async function work() {
  while (!existsSync(until)) {
    await request(chosen.library === 'fetch' ? byFetch : byAgent)
    await sleep(chosen['think-ms'])
  }
}

await Promise.all(Array.from({ length: chosen.connections }, work))
times.sort((a, b) => a - b)
const at = (part) =>
  Math.round((times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0) * 10) / 10
const report = {
  library: chosen.library, version: process.version, requests: times.length,
  failed: Object.values(failures).reduce((sum, n) => sum + n, 0), failures, samples,
  latency_ms: { p50: at(0.5), p99: at(0.99), max: at(1) }, connections_opened: opened,
}
// Connections kept for later would keep the process as well.
process.stdout.write(JSON.stringify(report) + '\n', () => process.exit(0))
