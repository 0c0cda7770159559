// graphql-inspector's opinion: {cases: {name: [before, after]}} to {name: [[criticality, message]]}.
import { json } from 'node:stream/consumers'
import { diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'

const { cases } = await json(process.stdin)
const told = {}
for (const [name, both] of Object.entries(cases)) {
  const [before, after] = both.map((sdl) => buildSchema(sdl, { assumeValidSDL: true }))
  told[name] = (await diff(before, after)).map((it) => [it.criticality.level, it.message])
}
process.stdout.write(JSON.stringify(told))
