import type { CallToolResult, McpServer, StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import type { z } from 'zod'
import { FORBIDDEN_KEY, renderError } from '../generation/index.ts'
import { failure } from './answer.ts'

type ToolAnnotations = {
  readOnlyHint: boolean
  destructiveHint: boolean
  idempotentHint: boolean
  openWorldHint: boolean
}

type Tool<Input extends z.ZodType, Output extends z.ZodType> = {
  title: string
  description: string
  inputSchema: Input
  outputSchema: Output
  annotations: ToolAnnotations
}

/**
 * Registers a tool whose wrong arguments are refused like everything else: what is wrong, and what to do next.
 *
 * @example addTool(server, 'list_generations', { … }, ({ filter }) => answer(() => store.list({ filter }), rest))
 */
export function addTool<Input extends z.ZodType, Output extends z.ZodType>(
  server: McpServer,
  name: string,
  tool: Tool<Input, Output>,
  work: (args: z.output<Input>) => CallToolResult | Promise<CallToolResult>,
): void {
  server.registerTool(name, { ...tool, inputSchema: judged(tool.inputSchema) }, (given) =>
    'problem' in given
      ? failure(
          renderError(`Invalid arguments for ${name}: ${given.problem}`, [
            `Nothing was changed. Call ${name} again with these arguments mended`,
          ]),
        )
      : work(given.args),
  )
}

type Judged<Args> = { args: Args } | { problem: string }

/** Describes the arguments as the schema does, and passes on what is wrong with them instead of throwing it. */
function judged<Input extends z.ZodType>(
  schema: Input,
): StandardSchemaWithJSON<unknown, Judged<z.output<Input>>> {
  const { jsonSchema } = schema['~standard']
  return {
    '~standard': {
      version: 1,
      vendor: 'story-monitor',
      jsonSchema,
      validate: (value: unknown) => {
        const key = pathOfForbidden(value)
        if (key !== undefined) return { value: { problem: `${key} is a key that can't be kept` } }
        const { success, data, error } = schema.safeParse(value)
        return { value: success ? { args: data } : { problem: inWords(error) } }
      },
    },
  }
}

const inWords = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 10)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ')

/** The schema library leaves this key out without a word. Two levels: the arguments, and the dictionaries in them. */
function pathOfForbidden(value: unknown): string | undefined {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  for (const [name, inner] of entries) {
    if (name === FORBIDDEN_KEY) return FORBIDDEN_KEY
    if (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, FORBIDDEN_KEY)) {
      return `${name}.${FORBIDDEN_KEY}`
    }
  }
  return undefined
}
