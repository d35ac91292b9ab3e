import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'
import type { E, S } from './starter/states.ts'

const { step } = learner<typeof import('./starter/states.ts')>()

type Walk = [event: E, state: S, ...send: string[]]

/** Feeds the events one after another, each to the state that should have come of the one before. */
async function walk(from: S, ...events: Walk[]) {
  let state = from
  for (const [event, next, ...send] of events) {
    const told = say(`step('${state}', '${event}')`, `step('${state}', '${event}')`)
    expect(await step(state, event), told).toEqual({ state: next, send })
    state = next
  }
}

const stays = (state: S, ...events: E[]) => Promise.all(events.map((event) => walk(state, [event, state])))

check('client', async () => {
  await walk(
    'CLOSED',
    ['app:active', 'SYN_SENT', 'SYN'],
    ['rcv:SYNACK', 'ESTABLISHED', 'ACK'],
    ['app:close', 'FIN_WAIT_1', 'FIN'],
    ['rcv:ACK', 'FIN_WAIT_2'],
    ['rcv:FIN', 'TIME_WAIT', 'ACK'],
    ['timeout:2msl', 'CLOSED'],
  )
})

check('server', async () => {
  await walk(
    'CLOSED',
    ['app:passive', 'LISTEN'],
    ['rcv:SYN', 'SYN_RCVD', 'SYNACK'],
    ['rcv:ACK', 'ESTABLISHED'],
    ['rcv:FIN', 'CLOSE_WAIT', 'ACK'],
    ['app:close', 'LAST_ACK', 'FIN'],
    ['rcv:ACK', 'CLOSED'],
  )
})

check('simultaneous-close', async () => {
  await walk(
    'ESTABLISHED',
    ['app:close', 'FIN_WAIT_1', 'FIN'],
    ['rcv:FIN', 'CLOSING', 'ACK'],
    ['rcv:ACK', 'TIME_WAIT'],
    ['timeout:2msl', 'CLOSED'],
  )
})

check('simultaneous-open', async () => {
  await walk('CLOSED', ['app:active', 'SYN_SENT', 'SYN'], ['rcv:SYN', 'SYN_RCVD', 'SYNACK'], ['rcv:ACK', 'ESTABLISHED'])
})

check('fin-with-ack', async () => {
  await walk('FIN_WAIT_1', ['rcv:FINACK', 'TIME_WAIT', 'ACK'])
})

check('fin-again', async () => {
  await walk('TIME_WAIT', ['rcv:FIN', 'TIME_WAIT', 'ACK'], ['rcv:FIN', 'TIME_WAIT', 'ACK'], ['timeout:2msl', 'CLOSED'])
})

check('listen-reset', async () => {
  await walk('LISTEN', ['rcv:RST', 'LISTEN'], ['rcv:SYN', 'SYN_RCVD', 'SYNACK'])
})

check('closed', async () => {
  for (const event of random.shuffle(['rcv:SYN', 'rcv:SYNACK', 'rcv:ACK', 'rcv:FIN', 'rcv:FINACK'] as const))
    await walk('CLOSED', [event, 'CLOSED', 'RST'])
  await walk('CLOSED', ['rcv:RST', 'CLOSED'])
})

check('close-early', async () => {
  await walk('SYN_RCVD', ['app:close', 'FIN_WAIT_1', 'FIN'])
  await walk('SYN_SENT', ['app:close', 'CLOSED'])
  await walk('LISTEN', ['app:close', 'CLOSED'])
})

check('reset', async () => {
  const open: S[] = ['SYN_SENT', 'ESTABLISHED', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING', 'CLOSE_WAIT', 'LAST_ACK']
  for (const state of random.shuffle(open)) await walk(state, ['rcv:RST', 'CLOSED'])
})

check('impossible', async () => {
  for (const state of ['FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING', 'TIME_WAIT', 'LAST_ACK'] as const)
    await stays(state, 'app:close', 'app:active', 'app:passive')
  for (const state of ['CLOSED', 'LISTEN', 'SYN_SENT', 'SYN_RCVD', 'ESTABLISHED', 'FIN_WAIT_2', 'CLOSE_WAIT'] as const)
    await stays(state, 'timeout:2msl')
  await stays('CLOSED', 'app:close')
  await stays('ESTABLISHED', 'app:active', 'app:passive')
})
