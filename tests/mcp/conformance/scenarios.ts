/**
 * The server scenarios of @modelcontextprotocol/conformance 0.1.16. `pass` has to pass; anything else is the reason why
 * the scenario can't apply to this server, and has to fail: one that passes after all is to be moved up.
 */
export const CONFORMANCE_VERSION = '0.1.16'

const OWN_TOOL = 'asks for a tool of the suite’s own reference server'
const OWN_RESOURCE = 'asks for a resource of the suite’s own reference server'
const OWN_PROMPT = 'asks for a prompt of the suite’s own reference server'

export const SCENARIOS: { readonly [scenario: string]: string } = {
  'server-initialize': 'pass',
  ping: 'pass',
  'tools-list': 'pass',
  'resources-list': 'pass',
  'prompts-list': 'pass',
  'dns-rebinding-protection': 'pass',
  'logging-set-level': 'the server sends no log messages and offers no logging',
  'completion-complete': 'completes an argument of a prompt of the suite’s own reference server',
  'tools-call-simple-text': OWN_TOOL,
  'tools-call-image': OWN_TOOL,
  'tools-call-audio': OWN_TOOL,
  'tools-call-embedded-resource': OWN_TOOL,
  'tools-call-mixed-content': OWN_TOOL,
  'tools-call-with-logging': OWN_TOOL,
  'tools-call-error': OWN_TOOL,
  'tools-call-with-progress': OWN_TOOL,
  'tools-call-sampling': OWN_TOOL,
  'tools-call-elicitation': OWN_TOOL,
  'json-schema-2020-12': OWN_TOOL,
  'elicitation-sep1034-defaults': OWN_TOOL,
  'elicitation-sep1330-enums': OWN_TOOL,
  'server-sse-polling': 'pass',
  'server-sse-multiple-streams': 'pass',
  'resources-read-text': OWN_RESOURCE,
  'resources-read-binary': OWN_RESOURCE,
  'resources-templates-read': OWN_RESOURCE,
  'resources-subscribe': OWN_RESOURCE,
  'resources-unsubscribe': OWN_RESOURCE,
  'prompts-get-simple': OWN_PROMPT,
  'prompts-get-with-args': OWN_PROMPT,
  'prompts-get-embedded-resource': OWN_PROMPT,
  'prompts-get-with-image': OWN_PROMPT,
}
