/** Parts of a good kubeconfig; a case replaces some of them. */
export interface ConfigParts {
  readonly head?: string
  readonly cluster?: string
  readonly user?: string
  readonly context?: string
}

const GOOD: Required<ConfigParts> = {
  head: 'apiVersion: v1\nkind: Config\ncurrent-context: ci@prod',
  cluster: 'server: https://k8s.example.test:6443',
  user: 'token: canary-token',
  context: 'cluster: prod\nuser: ci\nnamespace: shop',
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n')

export function kubeconfig(parts: ConfigParts = {}): string {
  const { head, cluster, user, context } = { ...GOOD, ...parts }
  return `${head}
clusters:
  - name: prod
    cluster:
${indent(cluster)}
users:
  - name: ci
    user:
${indent(user)}
contexts:
  - name: ci@prod
    context:
${indent(context)}
`
}

const EXEC = (more: string): string =>
  `exec:\n  apiVersion: client.authentication.k8s.io/v1\n  command: aws\n  ${more}`

export interface RefusedCase {
  readonly name: string
  readonly text: string
  readonly error: RegExp
  readonly context?: string
  readonly insecure?: boolean
  readonly exec?: boolean
}

/** Kubeconfigs that are refused, with what the error says. None of them may show `canary`. */
export const REFUSED: readonly RefusedCase[] = [
  { name: 'no YAML', text: 'clusters: [\n  token: "canary', error: /"kubeconfig":\d+:\d+: .* not YAML/ },
  { name: 'a list', text: '- canary\n- x\n', error: /:1:1: the kubeconfig is not a map/ },
  { name: 'a Secret', text: kubeconfig({ head: 'kind: Secret\ncurrent-context: x' }), error: /not "Config"/ },
  {
    name: 'no context chosen',
    text: kubeconfig({ head: 'kind: Config' }),
    error: /no "current-context"; give "kube-context" one of its contexts: "ci@prod"/,
  },
  {
    name: 'a context that is not there',
    text: kubeconfig(),
    context: 'ci@prd',
    error: /no context "ci@prd".*did you mean "ci@prod"\?/,
  },
  {
    name: 'a context of an unknown cluster',
    text: kubeconfig({ context: 'cluster: staging\nuser: ci' }),
    error: /:15:7: "contexts\[0\]\.context" names the cluster "staging", .*it has "prod"/,
  },
  {
    name: 'a context of an unknown user',
    text: kubeconfig({ context: 'cluster: prod\nuser: c' }),
    error: /names the user "c", which is not in "users"/,
  },
  { name: 'a context without cluster', text: kubeconfig({ context: 'user: ci' }), error: /has no "cluster"/ },
  {
    name: 'no server',
    text: kubeconfig({ cluster: 'proxy-url: ""' }),
    error: /"clusters\[0\]\.cluster" has no "server"/,
  },
  {
    name: 'a server that is no URL',
    text: kubeconfig({ cluster: 'server: k8s.example.test' }),
    error: /has no https URL/,
  },
  {
    name: 'a server with a password',
    text: kubeconfig({ cluster: 'server: https://u:canary@k8s.example.test' }),
    error: /has no https URL/,
  },
  {
    name: 'a token that is a number',
    text: kubeconfig({ user: 'token: 8675309' }),
    error: /"users\[0\]\.user\.token" is read as a number by YAML: put it in quotes/,
  },
  {
    name: 'a token that is a map',
    text: kubeconfig({ user: 'token: { a: canary }' }),
    error: /is not a text/,
  },
  {
    name: 'an alias',
    text: kubeconfig({ head: 'kind: Config\ncurrent-context: ci@prod\nx: &x canary', user: 'token: *x' }),
    error: /is an alias/,
  },
  {
    name: 'fault 107: a certificate that is not verified',
    text: kubeconfig({ cluster: 'server: https://k8s.example.test\ninsecure-skip-tls-verify: true' }),
    error: /"insecure-skip-tls-verify".*"insecure: true"/,
  },
  {
    name: 'a certificate that is verified and not',
    text: kubeconfig({
      cluster:
        'server: https://k8s.example.test\ninsecure-skip-tls-verify: true\ncertificate-authority-data: Y2FuYXJ5',
    }),
    insecure: true,
    error: /leave one of the two out/,
  },
  {
    name: 'a flag that is a text',
    text: kubeconfig({ cluster: 'server: https://k8s.example.test\ninsecure-skip-tls-verify: "yes"' }),
    error: /neither true nor false/,
  },
  {
    name: 'an authority that is not base64',
    text: kubeconfig({ cluster: 'server: https://k8s.example.test\ncertificate-authority-data: "canary!"' }),
    error: /"clusters\[0\]\.cluster\.certificate-authority-data" is not base64/,
  },
  {
    name: 'a certificate without its key',
    text: kubeconfig({ user: 'client-certificate-data: Y2FuYXJ5' }),
    error: /"client-certificate" and "client-key": wanted both/,
  },
  {
    name: 'a user name without a password',
    text: kubeconfig({ user: 'username: admin' }),
    error: /"username" and "password"/,
  },
  {
    name: 'a proxy of another kind',
    text: kubeconfig({ cluster: 'server: https://k8s.example.test\nproxy-url: socks5://canary@proxy:1080' }),
    error: /socks5 is not supported/,
  },
  {
    name: 'an auth provider',
    text: kubeconfig({ user: 'auth-provider:\n  name: gcp' }),
    error: /"users\[0\]\.user\.auth-provider" is not supported.*gke-gcloud-auth-plugin/,
  },
  {
    name: 'impersonation',
    text: kubeconfig({ user: 'token: canary\nas: system:admin' }),
    error: /act as somebody else/,
  },
  {
    name: 'fault 107: an exec plugin',
    text: kubeconfig({ user: EXEC('args: [canary]') }),
    error: /"allow-exec-plugins: true"/,
  },
  {
    name: 'an exec plugin of an old version',
    text: kubeconfig({ user: 'exec:\n  apiVersion: client.authentication.k8s.io/v1alpha1\n  command: aws' }),
    exec: true,
    error: /has not the "apiVersion"/,
  },
  {
    name: 'an exec plugin that wants a terminal',
    text: kubeconfig({ user: EXEC('interactiveMode: Always') }),
    exec: true,
    error: /wants a terminal/,
  },
  {
    name: 'an exec plugin without command',
    text: kubeconfig({ user: EXEC('').replace('aws', '""') }),
    exec: true,
    error: /no "command"/,
  },
  {
    name: 'an argument that is no text',
    text: kubeconfig({ user: EXEC('args: [{ a: canary }]') }),
    exec: true,
    error: /"users\[0\]\.user\.exec\.args\[0\]" is not a text/,
  },
  {
    name: 'fault 107: a path in a kubeconfig that is no file',
    text: kubeconfig({ user: 'tokenFile: /etc/hostname' }),
    error: /names a file, and this kubeconfig is not one itself.*--flatten/,
  },
]
