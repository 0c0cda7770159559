// Composes each case by each composer: {cases: {name: [{name, url, sdl}]}} to
// {name: {composer: {errors, supergraph}}}.
import { json } from 'node:stream/consumers'
import apollo from '@apollo/composition'
import * as guild from '@theguild/federation-composition'
import * as cosmo from '@wundergraph/composition'
import { parse } from 'graphql'

const said = (errors) => (errors ?? []).map((it) => it.message)
const parsed = (subgraphs) =>
  subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl, { noLocation: true }) }))

const composers = {
  apollo: (subgraphs) => {
    const made = apollo.composeServices(parsed(subgraphs))
    return { errors: said(made.errors), supergraph: made.supergraphSdl ?? null }
  },
  guild: (subgraphs) => {
    const made = guild.composeServices(parsed(subgraphs))
    return { errors: said(made.errors), supergraph: made.supergraphSdl ?? null }
  },
  cosmo: (subgraphs) => {
    const made = cosmo.federateSubgraphs({
      subgraphs: subgraphs.map(({ name, url, sdl }) => ({ name, url, definitions: parse(sdl) })),
      version: cosmo.LATEST_ROUTER_COMPATIBILITY_VERSION,
    })
    return { errors: said(made.errors), supergraph: null }
  },
}

const { cases } = await json(process.stdin)
const made = {}
for (const [name, subgraphs] of Object.entries(cases)) {
  made[name] = {}
  for (const [composer, compose] of Object.entries(composers)) made[name][composer] = compose(subgraphs)
}
process.stdout.write(JSON.stringify(made))
