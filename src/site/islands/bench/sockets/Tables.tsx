/** Neighbours and routes of each host, and what each switch has learned. */
import type { Look } from '../../../bridge-client.ts'
import type { SocketWords } from './words.ts'

type Node = Extract<Look, { type: 'tables' }>['nodes'][number]

export function Tables({ nodes, words }: { nodes: readonly Node[]; words: SocketWords }) {
  return (
    <div class="nodes">
      {nodes.map((node) => (
        <section key={node.node} aria-label={node.node}>
          <h5>{node.node}</h5>
          {isSwitch(node) ? <Learned node={node} words={words} /> : <Known node={node} words={words} />}
          {node.more > 0 && <p class="cut">{words.moreRows(node.more)}</p>}
        </section>
      ))}
    </div>
  )
}

/** A host has routes at least to its own networks. */
function isSwitch({ routes, neighbours }: Node): boolean {
  return routes.length === 0 && neighbours.length === 0
}

function Known({ node, words }: { node: Node; words: SocketWords }) {
  const { neighbours, routes } = node
  return (
    <>
      <Grid caption={words.neighbours(node.node)} columns={words.neighbourColumns} none={words.nobody}>
        {neighbours.map(({ address, hardware, device, state }) => [
          address,
          hardware ?? words.unknownHardware,
          device,
          state,
        ])}
      </Grid>
      <Grid caption={words.routes(node.node)} columns={words.routeColumns} none={words.noRoute}>
        {routes.map(({ to, via, device }) => [to, via ?? words.direct, device])}
      </Grid>
    </>
  )
}

function Learned({ node, words }: { node: Node; words: SocketWords }) {
  return (
    <Grid caption={words.forwarding(node.node)} columns={words.forwardingColumns} none={words.learnedNothing}>
      {node.forwarding.map(({ hardware, host, age }) => [hardware, host, words.ago(age)])}
    </Grid>
  )
}

type GridProps = { caption: string; columns: string[]; none: string; children: string[][] }

function Grid({ caption, columns, none, children: rows }: GridProps) {
  return (
    <div class="wide">
      <table class="so">
        <caption>{caption}</caption>
        {rows.length === 0 ? (
          <tbody>
            <tr>
              <td class="none">{none}</td>
            </tr>
          </tbody>
        ) : (
          <>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells) => (
                <tr key={cells.join(' ')}>
                  {cells.map((cell, index) => (
                    <td key={index}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </>
        )}
      </table>
    </div>
  )
}
