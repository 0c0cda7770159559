// Monaco's helpers, each a file of ours. GraphiQL's own list of them breaks `vite dev`.
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker'
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker'
import GraphQLWorker from 'monaco-graphql/esm/graphql.worker.js?worker'

const WORKERS = { json: JsonWorker, graphql: GraphQLWorker }

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new (WORKERS[label] ?? EditorWorker)(),
}
