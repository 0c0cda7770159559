// graphql-eslint over a schema: {sdl, off, options} to [{rule, message}]. Every rule of schema-all and
// of schema-relay is on but those named in off; options are for rules that are on.
import { readFileSync } from 'node:fs'
import { json } from 'node:stream/consumers'
import graphql from '@graphql-eslint/eslint-plugin'
import { ESLint } from 'eslint'

const { sdl, off, options } = await json(process.stdin)
const directives = readFileSync(new URL('federation.graphql', import.meta.url), 'utf8')
const rules = {
  ...graphql.configs['flat/schema-all'].rules,
  ...graphql.configs['flat/schema-relay'].rules,
}
for (const rule of [...off, ...Object.keys(options)]) {
  if (!(`@graphql-eslint/${rule}` in rules)) throw new Error(`There is no rule ${rule}.`)
}
for (const rule of off) rules[`@graphql-eslint/${rule}`] = 'off'
for (const [rule, said] of Object.entries(options)) rules[`@graphql-eslint/${rule}`] = ['error', said]
const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.graphql'],
      plugins: { '@graphql-eslint': graphql },
      languageOptions: {
        parser: graphql.parser,
        parserOptions: { graphQLConfig: { schema: `${sdl}\n${directives}` } },
      },
      rules,
    },
  ],
})
const [{ messages }] = await eslint.lintText(sdl, { filePath: 'schema.graphql' })
process.stdout.write(
  JSON.stringify(
    messages.map(({ ruleId, message }) => [(ruleId ?? '').replace('@graphql-eslint/', ''), message]),
  ),
)
