/**
 * The program as a graph: one stop for Tab, arrows to the nearest node in their direction. A node that is
 * pointed at or focused is described beside the graph, with what flows into and out of it marked.
 */
import { curveBasis, line } from 'd3-shape'
import { show } from '../ui/numbers.ts'
import { nodeHeight, type Laid } from './layout.ts'
import { nearest } from './nearest.ts'
import { looked } from './state.ts'

const curve = line<[number, number]>().curve(curveBasis)

export function TapeGraph({ laid }: { readonly laid: Laid }) {
  const { width, height, nodes, edges } = laid
  const current = looked.value ?? nodes[0]?.id
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = nearest(nodes, current, event.key)
    if (target === null) return
    event.preventDefault()
    looked.value = target
    document.getElementById(`node-${target}`)?.focus()
  }
  return (
    <svg
      class="graph"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label="The program as a graph; arrows go from node to node"
      onKeyDown={onKeyDown}
    >
      <g class="edges">
        {edges.map(({ from, to, points }, i) => (
          <path
            key={i}
            d={curve([...points]) ?? ''}
            class={from === looked.value ? 'out' : to === looked.value ? 'in' : ''}
          />
        ))}
      </g>
      {nodes.map((node) => {
        const { id, kind, label, letter, value, loop, isFirstBroken } = node
        const isBad = value.elements.some((element) => !Number.isFinite(element))
        const named = letter === '' || kind === 'output' ? label : `${letter} = ${label}`
        return (
          <g
            key={id}
            id={`node-${id}`}
            class={`node ${kind}`}
            data-loop={loop === null ? undefined : loop % 6}
            data-looked={id === looked.value}
            data-bad={isBad}
            data-first-broken={isFirstBroken}
            transform={`translate(${node.x - node.width / 2},${node.y - nodeHeight / 2})`}
            tabIndex={id === current ? 0 : -1}
            role="button"
            aria-label={`${named} ${value.elements.map(show).join(', ')}`}
            onPointerEnter={() => (looked.value = id)}
            onFocus={() => (looked.value = id)}
            onClick={() => (looked.value = id)}
          >
            <rect width={node.width} height={nodeHeight} rx={kind === 'equation' ? 8 : 20} />
            <text x={node.width / 2} y="16" class="label" text-anchor="middle">
              {letter !== '' && kind !== 'output' && <tspan class="letter">{`${letter} = `}</tspan>}
              {label}
            </text>{' '}
            <text x={node.width / 2} y="32" class="value" text-anchor="middle">
              {show(value.elements[0])}
              {value.elements.length > 1 ? ' …' : ''}
            </text>
            {isFirstBroken && (
              <text x={node.width / 2} y="-5" class="broken" text-anchor="middle">
                first{' '}
                {Number.isNaN(value.elements.find((x) => !Number.isFinite(x))) ? 'NaN' : 'infinity'}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}
