export const id = 590;
export const ids = [590];
export const modules = {

/***/ 9590:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run_run)
});

// EXTERNAL MODULE: external "node:perf_hooks"
var external_node_perf_hooks_ = __webpack_require__(643);
;// CONCATENATED MODULE: ./packages/adapters/lib/clock/system-clock.js

/** The machine's clock. `sleep` wakes at once when its signal is aborted and rejects with the signal's reason. */
function systemClock() {
    return {
        monotonic: () => external_node_perf_hooks_.performance.now(),
        now: () => new Date(),
        sleep,
        timer: startTimer,
        random: () => Math.random(),
    };
}
/** A signal that is aborted after so many milliseconds, without keeping the process alive for it. */
function deadlineAfter(milliseconds) {
    return AbortSignal.timeout(Math.min(milliseconds, LONGEST_TIMER));
}
/** Longer ones ring at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER = 2 ** 31 - 1;
async function sleep(milliseconds, signal) {
    const abortable = isAbortSignal(signal) ? signal : undefined;
    if (signal?.aborted === true)
        throw reasonOf(abortable);
    await new Promise((resolve, reject) => {
        const wake = () => {
            abortable?.removeEventListener('abort', abort);
            resolve();
        };
        const abort = () => {
            clearTimeout(timer);
            reject(reasonOf(abortable));
        };
        const timer = setTimeout(wake, Math.min(Math.max(milliseconds, 0), LONGEST_TIMER));
        abortable?.addEventListener('abort', abort, { once: true });
    });
}
function startTimer(milliseconds) {
    let timeout;
    const done = new Promise((resolve) => {
        timeout = setTimeout(resolve, Math.min(Math.max(milliseconds, 0), LONGEST_TIMER));
    });
    return {
        done,
        cancel() {
            clearTimeout(timeout);
        },
    };
}
function isAbortSignal(signal) {
    return signal !== undefined && 'addEventListener' in signal;
}
function reasonOf(signal) {
    const reason = signal?.reason;
    return reason instanceof Error ? reason : new Error('the wait was cancelled', { cause: reason });
}
//# sourceMappingURL=system-clock.js.map
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/report/error.js
var report_error = __webpack_require__(2254);
;// CONCATENATED MODULE: ./packages/adapters/lib/release/release-input.js



const WANTED = { release: 'a release record', digests: 'digests, one per line' };
const MAX_FILES = 1000;
const MAX_BYTES = 1024 * 1024;
/**
 * The release records that input `release` gives, as text: itself when it is JSON, else what the file holds that it
 * names, or the `*.json` files of the directory, one after the other: the artifacts of a matrix. Input `digests` of
 * build-and-push is read in the same way.
 * @throws ActionError `release-unreadable`
 */
async function loadReleaseInput(given, workspace, input = 'release') {
    if (given === '' || /^[{[]/.test(given) || (input === 'digests' && given.startsWith('sha256:')))
        return given;
    if (/[\r\n\0]/.test(given)) {
        throw unreadable(input, given, 'it is neither JSON nor a path: wanted what build-and-push gave, as it is');
    }
    const path = (0,external_node_path_.resolve)(workspace, given);
    try {
        if (!(await (0,promises_.stat)(path)).isDirectory())
            return await readCapped(input, path);
        const names = (await (0,promises_.readdir)(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
        if (names.length === 0)
            throw unreadable(input, given, 'the directory holds no *.json file');
        if (names.length > MAX_FILES)
            throw unreadable(input, given, `it holds ${names.length} files, more than ${MAX_FILES}`);
        const records = await Promise.all(names.map((name) => readCapped(input, (0,external_node_path_.join)(path, name))));
        return records.map((record) => record.trim()).join('\n');
    }
    catch (cause) {
        if (cause instanceof report_error/* ActionError */.l)
            throw cause;
        throw unreadable(input, given, `it is not JSON, and as a path it cannot be read (${(0,report_error/* messageOf */.b)(cause)})`, cause);
    }
}
async function readCapped(input, path) {
    const { size } = await (0,promises_.stat)(path);
    if (size > MAX_BYTES)
        throw unreadable(input, path, `it has ${size} bytes, more than ${MAX_BYTES}`);
    return (0,promises_.readFile)(path, 'utf8');
}
function unreadable(input, given, what, cause) {
    return new report_error/* ActionError */.l('release-unreadable', `Input "${input}" is ${JSON.stringify(given.slice(0, 80))}: ${what}. Give ${WANTED[input]}, or the path of a file or directory of them.`, { cause });
}
//# sourceMappingURL=release-input.js.map
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
;// CONCATENATED MODULE: ./packages/adapters/lib/http/url.js


/**
 * Parses a URL we may talk to: https, or http to a loopback address or with `plaintext`; no user name or password in it; no
 * line break; not a link-local address, where clouds keep their credentials. Throws `ActionError` `refused-url`.
 */
function checkUrl(given, rules) {
    const text = given.toString();
    if (/[\r\n\0]/.test(text))
        throw refuse(text, 'it contains a line break', 'give one URL without line breaks');
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined) {
        throw refuse(text, 'it is not an absolute URL', 'give one such as https://host.example/path');
    }
    if (url.username !== '' || url.password !== '') {
        throw refuse(describeUrl(url), 'it carries a user name or password', 'pass credentials through their own inputs');
    }
    if (isMetadataHost(url.hostname)) {
        throw refuse(describeUrl(url), 'it is a link-local or cloud metadata address', 'give the address of the service');
    }
    if (url.protocol === 'https:')
        return url;
    if (url.protocol !== 'http:')
        throw refuse(describeUrl(url), `it is ${url.protocol}`, 'give an https URL');
    if (!rules.plaintext && !isLoopback(url.hostname)) {
        throw refuse(describeUrl(url), 'it is plain http', 'use https, or set `plaintext: true` where the action has that input');
    }
    return url;
}
/** A URL for messages: no query, no fragment, no credentials. */
function describeUrl(url) {
    return `${url.protocol}//${url.host}${url.pathname}`;
}
/** `localhost`, its subdomains, 127.0.0.0/8 and ::1. */
function isLoopback(hostname) {
    const host = bareHost(hostname);
    return (host === 'localhost' ||
        host.endsWith('.localhost') ||
        host === '::1' ||
        ((0,external_node_net_.isIPv4)(host) && host.startsWith('127.')));
}
/** Name servers answer these names with 169.254.169.254 inside the clouds that use them. */
const METADATA_NAMES = new Set([
    'metadata',
    'metadata.google.internal',
    'instance-data',
    'instance-data.ec2.internal',
]);
const METADATA_ADDRESSES = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254']);
function isMetadataHost(hostname) {
    const host = bareHost(hostname).replace(/\.$/, '');
    if (METADATA_NAMES.has(host) || METADATA_ADDRESSES.has(host))
        return true;
    if ((0,external_node_net_.isIPv4)(host))
        return isLinkLocalV4(host);
    if (!(0,external_node_net_.isIPv6)(host))
        return false;
    if (/^fe[89ab]/.test(host))
        return true;
    const embedded = /^(?:::ffff:|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
    if (embedded === null)
        return false;
    const [high, low] = [parseInt(embedded[1] ?? '', 16), parseInt(embedded[2] ?? '', 16)];
    const address = `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
    return isLinkLocalV4(address) || METADATA_ADDRESSES.has(address);
}
function isLinkLocalV4(address) {
    return address.startsWith('169.254.') || address === '0.0.0.0';
}
/** WHATWG host names keep the brackets of IPv6 addresses. */
function bareHost(hostname) {
    return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
function refuse(url, why, remedy) {
    const shown = url
        .replace(/[\r\n\0]+/g, ' ')
        .replace(/\/\/.*@/, '//***@')
        .replace(/[?#].*$/, '');
    return new report_error/* ActionError */.l('refused-url', `refused the URL ${JSON.stringify(shown)}: ${why}; ${remedy}`);
}
//# sourceMappingURL=url.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/endpoint.js



/** Docker Hub's names for itself; references say `docker.io`, the API is elsewhere. */
const HUB = 'docker.io';
const HUB_API = 'registry-1.docker.io';
const HUB_ALIASES = new Set([HUB, HUB_API, 'index.docker.io', 'hub.docker.com', 'registry.hub.docker.com']);
/** Where docker and its credential helpers keep the login of Docker Hub. */
const HUB_CONFIG_KEY = 'https://index.docker.io/v1/';
/**
 * The registry a setting names, as image references name it: `host[:port]`, lower-case, without scheme and path;
 * empty and every name of Docker Hub are `docker.io`.
 */
function normalizeRegistry(text) {
    const host = text
        .trim()
        .replace(/^https?:\/\//i, '')
        .replace(/\/.*$/s, '')
        .toLowerCase();
    return host === '' || HUB_ALIASES.has(host) ? HUB : host;
}
/** Whether a registry, as image references name it, is Docker Hub. */
function isHub(registry) {
    return registry === HUB;
}
/** The root of a registry's API: https, but http for loopback addresses. */
function apiRoot(registry) {
    const host = registry === HUB ? HUB_API : registry;
    const url = URL.canParse(`https://${host}/`) ? new URL(`https://${host}/`) : undefined;
    if (url === undefined) {
        throw new report_error/* ActionError */.l('invalid-image', `"${registry}" is not the address of a registry: wanted a host name, and a port if it is not 443.`);
    }
    return isLoopback(url.hostname) ? new URL(`http://${host}/`) : url;
}
/**
 * The token endpoint that a challenge names, if it is one we may send a password to: https; or http on the very host
 * of a registry that is itself read over http, or between loopback addresses. Addresses inside the runner's network
 * are refused unless the registry is at that address: a registry must not choose whom we talk to there.
 * @throws ActionError `registry-invalid-answer`
 */
function checkRealm(realm, registry) {
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    if (url === undefined)
        throw endpoint_refuse(registry, 'is not a URL');
    if (url.username !== '' || url.password !== '')
        throw endpoint_refuse(registry, 'carries a user name or password');
    const sameHost = url.hostname === registry.hostname;
    const bothLoopback = isLoopback(url.hostname) && isLoopback(registry.hostname);
    const plain = url.protocol === 'http:' && registry.protocol === 'http:' && (sameHost || bothLoopback);
    if (url.protocol !== 'https:' && !plain)
        throw endpoint_refuse(registry, `is at ${url.origin}, which is not https`);
    if (!sameHost && !bothLoopback && isInternal(url.hostname))
        throw endpoint_refuse(registry, `is at ${url.host}, an internal address`);
    url.hash = '';
    return url;
}
// https://www.iana.org/assignments/iana-ipv4-special-registry, …-ipv6-special-registry
const INTERNAL = new external_node_net_.BlockList();
for (const [network, prefix] of [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['168.63.129.16', 32],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
])
    INTERNAL.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
    ['::', 127],
    ['64:ff9b::', 96],
    ['fc00::', 7],
    ['fe80::', 10],
])
    INTERNAL.addSubnet(network, prefix, 'ipv6');
function isInternal(hostname) {
    const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    const version = (0,external_node_net_.isIP)(host);
    if (version !== 0)
        return INTERNAL.check(host, version === 4 ? 'ipv4' : 'ipv6');
    return isLoopback(host) || host === 'metadata.google.internal';
}
function endpoint_refuse(registry, why) {
    return new report_error/* ActionError */.l('registry-invalid-answer', `The registry ${registry.host} asks for a token from an address that ${why}; nothing was sent there. Check that the registry is the right one, and its token server's configuration ("realm").`);
}
//# sourceMappingURL=endpoint.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/json/object.js
/**
 * The object that a JSON text is; undefined when it is anything else. The parser's message is left out on purpose: it
 * quotes the text, which may hold a token or a password.
 */
function parseJsonObject(content) {
    try {
        const text = typeof content === 'string' ? content : new TextDecoder('utf-8', { fatal: true }).decode(content);
        const value = JSON.parse(text);
        return isJsonObject(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function isJsonObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
//# sourceMappingURL=object.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/docker-config.js





const EMPTY = { logins: new Map(), helpers: new Map(), store: undefined };
/** Where docker keeps its configuration. https://docs.docker.com/reference/cli/docker/#environment-variables */
function dockerConfigPath(env, home) {
    const folder = env.DOCKER_CONFIG;
    return (0,external_node_path_.join)(folder === undefined || folder === '' ? (0,external_node_path_.join)(home, '.docker') : folder, 'config.json');
}
/**
 * Where podman, buildah and skopeo keep logins, in the same form.
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
function containersAuthPaths(env, home) {
    const { REGISTRY_AUTH_FILE: named = '', XDG_RUNTIME_DIR: run = '', XDG_CONFIG_HOME: config = '' } = env;
    return [
        ...(named === '' ? [] : [named]),
        ...(run === '' ? [] : [(0,external_node_path_.join)(run, 'containers', 'auth.json')]),
        (0,external_node_path_.join)(config === '' ? (0,external_node_path_.join)(home, '.config') : config, 'containers', 'auth.json'),
    ];
}
/**
 * Reads `config.json`; a file that is not there holds no logins.
 * @throws ActionError `invalid-docker-config`
 */
async function readDockerConfig(path) {
    let text;
    try {
        text = await (0,promises_.readFile)(path, 'utf8');
    }
    catch (error) {
        if (isAbsent(error))
            return EMPTY;
        throw invalid(path, `cannot be read (${(0,report_error/* messageOf */.b)(error)})`, error);
    }
    const document = parseJsonObject(text);
    if (document === undefined)
        throw invalid(path, 'is not a JSON object');
    const { credsStore } = document;
    return {
        logins: readEntries(path, document.auths, 'auths', readLogin),
        helpers: readEntries(path, document.credHelpers, 'credHelpers', (value) => typeof value === 'string' ? value : undefined),
        store: typeof credsStore === 'string' && credsStore !== '' ? credsStore : undefined,
    };
}
/** The first entry for a registry wins: keys may name one registry in several ways. */
function readEntries(path, value, name, read) {
    if (value === undefined || value === null)
        return new Map();
    if (!isJsonObject(value))
        throw invalid(path, `has "${name}" that is not an object`);
    const entries = new Map();
    for (const [key, entry] of Object.entries(value)) {
        const registry = normalizeRegistry(key);
        const content = read(entry);
        if (content !== undefined && !entries.has(registry))
            entries.set(registry, content);
    }
    return entries;
}
function readLogin(value) {
    if (!isJsonObject(value))
        return undefined;
    const { registrytoken, identitytoken, auth, username, password } = value;
    if (typeof registrytoken === 'string' && registrytoken !== '')
        return { kind: 'registry-token', token: registrytoken };
    if (typeof identitytoken === 'string' && identitytoken !== '')
        return { kind: 'identity-token', token: identitytoken };
    if (typeof auth === 'string' && auth !== '') {
        const pair = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
        const colon = pair.indexOf(':');
        if (colon > 0)
            return { kind: 'password', username: pair.slice(0, colon), password: pair.slice(colon + 1) };
    }
    if (typeof username === 'string' && typeof password === 'string' && username !== '')
        return { kind: 'password', username, password };
    return undefined;
}
function isAbsent(error) {
    return isJsonObject(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
function invalid(path, what, cause) {
    return new report_error/* ActionError */.l('invalid-docker-config', `The docker configuration ${path} ${what}. Correct or remove it, or give the login by the inputs "registry", "username" and "password".`, { cause });
}
//# sourceMappingURL=docker-config.js.map
// EXTERNAL MODULE: ./packages/adapters/lib/process/executable.js + 1 modules
var executable = __webpack_require__(6646);
// EXTERNAL MODULE: ./packages/adapters/lib/process/program.js
var process_program = __webpack_require__(7052);
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/ecr-login.js




// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
const PRIVATE = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|[a-z0-9.-]+\.(?:gov|cloud))$/;
const PUBLIC = 'public.ecr.aws';
/** Identifiers of access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ACCESS_KEY = /^(?:AKIA|ASIA)[A-Z0-9]{12,}$/;
/** Milliseconds. */
const LIMIT = 30_000;
const ALLOWED = /^(?:AWS_.*|HOME|TMPDIR|LANG|LC_.*|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE)$/i;
/** Undefined for a registry of somebody else. */
function ecrRegistry(registry) {
    if (registry === PUBLIC)
        return { command: 'ecr-public', region: 'us-east-1' };
    const region = PRIVATE.exec(registry)?.[1];
    return region === undefined ? undefined : { command: 'ecr', region };
}
/** Whether a login is that of AWS itself, which its registry does not know. */
function isAccessKey({ username }) {
    return ACCESS_KEY.test(username);
}
/**
 * The password of a registry of Amazon, by its command line tool; undefined when that is not on this machine.
 * @param key an access key, when the one of the environment is not meant
 * @throws ActionError `login-failed`
 */
async function ecrLogin(registry, { command, region }, options) {
    const { env, key } = options;
    const program = await (0,executable/* findExecutable */.oq)('aws', env);
    if (program === undefined) {
        if (key === undefined)
            return undefined;
        throw new report_error/* ActionError */.l('login-failed', `The login for ${registry} is an access key of AWS, and the tool "aws", which gets a password for it, is not on this machine. Install it, or give "AWS" and the password that aws-actions/amazon-ecr-login gets.`);
    }
    const limit = AbortSignal.timeout(LIMIT);
    const { exitCode, stdout, tail } = await (0,process_program/* runProgram */.m)({
        program,
        args: [command, 'get-login-password', '--region', region],
        env: awsEnvironment(env, key),
        signal: options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]),
    });
    const password = stdout.trim();
    if (exitCode === 0 && password !== '')
        return { registry, username: 'AWS', password };
    const said = exitCode === 0 ? 'no password came' : (tail.at(-1) ?? `exit code ${exitCode}`);
    throw new report_error/* ActionError */.l('login-failed', `"aws ${command} get-login-password --region ${region}" did not give a password for ${registry}: ${said.slice(0, 300)}. Configure AWS before (aws-actions/configure-aws-credentials), or give "username" and "password".`);
}
function awsEnvironment(env, key) {
    const passed = Object.entries(env).filter((entry) => entry[1] !== undefined && ALLOWED.test(entry[0]));
    const own = key === undefined ? {} : { AWS_ACCESS_KEY_ID: key.username, AWS_SECRET_ACCESS_KEY: key.password };
    const all = {
        ...Object.fromEntries(passed),
        ...own,
        PATH: (0,executable/* searchPath */.oe)(env).join(external_node_path_.delimiter),
    };
    // The session of another identity does not go with a key of its own.
    if (key !== undefined)
        delete all.AWS_SESSION_TOKEN;
    return all;
}
//# sourceMappingURL=ecr-login.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/run-logins.js





/**
 * Every login of a run. For registries of Amazon that nobody gave a login for, and docker has none for, the tool `aws` is asked
 * where it is installed. A run that asks no registry has none: what was given is hidden and checked all the same.
 * @throws ActionError `login-failed`, `invalid-input` when a registry has two logins, `invalid-docker-config`
 */
async function collectLogins(request) {
    const { registries, env, signal, onSecret } = request;
    const entries = [...request.given, ...request.listed].map((entry) => ({
        ...entry,
        registry: normalizeRegistry(entry.registry),
    }));
    for (const { password, username } of entries)
        if (password !== '')
            onSecret(password, username);
    checkTwice(entries);
    if (registries === undefined)
        return [];
    const logins = entries.filter(({ username }) => username !== '');
    const asked = entries.filter(({ username }) => username === '').map(({ registry }) => registry);
    const used = registries.filter((registry) => !logins.some((login) => login.registry === registry));
    const found = [];
    for (const login of logins) {
        const ecr = ecrRegistry(login.registry);
        const own = ecr === undefined || !isAccessKey(login)
            ? undefined
            : await ecrLogin(login.registry, ecr, {
                env,
                key: login,
                ...(signal === undefined ? {} : { signal }),
            });
        found.push(own ?? login);
    }
    for (const registry of new Set([...asked, ...used])) {
        const ecr = ecrRegistry(registry);
        if (ecr === undefined || (!asked.includes(registry) && (await hasLogin(registry, env))))
            continue;
        const own = await ecrLogin(registry, ecr, { env, ...(signal === undefined ? {} : { signal }) });
        if (own !== undefined)
            found.push(own);
    }
    for (const { password, username } of found)
        onSecret(password, username);
    return found;
}
async function hasLogin(registry, env) {
    const { logins, helpers, store } = await readDockerConfig(dockerConfigPath(env, (0,external_node_os_.homedir)()));
    return logins.has(registry) || helpers.has(registry) || store !== undefined;
}
function checkTwice(entries) {
    const twice = entries.find(({ registry }, index) => entries.findIndex((other) => other.registry === registry) !== index);
    if (twice === undefined)
        return;
    throw new report_error/* ActionError */.l('invalid-input', `There are two logins for ${twice.registry}, by the inputs "username" and "password" and by "registry-auth": leave one of them out.`);
}
//# sourceMappingURL=run-logins.js.map
// EXTERNAL MODULE: ./packages/core/lib/environment/git-names.js
var git_names = __webpack_require__(9210);
;// CONCATENATED MODULE: ./packages/adapters/lib/github/ambiguity.js

/** After these errors the far side may have acted: they become values, to be looked into. The others are thrown on. */
function keepAmbiguous(error) {
    if (error instanceof report_error/* ActionError */.l &&
        ['unreachable', 'timeout', 'body-too-large', 'invalid-answer'].includes(error.code)) {
        return error;
    }
    throw error;
}
//# sourceMappingURL=ambiguity.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/answer.js


/** A member that must be an object. Throws `ActionError` `invalid-answer`, as all of these do. */
function objectAt(value, key) {
    const found = memberOf(value, key);
    if (!isJsonObject(found))
        throw unexpected(key, 'an object');
    return found;
}
/** A member that is an object, or null or absent. */
function optionalObjectAt(value, key) {
    return memberOf(value, key) === null || memberOf(value, key) === undefined
        ? undefined
        : objectAt(value, key);
}
/** A member that must be text. */
function textAt(value, key) {
    const found = memberOf(value, key);
    if (typeof found !== 'string')
        throw unexpected(key, 'text');
    return found;
}
/** A member that must be a number. */
function numberAt(value, key) {
    const found = memberOf(value, key);
    if (typeof found !== 'number')
        throw unexpected(key, 'a number');
    return found;
}
/** A member that must be a list. */
function listAt(value, key) {
    const found = memberOf(value, key);
    if (!Array.isArray(found))
        throw unexpected(key, 'a list');
    return found;
}
/** Characters of it that are read: what is known by its words stands at the beginning, and a body may be of any length. */
const LONGEST_MESSAGE = 4096;
/** The text of an error body: `message` and the messages of `errors`, on one line. */
function messageOfAnswer(data) {
    if (!isJsonObject(data))
        return '';
    const errors = Array.isArray(data.errors) ? data.errors : [];
    const details = errors.map((error) => {
        if (typeof error === 'string')
            return error;
        if (!isJsonObject(error))
            return '';
        if (typeof error.message === 'string')
            return error.message;
        return [error.resource, error.field, error.code].filter((part) => typeof part === 'string').join(' ');
    });
    return [typeof data.message === 'string' ? data.message : '', ...details]
        .filter((text) => text !== '')
        .join('; ')
        .slice(0, LONGEST_MESSAGE)
        .replace(/\s+/g, ' ')
        .trim();
}
function memberOf(value, key) {
    return isJsonObject(value) ? value[key] : undefined;
}
function unexpected(key, wanted) {
    return new report_error/* ActionError */.l('invalid-answer', `the answer has no "${key}" that is ${wanted}: it is not what GitHub answers; check GITHUB_API_URL and GITHUB_GRAPHQL_URL`);
}
//# sourceMappingURL=answer.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/refusal.js


/** Whether a refusal comes from a ruleset or branch protection; GitHub gives it as 403, 409 and 422. */
function isRuleRefusal(message) {
    return /rule violations? found|GH0(?:06|13)\b|protected (?:branch|ref)|must be made through a pull request/i.test(message);
}
/** A refused REST call as the error of this project. */
function restRefusal(answer, attempt) {
    const message = messageOfAnswer(answer.data);
    if (answer.status === 401)
        return badToken(attempt);
    if (isRuleRefusal(message))
        return ruleRefusal(message, attempt);
    if (answer.status === 403)
        return forbidden(message, answer.headers.get('x-accepted-github-permissions'), attempt);
    if (answer.status === 404)
        return notFound(attempt);
    return otherRefusal(answer.status, message, attempt);
}
/** Errors of a GraphQL answer as the error of this project. */
function graphqlRefusal(errors, attempt) {
    const message = errors
        .map((error) => error.message)
        .join('; ')
        .slice(0, LONGEST_MESSAGE)
        .replace(/\s+/g, ' ');
    const types = errors.map((error) => error.type);
    if (isRuleRefusal(message))
        return ruleRefusal(message, attempt);
    if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES'))
        return forbidden(message, undefined, attempt);
    if (types.includes('NOT_FOUND') && /\bbranch\b/i.test(message))
        return branchNotFound(message, attempt);
    if (types.includes('NOT_FOUND'))
        return notFound(attempt);
    return new report_error/* ActionError */.l('github-refused', `GitHub refused ${attempt.what}: ${message}`, {
        cause: errors,
        kind: types.every((type) => type === undefined) ? 'transient' : 'user',
    });
}
function badToken({ what, repository }) {
    return new report_error/* ActionError */.l('permission-denied', `GitHub did not accept the token while ${what} (401): it is wrong, expired or revoked; give a token that is valid for ${repository}`);
}
function ruleRefusal(message, { what, repository }) {
    const rule = message.replace(/^.*?rule violations? found[^.;]*?(?:\s+for\s+\S+)?\s*(?=\S)/i, '').trim();
    return new report_error/* ActionError */.l('refused-by-rule', `a rule of ${repository} refused ${what}: ${rule === '' ? message : rule} The default GITHUB_TOKEN cannot bypass rules: use mode ` +
        '`pull-request`, or the token of a GitHub App that the ruleset lets bypass it');
}
function forbidden(message, accepted, { what, repository, needs: known }) {
    const named = accepted === undefined || accepted === '' ? known : accepted;
    const needs = named === undefined ? 'the permission that this needs' : `one of these permissions: ${named}`;
    return new report_error/* ActionError */.l('permission-denied', `the token may not do this on ${repository}: GitHub refused ${what} (403: ${message}). Give it ${needs}, under \`permissions:\` in the ` +
        'workflow for the default token, in the settings of the app or token otherwise');
}
function notFound({ what, repository }) {
    return new report_error/* ActionError */.l('repository-not-found', `GitHub found nothing while ${what}: either ${repository} does not exist or the token cannot read it (GitHub answers both alike); ` +
        'check the name and that the token has `contents: read` there');
}
function branchNotFound(message, { what, repository }) {
    return new report_error/* ActionError */.l('branch-not-found', `GitHub refused ${what}: ${message} Create the branch in ${repository}, or name one that exists`);
}
function otherRefusal(status, message, { what }) {
    const said = message === '' ? '' : `: ${message}`;
    if (status >= 500) {
        return new report_error/* ActionError */.l('unreachable', `GitHub failed while ${what} (${status}${said}); run again later`, {
            kind: 'transient',
        });
    }
    return new report_error/* ActionError */.l('github-refused', `GitHub refused ${what} (${status}${said})`);
}
//# sourceMappingURL=refusal.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/repository-query.js




/** `owner/name` in its two parts. */
function splitRepository(repository) {
    const [owner = '', name = ''] = repository.split('/');
    return { owner, name };
}
/** Beyond these texts a query is sent alone: GitHub gives up what takes it more than ten seconds. */
const LONGEST_SHARED = 20_000;
const MOST_SHARED = 5;
/** A query of so few characters asks for a field or two: ten of those weigh as much as one of files. */
const SHORT = 100;
const waiting = new WeakMap();
/**
 * The repository in the answer to a query. Queries that are asked in the same moment, without waiting for one another,
 * share one request. Throws `ActionError` `repository-not-found` and the other refusals, each query its own.
 */
function queryRepository(connection, at, query) {
    return new Promise((resolve, reject) => {
        const asked = { at, query, resolve, reject };
        const others = waiting.get(connection);
        if (others !== undefined) {
            others.push(asked);
            return;
        }
        const all = [asked];
        waiting.set(connection, all);
        queueMicrotask(() => {
            waiting.delete(connection);
            for (const some of share(all))
                void answerAll(connection, some);
        });
    });
}
function share(all) {
    const groups = [];
    let [length, weight] = [0, 0];
    for (const asked of all) {
        const last = groups.at(-1);
        const more = asked.query.selection.length;
        const heavier = more < SHORT ? 0.1 : 1;
        if (last === undefined || weight + heavier > MOST_SHARED || length + more > LONGEST_SHARED) {
            groups.push([asked]);
            length = more;
            weight = heavier;
        }
        else {
            last.push(asked);
            length += more;
            weight += heavier;
        }
    }
    return groups;
}
/** Answers all of them; those of a request that failed as a whole are sent one by one. */
async function answerAll(connection, group) {
    try {
        const { document, variables } = composeQuery(group);
        const answer = await connection.query(document, variables);
        if (group.length > 1 && hasFailed(answer)) {
            for (const asked of group)
                await answerAll(connection, [asked]);
            return;
        }
        for (const [index, asked] of group.entries())
            settle(asked, answer, aliasOf(index, group));
    }
    catch (error) {
        for (const asked of group)
            asked.reject(error);
    }
}
/** An error that names no field is one of the whole request. */
function hasFailed({ status, errors }) {
    return status !== 200 || errors.some(({ path }) => path.length === 0);
}
function settle({ at, resolve, reject }, answer, alias) {
    try {
        resolve(readRepository(at, answer, alias));
    }
    catch (error) {
        reject(error);
    }
}
function readRepository(at, answer, alias) {
    const attempt = { what: `reading ${at.owner}/${at.name}`, repository: `${at.owner}/${at.name}` };
    if (answer.status === 404) {
        throw new report_error/* ActionError */.l('unreachable', 'there is no GraphQL API of GitHub at GITHUB_GRAPHQL_URL (404); use the URLs that the runner gives, without changes');
    }
    if (answer.status !== 200)
        throw restRefusal(answer, attempt);
    const errors = answer.errors.filter((error) => isOf(error, alias));
    if (errors.length > 0)
        throw graphqlRefusal(errors, attempt);
    return objectAt(objectAt(answer.data, 'data'), alias);
}
function isOf({ path }, alias) {
    return path.length === 0 || path[0] === alias;
}
/** One document for all: a single query as it is, several each under a name of its own, with variables of its own. */
function composeQuery(group) {
    const declared = [];
    const variables = {};
    const fields = group.map(({ at, query }, index) => {
        const prefix = group.length === 1 ? '' : `${aliasOf(index, group)}_`;
        const own = {
            owner: { type: 'String!', value: at.owner },
            name: { type: 'String!', value: at.name },
            ...query.variables,
        };
        for (const [name, { type, value }] of Object.entries(own)) {
            declared.push(`$${prefix}${name}: ${type}`);
            variables[`${prefix}${name}`] = value;
        }
        const alias = group.length === 1 ? '' : `${aliasOf(index, group)}: `;
        const selection = query.selection.replaceAll('$', `$${prefix}`);
        return `${alias}repository(owner: $${prefix}owner, name: $${prefix}name) { ${selection} }`;
    });
    const fragments = new Set(group.flatMap(({ query }) => query.fragments ?? []));
    const document = `query(${declared.join(', ')}) {\n${fields.join('\n')}\n}\n${[...fragments].join('\n')}`;
    return { document, variables };
}
function aliasOf(index, group) {
    return group.length === 1 ? 'repository' : `r${index}`;
}
//# sourceMappingURL=repository-query.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/branches.js





const HEAD = 'id ref(qualifiedName: $ref) { target { oid } }';
const UPDATE_REFS = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;
/** The head of a branch, undefined when there is no such branch, and the repository's node id. */
async function readHead(connection, at, branch) {
    const variables = { ref: { type: 'String!', value: `refs/heads/${branch}` } };
    const repository = await queryRepository(connection, at, { selection: HEAD, variables });
    const ref = optionalObjectAt(repository, 'ref');
    return {
        repositoryId: textAt(repository, 'id'),
        head: ref === undefined ? undefined : (0,git_names/* parseCommitSha */.tu)(textAt(objectAt(ref, 'target'), 'oid')),
    };
}
/**
 * Moves a branch from `before` to `after` if it still stands at `before`; undefined stands for no branch. Returns the head that it
 * then has: not `after` means that others came first. https://docs.github.com/graphql/reference/mutations#updaterefs
 */
async function moveBranch(connection, at, request) {
    const { branch, before, after } = request;
    const attempt = {
        what: `moving the branch ${branch}`,
        repository: `${at.owner}/${at.name}`,
        needs: 'contents=write',
    };
    const { repositoryId, head } = await readHead(connection, at, branch);
    if (head !== before || head === after)
        return head;
    const refUpdates = [refUpdate({ branch, before, after, force: true })];
    const answer = await connection
        .mutate(UPDATE_REFS, { input: { repositoryId, refUpdates } })
        .catch(keepAmbiguous);
    if (!(answer instanceof report_error/* ActionError */.l) && answer.status === 200 && answer.errors.length === 0)
        return after;
    // A race, a refusal and a lost answer look alike until the branch is read again.
    const now = await readHead(connection, at, branch);
    if (now.head === after || now.head !== before)
        return now.head;
    if (answer instanceof report_error/* ActionError */.l)
        throw answer;
    throw answer.status === 200 ? graphqlRefusal(answer.errors, attempt) : restRefusal(answer, attempt);
}
/**
 * Moves several branches at once, or none. Answers the refusal, which may be a race, or undefined when they moved.
 * @throws ActionError when nobody knows whether they moved
 */
async function moveBranches(connection, at, moves) {
    const [first] = moves;
    if (first === undefined)
        return undefined;
    const attempt = {
        what: `moving the branch ${first.branch}`,
        repository: `${at.owner}/${at.name}`,
        needs: 'contents=write',
    };
    const { repositoryId } = await readHead(connection, at, first.branch);
    const input = { repositoryId, refUpdates: moves.map(refUpdate) };
    const answer = await connection.mutate(UPDATE_REFS, { input });
    if (answer.status !== 200)
        return restRefusal(answer, attempt);
    return answer.errors.length === 0 ? undefined : graphqlRefusal(answer.errors, attempt);
}
function refUpdate({ branch, before, after, force }) {
    const zeros = '0'.repeat((before ?? after ?? '').length);
    return { name: `refs/heads/${branch}`, beforeOid: before ?? zeros, afterOid: after ?? zeros, force };
}
//# sourceMappingURL=branches.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/compare.js




/** GitHub lists at most this many files: https://docs.github.com/rest/commits/commits#compare-two-commits */
const MOST_FILES = 300;
const STATUSES = ['ahead', 'behind', 'identical', 'diverged'];
/** How `head` stands to `base`, both names or ids; undefined when GitHub does not know one of them. */
async function compareCommits(connection, at, base, head) {
    const answer = await connection.rest('GET /repos/{owner}/{repo}/compare/{basehead}', {
        owner: at.owner,
        repo: at.name,
        basehead: `${base}...${head}`,
        // The first page holds all files; one commit on it is enough.
        per_page: 1,
    });
    if (answer.status === 404)
        return undefined;
    if (answer.status !== 200) {
        throw restRefusal(answer, { what: `comparing ${base} and ${head}`, repository: `${at.owner}/${at.name}` });
    }
    const files = filesOf(answer.data);
    return {
        status: compareStatus(answer.data),
        mergeBase: (0,git_names/* parseCommitSha */.tu)(textAt(objectAt(answer.data, 'merge_base_commit'), 'sha')),
        files: pathsOf(files),
        filesComplete: files.length < MOST_FILES,
    };
}
/** The word of a comparison; one that is not known holds nothing up and lets nothing pass as newer. */
function compareStatus(data) {
    const status = textAt(data, 'status');
    return STATUSES.find((known) => known === status) ?? 'diverged';
}
/** The list `files` of a comparison or a commit. */
function filesOf(data) {
    return isJsonObject(data) && Array.isArray(data.files) ? data.files : [];
}
/** The paths in such a list, each once. A renamed file differs under both of its names. */
function pathsOf(files) {
    const names = files.filter(isJsonObject).flatMap((file) => [file.filename, file.previous_filename]);
    return [...new Set(names.filter((path) => typeof path === 'string'))];
}
//# sourceMappingURL=compare.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pulls-between.js




/** Merged pull requests of one branch that are looked at: a comment makes an old one the newest by its last change. */
const LOOKED_AT = 20;
const OPEN = `number url title body isDraft isCrossRepository headRefName headRefOid baseRefName
headRepository { nameWithOwner } author { __typename login } labels(first: 100) { nodes { name } }`;
const MERGED = 'number url isCrossRepository mergedAt headRefOid mergeCommit { oid }';
/** The pull requests between branches of one repository, in one query. */
async function readPullsBetween(connection, at, heads, base) {
    const variables = { base: { type: 'String!', value: base } };
    const fields = heads.map((head, index) => {
        variables[`head${index}`] = { type: 'String!', value: head };
        const between = `headRefName: $head${index}, baseRefName: $base`;
        return `open${index}: pullRequests(${between}, states: [OPEN], first: 100) { nodes { ${OPEN} } }
merged${index}: pullRequests(${between}, states: [MERGED], first: ${LOOKED_AT}, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { ${MERGED} } }`;
    });
    const answer = await queryRepository(connection, at, { selection: fields.join('\n'), variables });
    const listed = (name) => heads
        .flatMap((_, index) => listAt(objectAt(answer, `${name}${index}`), 'nodes'))
        .filter(isJsonObject)
        .filter(({ isCrossRepository }) => isCrossRepository === false);
    return { open: listed('open').map(readOpen), merged: lastOf(listed('merged')) };
}
function lastOf(pulls) {
    // The commit is not known yet for a moment after the merge.
    const known = pulls.filter((pull) => optionalObjectAt(pull, 'mergeCommit') !== undefined);
    const [last] = known.toSorted((one, other) => mergedAt(other) - mergedAt(one) || numberAt(other, 'number') - numberAt(one, 'number'));
    if (last === undefined)
        return undefined;
    return {
        number: numberAt(last, 'number'),
        url: textAt(last, 'url'),
        head: (0,git_names/* parseCommitSha */.tu)(textAt(last, 'headRefOid')),
        commit: (0,git_names/* parseCommitSha */.tu)(textAt(objectAt(last, 'mergeCommit'), 'oid')),
    };
}
function mergedAt(pull) {
    return Date.parse(textAt(pull, 'mergedAt'));
}
function readOpen(pull) {
    const home = optionalObjectAt(pull, 'headRepository');
    return {
        number: numberAt(pull, 'number'),
        url: textAt(pull, 'url'),
        title: textAt(pull, 'title'),
        body: textAt(pull, 'body'),
        draft: pull.isDraft === true,
        head: {
            branch: (0,git_names/* parseBranchName */.pD)(textAt(pull, 'headRefName')),
            sha: (0,git_names/* parseCommitSha */.tu)(textAt(pull, 'headRefOid')),
            repository: home === undefined ? '' : textAt(home, 'nameWithOwner'),
        },
        base: { branch: (0,git_names/* parseBranchName */.pD)(textAt(pull, 'baseRefName')) },
        author: loginOf(optionalObjectAt(pull, 'author')),
        labels: listAt(optionalObjectAt(pull, 'labels') ?? { nodes: [] }, 'nodes').map((label) => textAt(label, 'name')),
    };
}
/** As the REST API calls it: there an app has "[bot]" at its end. The author of a deleted account is null. */
function loginOf(author) {
    if (author === undefined)
        return 'ghost';
    const login = textAt(author, 'login');
    return author.__typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login;
}
//# sourceMappingURL=pulls-between.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/branch-merges.js








/** Merges of a repository on GitHub. */
function createBranchMerges(connection, repository) {
    const at = splitRepository(repository);
    return {
        pullsBetween: (heads, base) => readPullsBetween(connection, at, heads, base),
        merge: (request) => mergeIntoBranch(connection, at, request),
    };
}
/** https://docs.github.com/rest/branches/branches#merge-a-branch */
async function mergeIntoBranch(connection, at, request) {
    const { branch, head, message, restart } = request;
    let begun;
    if (restart !== undefined) {
        begun = await joinHistories(connection, at, request, restart);
        const moved = await moveBranch(connection, at, { branch, before: restart.expected, after: begun });
        if (moved !== begun)
            return { kind: 'lost-race' };
    }
    const undo = async () => {
        if (begun !== undefined) {
            await moveBranch(connection, at, { branch, before: begun, after: restart?.expected });
        }
    };
    const answer = await connection
        .rest('POST /repos/{owner}/{repo}/merges', {
        owner: at.owner,
        repo: at.name,
        base: branch,
        head,
        commit_message: message,
    })
        .catch(keepAmbiguous);
    try {
        const result = answer instanceof report_error/* ActionError */.l ? answer : readAnswered(answer, at, branch);
        const settled = result instanceof report_error/* ActionError */.l ? await findMerge(connection, at, request, result) : result;
        if (settled.kind === 'conflict')
            await undo();
        return settled;
    }
    catch (error) {
        // The refusal is what the user must see, not that cleaning up failed as well.
        await undo().catch(() => undefined);
        throw error;
    }
}
/**
 * A commit with the content of `onto` and both histories: git then takes `since` for merged, and merges from there.
 * https://docs.github.com/rest/git/commits#create-a-commit
 */
async function joinHistories(connection, at, { message, branch }, { onto, since }) {
    const call = async (route, parameters, status) => {
        const answer = await connection.rest(route, { owner: at.owner, repo: at.name, ...parameters });
        if (answer.status === status)
            return answer.data;
        throw restRefusal(answer, { what: `preparing ${branch}`, repository: `${at.owner}/${at.name}` });
    };
    const commit = await call('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { commit_sha: onto }, 200);
    const tree = textAt(objectAt(commit, 'tree'), 'sha');
    const joined = await call('POST /repos/{owner}/{repo}/git/commits', { message, tree, parents: [onto, since] }, 201);
    return (0,git_names/* parseCommitSha */.tu)(textAt(joined, 'sha'));
}
/** As `readMerged`; an answer that cannot be read tells nothing either. */
function readAnswered(answer, at, branch) {
    try {
        return readMerged(answer, at, branch);
    }
    catch (error) {
        return keepAmbiguous(error);
    }
}
/** The result, or the error of an answer that does not tell whether it was merged. Throws what is certain to be refused. */
function readMerged(answer, at, branch) {
    if (answer.status === 201)
        return { kind: 'merged', sha: (0,git_names/* parseCommitSha */.tu)(textAt(answer.data, 'sha')) };
    if (answer.status === 204)
        return { kind: 'nothing' };
    if (answer.status === 409)
        return { kind: /conflict/i.test(messageOfAnswer(answer.data)) ? 'conflict' : 'lost-race' };
    const refusal = restRefusal(answer, {
        what: `merging into ${branch}`,
        repository: `${at.owner}/${at.name}`,
    });
    if (answer.status >= 500)
        return refusal;
    throw refusal;
}
/** After a lost answer the branch tells. */
async function findMerge(connection, at, { branch, head }, lost) {
    const [now, comparison] = await Promise.all([
        readHead(connection, at, branch),
        compareCommits(connection, at, branch, head),
    ]);
    const holdsIt = comparison?.status === 'behind' || comparison?.status === 'identical';
    if (now.head !== undefined && holdsIt)
        return { kind: 'merged', sha: now.head };
    throw lost;
}
//# sourceMappingURL=branch-merges.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/check-runs.js





/** GitHub refuses a longer summary: https://docs.github.com/rest/checks/runs#create-a-check-run */
const MOST_SUMMARY = 65_000;
/** Of a commit that is proven over and over again. */
const MOST_PAGES = 5;
const check_runs_STATUSES = ['queued', 'in_progress', 'completed'];
/** Check runs of a repository on GitHub. */
function createCheckRuns(connection, repository) {
    const { owner, name: repo } = splitRepository(repository);
    return {
        async find(commit, name) {
            const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
                owner,
                repo,
                ref: commit,
                check_name: name,
                filter: 'latest',
                per_page: 100,
            });
            // A commit that is not known is 422, one that is not there any more 404.
            if (answer.status === 404 || answer.status === 422)
                return [];
            if (answer.status !== 200)
                throw restRefusal(answer, { what: 'reading check runs', repository });
            return newestFirst(listAt(answer.data, 'check_runs'));
        },
        async history(commit, name) {
            const found = [];
            for (let page = 1; page <= MOST_PAGES; page += 1) {
                const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
                    owner,
                    repo,
                    ref: commit,
                    check_name: name,
                    filter: 'all',
                    per_page: 100,
                    page,
                });
                if (answer.status === 404 || answer.status === 422)
                    return [];
                if (answer.status !== 200)
                    throw restRefusal(answer, { what: 'reading check runs', repository });
                found.push(...listAt(answer.data, 'check_runs'));
                if (found.length >= numberAt(answer.data, 'total_count'))
                    return newestFirst(found);
            }
            return undefined;
        },
        async create({ name, commit, conclusion, title, summary, detailsUrl }) {
            const answer = await connection.rest('POST /repos/{owner}/{repo}/check-runs', {
                owner,
                repo,
                name,
                head_sha: commit,
                ...(conclusion === undefined ? { status: 'in_progress' } : { status: 'completed', conclusion }),
                ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
                output: { title, summary: summary.slice(0, MOST_SUMMARY) },
            });
            if (answer.status !== 201)
                throw restRefusal(answer, { what: `making the check run ${name}`, repository });
        },
    };
}
/** By their numbers: the host promises no order, and one app can have a run of one name in several suites. */
function newestFirst(runs) {
    return [...runs].sort((one, other) => numberAt(other, 'id') - numberAt(one, 'id')).map(readCheckRun);
}
function readCheckRun(data) {
    const status = textAt(data, 'status');
    const completed = textOf(data, 'completed_at');
    return {
        name: textAt(data, 'name'),
        app: textOf(optionalObjectAt(data, 'app'), 'slug') ?? '',
        // Other words, such as `waiting`, mean that it has not come to its end either.
        status: check_runs_STATUSES.find((known) => known === status) ?? 'queued',
        conclusion: textOf(data, 'conclusion'),
        completedAt: completed === undefined ? undefined : new Date(completed),
        url: textOf(data, 'html_url') ?? '',
        title: textOf(optionalObjectAt(data, 'output'), 'title'),
    };
}
function textOf(data, key) {
    const found = isJsonObject(data) ? data[key] : undefined;
    return typeof found === 'string' ? found : undefined;
}
//# sourceMappingURL=check-runs.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/fetch.js
/**
 * A function in the shape of `fetch` (https://fetch.spec.whatwg.org/#fetch-method) over our client, for libraries that take one.
 * It rejects with `ActionError` where fetch rejects with `TypeError`.
 */
function createFetch(client, options = {}) {
    return async (url, init = {}) => {
        const response = await client.request({
            ...options,
            method: methodOf(init.method),
            url,
            headers: init.headers ?? {},
            ...(init.body === null || init.body === undefined ? {} : { body: init.body }),
            ...(init.signal === null || init.signal === undefined ? {} : { signal: init.signal }),
        });
        return fetchResponse(response);
    };
}
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
function methodOf(method = 'GET') {
    const known = METHODS.find((name) => name === method.toUpperCase());
    if (known === undefined)
        throw new TypeError(`no such method: ${method}`);
    return known;
}
function fetchResponse(response) {
    return {
        ok: response.status >= 200 && response.status < 300,
        status: response.status,
        statusText: `HTTP ${response.status}`,
        url: response.url,
        headers: fetchHeaders(response.headers),
        text: () => Promise.resolve(response.text()),
        json: () => Promise.resolve().then(() => response.json()),
        arrayBuffer: () => Promise.resolve(new Uint8Array(response.body).buffer),
    };
}
function fetchHeaders(headers) {
    return { get: (name) => headers.get(name) ?? null, [Symbol.iterator]: () => headers[Symbol.iterator]() };
}
//# sourceMappingURL=fetch.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pacing.js
/** Milliseconds between the starts of two writes: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
const GAP = 1000;
/** GitHub counts bursts of writes, and parallel ones, as abuse. */
function createPacer(clock, signal) {
    let last = Promise.resolve();
    let startedAt;
    async function paced(write) {
        const rest = startedAt === undefined ? 0 : startedAt + GAP - clock.monotonic();
        if (rest > 0)
            await clock.sleep(rest, signal);
        startedAt = clock.monotonic();
        return write();
    }
    return (write) => {
        const run = last.then(() => paced(write));
        last = run.catch(() => undefined);
        return run;
    };
}
//# sourceMappingURL=pacing.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/retry.js
const RETRIED = new Set([500, 502, 503, 504]);
/** The first request and three more. */
const MAX_ATTEMPTS = 4;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 20_000;
/** Whether the same request may be sent again: GET and HEAD alone, for nothing tells how far a write came, or what only reads. */
function isRepeatable(method, retry) {
    if (retry === 'reads')
        return true;
    return retry === 'safe' && (method === 'GET' || method === 'HEAD');
}
/**
 * Whether a status says that a server or gateway is in trouble. 429 is not among them: each far side has rules of its own for when to
 * come back, and asking sooner makes it worse, so its adapter waits.
 */
function isTransientStatus(status) {
    return RETRIED.has(status);
}
/**
 * Milliseconds before attempt number `attempt` + 1: what `Retry-After` says (capped by nothing here: the caller gives up
 * when it does not fit the deadline), else full jitter over an exponentially growing window.
 */
function retryDelay(attempt, retryAfter, clock) {
    const asked = parseRetryAfter(retryAfter, clock.now());
    if (asked !== undefined)
        return asked + clock.random() * 250;
    return clock.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
}
/**
 * `Retry-After` in milliseconds: seconds or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3). Undefined when
 * absent, negative or unreadable.
 */
function parseRetryAfter(value, now) {
    const text = value?.trim() ?? '';
    if (/^\d+$/.test(text))
        return Number(text) * 1000;
    if (!/^[A-Z][a-z]{2,8},? /.test(text))
        return undefined;
    const date = Date.parse(text);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
//# sourceMappingURL=retry.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/rate-limit.js

/** Milliseconds to wait when GitHub does not say, doubled each time: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const UNSTATED_WAIT = 60_000;
/**
 * Milliseconds until a refused request may be sent again, or undefined when it was not refused for a rate limit. `limited` says
 * that a GraphQL answer with status 200 was (`RATE_LIMITED`).
 * @param localNow this machine's idea of the time, for answers that do not say what GitHub's is
 */
function rateLimitWait(refusal, attempt, localNow) {
    const { status, headers, message, limited } = refusal;
    if (!limited && status !== 403 && status !== 429)
        return undefined;
    const spoken = limited || status === 429 || /rate limit|abuse detection/i.test(message);
    const exhausted = headers.get('x-ratelimit-remaining') === '0';
    const given = headers.get('retry-after');
    if (!spoken && !exhausted && given === undefined)
        return undefined;
    const now = timeOf(headers) ?? localNow;
    const asked = parseRetryAfter(given, now);
    if (asked !== undefined)
        return asked;
    const reset = Number(headers.get('x-ratelimit-reset'));
    if (exhausted && given === undefined && reset > 0)
        return Math.max(0, reset * 1000 - now.getTime()) + 1000;
    return UNSTATED_WAIT * 2 ** attempt;
}
/** The time by GitHub's own clock, which its reset is counted by: a runner whose clock is wrong would wait for minutes, or not at all. */
function timeOf(headers) {
    const date = new Date(headers.get('date') ?? '');
    return Number.isNaN(date.getTime()) ? undefined : date;
}
//# sourceMappingURL=rate-limit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/connection.js







const DEADLINE = 60_000;
const connection_MAX_BYTES = 64 * 1024 * 1024;
const DEFAULT_PATIENCE = 5 * 60_000;
const QUERY_ATTEMPTS = 3;
/** Connects to GitHub; nothing is sent, and Octokit is not loaded, before the first call. */
function connectGitHub(options) {
    const { clock, log, signal } = options;
    const pace = createPacer(clock, signal);
    const patientUntil = clock.monotonic() + (options.patience ?? DEFAULT_PATIENCE);
    let loading;
    async function send(route, parameters) {
        loading ??= createOctokit(options);
        const octokit = await loading;
        for (let attempt = 0;; attempt += 1) {
            const answer = await sendOnce(octokit, route, parameters, options);
            const message = messageOfAnswer(answer.data);
            const limited = answer.errors.some((error) => error.type === 'RATE_LIMITED');
            const wait = rateLimitWait({ ...answer, message, limited }, attempt, clock.now());
            if (wait === undefined)
                return answer;
            if (clock.monotonic() + wait > patientUntil)
                throw rateLimited(message, wait, clock);
            log.warning(`GitHub's rate limit is reached: waiting ${Math.ceil(wait / 1000)} s`);
            await clock.sleep(wait, signal);
        }
    }
    async function query(document, variables) {
        for (let attempt = 1;; attempt += 1) {
            const result = await send(`POST ${options.graphqlUrl}`, { query: document, variables }).catch(keepTransient);
            const failed = result instanceof report_error/* ActionError */.l || result.status >= 500;
            if (failed && attempt < QUERY_ATTEMPTS) {
                await clock.sleep(clock.random() * 1000 * attempt, signal);
                continue;
            }
            if (result instanceof report_error/* ActionError */.l)
                throw result;
            return result;
        }
    }
    return {
        serverUrl: options.serverUrl,
        log,
        clock,
        signal,
        query,
        rest: (route, parameters) => route.startsWith('GET ') ? send(route, parameters) : pace(() => send(route, parameters)),
        mutate: async (document, variables) => checkMutated(await pace(() => send(`POST ${options.graphqlUrl}`, { query: document, variables })), options),
    };
}
async function createOctokit(options) {
    const rules = { plaintext: options.plaintext ?? false };
    checkUrl(options.apiUrl, rules);
    checkUrl(options.graphqlUrl, rules);
    const { Octokit } = await Promise.all(/* import() */[__webpack_require__.e(479), __webpack_require__.e(267)]).then(__webpack_require__.bind(__webpack_require__, 1267));
    const quiet = (line) => {
        options.log.debug(line);
    };
    return new Octokit({
        auth: options.token,
        baseUrl: options.apiUrl.replace(/\/+$/, ''),
        userAgent: options.userAgent,
        log: { debug: () => undefined, info: () => undefined, warn: quiet, error: quiet },
        request: {
            fetch: createFetch(options.http, { deadline: DEADLINE, maxBytes: connection_MAX_BYTES, redirect: 'same-host' }),
        },
    });
}
async function sendOnce(octokit, route, parameters, options) {
    try {
        const response = await octokit.request(route, { ...parameters });
        checkAnswered(response, route, options);
        return { ...readResponse(response), errors: readErrors(response.data) };
    }
    catch (error) {
        const response = isJsonObject(error) ? error.response : undefined;
        if (isJsonObject(response))
            return { ...readResponse(response), errors: [] };
        throw describeBrokenCall(error, options);
    }
}
function readResponse(response) {
    const raw = isJsonObject(response.headers) ? response.headers : {};
    const headers = new Map(Object.entries(raw).map(([name, value]) => [name.toLowerCase(), String(value)]));
    return {
        status: Number(response.status),
        headers: { get: (name) => headers.get(name.toLowerCase()), [Symbol.iterator]: () => headers.entries() },
        data: response.data,
    };
}
/**
 * A success tells something in JSON, of GraphQL data or errors. A page to sign in, or an answer that was cut on its way, is
 * no success: nobody knows what became of the request.
 */
function checkAnswered({ status, data }, route, { graphqlUrl, apiUrl }) {
    if (status === 204)
        return;
    const isGraphql = route === `POST ${graphqlUrl}`;
    const told = isJsonObject(data) && (!isGraphql || 'data' in data || 'errors' in data);
    if (told || (Array.isArray(data) && !isGraphql))
        return;
    throw new report_error/* ActionError */.l('invalid-answer', `${isGraphql ? graphqlUrl : route.replace('/', `${apiUrl}/`)} answered ${status} without anything that GitHub answers: it may be the page of a proxy, or cut on its way; check GITHUB_API_URL, GITHUB_GRAPHQL_URL and HTTPS_PROXY, or run again`, { kind: 'transient' });
}
/** A mutation that was acted on answers something for its field. */
function checkMutated(answer, { graphqlUrl }) {
    if (answer.status !== 200 || answer.errors.length > 0)
        return answer;
    const data = isJsonObject(answer.data) ? answer.data.data : undefined;
    if (isJsonObject(data) && Object.values(data).some(isJsonObject))
        return answer;
    throw new report_error/* ActionError */.l('invalid-answer', `${graphqlUrl} does not tell what became of a mutation; run again`, {
        kind: 'transient',
    });
}
function readErrors(data) {
    if (!isJsonObject(data) || !Array.isArray(data.errors))
        return [];
    return data.errors.filter(isJsonObject).map((error) => ({
        type: typeof error.type === 'string' ? error.type : undefined,
        message: typeof error.message === 'string' ? error.message : 'no message',
        path: Array.isArray(error.path) ? error.path : [],
    }));
}
function describeBrokenCall(error, options) {
    const cause = isJsonObject(error) && error.cause instanceof report_error/* ActionError */.l ? error.cause : error;
    if (!(cause instanceof report_error/* ActionError */.l) || cause.code !== 'unreachable')
        return cause;
    return new report_error/* ActionError */.l('unreachable', `${cause.message}. GitHub's API is expected at ${options.apiUrl} (GITHUB_API_URL) and ${options.graphqlUrl} (GITHUB_GRAPHQL_URL)`, { cause, kind: 'transient' });
}
/** Errors after which the same query may pass become values; the others are thrown on. */
function keepTransient(error) {
    if (error instanceof report_error/* ActionError */.l && ['unreachable', 'invalid-answer'].includes(error.code))
        return error;
    throw error;
}
function rateLimited(message, wait, clock) {
    const until = wait > 1e12 ? 'an unknown time' : new Date(clock.now().getTime() + wait).toISOString();
    return new report_error/* ActionError */.l('rate-limited', `GitHub's rate limit for this token is reached until ${until}, longer than this run waits (${message}); run again then, or use the ` +
        'token of a GitHub App, which has a larger limit', { kind: 'transient' });
}
//# sourceMappingURL=connection.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/deployments.js






/** Kept with a deployment, and looked for after an answer that was lost. */
const KEY = 'gitops-actions';
/** Deployments at GitHub: https://docs.github.com/rest/deployments/deployments */
function createDeployments(connection) {
    return {
        async create({ repository, commit, environment, description, key }) {
            const what = `making a deployment to ${environment}`;
            const answer = await connection
                .rest('POST /repos/{owner}/{repo}/deployments', {
                ...pathOf(repository),
                ref: commit,
                environment,
                description,
                payload: { [KEY]: key },
                // By default GitHub merges the default branch into the ref, and makes no deployment then.
                auto_merge: false,
                // By default every check of the commit must have passed, this run's own as well.
                required_contexts: [],
            })
                .catch(keepAmbiguous);
            if (!(answer instanceof report_error/* ActionError */.l) && answer.status === 201)
                return numberAt(answer.data, 'id');
            const isAmbiguous = answer instanceof report_error/* ActionError */.l || answer.status >= 500;
            // It may have been made all the same: a second one would stand beside it for ever.
            const made = isAmbiguous ? await find(connection, { repository, commit, environment, key }) : undefined;
            if (made !== undefined)
                return made;
            throw answer instanceof report_error/* ActionError */.l ? answer : restRefusal(answer, { what, repository });
        },
        async setState(repository, deployment, { state, description, logUrl, environmentUrl }) {
            const answer = await connection.rest('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
                ...pathOf(repository),
                deployment_id: deployment,
                state,
                description,
                log_url: logUrl,
                ...(environmentUrl === '' ? {} : { environment_url: environmentUrl }),
            });
            expectCreated(answer, `setting the state of deployment ${deployment}`, repository);
        },
    };
}
/** Statuses of commits at GitHub: https://docs.github.com/rest/commits/statuses */
function createCommitStatuses(connection) {
    return {
        async set({ repository, commit, context, state, description, url }) {
            const answer = await connection.rest('POST /repos/{owner}/{repo}/statuses/{sha}', {
                ...pathOf(repository),
                sha: commit,
                context,
                state,
                description,
                target_url: url,
            });
            expectCreated(answer, `setting the status ${context}`, repository);
        },
    };
}
async function find(connection, wanted) {
    const { repository, commit, environment, key } = wanted;
    const answer = await connection.rest('GET /repos/{owner}/{repo}/deployments', {
        ...pathOf(repository),
        sha: commit,
        environment,
        per_page: 100,
    });
    if (answer.status !== 200 || !Array.isArray(answer.data))
        return undefined;
    const found = answer.data.find((deployment) => isJsonObject(deployment) && keyIn(deployment.payload) === key);
    return found === undefined ? undefined : numberAt(found, 'id');
}
/** GitHub answers a payload as it was given: an object, or the text of one. */
function keyIn(payload) {
    return isJsonObject(payload) ? payload[KEY] : undefined;
}
function pathOf(repository) {
    const { owner, name } = splitRepository(repository);
    return { owner, repo: name };
}
function expectCreated(answer, what, repository) {
    if (answer.status !== 201)
        throw restRefusal(answer, { what, repository });
}
//# sourceMappingURL=deployments.js.map
// EXTERNAL MODULE: ./packages/adapters/lib/git/blob.js
var git_blob = __webpack_require__(4070);
;// CONCATENATED MODULE: ./packages/adapters/lib/github/git-trees.js


/**
 * What one tree request holds. GitHub runs out of time at 200 to 250 files or 2.5 MB of text:
 * https://github.com/qoomon/actions--create-commit/issues/90
 */
const git_trees_MOST_FILES = 100;
const MOST_BYTES = 1024 * 1024;
/** Bytes of one file; the request for a larger one fails: https://github.com/peter-evans/create-pull-request/blob/main/docs/concepts-guidelines.md */
const LARGEST_FILE = 30 * 1024 * 1024;
/**
 * Writes files over a tree, in as many steps as GitHub's limits ask for, each on the tree of the one before. Nothing
 * points to them before the commit does.
 * @returns the id of the last tree
 * @throws ActionError `commit-too-large` before anything is sent
 */
async function writeTrees(call, base, changes) {
    for (const { path, text } of changes)
        checkSize(path, Buffer.byteLength(text));
    let tree = base;
    for (const part of splitChanges(changes)) {
        const entries = [];
        for (const change of part)
            entries.push(await entryOf(call, change));
        const made = await call('POST /repos/{owner}/{repo}/git/trees', { base_tree: tree, tree: entries }, 201);
        tree = textAt(made, 'sha');
    }
    return tree;
}
/** A file too large to stand in a tree request is written as a blob first. */
async function entryOf(call, { path, mode, text }) {
    if (Buffer.byteLength(text) <= MOST_BYTES)
        return { path, mode, type: 'blob', content: text };
    const content = Buffer.from(text).toString('base64');
    const blob = await call('POST /repos/{owner}/{repo}/git/blobs', { content, encoding: 'base64' }, 201);
    return { path, mode, type: 'blob', sha: textAt(blob, 'sha') };
}
function splitChanges(changes) {
    const parts = [];
    let bytes = 0;
    for (const change of changes) {
        const size = Buffer.byteLength(change.text);
        // Of a blob the tree holds the id alone.
        const inline = size > MOST_BYTES ? 0 : size;
        const last = parts.at(-1);
        if (last === undefined || last.length >= git_trees_MOST_FILES || bytes + inline > MOST_BYTES) {
            parts.push([change]);
            bytes = inline;
        }
        else {
            last.push(change);
            bytes += inline;
        }
    }
    return parts;
}
function checkSize(path, bytes) {
    if (bytes <= LARGEST_FILE)
        return;
    const megabytes = Math.ceil(bytes / 1024 / 1024);
    throw new report_error/* ActionError */.l('commit-too-large', `${path} has ${megabytes} MiB, and GitHub's API takes files of up to ${LARGEST_FILE / 1024 / 1024} MiB: set "transport: git", or split the file.`);
}
//# sourceMappingURL=git-trees.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/own-commit.js





/** How far behind the head a commit of ours is looked for: others may have built upon it meanwhile. */
const DEPTH = 30;
/** Files of it that are looked at. Only one commit of a branch can have our parent: they are there to tell ours from it. */
const FILES = 20;
/**
 * Looks whether a commit whose answer was lost is on its branch: it has our parent, our headline and our files. `not-written` when the
 * branch still stands where it stood, `lost-race` when others moved it.
 */
async function findOwnCommit(connection, at, request) {
    const looked = request.changes.slice(0, FILES);
    const fields = looked.map((_, index) => `f${index}: file(path: $f${index}) { oid }`);
    const selection = `ref(qualifiedName: $ref) { target { oid ... on Commit {
  history(first: $depth) { nodes { oid url message signature { isValid } parents(first: 1) { nodes { oid } } ${fields.join(' ')} } }
} } }`;
    const variables = {
        ref: { type: 'String!', value: `refs/heads/${request.branch}` },
        depth: { type: 'Int!', value: DEPTH },
        ...Object.fromEntries(looked.map(({ path }, index) => [`f${index}`, { type: 'String!', value: path }])),
    };
    const repository = await queryRepository(connection, at, { selection, variables });
    const ref = optionalObjectAt(repository, 'ref');
    if (ref === undefined)
        return { kind: 'lost-race', detail: `the branch ${request.branch} is gone` };
    const head = objectAt(ref, 'target');
    if (textAt(head, 'oid') === request.expectedHead)
        return { kind: 'not-written' };
    const own = listAt(objectAt(head, 'history'), 'nodes')
        .filter(isJsonObject)
        .find((commit) => isOwn(commit, request));
    if (own === undefined) {
        return {
            kind: 'lost-race',
            detail: `${request.branch} moved to ${textAt(head, 'oid')}, which is not our commit`,
        };
    }
    return {
        kind: 'committed',
        sha: (0,git_names/* parseCommitSha */.tu)(textAt(own, 'oid')),
        verified: isJsonObject(own.signature) && own.signature.isValid === true,
        url: textAt(own, 'url'),
    };
}
function isOwn(commit, request) {
    const [parent] = listAt(objectAt(commit, 'parents'), 'nodes');
    if (!isJsonObject(parent) || parent.oid !== request.expectedHead)
        return false;
    if (firstLine(textAt(commit, 'message')) !== firstLine(request.headline))
        return false;
    return request.changes.slice(0, FILES).every(({ text }, index) => {
        const file = commit[`f${index}`];
        return isJsonObject(file) && file.oid === (0,git_blob/* blobOid */.IM)(Buffer.from(text), request.expectedHead);
    });
}
function firstLine(text) {
    return (text.split('\n')[0] ?? '').trim();
}
//# sourceMappingURL=own-commit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/git-data.js







const ATTEMPTS = 3;
/**
 * The commit through trees and references, which keeps file modes. Tree, parent and reference all start from `expectedHead`, so that
 * the reference moves by fast-forward alone: https://docs.github.com/rest/git/refs#update-a-reference
 */
async function commitThroughGitData(connection, at, request) {
    const attempt = { what: `the commit to ${request.branch}`, repository: `${at.owner}/${at.name}` };
    const call = async (route, parameters, status) => {
        const answer = await connection.rest(route, { owner: at.owner, repo: at.name, ...parameters });
        if (answer.status !== status)
            throw restRefusal(answer, attempt);
        return answer.data;
    };
    const parent = await call('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { commit_sha: request.expectedHead }, 200);
    const tree = await writeTrees(call, textAt(objectAt(parent, 'tree'), 'sha'), request.changes);
    const message = request.body === '' ? request.headline : `${request.headline}\n\n${request.body}`;
    const made = await call('POST /repos/{owner}/{repo}/git/commits', { message, tree, parents: [request.expectedHead] }, 201);
    const commit = {
        kind: 'committed',
        sha: (0,git_names/* parseCommitSha */.tu)(textAt(made, 'sha')),
        verified: isJsonObject(made) && isJsonObject(made.verification) && made.verification.verified === true,
        url: textAt(made, 'html_url'),
    };
    return git_data_moveBranch(connection, at, request, commit, attempt);
}
async function git_data_moveBranch(connection, at, request, commit, attempt) {
    for (let number = 1;; number += 1) {
        const answer = await connection
            .rest('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
            owner: at.owner,
            repo: at.name,
            ref: `heads/${request.branch}`,
            sha: commit.sha,
            force: false,
        })
            .catch(keepAmbiguous);
        const result = answer instanceof report_error/* ActionError */.l ? answer : readMove(answer, commit.sha, attempt);
        if (result === 'moved')
            return commit;
        if (!(result instanceof report_error/* ActionError */.l))
            return result;
        const found = await findOwnCommit(connection, at, request);
        if (found.kind !== 'not-written')
            return found;
        if (number >= ATTEMPTS)
            throw result;
        await connection.clock.sleep(connection.clock.random() * 1000 * 2 ** number, connection.signal);
    }
}
/** GitHub says "Update is not a fast forward", "Reference cannot be updated" or "Reference update failed" of a branch that moved. */
function readMove(answer, sha, attempt) {
    if (answer.status === 200) {
        const object = isJsonObject(answer.data) ? answer.data.object : undefined;
        return isJsonObject(object) && object.sha === sha ? 'moved' : notTold(attempt);
    }
    const message = messageOfAnswer(answer.data);
    if (answer.status >= 500)
        return restRefusal(answer, attempt);
    if (answer.status === 422 && /does not exist/i.test(message)) {
        throw new report_error/* ActionError */.l('branch-not-found', `${attempt.what} failed: the branch is gone (${message})`);
    }
    const raced = (answer.status === 422 || answer.status === 409) && !isRuleRefusal(message);
    if (raced && /fast.forward|cannot be updated|update failed|is at .* but expected/i.test(message)) {
        return { kind: 'lost-race', detail: `${message} (${sha})` };
    }
    throw restRefusal(answer, attempt);
}
function notTold({ what }) {
    return new report_error/* ActionError */.l('invalid-answer', `GitHub does not tell what became of ${what}; run again`, {
        kind: 'transient',
    });
}
//# sourceMappingURL=git-data.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./packages/adapters/lib/github/verification.js



/** Asks GitHub for its judgement on a commit. */
async function readVerification(connection, at, commit) {
    const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}', {
        owner: at.owner,
        repo: at.name,
        ref: commit,
        // The files are not asked for; there is no page without one.
        per_page: 1,
    });
    if (answer.status !== 200) {
        const repository = `${at.owner}/${at.name}`;
        throw restRefusal(answer, { what: `reading whether ${commit} is verified`, repository });
    }
    const verification = objectAt(objectAt(answer.data, 'commit'), 'verification');
    return { verified: verification.verified === true, reason: textAt(verification, 'reason') };
}
/** @param what what was not done: `Nothing was written to main` */
function notVerified(what, commit, reason) {
    return new report_error/* ActionError */.l('not-verified', `${what}: GitHub does not show the commit ${commit.slice(0, 7)} as verified (its reason: "${reason}"), and "require-verified" asks for that. Commits of a GitHub App's token are signed by GitHub; those of a personal token are not where they hold executable files.`);
}
//# sourceMappingURL=verification.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/verified-commit.js





/**
 * Makes the commit on a branch of our own, looks whether GitHub shows it as verified, and only then moves the branch to
 * it, in one step with taking our own away.
 * @throws ActionError `not-verified`
 */
async function commitVerified(connection, at, request, write) {
    const { branch, expectedHead } = request;
    const staging = stagingBranch(request);
    const { head: left } = await readHead(connection, at, staging);
    const begun = await moveBranch(connection, at, { branch: staging, before: left, after: expectedHead });
    if (begun !== expectedHead)
        return { kind: 'lost-race', detail: `another run uses ${staging}` };
    const made = await write({ ...request, branch: staging });
    if (made.kind === 'lost-race')
        return made;
    const remove = () => moveBranch(connection, at, { branch: staging, before: made.sha, after: undefined }).catch(() => undefined);
    const doubt = await doubtOn(connection, at, made, branch).catch(async (error) => {
        await remove();
        throw error;
    });
    if (doubt !== undefined) {
        await remove();
        throw doubt;
    }
    const answer = await moveBranches(connection, at, [
        { branch, before: expectedHead, after: made.sha, force: false },
        { branch: staging, before: made.sha, after: undefined, force: true },
    ]).catch(keepAmbiguous);
    const verified = { ...made, verified: true };
    return verified_commit_settle(connection, at, { branch, staging, expectedHead, made: verified, answer, remove });
}
/**
 * Runs that write the same onto the same head share the name, so that what a killed run left is taken over by the next
 * one. Those that write something else have their own, so that nobody takes a branch from under a run that goes well.
 */
function stagingBranch({ branch, expectedHead, headline, body, changes }) {
    const content = JSON.stringify([branch, headline, body, changes]);
    const digest = (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex');
    return (0,git_names/* parseBranchName */.pD)(`gitops/verify/${expectedHead.slice(0, 16)}-${digest.slice(0, 16)}`);
}
/** The error for a commit that GitHub does not vouch for, in its own words; it is asked again before it is believed. */
async function doubtOn(connection, at, made, branch) {
    if (made.verified)
        return undefined;
    const { verified, reason } = await readVerification(connection, at, made.sha);
    return verified ? undefined : notVerified(`Nothing was written to ${branch}`, made.sha, reason);
}
/** Where the branch stands afterwards says what became of the move. */
async function verified_commit_settle(connection, at, move) {
    const { branch, staging, expectedHead, made, answer, remove } = move;
    if (answer === undefined)
        return made;
    const { head } = await readHead(connection, at, branch);
    if (head === made.sha)
        return made;
    const { head: staged } = await readHead(connection, at, staging);
    if (staged !== made.sha)
        return { kind: 'lost-race', detail: `another run took ${staging}` };
    await remove();
    if (head !== expectedHead)
        return { kind: 'lost-race', detail: `${branch} is at ${head ?? 'no commit'}` };
    throw answer;
}
//# sourceMappingURL=verified-commit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/commit.js









const CREATE_COMMIT = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url signature { isValid } } }
}`;
/**
 * Bytes of base64 in one mutation. GitHub fails without a reason somewhere below 40 MiB, so that more goes in parts:
 * https://github.com/grafana/github-api-commit-action/issues/66
 */
const MOST_PAYLOAD = 20 * 1024 * 1024;
/** An answer that does not tell whether the commit was made is looked up, and the write repeated at most this often in all. */
const commit_ATTEMPTS = 3;
/**
 * One commit on exactly `expectedHead`, or nothing. The mutation makes regular files only, and takes only so much, so that anything
 * else goes through the Git Data API: https://docs.github.com/graphql/reference/mutations#createcommitonbranch
 */
async function commitChanges(connection, at, request) {
    for (const { path, mode } of request.changes) {
        if ((0,git_blob/* isRegular */.$W)(mode))
            continue;
        throw new report_error/* ActionError */.l('invalid-change', `${path} has mode ${mode}: only regular files are written`);
    }
    if (request.requireVerified === true) {
        return commitVerified(connection, at, request, (staged) => commitChanges(connection, at, { ...staged, requireVerified: false }));
    }
    if (request.changes.some((change) => change.mode !== '100644') || payloadOf(request) > MOST_PAYLOAD)
        return commitThroughGitData(connection, at, request);
    const attempt = { what: `the commit to ${request.branch}`, repository: `${at.owner}/${at.name}` };
    const input = mutationInput(at, request);
    for (let number = 1;; number += 1) {
        const answer = await connection.mutate(CREATE_COMMIT, { input }).catch(keepAmbiguous);
        const result = answer instanceof report_error/* ActionError */.l ? answer : commit_readAnswered(answer, attempt);
        if (!(result instanceof report_error/* ActionError */.l))
            return result;
        // Whether it went through is not known, so look: the branch tells.
        const found = await findOwnCommit(connection, at, request);
        if (found.kind !== 'not-written')
            return found;
        if (number >= commit_ATTEMPTS)
            throw result;
        connection.log.info(`The commit was not made (${result.message}); trying again`);
        await connection.clock.sleep(connection.clock.random() * 1000 * 2 ** number, connection.signal);
    }
}
function mutationInput(at, request) {
    return {
        branch: { repositoryNameWithOwner: `${at.owner}/${at.name}`, branchName: request.branch },
        expectedHeadOid: request.expectedHead,
        message: { headline: request.headline, ...(request.body === '' ? {} : { body: request.body }) },
        fileChanges: {
            additions: request.changes.map(({ path, text }) => ({
                path,
                contents: Buffer.from(text).toString('base64'),
            })),
        },
    };
}
function payloadOf({ changes }) {
    return changes.reduce((sum, { text }) => sum + Math.ceil(Buffer.byteLength(text) / 3) * 4, 0);
}
/** As `readResult`; an answer that cannot be read tells nothing either. */
function commit_readAnswered(answer, attempt) {
    try {
        return readResult(answer, attempt);
    }
    catch (error) {
        return keepAmbiguous(error);
    }
}
/** The result, or the error of an answer that does not tell whether the commit was made. Throws what is certain to be refused. */
function readResult(answer, attempt) {
    if (answer.status >= 500)
        return restRefusal(answer, attempt);
    if (answer.status !== 200)
        throw restRefusal(answer, attempt);
    const made = madeIn(answer);
    // What was made is made, though GitHub could not tell everything of it.
    if (made !== undefined)
        return committed(made);
    const stale = answer.errors.find((error) => error.type === 'STALE_DATA');
    if (stale !== undefined)
        return { kind: 'lost-race', detail: stale.message };
    if (answer.errors.length > 0) {
        const refusal = graphqlRefusal(answer.errors, attempt);
        // GitHub's own failures have no type: "Something went wrong while executing your query".
        if (refusal.kind === 'transient')
            return refusal;
        throw refusal;
    }
    return committed(objectAt(objectAt(objectAt(answer.data, 'data'), 'createCommitOnBranch'), 'commit'));
}
/** The commit in an answer, which may hold errors besides. */
function madeIn({ data }) {
    const result = isJsonObject(data) && isJsonObject(data.data) ? data.data.createCommitOnBranch : undefined;
    const commit = isJsonObject(result) ? result.commit : undefined;
    return isJsonObject(commit) && typeof commit.oid === 'string' ? commit : undefined;
}
function committed(commit) {
    return {
        kind: 'committed',
        sha: (0,git_names/* parseCommitSha */.tu)(textAt(commit, 'oid')),
        verified: isJsonObject(commit.signature) && commit.signature.isValid === true,
        url: typeof commit.url === 'string' ? commit.url : '',
    };
}
//# sourceMappingURL=commit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/changed-files.js


/** Files asked for at once, and how many GitHub lists in all: https://docs.github.com/rest/commits/commits#get-a-commit */
const PAGE = 100;
const changed_files_MOST_FILES = 3000;
/** What a commit changed against its first parent; undefined when GitHub does not know it. */
async function readChangedFiles(connection, at, commit) {
    const files = [];
    for (let page = 1;; page += 1) {
        const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}', {
            owner: at.owner,
            repo: at.name,
            ref: commit,
            per_page: PAGE,
            page,
        });
        // 422 is GitHub's word for a commit that is not there, 404 for a repository.
        if (answer.status === 404 || answer.status === 422)
            return undefined;
        if (answer.status !== 200) {
            const repository = `${at.owner}/${at.name}`;
            throw restRefusal(answer, { what: `reading the commit ${commit}`, repository });
        }
        const found = filesOf(answer.data);
        files.push(...found);
        if (found.length < PAGE)
            return { files: pathsOf(files), complete: true };
        if (files.length >= changed_files_MOST_FILES)
            return { files: pathsOf(files), complete: false };
    }
}
//# sourceMappingURL=changed-files.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pull-request-messages.js




const MESSAGES = `object(oid: $commit) {
  ... on Commit {
    associatedPullRequests(first: 5) {
      nodes { merged isCrossRepository commits(last: 1) { nodes { commit { message } } } }
    }
  }
}`;
/**
 * The messages of the head commits of the merged pull requests that a commit came by, those of forks left out. Reading
 * pull requests takes a permission that writing contents does not: without it there are none.
 */
async function readPullRequestMessages(connection, at, commit) {
    const variables = { commit: { type: 'GitObjectID!', value: commit } };
    const repository = await queryRepository(connection, at, { selection: MESSAGES, variables }).catch((error) => {
        if (error instanceof report_error/* ActionError */.l && error.kind === 'user')
            return undefined;
        throw error;
    });
    const found = repository === undefined ? undefined : optionalObjectAt(repository, 'object');
    const pulls = found === undefined ? undefined : optionalObjectAt(found, 'associatedPullRequests');
    if (pulls === undefined)
        return [];
    return listAt(pulls, 'nodes')
        .filter(isJsonObject)
        .filter(({ merged, isCrossRepository }) => merged === true && isCrossRepository === false)
        .flatMap((pull) => listAt(objectAt(pull, 'commits'), 'nodes').filter(isJsonObject))
        .map((node) => objectAt(node, 'commit').message)
        .filter((message) => typeof message === 'string');
}
//# sourceMappingURL=pull-request-messages.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/snapshot-query.js
/** Levels of a directory that one query reads; deeper ones take another. */
const snapshot_query_DEPTH = 6;
/** Files of which one query asks the content; more take others, pinned to the commit that the first one found. */
const FILES_PER_QUERY = 100;
/** GitHub walks the commits anew for the history of each path. */
const MOST_HISTORIES = 10;
/** One query: the head of the branch and what is wanted at that commit, of the files the first, and files of the default branch. */
function snapshotQuery(request) {
    const variables = {};
    const declare = (variable, type, value) => {
        variables[variable] = { type, value };
        return `$${variable}`;
    };
    const wanted = [
        ...(request.files ?? [])
            .slice(0, FILES_PER_QUERY)
            .map((path, index) => `f${index}: file(path: ${declare(`f${index}`, 'String!', path)}) { ...entry }`),
        ...(request.directories ?? []).map((path, index) => path === ''
            ? `d${index}: tree { ...level0 }`
            : `d${index}: file(path: ${declare(`d${index}`, 'String!', path)}) { ...entry object { ...level0 } }`),
        ...historyFields(request, declare),
    ].join('\n');
    const ofDefault = (request.defaultBranchFiles ?? [])
        .map((path, index) => `c${index}: file(path: ${declare(`c${index}`, 'String!', path)}) { ...entry }`)
        .join('\n');
    const elsewhere = placeToRead(request, wanted, declare);
    const onDefault = elsewhere === '' ? `${wanted}\n${ofDefault}` : ofDefault;
    const selection = `nameWithOwner
  defaultBranchRef { name target { oid ... on Commit { __typename ${onDefault} } } }
  ${elsewhere}`;
    return { selection, variables, fragments: fragmentsFor(request) };
}
/** The commit or branch that is read; empty for the default branch. */
function placeToRead({ commit, branch }, wanted, declare) {
    if (commit !== undefined)
        return `commit: object(oid: ${declare('commit', 'GitObjectID!', commit)}) { oid ... on Commit { __typename ${wanted} } }`;
    if (branch === undefined)
        return '';
    return `branch: ref(qualifiedName: ${declare('ref', 'String!', `refs/heads/${branch}`)}) { name target { oid ... on Commit { __typename ${wanted} } } }`;
}
/** One query for files beyond those of the first, pinned to the commit that was read. */
function filesQuery(commit, paths) {
    return pinnedQuery(commit, 'f', paths, '...entry', [ENTRY]);
}
/** One query for directories that lie deeper than the first went, pinned to the commit that was read. */
function subtreeQuery(commit, paths) {
    return pinnedQuery(commit, 'd', paths, '...entry object { ...level0 }', [ENTRY, ...LEVELS]);
}
/** A query at one commit; `paths` become the aliases and variables `<letter>0`, `<letter>1` and so on. */
function pinnedQuery(commit, letter, paths, ofPath, fragments) {
    const fields = paths.map((_, index) => `${letter}${index}: file(path: $${letter}${index}) { ${ofPath} }`);
    const ofPaths = paths.map((value, index) => [`${letter}${index}`, { type: 'String!', value }]);
    return {
        selection: `object(oid: $commit) { ... on Commit { ${fields.join('\n')} } }`,
        variables: { commit: { type: 'GitObjectID!', value: commit }, ...Object.fromEntries(ofPaths) },
        fragments,
    };
}
function historyFields(request, declare) {
    if ((request.history ?? 0) === 0)
        return [];
    const first = declare('history', 'Int!', request.history);
    return historyPaths(request).map((path, index) => {
        const at = path === '' ? '' : `, path: ${declare(`h${index}`, 'String!', path)}`;
        return `h${index}: history(first: ${first}${at}) { nodes { oid message parents(first: 2) { nodes { oid ... on Commit { message } } } } }`;
    });
}
/** The paths whose history is asked for, in the order of the aliases; beyond so many that of the whole branch. */
function historyPaths(request) {
    const paths = [...(request.files ?? []), ...(request.directories ?? [])];
    return paths.length > MOST_HISTORIES ? [''] : paths;
}
const ENTRY = `fragment entry on TreeEntry { path mode oid type object { ... on Blob { text isBinary isTruncated byteSize } } }`;
/** One fragment a level, the last one without directories. */
const LEVELS = Array.from({ length: snapshot_query_DEPTH }, (_, level) => level === snapshot_query_DEPTH - 1
    ? `fragment level${level} on Tree { entries { ...entry } }`
    : `fragment level${level} on Tree { entries { ...entry object { ...level${level + 1} } } }`);
function fragmentsFor(request) {
    const entries = (request.files ?? []).length + (request.defaultBranchFiles ?? []).length;
    const directories = (request.directories ?? []).length;
    // A fragment that is not used is an error: https://spec.graphql.org/October2021/#sec-Fragments-Must-Be-Used
    if (directories > 0)
        return [ENTRY, ...LEVELS];
    return entries > 0 ? [ENTRY] : [];
}
//# sourceMappingURL=snapshot-query.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/file-reader.js







/** Files that are read through the API: more cost less by git. */
const file_reader_MOST_FILES = 1000;
/** Turns tree entries of an answer into files whose text is proven by their object id. */
class FileReader {
    #connection;
    #at;
    #commit;
    constructor(connection, at, commit) {
        this.#connection = connection;
        this.#at = at;
        this.#commit = commit;
    }
    /** Adds one entry; null stands for a path that does not exist. */
    async readEntry(entry, files, path) {
        if (!isJsonObject(entry))
            return;
        const mode = (0,git_blob/* readMode */.Em)(numberAt(entry, 'mode'));
        if (mode === undefined)
            throw new report_error/* ActionError */.l('invalid-answer', `GitHub gave ${path} a mode that git does not have`);
        const oid = textAt(entry, 'oid');
        const text = (0,git_blob/* isRegular */.$W)(mode) && isJsonObject(entry.object)
            ? await this.#readText(entry.object, oid, path)
            : undefined;
        files.set(path, { path, mode, oid, text });
    }
    /** Adds every file below a directory; directories themselves are not added. A path that is no directory adds nothing. */
    async readDirectory(entry, files, path) {
        const deeper = [];
        await this.#collect(entry, files, path, deeper);
        while (deeper.length > 0) {
            const paths = deeper.splice(0, 50);
            const repository = await queryRepository(this.#connection, this.#at, subtreeQuery(this.#commit, paths));
            const commit = objectAt(repository, 'object');
            for (const [index, subtree] of paths.entries()) {
                await this.#collect(commit[`d${index}`], files, subtree, deeper);
            }
        }
    }
    async #collect(entry, files, path, deeper) {
        if (!isJsonObject(entry) || !isJsonObject(entry.object))
            return;
        const entries = entry.object.entries;
        if (entries === undefined) {
            if (entry.type === 'tree')
                deeper.push(path);
            return;
        }
        for (const child of listAt(entry.object, 'entries')) {
            const childPath = textAt(child, 'path');
            if (files.size > file_reader_MOST_FILES)
                throw this.#tooMany(path);
            if (textAt(child, 'type') === 'tree')
                await this.#collect(child, files, childPath, deeper);
            else
                await this.readEntry(child, files, childPath);
        }
    }
    #tooMany(path) {
        const where = path === '' ? 'the repository' : path;
        return new report_error/* ActionError */.l('too-many-files', `There are more than ${file_reader_MOST_FILES} files below ${where}, too many to read through the API: name the files with "files", or set "transport" to "auto" or "git".`);
    }
    /** GraphQL cuts a text at 512,000 bytes and replaces what is not UTF-8, so the object id decides whether it is used. */
    async #readText(blob, oid, path) {
        if (typeof blob.text === 'string' && (0,git_blob/* isBlobText */.Lv)(blob.text, oid))
            return blob.text;
        if (blob.isBinary === true)
            return undefined;
        const [owner, repo] = [this.#at.owner, this.#at.name];
        const answer = await this.#connection.rest('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
            owner,
            repo,
            file_sha: oid,
        });
        if (answer.status !== 200) {
            throw restRefusal(answer, { what: `reading ${path}`, repository: `${owner}/${repo}` });
        }
        const bytes = Buffer.from(textAt(answer.data, 'content'), 'base64');
        if ((0,git_blob/* blobOid */.IM)(bytes, oid) !== oid) {
            throw new report_error/* ActionError */.l('invalid-answer', `the content of ${path} is not what its object id ${oid} names; run again`, {
                kind: 'transient',
            });
        }
        return (0,git_blob/* decodeUtf8 */._6)(bytes);
    }
}
//# sourceMappingURL=file-reader.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/read.js






/**
 * Reads a snapshot in one query. More follow only for files beyond the first hundred, for texts that GitHub cut and for
 * directories deeper than one query reads, all at the head that the first one found.
 * @throws ActionError `branch-not-found`, `commit-not-found`, `too-many-files`, and the refusals of reading
 */
async function readSnapshot(connection, at, request) {
    if ((request.files ?? []).length > file_reader_MOST_FILES)
        throw tooManyFiles(request.files?.length ?? 0);
    const repository = await queryRepository(connection, at, snapshotQuery(request));
    checkName(repository, at);
    const ofDefault = optionalObjectAt(repository, 'defaultBranchRef');
    if (ofDefault === undefined) {
        throw new report_error/* ActionError */.l('branch-not-found', `${at.owner}/${at.name} has no commit yet; push a first one`);
    }
    const commit = commitRead(repository, ofDefault, at, request);
    const head = (0,git_names/* parseCommitSha */.tu)(textAt(commit, 'oid'), 'the head');
    const reader = new FileReader(connection, at, head);
    const files = new Map();
    const [first = [], ...more] = chunksOf(request.files ?? [], FILES_PER_QUERY);
    await readFiles(reader, commit, first, files);
    for (const paths of more) {
        const answer = await queryRepository(connection, at, filesQuery(head, paths));
        await readFiles(reader, objectAt(answer, 'object'), paths, files);
    }
    for (const [index, path] of (request.directories ?? []).entries()) {
        const found = commit[`d${index}`];
        await reader.readDirectory(path === '' ? { object: found } : found, files, path);
    }
    const defaultBranch = (0,git_names/* parseBranchName */.pD)(textAt(ofDefault, 'name'));
    const defaultBranchFiles = new Map();
    for (const [index, path] of (request.defaultBranchFiles ?? []).entries()) {
        await reader.readEntry(objectAt(ofDefault, 'target')[`c${index}`], defaultBranchFiles, path);
    }
    return {
        branch: request.branch ?? defaultBranch,
        defaultBranch,
        head,
        files,
        defaultBranchFiles,
        history: readHistory(request, commit, files),
    };
}
/**
 * GitHub answers queries for a name that a repository once had; writes and pull requests know the present one alone.
 * https://docs.github.com/graphql/reference/queries#repository
 * @throws ActionError `repository-renamed`
 */
function checkName(repository, { owner, name }) {
    const present = textAt(repository, 'nameWithOwner');
    if (present.toLowerCase() === `${owner}/${name}`.toLowerCase())
        return;
    throw new report_error/* ActionError */.l('repository-renamed', `${owner}/${name} is called ${present} now: give the input "repository" that name, and the token access to it`);
}
function tooManyFiles(count) {
    return new report_error/* ActionError */.l('too-many-files', `${count} files are more than the ${file_reader_MOST_FILES} that are read through the API: name fewer with "files", or set "transport" to "auto" or "git".`);
}
async function readFiles(reader, commit, paths, files) {
    for (const [index, path] of paths.entries())
        await reader.readEntry(commit[`f${index}`], files, path);
}
function chunksOf(list, size) {
    return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
/** The commit of the answer that the snapshot is of. */
function commitRead(repository, ofDefault, at, { branch, commit }) {
    if (commit !== undefined) {
        const found = optionalObjectAt(repository, 'commit');
        if (found !== undefined)
            return found;
        throw new report_error/* ActionError */.l('commit-not-found', `${at.owner}/${at.name} has no commit ${commit}`);
    }
    if (branch === undefined)
        return objectAt(ofDefault, 'target');
    const onBranch = optionalObjectAt(repository, 'branch');
    if (onBranch !== undefined)
        return objectAt(onBranch, 'target');
    throw new report_error/* ActionError */.l('branch-not-found', `${at.owner}/${at.name} has no branch "${branch}"; create it, or name one that exists`);
}
/** Files found in a directory get the history of that directory: which of its commits touched them is not in the answer. */
function readHistory(request, commit, files) {
    const history = new Map();
    if ((request.history ?? 0) === 0)
        return history;
    for (const [index, path] of historyPaths(request).entries()) {
        history.set(path, listAt(commit[`h${index}`], 'nodes').filter(isJsonObject).map(readCommit));
    }
    const directories = historyPaths(request).toSorted((a, b) => b.length - a.length);
    for (const path of files.keys()) {
        const directory = directories.find((parent) => parent === '' || path.startsWith(`${parent}/`));
        const commits = directory === undefined ? undefined : history.get(directory);
        if (commits !== undefined && !history.has(path))
            history.set(path, commits);
    }
    return history;
}
function readCommit(node) {
    const parents = listAt(objectAt(node, 'parents'), 'nodes').filter(isJsonObject);
    const [, merged] = parents;
    return {
        sha: (0,git_names/* parseCommitSha */.tu)(textAt(node, 'oid')),
        message: textAt(node, 'message'),
        parents: parents.map((parent) => (0,git_names/* parseCommitSha */.tu)(textAt(parent, 'oid'))),
        ...(typeof merged?.message === 'string' ? { merged: merged.message } : {}),
    };
}
//# sourceMappingURL=read.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/environment-repository.js








/** The environment repository through GitHub's API: a change costs one query and one mutation, whatever the size of the repository. */
function createGitHubRepository(connection, repository) {
    const at = splitRepository(repository);
    const comparisons = new Map();
    const pulls = new Map();
    return {
        read: (request) => readSnapshot(connection, at, request),
        commit: (request) => commitChanges(connection, at, request),
        async head(branch) {
            const { head } = await readHead(connection, at, branch);
            return head;
        },
        async setBranch({ branch, to, expected }) {
            return (await moveBranch(connection, at, { branch, before: expected, after: to })) === to
                ? 'set'
                : 'lost-race';
        },
        async deleteBranch({ branch, expected }) {
            const left = await moveBranch(connection, at, { branch, before: expected, after: undefined });
            return left === undefined ? 'deleted' : 'moved';
        },
        compare(base, head) {
            if (!(0,git_names/* isCommitSha */._$)(base) || !(0,git_names/* isCommitSha */._$)(head))
                return compareCommits(connection, at, base, head);
            // Commits never change, so neither does how two of them stand to each other.
            const key = `${base}...${head}`;
            const known = comparisons.get(key) ?? compareCommits(connection, at, base, head);
            comparisons.set(key, known);
            known.catch(() => comparisons.delete(key));
            return known;
        },
        pullRequestMessages(commit) {
            // A run that lost a race asks again, of the same commits.
            const messages = pulls.get(commit) ?? readPullRequestMessages(connection, at, commit);
            pulls.set(commit, messages);
            messages.catch(() => pulls.delete(commit));
            return messages;
        },
        changedFiles: (commit) => readChangedFiles(connection, at, commit),
    };
}
//# sourceMappingURL=environment-repository.js.map
// EXTERNAL MODULE: ./packages/core/lib/report/markdown.js
var markdown = __webpack_require__(9079);
;// CONCATENATED MODULE: ./packages/core/lib/report/cut.js
/** The text on one line of at most `limit` UTF-16 units; what is longer ends in "…", at a code-point boundary. */
function cutLine(text, limit) {
    const line = text.replace(/\s+/g, ' ').trim();
    if (line.length <= limit)
        return line;
    // The lone half of a surrogate pair at the cut goes too.
    return `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
//# sourceMappingURL=cut.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pull-request-dress.js



/** A pull request is not known everywhere in GitHub the moment it is made: https://github.com/peter-evans/create-pull-request/issues/4321 */
const NOT_YET_KNOWN = /could not resolve to a node/i;
const RETRIES = 2;
/** Pages of a hundred milestones that are looked through. */
const pull_request_dress_MOST_PAGES = 10;
/** Adds labels, assignees, reviewers and the milestone; returns a sentence for each that GitHub refused. Only a lost connection throws. */
async function dressPullRequest(connection, repository, number, dress) {
    const [owner, repo] = repository.split('/');
    /** Undefined when it was taken, else what GitHub says against it. */
    async function send(route, parameters) {
        for (let attempt = 0;; attempt += 1) {
            const answer = await connection.rest(route, { owner, repo, ...parameters });
            if (answer.status < 300)
                return answer;
            const message = messageOfAnswer(answer.data);
            if (!NOT_YET_KNOWN.test(message) || attempt >= RETRIES)
                return message === '' ? `status ${answer.status}` : message;
            await connection.clock.sleep(1000 * 2 ** attempt, connection.signal);
        }
    }
    /** All at once; when that is refused, one by one, so that one wrong name does not cost the others. */
    async function addAll(names, add, sentence) {
        if (names.length === 0)
            return [];
        const all = await add(names);
        if (typeof all !== 'string')
            return [];
        const [only] = names;
        if (names.length === 1 && only !== undefined)
            return [sentence(only, all)];
        const refused = [];
        for (const name of names) {
            const one = await add([name]);
            if (typeof one === 'string')
                refused.push(sentence(name, one));
        }
        return refused;
    }
    async function assign() {
        if (dress.assignees.length === 0)
            return [];
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees';
        const answer = await send(route, { issue_number: number, assignees: dress.assignees });
        if (typeof answer === 'string')
            return [`the assignees were not set: ${answer}`];
        // People who may not be assigned are left out without an error.
        const set = isJsonObject(answer.data) && Array.isArray(answer.data.assignees)
            ? answer.data.assignees
            : [];
        const logins = set.map((user) => isJsonObject(user) && typeof user.login === 'string' ? user.login.toLowerCase() : '');
        return dress.assignees
            .filter((name) => !logins.includes(name.toLowerCase()))
            .map((name) => `"${name}" cannot be assigned in ${repository}`);
    }
    /** A milestone is set by its number, and people know its title. */
    async function findMilestone(title) {
        for (let page = 1; page <= pull_request_dress_MOST_PAGES; page += 1) {
            const query = { state: 'open', per_page: 100, page };
            const answer = await send('GET /repos/{owner}/{repo}/milestones', query);
            if (typeof answer === 'string')
                return answer;
            const listed = (Array.isArray(answer.data) ? answer.data : []).filter(isJsonObject);
            const found = listed.find((milestone) => milestone.title === title);
            if (typeof found?.number === 'number')
                return found.number;
            if (listed.length < 100)
                break;
        }
        return `${repository} has no open milestone of that title`;
    }
    async function setMilestone() {
        const { milestone: title = '' } = dress;
        if (title === '')
            return [];
        const found = await findMilestone(title);
        const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
        const answer = typeof found === 'string' ? found : await send(route, { issue_number: number, milestone: found });
        return typeof answer === 'string' ? [`the milestone "${title}" was not set: ${answer}`] : [];
    }
    const labels = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
    const reviewers = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
    try {
        return [
            ...(await addAll(dress.labels, (names) => send(labels, { issue_number: number, labels: names }), (name, why) => `the label "${name}" was not added: ${why}`)),
            ...(await assign()),
            ...(await addAll(dress.reviewers, (names) => send(reviewers, { pull_number: number, reviewers: names }), (name, why) => `"${name}" was not asked for a review: ${why}`)),
            ...(await addAll(dress.teamReviewers, (names) => send(reviewers, { pull_number: number, team_reviewers: names }), (name, why) => `the team "${name}" was not asked for a review: ${why}`)),
            ...(await setMilestone()),
        ];
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l && error.code !== 'cancelled') {
            return [`labels, assignees, reviewers or the milestone of #${number} are incomplete: ${error.message}`];
        }
        throw error;
    }
}
//# sourceMappingURL=pull-request-dress.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pull-request-standing.js




const STANDING = `pullRequest(number: $number) {
  id state headRefOid mergeStateStatus mergeCommit { oid } autoMergeRequest { enabledAt }
  isMergeQueueEnabled mergeQueueEntry { state position }
  commits(last: 1) { nodes { commit { oid signature { isValid } } } }
  timelineItems(last: 1, itemTypes: [REMOVED_FROM_MERGE_QUEUE_EVENT]) { nodes { ... on RemovedFromMergeQueueEvent { reason } } }
}`;
/** Reads it in one query. Throws the refusals of reading. */
async function readStanding(connection, repository, number) {
    const at = splitRepository(repository);
    const variables = { number: { type: 'Int!', value: number } };
    const answer = await queryRepository(connection, at, { selection: STANDING, variables });
    const pull = objectAt(answer, 'pullRequest');
    const head = (0,git_names/* parseCommitSha */.tu)(textAt(pull, 'headRefOid'));
    return {
        id: textAt(pull, 'id'),
        state: stateOf(pull, head),
        head,
        headVerified: isVerified(pull, head),
        hasQueue: pull.isMergeQueueEnabled === true,
    };
}
function stateOf(pull, head) {
    const state = textAt(pull, 'state');
    if (state === 'MERGED')
        return { kind: 'merged', commit: (0,git_names/* parseCommitSha */.tu)(textAt(objectAt(pull, 'mergeCommit'), 'oid')) };
    if (state === 'CLOSED')
        return { kind: 'closed' };
    const entry = optionalObjectAt(pull, 'mergeQueueEntry');
    const armed = optionalObjectAt(pull, 'autoMergeRequest') !== undefined;
    const dequeued = lastRemoval(pull);
    return {
        kind: 'open',
        head,
        state: entry === undefined ? textAt(pull, 'mergeStateStatus').toLowerCase() : describeEntry(entry),
        merging: entry !== undefined ? 'queued' : armed ? 'armed' : 'nothing',
        ...(dequeued === undefined ? {} : { dequeued }),
    };
}
function describeEntry(entry) {
    const state = textAt(entry, 'state').toLowerCase().replaceAll('_', ' ');
    return `in the merge queue (position ${numberAt(entry, 'position')}, ${state})`;
}
function lastRemoval(pull) {
    const [event] = listAt(objectAt(pull, 'timelineItems'), 'nodes');
    if (!isJsonObject(event))
        return undefined;
    return typeof event.reason === 'string' && event.reason !== '' ? event.reason : 'no reason given';
}
/** The commit that is listed last is the head; where the list is behind the branch, nothing is known of the head. */
function isVerified(pull, head) {
    const [last] = listAt(objectAt(pull, 'commits'), 'nodes');
    // A branch that was set back to its base leaves a pull request without commits.
    const commit = isJsonObject(last) ? objectAt(last, 'commit') : {};
    return commit.oid === head && isJsonObject(commit.signature) && commit.signature.isValid === true;
}
//# sourceMappingURL=pull-request-standing.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pull-request-merge.js








const ENABLE = `mutation($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;
const ENQUEUE = `mutation($input: EnqueuePullRequestInput!) {
  enqueuePullRequest(input: $input) { mergeQueueEntry { state } }
}`;
/**
 * Turns auto-merge on. GitHub refuses that for a pull request which it could merge at once: that one is merged, with the
 * head that was written as a condition. Where the base has a merge queue, it goes into that.
 * https://docs.github.com/graphql/reference/mutations#enablepullrequestautomerge
 */
async function mergePullRequest(connection, repository, number, { head, method, requireVerified = false }) {
    const standing = await readStanding(connection, repository, number);
    const { state } = standing;
    if (state.kind === 'closed')
        throw pull_request_merge_closed(number);
    if (state.kind === 'open' && standing.head !== head)
        throw headMoved(number);
    if (state.kind === 'open' && requireVerified && !standing.headVerified)
        await checkVerified(connection, repository, number, head);
    const known = answerOf(state);
    if (known !== undefined)
        return known;
    try {
        return standing.hasQueue
            ? await enqueue(connection, repository, number, standing)
            : await arm(connection, repository, number, standing, { head, method });
    }
    catch (error) {
        const lost = keepAmbiguous(error);
        // The answer was lost: how it stands now tells whether GitHub acted.
        return answerOf(await readPullRequestState(connection, repository, number)) ?? Promise.reject(lost);
    }
}
/** What GitHub is known to do with it; undefined for nothing. */
function answerOf(state) {
    if (state.kind === 'merged')
        return { kind: 'merged' };
    if (state.kind === 'open' && (state.merging === 'armed' || state.merging === 'queued'))
        return { kind: state.merging };
    return undefined;
}
/** How the pull request stands now. */
async function readPullRequestState(connection, repository, number) {
    return (await readStanding(connection, repository, number)).state;
}
/** @throws ActionError `not-verified`, in the words of GitHub */
async function checkVerified(connection, repository, number, head) {
    const { verified, reason } = await readVerification(connection, splitRepository(repository), head);
    if (!verified)
        throw notVerified(`Pull request #${number} is open and was not merged`, head, reason);
}
async function arm(connection, repository, number, { id }, { head, method }) {
    const input = { pullRequestId: id, mergeMethod: method.toUpperCase(), expectedHeadOid: head };
    const answer = await connection.mutate(ENABLE, { input });
    const refusal = refusalOf(answer, number, repository);
    if (refusal === undefined)
        return { kind: 'armed' };
    // Its checks are not done, or one failed that nobody requires: that is for a later look, or for a person.
    if (/unstable status/i.test(refusal))
        return { kind: 'not-yet', reason: 'its checks are not all green' };
    if (/clean status|has_hooks status/i.test(refusal)) {
        return mergeNow(connection, repository, number, { head, method });
    }
    if (isNotAllowed(refusal)) {
        throw new report_error/* ActionError */.l('auto-merge-refused', `Pull request #${number} is open, but ${repository} does not allow auto-merge: allow it under Settings, General, Pull Requests, or leave "auto-merge" out.`);
    }
    throw graphqlRefusal(answer.errors, { what: `auto-merge of pull request #${number}`, repository });
}
/**
 * Puts it into the merge queue. GitHub's words for what it does not take yet are many: then auto-merge is tried, by which
 * GitHub queues it itself when its checks have passed. https://docs.github.com/graphql/reference/mutations#enqueuepullrequest
 */
async function enqueue(connection, repository, number, { id, head }) {
    const input = { pullRequestId: id, expectedHeadOid: head };
    const queued = refusalOf(await connection.mutate(ENQUEUE, { input }), number, repository);
    if (queued === undefined)
        return { kind: 'queued' };
    const armed = refusalOf(await connection.mutate(ENABLE, { input }), number, repository);
    // Auto-merge queues at once what can be queued, so what became of it is asked for.
    const { state } = await readStanding(connection, repository, number);
    const known = answerOf(state);
    if (known !== undefined)
        return known;
    if (state.kind === 'closed')
        throw pull_request_merge_closed(number);
    if (armed === undefined)
        return { kind: 'armed' };
    const setting = isNotAllowed(armed)
        ? '; with auto-merge allowed in the settings of the repository, GitHub queues it by itself'
        : '';
    return { kind: 'not-yet', reason: `the merge queue did not take it: ${queued}${setting}` };
}
async function mergeNow(connection, repository, number, { head, method }) {
    const { owner, name } = splitRepository(repository);
    const answer = await connection.rest('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
        owner,
        repo: name,
        pull_number: number,
        sha: head,
        merge_method: method,
    });
    if (answer.status === 200 && isJsonObject(answer.data) && answer.data.merged === true)
        return { kind: 'merged' };
    if (answer.status === 200)
        throw pull_request_merge_notTold(number);
    const reason = messageOfAnswer(answer.data);
    if (answer.status === 409)
        throw headMoved(number);
    if (answer.status === 405)
        return { kind: 'not-yet', reason };
    throw restRefusal(answer, { what: `merging pull request #${number}`, repository });
}
/**
 * What GitHub says against it, undefined when it was taken. Permissions, and a head that moved, are errors at once.
 * @throws ActionError
 */
function refusalOf(answer, number, repository) {
    const attempt = { what: `auto-merge of pull request #${number}`, repository };
    if (answer.status !== 200)
        throw restRefusal(answer, attempt);
    const [error] = answer.errors;
    if (error === undefined)
        return undefined;
    if (/expected.*head|head.*modified|stale/i.test(error.message))
        throw headMoved(number);
    if (error.type === 'FORBIDDEN' || error.type === 'INSUFFICIENT_SCOPES' || error.type === 'NOT_FOUND')
        throw graphqlRefusal(answer.errors, attempt);
    return error.message.replace(/\s+/g, ' ').replace(/\.$/, '');
}
function pull_request_merge_notTold(number) {
    return new report_error/* ActionError */.l('invalid-answer', `GitHub does not tell whether pull request #${number} was merged; run again`, { kind: 'transient' });
}
function isNotAllowed(refusal) {
    return /not allowed|not enabled/i.test(refusal);
}
function pull_request_merge_closed(number) {
    return new report_error/* ActionError */.l('pull-request-closed', `Pull request #${number} was closed without a merge. Find out why, then run again.`);
}
function headMoved(number) {
    return new report_error/* ActionError */.l('head-moved', `Pull request #${number} was not merged: somebody pushed to its branch after this run wrote it. Look at it, and merge it by hand or run again.`);
}
//# sourceMappingURL=pull-request-merge.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/identity.js

const VIEWER = 'query { viewer { login } }';
/** Who the token is: `octocat`, `an-app[bot]`. Undefined where GitHub does not tell. */
async function readIdentity(connection) {
    const answer = await connection.query(VIEWER, {});
    if (answer.status !== 200 || answer.errors.length > 0)
        return undefined;
    const viewer = optionalObjectAt(objectAt(answer.data, 'data'), 'viewer');
    return viewer === undefined ? undefined : textAt(viewer, 'login');
}
//# sourceMappingURL=identity.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pull-requests.js









/** https://docs.github.com/rest/pulls/pulls: longer ones are refused. */
const LONGEST_TITLE = 256;
const LONGEST_BODY = 65_536;
const pull_requests_ATTEMPTS = 2;
/** GitHub merges in the background to find out: https://docs.github.com/rest/pulls/pulls#get-a-pull-request */
const MERGEABLE_LOOKS = 4;
/** Pull requests of a repository through GitHub's REST API. */
function createGitHubPullRequests(connection, repository) {
    const at = splitRepository(repository);
    const path = { owner: at.owner, repo: at.name };
    async function call(what, route, parameters, status) {
        const answer = await connection.rest(route, { ...path, ...parameters });
        if (answer.status !== status)
            throw restRefusal(answer, { what, repository });
        return answer.data;
    }
    async function findOpen(head, base) {
        const parameters = { head: `${at.owner}:${head}`, base, state: 'open', per_page: 100 };
        const found = await call('listing pull requests', 'GET /repos/{owner}/{repo}/pulls', parameters, 200);
        // GitHub answers forks of the same owner too, and everything when it does not understand `head`.
        return (Array.isArray(found) ? found : [])
            .filter(isJsonObject)
            .filter((pull) => isOurs(pull, repository, head, base))
            .map(readPull);
    }
    async function create(content) {
        let draft = content.draft;
        for (let number = 1;; number += 1) {
            const answer = await connection
                .rest('POST /repos/{owner}/{repo}/pulls', {
                ...path,
                ...dressed(content),
                head: content.head,
                base: content.base,
                draft,
            })
                .catch(keepAmbiguous);
            const outcome = answer instanceof report_error/* ActionError */.l ? answer : readAnswered(answer, content);
            if (outcome === 'drafts-not-supported' && draft) {
                connection.log.warning(`${repository} does not support draft pull requests; opening it as ready for review`);
                draft = false;
                continue;
            }
            if (outcome !== 'exists' && outcome !== 'drafts-not-supported' && !(outcome instanceof report_error/* ActionError */.l))
                return outcome;
            // It is there already, or the answer was lost: look before anything is repeated.
            const [pull] = await findOpen(content.head, content.base);
            if (pull !== undefined)
                return { kind: 'found', pull };
            if (outcome instanceof report_error/* ActionError */.l && number < pull_requests_ATTEMPTS)
                continue;
            if (outcome instanceof report_error/* ActionError */.l)
                throw outcome;
            throw new report_error/* ActionError */.l('github-refused', `GitHub says that a pull request from ${content.head} to ${content.base} exists, and lists none; run again`, { kind: 'transient' });
        }
    }
    /** As `readCreated`; an answer that cannot be read tells nothing. */
    function readAnswered(answer, content) {
        try {
            return readCreated(answer, content);
        }
        catch (error) {
            return keepAmbiguous(error);
        }
    }
    function readCreated(answer, content) {
        if (answer.status === 201 && isJsonObject(answer.data))
            return { kind: 'created', pull: readPull(answer.data) };
        const message = messageOfAnswer(answer.data);
        const refusal = restRefusal(answer, { what: `opening a pull request from ${content.head}`, repository });
        if (answer.status >= 500)
            return refusal;
        if (answer.status === 422 && /already exists/i.test(message))
            return 'exists';
        if (answer.status === 422 && /no commits between/i.test(message))
            return { kind: 'nothing-between' };
        if (answer.status === 422 && /draft pull requests are not supported/i.test(message))
            return 'drafts-not-supported';
        const missing = /PullRequest (head|base) invalid/i.exec(message)?.[1]?.toLowerCase();
        if (answer.status === 422 && missing !== undefined)
            throw branchGone(missing === 'head' ? content.head : content.base);
        if (/not permitted to create(?: or approve)? pull requests/i.test(message))
            throw notPermitted(content);
        throw refusal;
    }
    function branchGone(branch) {
        return new report_error/* ActionError */.l('branch-not-found', `GitHub opens no pull request, because ${repository} has no branch "${branch}": create it, or run again if it was just deleted`);
    }
    function notPermitted({ head, base }) {
        const link = `${connection.serverUrl}/${repository}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}?expand=1`;
        return new report_error/* ActionError */.l('pull-requests-not-permitted', `GitHub Actions is not permitted to create pull requests in ${repository}: allow it under Settings, Actions, General, Workflow ` +
            `permissions, or give the token of a GitHub App; the branch ${head} is ready, open the pull request by hand at ${link}`);
    }
    let identity;
    return {
        identity: () => (identity ??= readIdentity(connection)),
        findOpen,
        create,
        async update(number, content) {
            const parameters = { pull_number: number, ...dressed(content) };
            const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
            const change = async () => {
                const updated = await call(`changing pull request #${number}`, route, parameters, 200);
                if (isJsonObject(updated))
                    return readPull(updated);
                throw new report_error/* ActionError */.l('invalid-answer', `GitHub answered no pull request #${number}`);
            };
            // The same title and body twice are the same pull request: this write alone may be repeated without a look.
            return change().catch((error) => {
                keepAmbiguous(error);
                return change();
            });
        },
        dress: (number, dress) => dressPullRequest(connection, repository, number, dress),
        async mergeable(number) {
            const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
            for (let look = 1;; look += 1) {
                const pull = await call(`reading pull request #${number}`, route, { pull_number: number }, 200);
                const known = isJsonObject(pull) ? pull.mergeable : undefined;
                if (typeof known === 'boolean')
                    return known;
                if (look >= MERGEABLE_LOOKS)
                    return undefined;
                await connection.clock.sleep(1000 * 2 ** (look - 1), connection.signal);
            }
        },
        merge: (number, request) => mergePullRequest(connection, repository, number, request),
        state: (number) => readPullRequestState(connection, repository, number),
        async close(number, comment) {
            if (comment !== '') {
                const body = (0,markdown/* truncate */.xv)(comment, LONGEST_BODY);
                const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
                await call(`commenting on pull request #${number}`, route, { issue_number: number, body }, 201);
            }
            const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
            await call(`closing pull request #${number}`, route, { pull_number: number, state: 'closed' }, 200);
        },
    };
}
function dressed({ title, body }) {
    return { title: cutLine(title, LONGEST_TITLE), body: (0,markdown/* truncate */.xv)(body, LONGEST_BODY) };
}
function isOurs(pull, repository, head, base) {
    const [from, to] = [objectAt(pull, 'head'), objectAt(pull, 'base')];
    const home = isJsonObject(from.repo) ? from.repo.full_name : undefined;
    const same = typeof home === 'string' && home.toLowerCase() === repository.toLowerCase();
    return same && from.ref === head && to.ref === base;
}
function readPull(pull) {
    const [head, base] = [objectAt(pull, 'head'), objectAt(pull, 'base')];
    return {
        number: numberAt(pull, 'number'),
        url: textAt(pull, 'html_url'),
        title: textAt(pull, 'title'),
        body: typeof pull.body === 'string' ? pull.body : '',
        draft: pull.draft === true,
        ...(pull.state === 'closed' ? { open: false } : {}),
        head: {
            branch: (0,git_names/* parseBranchName */.pD)(textAt(head, 'ref')),
            sha: (0,git_names/* parseCommitSha */.tu)(textAt(head, 'sha')),
            // The repository of a fork that was deleted is null.
            repository: isJsonObject(head.repo) ? textAt(head.repo, 'full_name') : '',
        },
        base: { branch: (0,git_names/* parseBranchName */.pD)(textAt(base, 'ref')) },
        author: isJsonObject(pull.user) ? textAt(pull.user, 'login') : 'ghost',
        labels: (Array.isArray(pull.labels) ? pull.labels : []).map((label) => textAt(label, 'name')),
    };
}
//# sourceMappingURL=pull-requests.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/source-repositories.js





/** What an answer of these kinds says is that the token does not reach the repository. */
const UNSEEN = ['permission-denied', 'repository-not-found', 'unauthorized'];
/** The application repositories on GitHub, as far as the token sees them. */
function createSourceRepositories(connection) {
    return {
        compare: (repository, base, head) => ifSeen(connection, repository, async () => {
            const comparison = await compareCommits(connection, splitRepository(repository), base, head);
            return comparison?.status;
        }),
        defaultBranch: (repository) => ifSeen(connection, repository, () => readDefault(connection, repository)),
    };
}
async function readDefault(connection, repository) {
    const { owner, name } = splitRepository(repository);
    const answer = await connection.rest('GET /repos/{owner}/{repo}', { owner, repo: name });
    if (answer.status === 200)
        return (0,git_names/* parseBranchName */.pD)(textAt(answer.data, 'default_branch'));
    throw restRefusal(answer, { what: 'reading the default branch', repository });
}
/** Undefined when the token does not reach the repository, with a line in the log. */
async function ifSeen(connection, repository, ask) {
    try {
        return await ask();
    }
    catch (error) {
        if (!(error instanceof report_error/* ActionError */.l) || !UNSEEN.includes(error.code))
            throw error;
        connection.log.info(`${repository} was not read with "source-token": ${error.message}`);
        return undefined;
    }
}
//# sourceMappingURL=source-repositories.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/source-history.js







/** Commits that touch a path: as many as GraphQL gives at once. */
const MOST_TOUCHING = 100;
/** The history of application repositories on GitHub, as far as the token sees them. Every question is asked once. */
function createSourceHistory(connection) {
    const changes = new Map();
    const visibility = new Map();
    return {
        changes: (repository, base, head) => once(changes, `${repository} ${base} ${head}`, () => ifSeen(connection, repository, () => readChanges(connection, repository, base, head))),
        touching: (repository, head, path) => ifSeen(connection, repository, () => readTouching(connection, repository, head, path)),
        isPrivate: (repository) => once(visibility, repository, () => ifSeen(connection, repository, () => readVisibility(connection, repository))),
    };
}
/** https://docs.github.com/rest/commits/commits#compare-two-commits: without paging, the newest 250 commits. */
async function readChanges(connection, repository, base, head) {
    const { owner, name } = splitRepository(repository);
    const answer = await connection.rest('GET /repos/{owner}/{repo}/compare/{basehead}', {
        owner,
        repo: name,
        basehead: `${base}...${head}`,
    });
    if (answer.status === 404)
        return undefined;
    if (answer.status !== 200)
        throw restRefusal(answer, { what: 'reading the commits of a release', repository });
    return {
        status: compareStatus(answer.data),
        commits: listAt(answer.data, 'commits').map(source_history_readCommit).reverse(),
        total: numberAt(answer.data, 'total_commits'),
    };
}
function source_history_readCommit(data) {
    const commit = objectAt(data, 'commit');
    return {
        sha: (0,git_names/* parseCommitSha */.tu)(textAt(data, 'sha')),
        subject: textAt(commit, 'message').split('\n', 1)[0] ?? '',
        author: nameOf(optionalObjectAt(data, 'author'), 'login') ?? nameOf(commit.author, 'name') ?? '',
        url: textAt(data, 'html_url'),
    };
}
function nameOf(person, key) {
    const name = isJsonObject(person) ? person[key] : undefined;
    return typeof name === 'string' ? name : undefined;
}
async function readTouching(connection, repository, head, path) {
    const at = splitRepository(repository);
    const selection = `object(oid: $head) { ... on Commit { history(first: ${MOST_TOUCHING}, path: $path) { nodes { oid } } } }`;
    const variables = {
        head: { type: 'GitObjectID!', value: head },
        path: { type: 'String!', value: path },
    };
    const found = await queryRepository(connection, at, { selection, variables });
    const commit = optionalObjectAt(found, 'object');
    if (commit?.history === undefined)
        return new Set();
    return new Set(listAt(objectAt(commit, 'history'), 'nodes').map((node) => (0,git_names/* parseCommitSha */.tu)(textAt(node, 'oid'))));
}
async function readVisibility(connection, repository) {
    const at = splitRepository(repository);
    const found = await queryRepository(connection, at, { selection: 'isPrivate' });
    return found.isPrivate === true;
}
function once(known, key, ask) {
    const asked = known.get(key) ?? ask();
    known.set(key, asked);
    return asked;
}
//# sourceMappingURL=source-history.js.map
// EXTERNAL MODULE: ./packages/adapters/lib/http/certificates.js
var certificates = __webpack_require__(755);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./packages/adapters/lib/http/body.js


/** What `decodeBody` can undo, for `Accept-Encoding`. */
const ACCEPTED_ENCODINGS = 'gzip, deflate, br';
/** The body as its type says, `Content-Encoding` undone; reading it, not this call, does the work. */
function decodeBody(body, headers, what) {
    const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
    if (encoding === 'identity' || encoding === '')
        return body;
    const decoder = decoderFor(encoding);
    if (decoder === undefined) {
        body.destroy();
        throw new report_error/* ActionError */.l('invalid-answer', `${what} answered in the encoding ${JSON.stringify(encoding)}, which was not asked for`);
    }
    body.once('error', (error) => decoder.destroy(error));
    decoder.once('close', () => body.destroy());
    return body.pipe(decoder);
}
/** Reads a whole body, at most `maxBytes` of it as decoded. Throws `ActionError` `body-too-large`. */
async function readBody(body, maxBytes, what) {
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of body) {
            const bytes = chunk;
            size += bytes.byteLength;
            if (size > maxBytes) {
                throw new report_error/* ActionError */.l('body-too-large', `${what} answered with more than ${maxBytes} bytes, the most that is read here`);
            }
            chunks.push(bytes);
        }
    }
    finally {
        if (!body.readableEnded)
            body.destroy();
    }
    return Buffer.concat(chunks, size);
}
function decoderFor(encoding) {
    if (encoding === 'gzip' || encoding === 'x-gzip')
        return (0,external_node_zlib_.createGunzip)();
    if (encoding === 'deflate')
        return (0,external_node_zlib_.createInflate)();
    if (encoding === 'br')
        return (0,external_node_zlib_.createBrotliDecompress)();
    return undefined;
}
//# sourceMappingURL=body.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/exchange.js
/** Begins an exchange. Times are in milliseconds; `idle` undefined means that silence is allowed. */
function beginExchange(limits) {
    const controller = new AbortController();
    let ended;
    const end = (by) => {
        if (controller.signal.aborted)
            return;
        ended = by;
        controller.abort();
    };
    const cancel = () => {
        end('cancelled');
    };
    const deadline = setTimeout(end, limits.deadline, 'deadline');
    const idle = limits.idle === undefined ? undefined : setTimeout(end, limits.idle, 'idle');
    const signals = limits.signals.filter((signal) => signal !== undefined);
    for (const signal of signals) {
        if (signal.aborted)
            cancel();
        else
            signal.addEventListener('abort', cancel);
    }
    return {
        signal: controller.signal,
        endedBy: () => ended,
        heard: () => idle?.refresh(),
        abort: () => {
            controller.abort();
        },
        finish: () => {
            clearTimeout(deadline);
            clearTimeout(idle);
            for (const signal of signals)
                signal.removeEventListener('abort', cancel);
        },
    };
}
//# sourceMappingURL=exchange.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/failure.js

/** Node's and OpenSSL's codes for a certificate that does not convince: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODES = /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH)|^EPROTO$/;
/** The first code in a chain of causes, where undici wraps what the socket said. */
function codeOf(error) {
    for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth += 1) {
        if ('errors' in at && Array.isArray(at.errors) && at.errors.length > 0)
            at = at.errors[0];
        const { code, cause } = at;
        if (typeof code === 'string' && code !== 'UND_ERR_INFO')
            return code;
        at = cause;
    }
    return undefined;
}
/** What OpenSSL says of bytes that are no TLS: a server of plain http answers a handshake with a page. */
const NO_TLS = /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST))$/;
/** Whether a failed exchange found a server that does not speak TLS at all. */
function speaksNoTls(error) {
    return NO_TLS.test(codeOf(error.cause) ?? '');
}
/** What the network or we did to an exchange, as the error of this project. `what` is the method and the URL without its query. */
function describeFailure(error, what, ended, limit) {
    if (error instanceof report_error/* ActionError */.l)
        return error;
    const code = codeOf(error);
    const detail = code === undefined ? (0,report_error/* messageOf */.b)(error) : `${code}: ${(0,report_error/* messageOf */.b)(error)}`;
    if (ended === 'cancelled') {
        return new report_error/* ActionError */.l('cancelled', `${what} was cancelled`, { cause: error, kind: 'transient' });
    }
    if (ended === 'deadline' || /TIMEOUT|ETIMEDOUT/.test(code ?? '')) {
        return new report_error/* ActionError */.l('timeout', `${what} was not done within ${seconds(limit)}`, {
            cause: error,
            kind: 'transient',
        });
    }
    if (ended === 'idle') {
        return new report_error/* ActionError */.l('timeout', `${what} sent nothing for ${seconds(limit)}`, {
            cause: error,
            kind: 'transient',
        });
    }
    if (code?.startsWith('Z_') === true || code?.startsWith('ERR_BROTLI') === true) {
        return new report_error/* ActionError */.l('invalid-answer', `${what} answered with a body that cannot be decompressed (${detail})`, {
            cause: error,
            kind: 'transient',
        });
    }
    if (code !== undefined && TLS_CODES.test(code)) {
        return new report_error/* ActionError */.l('tls-untrusted', `${what}: the TLS certificate or handshake was not accepted (${detail}). If a private certificate authority signed it, ` +
            'give that authority in the input `ca-cert`; if the name is wrong, use the name in the certificate', { cause: error });
    }
    return new report_error/* ActionError */.l('unreachable', `${what} could not be reached (${detail}). ${hintFor(code)}`, {
        cause: error,
        kind: 'transient',
    });
}
function hintFor(code) {
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
        return 'Check the host name, and HTTPS_PROXY if the runner needs a proxy';
    if (code === 'ECONNREFUSED')
        return 'Check the host and port, and that the service is running';
    return 'Check the address and the network of the runner, then run again';
}
function seconds(milliseconds) {
    return `${Math.round(milliseconds / 100) / 10} s`;
}
//# sourceMappingURL=failure.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/headers.js

/** Answer headers with names in lower case. */
function readHeaders(raw) {
    const byName = new Map();
    for (const [name, value] of Object.entries(raw)) {
        if (value !== undefined)
            byName.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
    }
    return { get: (name) => byName.get(name.toLowerCase()), [Symbol.iterator]: () => byName.entries() };
}
/** Field names are tokens; values hold no control characters: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
/** Request headers with names in lower case. Throws `ActionError` `refused-header` without showing the value. */
function checkHeaders(headers) {
    const checked = {};
    for (const [name, value] of Object.entries(headers)) {
        if (!NAME.test(name))
            throw new report_error/* ActionError */.l('refused-header', `refused a header named ${JSON.stringify(name)}`);
        if (!VALUE.test(value)) {
            throw new report_error/* ActionError */.l('refused-header', `refused the value of the header ${name}: it holds a line break or a control character; ` +
                'check the secret it comes from for a stray line break');
        }
        checked[name.toLowerCase()] = value;
    }
    return checked;
}
const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization', 'private-token', 'x-registry-auth'];
/** The same headers without anything that proves who we are. */
function withoutCredentials(headers) {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.includes(name)));
}
//# sourceMappingURL=headers.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/redirect.js



const MAX_HOPS = 5;
/** Whether a status with this `Location` asks to go elsewhere. */
function isRedirect(status, location) {
    return location !== undefined && [301, 302, 303, 307, 308].includes(status);
}
/**
 * The request that follows a redirect, by rule. A write is only repeated for 307 and 308, which keep the method
 * (https://www.rfc-editor.org/rfc/rfc9110#section-15.4). Throws `ActionError` `redirect-refused` or `refused-url`.
 */
function followRedirect(from, status, location, rules) {
    const at = `${from.method} ${describeUrl(from.url)} answered ${status}`;
    if (rules.redirect === 'refuse') {
        const to = URL.canParse(location, from.url.href) ? ` to ${describeUrl(new URL(location, from.url))}` : '';
        throw redirect_refuse(`${at}, a redirect${to}, where none is expected; give the final address`);
    }
    if (!URL.canParse(location, from.url.href))
        throw redirect_refuse(`${at} with a Location that is not a URL`);
    const to = checkUrl(new URL(location, from.url), rules);
    if (from.url.protocol === 'https:' && to.protocol !== 'https:') {
        throw redirect_refuse(`${at} to ${describeUrl(to)}, which is not encrypted`);
    }
    const upgraded = from.url.protocol === 'http:' && to.protocol === 'https:' && from.url.hostname === to.hostname;
    const sameHost = from.url.origin === to.origin || upgraded;
    if (rules.redirect === 'same-host' && !sameHost) {
        throw redirect_refuse(`${at} to another host, ${describeUrl(to)}; give the final address if that host is right`);
    }
    const safe = from.method === 'GET' || from.method === 'HEAD';
    if (!safe && status !== 307 && status !== 308 && status !== 303) {
        throw redirect_refuse(`${at} to ${describeUrl(to)}; a write is not repeated at another address`);
    }
    const headers = sameHost ? from.headers : withoutCredentials(from.headers);
    if (safe || status !== 303)
        return { ...from, url: to, headers };
    return { method: 'GET', url: to, headers, body: undefined };
}
function redirect_refuse(sentence) {
    return new report_error/* ActionError */.l('redirect-refused', sentence);
}
//# sourceMappingURL=redirect.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/proxy.js


/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, or undefined for a direct connection. Loopback addresses are
 * always direct. Throws `ActionError` `invalid-proxy`; the message leaves out the proxy's credentials.
 */
function proxyFor(url, env) {
    const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
    const given = read(env, name);
    if (given === undefined || isLoopback(url.hostname) || bypasses(url, read(env, 'no_proxy') ?? ''))
        return undefined;
    return readProxy(given, name.toUpperCase());
}
/** The URL of a proxy from the setting `name`. Throws as `proxyFor` does. */
function readProxy(given, name) {
    const text = given.includes('://') ? given : `http://${given}`;
    const proxy = URL.canParse(text) ? new URL(text) : undefined;
    if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')) {
        throw new report_error/* ActionError */.l('invalid-proxy', `${name} is not the http or https URL of a proxy; correct or unset it`);
    }
    return proxy;
}
/** Entries separated by commas or blanks: `*`, `host`, `.domain`, `*.domain`, each with an optional `:port`. */
function bypasses(url, list) {
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    return list
        .split(/[\s,]+/)
        .filter((entry) => entry !== '')
        .some((entry) => matches(entry.toLowerCase(), host, port));
}
function matches(entry, host, port) {
    if (entry === '*')
        return true;
    const parts = /^(?:\[(?<six>[^\]]+)\]|(?<name>[^:]+|.*:.*:.*))(?::(?<port>\d+))?$/.exec(entry)?.groups;
    const name = (parts?.six ?? parts?.name ?? '').replace(/^\*?\./, '');
    if (name === '' || (parts?.port !== undefined && parts.port !== port))
        return false;
    return host === name || host.endsWith(`.${name}`);
}
function read(env, name) {
    const value = (env[name] ?? env[name.toUpperCase()])?.trim();
    return value === '' ? undefined : value;
}
//# sourceMappingURL=proxy.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/transport.js



/** undici is loaded with the first request: an action that ends before it does not pay for it. */
function createTransport(options) {
    const agents = new Map();
    const announced = new Set();
    let trusted;
    function connectOptions(insecure) {
        if (insecure)
            return { rejectUnauthorized: false };
        // Said, because the default is what NODE_TLS_REJECT_UNAUTHORIZED says.
        const verified = { rejectUnauthorized: true };
        const given = typeof options.caCert === 'string' ? [options.caCert] : (options.caCert ?? []);
        if (given.length === 0)
            return verified;
        trusted ??=
            options.onlyCaCert === true
                ? given.map((pem) => (0,certificates/* checkPem */.Zt)(pem, 'ca-cert'))
                : (0,certificates/* trustedCertificates */.g3)(given, options.env);
        return { ...verified, ca: trusted };
    }
    /** What servers are told of us, and not the proxy on the way. */
    function identity() {
        const { clientCertificate: shown, serverName } = options;
        return {
            ...(shown === undefined ? {} : { cert: shown.certificate, key: shown.key }),
            ...(serverName === undefined ? {} : { servername: serverName }),
        };
    }
    function agentFor(url) {
        const proxy = options.proxy === undefined ? proxyFor(url, options.env) : readProxy(options.proxy, 'proxy');
        const insecure = url.protocol === 'https:' && isListed(url, options.insecureHosts ?? []);
        if (insecure && !announced.has(url.host)) {
            announced.add(url.host);
            options.warn?.(`TLS certificates of ${url.host} are not verified: anyone on the way can read and change what is sent, ` +
                'tokens included. Use `ca-cert` instead');
        }
        const key = `${proxy?.href ?? 'direct'} ${insecure ? url.host : ''}`;
        const known = agents.get(key);
        if (known !== undefined)
            return known;
        const made = createAgent(proxy, { ...connectOptions(insecure), ...identity() }, connectOptions(false));
        agents.set(key, made);
        return made;
    }
    return {
        async send(hop, signal) {
            const [{ request }, dispatcher] = await Promise.all([Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 6752, 19)), agentFor(hop.url)]);
            const answer = await request(hop.url, {
                dispatcher,
                method: hop.method,
                headers: hop.headers,
                body: hop.body ?? null,
                signal,
                headersTimeout: 0,
                bodyTimeout: 0,
            });
            return { status: answer.statusCode, headers: readHeaders(answer.headers), body: answer.body };
        },
        async close() {
            const open = [...agents.values()];
            agents.clear();
            for (const agent of open)
                await agent.then((made) => made.destroy());
        },
    };
}
async function createAgent(proxy, toHost, toProxy) {
    const { Agent, ProxyAgent } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 6752, 19));
    if (proxy === undefined)
        return new Agent({ connect: toHost });
    return new ProxyAgent({ uri: proxy.href, requestTls: toHost, proxyTls: toProxy });
}
function isListed(url, hosts) {
    return hosts.includes(url.host) || hosts.includes(url.hostname);
}
//# sourceMappingURL=transport.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/client.js









const DEFAULT_DEADLINE = 30_000;
const DEFAULT_IDLE = 60_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
/** The HTTP client of a run. It opens nothing until the first request. */
function createHttpClient(options) {
    const transport = createTransport(options);
    return {
        request: (request) => requestWhole(transport, options, request),
        stream: (request) => openStream(transport, options, request),
        close: () => transport.close(),
    };
}
async function requestWhole(transport, options, request) {
    const first = firstHop(request, options);
    const what = describeHop(first);
    const { clock } = options;
    const limit = request.deadline ?? DEFAULT_DEADLINE;
    const start = clock.monotonic();
    const repeatable = isRepeatable(first.method, request.retry ?? 'safe');
    for (let attempt = 0;; attempt += 1) {
        const remaining = Math.max(1, limit - (clock.monotonic() - start));
        const outcome = await attemptOnce(transport, options, request, first, { remaining, limit });
        const failed = outcome instanceof report_error/* ActionError */.l;
        const transient = failed ? outcome.code === 'unreachable' : isTransientStatus(outcome.status);
        const delay = retryDelay(attempt, failed ? undefined : outcome.headers.get('retry-after'), clock);
        const fits = clock.monotonic() - start + delay < limit;
        if (!repeatable || !transient || !fits || attempt + 1 >= MAX_ATTEMPTS) {
            if (failed)
                throw outcome;
            return outcome;
        }
        await sleepUntilRetry(delay, what, options, request);
    }
}
async function attemptOnce(transport, options, request, first, time) {
    const exchange = beginExchange({ deadline: time.remaining, signals: [options.signal, request.signal] });
    try {
        return await readAnswer(transport, options, request, first, exchange);
    }
    catch (error) {
        return redactError(describeFailure(error, describeHop(first), exchange.endedBy(), time.limit), options);
    }
    finally {
        exchange.finish();
    }
}
async function readAnswer(transport, options, request, first, exchange) {
    const { hop, answer } = await sendFollowing(transport, options, request.redirect, first, exchange);
    const what = describeHop(hop);
    const empty = hop.method === 'HEAD' || answer.status === 204 || answer.status === 304;
    const decoded = empty ? answer.body : decodeBody(answer.body, answer.headers, what);
    const body = await readBody(decoded, request.maxBytes ?? DEFAULT_MAX_BYTES, what);
    return response(answer.status, answer.headers, hop.url, body, what);
}
async function openStream(transport, options, request) {
    const first = firstHop({ ...request, headers: { 'accept-encoding': 'identity', ...request.headers } }, options);
    const deadline = request.deadline ?? DEFAULT_DEADLINE;
    const idle = request.idleTimeout ?? DEFAULT_IDLE;
    const exchange = beginExchange({ deadline, idle, signals: [options.signal, request.signal] });
    const fail = (error) => {
        const by = exchange.endedBy();
        return redactError(describeFailure(error, describeHop(first), by, by === 'idle' ? idle : deadline), options);
    };
    try {
        const { hop, answer } = await sendFollowing(transport, options, request.redirect, first, exchange);
        exchange.heard();
        const body = decodeBody(answer.body, answer.headers, describeHop(hop));
        let closed = false;
        const close = () => {
            closed = true;
            exchange.finish();
            exchange.abort();
        };
        async function* chunks() {
            try {
                for await (const chunk of body) {
                    exchange.heard();
                    yield chunk;
                }
            }
            catch (error) {
                if (!closed)
                    throw fail(error);
            }
            finally {
                close();
            }
        }
        // A stream closed before it is read must not end the process with an unhandled 'error'.
        body.on('error', () => undefined);
        return { status: answer.status, headers: answer.headers, url: hop.url.href, chunks: chunks(), close };
    }
    catch (error) {
        exchange.finish();
        throw fail(error);
    }
}
async function sendFollowing(transport, options, rule, first, exchange) {
    const rules = { redirect: rule ?? 'refuse', plaintext: options.plaintext ?? false };
    let hop = first;
    for (let hops = 0;; hops += 1) {
        const answer = await transport.send(hop, exchange.signal);
        const location = answer.headers.get('location');
        if (!isRedirect(answer.status, location))
            return { hop, answer };
        answer.body.on('error', () => undefined);
        answer.body.destroy();
        if (hops >= MAX_HOPS) {
            throw new report_error/* ActionError */.l('redirect-refused', `${describeHop(first)} was redirected more than ${MAX_HOPS} times`);
        }
        hop = followRedirect(hop, answer.status, location, rules);
    }
}
function firstHop(request, options) {
    const headers = checkHeaders({
        'user-agent': options.userAgent,
        'accept-encoding': ACCEPTED_ENCODINGS,
        ...request.headers,
    });
    const url = checkUrl(request.url, { plaintext: options.plaintext ?? false });
    return { method: request.method ?? 'GET', url, headers, body: request.body };
}
function response(status, headers, url, body, what) {
    const text = () => new TextDecoder().decode(body);
    return {
        status,
        headers,
        url: url.href,
        body,
        text,
        json: () => {
            try {
                return JSON.parse(text());
            }
            catch (cause) {
                const type = headers.get('content-type') ?? 'no content type';
                throw new report_error/* ActionError */.l('invalid-answer', `${what} answered ${status} with ${type} where JSON was expected`, { cause });
            }
        },
    };
}
async function sleepUntilRetry(delay, what, options, request) {
    const signals = [options.signal, request.signal].filter((signal) => signal !== undefined);
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
    try {
        await options.clock.sleep(delay, signal);
    }
    catch (error) {
        throw describeFailure(error, what, 'cancelled', 0);
    }
}
function redactError(error, options) {
    const message = options.redact?.(error.message) ?? error.message;
    if (message === error.message)
        return error;
    return new report_error/* ActionError */.l(error.code, message, {
        cause: error.cause,
        kind: error.kind,
        outcome: error.outcome,
    });
}
function describeHop(hop) {
    return `${hop.method} ${describeUrl(hop.url)}`;
}
//# sourceMappingURL=client.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/http/patience.js

/** How often, and how long in all (milliseconds), a request waits when the far side says 429; and for how long when it does not say. */
const PATIENCE = { times: 3, budget: 60_000, pause: 2000 };
/**
 * Requests that wait when there were too many: a request that was answered 429 was refused unread, so that even a write may be
 * sent again. The answer is the last one when the wait asked for does not fit.
 */
function waitOutLimits(http, clock, signal) {
    async function request(wanted) {
        const start = clock.monotonic();
        for (let attempt = 1;; attempt += 1) {
            const response = await http.request(wanted);
            if (response.status !== 429 || attempt > PATIENCE.times)
                return response;
            const asked = parseRetryAfter(response.headers.get('retry-after'), clock.now());
            const delay = (asked ?? PATIENCE.pause * 2 ** (attempt - 1)) + clock.random() * 250;
            if (clock.monotonic() - start + delay > PATIENCE.budget)
                return response;
            await clock.sleep(delay, signal);
        }
    }
    return { request };
}
//# sourceMappingURL=patience.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/reach.js

/** The client's codes that mean: no answer came. */
const UNREACHED = new Set(['unreachable', 'timeout', 'tls-untrusted']);
/** The client's codes that mean: an answer came, and was not fit to use. */
const UNFIT = new Set(['redirect-refused', 'body-too-large', 'invalid-answer', 'refused-url']);
/**
 * Runs requests to a registry and gives what the HTTP client throws the codes of the port `Registry`.
 * @throws ActionError `registry-unreachable`, `registry-invalid-answer`; every other as it was
 */
async function reachRegistry(work) {
    try {
        return await work();
    }
    catch (error) {
        if (!(error instanceof report_error/* ActionError */.l))
            throw error;
        const code = UNREACHED.has(error.code)
            ? 'registry-unreachable'
            : UNFIT.has(error.code)
                ? 'registry-invalid-answer'
                : undefined;
        if (code === undefined)
            throw error;
        throw new report_error/* ActionError */.l(code, error.message, { cause: error, kind: error.kind, outcome: error.outcome });
    }
}
//# sourceMappingURL=reach.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/refusal.js


/** What to do when a login is missing or wrong. */
const LOGIN_ADVICE = 'give "registry", "username" and "password", or log in to it in an earlier step of the job';
/** The error for an answer that is not what was wanted; `login` is what we identified ourselves with. */
function describeRefusal(response, access, login) {
    const { registry } = access;
    const name = `${registry}/${access.repository}`;
    const said = quoteAnswer(response);
    const purpose = access.actions === 'pull' ? 'read' : 'write';
    const { status } = response;
    if (status === 401 || status === 403) {
        if (login === undefined) {
            return new report_error/* ActionError */.l('registry-unauthorized', `${registry} does not let anybody ${purpose} ${name} without a login${said}: ${LOGIN_ADVICE}. It may also be that ${name} does not exist.`);
        }
        const wrong = status === 401 && login.kind === 'password' && /^basic\b/i.test(challengeOf(response));
        if (wrong) {
            return new report_error/* ActionError */.l('registry-unauthorized', `${registry} refused ${describeLogin(login)}${said}. Check the user name and that the password or token is right and has not expired.`);
        }
        return new report_error/* ActionError */.l('registry-denied', `${registry} does not let ${describeLogin(login)} ${purpose} ${name}${said}. Give that account the permission to ${purpose} it (scope "${access.actions}"), or check the name: registries answer the same when it does not exist.`);
    }
    if (status === 429)
        return describeRateLimit(response, registry);
    if (status >= 500) {
        return new report_error/* ActionError */.l('registry-unreachable', `${registry} answered ${status} for ${name}${said}. It is in trouble; run the job again later.`, { kind: 'transient' });
    }
    return new report_error/* ActionError */.l('registry-invalid-answer', `${registry} answered ${status} for ${name}${said}, which is not an answer of a registry to this request. Check that "${registry}" is a container registry.`);
}
/** @returns ActionError `registry-rate-limited`, naming the limit when the registry does */
function describeRateLimit(response, registry) {
    const limit = response.headers.get('ratelimit-limit');
    const after = response.headers.get('retry-after');
    const named = limit === undefined ? '' : ` (limit ${printable(limit)}: requests; w = window in seconds)`;
    const wait = after === undefined ? 'later' : `after ${printable(after)}${/^\d+$/.test(after) ? ' s' : ''}`;
    return new report_error/* ActionError */.l('registry-rate-limited', `${registry} answered 429, too many requests${named}${quoteAnswer(response)}. Run the job again ${wait}; with a login the limit is usually higher.`, { kind: 'transient' });
}
/** Who we were, for messages: never a secret. */
function describeLogin(login) {
    return login.kind === 'password'
        ? `the user "${printable(login.username)}"`
        : 'the identity of the docker configuration';
}
/** `: "message"` of an error document, or nothing. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
function quoteAnswer(response) {
    const messages = errorMessages(response);
    return messages.length === 0 ? '' : ` ("${messages.join('; ')}")`;
}
/** The messages of an error document, printable and short; empty when there is none. */
function errorMessages(response) {
    const document = parseJsonObject(response.body);
    if (document === undefined)
        return [];
    // Token servers use either form: {errors: [{code, message}]} or {details} or {error_description}.
    const errors = Array.isArray(document.errors) ? document.errors : [document];
    return errors
        .slice(0, 3)
        .map((error) => isJsonObject(error)
        ? (error.message ?? error.error_description ?? error.details ?? error.code)
        : undefined)
        .filter((message) => typeof message === 'string')
        .map((message) => printable(message))
        .filter((message) => message !== '');
}
function challengeOf(response) {
    return response.headers.get('www-authenticate') ?? '';
}
function printable(text) {
    const line = text.replace(/\P{ASCII}|\p{Cc}|"/gu, ' ').trim();
    return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
//# sourceMappingURL=refusal.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/access-token.js




const access_token_MAX_BYTES = 256 * 1024;
const access_token_DEADLINE = 30_000;
/** What a token lives when the answer does not say: https://distribution.github.io/distribution/spec/auth/token/#token-response-fields */
const DEFAULT_LIFETIME = 60;
/**
 * Asks a token server for an access token: GET with Basic credentials or without any, or OAuth2 POST with an identity
 * token. `basic` makes the header of a password. A token that grants less than was asked for is no error here.
 * @throws ActionError `registry-unauthorized`, `registry-denied`, `registry-rate-limited`, `registry-unreachable`,
 * `registry-invalid-answer`
 */
async function requestToken(http, endpoint, login, access, basic) {
    const response = await reachRegistry(() => {
        if (login?.kind === 'identity-token')
            return http.request(identityRequest(endpoint, login.token));
        const url = new URL(endpoint.realm);
        if (endpoint.service !== undefined)
            url.searchParams.set('service', endpoint.service);
        for (const scope of endpoint.scopes)
            url.searchParams.append('scope', scope);
        const headers = {
            accept: 'application/json',
            ...(login === undefined ? {} : { authorization: basic(login.username, login.password) }),
        };
        return http.request({
            method: 'GET',
            url,
            headers,
            maxBytes: access_token_MAX_BYTES,
            deadline: access_token_DEADLINE,
            redirect: 'same-host',
        });
    });
    if (response.status !== 200)
        throw describeTokenRefusal(response, endpoint, login, access);
    return readToken(response, endpoint);
}
/** https://distribution.github.io/distribution/spec/auth/oauth/ */
function identityRequest(endpoint, token) {
    const form = new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'gitops-actions',
        refresh_token: token,
    });
    if (endpoint.service !== undefined)
        form.set('service', endpoint.service);
    if (endpoint.scopes.length > 0)
        form.set('scope', endpoint.scopes.join(' '));
    return {
        method: 'POST',
        url: endpoint.realm,
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        maxBytes: access_token_MAX_BYTES,
        deadline: access_token_DEADLINE,
        redirect: 'refuse',
    };
}
function readToken(response, endpoint) {
    const answer = parseJsonObject(response.body) ?? {};
    const token = [answer.token, answer.access_token].find((value) => typeof value === 'string' && value !== '');
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
        throw new report_error/* ActionError */.l('registry-invalid-answer', `The token server ${endpoint.realm.host} answered 200 without a token. Check that it is the registry's token server, and that nothing between intercepts the connection.`);
    }
    const seconds = answer.expires_in;
    const lifetime = typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_LIFETIME;
    return { token, lifetime };
}
function describeTokenRefusal(response, endpoint, login, access) {
    const { status } = response;
    const server = `The token server ${endpoint.realm.host} of ${access.registry}`;
    const said = quoteAnswer(response);
    if (status === 429)
        return describeRateLimit(response, endpoint.realm.host);
    if (status >= 500) {
        return new report_error/* ActionError */.l('registry-unreachable', `${server} answered ${status}${said}; run the job again later.`, {
            kind: 'transient',
        });
    }
    const wanted = `${access.actions} on ${access.registry}/${access.repository}`;
    if (login === undefined && (status === 401 || status === 403)) {
        return new report_error/* ActionError */.l('registry-unauthorized', `${server} gives no anonymous token for ${wanted}${said}: ${LOGIN_ADVICE}.`);
    }
    if (login !== undefined && (status === 401 || (status === 400 && login.kind === 'identity-token'))) {
        return new report_error/* ActionError */.l('registry-unauthorized', `${server} refused ${describeLogin(login)}${said}. Check the user name and that the password or token is right and has not expired.`);
    }
    if (login !== undefined && status === 403) {
        return new report_error/* ActionError */.l('registry-denied', `${server} does not let ${describeLogin(login)} ${wanted}${said}. Give that account the permission, or check the name: registries answer the same when it does not exist.`);
    }
    return new report_error/* ActionError */.l('registry-invalid-answer', `${server} answered ${status}${said} to the request for a token for ${wanted}. Check the registry's name.`);
}
//# sourceMappingURL=access-token.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/challenge.js
// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
/** Credentials without a name, such as those of Negotiate; they end the challenge. */
const TOKEN68 = /[0-9A-Za-z._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const SPACE = /[ \t]*/y;
const SEPARATOR = /[ \t,]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy;
/** More than the grammar allows: registries were seen to leave out the quotes around URLs and scopes. */
const BARE = /[^\s,"]*/y;
/**
 * Reads the value of `WWW-Authenticate`: any number of challenges, parted by the same commas as their parameters.
 * Never throws; what cannot be read is skipped. https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
function parseChallenges(header) {
    const challenges = [];
    const text = new Scanner(header);
    while (!text.done()) {
        text.take(SEPARATOR);
        const word = text.take(TOKEN);
        if (word === '') {
            if (text.take(QUOTED) === '')
                text.skip();
            continue;
        }
        text.take(SPACE);
        if (text.takeCharacter('=')) {
            text.take(SPACE);
            const value = text.peek('"') ? challenge_unescape(text.take(QUOTED)) : text.take(BARE);
            const { parameters } = challenges.at(-1) ?? { parameters: new Map() };
            const name = word.toLowerCase();
            if (!parameters.has(name))
                parameters.set(name, value);
        }
        else {
            challenges.push({ scheme: word.toLowerCase(), parameters: new Map() });
            text.take(TOKEN68);
        }
    }
    return challenges;
}
function challenge_unescape(quoted) {
    const inner = quoted.slice(1, quoted.length > 1 && quoted.endsWith('"') ? -1 : undefined);
    return inner.replace(/\\(.)/gs, '$1');
}
class Scanner {
    #text;
    #at = 0;
    constructor(text) {
        this.#text = text;
    }
    done() {
        return this.#at >= this.#text.length;
    }
    peek(character) {
        return this.#text[this.#at] === character;
    }
    /** What the sticky pattern matches here; empty, and nothing taken, when it does not. */
    take(pattern) {
        pattern.lastIndex = this.#at;
        const match = pattern.exec(this.#text)?.[0] ?? '';
        this.#at += match.length;
        return match;
    }
    takeCharacter(character) {
        if (!this.peek(character))
            return false;
        this.#at += 1;
        return true;
    }
    skip() {
        this.#at += 1;
    }
}
//# sourceMappingURL=challenge.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/authorizer.js





/** Renew this much earlier than a token ends, for the time that requests take. */
const MARGIN = 5000;
function createAuthorizer(options) {
    const cache = new Map();
    async function known(access) {
        const authorization = await cache.get(keyOf(access));
        return authorization !== undefined && authorization.expires > options.clock.monotonic()
            ? authorization.header
            : undefined;
    }
    return {
        // Whoever may write may read.
        current: async (access) => (await known(access)) ??
            (access.actions === 'pull'
                ? known({ ...access, actions: 'pull,push' }).catch(() => undefined)
                : undefined),
        renew: async (access, root, challenge, refused) => {
            const key = keyOf(access);
            // Two requests that were refused at once share one negotiation.
            if (cache.has(key)) {
                const header = await known(access);
                if (header !== undefined && header !== refused)
                    return header;
            }
            const pending = negotiate(access, root, challenge ?? '', options);
            cache.set(key, pending);
            try {
                return (await pending).header;
            }
            catch (error) {
                if (cache.get(key) === pending)
                    cache.delete(key);
                throw error;
            }
        },
    };
}
async function negotiate(access, root, header, options) {
    const challenges = parseChallenges(header);
    const login = await options.findLogin(access.registry);
    if (login?.kind === 'registry-token')
        return { header: `Bearer ${login.token}`, expires: Infinity };
    const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
    if (bearer !== undefined)
        return negotiateBearer(access, root, bearer, login, options);
    if (challenges.some(({ scheme }) => scheme === 'basic'))
        return negotiateBasic(access, login, options);
    throw new report_error/* ActionError */.l('registry-unauthorized', `${access.registry} answered 401 without naming a way to log in that is known here (Bearer or Basic). Check that "${access.registry}" is a container registry.`);
}
async function negotiateBearer(access, root, challenge, login, options) {
    const endpoint = {
        realm: checkRealm(challenge.parameters.get('realm') ?? '', root),
        service: challenge.parameters.get('service'),
        scopes: scopesFor(access, challenge.parameters.get('scope')),
    };
    const { onSecret, clock } = options;
    const asked = clock.monotonic();
    const { token, lifetime } = await requestToken(options.http, endpoint, login, access, (username, password) => basicHeader(username, password, onSecret));
    onSecret(token);
    return { header: `Bearer ${token}`, expires: asked + lifetime * 1000 - MARGIN };
}
function negotiateBasic(access, login, { onSecret }) {
    if (login?.kind === 'password')
        return { header: basicHeader(login.username, login.password, onSecret), expires: Infinity };
    const why = login === undefined ? 'there is none' : 'there is an identity token alone';
    throw new report_error/* ActionError */.l('registry-unauthorized', `${access.registry} wants a user name and a password, and ${why}: ${LOGIN_ADVICE}.`);
}
/** What we need, and whatever else the registry asks for; its own wording of our repository may lack `push`. */
function scopesFor(access, asked) {
    const own = `repository:${access.repository}:`;
    const others = (asked ?? '').split(' ').filter((scope) => scope !== '' && !scope.startsWith(own));
    return [`${own}${access.actions}`, ...others];
}
function basicHeader(username, password, onSecret) {
    const encoded = Buffer.from(`${username}:${password}`).toString('base64');
    onSecret(encoded);
    return `Basic ${encoded}`;
}
function keyOf({ registry, repository, actions }) {
    return `${registry} ${repository} ${actions}`;
}
//# sourceMappingURL=authorizer.js.map
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/credential-helper.js


const credential_helper_LIMIT = 10_000;
const MAX_OUTPUT = 64 * 1024;
/** https://github.com/docker/docker-credential-helpers/blob/master/credentials/error.go */
const NOT_FOUND = 'credentials not found in native keychain';
/**
 * Asks `docker-credential-<name> get` for the login of a server: its name goes in on stdin, JSON comes out. At most
 * `limit` milliseconds. Run by `node:child_process` because a helper that waits for a key ring to be unlocked has
 * to be ended, which `@actions/exec` cannot do.
 * https://github.com/docker/docker-credential-helpers#development
 */
async function askCredentialHelper(name, server, options) {
    const program = `docker-credential-${name}`;
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
        return { kind: 'failed', reason: `"${name}" is not the name of a credential helper` };
    const limit = options.limit ?? credential_helper_LIMIT;
    const { error, stdout } = await run(program, server, withoutInputs(options.env), limit);
    if (error === null)
        return credential_helper_readAnswer(program, stdout);
    if (stdout.trim() === NOT_FOUND)
        return { kind: 'none' };
    if (error.code === 'ENOENT')
        return { kind: 'failed', reason: `${program} is not on this machine` };
    if (error.killed === true)
        return { kind: 'failed', reason: `${program} did not answer within ${limit / 1000} s` };
    return { kind: 'failed', reason: `${program} ended with ${describeExit(error)}` };
}
function run(program, input, env, limit) {
    return new Promise((resolve) => {
        const options = {
            env,
            timeout: limit,
            killSignal: 'SIGKILL',
            maxBuffer: MAX_OUTPUT,
            windowsHide: true,
        };
        const child = (0,external_node_child_process_.execFile)(program, ['get'], options, (error, stdout) => {
            resolve({ error, stdout });
        });
        // A helper may end without reading its input.
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input);
    });
}
/** The helper's own words are not shown: they may quote what it read. */
function credential_helper_readAnswer(program, stdout) {
    const answer = parseJsonObject(stdout);
    if (answer === undefined)
        return { kind: 'failed', reason: `${program} did not answer with JSON` };
    const { Username: username, Secret: secret } = answer;
    if (typeof username !== 'string' || typeof secret !== 'string')
        return { kind: 'failed', reason: `${program} answered without Username and Secret` };
    return secret === '' ? { kind: 'none' } : { kind: 'found', username, secret };
}
function describeExit(error) {
    if (typeof error.code === 'number')
        return `exit code ${error.code}`;
    return error.code ?? error.signal ?? 'an error';
}
/** The action's inputs hold other secrets, which are none of the helper's business. */
function withoutInputs(env) {
    return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')));
}
//# sourceMappingURL=credential-helper.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/login.js



/**
 * Finds logins the way docker does, each once: those given, then the credential helper for the registry, the
 * credential store, and the configuration file; then those of podman and buildah. A helper that fails makes access anonymous, with a notice.
 */
function createLoginFinder(options) {
    const given = new Map(options.credentials.map(({ registry, username, password }) => [
        normalizeRegistry(registry),
        { kind: 'password', username, password },
    ]));
    const found = new Map();
    let configs;
    async function find(registry) {
        const login = given.get(registry);
        if (login !== undefined)
            return login;
        configs ??= Promise.all([options.dockerConfigPath, ...(options.authPaths ?? [])].map(readDockerConfig));
        for (const config of await configs) {
            const configured = await findConfigured(config, registry, options);
            if (configured !== undefined)
                return configured;
        }
        return undefined;
    }
    return (registry) => {
        const pending = found.get(registry) ?? find(registry).then((login) => mask(login, options));
        found.set(registry, pending);
        return pending;
    };
}
async function findConfigured(config, registry, options) {
    const helper = config.helpers.get(registry) ?? config.store;
    const written = config.logins.get(registry);
    if (helper === undefined || helper === '')
        return written;
    const server = registry === 'docker.io' ? HUB_CONFIG_KEY : registry;
    const answer = await askCredentialHelper(helper, server, {
        env: options.env,
        ...(options.helperLimit === undefined ? {} : { limit: options.helperLimit }),
    });
    switch (answer.kind) {
        case 'found':
            // https://github.com/docker/docker-credential-helpers: this name marks an identity token.
            return answer.username === '<token>'
                ? { kind: 'identity-token', token: answer.secret }
                : { kind: 'password', username: answer.username, password: answer.secret };
        case 'none':
            return written;
        case 'failed':
            options.log.notice(`No login for ${registry}: ${answer.reason}. ${written === undefined ? 'Reading it anonymously' : 'Using the one in the docker configuration'}; give "username" and "password" if that is not enough.`);
            return written;
    }
}
function mask(login, { onSecret }) {
    const secret = login?.kind === 'password' ? login.password : login?.token;
    if (secret !== undefined && secret !== '')
        onSecret(secret);
    return login;
}
//# sourceMappingURL=login.js.map
// EXTERNAL MODULE: ./packages/core/lib/image/digest.js
var digest = __webpack_require__(9571);
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/manifest.js



/**
 * Every type a deployable image may have. Asked for all at once: without the first and the third some registries
 * answer with one platform's manifest in place of the index.
 * https://github.com/opencontainers/distribution-spec/issues/207
 */
const MANIFEST_TYPES = [
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.distribution.manifest.v2+json',
];
const CONFIG_TYPES = new Set([
    'application/vnd.oci.image.config.v1+json',
    'application/vnd.docker.container.image.v1+json',
]);
/** `sha256:` and the hex digest of the bytes. */
function digestOf(bytes) {
    return (0,digest/* parseDigest */.m)(`sha256:${(0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex')}`);
}
/**
 * Reads a manifest. `source` names it in errors.
 * @throws ActionError `registry-invalid-answer`
 */
function readManifest(bytes, contentType, source) {
    const document = parseJsonObject(bytes);
    if (document === undefined)
        throw manifest_invalid(source, `is not JSON but ${contentType ?? 'of no type'}`);
    if (document.schemaVersion === 1)
        throw manifest_invalid(source, 'has the manifest format "schema 1", which is no longer in use; build and push it again');
    const mediaType = mediaTypeOf(document, contentType);
    if (mediaType === undefined)
        throw manifest_invalid(source, `is of the type ${contentType ?? 'nothing'}, no image or index`);
    const content = isIndex(mediaType)
        ? { kind: 'index', platforms: platformsOf(document, source), entries: entriesOf(document) }
        : { kind: 'single', config: configOf(document), layers: layersOf(document) };
    return { digest: digestOf(bytes), mediaType, bytes, content };
}
/** https://github.com/opencontainers/image-spec/blob/main/config.md */
function readConfig(bytes) {
    const document = parseJsonObject(bytes);
    const config = isJsonObject(document?.config) ? document.config : {};
    const labels = isJsonObject(config.Labels) ? Object.entries(config.Labels) : [];
    return {
        platform: formatPlatform(document),
        labels: new Map(labels.filter((entry) => typeof entry[1] === 'string')),
    };
}
/** Some proxies send manifests as `application/json`: then the document's own word counts, and last its shape. */
function mediaTypeOf(document, contentType) {
    const sent = contentType?.split(';', 1)[0]?.trim().toLowerCase();
    const named = [sent, document.mediaType].find((type) => MANIFEST_TYPES.some((known) => known === type));
    if (typeof named === 'string')
        return named;
    if (document.mediaType !== undefined || document.schemaVersion !== 2)
        return undefined;
    if (Array.isArray(document.manifests))
        return MANIFEST_TYPES[0];
    return isJsonObject(document.config) ? MANIFEST_TYPES[1] : undefined;
}
function isIndex(mediaType) {
    return mediaType === MANIFEST_TYPES[0] || mediaType === MANIFEST_TYPES[2];
}
/**
 * Attestations stand among the platforms as `unknown/unknown`.
 * https://docs.docker.com/build/metadata/attestations/attestation-storage/
 */
function platformsOf(index, source) {
    if (!Array.isArray(index.manifests))
        throw manifest_invalid(source, 'is an index without a list of manifests');
    const platforms = new Map();
    for (const entry of index.manifests) {
        if (!isJsonObject(entry) || typeof entry.digest !== 'string' || !(0,digest/* isDigest */.B)(entry.digest))
            throw manifest_invalid(source, 'is an index with an entry that has no sha256 digest');
        const { annotations } = entry;
        if (isJsonObject(annotations) && annotations['vnd.docker.reference.type'] !== undefined)
            continue;
        const platform = formatPlatform(entry.platform);
        // Windows images repeat a platform for each os.version; the first is the one that clients prefer.
        if (platform !== undefined && !platforms.has(platform))
            platforms.set(platform, entry.digest);
    }
    return platforms;
}
function entriesOf({ manifests }) {
    return Array.isArray(manifests) ? manifests.filter(isJsonObject) : [];
}
function layersOf({ layers }) {
    const listed = Array.isArray(layers) ? layers.filter(isJsonObject) : [];
    return listed.map(({ size }) => (typeof size === 'number' ? size : 0));
}
function configOf(manifest) {
    const { config } = manifest;
    if (!isJsonObject(config) || typeof config.digest !== 'string' || !(0,digest/* isDigest */.B)(config.digest))
        return undefined;
    return typeof config.mediaType === 'string' && CONFIG_TYPES.has(config.mediaType)
        ? config.digest
        : undefined;
}
/** `os/architecture[/variant]`; undefined when it does not say. */
function formatPlatform(platform) {
    if (!isJsonObject(platform))
        return undefined;
    const { os, architecture, variant } = platform;
    if (typeof os !== 'string' || typeof architecture !== 'string')
        return undefined;
    if (os === '' || architecture === '' || os === 'unknown' || architecture === 'unknown')
        return undefined;
    const suffix = typeof variant === 'string' && variant !== '' ? `/${variant}` : '';
    return `${os}/${architecture}${suffix}`;
}
function manifest_invalid(source, what) {
    return new report_error/* ActionError */.l('registry-invalid-answer', `What the registry returned for ${source} ${what}. Check that the name is that of a container image.`);
}
//# sourceMappingURL=manifest.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/session.js

/**
 * Sends a request to a repository, logging in when the registry asks for it. Every status is an answer; 401 is one
 * only after a login was tried.
 * @throws ActionError those of the port `Registry`
 */
async function sendToRepository(options, image, request) {
    const { registry, repository } = image;
    const { path, actions, ...rest } = request;
    const access = { registry, repository, actions };
    const root = await options.findRoot(registry);
    const url = new URL(`/v2/${repository}/${path}`, root);
    const send = (authorization) => {
        const headers = { ...rest.headers, ...(authorization === undefined ? {} : { authorization }) };
        return options.http.request({ ...rest, url, headers });
    };
    return reachRegistry(async () => {
        const authorization = await options.authorizer.current(access);
        const response = await send(authorization);
        if (response.status !== 401)
            return response;
        const challenge = response.headers.get('www-authenticate');
        return send(await options.authorizer.renew(access, root, challenge, authorization));
    });
}
//# sourceMappingURL=session.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/reading.js




// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
const MAX_MANIFEST = 4 * 1024 * 1024;
const MAX_CONFIG = 8 * 1024 * 1024;
const ACCEPT = MANIFEST_TYPES.join(', ');
/** The part of a manifest's path after `manifests/`: the digest wins over the tag, for it cannot move. */
function referenceOf(image) {
    return image.digest ?? image.tag ?? 'latest';
}
/**
 * The manifest a reference names, its digest computed from the very bytes and held against the header and the digest
 * asked for; undefined when it does not exist.
 * @throws ActionError those of the port `Registry`
 */
async function fetchManifest(context, image, actions = 'pull') {
    const reference = referenceOf(image);
    const response = await send(context, image, {
        method: 'GET',
        path: `manifests/${reference}`,
        actions,
        headers: { accept: ACCEPT },
        maxBytes: MAX_MANIFEST,
        redirect: 'drop-authorization',
    });
    if (isMissing(response))
        return undefined;
    if (response.status !== 200)
        throw await reading_refusalOf(context, image, actions, response);
    const source = `${image.registry}/${image.repository} (${reference})`;
    const manifest = readManifest(response.body, response.headers.get('content-type'), source);
    const promised = response.headers.get('docker-content-digest');
    for (const expected of [promised, image.digest])
        if (expected !== undefined && expected !== manifest.digest)
            throw mismatch(source, expected, manifest.digest);
    return manifest;
}
/**
 * The digest alone, by HEAD, which registries do not count as a pull; by GET where HEAD does not say.
 * @throws ActionError those of the port `Registry`
 */
async function fetchDigest(context, image) {
    const response = await send(context, image, {
        method: 'HEAD',
        path: `manifests/${referenceOf(image)}`,
        actions: 'pull',
        headers: { accept: ACCEPT },
        redirect: 'drop-authorization',
    });
    const promised = response.headers.get('docker-content-digest');
    if (response.status === 200 && promised !== undefined && (0,digest/* isDigest */.B)(promised)) {
        if (image.digest === undefined || image.digest === promised)
            return promised;
        throw mismatch(`${image.registry}/${image.repository}`, image.digest, promised);
    }
    if (response.status === 429 || response.status >= 500)
        throw await reading_refusalOf(context, image, 'pull', response);
    // Refusals have no body here, and some registries know no HEAD: GET decides.
    return (await fetchManifest(context, image))?.digest;
}
/**
 * The bytes of an image's config, held against its digest.
 * @throws ActionError those of the port `Registry`
 */
async function fetchConfig(context, image, config) {
    const response = await send(context, image, {
        method: 'GET',
        path: `blobs/${config}`,
        actions: 'pull',
        maxBytes: MAX_CONFIG,
        redirect: 'drop-authorization',
    });
    if (response.status !== 200)
        throw await reading_refusalOf(context, image, 'pull', response);
    const actual = digestOf(response.body);
    if (actual !== config)
        throw mismatch(`the config of ${image.registry}/${image.repository}`, config, actual);
    return response.body;
}
/** Sends a request to the image's repository. */
function send(context, image, request) {
    return sendToRepository(context, image, request);
}
/** The error for an answer that is not what was wanted. */
async function reading_refusalOf(context, image, actions, response) {
    const { registry, repository } = image;
    return describeRefusal(response, { registry, repository, actions }, await context.findLogin(registry));
}
/** A registry says 404 with an error document or nothing; a page comes from something else at that address. */
function isMissing(response) {
    return response.status === 404 && !/^text\/html\b/i.test(response.headers.get('content-type') ?? '');
}
function mismatch(source, expected, actual) {
    return new report_error/* ActionError */.l('registry-invalid-answer', `The registry answered for ${source} with content of digest ${actual}, where ${expected} was promised. Something between has changed it, or the registry is damaged; do not deploy it.`);
}
//# sourceMappingURL=reading.js.map
// EXTERNAL MODULE: ./packages/core/lib/image/reference.js
var image_reference = __webpack_require__(5450);
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/tagging.js



/**
 * Points a tag to what `image` resolves to, by putting the same bytes under the same type: nothing is built or
 * uploaded. Succeeds when the tag points there already, whatever the registry thinks of writing it again.
 * @param known what `image` resolves to, when it was read already
 * @throws ActionError `invalid-tag`, `image-not-found`, `registry-tag-immutable` and those of the port `Registry`
 */
async function putTag(context, image, tag, known) {
    if (!(0,image_reference/* isTag */.dz)(tag)) {
        throw new report_error/* ActionError */.l('invalid-tag', `"${tag}" is not a tag: wanted up to 128 letters, digits, "_", "." and "-", not beginning with "." or "-".`);
    }
    const manifest = known ?? (await fetchManifest(context, image, 'pull,push'));
    if (manifest === undefined) {
        throw new report_error/* ActionError */.l('image-not-found', `${image.registry}/${image.repository} has no ${referenceOf(image)} that the tag "${tag}" could point to. Push it first, or check the name.`);
    }
    const target = { ...image, tag, digest: undefined };
    const response = await putManifest(context, target, manifest);
    if (response === undefined || [200, 201, 202].includes(response.status))
        return manifest.digest;
    if (response.status === 401 || response.status === 429)
        throw await reading_refusalOf(context, image, 'pull,push', response);
    const current = await fetchDigest(context, target);
    if (current === manifest.digest)
        return manifest.digest;
    if (current !== undefined && isImmutable(response))
        throw immutable(target, tag, current, response);
    throw await reading_refusalOf(context, image, 'pull,push', response);
}
/** How often a manifest is put again, and for how many milliseconds it is waited at first. */
const AGAIN = { times: 3, pause: 1000 };
const PASSING = new Set([500, 502, 503, 504]);
/**
 * Puts a manifest under the tag or digest of `target`; again when the registry is in trouble for a moment, for the same bytes change nothing
 * twice. The answer to the last write; undefined when it was lost and the manifest turned out to be there.
 * @throws ActionError those of the port `Registry`
 */
async function putManifest(context, target, manifest) {
    for (let attempt = 1;; attempt += 1) {
        const answer = await putOnce(context, target, manifest);
        const isPassing = 'status' in answer ? PASSING.has(answer.status) : answer.code === 'registry-unreachable';
        if (isPassing) {
            const standing = await fetchDigest(context, target).catch(() => undefined);
            if (standing === manifest.digest)
                return undefined;
            if (attempt <= AGAIN.times) {
                await context.clock.sleep(AGAIN.pause * 2 ** (attempt - 1), context.signal);
                continue;
            }
        }
        if ('status' in answer)
            return answer;
        throw answer;
    }
}
async function putOnce(context, target, manifest) {
    try {
        return await send(context, target, {
            method: 'PUT',
            path: `manifests/${referenceOf(target)}`,
            actions: 'pull,push',
            headers: { 'content-type': manifest.mediaType },
            body: manifest.bytes,
            redirect: 'refuse',
            retry: 'never',
        });
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return error;
        throw error;
    }
}
/** ECR answers 400, Harbor 412, others 403 or 409; the words differ, but all say so. */
function isImmutable(response) {
    if (response.status === 412 || response.status === 409)
        return true;
    if (response.status !== 400 && response.status !== 403)
        return false;
    return errorMessages(response).some((message) => /immutable|cannot be overwritten|already exists/i.test(message));
}
function immutable(target, tag, current, response) {
    return new report_error/* ActionError */.l('registry-tag-immutable', `The tag "${tag}" of ${target.registry}/${target.repository} points to ${current} and the registry does not let it be moved${quoteAnswer(response)}. Use a new tag, or allow tags to be overwritten in the registry's settings.`);
}
//# sourceMappingURL=tagging.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/index-manifest.js





const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_TYPES = [DOCKER_LIST, 'application/vnd.docker.distribution.manifest.v2+json'];
/** What clients choose a platform by: https://github.com/opencontainers/image-spec/blob/main/image-index.md */
const PLATFORM_FIELDS = ['architecture', 'os', 'os.version', 'os.features', 'variant'];
/**
 * Makes one index of images and indexes of the same repository and puts it there under its digest.
 * @throws ActionError `image-not-found`, `platform-repeated` and those of the port `Registry`
 */
async function putIndex(context, image, members, annotations) {
    const found = await Promise.all(members.map((digest) => fetchMember(context, image, digest)));
    const entries = (await Promise.all(found.map((member) => index_manifest_entriesOf(context, image, member)))).flat();
    checkPlatforms(image, entries);
    const isDocker = annotations.size === 0 && found.every(({ mediaType }) => DOCKER_TYPES.includes(mediaType));
    const mediaType = isDocker ? DOCKER_LIST : OCI_INDEX;
    const document = {
        schemaVersion: 2,
        mediaType,
        manifests: entries,
        ...(annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(document));
    const digest = digestOf(bytes);
    const target = { ...image, tag: undefined, digest };
    const response = await putManifest(context, target, { bytes, mediaType, digest });
    if (response === undefined || [200, 201, 202].includes(response.status))
        return digest;
    throw await reading_refusalOf(context, target, 'pull,push', response);
}
async function fetchMember(context, image, digest) {
    const member = await fetchManifest(context, { ...image, tag: undefined, digest }, 'pull,push');
    if (member !== undefined)
        return member;
    throw new report_error/* ActionError */.l('image-not-found', `${image.name} has no ${digest}, which input "digests" names. It was pushed to another repository, or the registry has cleaned it up: run the jobs of the platforms again.`);
}
/** An index brings its own list, the attestations of its platforms included. */
async function index_manifest_entriesOf(context, image, { content, digest, mediaType, bytes }) {
    if (content.kind === 'index')
        return content.entries;
    const config = content.config === undefined
        ? undefined
        : parseJsonObject(await fetchConfig(context, image, content.config));
    const platform = Object.fromEntries(PLATFORM_FIELDS.flatMap((field) => (config?.[field] === undefined ? [] : [[field, config[field]]])));
    return [{ mediaType, digest, size: bytes.byteLength, platform }];
}
function checkPlatforms(image, entries) {
    const seen = new Map();
    for (const { platform, digest, annotations } of entries) {
        if (isJsonObject(annotations) && annotations['vnd.docker.reference.type'] !== undefined)
            continue;
        const name = formatPlatform(platform);
        const version = isJsonObject(platform) ? platform['os.version'] : undefined;
        const key = `${name ?? ''} ${typeof version === 'string' ? version : ''}`.trim();
        if (name === undefined || seen.has(key)) {
            throw new report_error/* ActionError */.l('platform-repeated', `${image.name}@${String(digest)} is ${name === undefined ? 'of no platform' : `of the platform ${key}, and so is ${String(seen.get(key))}`}: an index has each platform once. Let every job of the matrix build a platform of its own.`);
        }
        seen.set(key, digest);
    }
}
//# sourceMappingURL=index-manifest.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/image-reader.js


/** How many platforms of an index are measured: it is for people to read, and costs a request each. */
const MEASURED = 4;
function createImageReader(context) {
    const manifests = new Map();
    const configs = new Map();
    function known(image) {
        return image.digest === undefined ? undefined : manifests.get(image_reader_keyOf(image, image.digest));
    }
    async function read(image) {
        const before = known(image);
        if (before !== undefined)
            return before;
        const manifest = await fetchManifest(context, image);
        if (manifest !== undefined)
            manifests.set(image_reader_keyOf(image, manifest.digest), manifest);
        return manifest;
    }
    async function configOf(image, digest) {
        const key = image_reader_keyOf(image, digest);
        const config = configs.get(key) ?? readConfig(await fetchConfig(context, image, digest));
        configs.set(key, config);
        return config;
    }
    return {
        known,
        async resolve(image) {
            // What is there is asked anew: the registry may have lost what it had.
            const manifest = await fetchManifest(context, image);
            if (manifest === undefined)
                return undefined;
            const { digest, mediaType, content } = manifest;
            manifests.set(image_reader_keyOf(image, digest), manifest);
            if (content.kind === 'index')
                return { digest, mediaType, platforms: content.platforms };
            if (content.config === undefined)
                return { digest, mediaType, platforms: new Map() };
            const { platform } = await configOf(image, content.config);
            return { digest, mediaType, platforms: new Map(platform === undefined ? [] : [[platform, digest]]) };
        },
        async labels(image) {
            let manifest = await read(image);
            if (manifest?.content.kind === 'index') {
                const [first] = manifest.content.platforms.values();
                manifest = first === undefined ? undefined : await read({ ...image, tag: undefined, digest: first });
            }
            if (manifest?.content.kind !== 'single')
                return undefined;
            const { config } = manifest.content;
            return config === undefined ? new Map() : (await configOf(image, config)).labels;
        },
        async layers(image) {
            const manifest = await read(image);
            if (manifest === undefined)
                return new Map();
            const { content, digest } = manifest;
            if (content.kind === 'single') {
                const platform = content.config === undefined ? undefined : (await configOf(image, content.config)).platform;
                return new Map([[platform ?? digest, content.layers]]);
            }
            const first = [...content.platforms].slice(0, MEASURED);
            const sizes = await Promise.all(first.map(async ([platform, child]) => {
                const each = await read({ ...image, tag: undefined, digest: child });
                return [platform, each?.content.kind === 'single' ? each.content.layers : []];
            }));
            return new Map(sizes);
        },
    };
}
function image_reader_keyOf({ registry, repository }, digest) {
    return `${registry}/${repository}@${digest}`;
}
//# sourceMappingURL=image-reader.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/push-access.js



/** Milliseconds for giving an upload up, which is a courtesy. */
const FAREWELL = 3_000;
/**
 * Finds out before a build whether its image can be pushed: an upload is begun and given up. Answers that say nothing about it
 * are left to the push itself.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 * @throws ActionError `repository-missing` and those of the port `Registry`
 */
async function checkPush(context, image) {
    const response = await send(context, image, {
        method: 'POST',
        path: 'blobs/uploads/',
        actions: 'pull,push',
        redirect: 'refuse',
        retry: 'never',
    }).catch((error) => {
        if (error instanceof report_error/* ActionError */.l && error.code === 'registry-invalid-answer')
            return undefined;
        throw error;
    });
    if (response === undefined)
        return;
    if (response.status === 202)
        return giveUp(context, image, response);
    if (response.status === 404) {
        throw new report_error/* ActionError */.l('repository-missing', `${image.registry} has no repository "${image.repository}" to push to${quoteAnswer(response)}. Create it there first, or check the name in input "images".`);
    }
    if ([401, 403, 429].includes(response.status) || response.status >= 500)
        throw await reading_refusalOf(context, image, 'pull,push', response);
}
/** Registries drop what nobody goes on with: that this fails matters to nobody. */
async function giveUp(context, image, begun) {
    const location = begun.headers.get('location') ?? '';
    if (location === '' || !URL.canParse(location, begun.url))
        return;
    const { pathname, search, host } = new URL(location, begun.url);
    const prefix = `/v2/${image.repository}/`;
    if (host !== new URL(begun.url).host || !pathname.startsWith(prefix))
        return;
    await send(context, image, {
        method: 'DELETE',
        path: `${pathname.slice(prefix.length)}${search}`,
        actions: 'pull,push',
        redirect: 'refuse',
        retry: 'never',
        deadline: FAREWELL,
    }).catch(() => undefined);
}
//# sourceMappingURL=push-access.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/root.js



/** Milliseconds for the question whether a registry speaks https; where port 443 is filtered, nothing ever answers. */
const root_DEADLINE = 5_000;
/**
 * Finds roots: http for loopback addresses, https for all others. With `plaintext`, http is accepted where nobody speaks https, which
 * is asked once for each registry before anything secret is sent: one that does is never spoken to in the clear.
 */
function createRootFinder(http, plaintext) {
    const known = new Map();
    return async (registry) => {
        const root = apiRoot(registry);
        if (!plaintext || root.protocol === 'http:' || isHub(registry))
            return root;
        const found = known.get(registry) ?? probe(http, root);
        known.set(registry, found);
        return found;
    };
}
async function probe(http, root) {
    const plain = new URL(root);
    plain.protocol = 'http:';
    try {
        await http.request({ url: new URL('/v2/', root), retry: 'never', deadline: root_DEADLINE });
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l && speaksNoHttps(error))
            return plain;
    }
    return root;
}
/** A certificate that nobody trusts is an answer in https, and no reason to give it up. */
function speaksNoHttps(error) {
    return error.code === 'unreachable' || error.code === 'timeout' || speaksNoTls(error);
}
//# sourceMappingURL=root.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/tags.js



const tags_PAGE = 1000;
const MAX_PAGES = 1000;
const tags_MAX_BYTES = 4 * 1024 * 1024;
/**
 * Every tag of a repository, in the order of the registry; empty when there is no such repository.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 * @throws ActionError those of the port `Registry`
 */
async function listTags(context, image) {
    const tags = new Set();
    let query = `?n=${tags_PAGE}`;
    for (let page = 0; query !== undefined; page += 1) {
        const response = await send(context, image, {
            method: 'GET',
            path: `tags/list${query}`,
            actions: 'pull',
            maxBytes: tags_MAX_BYTES,
            redirect: 'same-host',
        });
        if (isMissing(response))
            return [];
        if (response.status !== 200)
            throw await reading_refusalOf(context, image, 'pull', response);
        const before = tags.size;
        for (const tag of readTags(response, image))
            tags.add(tag);
        query = nextQuery(response);
        if (query !== undefined && (tags.size === before || page + 1 >= MAX_PAGES))
            throw endless(image);
    }
    return [...tags];
}
function readTags(response, image) {
    const tags = parseJsonObject(response.body)?.tags;
    // A repository whose tags were all deleted has `null` there.
    if (tags === null)
        return [];
    if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'))
        return tags;
    throw new report_error/* ActionError */.l('registry-invalid-answer', `${image.registry} answered without a list of tags for ${image.repository}. Check that "${image.registry}" is a container registry.`);
}
/** The query of `Link: <…>; rel="next"`. Its host is not looked at: a registry behind a proxy often names another. */
function nextQuery(response) {
    const link = response.headers.get('link') ?? '';
    const target = /<([^<>]*)>\s*;[^<]*\brel\s*=\s*"?next\b/i.exec(link)?.[1];
    if (target === undefined || !URL.canParse(target, response.url))
        return undefined;
    const { search } = new URL(target, response.url);
    return search === '' ? undefined : search;
}
function endless(image) {
    return new report_error/* ActionError */.l('registry-invalid-answer', `${image.registry} does not come to an end listing the tags of ${image.repository}.`);
}
//# sourceMappingURL=tags.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/registry.js













/**
 * The one client of container registries. It opens nothing until the first call, logs in when a registry asks for it,
 * and keeps tokens as long as they hold.
 */
function createRegistry(options) {
    const { clock = systemClock(), env = process.env, onSecret } = options;
    const http = waitOutLimits(options.http, clock, options.signal);
    const findLogin = createLoginFinder({
        credentials: options.credentials,
        ...(options.dockerConfigPath === undefined
            ? {
                dockerConfigPath: dockerConfigPath(env, homeOf(env)),
                authPaths: containersAuthPaths(env, homeOf(env)),
            }
            : { dockerConfigPath: options.dockerConfigPath }),
        env,
        onSecret,
        log: options.log,
        ...(options.helperLimit === undefined ? {} : { helperLimit: options.helperLimit }),
    });
    const findRoot = createRootFinder(http, options.plaintext ?? false);
    const context = {
        http,
        clock,
        signal: options.signal,
        findLogin,
        authorizer: createAuthorizer({ http, clock, findLogin, onSecret }),
        findRoot,
    };
    const images = createImageReader(context);
    return {
        resolve: images.resolve,
        labels: images.labels,
        layers: images.layers,
        digest: (image) => fetchDigest(context, image),
        isPlain: async (registry) => (await findRoot(registry)).protocol === 'http:',
        tags: (image) => listTags(context, image),
        tag: (image, tag) => putTag(context, image, tag, images.known(image)),
        checkPush: (image) => checkPush(context, image),
        putIndex: (image, members, annotations) => putIndex(context, image, members, annotations),
    };
}
function homeOf({ HOME: home = '' }) {
    return home === '' ? (0,external_node_os_.homedir)() : home;
}
//# sourceMappingURL=registry.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/run/run-clients.js




/** @throws ActionError `invalid-ca-cert` */
async function openRunClients(settings) {
    const { action, plaintext = false, insecureHosts, runtime } = settings;
    const { env, log, signal, secrets } = runtime;
    const clock = systemClock();
    const userAgent = `gitops-actions/${action}`;
    const caCert = settings.caCert.trim() === '' ? undefined : await (0,certificates/* readCaCert */.ZZ)(settings.caCert);
    const http = createHttpClient({
        clock,
        env,
        userAgent,
        plaintext,
        redact: (text) => secrets.redact(text),
        signal,
        warn: (line) => {
            log.warning(line);
        },
        ...(caCert === undefined ? {} : { caCert }),
        ...(insecureHosts === undefined ? {} : { insecureHosts }),
    });
    return {
        clock,
        http,
        userAgent,
        caCert,
        registry: (credentials) => createRegistry({
            http,
            credentials,
            clock,
            log,
            env,
            signal,
            onSecret: (secret) => secrets.mask(secret),
            plaintext,
        }),
        close: () => http.close(),
    };
}
//# sourceMappingURL=run-clients.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/run/run-adapters.js









/** @throws ActionError `invalid-ca-cert` */
async function openRunAdapters(settings) {
    const { plaintext = false, host, timeout, runtime } = settings;
    const { log, signal, secrets } = runtime;
    const clients = await openRunClients(settings);
    const { clock, http, userAgent } = clients;
    const connections = new Map();
    const connect = (token) => {
        const known = connections.get(token);
        if (known !== undefined)
            return known;
        const connection = connectGitHub({
            http,
            clock,
            log,
            signal,
            userAgent,
            plaintext,
            token: secrets.mask(token),
            ...(timeout === undefined ? {} : { patience: timeout }),
            ...host,
        });
        connections.set(token, connection);
        return connection;
    };
    return {
        ...clients,
        repository: (token, name) => createGitHubRepository(connect(token), name),
        pulls: (token, name) => createGitHubPullRequests(connect(token), name),
        checks: (token, name) => createCheckRuns(connect(token), name),
        merges: (token, name) => createBranchMerges(connect(token), name),
        statuses: (token) => createCommitStatuses(connect(token)),
        deployments: (token) => createDeployments(connect(token)),
        history: (token) => createSourceHistory(connect(token)),
        sources: (token) => createSourceRepositories(connect(token)),
    };
}
//# sourceMappingURL=run-adapters.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/remote.js


const SSH_HOST = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;
const SSH_USER = /^[a-zA-Z0-9_](?:[a-zA-Z0-9._-]*)$/;
/** What git hands to the shell of the other side, in single quotes. */
const SSH_PATH = /^[\w./~+@-]+$/;
const SCP = /^(?:([^@/:]+)@)?([^@/:]+):(?!\/\/)(.+)$/;
/**
 * Reads an address: `https://host/path`, `ssh://user@host[:port]/path` or `user@host:path`. Everything else that git
 * would take (`ext::`, `file://`, a path, an option) is refused.
 * @throws ActionError `refused-url`
 */
function parseRemote(text, rules) {
    if (/^https?:\/\//i.test(text)) {
        const url = checkUrl(text, rules);
        if (url.search !== '' || url.hash !== '')
            throw remote_refuse(describeUrl(url), 'it has a query or a fragment');
        return { kind: 'http', url: url.href, origin: url.origin, host: url.hostname };
    }
    if (/^ssh:\/\//i.test(text))
        return parseSsh(text);
    const [, user = 'git', host = '', path = ''] = SCP.exec(text) ?? [];
    if (/^[a-z+]+::?\/\//i.test(text) || host === '') {
        throw remote_refuse(text, 'it is neither https nor ssh');
    }
    return remoteOverSsh(text, { user, host, port: '', path: `/${path}`, relative: true });
}
function parseSsh(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined)
        throw remote_refuse(text, 'it is not a URL');
    if (url.password !== '')
        throw remote_refuse(`ssh://${url.host}`, 'it carries a password');
    const path = url.pathname;
    return remoteOverSsh(text, {
        user: url.username === '' ? 'git' : url.username,
        host: url.hostname,
        port: url.port,
        path,
        relative: false,
    });
}
function remoteOverSsh(text, at) {
    const { user, host, port, path, relative } = at;
    // A host that begins with "-" would be read as an option of ssh.
    if (!SSH_HOST.test(host))
        throw remote_refuse(text, 'its host is not a name');
    if (!SSH_USER.test(user))
        throw remote_refuse(text, 'its user is not a name');
    if (path.length < 2 || !SSH_PATH.test(path) || path.startsWith('/-')) {
        throw remote_refuse(text, 'its path has characters that no repository has');
    }
    const url = relative
        ? `${user}@${host}:${path.slice(1)}`
        : `ssh://${user}@${host}${port === '' ? '' : `:${port}`}${path}`;
    return { kind: 'ssh', url, host };
}
function remote_refuse(text, why) {
    const shown = text
        .replace(/[\p{Cc}]+/gu, ' ')
        .replace(/[^\s/@]*@/g, '***@')
        .slice(0, 200);
    return new report_error/* ActionError */.l('refused-url', `The git address ${JSON.stringify(shown)} is refused: ${why}. Give "https://host/path.git", "ssh://git@host/path.git" or "git@host:path.git", credentials by their own inputs.`);
}
//# sourceMappingURL=remote.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/run/environment-remote.js


/**
 * Opens nothing before it is used; git is loaded only when it is needed.
 * @throws ActionError `invalid-input` for settings that do not go together, `refused-url`
 */
async function openEnvironmentRemote(settings) {
    const { remote, adapters, token, repository: name } = settings;
    checkSettings(settings);
    if (remote.url !== '') {
        const repository = await openGitRepository(settings, remote.url);
        return { repository, pulls: noPullRequests(), close: () => repository.close() };
    }
    const api = adapters.repository(token, name);
    const pulls = adapters.pulls(token, name);
    const url = `${settings.serverUrl}/${name}.git`;
    if (remote.transport === 'api')
        return { repository: api, pulls, close: () => Promise.resolve() };
    if (remote.transport === 'git') {
        const repository = await openGitRepository(settings, url);
        // What GitHub answers by one request would take git the whole history.
        const whole = {
            ...repository,
            compare: (base, head) => api.compare(base, head),
            changedFiles: (commit) => api.changedFiles(commit),
            pullRequestMessages: (commit) => api.pullRequestMessages(commit),
        };
        return { repository: whole, pulls, close: () => repository.close() };
    }
    return { ...readLargeByGit(api, () => openGitRepository(settings, url)), pulls };
}
/**
 * Many files cost GitHub's API more than a shallow clone without contents: when a read turns out to be of so many, it
 * goes by git. The commit still goes by the API, where it is signed, onto exactly the head that was read.
 */
function readLargeByGit(api, open) {
    let large;
    return {
        repository: {
            ...api,
            async read(request) {
                if (large !== undefined)
                    return (await large).read(request);
                try {
                    return await api.read(request);
                }
                catch (error) {
                    if (!(error instanceof report_error/* ActionError */.l) || error.code !== 'too-many-files')
                        throw error;
                    large = open();
                    return (await large).read(request);
                }
            },
        },
        close: async () => (await large)?.close(),
    };
}
async function openGitRepository(settings, url) {
    const { createGitRepository } = await __webpack_require__.e(/* import() */ 548).then(__webpack_require__.bind(__webpack_require__, 6548));
    const { remote, adapters, plaintext, runtime } = settings;
    const at = parseRemote(url, { plaintext });
    const username = remote.username === '' ? usernameFor(at.host) : remote.username;
    const options = {
        remote: at,
        http: adapters.http,
        token: at.kind === 'http' ? tokenFor(settings) : '',
        username,
        sshKey: runtime.secrets.mask(remote.sshKey),
        sshKnownHosts: remote.sshKnownHosts,
        signingKey: runtime.secrets.mask(remote.signingKey),
        caCert: adapters.caCert,
        env: runtime.env,
        signal: runtime.signal,
    };
    runtime.secrets.mask(options.token, username);
    checkKeys(options);
    return createGitRepository(options);
}
/** The token of the run is for this GitHub alone: another host must not see it. */
function tokenFor({ remote, token, runToken }) {
    if (remote.url === '' || token !== runToken)
        return token;
    throw new report_error/* ActionError */.l('default-token', '"git-url" is a repository of another host, and "token" is the default one, which is for this GitHub alone: give "token" a token of that host, or "ssh-key" with an ssh address.');
}
/** What hosts expect beside a token; most take any name. */
function usernameFor(host) {
    if (host === 'bitbucket.org')
        return 'x-token-auth';
    return host === 'github.com' || host.endsWith('.ghe.com') ? 'x-access-token' : 'oauth2';
}
function checkSettings({ remote }) {
    if (remote.transport === 'api' && remote.url !== '') {
        throw new report_error/* ActionError */.l('invalid-input', '"git-url" is given, and "transport" is "api", which is for GitHub alone: leave one of the two out.');
    }
    if (remote.url === '' && remote.sshKey !== '') {
        throw new report_error/* ActionError */.l('invalid-input', '"ssh-key" is given without "git-url": give the ssh address of the environment repository, such as "git@host:owner/environments.git".');
    }
    if (remote.signingKey !== '' && remote.url === '' && remote.transport !== 'git') {
        throw new report_error/* ActionError */.l('invalid-input', '"signing-key" signs commits made over git, and GitHub\'s API signs its own: leave it out, or set "transport: git".');
    }
}
function checkKeys({ remote, sshKey, sshKnownHosts }) {
    if (remote.kind === 'ssh' && sshKey === '') {
        throw new report_error/* ActionError */.l('invalid-input', '"git-url" is an ssh address: give "ssh-key" a key that may write there.');
    }
    if (remote.kind === 'ssh' && sshKnownHosts.trim() === '') {
        throw new report_error/* ActionError */.l('invalid-input', `"ssh-known-hosts" is empty, and no host is trusted on first sight: give the line that "ssh-keyscan ${remote.host}" prints, after comparing it with what the host publishes.`);
    }
    if (remote.kind === 'http' && sshKey !== '') {
        throw new report_error/* ActionError */.l('invalid-input', '"ssh-key" is given, and "git-url" is not an ssh address: leave one of the two out.');
    }
}
/** Pull requests are a thing of a host, and of the hosts only GitHub is known here. */
function noPullRequests() {
    const unsupported = new report_error/* ActionError */.l('pull-requests-not-supported', 'There are no pull requests through "git-url": use "mode: commit" (in gitops.yaml "update: commit"), with "branch" for a branch that is merged by the host\'s own rules. For a repository on GitHub leave "git-url" out and give "repository".');
    const refuse = () => Promise.reject(unsupported);
    return {
        unsupported,
        identity: refuse,
        findOpen: refuse,
        create: refuse,
        update: refuse,
        dress: refuse,
        mergeable: refuse,
        merge: refuse,
        state: refuse,
        close: refuse,
    };
}
//# sourceMappingURL=environment-remote.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/version-tag.js

// https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string
const NUMBER = '(?:0|[1-9]\\d{0,19})';
const PRERELEASE_PART = `(?:${NUMBER}|\\d*[a-zA-Z-][0-9a-zA-Z-]*)`;
const VERSION = new RegExp(`^v?(?<text>(?<major>${NUMBER})\\.(?<minor>${NUMBER})\\.(?<patch>${NUMBER})` +
    `(?:-(?<prerelease>${PRERELEASE_PART}(?:\\.${PRERELEASE_PART})*))?` +
    `(?:\\+(?<build>[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?)$`);
const ENVIRONMENT = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/;
/**
 * Reads a Git tag `v1.2.3`, `1.2.3` or `<environment>-v1.2.3`; undefined when it is none of these.
 * Build metadata is kept here and mapped only when it becomes an image tag.
 */
function readVersionTag(name) {
    const plain = readVersion(name);
    if (plain !== undefined)
        return { version: plain, environment: undefined };
    for (let dash = name.indexOf('-v'); dash > 0; dash = name.indexOf('-v', dash + 1)) {
        const version = readVersion(name.slice(dash + 1));
        const environment = name.slice(0, dash);
        if (version !== undefined && ENVIRONMENT.test(environment))
            return { version, environment };
    }
    return undefined;
}
/**
 * As `readVersionTag`, for a place where nothing but a version will do.
 * @throws ActionError `invalid-version-tag`
 */
function parseVersionTag(name) {
    const tag = readVersionTag(name);
    if (tag !== undefined)
        return tag;
    throw new ActionError('invalid-version-tag', `"${name}" is not a version tag: wanted "v1.2.3", "v1.2.3-rc.1" or "<environment>-v1.2.3", three numbers without leading zeros. Push a tag of that form, or give input "tags" rules that do not need a version, such as "type=ref,event=tag".`);
}
function readVersion(text) {
    const groups = VERSION.exec(text)?.groups;
    if (groups === undefined)
        return undefined;
    return {
        text: groups.text ?? '',
        major: groups.major ?? '',
        minor: groups.minor ?? '',
        patch: groups.patch ?? '',
        prerelease: groups.prerelease ?? '',
        build: groups.build ?? '',
    };
}
//# sourceMappingURL=version-tag.js.map
;// CONCATENATED MODULE: ./packages/core/lib/release/images-input.js


/**
 * Reads the input `images`: on each line `name=tag`, `name:tag`, `name:tag@sha256:…` or `name@sha256:…`; blank lines
 * and lines begun by `#` do not count.
 * @throws ActionError `invalid-images-input`, which names the line
 */
function parseImagesInput(text) {
    const images = text.split(/\r?\n/).flatMap((line, index) => {
        const entry = line.trim();
        return entry === '' || entry.startsWith('#') ? [] : [parseLine(entry, index + 1)];
    });
    if (images.length === 0) {
        throw new report_error/* ActionError */.l('invalid-images-input', 'The input "images" names no image: wanted lines such as "ghcr.io/acme/api=1.4.2".');
    }
    return images;
}
/** The service that an image is taken for when nobody says: the last part of its path. */
function serviceOfImage(image) {
    return image.repository.slice(image.repository.lastIndexOf('/') + 1);
}
function parseLine(entry, line) {
    const equals = entry.indexOf('=');
    const text = equals < 0 ? entry : `${entry.slice(0, equals).trimEnd()}:${entry.slice(equals + 1).trimStart()}`;
    const image = parseReference(text, line);
    if (image.tag !== undefined || image.digest !== undefined)
        return image;
    throw images_input_refuse(line, `"${entry}" has neither a tag nor a digest`);
}
function parseReference(text, line) {
    try {
        return (0,image_reference/* parseImageReference */.o_)(text);
    }
    catch (error) {
        throw images_input_refuse(line, (0,report_error/* messageOf */.b)(error).replace(/\.$/, ''), error);
    }
}
function images_input_refuse(line, what, cause) {
    return new report_error/* ActionError */.l('invalid-images-input', `Line ${line} of the input "images": ${what}: wanted "name=tag", "name:tag" or "name:tag@sha256:…".`, { cause });
}
//# sourceMappingURL=images-input.js.map
// EXTERNAL MODULE: ./packages/core/lib/release/record.js
var record = __webpack_require__(4286);
;// CONCATENATED MODULE: ./packages/core/lib/bump/wanted.js





const SHA_TAG = /^sha-[0-9a-f]{7,64}$/;
/**
 * The images to write, from release records or from the input `images`.
 * @throws ActionError `invalid-input`, `invalid-release-record`, `invalid-images-input`
 */
function readWantedImages({ release, images, service, source }) {
    if ((release === '') === (images.length === 0)) {
        const what = release === '' ? 'Neither "release" nor "images" is given' : 'Both "release" and "images" are given';
        throw new report_error/* ActionError */.l('invalid-input', `${what}: give the output "release" of build-and-push, or lines such as "ghcr.io/acme/api=1.4.2" in "images".`);
    }
    if (release !== '')
        return (0,record/* parseReleaseRecords */.X$)(release).map(fromRecord);
    const references = parseImagesInput(images.join('\n'));
    if (service !== '' && references.length > 1) {
        throw new report_error/* ActionError */.l('invalid-input', `"service" is "${service}", but "images" names ${references.length} images: leave "service" empty, or bump one image.`);
    }
    return refuseAmbiguous(references.map((image) => ({
        service: service === '' ? serviceOfImage(image) : service,
        image,
        mutable: image.tag !== undefined && !isImmutableTag(image.tag),
        source,
    })));
}
/** A service is one image: what is deployed of it is read back by its name. */
function refuseAmbiguous(wanted) {
    const byService = new Map();
    for (const one of wanted) {
        const known = byService.get(one.service);
        const [first, second] = [known, one].map((each) => each && (0,image_reference/* formatImageReference */.my)(each.image));
        if (first !== undefined && first !== second) {
            throw new report_error/* ActionError */.l('invalid-input', `"images" gives ${first} and ${second ?? ''}, both of a service "${one.service}": give each image once, and of two services with that name each in a run of its own, with "service".`);
        }
        byService.set(one.service, one);
    }
    return [...byService.values()];
}
function fromRecord({ service, image, tag, digest, source }) {
    return { service, image: (0,image_reference/* parseImageReference */.o_)(`${image}:${tag}@${digest}`), mutable: false, source };
}
/** By its form: a full version or `sha-…`. `1.4`, `main` and `latest` move. */
function isImmutableTag(tag) {
    return SHA_TAG.test(tag) || readVersionTag(tag) !== undefined;
}
//# sourceMappingURL=wanted.js.map
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./packages/core/lib/report/nearest.js
var nearest = __webpack_require__(1366);
;// CONCATENATED MODULE: ./packages/core/lib/image/registry-auth.js



/** `logout` of docker/login-action is accepted and has no use: no login outlives the run. */
const KEYS = ['registry', 'username', 'password', 'ecr', 'logout'];
/**
 * Reads input `registry-auth`, a YAML list as docker/login-action has it:
 * https://github.com/docker/login-action#authenticate-to-multiple-registries. No error shows a value.
 * @throws ActionError `invalid-registry-auth`
 */
function parseRegistryAuth(text) {
    if (text.trim() === '')
        return [];
    // Every scalar is text here: a password of digits keeps its leading zero.
    const document = (0,dist/* parseDocument */.Tp)(text, { schema: 'failsafe', prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined)
        throw registry_auth_refuse(`is no YAML (${error.code} at character ${error.pos[0]})`);
    if (!(0,dist/* isSeq */.oP)(document.contents))
        throw registry_auth_refuse('is no list');
    const entries = document.contents.items.map((item, index) => readEntry(item, index + 1));
    const twice = entries.find(({ registry }, index) => entries.findIndex((other) => other.registry === registry) !== index);
    if (twice !== undefined)
        throw registry_auth_refuse(`has two entries for ${twice.registry === '' ? 'Docker Hub' : twice.registry}`);
    return entries;
}
function readEntry(item, position) {
    if (!(0,dist/* isMap */.jh)(item))
        throw registry_auth_refuse(`has an entry ${position} that is no map`);
    const fields = new Map();
    for (const { key, value } of item.items) {
        const name = (0,dist/* isScalar */.jn)(key) ? String(key.value) : '';
        if (!KEYS.includes(name)) {
            const meant = (0,nearest/* closest */.kp)(name, KEYS);
            throw registry_auth_refuse(`has an unknown key "${name}" in entry ${position}${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`);
        }
        const given = (0,dist/* isScalar */.jn)(value) ? (value.value ?? '') : undefined;
        if (typeof given !== 'string')
            throw registry_auth_refuse(`has a "${name}" in entry ${position} that is no text`);
        fields.set(name, given.trim());
    }
    const entry = {
        registry: fields.get('registry') ?? '',
        username: fields.get('username') ?? '',
        password: fields.get('password') ?? '',
    };
    if ((entry.username === '') !== (entry.password === '')) {
        const missing = entry.username === '' ? 'username' : 'password';
        throw registry_auth_refuse(`has no "${missing}" in entry ${position}: a secret that does not exist is empty, check its name`);
    }
    return entry;
}
function registry_auth_refuse(what) {
    return new report_error/* ActionError */.l('invalid-registry-auth', `Input "registry-auth" ${what}. Wanted a list of maps with "registry", "username" and "password".`);
}
//# sourceMappingURL=registry-auth.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/backoff.js
/** Attempts that are assumed to compete with the first one that was lost. */
const FIRST_COMPETITORS = 4;
/** How many more are assumed after each further one. */
const MORE_COMPETITORS = 3;
const LONGEST_WAIT = 30_000;
const SHORTEST_ATTEMPT = 50;
const LONGEST_ATTEMPT = 5000;
/** The first attempt also opens connections, and meets those of everybody who begins at the same moment. */
const LONGEST_FIRST_ATTEMPT = 1000;
/**
 * How long to wait before attempt `attempt + 1`, in milliseconds: full jitter over the time that the competitors take
 * to write one after the other. How many they are is not known. Each lost attempt adds to them and none doubles them: while one
 * loses the others land, and whoever doubles waits for many when few are left. How long one takes is what an attempt took at best:
 * a fixed ceiling would crowd slow hosts and keep fast ones waiting, and what all attempts at once take is mostly their queue.
 * @param random in [0, 1)
 * @param shortest of the attempts that were lost, in milliseconds
 */
function backoff(attempt, random, shortest) {
    const longest = attempt === 1 ? LONGEST_FIRST_ATTEMPT : LONGEST_ATTEMPT;
    const one = Math.min(longest, Math.max(SHORTEST_ATTEMPT, shortest));
    const competitors = FIRST_COMPETITORS + MORE_COMPETITORS * (attempt - 1);
    return Math.round(random * Math.min(LONGEST_WAIT, one * competitors));
}
//# sourceMappingURL=backoff.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/split-documents.js
/**
 * Cuts at the markers `---` and `...`, which at the start of a line are markers wherever they stand
 * (https://yaml.org/spec/1.2.2/#912-document-markers). Pieces of comments and blank lines alone are left out, directives stay with
 * the document they speak of.
 * @param indent what every line of the text begins with, as in a block of YAML
 */
function splitDocuments(text, indent = '') {
    const { marker: markers, content } = indent === '' ? UNINDENTED : patternsOf(indent);
    const pieces = [];
    let start = 0;
    const close = (end) => {
        const piece = text.slice(start, end);
        if (isDirectives(piece))
            return;
        if (content.test(piece))
            pieces.push({ start, end });
        start = end;
    };
    for (const marker of text.matchAll(markers)) {
        if (marker[0].endsWith('---')) {
            close(marker.index);
        }
        else {
            const lineEnd = text.indexOf('\n', marker.index);
            close(lineEnd < 0 ? text.length : lineEnd + 1);
        }
    }
    close(text.length);
    return pieces;
}
/** `content`: a line that is more than a marker, white space and a comment. */
function patternsOf(indent) {
    return {
        marker: new RegExp(`(?<![^\\n])${indent}(?:---|\\.\\.\\.)(?=[ \\t\\r\\n]|$)`, 'g'),
        content: new RegExp(`^(?!\\ufeff?(?:${indent}(?:---|\\.\\.\\.))?[ \\t\\r]*(?:#|$))[^\\n]`, 'm'),
    };
}
const UNINDENTED = patternsOf('');
const BESIDE_DIRECTIVES = /^(?!\ufeff?[ \t\r]*(?:[%#]|$))[^\n]/m;
function isDirectives(piece) {
    return /^%/m.test(piece) && !BESIDE_DIRECTIVES.test(piece);
}
//# sourceMappingURL=split-documents.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/outdented-quotes.js
const MISSING = /^Missing closing (["'])quote/;
/**
 * The text in which a string in quotes, whose further lines stand no deeper than its key, is one line: its line breaks are
 * blanks, so that offsets stay. YAML forbids such lines and the readers of Kubernetes, Argo CD and Flux take them; they look for
 * the closing quote alone. Undefined when the error is another one, or when no closing quote follows.
 * @param message what the parser says
 * @param from where it says that the string ends
 */
function joinOutdentedQuotes(text, message, from) {
    const quote = MISSING.exec(message)?.[1];
    const end = quote === undefined ? -1 : closingQuote(text, quote, from);
    const lines = text.slice(from, end);
    if (end < 0 || !lines.includes('\n'))
        return undefined;
    return text.slice(0, from) + lines.replace(/[\r\n]/g, ' ') + text.slice(end);
}
/** https://yaml.org/spec/1.2.2/#731-double-quoted-style, https://yaml.org/spec/1.2.2/#732-single-quoted-style */
function closingQuote(text, quote, from) {
    for (let at = from; at < text.length; at += 1) {
        if (quote === '"' && text[at] === '\\')
            at += 1;
        else if (text[at] === quote) {
            if (quote === '"' || text[at + 1] !== quote)
                return at;
            at += 1;
        }
    }
    return -1;
}
//# sourceMappingURL=outdented-quotes.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/position.js
/** Finds positions by binary search over the line starts, which are counted once. */
class LineIndex {
    #starts;
    #bom;
    constructor(text) {
        const starts = [0];
        for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
            starts.push(at + 1);
        this.#starts = starts;
        this.#bom = text.startsWith('\ufeff') ? 1 : 0;
    }
    positionOf(offset) {
        let low = 0;
        let high = this.#starts.length - 1;
        while (low < high) {
            const middle = Math.ceil((low + high) / 2);
            if ((this.#starts[middle] ?? 0) <= offset)
                low = middle;
            else
                high = middle - 1;
        }
        const column = offset - (this.#starts[low] ?? 0) + 1;
        return { line: low + 1, column: low === 0 ? Math.max(1, column - this.#bom) : column };
    }
}
/** `path:line:column`, as editors and compilers write it. */
function formatPosition(file, position) {
    return `${file}:${position.line}:${position.column}`;
}
//# sourceMappingURL=position.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/template.js
/**
 * The text with every template action `{{ … }}` overwritten by as many other characters, so that a YAML parser can
 * read what is left and its offsets are offsets in the text as given. A run of actions alone on its lines becomes
 * comments; one inside a line becomes letters. Line breaks stay. Linear in the length of the text.
 */
function maskTemplates(text) {
    const pieces = [];
    let at = 0;
    for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
        const close = text.indexOf('}}', open + 2);
        if (close < 0)
            break;
        const lineStart = Math.max(text.lastIndexOf('\n', open - 1) + 1, 0);
        const end = endOfActions(text, close + 2);
        const alone = isLineEnd(text, end) && (isBlank(text, lineStart, open) || isTrailingComment(text, open));
        const stop = alone ? end : close + 2;
        const action = text.slice(open, stop);
        pieces.push(text.slice(at, open), maskOne(action, alone));
        at = action.includes('\n') && !alone ? open + 2 : stop;
    }
    return at === 0 ? text : pieces.join('') + text.slice(at);
}
/** Whether a value is filled in by something else later: Helm and Go templates, `${VAR}` and `$(VAR)`. */
function isTemplate(value) {
    return /\{\{|\$\{|\$\(/.test(value);
}
/** Where a run of actions that follow each other on one line ends. */
function endOfActions(text, from) {
    let end = from;
    for (;;) {
        let next = end;
        while (text[next] === ' ' || text[next] === '\t')
            next += 1;
        if (!text.startsWith('{{', next))
            return end;
        const close = text.indexOf('}}', next + 2);
        if (close < 0)
            return end;
        end = close + 2;
    }
}
function isBlank(text, start, end) {
    for (let at = start; at < end; at += 1)
        if (text[at] !== ' ' && text[at] !== '\ufeff')
            return false;
    return true;
}
/** A comment action behind a value gives nothing, so that the value is no template. */
function isTrailingComment(text, open) {
    return /^[ \t]$/.test(text[open - 1] ?? '') && /^\{\{-? ?\/\*/.test(text.slice(open, open + 6));
}
function isLineEnd(text, from) {
    let at = from;
    while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')
        at += 1;
    return at >= text.length || text[at] === '\n';
}
/** An action inside a line that ends on another line is left: as likely as not it is two braces in a comment. */
function maskOne(action, alone) {
    if (alone)
        return asComment(action);
    return action.includes('\n') ? '{{' : asLetters(action);
}
function asComment(text) {
    return text
        .split('\n')
        .map((line) => `#${asLetters(line.slice(1))}`.slice(0, line.length))
        .join('\n');
}
function asLetters(text) {
    return text.replace(/[^\r\n]/g, 'x');
}
//# sourceMappingURL=template.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/document.js






/** Larger files are refused, in UTF-16 units. */
const MAX_FILE = 16 * 1024 * 1024;
/** A larger single document is refused when it must be parsed. */
const MAX_DOCUMENT = 2 * 1024 * 1024;
/** Deeper nesting is refused. */
const MAX_DEPTH = 100;
const MAX_ALIASES = 10_000;
/** How much is parsed again, in UTF-16 units, to read strings that other readers take and the parser does not. */
const MAX_PARSED_AGAIN = 2 * MAX_DOCUMENT;
/** Open brackets, whether in text or not. */
const MAX_BRACKETS = 1000;
/**
 * Opens a file for looking and editing. Nothing is parsed before a document's `root` is asked for.
 * @throws ActionError `not-editable` for anything but UTF-8 text of reasonable size
 */
function openManifest(file) {
    const text = readText(file);
    let index;
    const lines = () => (index ??= new LineIndex(text));
    const documents = splitDocuments(text).map(({ start, end }, order) => {
        const place = (from, to) => ({ start: start + from, end: start + to });
        return new ManifestDocument(file.path, text.slice(start, end), place, order, lines);
    });
    return { file, text, json: file.path.endsWith('.json'), documents };
}
/** One document of a file, parsed when first asked for. */
class ManifestDocument {
    file;
    text;
    /** Position among the documents of the file that hold anything, from 0. */
    index;
    /** Whether it holds template actions, which the parser sees masked. */
    templated;
    /** The document in one of whose strings this one is; undefined for one of the file itself. */
    outer;
    #place;
    #lines;
    #masked;
    #root;
    constructor(file, text, place, index, lines, outer) {
        this.file = file;
        this.text = text;
        this.#place = place;
        this.index = index;
        this.templated = text.includes('{{');
        this.outer = outer;
        this.#lines = lines;
    }
    /** What one of its strings holds, read as a document of its own. */
    nested(text, place, outer) {
        const placeInFile = (from, to) => {
            const { start, end } = place(from, to);
            return this.rangeInFile(start, end);
        };
        const inside = { ...outer, document: this };
        return new ManifestDocument(this.file, text, placeInFile, this.index, this.#lines, inside);
    }
    /** What stands between two offsets, read as a document of its own, with a text behind it that is in no file. */
    part(start, end, behind) {
        const place = (from, to) => this.rangeInFile(start + from, start + to);
        const text = this.text.slice(start, end) + behind;
        return new ManifestDocument(this.file, text, place, this.index, this.#lines, this.outer);
    }
    /** The document of the file itself that this one is, or is inside of. */
    get outermost() {
        return this.outer === undefined ? this : this.outer.document.outermost;
    }
    /** The styles of the strings that it stands in, the innermost first. */
    get strings() {
        return this.outer === undefined ? [] : [this.outer.style, ...this.outer.document.strings];
    }
    /** The text as the parser sees it. */
    get masked() {
        this.#masked ??= maskTemplates(this.outer?.style === 'literal' ? maskMarker(this.text) : this.text);
        return this.#masked;
    }
    /**
     * The document's root node, null when it holds nothing.
     * @throws ActionError `invalid-manifest` with line and column; `not-editable` when it is too large, too deep or
     *   has too many aliases
     */
    get root() {
        this.#root ??= { node: this.#parse() };
        return this.#root.node;
    }
    /** The range in the file of what stands between two offsets of this document. */
    rangeInFile(start, end) {
        return this.#place(start, end);
    }
    /** What is written in the file between two offsets of this document. */
    sourceOf(start, end) {
        const { outermost } = this;
        const offset = outermost.rangeInFile(0, 0).start;
        const range = this.rangeInFile(start, end);
        return outermost.text.slice(range.start - offset, range.end - offset);
    }
    /** Where an offset of this document stands in the file. */
    positionOf(offset) {
        return this.#lines().positionOf(this.rangeInFile(offset, offset + 1).start);
    }
    /** `file:line:column` of an offset of this document. */
    locate(offset) {
        return formatPosition(this.file, this.positionOf(offset));
    }
    #parse() {
        if (this.text.length > MAX_DOCUMENT) {
            throw new report_error/* ActionError */.l('not-editable', `${this.locate(0)}: the document is ${this.text.length} characters long; at most ${MAX_DOCUMENT} are parsed. Split the file.`);
        }
        this.#checkCost();
        this.#checkJson();
        this.#checkLineBreaks();
        const first = this.#compose(this.masked);
        const document = this.#composeAgain(first);
        const [error] = (document ?? first)?.errors ?? [];
        if (error !== undefined) {
            const reason = error.code === 'RESOURCE_EXHAUSTION' ? `it is nested too deep` : document_firstLine(error.message);
            throw this.#invalid(error.pos[0], reason);
        }
        const root = document?.contents ?? null;
        this.#checkDepth(root, 0);
        return root;
    }
    /** YAML takes a comment of that kind for a part of what follows it. */
    #checkJson() {
        if (this.outer !== undefined || !this.file.endsWith('.json'))
            return;
        const comment = /^[ \t]*\/[/*]/m.exec(this.text);
        if (comment !== null)
            throw this.#invalid(comment.index, 'it is no JSON, which has no comments');
    }
    /** https://yaml.org/spec/1.2.2/#54-line-break-characters: half of the readers take a lone CR for one, the other half for text. */
    #checkLineBreaks() {
        const lone = /\r(?!\n)/.exec(this.text);
        if (lone === null)
            return;
        const reason = 'a CR stands there without LF, which readers of YAML do not agree on; save the file with LF or CRLF';
        throw new report_error/* ActionError */.l('not-editable', `${this.locate(lone.index)}: the document cannot be edited: ${reason}.`);
    }
    /** Refuses before parsing what would take the parser minutes: it is quadratic in the depth of flow collections. */
    #checkCost() {
        const aliases = this.text.match(/[\s,[{]\*[^\s*,[\]{}]/g)?.length ?? 0;
        if (aliases > MAX_ALIASES)
            throw this.#tooMuch(null, `full of aliases, more than ${MAX_ALIASES}`);
        let open = 0;
        for (const [bracket] of this.text.matchAll(/[[\]{}]/g)) {
            open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
            if (open > MAX_BRACKETS)
                throw this.#tooMuch(null, `nested more than ${MAX_DEPTH} levels deep`);
        }
    }
    /** As long as nothing but lines of strings that stand too far left is wrong; the error told is the first one. */
    #composeAgain(first) {
        let document = first;
        let text = this.masked;
        let parsed = 0;
        for (;;) {
            const [error] = document?.errors ?? [];
            if (error === undefined) {
                this.#masked = text;
                return document;
            }
            const joined = joinOutdentedQuotes(text, error.message, error.pos[0]);
            parsed += text.length;
            if (joined === undefined || parsed > MAX_PARSED_AGAIN)
                return undefined;
            text = joined;
            document = this.#compose(text);
        }
    }
    #compose(text) {
        try {
            const options = { prettyErrors: false, uniqueKeys: false, strict: true, logLevel: 'silent' };
            const documents = (0,dist/* parseAllDocuments */.hR)(text, options);
            const [first, second] = documents;
            if (second !== undefined) {
                throw this.#invalid(second.range[0], 'a document starts here without "---" on a line of its own');
            }
            return first;
        }
        catch (error) {
            if (error instanceof report_error/* ActionError */.l)
                throw error;
            throw this.#invalid(0, error instanceof RangeError ? 'it is nested too deep' : (0,report_error/* messageOf */.b)(error), error);
        }
    }
    /** Aliases are never expanded here; the cap keeps what follows them linear. */
    #checkDepth(node, depth) {
        if (depth > MAX_DEPTH)
            throw this.#tooMuch(node, `nested more than ${MAX_DEPTH} levels deep`);
        if ((0,dist/* isMap */.jh)(node)) {
            for (const pair of node.items) {
                if ((0,dist/* isCollection */.P3)(pair.key))
                    this.#checkDepth(pair.key, depth + 1);
                if ((0,dist/* isCollection */.P3)(pair.value))
                    this.#checkDepth(pair.value, depth + 1);
            }
        }
        else if ((0,dist/* isSeq */.oP)(node)) {
            for (const item of node.items)
                if ((0,dist/* isCollection */.P3)(item))
                    this.#checkDepth(item, depth + 1);
        }
    }
    #tooMuch(node, what) {
        const offset = (0,dist/* isCollection */.P3)(node) ? (node.range?.[0] ?? 0) : 0;
        return new report_error/* ActionError */.l('not-editable', `${this.locate(offset)}: the document is ${what}; such files are refused.`);
    }
    #invalid(offset, reason, cause) {
        return new report_error/* ActionError */.l('invalid-manifest', `${this.locate(Math.min(offset, this.text.length))}: this is not YAML that can be edited: ${reason}. Correct the file, or leave it out of "files".`, { cause });
    }
}
function readText(file) {
    const refuse = (reason) => new report_error/* ActionError */.l('not-editable', `${file.path}: ${reason}.`);
    if (file.mode === '120000')
        throw refuse('it is a symbolic link; name the file that it points to');
    if (file.mode === '160000')
        throw refuse('it is a submodule; change it in its own repository');
    if (file.mode === '040000')
        throw refuse('it is a directory');
    if (file.text === undefined)
        throw refuse('its bytes are not valid UTF-8 text; save it as UTF-8');
    if (file.text.includes('\0'))
        throw refuse('it is binary or UTF-16 text; save it as UTF-8');
    if (file.text.startsWith('version https://git-lfs.github.com/spec/')) {
        throw refuse('it is a Git LFS pointer; keep manifests out of LFS');
    }
    if (file.text.length > MAX_FILE) {
        throw refuse(`it is ${file.text.length} characters long; at most ${MAX_FILE} are read. Split it`);
    }
    return file.text;
}
/** A marker before the first document of a block is indented like all of it, and so would read as text. */
function maskMarker(text) {
    return text.replace(/^((?:[ \t]*(?:#[^\n]*)?\r?\n)*[ ]*)---(?=[ \t]*(?:#[^\n]*)?\r?\n)/, '$1#--');
}
function document_firstLine(text) {
    return (text.split('\n', 1)[0] ?? text).replace(/[.:]\s*$/, '');
}
//# sourceMappingURL=document.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/selector.js

const BARE_KEY = /^[^.[\]{}=,"'\s]+/;
const BARE_VALUE = /^[^\]},"'\s]+/;
const MAX_SEGMENTS = 100;
/** @throws ActionError `invalid-selector`, which points at the character that does not fit */
function parseSelector(text) {
    const border = text.indexOf('#');
    if (border < 1) {
        throw new report_error/* ActionError */.l('invalid-selector', `"${text}" is not a selector: wanted a file, "#" and a path in it, such as "apps/api/values.yaml#image.tag".`);
    }
    const reader = new Reader(text, border + 1);
    const documents = reader.accept('{') ? readConditions(reader) : [];
    if (documents.length > 0)
        reader.accept('.');
    const path = readPath(reader);
    return { file: text.slice(0, border), documents, path, text };
}
/** The path as a selector writes it: `spec.containers[name=api].image`, `"app.kubernetes.io/name"` in quotes. */
function formatPath(path) {
    let text = '';
    for (const segment of path) {
        if (segment.kind === 'key')
            text += (text === '' ? '' : '.') + formatKey(segment.key);
        else if (segment.kind === 'index')
            text += `[${segment.index}]`;
        else
            text += `[${segment.key.map(formatKey).join('.')}=${formatValue(segment.value)}]`;
    }
    return text;
}
function readPath(reader) {
    const path = [];
    while (!reader.atEnd()) {
        if (reader.accept('['))
            path.push(readBracket(reader));
        else {
            if (path.length > 0)
                reader.expect('.');
            path.push({ kind: 'key', key: reader.text(BARE_KEY, 'a key') });
        }
        if (path.length > MAX_SEGMENTS)
            throw reader.refuse(`at most ${MAX_SEGMENTS} steps`);
    }
    if (path.length === 0)
        throw reader.refuse('a path such as "image.tag"');
    return path;
}
function readBracket(reader) {
    const index = reader.take(/^\d{1,9}(?=\])/);
    if (index !== undefined) {
        reader.expect(']');
        return { kind: 'index', index: Number(index) };
    }
    const condition = readCondition(reader);
    reader.expect(']');
    return { kind: 'match', ...condition };
}
function readConditions(reader) {
    const conditions = [readCondition(reader)];
    while (reader.accept(','))
        conditions.push(readCondition(reader));
    reader.expect('}');
    return conditions;
}
function readCondition(reader) {
    const key = [reader.text(BARE_KEY, 'an index or "key=value"')];
    while (reader.accept('.'))
        key.push(reader.text(BARE_KEY, 'a key'));
    reader.expect('=');
    return { key, value: reader.text(BARE_VALUE, 'a value') };
}
function formatKey(key) {
    return BARE_KEY.exec(key)?.[0] === key ? key : JSON.stringify(key);
}
function formatValue(value) {
    return BARE_VALUE.exec(value)?.[0] === value ? value : JSON.stringify(value);
}
class Reader {
    #text;
    #at;
    constructor(text, at) {
        this.#text = text;
        this.#at = at;
    }
    atEnd() {
        return this.#at >= this.#text.length;
    }
    accept(character) {
        if (this.#text[this.#at] !== character)
            return false;
        this.#at += 1;
        return true;
    }
    expect(character) {
        if (!this.accept(character))
            throw this.refuse(`"${character}"`);
    }
    take(pattern) {
        const found = pattern.exec(this.#text.slice(this.#at))?.[0];
        if (found !== undefined)
            this.#at += found.length;
        return found;
    }
    /** Quoted or bare text. */
    text(bare, wanted) {
        const double = this.take(/^"(?:[^"\\]|\\.)*"/);
        if (double !== undefined)
            return this.#unescape(double);
        const single = this.take(/^'(?:[^']|'')*'/);
        if (single !== undefined)
            return single.slice(1, -1).replaceAll("''", "'");
        const found = this.take(bare);
        if (found === undefined)
            throw this.refuse(wanted);
        return found;
    }
    refuse(wanted) {
        const found = this.atEnd() ? 'the end' : `"${this.#text[this.#at] ?? ''}"`;
        return new report_error/* ActionError */.l('invalid-selector', `"${this.#text}" is not a selector: wanted ${wanted} at character ${this.#at + 1}, found ${found}. Write it like "values.yaml#api.image.tag" or "kustomization.yaml#images[name=ghcr.io/acme/api].newTag"; put keys with dots in quotes.`);
    }
    #unescape(quoted) {
        try {
            return String(JSON.parse(quoted));
        }
        catch (error) {
            throw new report_error/* ActionError */.l('invalid-selector', `"${this.#text}" is not a selector: ${quoted} is not a JSON string.`, {
                cause: error,
            });
        }
    }
}
//# sourceMappingURL=selector.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/tree.js



/** @throws ActionError as `ManifestDocument.root` */
function rootOf(document) {
    const root = document.root;
    const refusal = encryptedBySops(root);
    return {
        document,
        node: root,
        path: document.outer?.path ?? [],
        inFlow: false,
        refusal,
        anchored: anchoredWith([], root),
    };
}
/** The values of a map and the items of a sequence, in the order of the file; nothing through aliases or merge keys. */
function childrenOf(cursor) {
    const { node } = cursor;
    if ((0,dist/* isMap */.jh)(node))
        return node.items.map((pair) => fieldAt(cursor, node, pair));
    if ((0,dist/* isSeq */.oP)(cursor.node))
        return items(cursor);
    return [];
}
/** The value of one key; a value that a merge key (`<<`) brings is found too, but refused for editing. */
function fieldOf(cursor, key) {
    if (!(0,dist/* isMap */.jh)(cursor.node))
        return undefined;
    const [pair] = pairsOf(cursor.document, cursor.node, key);
    return pair === undefined ? mergedField(cursor, cursor.node, key) : fieldAt(cursor, cursor.node, pair);
}
/** The key that leads to the cursor when its parent is a map. */
function lastKey(cursor) {
    const last = cursor.path.at(-1);
    return last?.kind === 'key' ? last.key : undefined;
}
/** A scalar's text as the file means it: `1.10` is "1.10" and not 1.1. Follows one alias. */
function tree_textOf(cursor) {
    const scalar = cursor === undefined ? undefined : scalarOf(cursor);
    return scalar === undefined ? undefined : writtenText(cursor?.document, scalar);
}
/** As `scalarText`, but of a template what is written and not what it is masked with. */
function writtenText(document, scalar) {
    const [start, end] = scalar.range ?? [0, 0];
    if (document?.templated !== true)
        return scalarText(scalar);
    const quotes = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE' ? 1 : 0;
    const written = document.text.slice(start + quotes, end - quotes);
    return written.includes('{{') ? written : scalarText(scalar);
}
/** The scalar at the cursor, or the one that an alias there stands for. */
function scalarOf(cursor) {
    const node = (0,dist/* isAlias */.Vj)(cursor.node) ? aliasesOf(cursor.document).targets.get(cursor.node) : cursor.node;
    return (0,dist/* isScalar */.jn)(node) ? node : undefined;
}
function scalarText(scalar) {
    if (typeof scalar.value === 'string')
        return scalar.value;
    return scalar.value === null ? '' : (scalar.source ?? '');
}
/** All scalars at and below the cursor in the order of the file; stops collecting at 2,000. */
function scalarsBelow(cursor) {
    const scalars = [];
    const pending = [cursor];
    for (let at = pending.pop(); at !== undefined && scalars.length < 2000; at = pending.pop()) {
        if (tree_textOf(at) !== undefined)
            scalars.push(at);
        for (const child of childrenOf(at).toReversed())
            pending.push(child);
    }
    return scalars;
}
const indexes = new WeakMap();
/** Who stands for whom. An anchor may be set anew: an alias means the last one before it. */
function aliasesOf(document) {
    const known = indexes.get(document);
    if (known !== undefined)
        return known;
    const anchors = new Map();
    const targets = new Map();
    const uses = new Map();
    const { root } = document;
    // Few manifests have anchors, and a walk over all nodes costs as much as composing them.
    const hasAnchors = document.masked.includes('&');
    (0,dist/* visit */.YR)(hasAnchors ? root : null, {
        Node: (_key, node) => {
            if ((0,dist/* isAlias */.Vj)(node)) {
                const target = anchors.get(node.source);
                if (target === undefined)
                    return;
                targets.set(node, target);
                uses.set(target, [...(uses.get(target) ?? []), node]);
            }
            else if ('anchor' in node && typeof node.anchor === 'string') {
                anchors.set(node.anchor, node);
            }
        },
    });
    const index = { targets, uses };
    indexes.set(document, index);
    return index;
}
const keyIndexes = new WeakMap();
/** Made once for each map, for every look at one of its fields asks for it. */
function keysOf(document, map) {
    const known = keyIndexes.get(map);
    if (known !== undefined)
        return known;
    const index = new Map();
    for (const [position, pair] of map.items.entries()) {
        const key = keyText(document, pair);
        const positions = index.get(key);
        if (positions === undefined)
            index.set(key, [position]);
        else
            positions.push(position);
    }
    keyIndexes.set(map, index);
    return index;
}
/** The items of a map that have this key, in the order of the file. */
function pairsOf(document, map, key) {
    return (keysOf(document, map).get(key) ?? []).flatMap((position) => map.items[position] ?? []);
}
function fieldAt(cursor, map, pair) {
    const key = keyText(cursor.document, pair);
    const node = pair.value;
    return {
        document: cursor.document,
        node,
        path: [...cursor.path, { kind: 'key', key }],
        inFlow: cursor.inFlow || map.flow === true,
        refusal: cursor.refusal ?? duplicateKey(cursor, map, key),
        anchored: anchoredWith(cursor.anchored, node),
    };
}
const MAX_LINES = 5;
function duplicateKey(cursor, map, key) {
    const positions = keysOf(cursor.document, map).get(key) ?? [];
    if (positions.length < 2)
        return undefined;
    const lines = positions.slice(0, MAX_LINES).map((position) => {
        const node = map.items[position]?.key;
        return cursor.document.positionOf(node?.range?.[0] ?? 0).line;
    });
    const more = positions.length > MAX_LINES ? ` and ${positions.length - MAX_LINES} more` : '';
    const path = formatPath([...cursor.path, { kind: 'key', key }]);
    return {
        kind: 'other',
        reason: `the key "${path}" stands there more than once (lines ${lines.join(', ')}${more})`,
    };
}
function keyText(document, pair) {
    const key = pair.key;
    return (0,dist/* isScalar */.jn)(key) ? writtenText(document, key) : '';
}
function items(cursor) {
    if (!(0,dist/* isSeq */.oP)(cursor.node))
        return [];
    const inFlow = cursor.inFlow || cursor.node.flow === true;
    const names = cursor.node.items.map((item) => tree_nameOf(cursor.document, item));
    const counts = new Map();
    for (const name of names)
        if (name !== undefined)
            counts.set(name, (counts.get(name) ?? 0) + 1);
    return cursor.node.items.map((item, index) => {
        const name = names[index];
        const segment = name !== undefined && counts.get(name) === 1
            ? { kind: 'match', key: ['name'], value: name }
            : { kind: 'index', index };
        const node = item;
        return {
            ...cursor,
            node,
            path: [...cursor.path, segment],
            inFlow,
            anchored: anchoredWith(cursor.anchored, node),
        };
    });
}
function anchoredWith(anchored, node) {
    if (!((0,dist/* isMap */.jh)(node) || (0,dist/* isSeq */.oP)(node) || (0,dist/* isScalar */.jn)(node)) || node.anchor === undefined)
        return anchored;
    return [...anchored, node];
}
function tree_nameOf(document, item) {
    if (!(0,dist/* isMap */.jh)(item))
        return undefined;
    const [pair] = pairsOf(document, item, 'name');
    const name = (0,dist/* isScalar */.jn)(pair?.value) ? writtenText(document, pair.value) : undefined;
    return name === undefined || isTemplate(name) ? undefined : name;
}
/** https://yaml.org/type/merge.html: own keys win, then the merged maps in their order. */
function mergedField(cursor, map, key, depth = 0) {
    const { targets } = aliasesOf(cursor.document);
    for (const pair of pairsOf(cursor.document, map, '<<')) {
        for (const source of (0,dist/* isSeq */.oP)(pair.value) ? pair.value.items : [pair.value]) {
            const merged = (0,dist/* isAlias */.Vj)(source) ? targets.get(source) : source;
            if (!(0,dist/* isMap */.jh)(merged) || depth > 10)
                continue;
            const [own] = pairsOf(cursor.document, merged, key);
            if (own !== undefined) {
                const node = own.value;
                const line = cursor.document.positionOf(node?.range?.[0] ?? 0).line;
                const reason = `it comes from the merge key "<<"; change it where it is written, at line ${line}`;
                const path = [...cursor.path, { kind: 'key', key }];
                const refusal = cursor.refusal ?? { kind: 'elsewhere', reason };
                return { ...cursor, node, path, refusal };
            }
            const deeper = mergedField(cursor, merged, key, depth + 1);
            if (deeper !== undefined)
                return deeper;
        }
    }
    return undefined;
}
/** https://github.com/getsops/sops: every value is under a message authentication code kept in the key `sops`. */
function encryptedBySops(root) {
    if (!(0,dist/* isMap */.jh)(root))
        return undefined;
    const sops = root.items.find((pair) => (0,dist/* isScalar */.jn)(pair.key) && pair.key.value === 'sops');
    if (!(0,dist/* isMap */.jh)(sops?.value) || !sops.value.items.some(({ key }) => (0,dist/* isScalar */.jn)(key) && key.value === 'mac'))
        return undefined;
    return {
        kind: 'other',
        reason: 'the file is encrypted by SOPS, whose signature any edit breaks; keep image tags in a file of their own',
    };
}
//# sourceMappingURL=tree.js.map
;// CONCATENATED MODULE: ./packages/core/lib/environment/config-reader.js





/** An error of the configuration at the place of a node. */
function configError(at, what, cause) {
    const path = formatPath(at.path);
    const subject = path === '' ? 'the configuration' : `"${path}"`;
    return new report_error/* ActionError */.l('invalid-config', `${at.document.locate(offsetOf(at))}: ${subject} ${what}.`, {
        cause,
    });
}
/**
 * The fields of a map by their keys.
 * @param known the keys that may be there; undefined when any may
 * @throws ActionError `invalid-config` for anything but a map, a key that stands twice and an unknown key
 */
function readFields(at, known) {
    if (!(0,dist/* isMap */.jh)(at.node))
        throw configError(at, `is ${describe(at)}: wanted a map${known === undefined ? '' : ` of ${known.join(', ')}`}`);
    const fields = new Map();
    for (const field of childrenOf(at)) {
        const key = lastKey(field) ?? '';
        if (field.refusal !== undefined)
            throw configError(field, `cannot be read: ${field.refusal.reason}`);
        if (known !== undefined && !known.includes(key)) {
            const meant = (0,nearest/* closest */.kp)(key, known);
            const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
            throw configError(config_reader_keyOf(at, field), `is not a key that is known here: ${hint}`);
        }
        fields.set(key, field);
    }
    return fields;
}
/** @throws ActionError `invalid-config` for anything but a string */
function config_reader_readText(at, wanted) {
    if ((0,dist/* isScalar */.jn)(at.node) && typeof at.node.value === 'string')
        return at.node.value;
    const quoted = (0,dist/* isScalar */.jn)(at.node) && at.node.value !== null
        ? `; put it in quotes if it is meant: "${scalarText(at.node)}"`
        : '';
    throw configError(at, `is ${describe(at)}: wanted ${wanted}${quoted}`);
}
/** Runs a parser of ours on the text, its error told with the place. */
function readParsed(at, wanted, parse) {
    const text = config_reader_readText(at, wanted);
    try {
        return parse(text);
    }
    catch (error) {
        throw configError(at, `is not valid: ${(0,report_error/* messageOf */.b)(error).replace(/\.$/, '')}`, error);
    }
}
/** One of a few words. */
function readWord(at, words) {
    const wanted = words.map((word) => `"${word}"`).join(', ');
    const text = config_reader_readText(at, `one of ${wanted}`);
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined)
        return word;
    const meant = (0,nearest/* closest */.kp)(text, words);
    throw configError(at, `is "${text}": wanted ${meant === undefined ? `one of ${wanted}` : `"${meant}"?`}`);
}
/** A list of strings, none of them empty. */
function readTexts(at, wanted) {
    if (!(0,dist/* isSeq */.oP)(at.node))
        throw configError(at, `is ${describe(at)}: wanted a list of ${wanted}s`);
    return childrenOf(at).map((item) => {
        const text = config_reader_readText(item, `a ${wanted}`);
        if (text === '')
            throw configError(item, `is empty: wanted a ${wanted}`);
        return text;
    });
}
function describe({ node }) {
    if ((0,dist/* isMap */.jh)(node))
        return 'a map';
    if ((0,dist/* isSeq */.oP)(node))
        return 'a list';
    if ((0,dist/* isAlias */.Vj)(node))
        return `the alias *${node.source} (write the value out)`;
    if (!(0,dist/* isScalar */.jn)(node) || node.value === null)
        return 'empty';
    return typeof node.value === 'string' ? `"${node.value}"` : `the ${typeof node.value} ${scalarText(node)}`;
}
function offsetOf(at) {
    return at.node?.range?.[0] ?? 0;
}
/** The key's own place: an unknown key is marked where it is written. */
function config_reader_keyOf(map, field) {
    const pair = (0,dist/* isMap */.jh)(map.node) ? map.node.items.find(({ value }) => value === field.node) : undefined;
    return (0,dist/* isScalar */.jn)(pair?.key) ? { ...field, node: pair.key } : field;
}
/** The configuration has one document. */
function onlyDocument(documents, path) {
    const [first, second] = documents;
    if (first === undefined) {
        throw new report_error/* ActionError */.l('invalid-config', `${path}: the file is empty: wanted "version: 1", environments and services.`);
    }
    if (second !== undefined) {
        throw new report_error/* ActionError */.l('invalid-config', `${second.locate(0)}: a second document begins here: wanted one alone.`);
    }
    return first;
}
//# sourceMappingURL=config-reader.js.map
// EXTERNAL MODULE: ./packages/core/lib/environment/environment-name.js
var environment_name = __webpack_require__(2144);
// EXTERNAL MODULE: ./packages/core/lib/environment/repository-path.js
var repository_path = __webpack_require__(1191);
;// CONCATENATED MODULE: ./packages/core/lib/environment/verify-settings.js

const verify_settings_KEYS = {
    argocd: ['agent', 'application', 'project', 'namespace'],
    flux: ['agent', 'kind', 'name', 'namespace'],
};
/** @throws ActionError `invalid-config` */
function readVerify(at) {
    const agentField = readFields(at).get('agent');
    if (agentField === undefined)
        throw configError(at, 'has no "agent": wanted "argocd" or "flux"');
    const agent = readWord(agentField, ['argocd', 'flux']);
    const fields = readFields(at, verify_settings_KEYS[agent]);
    const text = (key) => {
        const field = fields.get(key);
        return field === undefined ? undefined : readTemplate(field);
    };
    const needed = (key, example) => {
        const found = text(key);
        if (found === undefined)
            throw configError(at, `has no "${key}": wanted one such as "${example}"`);
        return found;
    };
    if (agent === 'argocd') {
        const application = needed('application', '{service}-{environment}');
        return { agent, application, project: text('project'), namespace: text('namespace') };
    }
    const kind = fields.get('kind');
    return {
        agent,
        kind: kind === undefined ? 'Kustomization' : readWord(kind, ['Kustomization', 'HelmRelease']),
        name: needed('name', '{service}-{environment}'),
        namespace: needed('namespace', 'flux-system'),
    };
}
function readTemplate(at) {
    const text = config_reader_readText(at, 'a name');
    const foreign = /\{(?!(?:service|environment)\})[^}]*\}?/.exec(text)?.[0];
    if (text === '')
        throw configError(at, 'is empty: wanted a name');
    if (foreign !== undefined) {
        throw configError(at, `holds "${foreign}": only {service} and {environment} are filled in`);
    }
    return text;
}
//# sourceMappingURL=verify-settings.js.map
;// CONCATENATED MODULE: ./packages/core/lib/environment/config.js












const CONFIG_VERSION = 1;
const ROOT_KEYS = ['version', 'environments', 'services'];
const ENVIRONMENT_KEYS = [
    'path',
    'branch',
    'files',
    'tags',
    'update',
    'from',
    'tag-prefix',
    'verify',
];
const SERVICE_KEYS = ['image', 'source', 'files'];
const SOURCE_KEYS = ['repository', 'path'];
const TAG_WORDS = ['any', 'branch', 'main', 'semver', 'semver-prerelease'];
const config_MAX_CONFIG = 512 * 1024;
/**
 * Reads `gitops.yaml`.
 * @param path where the text stands, for errors
 * @throws ActionError `invalid-config`, `invalid-manifest`: with file, line and column
 */
function parseConfig(text, path = 'gitops.yaml') {
    if (text.length > config_MAX_CONFIG) {
        throw new report_error/* ActionError */.l('invalid-config', `${path}: it is ${text.length} characters long; at most ${config_MAX_CONFIG} are read.`);
    }
    const { documents } = openManifest({ path, mode: '100644', oid: '', text });
    const root = rootOf(onlyDocument(documents, path));
    const fields = readFields(root, ROOT_KEYS);
    checkVersion(root, fields.get('version'));
    const environments = readEnvironments(fields.get('environments'));
    const services = fields.get('services');
    return {
        path,
        environments,
        services: services === undefined ? [] : [...readFields(services)].map(readService),
    };
}
/** @throws ActionError `unknown-environment`, with the names there are */
function findEnvironment(config, name) {
    const found = config.environments.find((environment) => environment.name === name);
    if (found !== undefined)
        return found;
    const names = config.environments.map((environment) => environment.name);
    const meant = (0,nearest/* closest */.kp)(name, names);
    throw new report_error/* ActionError */.l('unknown-environment', `There is no environment "${name}" in ${config.path}: ${meant === undefined ? `it has ${names.join(', ') || 'none'}` : `did you mean "${meant}"?`}${meant === undefined ? '.' : ''} Correct the input, or add the environment.`);
}
/** The settings of a service; undefined when the configuration does not speak of it. */
function findService(config, name) {
    return config.services.find((service) => service.name === name);
}
function checkVersion(root, version) {
    if (version === undefined)
        throw configError(root, 'has no "version": wanted "version: 1" at the top');
    if ((0,dist/* isScalar */.jn)(version.node) && version.node.value === CONFIG_VERSION)
        return;
    throw configError(version, `is not a version that is known: wanted ${CONFIG_VERSION}, without quotes`);
}
function readEnvironments(at) {
    if (at === undefined)
        return [];
    const fields = readFields(at);
    const environments = [...fields].map(readEnvironment);
    const prefixes = new Map(environments.map(({ name }) => [name, name]));
    for (const { name, from, tagPrefix } of environments) {
        const place = fields.get(name) ?? at;
        if (from !== undefined && (from === name || !fields.has(from))) {
            const meant = (0,nearest/* closest */.kp)(from, [...fields.keys()].filter((key) => key !== name));
            const hint = meant === undefined ? 'name another environment of this file' : `did you mean "${meant}"?`;
            throw configError(readFields(place).get('from') ?? place, `is "${from}", which is not another environment: ${hint}`);
        }
        if (tagPrefix === undefined)
            continue;
        const holder = prefixes.get(tagPrefix);
        if (holder !== undefined && holder !== name) {
            throw configError(readFields(place).get('tag-prefix') ?? place, `is "${tagPrefix}", which the environment "${holder}" answers to already: choose another`);
        }
        prefixes.set(tagPrefix, name);
    }
    return environments;
}
function readEnvironment([name, at]) {
    if (!(0,environment_name/* isEnvironmentName */.t)(name)) {
        throw configError(at, 'has a name that cannot be one: wanted up to 63 letters, digits, ".", "_" and "-", such as "staging"');
    }
    const fields = readFields(at, ENVIRONMENT_KEYS);
    const path = optional(fields.get('path'), (field) => readParsed(field, 'a directory such as "environments/dev"', (text) => (0,repository_path/* parseRepositoryPath */.X)(text)));
    const branch = optional(fields.get('branch'), (field) => readParsed(field, 'the name of a branch', (text) => (0,git_names/* parseBranchName */.pD)(text)));
    const files = optional(fields.get('files'), readEnvironmentFiles);
    if (path === undefined && branch === undefined && files === undefined) {
        throw configError(at, 'has neither "path" nor "branch" nor "files": say which directory, which branch or which files hold this environment');
    }
    return {
        name,
        path,
        branch,
        files: files ?? [],
        tags: optional(fields.get('tags'), config_readTags) ?? { kind: 'any' },
        update: optional(fields.get('update'), (field) => readWord(field, ['commit', 'pull-request'])) ?? 'commit',
        from: optional(fields.get('from'), (field) => config_reader_readText(field, 'the name of an environment')),
        tagPrefix: optional(fields.get('tag-prefix'), readTagPrefix),
        verify: optional(fields.get('verify'), readVerify),
    };
}
function readEnvironmentFiles(at) {
    const files = readTexts(at, 'glob');
    if (files.length === 0)
        throw configError(at, 'is an empty list: wanted globs such as "apps/*/values-staging.yaml"');
    for (const file of files) {
        if (!file.includes('#') && !file.startsWith('!') && isRepositoryPath(file))
            continue;
        throw configError(at, `holds "${file}": wanted paths or globs of whole files below "path", such as "apps/*/values-staging.yaml"`);
    }
    return files;
}
function isRepositoryPath(text) {
    try {
        (0,repository_path/* parseRepositoryPath */.X)(text);
        return true;
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return false;
        throw error;
    }
}
function config_readTags(at) {
    if (!(0,dist/* isSeq */.oP)(at.node))
        return { kind: readWord(at, TAG_WORDS) };
    const patterns = readTexts(at, 'pattern');
    if (patterns.length === 0)
        throw configError(at, 'is an empty list: wanted patterns of tags, such as "main-*"');
    return { kind: 'patterns', patterns };
}
function readTagPrefix(at) {
    const prefix = config_reader_readText(at, 'a prefix of Git tags such as "prod"');
    if ((0,environment_name/* isEnvironmentName */.t)(prefix))
        return prefix;
    throw configError(at, `is "${prefix}": wanted letters, digits, ".", "_" and "-", such as "prod" for the tag "prod-v1.2.3"`);
}
function readService([name, at]) {
    if (!(0,record/* isServiceName */.tN)(name)) {
        throw configError(at, 'has a name that cannot be one: wanted letters, digits, ".", "_" and "-", such as "api"');
    }
    const fields = readFields(at, SERVICE_KEYS);
    const image = fields.get('image');
    if (image === undefined)
        throw configError(at, 'has no "image": wanted the name that it is pushed under');
    return {
        name,
        image: readImage(image),
        source: optional(fields.get('source'), readSource),
        files: optional(fields.get('files'), (field) => readTexts(field, 'glob or selector')) ?? [],
    };
}
function readImage(at) {
    const image = readParsed(at, 'an image name such as "ghcr.io/acme/api"', image_reference/* parseImageReference */.o_);
    if (image.tag === undefined && image.digest === undefined)
        return image;
    throw configError(at, 'carries a tag or a digest: wanted the name alone');
}
function readSource(at) {
    const wanted = 'a repository such as "acme/api"';
    const parse = (field) => readParsed(field, wanted, (text) => (0,git_names/* parseRepositoryName */.$M)(text));
    if ((0,dist/* isScalar */.jn)(at.node))
        return { repository: parse(at), path: undefined };
    const fields = readFields(at, SOURCE_KEYS);
    const repository = fields.get('repository');
    if (repository === undefined)
        throw configError(at, `has no "repository": wanted ${wanted}`);
    const path = optional(fields.get('path'), (field) => readParsed(field, 'a directory of the repository', (text) => (0,repository_path/* parseRepositoryPath */.X)(text)));
    return { repository: parse(repository), path };
}
function optional(at, read) {
    return at === undefined ? undefined : read(at);
}
//# sourceMappingURL=config.js.map
;// CONCATENATED MODULE: ./packages/core/lib/environment/config-file.js


/** Where the configuration is when nobody says; only this one may be missing. */
const DEFAULT_PATH = 'gitops.yaml';
/**
 * The configuration on the default branch; undefined when nobody asked for one and there is none.
 * @throws ActionError `config-not-found`, and those of `parseConfig`
 */
function readConfigFile({ config: path, repository }, { defaultBranchFiles, defaultBranch }) {
    const file = defaultBranchFiles.get(path);
    if (file?.text !== undefined)
        return parseConfig(file.text, path);
    if (file === undefined && path === DEFAULT_PATH)
        return undefined;
    const what = file === undefined ? 'is not there' : 'is not a file of UTF-8 text';
    throw new report_error/* ActionError */.l('config-not-found', `The configuration "${path}" ${what} on the default branch "${defaultBranch}" of ${repository}: correct the input "config", or leave it out.`);
}
//# sourceMappingURL=config-file.js.map
;// CONCATENATED MODULE: ./packages/core/lib/environment/holds.js







const holds_ROOT_KEYS = ['version', 'holds'];
const HOLD_KEYS = ['service', 'bad', 'good', 'reason', 'until'];
const BAD_KEYS = ['digest', 'tag', 'source'];
const GOOD_KEYS = ['source'];
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;
/** The file that holds of an environment are in, on the branch of the environment. */
function holdsPath(environment) {
    return `.gitops/holds/${environment}.yaml`;
}
/**
 * Reads a file of holds. What cannot be read stops the run: a hold that is passed over lets a bad release in.
 * @throws ActionError `invalid-config`, `invalid-manifest`: with file, line and column
 */
function parseHolds(text, path) {
    const { documents } = openManifest({ path, mode: '100644', oid: '', text });
    const root = rootOf(onlyDocument(documents, path));
    const fields = readFields(root, holds_ROOT_KEYS);
    const version = fields.get('version');
    if (!(0,dist/* isScalar */.jn)(version?.node) || version.node.value !== 1) {
        throw configError(version ?? root, 'says no version that is known: wanted "version: 1"');
    }
    const holds = fields.get('holds');
    if (holds === undefined)
        return [];
    if (!(0,dist/* isSeq */.oP)(holds.node))
        throw configError(holds, 'is not a list of holds');
    return childrenOf(holds).map(readHold);
}
/** The file as `parseHolds` reads it. */
function formatHolds(holds) {
    const entries = holds.map(({ service, bad, good, reason, until }) => ({
        service,
        bad: {
            ...(bad.digest === undefined ? {} : { digest: bad.digest }),
            ...(bad.tag === undefined ? {} : { tag: bad.tag }),
            ...(bad.source === undefined ? {} : { source: formatSource(bad.source) }),
        },
        ...(good === undefined ? {} : { good: { source: formatSource(good) } }),
        reason,
        until: until.kind === 'time' ? until.at.toISOString() : until.kind,
    }));
    return stringify({ version: 1, holds: entries }, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}
function readHold(at) {
    const fields = readFields(at, HOLD_KEYS);
    const service = wanted(at, fields.get('service'), 'service', 'the name of a service');
    if (!(0,record/* isServiceName */.tN)(service))
        throw configError(at, `names the service "${service}", which cannot be one`);
    const badAt = fields.get('bad');
    if (badAt === undefined)
        throw configError(at, 'has no "bad": say which release is held, by digest, tag or source');
    const bad = readFields(badAt, BAD_KEYS);
    if (bad.size === 0)
        throw configError(badAt, 'names nothing: wanted a digest, a tag or a source');
    const good = fields.get('good');
    return {
        service,
        bad: {
            digest: holds_optional(bad.get('digest'), readDigest),
            tag: holds_optional(bad.get('tag'), (field) => readFilled(field, 'a tag')),
            source: holds_optional(bad.get('source'), holds_readSource),
        },
        good: holds_optional(good, (field) => holds_optional(readFields(field, GOOD_KEYS).get('source'), holds_readSource)),
        reason: wanted(at, fields.get('reason'), 'reason', 'a sentence'),
        until: holds_optional(fields.get('until'), readEnd) ?? { kind: 'lifted' },
    };
}
function wanted(at, field, name, what) {
    if (field === undefined)
        throw configError(at, `has no "${name}": wanted ${what}`);
    return readFilled(field, what);
}
function readFilled(at, what) {
    const text = config_reader_readText(at, what);
    if (text.trim() === '')
        throw configError(at, `is empty: wanted ${what}`);
    return text;
}
function readDigest(at) {
    const text = config_reader_readText(at, 'a digest');
    if ((0,digest/* isDigest */.B)(text))
        return text;
    throw configError(at, `is "${text}": wanted "sha256:" and 64 hexadecimal digits`);
}
function holds_readSource(at) {
    const text = config_reader_readText(at, '"owner/name@<commit>"');
    const [repository = '', sha = '', ...more] = text.split('@');
    try {
        if (more.length === 0)
            return { repository: (0,git_names/* parseRepositoryName */.$M)(repository), sha: (0,git_names/* parseCommitSha */.tu)(sha) };
    }
    catch (error) {
        throw configError(at, `is "${text}": wanted "owner/name@<commit>"`, error);
    }
    throw configError(at, `is "${text}": wanted "owner/name@<commit>"`);
}
function readEnd(at) {
    const text = config_reader_readText(at, '"newer", "lifted" or a time');
    if (text === 'newer' || text === 'lifted')
        return { kind: text };
    const date = new Date(text);
    if (TIME.test(text) && isDayOf(date, text))
        return { kind: 'time', at: date };
    throw configError(at, `is "${text}": wanted "newer", "lifted" or a time in UTC such as "2026-01-02T03:04:05Z"`);
}
/** Not every day that can be written is one: 30 February would quietly become 2 March. */
function isDayOf(date, text) {
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 19));
}
function formatSource({ repository, sha }) {
    return `${repository}@${sha}`;
}
function holds_optional(at, read) {
    return at === undefined ? undefined : read(at);
}
//# sourceMappingURL=holds.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/edit.js

/**
 * The text with every edit made; whatever lies outside their ranges is carried over unit by unit. The order of the
 * edits does not matter: all ranges are offsets in `text` as it was given.
 * @throws ActionError `edit-conflict` when two ranges overlap, or `before` is not what the text holds at its range
 */
function applyEdits(text, edits) {
    const pieces = [];
    let at = 0;
    for (const edit of [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)) {
        const { start, end } = edit.range;
        if (start < at || end < start || text.slice(start, end) !== edit.before) {
            throw new report_error/* ActionError */.l('edit-conflict', `The edit of ${edit.file} at ${start}-${end} does not fit the text: it overlaps another edit, or the file is not the one it was made for.`, { kind: 'internal' });
        }
        pieces.push(text.slice(at, start), edit.after);
        at = end;
    }
    return pieces.join('') + text.slice(at);
}
//# sourceMappingURL=edit.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/name.js


/** The reference that a text is, or undefined when it is none; never throws. */
function tryParseImage(text) {
    return text === undefined || text === '' || text.length > 600 ? undefined : (0,image_reference/* readImageReference */.bc)(text);
}
/** The image that a reference with a template in its tag or digest speaks of: `ghcr.io/acme/api:{{ .Values.tag }}`. */
function tryParseTemplatedImage(text) {
    if (!isTemplate(text))
        return undefined;
    const literal = /^[^{$]*/.exec(text)?.[0] ?? '';
    return tryParseImage(literal.replace(/[@:][^/]*$/, ''));
}
/** Empty text is as good as absent. */
function nonEmpty(text) {
    return text === '' ? undefined : text;
}
//# sourceMappingURL=name.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/chart-registry.js


/**
 * The registry that a map of values sets for every image below it: `global.imageRegistry`, or what other charts call it.
 * https://helm.sh/docs/chart_template_guide/subcharts_and_globals/
 */
function globalRegistryOf(values) {
    const global = fieldOf(values, 'global');
    if (global === undefined)
        return undefined;
    return firstRegistry(chart_registry_KEYS.map((keys) => keys.reduce(below, global)));
}
/** As `globalRegistryOf`, of values by their names in dots; none or one. */
function globalRegistryOfNames(values) {
    const registry = firstRegistry(chart_registry_KEYS.map((keys) => values.get(['global', ...keys].join('.'))));
    return registry === undefined ? [] : [registry];
}
/**
 * A repository with its registry. Charts differ in whether the image's own registry or the global one wins, and a global one
 * often is a mirror of where the image was pushed to: the image goes by each of these names.
 */
function namesOf(repository, registry, globals) {
    const own = registry === undefined ? undefined : join(registry, repository);
    const global = hasRegistry(repository) ? [] : globals.map((each) => join(each, repository));
    const [name = repository, ...otherNames] = own === undefined ? [...global, repository] : [own, ...global];
    return { name, otherNames };
}
const chart_registry_KEYS = [['imageRegistry'], ['image', 'registry'], ['registry']];
function firstRegistry(fields) {
    return fields.map((field) => nonEmpty(tree_textOf(field))).find((registry) => registry !== undefined);
}
function below(at, key) {
    return at === undefined ? undefined : fieldOf(at, key);
}
function join(registry, repository) {
    return `${registry.replace(/\/$/, '')}/${repository}`;
}
function hasRegistry(repository) {
    const [first = '', ...rest] = repository.split('/');
    return rest.length > 0 && /[.:]|^localhost$/.test(first);
}
//# sourceMappingURL=chart-registry.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/image-place.js

/** Whether the place holds the image, whatever the tag. */
function holdsImage(place, image) {
    return isNamed(place, image) || place.alsoKnownAs.some((other) => (0,image_reference/* sameRepository */.RB)(other, image));
}
/** The one of these that the place holds: rather by its own name than by another that it also goes by. */
function imageHeld(place, images) {
    return (images.find(({ image }) => isNamed(place, image)) ?? images.find(({ image }) => holdsImage(place, image)));
}
function isNamed(place, image) {
    return place.image !== undefined && (0,image_reference/* sameRepository */.RB)(place.image, image);
}
/** Whether the place has a version now, or a field for one. */
function hasVersionField({ tag, digest, slots }) {
    return tag !== undefined || digest !== undefined || slots.some(({ role }) => role !== 'reference');
}
/** `name:tag@digest` as far as the place says it. */
function describePlace(place) {
    const tag = place.tag === undefined ? '' : `:${place.tag}`;
    const digest = place.digest === undefined ? '' : `@${place.digest}`;
    return `${place.name ?? ''}${tag}${digest}`;
}
//# sourceMappingURL=image-place.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/quoting.js

// What YAML 1.1 or 1.2, or one of the loaders of the Kubernetes world, reads as something else than a string.
// https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema
const WORD = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?\.(?:inf|nan)|<<|=)$/i;
const quoting_NUMBER = /^[-+]?(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9_]*)?$/i;
/** No number, but some loaders read `e5` as one. */
const EXPONENT = /^[-+]?\.?e[-+]?[0-9_]+$/i;
const RADIX = /^[-+]?0[xob][0-9a-f_]*$/i;
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?$/;
const DATE = /^\d{4}-\d\d?-\d\d?(?:$|[Tt \t])/;
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** Whether every loader reads the text, written without quotes, as that very string. */
function isPlainString(text, inFlow) {
    if (WORD.test(text) || quoting_NUMBER.test(text) || EXPONENT.test(text) || RADIX.test(text))
        return false;
    return !SEXAGESIMAL.test(text) && !DATE.test(text) && isPlainText(text, inFlow);
}
/**
 * The scalar's new source text, in the style it had when that can hold the string, else in double quotes.
 * @throws ActionError `not-editable` for text that no YAML scalar can hold (half of a surrogate pair)
 */
function scalarSource(text, context) {
    if (LONE_SURROGATE.test(text)) {
        throw new report_error/* ActionError */.l('not-editable', 'The new value holds half of a surrogate pair, which YAML cannot hold.');
    }
    if (text.includes('{{')) {
        throw new report_error/* ActionError */.l('not-editable', 'The new value holds "{{", which reads as the beginning of a template.');
    }
    if (context.json)
        return doubleQuoted(text);
    switch (context.style) {
        case 'double':
            return doubleQuoted(text);
        case 'single':
            return UNPRINTABLE.test(text) ? doubleQuoted(text) : `'${text.replaceAll("'", "''")}'`;
        case 'plain':
        case 'empty':
            return isPlainString(text, context.inFlow) ? text : doubleQuoted(text);
        case 'block':
            if (isBlockLine(text))
                return text;
            throw new report_error/* ActionError */.l('not-editable', `The new value ${doubleQuoted(text)} does not fit into a block scalar of one line.`);
    }
}
function isBlockLine(text) {
    return text !== '' && !/^[ \t]/.test(text) && !UNPRINTABLE.test(text);
}
/** https://yaml.org/spec/1.2.2/#733-plain-style, the strict reading of both versions. */
function isPlainText(text, inFlow) {
    if (text === '' || text.trim() !== text || UNPRINTABLE.test(text))
        return false;
    if (/^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^---|^\.\.\./.test(text))
        return false;
    if (/:(?:\s|$)|\s#/.test(text))
        return false;
    return !inFlow || !/[,[\]{}]|^[-?:]/.test(text);
}
function doubleQuoted(text) {
    return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
//# sourceMappingURL=quoting.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/scalar.js





/** Reads the scalar at the cursor; undefined for maps, sequences and keys without ":". */
function readScalar(cursor) {
    const scalar = scalarOf(cursor);
    const node = cursor.node;
    if (scalar === undefined || node?.range === undefined || node.range === null)
        return undefined;
    const { document } = cursor;
    const own = (0,dist/* isScalar */.jn)(node) ? bytesOf(cursor, node) : undefined;
    const [start, end] = own?.range ?? [node.range[0], node.range[1]];
    const value = writtenText(document, scalar);
    return {
        file: document.file,
        path: formatPath(cursor.path),
        position: document.positionOf(start),
        range: document.rangeInFile(start, end),
        source: document.sourceOf(start, end),
        value,
        isString: readsAsString(scalar, cursor.inFlow),
        style: own?.style ?? 'plain',
        inFlow: cursor.inFlow,
        strings: document.strings,
        aliases: cursor.anchored.flatMap((anchored) => aliasUses(cursor, anchored)),
        origin: originOf(document, scalar),
        refusal: cursor.refusal ?? scalar_refusalOf(cursor, node, value) ?? own?.refusal,
    };
}
function bytesOf(cursor, node) {
    const [start, end] = node.range ?? [0, 0];
    if (node.type === 'QUOTE_DOUBLE')
        return { range: [start, end], style: 'double' };
    if (node.type === 'QUOTE_SINGLE')
        return { range: [start, end], style: 'single' };
    if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') {
        return blockLine(cursor.document.text, start, end);
    }
    return start === end ? { range: [start, start], style: 'empty' } : { range: [start, end], style: 'plain' };
}
/** One line under `|-` or `>-` is that very string; every other block would gain or lose a line break. */
function blockLine(text, start, end) {
    const block = text.slice(start, end);
    const line = /^([|>]-[ \t]*(?:#[^\r\n]*)?\r?\n +)([^ \t\r\n][^\r\n]*)(?:\r?\n[ \t]*)*$/.exec(block);
    const [, head, body] = line ?? [];
    if (head === undefined || body === undefined) {
        const reason = 'it is a block scalar ("|" or ">") of several lines, or one that keeps its final line break; write it on one line';
        return { range: [start, end], style: 'block', refusal: { kind: 'other', reason } };
    }
    return { range: [start + head.length, start + head.length + body.length], style: 'block' };
}
function scalar_refusalOf(cursor, node, value) {
    if ((0,dist/* isAlias */.Vj)(node)) {
        const target = aliasesOf(cursor.document).targets.get(node);
        const at = cursor.document.positionOf(target?.range?.[0] ?? 0);
        return {
            kind: 'elsewhere',
            reason: `it is the alias *${node.source}; change its anchor at line ${at.line}`,
        };
    }
    if (isTemplate(value)) {
        return { kind: 'template', reason: `its value is a template, ${value}, which another program fills in` };
    }
    if (value.startsWith('ENC['))
        return { kind: 'other', reason: 'its value is encrypted' };
    if (node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:str' && node.tag !== '!') {
        return { kind: 'other', reason: `it carries the tag ${node.tag}, under which no string can stand` };
    }
    return undefined;
}
function originOf(document, { range }) {
    const [start, end] = range ?? [0, 0];
    return document.rangeInFile(start, end).start;
}
function readsAsString(scalar, inFlow) {
    if (typeof scalar.value !== 'string')
        return false;
    return scalar.type !== 'PLAIN' || scalar.tag !== undefined || isPlainString(scalar.value, inFlow);
}
function aliasUses(cursor, anchored) {
    const uses = aliasesOf(cursor.document).uses.get(anchored) ?? [];
    return uses.map((use) => {
        const offset = use.range?.[0] ?? 0;
        return {
            name: (0,dist/* isAlias */.Vj)(use) ? use.source : '',
            position: cursor.document.positionOf(offset),
            offset: cursor.document.rangeInFile(offset, offset + 1).start,
        };
    });
}
//# sourceMappingURL=scalar.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/locate-place.js




/** A place whose one scalar is a whole reference `name:tag@digest`; undefined when it is none. */
function referencePlace(kind, at) {
    const scalar = readScalar(at);
    if (scalar === undefined)
        return undefined;
    const image = tryParseImage(scalar.value) ?? tryParseTemplatedImage(scalar.value);
    if (image === undefined)
        return undefined;
    return {
        file: scalar.file,
        kind,
        path: scalar.path,
        position: scalar.position,
        name: image.name,
        image,
        alsoKnownAs: [],
        placeholder: undefined,
        tag: image.tag,
        digest: image.digest,
        slots: [{ role: 'reference', scalar }],
        refusal: scalar.refusal,
    };
}
/** A place whose scalar is an override of kustomize: `name:tag`, `name=newName:tag` or with `@digest`. */
function overridePlace(at) {
    const place = assignedPlace('kustomize', at);
    if (place === undefined)
        return referencePlace('kustomize', at);
    return { ...place, placeholder: tryParseImage(place.slots[0]?.prefix?.slice(0, -1)) };
}
/** A place whose scalar sets something to a whole reference: `--image=name:tag`. */
function assignedPlace(kind, at) {
    const scalar = readScalar(at);
    const [, prefix, reference = ''] = /^([^=@]*=)(.*)$/s.exec(scalar?.value ?? '') ?? [];
    if (scalar === undefined || prefix === undefined)
        return undefined;
    const image = tryParseImage(reference) ?? tryParseTemplatedImage(reference);
    if (image === undefined)
        return undefined;
    return {
        file: scalar.file,
        kind,
        path: scalar.path,
        position: scalar.position,
        name: image.name,
        image,
        alsoKnownAs: [],
        placeholder: undefined,
        tag: image.tag,
        digest: image.digest,
        slots: [{ role: 'reference', scalar, prefix }],
        refusal: scalar.refusal,
    };
}
/** A place with tag and digest in fields of their own; undefined when the name is not an image's. */
function splitPlace(kind, at, fields) {
    const image = tryParseImage(fields.name);
    const node = at.node?.range;
    if (image === undefined || image.tag !== undefined || image.digest !== undefined || !node)
        return undefined;
    const slots = [
        ...slot(fields.tag, isPinnedTag(fields.tag) ? 'tag@digest' : 'tag'),
        ...slot(fields.digest, 'digest'),
        ...slot(fields.digestHex, 'digest-hex'),
    ];
    const [tag, tagDigest] = (tree_textOf(fields.tag) ?? '').split('@', 2);
    const hex = nonEmpty(tree_textOf(fields.digestHex));
    return {
        file: at.document.file,
        kind,
        path: formatPath(at.path),
        position: slots[0]?.scalar.position ?? at.document.positionOf(node[0]),
        name: fields.name,
        image,
        alsoKnownAs: (fields.otherNames ?? []).flatMap((name) => tryParseImage(name) ?? []),
        placeholder: fields.placeholder,
        tag: nonEmpty(tag),
        digest: nonEmpty(tree_textOf(fields.digest)) ??
            nonEmpty(tagDigest) ??
            (hex === undefined ? undefined : `sha256:${hex}`),
        slots,
        refusal: slots.length === 0 ? noSlot(fields.missing) : firstRefusal(slots),
    };
}
function slot(at, role) {
    const scalar = at === undefined ? undefined : readScalar(at);
    return scalar === undefined ? [] : [{ role, scalar }];
}
function isPinnedTag(at) {
    return tree_textOf(at)?.includes('@sha256:') ?? false;
}
function firstRefusal(slots) {
    return slots.find(({ scalar }) => scalar.refusal !== undefined)?.scalar.refusal;
}
function noSlot(missing) {
    return { kind: 'no-slot', reason: `there is no ${missing} to change; add one` };
}
//# sourceMappingURL=locate-place.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/container-words.js



/** A variable that by its name holds an image: `API_IMAGE`, `OPERATOR_IMAGE_NAME`, `RELATED_IMAGE_PROXY`. */
const IMAGE_VARIABLE = /(?:^|_)IMAGE(?:_|$)/;
const FLAG = /^--?(?:[\w.-]*-)?image$/;
const FLAG_WITH_VALUE = /^--?(?:[\w.-]*-)?image=/;
/**
 * The images that a container is told of by its environment and its arguments, as operators are told which image to run. A
 * reference without tag and digest is no place.
 */
function locateContainerWords(container) {
    const words = ['command', 'args'].flatMap((key) => itemsOf(fieldOf(container, key)));
    const flagged = words.flatMap((word, index) => {
        if (FLAG_WITH_VALUE.test(tree_textOf(word) ?? ''))
            return assignedPlace('kubernetes', word) ?? [];
        return FLAG.test(tree_textOf(words[index - 1]) ?? '') ? (referencePlace('kubernetes', word) ?? []) : [];
    });
    return [...flagged.filter(hasVersionField), ...locateVariables(fieldOf(container, 'env'))];
}
/** The images in a list of `name` and `value`. */
function locateVariables(env) {
    return itemsOf(env).flatMap(locateVariable);
}
/** The image of one `name` and `value`, none or one. */
function locateVariable(variable) {
    const value = fieldOf(variable, 'value');
    if (value === undefined || !IMAGE_VARIABLE.test(tree_textOf(fieldOf(variable, 'name')) ?? ''))
        return [];
    return [referencePlace('kubernetes', value) ?? []].flat().filter(hasVersionField);
}
function itemsOf(list) {
    return list === undefined ? [] : childrenOf(list);
}
//# sourceMappingURL=container-words.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/named-values.js




/**
 * Images in values like `image.repository` with `image.tag` and `image.digest`, `imageRepository` with `imageTag`, and `…image` with
 * a whole reference, or a name alone beside `…imageTag` or `tag`.
 */
function locateNamedValues(values) {
    return [...values].flatMap(([name, value]) => {
        const split = splitValues(name, value, values);
        if (split !== undefined)
            return [split];
        return /(?:^|\.)\w*[iI]mage$/.test(name) ? (referencePlace('helm', value) ?? []) : [];
    });
}
/** What a list of `name` and `value` says; of what has no name nothing. */
function namedValuesOf(items) {
    const values = new Map();
    for (const item of items) {
        const [name, value] = [tree_textOf(fieldOf(item, 'name')), fieldOf(item, 'value')];
        if (name !== undefined && value !== undefined)
            values.set(name, value);
    }
    return values;
}
/** The values of a map whose keys are such names. */
function namedChildrenOf(map) {
    const values = childrenOf(map).flatMap((value) => {
        const name = lastKey(value);
        return name === undefined ? [] : [[name, value]];
    });
    return new Map(values);
}
function splitValues(name, value, values) {
    const repository = nonEmpty(tree_textOf(value));
    if (repository === undefined)
        return undefined;
    for (const prefix of prefixesOf(name)) {
        const beside = (word) => values.get(/(?:^|\.)$/.test(prefix) ? `${prefix}${word}` : prefix + capitalised(word));
        const [tag, digest] = [beside('tag'), beside('digest')];
        if (tag === undefined && digest === undefined)
            continue;
        return splitPlace('helm', value, {
            ...namesOf(repository, nonEmpty(tree_textOf(beside('registry'))), globalRegistryOfNames(values)),
            tag,
            digest,
            missing: `the parameter "${prefix}tag"`,
        });
    }
    return undefined;
}
/** What the names of the tag and the digest begin with: `image.` of `image.repository`; `apiImage`, then nothing, of `apiImage`. */
function prefixesOf(name) {
    const prefix = /^(.*\.)(?:repository|name)$/.exec(name)?.[1] ?? /^(.*\w)Repository$/.exec(name)?.[1];
    if (prefix !== undefined)
        return [prefix];
    return /(?:^|\.)\w*[iI]mage$/.test(name) ? [name, name.slice(0, name.lastIndexOf('.') + 1)] : [];
}
function capitalised(word) {
    return word.charAt(0).toUpperCase() + word.slice(1);
}
//# sourceMappingURL=named-values.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/string-text.js
/**
 * Lays the characters that a reader takes out of a string beside those that it is written with. Folding and
 * indentation change nothing but white space, so that all else must come in the same order; undefined when it does not.
 * @param source what is written between the quotes, or below the header of a block
 * @param value what a reader takes out of it
 * @param written as `source`, with other characters that shall stand in the text for what was masked; as long as `source`
 */
function alignString(source, value, style, written = source) {
    const starts = new Uint32Array(value.length);
    const ends = new Uint32Array(value.length);
    const pieces = [];
    let at = 0;
    let last = 0;
    for (const { text, start, end } of unitsOf(source, style)) {
        if (isSpace(text))
            continue;
        at = skipSpace(value, at, last, starts, ends, pieces);
        if (value[at] !== text)
            return undefined;
        pieces.push(end - start === 1 ? (written[start] ?? text) : text);
        starts[at] = start;
        ends[at] = end;
        last = end;
        at += 1;
    }
    at = skipSpace(value, at, last, starts, ends, pieces);
    if (at < value.length)
        return undefined;
    const rangeOf = (from, to) => {
        const end = to > 0 ? (ends[to - 1] ?? last) : 0;
        return { start: from < to ? (starts[from] ?? last) : end, end };
    };
    return { text: pieces.join(''), rangeOf };
}
/** The source of a scalar in a string, as it must be written inside the source of that string. */
function encodeInString(source, style) {
    switch (style) {
        case 'double':
            return source.replace(/[\\"]/g, '\\$&');
        case 'single':
            return source.replaceAll("'", "''");
        case 'literal':
        case 'folded':
            return source;
    }
}
/** White space stands where the character before it ends. */
function skipSpace(value, from, last, starts, ends, pieces) {
    let at = from;
    for (; isSpace(value[at] ?? ''); at += 1) {
        starts[at] = last;
        ends[at] = last;
        pieces.push(value[at] ?? '');
    }
    return at;
}
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n|[^])/y;
/** https://yaml.org/spec/1.2.2/#57-escaped-characters; those that give white space are left to `isSpace`. */
const ESCAPED = {
    '0': '\0',
    a: '\x07',
    b: '\b',
    e: '\x1b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
    N: '\u0085',
    _: '\u00a0',
    L: '\u2028',
    P: '\u2029',
};
function* unitsOf(source, style) {
    for (let at = 0; at < source.length;) {
        const character = source[at] ?? '';
        let text = character;
        let end = at + 1;
        if (style === 'single' && source.startsWith("''", at))
            end += 1;
        else if (style === 'double' && character === '\\') {
            ESCAPE.lastIndex = at;
            const found = ESCAPE.exec(source);
            const escape = found?.[0] ?? character;
            const code = found?.[1] ?? found?.[2] ?? found?.[3];
            text = code === undefined ? string_text_unescape(escape) : codePoint(code);
            end = at + escape.length;
        }
        for (const unit of text.split(''))
            yield { text: unit, start: at, end };
        at = end;
    }
}
/** A line break behind "\" gives nothing. */
function string_text_unescape(escape) {
    const character = escape.slice(1);
    return /[\r\n]/.test(character) ? ' ' : (ESCAPED[character] ?? character);
}
function codePoint(hex) {
    const code = parseInt(hex, 16);
    return code > 0x10ffff ? '' : String.fromCodePoint(code);
}
function isSpace(text) {
    return text === ' ' || text === '\n' || text === '\t' || text === '\r';
}
//# sourceMappingURL=string-text.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/nested-document.js





/** `|` or `>`, then an indentation, a chomping and a comment, to the end of the line. */
const HEADER = /^[|>][0-9+-]{0,2}[ \t]*(?:#[^\r\n]*)?\r?\n/;
const STYLES = {
    BLOCK_LITERAL: 'literal',
    BLOCK_FOLDED: 'folded',
    QUOTE_DOUBLE: 'double',
    QUOTE_SINGLE: 'single',
};
/**
 * The roots of the YAML that a string holds: `values: |` of an Argo CD Application; several where it is several documents.
 * None for every other node, and for strings that can hold no map.
 * @throws ActionError as `ManifestDocument.root`; `not-editable` for a string whose characters cannot be found in the file
 */
function nestedRoots(cursor) {
    const scalar = scalarOf(cursor);
    if (scalar === undefined)
        return [];
    return nestedDocuments(cursor.document, scalar, cursor.path).map((nested) => {
        const root = rootOf(nested);
        return { ...root, refusal: cursor.refusal ?? nested_document_refusalOf(cursor, scalar) ?? root.refusal };
    });
}
/** As `nestedRoots`, but none also for what cannot be read. */
function readableNestedRoots(cursor) {
    try {
        return nestedRoots(cursor);
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return [];
        throw error;
    }
}
/**
 * What a string holds, as deeper documents. The lines of a literal block are these documents as they stand, indentation
 * and all; of other strings each character is found again where it is written.
 * @throws ActionError `not-editable`
 */
function nestedDocuments(document, scalar, path) {
    const style = STYLES[scalar.type ?? ''];
    const body = style === undefined ? undefined : bodyOf(document.text, scalar, style);
    if (style === undefined || body === undefined || typeof scalar.value !== 'string')
        return [];
    const { start, end } = body;
    if (style === 'literal') {
        const place = (from, to) => ({ start: start + from, end: start + to });
        const text = document.text.slice(start, end);
        return cut(document, text, indentOf(text), place, { path, style });
    }
    if (!scalar.value.includes(':'))
        return [];
    const written = document.text.slice(start, end);
    const aligned = alignString(document.masked.slice(start, end), scalar.value, style, written);
    if (aligned === undefined) {
        throw new report_error/* ActionError */.l('not-editable', `${document.locate(start)}: the YAML in this string cannot be edited: its characters are not found again in the file; write it as a block "|".`);
    }
    const place = (from, to) => {
        const range = aligned.rangeOf(from, to);
        return { start: start + range.start, end: start + range.end };
    };
    return cut(document, aligned.text, '', place, { path, style });
}
function cut(document, text, indent, place, outer) {
    return splitDocuments(text, indent).map((piece) => {
        const placePiece = (from, to) => place(piece.start + from, piece.start + to);
        return document.nested(text.slice(piece.start, piece.end), placePiece, outer);
    });
}
/** Whether what a reader takes out of the string is exactly what the deeper document holds. */
function isExactString(document, scalar) {
    const body = bodyOf(document.text, scalar, 'literal');
    if (scalar.type !== 'BLOCK_LITERAL')
        return true;
    if (body === undefined || typeof scalar.value !== 'string')
        return false;
    const lines = document.text.slice(body.start, body.end).split(/\r?\n/);
    // A block that says its indentation may hold lines that begin with blanks.
    const indentation = indentOf(lines.join('\n')).length - indentOf(scalar.value).length;
    const text = lines.map((line) => line.slice(indentation)).join('\n');
    return text.trimEnd() === scalar.value.trimEnd();
}
/** What stands before the first line that is not blank. */
function indentOf(text) {
    return /^( *)[^\s]/m.exec(text)?.[1] ?? '';
}
/** What stands between the quotes, or below the header of a block. */
function bodyOf(text, scalar, style) {
    const [start, end] = scalar.range ?? [0, 0];
    if (style === 'double' || style === 'single')
        return { start: start + 1, end: end - 1 };
    const header = HEADER.exec(text.slice(start, end))?.[0];
    return header === undefined ? undefined : { start: start + header.length, end };
}
function nested_document_refusalOf(cursor, scalar) {
    if (cursor.anchored.length > 0 || (0,dist/* isAlias */.Vj)(cursor.node)) {
        return { kind: 'other', reason: 'the string that it stands in is shared by an anchor' };
    }
    if (scalar.tag !== undefined && scalar.tag !== 'tag:yaml.org,2002:str' && scalar.tag !== '!') {
        return { kind: 'other', reason: `the string that it stands in carries the tag ${scalar.tag}` };
    }
    return undefined;
}
//# sourceMappingURL=nested-document.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/speakers.js

/** Resources that speak of images and run none: schemas, automation, promotion and policy. */
const SPEAKERS = new Set([
    'admissionregistration.k8s.io',
    'apiextensions.k8s.io',
    'argocd-image-updater.argoproj.io',
    'constraints.gatekeeper.sh',
    'image.toolkit.fluxcd.io',
    'kargo.akuity.io',
    'kyverno.io',
    'policies.kyverno.io',
    'policy.sigstore.dev',
    'templates.gatekeeper.sh',
]);
/** Whether this is a Kubernetes object that speaks of images and runs none. */
function isSpeaker(object) {
    return SPEAKERS.has(groupOf(object));
}
/** The API group of an object, empty in the core group. */
function groupOf(object) {
    const [group = '', version] = (tree_textOf(fieldOf(object, 'apiVersion')) ?? '').split('/');
    return version === undefined ? '' : group;
}
//# sourceMappingURL=speakers.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/helm-values.js










/**
 * Images in Helm values, wherever they are nested. There is no schema, only what charts do:
 * - `image: {registry, repository, tag, digest}`, also with `name`, `image`, `repo`, `id` or `url` for `repository`, `version` for `tag`, and `sha` for
 *   a digest without `sha256:`; a `repository` without a tag beside it may be a whole reference;
 * - `image: "name:tag@digest"`, and every key that ends in `Image`, `_image` or `-image`; with a path and a version also
 *   `imageName`, `imageRef`, `imageUrl`, and every entry of a map `image`;
 * - `image: name` beside `tag` or `imageTag`;
 * - `imageRepository`, `imageRepo` or `imageName` beside `imageTag`, with any word before `image`; also `image_repository`;
 * - the entries of a map or list `images`, also of `images.tags`;
 * - `name: image.repository` and `name: image.tag` with their values in a list `parameters` or `set`;
 * - `API_IMAGE` with a whole reference that says a version, also as the `name` of a `value` in a list `env`;
 * - images that say a version in a string that holds Kubernetes objects, or under a key `values` or that of a file, `….yaml`;
 * - containers in a string, such as `extraContainers: |`, which a template takes over as it stands.
 *
 * An image without a registry, or with one, also goes by the registry that `global` sets around it.
 */
function locateHelmImages(root, form = HELM) {
    const places = [];
    visit(root, { ...form, parentKey: undefined, registries: [] }, places);
    return places;
}
const SPLIT_TAGS = ['tag', 'imageTag'];
const SPLIT_DIGESTS = ['digest', 'imageDigest'];
const FLAT_REPOSITORY = /^(.*?)([_-]?)(?:repo(?:sitory)?|(?<=image[_-]?)name)$/i;
/** A name alone, whose tag is joined as `image` is. */
const FLAT_IMAGE = /^.+?([_-]?)image$/i;
/** Keys of what may be a whole reference. */
const IMAGE_WORD = /(?:^|_)IMAGE(?:_|$)|(?:^i|I|[_-]i)mage[_-]?(?:[nN]ame|[rR]ef|[rR]eference|[uU]r[il]|UR[IL])$/;
/** What the name of an image is called under a key that says that it is one. */
const NAMES = ['repository', 'name', 'repo', 'id', 'url', 'uri'];
/** Words that say which image, and nothing of its version. */
const NAME_KEY = /^(?:name|newName|repository|registry)$/;
const CONTAINERS = /(?:^c|C)ontainers$/;
const ENV = /(?:^e|E)nv(?:Vars)?$/;
/** The keys of strings that are YAML: of values, and of files. */
const YAML_STRING = /^values(?:Content)?$|\.(?:ya?ml|json)$/;
/** What a string must say to be worth reading. */
const SPEAKS_OF_IMAGES = /(?:image|repository)[\w-]*["']?[ \t]*:/i;
const OBJECT = /^[ \t]*["']?kind["']?[ \t]*:/m;
const HELM = {
    imageKey: /(?:^i|I|[_-]i)mage$/,
    sets: new Set(['parameters', 'set']),
    strings: false,
};
function isObject(root) {
    return ['apiVersion', 'kind'].every((key) => tree_textOf(fieldOf(root, key)) !== undefined);
}
function visit(cursor, around, places) {
    if (!(0,dist/* isCollection */.P3)(cursor.node) || isSpeaker(cursor))
        return;
    const children = childrenOf(cursor);
    const registry = globalRegistryOf(cursor);
    const here = registry === undefined ? around : { ...around, registries: [registry, ...around.registries] };
    const splits = splitPlaces(cursor, here, children);
    places.push(...splits.places);
    if ((0,dist/* isSeq */.oP)(cursor.node) && around.sets.has(lastKey(cursor) ?? '')) {
        places.push(...locateNamedValues(namedValuesOf(children)));
    }
    if ((0,dist/* isSeq */.oP)(cursor.node) && ENV.test(lastKey(cursor) ?? '')) {
        places.push(...locateVariables(cursor).map((place) => ({ ...place, kind: 'helm' })));
    }
    for (const child of children) {
        const place = !splits.used.has(child) && holdsReference(child, here) ? referencePlace('helm', child) : undefined;
        if (place !== undefined)
            places.push(place);
        const below = { ...here, parentKey: parentKeyFor(child, here) };
        visit(child, below, places);
        places.push(...locateInString(child, below));
    }
}
/**
 * The images in a string that holds values, a file of YAML, or Kubernetes objects. Of containers that a template takes over as they
 * stand, also those without a version.
 */
function locateInString(child, around) {
    const text = (0,dist/* isScalar */.jn)(child.node) && typeof child.node.value === 'string' ? child.node.value : '';
    const key = lastKey(child) ?? '';
    const hasContainers = CONTAINERS.test(key);
    if (!hasContainers && !SPEAKS_OF_IMAGES.test(text))
        return [];
    const isYaml = hasContainers || YAML_STRING.test(key) || around.strings;
    if (!isYaml && !OBJECT.test(text))
        return [];
    const places = [];
    for (const root of readableNestedRoots(child)) {
        if (isYaml || isObject(root))
            visit(root, around, places);
    }
    return hasContainers ? places : places.filter(hasVersionField);
}
function parentKeyFor(child, { parentKey }) {
    const key = lastKey(child) ?? parentKey;
    return key === 'tags' && parentKey === 'images' ? parentKey : key;
}
function holdsReference(child, { parentKey, imageKey }) {
    const key = lastKey(child);
    if (parentKey !== 'images') {
        if (imageKey.test(key ?? ''))
            return true;
        const mayBe = IMAGE_WORD.test(key ?? '') || (imageKey.test(parentKey ?? '') && !NAME_KEY.test(key ?? ''));
        return mayBe && isWhole(tree_textOf(child));
    }
    if (key === undefined)
        return true;
    return NAME_KEY.test(key) ? saysVersion(tree_textOf(child)) : /[/:@]/.test(tree_textOf(child) ?? '');
}
/** A reference that nothing else is taken for: with a path and a version. */
function isWhole(text) {
    return text?.includes('/') === true && saysVersion(text);
}
function saysVersion(text) {
    const image = tryParseImage(text);
    return image?.tag !== undefined || image?.digest !== undefined;
}
function splitPlaces(cursor, around, children) {
    const found = [
        nestedSplit(cursor, around, children),
        besideImage(cursor, around, children),
        ...flatSplits(cursor, around, children),
    ];
    const places = found.flatMap((split) => (split?.place === undefined ? [] : [split.place]));
    return {
        places,
        used: new Set(found.flatMap((split) => (split?.place === undefined ? [] : (split.used ?? [])))),
    };
}
/** `image: {registry, repository, tag, digest}`. */
function nestedSplit(cursor, around, children) {
    const isNamed = around.imageKey.test(around.parentKey ?? '');
    const tag = fieldOf(cursor, 'tag') ?? (isNamed ? fieldOf(cursor, 'version') : undefined);
    const digest = helm_values_digestOf(cursor, isNamed);
    const hasVersion = tag !== undefined || digest !== undefined;
    const isImage = hasVersion || isNamed;
    const keys = hasVersion ? nameKeysOf(cursor, isNamed) : ['repository'];
    const at = keys.map((key) => fieldOf(cursor, key)).find((field) => nonEmpty(tree_textOf(field)) !== undefined);
    const name = tree_textOf(at);
    if (at === undefined || name === undefined || !isImage)
        return undefined;
    const used = children.find((child) => child.node === at.node);
    if (saysVersion(name))
        return { place: wholeName(at, tag, digest), used };
    const registry = nonEmpty(tree_textOf(fieldOf(cursor, 'registry')));
    const place = splitPlace('helm', cursor, {
        ...namesOf(name, registry, around.registries),
        tag,
        digest,
        digestHex: digest === undefined ? fieldOf(cursor, 'sha') : undefined,
        missing: '"tag" beside "repository"',
    });
    return { place, used };
}
/** Beside `image` a `name` is that of something else. */
function nameKeysOf(cursor, isNamed) {
    if (isNamed)
        return NAMES;
    return fieldOf(cursor, 'image') === undefined ? ['repository', 'name'] : ['repository'];
}
/** A field `digest` where no key says that an image is meant may be of anything. */
function helm_values_digestOf(cursor, isNamed) {
    const digest = fieldOf(cursor, 'digest');
    const text = nonEmpty(tree_textOf(digest));
    return isNamed || text === undefined || /^sha256:|[{$]/.test(text) ? digest : undefined;
}
/** A whole reference as the name; beside a tag or a digest it would say two versions. */
function wholeName(at, ...versions) {
    const place = referencePlace('helm', at);
    const isAlone = versions.every((version) => nonEmpty(tree_textOf(version)) === undefined);
    return isAlone && place !== undefined && hasVersionField(place) ? place : undefined;
}
/** `image: ghcr.io/acme/api` beside `tag: 1.4.2`. */
function besideImage(cursor, { registries }, children) {
    const image = children.find((child) => lastKey(child) === 'image');
    const name = tree_textOf(image);
    if (image === undefined || name === undefined)
        return undefined;
    const reference = tryParseImage(name);
    if (reference === undefined || reference.tag !== undefined || reference.digest !== undefined)
        return undefined;
    const tag = firstField(cursor, SPLIT_TAGS);
    const digest = firstField(cursor, SPLIT_DIGESTS);
    if (tag === undefined && digest === undefined)
        return undefined;
    const names = namesOf(name, nonEmpty(tree_textOf(fieldOf(cursor, 'registry'))), registries);
    return {
        place: splitPlace('helm', cursor, { ...names, tag, digest, missing: '"tag" beside "image"' }),
        used: image,
    };
}
/** `imageRepository`, `imageTag`, `imageDigest`, `imageRegistry` side by side; also `apiImage` with a name alone. */
function flatSplits(cursor, { registries }, children) {
    return children.flatMap((child) => {
        const [prefix, joint] = flatPrefix(lastKey(child) ?? '');
        const repository = nonEmpty(tree_textOf(child));
        if (prefix === '' || repository === undefined)
            return [];
        const beside = (word) => fieldOf(cursor, prefix + joint + inCaseOf(prefix, joint, word));
        const [tag, digest] = [beside('Tag'), beside('Digest')];
        if (tag === undefined && digest === undefined)
            return [];
        const names = namesOf(repository, nonEmpty(tree_textOf(beside('Registry'))), registries);
        const missing = `"${prefix}${joint}tag"`;
        return [{ place: splitPlace('helm', cursor, { ...names, tag, digest, missing }), used: child }];
    });
}
/** What the keys of tag and digest begin with, and what joins them to it. */
function flatPrefix(key) {
    const [, prefix, joint = ''] = FLAT_REPOSITORY.exec(key) ?? [];
    if (prefix !== undefined)
        return [prefix, joint];
    const image = FLAT_IMAGE.exec(key);
    return image === null ? ['', ''] : [key, image[1] ?? ''];
}
/** `apiImageTag`, `api_image_tag`, `API_IMAGE_TAG`. */
function inCaseOf(prefix, joint, word) {
    if (joint === '')
        return word;
    return prefix === prefix.toUpperCase() ? word.toUpperCase() : word.toLowerCase();
}
function firstField(cursor, keys) {
    for (const key of keys) {
        const field = fieldOf(cursor, key);
        if (field !== undefined)
            return field;
    }
    return undefined;
}
//# sourceMappingURL=helm-values.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/custom-resources.js




/** Where containers stand beside `containers` and `initContainers`, by API group: a list of them, or one alone. */
const custom_resources_CONTAINERS = {
    // https://tekton.dev/docs/pipelines/tasks/#defining-steps
    'tekton.dev': ['steps', 'sidecars', 'stepTemplate'],
    // https://argo-workflows.readthedocs.io/en/latest/fields/#template
    'argoproj.io': ['container', 'script', 'sidecars'],
};
/** `image`, `…Image`, and `imageName` as some operators of databases have it; parameters may be anything. */
const RESOURCE = { imageKey: /(?:^i|I)mage(?:Name)?$/, sets: new Set(), strings: false };
/** https://docs.crossplane.io/latest/packages/providers/: a provider, function or configuration is an image. */
const PACKAGE = { ...RESOURCE, imageKey: /(?:^i|I)mage$|^package$/ };
/** What a ConfigMap holds are values and files. */
const DATA = { ...RESOURCE, strings: true };
/** The further keys of an object under which its containers stand. */
function containerKeysOf(object) {
    return custom_resources_CONTAINERS[groupOf(object)] ?? [];
}
/**
 * Images that a custom resource names outside containers, and those in the data of a ConfigMap: `image`, every key that ends in
 * `Image`, and the other forms of Helm values, also in strings of YAML. A reference without tag and digest is no place, for it
 * may be the name of a repository.
 */
function locateLooseImages(object) {
    return looseFields(object)
        .flatMap((field) => locateHelmImages(field, formOf(object)))
        .filter(hasVersionField)
        .map((place) => ({ ...place, kind: 'kubernetes' }));
}
function looseFields(object) {
    const fields = childrenOf(object);
    if (isConfigMap(object))
        return fields.filter((field) => lastKey(field) === 'data');
    if (!isCustom(object))
        return [];
    return fields.filter((field) => lastKey(field) !== 'metadata' && lastKey(field) !== 'status');
}
function formOf(object) {
    if (isConfigMap(object))
        return DATA;
    return groupOf(object) === 'pkg.crossplane.io' ? PACKAGE : RESOURCE;
}
function isConfigMap(object) {
    return groupOf(object) === '' && tree_textOf(fieldOf(object, 'kind')) === 'ConfigMap';
}
/** The workloads of Kubernetes itself are in groups without a dot; the others of it have no images. */
function isCustom(object) {
    return groupOf(object).includes('.') && !isSpeaker(object);
}
//# sourceMappingURL=custom-resources.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/kubernetes.js





const kubernetes_CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'];
/** Whether the document is a Kubernetes object of any kind. */
function isKubernetesObject(root) {
    return tree_textOf(fieldOf(root, 'apiVersion')) !== undefined && tree_textOf(fieldOf(root, 'kind')) !== undefined;
}
/**
 * The image of every container, init container and ephemeral container, however deep: in pods, in the templates of
 * workloads, cron jobs and custom resources, and the images that their environment and arguments name; images mounted as
 * volumes; and the images that custom resources and the data of a ConfigMap name elsewhere. In objects of Kubernetes itself nothing else is looked at, so that a field that happens to be called `image` is
 * not taken for one.
 */
function locateKubernetesImages(object) {
    const places = [];
    kubernetes_visit(object, new Set([...kubernetes_CONTAINERS, ...containerKeysOf(object)]), places);
    const taken = new Set(places.flatMap(({ slots }) => slots.map(({ scalar }) => scalar.range.start)));
    const isNew = ({ slots }) => !slots.some(({ scalar }) => taken.has(scalar.range.start));
    return [...places, ...locateLooseImages(object).filter(isNew)];
}
function kubernetes_visit(cursor, containers, places) {
    for (const child of childrenOf(cursor)) {
        const key = lastKey(child) ?? '';
        if (containers.has(key))
            places.push(...containerImages(child));
        else if (key === 'volumes')
            places.push(...volumeImages(child));
        kubernetes_visit(child, containers, places);
    }
}
/** Of a list of containers, of a map of them by name, or of one container. */
function containerImages(containers) {
    return [containers, ...childrenOf(containers)].flatMap(locateContainerImages);
}
/** The image of one container, and those that it is told of. */
function locateContainerImages(container) {
    return [...imageAt(fieldOf(container, 'image')), ...locateContainerWords(container)];
}
/** https://kubernetes.io/docs/concepts/storage/volumes/#image */
function volumeImages(volumes) {
    return childrenOf(volumes).flatMap((volume) => {
        const image = fieldOf(volume, 'image');
        return image === undefined || !(0,dist/* isMap */.jh)(image.node) ? [] : imageAt(fieldOf(image, 'reference'));
    });
}
function imageAt(image) {
    const place = image === undefined ? undefined : referencePlace('kubernetes', image);
    return place === undefined ? [] : [place];
}
//# sourceMappingURL=kubernetes.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/patches.js










const INLINE = ['patches', 'patchesJson6902', 'patchesStrategicMerge'];
const IMAGE_POINTER = /(?:\/i|I)mage$/;
const CONTAINER_POINTER = /\/(?:c|[a-z]+C)ontainers(?:\/[^/]+)?$/;
const VARIABLE_POINTER = /\/env(?:\/[^/]+)?$/;
/** Of the keys of an operation none is an image. */
const OPERATION = { imageKey: /(?:^i|I)mage$/, sets: new Set(), strings: true };
/** Whether the document is a list of operations of a JSON patch: https://www.rfc-editor.org/rfc/rfc6902 */
function isJsonPatch(root) {
    if (!(0,dist/* isSeq */.oP)(root.node) || root.node.items.length === 0)
        return false;
    return childrenOf(root).every((item) => fieldOf(item, 'op') !== undefined && fieldOf(item, 'path') !== undefined);
}
/**
 * The images that the operations of a JSON patch set, alone, with their container, or in any map, list or string of YAML when they
 * say a version; what `test` wants is there already.
 */
function locateJsonPatchImages(root) {
    return childrenOf(root).flatMap((operation) => {
        if (tree_textOf(fieldOf(operation, 'op')) === 'test')
            return [];
        const pointer = tree_textOf(fieldOf(operation, 'path')) ?? '';
        const value = fieldOf(operation, 'value');
        if (value === undefined)
            return [];
        if (IMAGE_POINTER.test(pointer) && (0,dist/* isScalar */.jn)(value.node))
            return referencePlace('kubernetes', value) ?? [];
        const each = (0,dist/* isSeq */.oP)(value.node) ? childrenOf(value) : [value];
        if (CONTAINER_POINTER.test(pointer))
            return each.flatMap(locateContainerImages);
        if (VARIABLE_POINTER.test(pointer))
            return each.flatMap(locateVariable);
        const found = locateHelmImages(operation, OPERATION).filter(hasVersionField);
        return found.map((place) => ({ ...place, kind: 'kubernetes' }));
    });
}
/**
 * The images in patches that a kustomization holds as strings.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
 */
function locateInlinePatchImages(kustomization) {
    return INLINE.flatMap((key) => {
        const list = fieldOf(kustomization, key);
        return list === undefined ? [] : childrenOf(list);
    }).flatMap((item) => {
        const patch = (0,dist/* isMap */.jh)(item.node) ? fieldOf(item, 'patch') : item;
        if (patch === undefined)
            return [];
        const roots = readableNestedRoots(patch);
        return roots.length === 0 ? refuseImages(patch) : roots.flatMap(locatePatchImages);
    });
}
function locatePatchImages(root) {
    if (isJsonPatch(root))
        return locateJsonPatchImages(root);
    // What a patch is for may be told beside it, in its target.
    return (0,dist/* isMap */.jh)(root.node) ? locateKubernetesImages(root) : [];
}
const REFERENCE = /(?:^|[\s{,])["']?(?:image|value)["']?[ \t]*:[ \t]*["']?([^\s"'#,}]+)/g;
const NO_YAML = {
    kind: 'other',
    reason: 'the patch that it stands in cannot be read as YAML; correct it, or write it in a file of its own',
};
/** The images of a patch that cannot be read are found and refused, not left behind. */
function refuseImages(patch) {
    const place = readScalar(patch);
    if (place === undefined)
        return [];
    const text = place.value.replace(/^[ \t]*#.*$/gm, '');
    return [...text.matchAll(REFERENCE)].flatMap(([, reference]) => {
        const image = tryParseImage(reference);
        if (image === undefined || (image.tag === undefined && image.digest === undefined))
            return [];
        const { file, path, position } = place;
        const { name, tag, digest } = image;
        return { file, path, position, name, image, tag, digest, kind: 'kubernetes', slots: [], ...NO_NAMES };
    });
}
const NO_NAMES = { alsoKnownAs: [], placeholder: undefined, refusal: NO_YAML };
//# sourceMappingURL=patches.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/kustomize.js








const FILE_NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
/** Whether this is the name of a file that `kustomize build` would look for. */
function isKustomizationPath(path) {
    return FILE_NAME.test(path);
}
/** Whether this is a file that `kustomize build` would look for, or says that it is one. */
function isKustomization(root) {
    const { file } = root.document;
    if (isKustomizationPath(file))
        return true;
    return (tree_textOf(fieldOf(root, 'apiVersion')) ?? '').startsWith('kustomize.config.k8s.io/');
}
/**
 * The entries of `images`, the images in patches that are written out and in `literals`, and those in the values of charts that are rendered
 * (`helmCharts`).
 */
function locateKustomization(root) {
    const charts = fieldOf(root, 'helmCharts');
    const values = (charts === undefined ? [] : childrenOf(charts)).flatMap((chart) => fieldOf(chart, 'valuesInline') ?? []);
    return [
        ...locateKustomizeImages(root),
        ...locateInlinePatchImages(root),
        ...locateLiterals(root),
        ...values.flatMap((each) => locateHelmImages(each)),
    ];
}
/** `API_IMAGE=name:tag` in the `literals` of a ConfigMap that is generated; a `replacements` may take it from there. */
function locateLiterals(root) {
    const generators = fieldOf(root, 'configMapGenerator');
    const literals = (generators === undefined ? [] : childrenOf(generators)).flatMap((generator) => {
        const list = fieldOf(generator, 'literals');
        return list === undefined ? [] : childrenOf(list);
    });
    return literals.flatMap((literal) => {
        const [name = '', value] = (tree_textOf(literal) ?? '').split('=');
        if (value === undefined || !IMAGE_VARIABLE.test(name))
            return [];
        return [assignedPlace('kubernetes', literal) ?? []].flat().filter(hasVersionField);
    });
}
/**
 * The entries of `images`. An entry speaks of the image that ends up in the cluster: `newName` when it has one.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
 */
function locateKustomizeImages(root) {
    const images = fieldOf(root, 'images');
    if (images === undefined)
        return [];
    return childrenOf(images).flatMap((entry) => {
        if (!(0,dist/* isMap */.jh)(entry.node))
            return [];
        const name = nonEmpty(tree_textOf(fieldOf(entry, 'name')));
        const newName = nonEmpty(tree_textOf(fieldOf(entry, 'newName')));
        const effective = newName ?? name;
        if (effective === undefined)
            return [];
        const place = splitPlace('kustomize', entry, {
            name: effective,
            tag: fieldOf(entry, 'newTag'),
            digest: fieldOf(entry, 'digest'),
            placeholder: newName === undefined ? undefined : tryParseImage(name),
            missing: '"newTag" or "digest" in this entry',
        });
        return place === undefined ? [] : [place];
    });
}
//# sourceMappingURL=kustomize.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/agent-objects.js









/** Where the objects of agents hold images, by API group and kind. */
const OBJECTS = [
    { group: 'argoproj.io', kind: 'Application', locate: locateApplicationImages },
    { group: 'argoproj.io', kind: 'ApplicationSet', locate: locateApplicationSetImages },
    { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease', locate: locateHelmReleaseImages },
    { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', locate: locateFluxKustomizationImages },
    { group: 'source.toolkit.fluxcd.io', kind: 'OCIRepository', locate: locateArtifact },
    { group: 'helm.cattle.io', kind: 'HelmChart', locate: locateChartImages },
    { group: 'helm.cattle.io', kind: 'HelmChartConfig', locate: locateChartImages },
];
/** Overrides of an application's source, as Argo CD Image Updater writes them: https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/ */
const SOURCE_FILE = /(?:^|\/)\.argocd-source(?:-[^/]+)?\.ya?ml$/;
/** Whether the document is an object by which an agent is told what to deploy, with images inside. */
function isAgentObject(root) {
    return SOURCE_FILE.test(root.document.file) || locatorOf(root) !== undefined;
}
/**
 * The images in an Argo CD Application or ApplicationSet, a Flux HelmRelease or Kustomization, or a HelmChart of k3s:
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://fluxcd.io/flux/components/helm/helmreleases/
 */
function locateAgentImages(root) {
    if (SOURCE_FILE.test(root.document.file))
        return locateSourceImages(root);
    const spec = fieldOf(root, 'spec');
    return spec === undefined ? [] : (locatorOf(root)?.(spec) ?? []);
}
function locatorOf(root) {
    const group = tree_textOf(fieldOf(root, 'apiVersion'))?.split('/')[0];
    const kind = tree_textOf(fieldOf(root, 'kind'));
    return OBJECTS.find((object) => object.group === group && object.kind === kind)?.locate;
}
function locateApplicationSetImages(spec) {
    const [template, generators] = [fieldOf(spec, 'template'), fieldOf(spec, 'generators')];
    const application = template === undefined ? undefined : fieldOf(template, 'spec');
    const patched = patchedSpec(fieldOf(spec, 'templatePatch'));
    return [
        // What generators give is filled into the template.
        ...(generators === undefined ? [] : locateHelmImages(generators).filter(hasVersionField)),
        ...[application, patched].flatMap((each) => (each === undefined ? [] : locateApplicationImages(each))),
    ];
}
/** Of a patch that is no YAML before it is filled in nothing can be told. */
function patchedSpec(patch) {
    const [root] = patch === undefined ? [] : readableNestedRoots(patch);
    return root === undefined ? undefined : fieldOf(root, 'spec');
}
function locateApplicationImages(spec) {
    const hydrator = fieldOf(spec, 'sourceHydrator');
    const sources = [
        fieldOf(spec, 'source'),
        ...agent_objects_itemsOf(fieldOf(spec, 'sources')),
        hydrator === undefined ? undefined : fieldOf(hydrator, 'drySource'),
    ];
    return sources.flatMap((source) => (source === undefined ? [] : locateSourceImages(source)));
}
function locateSourceImages(source) {
    const helm = fieldOf(source, 'helm');
    const kustomize = fieldOf(source, 'kustomize');
    return [
        ...(helm === undefined ? [] : locateHelmSourceImages(helm)),
        ...agent_objects_itemsOf(kustomize === undefined ? undefined : fieldOf(kustomize, 'images')).flatMap((item) => overridePlace(item) ?? []),
        ...(kustomize === undefined ? [] : locateInlinePatchImages(kustomize)),
    ];
}
function locateHelmSourceImages(helm) {
    const object = fieldOf(helm, 'valuesObject');
    return [
        ...locateNamedValues(namedValuesOf(agent_objects_itemsOf(fieldOf(helm, 'parameters')))),
        ...locateBlock(fieldOf(helm, 'values')),
        ...(object === undefined ? [] : locateHelmImages(object)),
    ];
}
function locateHelmReleaseImages(spec) {
    const values = fieldOf(spec, 'values');
    const renderers = agent_objects_itemsOf(fieldOf(spec, 'postRenderers'));
    return [
        ...(values === undefined ? [] : locateHelmImages(values)),
        ...renderers.flatMap((renderer) => {
            const kustomize = fieldOf(renderer, 'kustomize');
            return kustomize === undefined ? [] : locateKustomization(kustomize);
        }),
    ];
}
/** What `postBuild` fills into the manifests may be whole images. */
function locateFluxKustomizationImages(spec) {
    const build = fieldOf(spec, 'postBuild');
    const variables = build === undefined ? undefined : fieldOf(build, 'substitute');
    const found = variables === undefined ? [] : locateHelmImages(variables).filter(hasVersionField);
    return [...locateKustomization(spec), ...found];
}
/** `url: oci://name` with `ref: {tag, digest}`: https://fluxcd.io/flux/components/source/ocirepositories/#reference */
function locateArtifact(spec) {
    const [, name] = /^oci:\/\/(.+)$/.exec(tree_textOf(fieldOf(spec, 'url')) ?? '') ?? [];
    const ref = fieldOf(spec, 'ref');
    const field = (key) => (ref === undefined ? undefined : fieldOf(ref, key));
    if (name === undefined)
        return [];
    const isRange = field('semver') !== undefined;
    const tag = isRange ? undefined : field('tag');
    const missing = isRange ? '"ref.digest" beside "ref.semver", which goes before a tag,' : '"ref.tag"';
    const place = splitPlace('flux', spec, { name, tag, digest: field('digest'), missing });
    return place === undefined ? [] : [place];
}
function locateChartImages(spec) {
    const set = fieldOf(spec, 'set');
    return [
        ...locateBlock(fieldOf(spec, 'valuesContent')),
        ...(set === undefined ? [] : locateNamedValues(namedChildrenOf(set))),
    ];
}
function locateBlock(values) {
    const roots = values === undefined ? [] : nestedRoots(values);
    return roots.flatMap((root) => locateHelmImages(root));
}
function agent_objects_itemsOf(cursor) {
    return cursor !== undefined && ((0,dist/* isSeq */.oP)(cursor.node) || (0,dist/* isMap */.jh)(cursor.node)) ? childrenOf(cursor) : [];
}
//# sourceMappingURL=agent-objects.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/flux-markers.js



/** `# {"$imagepolicy": "namespace:policy"}`, with `:tag`, `:name` or `:digest` behind the policy. */
const MARKER = /#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([\w.-]+:[\w.-]+)(?::(tag|name|digest))?"[ \t]*\}/;
/** Whether a document may hold markers of Flux. */
function hasFluxMarkers(root) {
    return root.document.text.includes('$imagepolicy');
}
/**
 * The scalars that Flux's image automation would write, by the marker at the end of their line. Tag, name and digest of one
 * policy make up one place; a tag whose policy marks no name belongs to no image that could be told.
 * https://fluxcd.io/flux/components/image/imageupdateautomations/#image-policy-marker
 */
function locateFluxMarkers(root) {
    const marked = scalarsBelow(root).flatMap((at) => markerOf(at) ?? []);
    const whole = marked
        .filter(({ role }) => role === 'reference')
        .flatMap(({ at }) => referencePlace('flux', at) ?? []);
    const names = marked.filter(({ role }) => role === 'name');
    return [...whole, ...names.flatMap((name) => placeOf(name, marked) ?? [])];
}
function placeOf({ at, policy }, marked) {
    const name = nonEmpty(tree_textOf(at));
    const [tag, digest] = ['tag', 'digest'].map((role) => marked.filter((other) => other.policy === policy && other.role === role));
    // Several of one policy cannot be told apart by it.
    if (name === undefined || (tag?.length ?? 0) > 1 || (digest?.length ?? 0) > 1)
        return undefined;
    const fields = { name, tag: tag?.[0]?.at, digest: digest?.[0]?.at, missing: 'scalar marked ":tag"' };
    return splitPlace('flux', at, fields);
}
function markerOf(at) {
    const { text } = at.document;
    const end = at.node?.range?.[1];
    if (end === undefined)
        return undefined;
    const stop = text.indexOf('\n', end);
    const [, policy, role] = MARKER.exec(text.slice(end, stop < 0 ? text.length : stop)) ?? [];
    if (policy === undefined)
        return undefined;
    return { at, policy, role: role === 'tag' || role === 'name' || role === 'digest' ? role : 'reference' };
}
//# sourceMappingURL=flux-markers.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/skaffold.js




const VALUES = new Set(['setValues', 'setValueTemplates']);
/** Whether the document is a configuration of skaffold, which says so in `apiVersion`. */
function isSkaffold(root) {
    return (tree_textOf(fieldOf(root, 'apiVersion')) ?? '').startsWith('skaffold/');
}
/**
 * The images in a configuration of skaffold that say a version, and those in the values of its Helm releases. An artifact
 * without a tag or digest is no place: skaffold itself builds it and chooses its tag.
 * https://skaffold.dev/docs/references/yaml/
 */
function locateSkaffoldImages(root) {
    const found = [...locateHelmImages(root).filter(hasVersionField), ...locateSetValues(root)];
    return found.map((place) => ({ ...place, kind: 'skaffold' }));
}
/** `setValues: {image.repository: …, image.tag: …}`, wherever it stands. */
function locateSetValues(cursor) {
    return childrenOf(cursor).flatMap((child) => {
        if (!VALUES.has(lastKey(child) ?? ''))
            return locateSetValues(child);
        return locateNamedValues(namedChildrenOf(child)).filter(hasVersionField);
    });
}
//# sourceMappingURL=skaffold.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/find-images.js










/** The first that accepts a document reads it; a new format is a new line here. */
const LOCATORS = [
    { accepts: isAgentObject, locate: locateAgentImages },
    { accepts: isKustomization, locate: locateKustomization },
    { accepts: isJsonPatch, locate: locateJsonPatchImages },
    { accepts: isSkaffold, locate: locateSkaffoldImages },
    { accepts: isList, locate: locateItems },
    { accepts: isKubernetesObject, locate: locateKubernetesImages },
    { accepts: () => true, locate: locateHelmImages },
];
const find_images_FILE_NAME = /(?:\.(?:[yY][aA]?[mM][lL]|json)|(?:^|\/)Kustomization)$/;
/** Whether images are looked for in a file of this name; explicit selectors work in every file. */
function isManifestPath(path) {
    return find_images_FILE_NAME.test(path);
}
/** Every place in these files that says which image runs. Files that cannot be read as manifests have none. */
function findImages(files) {
    return imagesBelow(readableRoots(files));
}
/**
 * The places in one document.
 * @throws ActionError as `ManifestDocument.root`
 */
function imagesOf(document) {
    return imagesAt(rootOf(document));
}
/** The roots of all documents of these files that are manifests and can be read. */
function readableRoots(files) {
    return files
        .filter(({ path }) => isManifestPath(path))
        .flatMap((file) => attempt(() => openManifest(file).documents) ?? [])
        .flatMap((document) => attempt(() => rootOf(document)) ?? []);
}
/** The places below these roots; documents with a string that cannot be read have none. */
function imagesBelow(roots) {
    return roots.flatMap((root) => attempt(() => imagesAt(root)) ?? []);
}
function imagesAt(root) {
    const found = locate(root);
    if (!hasFluxMarkers(root))
        return found;
    const taken = new Set(found.flatMap(({ slots }) => slots.map(({ scalar }) => scalar.range.start)));
    const marked = locateFluxMarkers(root);
    return [
        ...found,
        ...marked.filter(({ slots }) => !slots.some(({ scalar }) => taken.has(scalar.range.start))),
    ];
}
function locate(object) {
    return LOCATORS.find(({ accepts }) => accepts(object))?.locate(object) ?? [];
}
/** A `List` of Kubernetes holds objects of any kind. */
function isList(root) {
    return tree_textOf(fieldOf(root, 'apiVersion')) === 'v1' && tree_textOf(fieldOf(root, 'kind')) === 'List';
}
function locateItems(list) {
    const items = fieldOf(list, 'items');
    return items === undefined ? [] : childrenOf(items).flatMap(locate);
}
function attempt(read) {
    try {
        return read();
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return undefined;
        throw error;
    }
}
//# sourceMappingURL=find-images.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/touched-part.js


/** An entry that is put behind the part: only a part that ends where it begins leaves it as it is. */
const [END_KEY, END_VALUE] = ['end', 'of-part'];
const END = `${END_KEY}: ${END_VALUE}\n`;
/**
 * Of a large document the entries that an edit touched, so that the rest of it need not be parsed again: its bytes are the same
 * before and behind them, and a block map at the left margin is read entry by entry. Each begins at the margin, and nothing of the
 * one before it goes on there (https://yaml.org/spec/1.2.2/#821-block-sequences and the chapters around it), which is not taken
 * on trust: the part is parsed with one more entry behind it, which must be read as that.
 * @returns undefined where this does not hold or is not worth it: the whole document tells
 */
function readTouchedPart(before, after, replacements) {
    const entries = blockEntries(before);
    const touched = entries === undefined ? undefined : touchedRange(before, entries, replacements);
    if (entries === undefined || touched === undefined)
        return undefined;
    const { start, end } = touched;
    const behind = before.text.length - end;
    const { text } = after;
    const isSame = text.startsWith(before.text.slice(0, start)) && text.endsWith(before.text.slice(end));
    if (!isSame || text.length - behind < start)
        return undefined;
    const document = after.part(start, text.length - behind, behind === 0 ? '' : END);
    const items = touched_part_itemsOf(document);
    const last = behind === 0 ? undefined : items?.at(-1);
    if (items === undefined || (behind > 0 && !isEnd(last, text.length - behind - start)))
        return undefined;
    return {
        before: entries.slice(touched.first, touched.last + 1),
        after: behind === 0 ? items : items.slice(0, -1),
        document,
    };
}
/** The entries of a root that is a plain block map in plain YAML. */
function blockEntries(document) {
    if (document.outer !== undefined || document.templated || /^%/m.test(document.text))
        return undefined;
    return touched_part_itemsOf(document);
}
function touched_part_itemsOf(document) {
    try {
        const { root } = document;
        return (0,dist/* isMap */.jh)(root) && root.flow !== true && root.tag === undefined ? root.items : undefined;
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return undefined;
        throw error;
    }
}
function touchedRange(document, entries, replacements) {
    const base = document.rangeInFile(0, 0).start;
    const from = Math.min(...replacements.map(({ scalar }) => scalar.range.start)) - base;
    const to = Math.max(...replacements.map(({ scalar }) => scalar.range.end)) - base;
    const first = entries.findLastIndex((entry) => (startOf(entry) ?? Infinity) <= from);
    const last = entries.findLastIndex((entry) => (startOf(entry) ?? Infinity) <= to);
    const [start, end] = [marginOf(document, entries[first]), marginOf(document, entries[last + 1])];
    if (start === undefined || (last + 1 < entries.length && end === undefined))
        return undefined;
    const range = { first, last, start, end: end ?? document.text.length };
    return range.end - range.start > document.text.length / 2 ? undefined : range;
}
/** Where an entry begins, if that is at the left margin. */
function marginOf({ text }, entry) {
    const start = entry === undefined ? undefined : startOf(entry);
    return start === 0 || (start !== undefined && text[start - 1] === '\n') ? start : undefined;
}
function startOf({ key }) {
    return (0,dist/* isScalar */.jn)(key) ? key.range?.[0] : undefined;
}
function isEnd(entry, start) {
    if (entry === undefined || !(0,dist/* isScalar */.jn)(entry.key) || !(0,dist/* isScalar */.jn)(entry.value))
        return false;
    return entry.key.value === END_KEY && entry.value.value === END_VALUE && startOf(entry) === start;
}
//# sourceMappingURL=touched-part.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/verify-edit.js





/**
 * Compares a document before and after its edits node by node: the replaced scalars must be exactly the wanted
 * strings, all else must be what it was. What was not touched is compared by its bytes where that tells.
 * @throws ActionError `edit-not-exact`
 */
function verifyDocument(before, after, replacements) {
    if (isExactPart(before, after, replacements))
        return;
    const comparison = new Comparison(before, after, replacements);
    comparison.compare(readBack(before, after), before.root);
    comparison.finish();
}
/** Whether the touched entries alone prove the edit; when they do not, the whole document says why. */
function isExactPart(before, after, replacements) {
    const part = replacements.length === 0 ? undefined : readTouchedPart(before, after, replacements);
    if (part?.before.length !== part?.after.length || part === undefined)
        return false;
    const comparison = new Comparison(before, part.document, replacements);
    try {
        comparison.comparePairs(part.after, part.before);
        comparison.finish();
        return true;
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return false;
        throw error;
    }
}
function readBack(before, after) {
    try {
        return after.root;
    }
    catch (error) {
        throw notExact(before, 0, 'the result does not parse', error);
    }
}
class Comparison {
    #before;
    #after;
    #pending;
    constructor(before, after, replacements) {
        this.#before = before;
        this.#after = after;
        this.#pending = new Set(replacements);
    }
    compare(after, before) {
        if ((0,dist/* isScalar */.jn)(before) && (0,dist/* isScalar */.jn)(after)) {
            this.#compareScalars(after, before);
        }
        else if ((0,dist/* isMap */.jh)(before) && (0,dist/* isMap */.jh)(after) && before.items.length === after.items.length) {
            this.#compareProperties(after, before);
            this.comparePairs(after.items, before.items);
        }
        else if ((0,dist/* isSeq */.oP)(before) && (0,dist/* isSeq */.oP)(after) && before.items.length === after.items.length) {
            this.#compareProperties(after, before);
            for (const [index, item] of before.items.entries())
                this.compare(after.items[index], item);
        }
        else if ((0,dist/* isAlias */.Vj)(before) && (0,dist/* isAlias */.Vj)(after)) {
            if (before.source !== after.source)
                throw this.#differs(before);
        }
        else if ((before ?? null) !== (after ?? null)) {
            throw this.#differs(before);
        }
    }
    comparePairs(after, before) {
        for (const [index, pair] of before.entries()) {
            this.compare(after[index]?.key, pair.key);
            this.compare(after[index]?.value, pair.value);
        }
    }
    finish() {
        const [missed] = this.#pending;
        if (missed !== undefined)
            throw notExact(this.#before, 0, `"${missed.scalar.path}" was not found again`);
    }
    #compareScalars(after, before) {
        this.#compareProperties(after, before);
        const pending = this.#pendingIn(before);
        if (this.#compareStrings(after, before, pending))
            return;
        const replacement = pending.find(({ scalar }) => !this.#isDeeper(scalar));
        if (replacement === undefined) {
            const same = scalarText(after) === scalarText(before) && typeof after.value === typeof before.value;
            if (!same)
                throw this.#differs(before);
            return;
        }
        this.#pending.delete(replacement);
        if (after.value !== replacement.value || !readsSameInYaml11(after, replacement.value))
            throw this.#differs(before);
    }
    /** Replacements in the YAML that a string holds are proved in that YAML, and that the string is those lines. */
    #compareStrings(after, before, pending) {
        const inside = pending.filter(({ scalar }) => this.#isDeeper(scalar));
        if (inside.length === 0)
            return false;
        const [from, to] = [nestedDocuments(this.#before, before, []), nestedDocuments(this.#after, after, [])];
        const exact = this.#after.templated || isExactString(this.#after, after);
        if (from.length !== to.length || after.type !== before.type || !exact)
            throw this.#differs(before);
        const proved = from.reduce((count, document, index) => {
            const own = inside.filter((replacement) => standsIn(document, replacement));
            verifyDocument(document, to[index] ?? document, own);
            return count + own.length;
        }, 0);
        if (proved !== inside.length)
            throw this.#differs(before);
        for (const replacement of inside)
            this.#pending.delete(replacement);
        return true;
    }
    #compareProperties(after, before) {
        if (after.tag !== before.tag || after.anchor !== before.anchor)
            throw this.#differs(before);
    }
    #isDeeper({ strings }) {
        return strings.length > this.#before.strings.length;
    }
    /** The replacements that stand in this node and were not met yet. */
    #pendingIn({ range }) {
        if (!range || this.#pending.size === 0)
            return [];
        const { start, end } = this.#before.rangeInFile(range[0], range[1]);
        return [...this.#pending].filter(({ scalar }) => scalar.range.start >= start && scalar.range.end <= end);
    }
    #differs(node) {
        const at = (0,dist/* isScalar */.jn)(node) || (0,dist/* isMap */.jh)(node) || (0,dist/* isSeq */.oP)(node) || (0,dist/* isAlias */.Vj)(node) ? (node.range?.[0] ?? 0) : 0;
        return notExact(this.#before, at, 'the edit changes more, or something else, than the value that was meant');
    }
}
function standsIn(document, { scalar: { range } }) {
    const { text } = document;
    const [from, to] = [text.length - text.trimStart().length, text.trimEnd().length];
    const { start, end } = document.rangeInFile(from, to);
    return range.start >= start && range.end <= end;
}
/** Versions differ in how they read plain scalars alone. */
function readsSameInYaml11(after, value) {
    if (after.type !== 'PLAIN' || after.tag !== undefined)
        return true;
    const reread = (0,dist/* parseDocument */.Tp)(`- ${value}`, { version: '1.1', logLevel: 'silent' }).getIn([0]);
    return reread === value;
}
function notExact(document, at, reason, cause) {
    return new report_error/* ActionError */.l('edit-not-exact', `${document.locate(at)}: nothing was written, for ${reason}.`, {
        cause,
        kind: 'internal',
    });
}
//# sourceMappingURL=verify-edit.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/replace-scalars.js







/**
 * Makes the edits that turn scalars of one file into other strings, and proves them: the edited documents are parsed
 * again, every replaced scalar must read back as exactly the wanted string in YAML 1.1 and 1.2, and every other
 * node as before. Scalars that are the wanted string already give no edit.
 * @throws ActionError `not-editable` with file, line, column and reason; `edit-not-exact` when the proof fails
 */
function replaceScalars(manifest, replacements) {
    const wanted = replacements.filter(({ scalar, value }) => !isAlready(scalar, value));
    const edits = wanted.map((replacement) => editOf(manifest, replacement));
    const changed = edits.length === 0 ? manifest : tryOpen(manifest, edits);
    if (changed.documents.length !== manifest.documents.length)
        throw replace_scalars_notExact(manifest, 'the number of documents changed');
    for (const [index, before] of manifest.documents.entries()) {
        const after = changed.documents[index];
        const inside = wanted.filter(({ scalar }) => isInside(scalar, before));
        if (after === undefined || inside.length === 0)
            continue;
        verifyDocument(before, after, inside);
    }
    return edits;
}
/** Whether the scalar is this very string already, however it is quoted. */
function isAlready(scalar, value) {
    if (value === '')
        return scalar.value === '';
    return scalar.value === value && scalar.isString;
}
function editOf(manifest, { scalar, value }) {
    if (scalar.refusal !== undefined)
        throw replace_scalars_refuse(scalar, scalar.refusal.reason);
    try {
        const { style, inFlow, strings } = scalar;
        const json = manifest.json && strings.length === 0;
        const source = strings.reduce(encodeInString, scalarSource(value, { style, inFlow, json }));
        const after = style === 'empty' ? spaced(manifest.text, scalar, source) : source;
        return { file: scalar.file, range: scalar.range, before: scalar.source, after };
    }
    catch (error) {
        throw replace_scalars_refuse(scalar, (0,report_error/* messageOf */.b)(error), error);
    }
}
/** A key without a value has no bytes to replace: the value goes behind the ":" or the anchor, with room around it. */
function spaced(text, { range, strings }, source) {
    const at = range.start;
    const before = at > 0 && /\s/.test(text[at - 1] ?? '') ? '' : ' ';
    const end = strings.some(isQuoted) ? /[\s,\]}\\"']|^$/ : /[\s,\]}]|^$/;
    const after = end.test(text[at] ?? '') ? '' : ' ';
    return before + source + after;
}
function isQuoted(style) {
    return style === 'double' || style === 'single';
}
function replace_scalars_refuse(scalar, reason, cause) {
    const at = formatPosition(scalar.file, scalar.position);
    return new report_error/* ActionError */.l('not-editable', `${at}: "${scalar.path}" cannot be edited: ${reason}.`, { cause });
}
function tryOpen(manifest, edits) {
    return openManifest({ ...manifest.file, text: applyEdits(manifest.text, edits) });
}
function isInside(scalar, document) {
    const { start, end } = document.rangeInFile(0, document.text.length);
    return scalar.range.start >= start && scalar.range.end <= end;
}
function replace_scalars_notExact({ file }, reason) {
    return new report_error/* ActionError */.l('edit-not-exact', `${file.path}: nothing was written, for ${reason}.`, {
        kind: 'internal',
    });
}
//# sourceMappingURL=replace-scalars.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/resolve-selector.js





/**
 * The one node that a selector names.
 * @throws ActionError `selector-not-found`, which lists the nearest paths; `selector-ambiguous`, which lists the
 *   documents or items that fit; `invalid-manifest`
 */
function resolveSelector(manifest, selector) {
    const roots = manifest.documents.map(rootOf).filter((root) => meetsAll(root, selector.documents));
    if (roots.length === 0)
        throw resolve_selector_notFound(manifest, selector, []);
    const found = roots.flatMap((root) => follow(root, selector));
    const [first, second] = found;
    if (first === undefined)
        throw resolve_selector_notFound(manifest, selector, roots);
    if (second !== undefined) {
        const lines = found.map(({ document }) => document.positionOf(0).line);
        throw new report_error/* ActionError */.l('selector-ambiguous', `"${selector.text}" fits ${found.length} documents of ${manifest.file.path} (at lines ${lines.join(', ')}): say which one, for example "${manifest.file.path}#{kind=Deployment,metadata.name=api}.${formatPath(selector.path)}".`);
    }
    return first;
}
function follow(root, selector) {
    let cursors = [root];
    for (const segment of selector.path) {
        cursors = cursors.flatMap(inside).flatMap((cursor) => step(cursor, segment, selector) ?? []);
    }
    return cursors;
}
/** A path goes on into the YAML that a block string holds. */
function inside(outer) {
    const roots = nestedRoots(outer);
    return roots.length === 0 ? [outer] : roots;
}
function step(cursor, segment, selector) {
    switch (segment.kind) {
        case 'key':
            return fieldOf(cursor, segment.key);
        case 'index':
            return Array.isArray(sequenceItems(cursor)) ? sequenceItems(cursor)?.[segment.index] : undefined;
        case 'match': {
            const fitting = (sequenceItems(cursor) ?? []).filter((item) => meets(item, segment));
            if (fitting.length > 1)
                throw ambiguousItem(cursor.document, segment, fitting, selector);
            return fitting[0];
        }
    }
}
function sequenceItems(cursor) {
    const children = childrenOf(cursor);
    return children.every(({ path }) => path.at(-1)?.kind !== 'key') ? children : undefined;
}
function meetsAll(root, conditions) {
    return conditions.every((condition) => meets(root, condition));
}
function meets(cursor, { key, value }) {
    let at = cursor;
    for (const name of key)
        at = at === undefined ? undefined : fieldOf(at, name);
    return tree_textOf(at) === value;
}
function ambiguousItem(document, segment, fitting, selector) {
    const lines = fitting.map(({ node }) => document.positionOf(node?.range?.[0] ?? 0).line);
    return new report_error/* ActionError */.l('selector-ambiguous', `"${selector.text}": ${formatPath([segment])} fits ${fitting.length} items of ${document.file} (at lines ${lines.join(', ')}): choose one by its index, such as "[0]".`);
}
function resolve_selector_notFound(manifest, selector, roots) {
    const { path } = manifest.file;
    if (roots.length === 0) {
        const why = manifest.documents.length === 0
            ? 'the file holds no document'
            : 'no document of the file meets its conditions';
        return new report_error/* ActionError */.l('selector-not-found', `"${selector.text}" names nothing in ${path}: ${why}.`);
    }
    const paths = roots.flatMap(scalarsBelow).map((scalar) => formatPath(scalar.path));
    const near = (0,nearest/* nearest */.pA)(formatPath(selector.path), paths, 3).filter((each) => each !== '');
    const hint = near.length === 0
        ? 'It holds no map and no list: paths lead into YAML, JSON and .tfvars alone.'
        : `The nearest that are there: ${near.join(', ')}.`;
    return new report_error/* ActionError */.l('selector-not-found', `"${selector.text}" names nothing in ${path}. ${hint}`);
}
//# sourceMappingURL=resolve-selector.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/tfvars.js






const EXTENSION = '.tfvars';
const tfvars_MAX_DEPTH = 50;
/** Between tokens: white space and the three kinds of comments. https://developer.hashicorp.com/terraform/language/syntax/configuration */
const tfvars_SPACE = /(?:[ \t\r\n,]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const tfvars_KEY = /(?:([A-Za-z_][\w-]*)|"((?:[^"\\\n]|\\.)*)")[ \t]*[=:](?!=)[ \t]*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const HEREDOC = /<<-?[ \t]*(\w+)[^\n]*\n[\s\S]*?\n[ \t]*\1[ \t]*(?=\r?\n|$)/y;
/** Numbers, words, lists of them and calls: nothing that a tag is written into. */
const OTHER = /[^\s,{}[\]"#/]+|\//y;
/** Whether the file holds values of Terraform variables in its own language. */
function isTfvars(path) {
    return path.endsWith(EXTENSION);
}
/**
 * The string that a selector names in a `.tfvars` file: `image_tag`, or `images.api` in an object.
 * @throws ActionError `invalid-manifest` with line and column; `selector-not-found`, `selector-ambiguous`
 */
function selectAssignment(file, selector) {
    const text = file.text ?? '';
    const { strings: assignments, others } = new tfvars_Scanner(file.path, text).read();
    const path = formatPath(indexed(selector, file.path, assignments));
    const found = assignments.filter((each) => formatPath(each.path) === path);
    const [only, second] = found;
    if (only === undefined) {
        const other = others.find((each) => formatPath(each.path) === path);
        if (other !== undefined)
            throw noString(file.path, text, path, other.range);
        const near = (0,nearest/* nearest */.pA)(path, assignments.map((each) => formatPath(each.path)), 3);
        const hint = near.length === 0 ? 'It assigns no strings.' : `The nearest that are there: ${near.join(', ')}.`;
        throw new report_error/* ActionError */.l('selector-not-found', `"${selector.text}" names no string in ${file.path}. ${hint}`);
    }
    if (second !== undefined) {
        throw new report_error/* ActionError */.l('selector-ambiguous', `"${selector.text}" is assigned ${found.length} times in ${file.path}.`);
    }
    const position = new LineIndex(text).positionOf(only.range.start);
    return {
        file: file.path,
        path,
        position,
        range: only.range,
        source: text.slice(only.range.start, only.range.end),
        value: only.value,
        isString: true,
        style: 'double',
        inFlow: false,
        strings: [],
        aliases: [],
        origin: only.range.start,
        refusal: isTemplate(only.value)
            ? { kind: 'template', reason: `its value is a template, ${only.value}, which Terraform fills in` }
            : undefined,
    };
}
/** The path with an index for every item that is chosen by one of its values. */
function indexed(selector, file, assignments) {
    return selector.path.reduce((path, segment) => {
        if (segment.kind !== 'match')
            return [...path, segment];
        const keys = segment.key.map((key) => ({ kind: 'key', key }));
        const items = assignments.flatMap(({ path: other, value }) => {
            const item = other[path.length];
            const isMeant = item?.kind === 'index' && formatPath(other) === formatPath([...path, item, ...keys]);
            return isMeant && value === segment.value ? [item] : [];
        });
        if (items.length > 1) {
            throw new report_error/* ActionError */.l('selector-ambiguous', `"${selector.text}": ${formatPath([segment])} fits ${items.length} items of ${file}: choose one by its index, such as "[0]".`);
        }
        return [...path, items[0] ?? segment];
    }, []);
}
function noString(file, text, path, { start, end }) {
    const at = formatPosition(file, new LineIndex(text).positionOf(start));
    const shown = text.slice(start, end).split('\n', 1)[0]?.slice(0, 40) ?? '';
    return new report_error/* ActionError */.l('not-editable', `${at}: "${path}" cannot be edited: ${JSON.stringify(shown.trim())} is no string in quotes; write it as one.`);
}
/**
 * The edits that make these strings others, proved by reading the file again: nothing else that it assigns changes.
 * @throws ActionError `not-editable`, `edit-not-exact`
 */
function replaceAssignments(file, replacements) {
    const edits = replacements
        .filter(({ scalar, value }) => scalar.value !== value)
        .map(({ scalar, value }) => {
        if (!/^[\w.:@/+-]*$/.test(value)) {
            const at = formatPosition(file.path, scalar.position);
            throw new report_error/* ActionError */.l('not-editable', `${at}: "${scalar.path}" cannot become ${JSON.stringify(value)}.`);
        }
        return { file: file.path, range: scalar.range, before: scalar.source, after: `"${value}"` };
    });
    if (edits.length === 0)
        return [];
    const before = readAssignments(file.path, file.text ?? '');
    const after = readAssignments(file.path, applyEdits(file.text ?? '', edits));
    const wanted = new Map(replacements.map(({ scalar, value }) => [scalar.origin, value]));
    const exact = after.length === before.length &&
        before.every(({ path, range, value }, index) => {
            const now = after[index];
            return (formatPath(path) === formatPath(now?.path ?? []) && now?.value === (wanted.get(range.start) ?? value));
        });
    if (exact)
        return edits;
    throw new report_error/* ActionError */.l('edit-not-exact', `${file.path}: nothing was written, for it would not read as it did.`, {
        kind: 'internal',
    });
}
/** Every string that the file assigns, in its order. */
function readAssignments(path, text) {
    return new tfvars_Scanner(path, text).read().strings;
}
class tfvars_Scanner {
    #path;
    #text;
    #found = [];
    #others = [];
    #at = 0;
    constructor(path, text) {
        this.#path = path;
        this.#text = text;
    }
    read() {
        if (this.#text.startsWith('\ufeff'))
            this.#at = 1;
        this.#body([], 0);
        if (this.#at < this.#text.length)
            throw this.#refuse('an assignment such as `image_tag = "1.4.2"`');
        return { strings: this.#found, others: this.#others };
    }
    #body(path, depth) {
        if (depth > tfvars_MAX_DEPTH)
            throw this.#refuse(`at most ${tfvars_MAX_DEPTH} levels`);
        for (this.#take(tfvars_SPACE); this.#at < this.#text.length && this.#text[this.#at] !== '}'; this.#take(tfvars_SPACE)) {
            const key = this.#take(tfvars_KEY);
            if (key === undefined)
                throw this.#refuse('a name and "="');
            this.#value([...path, { kind: 'key', key: key[1] ?? tfvars_unescape(`"${key[2] ?? ''}"`) }], depth);
        }
    }
    #value(path, depth) {
        const start = this.#at;
        const next = this.#text[start];
        if (next === '{')
            this.#object(path, depth);
        else if (next === '[')
            this.#list(path, depth);
        else if (this.#take(HEREDOC) !== undefined)
            this.#others.push({ path, range: { start, end: this.#at } });
        else if (next === '"') {
            const string = this.#take(STRING);
            if (string === undefined)
                throw this.#refuse('the end of the string');
            this.#found.push({ path, range: { start, end: this.#at }, value: tfvars_unescape(string[0]) });
        }
        else if (this.#take(OTHER) === undefined)
            throw this.#refuse('a value');
        else
            this.#others.push({ path, range: { start, end: this.#at } });
    }
    #object(path, depth) {
        this.#at += 1;
        this.#body(path, depth + 1);
        if (this.#text[this.#at] !== '}')
            throw this.#refuse('"}"');
        this.#at += 1;
    }
    #list(path, depth) {
        if (depth > tfvars_MAX_DEPTH)
            throw this.#refuse(`at most ${tfvars_MAX_DEPTH} levels`);
        this.#at += 1;
        this.#take(tfvars_SPACE);
        for (let index = 0; this.#at < this.#text.length && this.#text[this.#at] !== ']'; index += 1) {
            this.#value([...path, { kind: 'index', index }], depth + 1);
            this.#take(tfvars_SPACE);
        }
        if (this.#text[this.#at] !== ']')
            throw this.#refuse('"]"');
        this.#at += 1;
    }
    #take(pattern) {
        pattern.lastIndex = this.#at;
        const found = pattern.exec(this.#text);
        if (found === null)
            return undefined;
        this.#at += found[0].length;
        return found;
    }
    #refuse(wanted) {
        const at = formatPosition(this.#path, new LineIndex(this.#text).positionOf(this.#at));
        return new report_error/* ActionError */.l('invalid-manifest', `${at}: this is no file of variables that can be edited: wanted ${wanted}.`);
    }
}
/** Escapes of strings are those of JSON, and `\\U` besides; what is neither stays as it is written. */
function tfvars_unescape(quoted) {
    try {
        return String(JSON.parse(quoted));
    }
    catch {
        return quoted.slice(1, -1);
    }
}
//# sourceMappingURL=tfvars.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/copy-values.js











/**
 * The value that a selector names in a file.
 * @throws ActionError of the selector; `selector-not-a-value` for a map, a list, or the version of an image; `not-editable` for
 *   what means something else in another file: a template, an encrypted value
 */
function readValue(file, selector) {
    const { value, isString, refusal, ...scalar } = selectScalar(file, selector);
    // An alias reads as what it stands for.
    if (refusal === undefined || refusal.kind === 'elsewhere')
        return { text: value, isString };
    throw refused(file, { ...scalar, refusal });
}
/**
 * Plans the edits after which these files hold the values, and proves them: every other scalar reads as before.
 * @throws ActionError `file-not-found`, of selectors, `not-editable`, `edit-not-exact`
 */
function planValues(files, copies) {
    const edits = [];
    const changes = [];
    for (const path of new Set(copies.map(({ file }) => file))) {
        const file = files.find((each) => each.path === path);
        if (file === undefined)
            throw notThere(path);
        const own = copies.filter((copy) => copy.file === path);
        const wanted = own
            .map(({ selector, value }) => ({ scalar: selectEditable(file, selector), value }))
            .filter(({ scalar, value }) => !holds(scalar, value));
        const planned = editsOf(file, wanted);
        prove(file, planned, wanted);
        edits.push(...planned);
        changes.push(...wanted.map(({ scalar, value }) => ({
            file: path,
            path: scalar.path,
            from: scalar.value,
            to: value.text,
        })));
    }
    return { edits, changes };
}
function selectScalar(file, selector) {
    const text = `${file.path}#${selector}`;
    if (isTfvars(file.path)) {
        throw new report_error/* ActionError */.l('not-editable', `"${text}": single values are copied between YAML and JSON files alone.`);
    }
    const cursor = resolveSelector(openManifest(file), parseSelector(text));
    const scalar = readScalar(cursor);
    if (scalar === undefined)
        throw notAValue(text, 'a map or a list: name its values one by one, or the whole file');
    if (isOfImage(cursor, scalar))
        throw notAValue(text, 'the version of an image, which is promoted by itself: take it out');
    return scalar;
}
function selectEditable(file, selector) {
    const scalar = selectScalar(file, selector);
    if (scalar.refusal === undefined)
        return scalar;
    throw refused(file, scalar);
}
function isOfImage({ document }, { range }) {
    const slots = imagesOf(document.outermost).flatMap((place) => place.slots);
    return slots.some(({ scalar }) => scalar.range.start === range.start && scalar.range.end === range.end);
}
function holds(scalar, { text, isString }) {
    return isString ? isAlready(scalar, text) : scalar.value === text && !scalar.isString;
}
function editsOf(file, wanted) {
    const strings = wanted.filter(({ value }) => value.isString);
    const replaced = replaceScalars(openManifest(file), strings.map(({ scalar, value }) => ({ scalar, value: value.text })));
    const others = wanted.filter(({ value }) => !value.isString);
    return [...replaced, ...others.map(({ scalar, value }) => plainEdit(scalar, value.text))];
}
/** A number, a boolean or nothing, as it is written there. */
function plainEdit({ file, range, source, style }, text) {
    const written = text === '' ? 'null' : text;
    return { file, range, before: source, after: style === 'empty' ? ` ${written}` : written };
}
/** @throws ActionError `edit-not-exact` unless the wanted scalars, and they alone, read differently afterwards */
function prove(file, edits, wanted) {
    const after = openManifest({ ...file, text: applyEdits(file.text ?? '', edits) });
    const [old, next] = [scalarsOf(openManifest(file)), scalarsOf(after)];
    const differs = next.findIndex((scalar, index) => {
        const before = old[index];
        const change = wanted.find((each) => each.scalar.range.start === before?.range.start);
        if (scalar.path !== before?.path)
            return true;
        const { text, isString } = change?.value ?? { text: before.value, isString: before.isString };
        return scalar.value !== text || scalar.isString !== isString;
    });
    if (differs < 0 && old.length === next.length)
        return;
    const at = next[differs]?.path ?? wanted[0]?.scalar.path ?? '';
    throw new report_error/* ActionError */.l('edit-not-exact', `${file.path}: nothing was written, for "${at}" would not read as it does in the other file.`);
}
function scalarsOf({ documents }) {
    return documents.flatMap((document) => scalarsBelow(rootOf(document)).flatMap((cursor) => readScalar(cursor) ?? []));
}
function refused({ path: file }, { path, position, refusal }) {
    const at = formatPosition(file, position);
    return new report_error/* ActionError */.l('not-editable', `${at}: "${path}" cannot be copied: ${refusal?.reason ?? ''}.`);
}
function notThere(path) {
    return new report_error/* ActionError */.l('file-not-found', `${path} is not there, so that no value of it can be promoted: promote the whole file, or create it first.`);
}
function notAValue(selector, what) {
    return new report_error/* ActionError */.l('selector-not-a-value', `"${selector}" names ${what}.`);
}
//# sourceMappingURL=copy-values.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/insertion.js

/** Lines behind the line of an offset, whatever comment ends it; each line without its line break. */
function insertLines(document, offset, lines) {
    const { text } = document;
    const end = text.indexOf('\n', offset);
    const eol = lineBreakAt(text, end);
    if (end >= 0)
        return [editAt(document, end + 1, lines.map((line) => line + eol).join(''))];
    return [editAt(document, text.length, lines.map((line) => eol + line).join(''))];
}
/**
 * A pair or an item behind the last one of a flow collection, on a line of its own where the last one is.
 * @param last where the last pair or item is; undefined when there is none
 * @throws ActionError `not-editable` for a comment in an empty collection
 */
function insertIntoFlow(document, { range }, last, source) {
    const [open, end] = range ?? [0, 0];
    const close = end - 1;
    const { text } = document;
    if (last === undefined) {
        const inside = text.slice(open + 1, close);
        if (inside.trim() !== '')
            throw notInto(document, open);
        const padding = isDense(text) || !isSpaced(text) ? '' : ' ';
        return [editAt(document, open + 1, padding + source + padding, inside)];
    }
    const comma = /^\s*,/.exec(text.slice(last.end, close))?.[0];
    const at = last.end + (comma?.length ?? 0);
    const lineStart = text.lastIndexOf('\n', last.start) + 1;
    const indent = text.slice(lineStart, last.start);
    if (indent.trim() !== '') {
        const separator = isDense(text) ? '' : ' ';
        return [editAt(document, at, (comma === undefined ? ',' : '') + separator + source)];
    }
    const lineEnd = text.indexOf('\n', at);
    const behind = lineEnd < 0 || lineEnd > close ? at : lineEnd - (text[lineEnd - 1] === '\r' ? 1 : 0);
    const line = lineBreakAt(text, text.indexOf('\n', open)) + indent + source;
    if (comma !== undefined)
        return [editAt(document, behind, `${line},`)];
    return [editAt(document, last.end, ','), editAt(document, behind, line)];
}
/** Lines before the line of an offset. */
function insertLinesBefore(document, offset, lines) {
    const start = document.text.lastIndexOf('\n', offset - 1) + 1;
    const eol = lineBreakAt(document.text, document.text.indexOf('\n', offset));
    return [editAt(document, start, lines.map((line) => line + eol).join(''))];
}
/** Text instead of what stands at an offset of a document. */
function editAt(document, offset, after, before = '') {
    return {
        file: document.file,
        range: document.rangeInFile(offset, offset + before.length),
        before,
        after,
    };
}
/** Whether the document writes `{ a: 1 }` rather than `{a: 1}`. */
function isSpaced(text) {
    return count(text, /[{[] \S/g) > count(text, /[{[][^\s{}[\]]/g);
}
/** Whether the document has no white space behind `:` and `,`, as programs write JSON. */
function isDense(text) {
    return count(text, /":\S/g) > count(text, /":\s/g);
}
function count(text, pattern) {
    return text.match(pattern)?.length ?? 0;
}
function lineBreakAt(text, newline) {
    const at = newline < 0 ? text.lastIndexOf('\n') : newline;
    return text[at - 1] === '\r' ? '\r\n' : '\n';
}
function notInto(document, offset) {
    return new report_error/* ActionError */.l('not-editable', `${document.locate(offset)}: nothing can be added between these brackets, for a comment stands there: write the list or map over several lines.`);
}
//# sourceMappingURL=insertion.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/new-scalar.js



/**
 * The source of a string that is added under a key, in the quotes that the file has for such values: those of the same key
 * elsewhere, else those of the other strings in its map. Where quotes are needed and these have none, the ones that the
 * file uses more.
 * @param map where it is added
 */
function newScalarSource(value, key, map, json) {
    const all = scalarsBelow(rootOf(map.document));
    const inFlow = isInFlow(map);
    const like = all.find((scalar) => lastKey(scalar) === key) ?? childrenOf(map).find(isText);
    const quotes = quotesOf(like) ?? (isPlainString(value, inFlow) ? 'plain' : usualQuotes(all));
    return scalarSource(value, { style: quotes, inFlow, json });
}
/** The source of a key that is added to a map: in quotes where all its other keys are. */
function newKeySource(key, map, json) {
    const keys = (0,dist/* isMap */.jh)(map.node) ? map.node.items.map((pair) => pair.key) : [];
    const quoted = keys.length > 0 && keys.every((each) => (0,dist/* isScalar */.jn)(each) && each.type === 'QUOTE_DOUBLE');
    return scalarSource(key, { style: quoted ? 'double' : 'plain', inFlow: isInFlow(map), json });
}
function isInFlow({ node, inFlow }) {
    return inFlow || ((0,dist/* isMap */.jh)(node) && node.flow === true);
}
function isText({ node }) {
    return (0,dist/* isScalar */.jn)(node) && typeof node.value === 'string' && !(node.type ?? '').startsWith('BLOCK');
}
function quotesOf(cursor) {
    const node = cursor?.node;
    if (!(0,dist/* isScalar */.jn)(node))
        return undefined;
    if (node.type === 'QUOTE_SINGLE')
        return 'single';
    return node.type === 'QUOTE_DOUBLE' ? 'double' : undefined;
}
function usualQuotes(scalars) {
    const single = scalars.filter((scalar) => quotesOf(scalar) === 'single').length;
    const double = scalars.filter((scalar) => quotesOf(scalar) === 'double').length;
    return single > double ? 'single' : 'double';
}
//# sourceMappingURL=new-scalar.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/create-key.js






/**
 * Adds a key with a string to a map, beside the key that it belongs to, in the indentation, quotes and line ends of the file.
 * @throws ActionError `not-editable` for a map that is shared, encrypted, in a string, or has no line to follow
 */
function createKey(map, key, value, json) {
    const source = newScalarSource(value, key, map, json);
    return insertPair(map, key, source, json);
}
/**
 * As `createKey`, with the source of any value.
 * @throws ActionError `not-editable`
 */
function insertPair(map, key, source, json) {
    const { document, node } = map;
    const reason = reasonAgainst(map);
    if (reason !== undefined || !(0,dist/* isMap */.jh)(node))
        throw create_key_refuse(map, key, reason ?? 'it is no map');
    const keySource = newKeySource(key, map, json);
    if (node.flow === true) {
        const last = node.items.at(-1);
        const separator = isDense(document.text) ? ':' : ': ';
        return insertIntoFlow(document, node, last && extentOf(last), keySource + separator + source);
    }
    const line = `${keySource}: ${source}`;
    const sibling = siblingOf(document.text, node, key);
    if (sibling === undefined) {
        const [first] = node.items;
        const { start } = first === undefined ? { start: 0 } : extentOf(first);
        const indent = create_key_indentOf(map, key, start);
        if (!document.text.slice(0, start).endsWith(`\n${indent}`)) {
            throw create_key_refuse(map, key, 'no value of the map ends on the line that it begins on');
        }
        return insertLinesBefore(document, start, [indent + line]);
    }
    return insertLines(document, sibling.end, [create_key_indentOf(map, key, sibling.start) + line]);
}
/** The range of a pair in its document. */
function extentOf({ key, value }) {
    const [start, keyEnd] = rangeOf(key);
    return { start, end: Math.max(keyEnd, rangeOf(value)[1]) };
}
function rangeOf(node) {
    if (!(0,dist/* isScalar */.jn)(node) && !(0,dist/* isCollection */.P3)(node))
        return [0, 0];
    return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
}
/** What the value of a new key is the version of, or goes with; the first that is there is the line before it. */
function partnersOf(key) {
    const [, prefix = '', noun = ''] = /^(.*?)(tag|newTag|digest|sha)$/i.exec(key) ?? [];
    const flat = prefix === '' ? [] : [`${prefix}Tag`, `${prefix}Repository`, prefix];
    const names = ['repository', 'image', 'newName', 'name'];
    return /digest|sha/i.test(noun) ? [...flat, 'tag', 'newTag', ...names] : [...flat.slice(1), ...names];
}
function siblingOf(text, { items }, key) {
    const onOneLine = items.filter((pair) => {
        const { start, end } = extentOf(pair);
        const block = (0,dist/* isScalar */.jn)(pair.value) && (pair.value.type ?? '').startsWith('BLOCK');
        return !block && !text.slice(start, end).includes('\n');
    });
    const partner = partnersOf(key)
        .map((name) => onOneLine.find((pair) => (0,dist/* isScalar */.jn)(pair.key) && pair.key.value === name))
        .find((pair) => pair !== undefined);
    const pair = partner ?? onOneLine.at(-1);
    return pair === undefined ? undefined : extentOf(pair);
}
/** What stands before the keys of a map; the first of an item stands behind a `-`. */
function create_key_indentOf(map, key, start) {
    const { text } = map.document;
    const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace(/^\ufeff/, '');
    if (!/^[ -]*$/.test(before))
        throw create_key_refuse(map, key, 'more than its indentation stands before the keys of the map');
    return ' '.repeat(before.length);
}
function reasonAgainst({ document, node, refusal, anchored }) {
    if (refusal !== undefined)
        return refusal.reason;
    if (document.outer !== undefined)
        return 'the map stands in a string';
    const { uses } = aliasesOf(document);
    const shared = anchored.some((anchor) => (uses.get(anchor)?.length ?? 0) > 0);
    if (shared)
        return 'the map is shared by an anchor';
    return (0,dist/* isMap */.jh)(node) ? undefined : 'it is no map';
}
function create_key_refuse({ document, node, path }, key, reason) {
    const at = document.locate(node?.range?.[0] ?? 0);
    return new report_error/* ActionError */.l('not-editable', `${at}: "${formatPath([...path, { kind: 'key', key }])}" cannot be added: ${reason}.`);
}
//# sourceMappingURL=create-key.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/create-entry.js






/**
 * Adds an entry to `images` of a kustomization, in the file's own indentation, quotes and line ends; with `images` itself
 * where there is none.
 * @throws ActionError `not-editable` for a list that no entry can be added to
 */
function createEntry(root, fields) {
    const images = fieldOf(root, 'images');
    if (images === undefined)
        return createList(root, fields);
    if (images.refusal !== undefined)
        throw create_entry_refuse(images, images.refusal.reason);
    const items = childrenOf(images);
    const { node, document } = images;
    if ((0,dist/* isSeq */.oP)(node) && items.length > 0) {
        const last = items.at(-1);
        const [start, end] = last?.node?.range ?? [0, 0];
        if (node.flow === true)
            return insertIntoFlow(document, node, { start, end }, flowEntry(fields, images));
        return insertLines(document, document.text.slice(0, end).trimEnd().length, linesLike(last, fields, images));
    }
    if (isEmpty(node))
        return fillList(root, images, fields);
    throw create_entry_refuse(images, 'it is not a list of images');
}
/** `images: []` or `images:`; the brackets give way to lines, unless all around them is in brackets too. */
function fillList(root, images, fields) {
    const { node, document } = images;
    const [start, end] = node?.range ?? [0, 0];
    if ((0,dist/* isSeq */.oP)(node) && images.inFlow)
        return insertIntoFlow(document, node, undefined, flowEntry(fields, images));
    if (images.inFlow)
        throw create_entry_refuse(images, 'it has no value: write "images: []"');
    const brackets = document.text.slice(start, end);
    if (!/^\[\s*\]$|^$/.test(brackets))
        throw create_entry_refuse(images, 'more than a list without entries stands there');
    const lines = insertLines(document, end, entryLines(fields, images, listIndent(root)));
    if (brackets === '')
        return lines;
    const space = /[ \t]*$/.exec(document.text.slice(0, start))?.[0] ?? '';
    return [editAt(document, start - space.length, '', space + brackets), ...lines];
}
function createList(root, fields) {
    const { node, document } = root;
    if ((0,dist/* isMap */.jh)(node) && node.flow === true) {
        return insertPair(root, 'images', `[${flowEntry(fields, root)}]`, false);
    }
    // Whatever follows `...` is no part of the document.
    const [content = ''] = document.text.split(/^\.\.\.(?=\s|$)/m);
    return insertLines(document, content.trimEnd().length, [
        'images:',
        ...entryLines(fields, root, listIndent(root)),
    ]);
}
/** As the last entry of the list stands: as deep, as far behind its dash, and in brackets where it is on one line of them. */
function linesLike(last, fields, images) {
    const { text } = images.document;
    const [start, end] = last?.node?.range ?? [0, 0];
    const dash = text.lastIndexOf('-', start);
    const indent = text.slice(text.lastIndexOf('\n', dash) + 1, dash);
    const gap = /^-( +)$/.exec(text.slice(dash, start))?.[1] ?? ' ';
    const written = text.slice(start, end);
    if (!(0,dist/* isMap */.jh)(last?.node) || last.node.flow !== true || written.includes('\n'))
        return entryLines(fields, images, indent, gap);
    return [`${indent}-${gap}${flowEntry(fields, images, written)}`];
}
function entryLines(fields, near, indent, gap = ' ') {
    return fields.map(([key, value], index) => {
        const lead = index === 0 ? `-${gap}` : ` ${gap}`;
        return `${indent}${lead}${key}: ${newScalarSource(value, key, near, false)}`;
    });
}
/** @param like by whose spaces and quotes it is written */
function flowEntry(fields, near, like = near.document.text) {
    const json = /"newTag"|"resources"|"images"|"name"/.test(like);
    const pairs = fields.map(([key, value]) => {
        const name = json ? `"${key}"` : key;
        return `${name}: ${newScalarSource(value, key, { ...near, inFlow: true }, json)}`;
    });
    return isSpaced(like) ? `{ ${pairs.join(', ')} }` : `{${pairs.join(', ')}}`;
}
function isEmpty(node) {
    if ((0,dist/* isSeq */.oP)(node))
        return node.items.length === 0;
    return node === null || ((0,dist/* isScalar */.jn)(node) && node.value === null);
}
/** As deep as another list of the file. */
function listIndent(root) {
    const list = childrenOf(root).find(({ node }) => (0,dist/* isSeq */.oP)(node) && node.flow !== true && node.items.length > 0);
    const start = list?.node?.range?.[0];
    if (start === undefined)
        return '  ';
    const { text } = root.document;
    return /^ */.exec(text.slice(text.lastIndexOf('\n', start) + 1))?.[0] ?? '  ';
}
function create_entry_refuse({ document, node }, reason) {
    return new report_error/* ActionError */.l('not-editable', `${document.locate(node?.range?.[0] ?? 0)}: nothing can be added to "images": ${reason}.`);
}
//# sourceMappingURL=create-entry.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/new-version.js


/**
 * The tag of an image, and its digest where `pin` asks for it or nothing else tells the image.
 * @throws ActionError `digest-unknown`
 */
function newVersionOf({ image, mutable }, pin) {
    const tag = pin === 'digest' ? undefined : image.tag;
    const withDigest = pin === 'digest' || pin === 'tag-and-digest' || (pin === 'auto' && mutable);
    if (!withDigest && tag !== undefined)
        return { tag, digest: undefined };
    if (image.digest === undefined)
        throw digestUnknown(image.name, pin);
    return { tag, digest: image.digest };
}
/**
 * The value of a key that is added for an image, by the name of the key: a whole reference, a digest, or a tag.
 * @throws ActionError `digest-unknown`, `tag-unknown`; `nowhere-to-create` for a key that holds no version
 */
function valueForKey(key, wanted, pin) {
    const { image } = wanted;
    if (/(?:^name|[nN]ewName|[rR]epository|[rR]egistry)$/.test(key)) {
        throw new report_error/* ActionError */.l('nowhere-to-create', `"${key}" would be the name of an image and not its version: "create-missing" adds versions.`);
    }
    if (/(?:^i|I)mage$/.test(key))
        return (0,image_reference/* formatImageReference */.my)({ name: image.name, ...newVersionOf(wanted, pin) });
    if (/digest$/i.test(key)) {
        if (pin === 'tag') {
            throw new report_error/* ActionError */.l('nowhere-to-create', `"${key}" would be a digest, and with "pin: tag" none is written: leave it out of "files".`);
        }
        if (image.digest === undefined)
            throw digestUnknown(image.name, pin);
        return image.digest;
    }
    if (image.tag !== undefined)
        return image.tag;
    throw new report_error/* ActionError */.l('tag-unknown', `"${key}" would be the tag of ${image.name}, which was given by its digest alone: give the tag as well (name:tag@sha256:…).`);
}
function digestUnknown(name, pin) {
    return new report_error/* ActionError */.l('digest-unknown', `What is added for ${name} needs its digest, because "pin" is "${pin}": give "name:tag@sha256:…", or let "verify-image" look it up.`);
}
//# sourceMappingURL=new-version.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/patched-text.js

/**
 * A text that is changed step by step, each step by offsets in what the one before it made, and that in the end tells the
 * edits of the text as it was given.
 */
class PatchedText {
    #file;
    #original;
    #pieces;
    #text;
    constructor(file, text) {
        this.#file = file;
        this.#original = text;
        this.#pieces = [{ start: 0, end: text.length }];
        this.#text = text;
    }
    get text() {
        return this.#text;
    }
    /** @throws ActionError `edit-conflict` when the edits were made for another text */
    apply(edits) {
        const text = applyEdits(this.#text, edits);
        let shift = 0;
        for (const { range, after } of [...edits].sort(byRange)) {
            const head = this.#cut(0, range.start + shift);
            const tail = this.#cut(range.end + shift, Infinity);
            this.#pieces = [...head, { added: after }, ...tail];
            shift += after.length - (range.end - range.start);
        }
        this.#text = text;
    }
    /** The edits that turn the text as it was given into this one. */
    edits() {
        const edits = [];
        let at = 0;
        let added = '';
        for (const piece of [...this.#pieces, { start: this.#original.length, end: this.#original.length }]) {
            if ('added' in piece) {
                added += piece.added;
                continue;
            }
            const before = this.#original.slice(at, piece.start);
            if (before !== added) {
                edits.push({ file: this.#file, range: { start: at, end: piece.start }, before, after: added });
            }
            at = piece.end;
            added = '';
        }
        return edits;
    }
    /** Whether what stands between two offsets is all new. */
    isAdded({ start, end }) {
        return start < end && this.#cut(start, end).every((piece) => 'added' in piece);
    }
    /** The pieces between two offsets of the text as it is now. */
    #cut(from, to) {
        const pieces = [];
        let at = 0;
        for (const piece of this.#pieces) {
            const length = 'added' in piece ? piece.added.length : piece.end - piece.start;
            const [start, end] = [Math.max(from - at, 0), Math.min(to - at, length)];
            at += length;
            if (start >= end)
                continue;
            if ('added' in piece)
                pieces.push({ added: piece.added.slice(start, end) });
            else
                pieces.push({ start: piece.start + start, end: piece.start + end });
        }
        return pieces;
    }
}
function byRange(a, b) {
    return a.range.start - b.range.start || a.range.end - b.range.end;
}
//# sourceMappingURL=patched-text.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/selected-places.js








/**
 * The places that an explicit selector names: those of the known formats that its node holds or is a part of; else
 * the scalar by itself, which then is a whole reference, a digest or a tag by what it holds now.
 * @throws ActionError of `resolveSelector`; `selector-not-an-image` when it names a map or list without images
 */
function selectedPlaces(manifest, selector) {
    if (isTfvars(manifest.file.path))
        return [selected_places_assignedPlace(manifest, selector)];
    const cursor = resolveSelector(manifest, selector);
    const scalar = readScalar(cursor);
    const [start, end] = cursor.node?.range ?? [0, 0];
    const selected = scalar?.range ?? cursor.document.rangeInFile(start, end);
    const known = imagesOf(cursor.document.outermost).filter(({ slots }) => slots.some((slot) => overlaps(slot.scalar.range, selected)));
    if (known.length > 0)
        return known;
    const key = lastKey(cursor);
    if (scalar !== undefined && !selected_places_NAME_KEY.test(key ?? ''))
        return [scalarPlace(scalar, key)];
    const at = formatPosition(manifest.file.path, cursor.document.positionOf(start));
    const what = scalar === undefined ? 'a map or a list without an image' : 'the name of an image and not its version';
    throw new report_error/* ActionError */.l('selector-not-an-image', `"${selector.text}" names ${what} at ${at}: name the value that shall change, such as the tag.`);
}
/** A value under such a key says which image, never which version of it. */
const selected_places_NAME_KEY = /(?:^name|[nN]ewName|[rR]epository|[rR]egistry)$/;
function overlaps(slot, selected) {
    return slot.start >= selected.start && slot.end <= selected.end;
}
function scalarPlace(scalar, key) {
    const image = scalar.value.includes('/') ? tryParseImage(scalar.value) : undefined;
    const role = image === undefined ? roleOf(scalar.value, key) : 'reference';
    const [tag, digest] = role === 'digest' ? [undefined, scalar.value] : scalar.value.split('@', 2);
    return {
        file: scalar.file,
        kind: 'selector',
        path: scalar.path,
        position: scalar.position,
        name: image?.name,
        image,
        alsoKnownAs: [],
        placeholder: undefined,
        tag: image === undefined ? nonEmpty(tag) : image.tag,
        digest: image === undefined ? nonEmpty(digest) : image.digest,
        slots: [{ role, scalar }],
        refusal: scalar.refusal,
    };
}
function selected_places_assignedPlace({ file }, selector) {
    const last = selector.path.at(-1);
    return scalarPlace(selectAssignment(file, selector), last?.kind === 'key' ? last.key : undefined);
}
function roleOf(value, key) {
    if (value.startsWith('sha256:') || /digest$/i.test(key ?? ''))
        return 'digest';
    return value.includes('@sha256:') ? 'tag@digest' : 'tag';
}
//# sourceMappingURL=selected-places.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/verify-addition.js




/**
 * Compares a file before and after something was added: without what is new, everything must be what it was.
 * @param added where the new text stands in the file as it is now
 * @throws ActionError `edit-not-exact`
 */
function verifyAddition(before, after, added) {
    const [was, is] = [before, after].map((file) => openManifest(file).documents);
    if (was === undefined || is?.length !== was.length)
        throw verify_addition_notExact(after);
    for (const [index, document] of was.entries()) {
        const now = is[index];
        if (now === undefined)
            throw verify_addition_notExact(after);
        if (now.text === document.text)
            continue;
        if (!removeAdded(now, now.root, added))
            throw verify_addition_notExact(after);
        dropEmptyImages(document.root);
        dropEmptyImages(now.root);
        verifyDocument(document, now, []);
    }
}
/** Takes the pairs and items that begin in the range out of the parsed document; whether there was one. */
function removeAdded(document, node, added) {
    const isNew = (one) => {
        const start = verify_addition_startOf(one);
        if (start === undefined)
            return false;
        const offset = document.rangeInFile(start, start + 1).start;
        return offset >= added.start && offset < added.end;
    };
    if ((0,dist/* isMap */.jh)(node)) {
        const kept = node.items.filter(({ key }) => !isNew(key));
        const removed = kept.length < node.items.length;
        node.items = kept;
        return kept.reduce((found, { value }) => removeAdded(document, value, added) || found, removed);
    }
    if (!(0,dist/* isSeq */.oP)(node))
        return false;
    const kept = node.items.filter((item) => !isNew(item));
    const removed = kept.length < node.items.length;
    node.items = kept;
    return kept.reduce((found, item) => removeAdded(document, item, added) || found, removed);
}
function verify_addition_startOf(node) {
    return (0,dist/* isScalar */.jn)(node) || (0,dist/* isCollection */.P3)(node) ? node.range?.[0] : undefined;
}
/** `images:` and `images: []` say the same, and neither is there any more when an entry is. */
function dropEmptyImages(root) {
    if (!(0,dist/* isMap */.jh)(root))
        return;
    root.items = root.items.filter(({ key, value }) => {
        const empty = (0,dist/* isSeq */.oP)(value)
            ? value.items.length === 0
            : value === null || ((0,dist/* isScalar */.jn)(value) && value.value === null);
        return !(empty && (0,dist/* isScalar */.jn)(key) && key.value === 'images');
    });
}
function verify_addition_notExact({ path }) {
    return new report_error/* ActionError */.l('edit-not-exact', `${path}: nothing was written, for the file would not read as it did with what "create-missing" adds.`, { kind: 'internal' });
}
//# sourceMappingURL=verify-addition.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/create-missing.js
















/** Whether a selector names nothing in its file, which is a manifest. */
function create_missing_isMissing(file, { selector }) {
    if (isTfvars(file.path))
        return false;
    try {
        resolveSelector(openManifest(file), parseSelector(`${file.path}#${selector}`));
        return false;
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l && error.code === 'selector-not-found')
            return true;
        throw error;
    }
}
/**
 * Adds what is missing, one after the other, each addition proved by reading the file again.
 * @throws ActionError `nowhere-to-create`, `not-editable`, `digest-unknown`, `tag-unknown`, `selector-not-found`,
 *   `selector-other-image`, `edit-not-exact`
 */
function addMissing(files, missing, images, pin) {
    const growing = new GrowingFiles(files, images, pin);
    for (const selector of missing.selectors)
        growing.addSelected(selector);
    for (const image of missing.images)
        growing.addEntry(image);
    return growing;
}
class GrowingFiles {
    texts = new Map();
    added = [];
    #files;
    #images;
    #pin;
    constructor(files, images, pin) {
        this.#files = files;
        this.#images = images;
        this.#pin = pin;
    }
    addSelected(selected) {
        const file = this.#current().find(({ path }) => path === selected.file);
        // What was added before may have brought it.
        if (file === undefined || !create_missing_isMissing(file, selected))
            return;
        const selector = parseSelector(`${selected.file}#${selected.selector}`);
        const key = selector.path.at(-1);
        const map = parentOf(file, selector);
        if (map === undefined && this.#addSelectedEntry(file, selector))
            return;
        if (map === undefined || key?.kind !== 'key')
            throw noMap(file, selector);
        const candidates = this.#candidates(selected);
        const image = candidates.length === 1 ? candidates[0] : this.#imageAt(file, selector, map, key.key);
        if (image === undefined)
            throw unknownImage(selector, candidates);
        const value = valueForKey(key.key, image, this.#pin);
        this.#add(file, createKey(map, key.key, value, isJson(file)));
        this.added.push({ file: file.path, path: formatPath([...map.path, key]), value, image });
    }
    addEntry(image) {
        if (this.added.some((addition) => addition.image === image))
            return;
        this.#createEntry(onlyKustomization(this.#current(), image), image.image.name, image);
    }
    /** `images[name=ghcr.io/acme/api].newTag` in a kustomization that has no such entry. */
    #addSelectedEntry(file, { path: [list, item, ...rest] }) {
        const root = openManifest(file).documents.map(rootOf).find(isKustomization);
        if (root === undefined || list?.kind !== 'key' || list.key !== 'images' || rest.length !== 1)
            return false;
        if (item?.kind !== 'match' || item.key.join('.') !== 'name')
            return false;
        const named = tryParseImage(item.value);
        const image = this.#images.find((each) => named !== undefined && (0,image_reference/* sameRepository */.RB)(each.image, named));
        if (image === undefined)
            return false;
        this.#createEntry(root, item.value, image);
        return true;
    }
    #createEntry(root, name, image) {
        const { tag, digest } = newVersionOf(image, this.#pin);
        const fields = [
            ['name', name],
            ...(tag === undefined ? [] : [['newTag', tag]]),
            ...(digest === undefined ? [] : [['digest', digest]]),
        ];
        const file = this.#current().find(({ path }) => path === root.document.file);
        if (file === undefined)
            return;
        const images = fieldOf(root, 'images');
        const index = images === undefined ? 0 : childrenOf(images).length;
        this.#add(file, createEntry(root, fields));
        const value = [tag, digest].filter((part) => part !== undefined).join('@');
        this.added.push({ file: file.path, path: `images[${index}]`, value, image });
    }
    #add(file, insertion) {
        const patched = this.texts.get(file.path) ?? new PatchedText(file.path, file.text ?? '');
        patched.apply(insertion);
        this.texts.set(file.path, patched);
        const main = insertion[insertion.length - 1];
        const shift = insertion
            .slice(0, -1)
            .reduce((sum, { before, after }) => sum + after.length - before.length, 0);
        const start = (main?.range.start ?? 0) + shift;
        const end = start + (main?.after.length ?? 0);
        verifyAddition(file, { ...file, text: patched.text }, { start, end });
    }
    #current() {
        return this.#files.map((file) => {
            const patched = this.texts.get(file.path);
            return patched === undefined ? file : { ...file, text: patched.text };
        });
    }
    #candidates({ image }) {
        if (image === undefined)
            return this.#images;
        return this.#images.filter((each) => (0,image_reference/* sameRepository */.RB)(each.image, image));
    }
    /** The image that the map would be a place of, if the key were there. */
    #imageAt(file, selector, map, key) {
        const trial = new PatchedText(file.path, file.text ?? '');
        trial.apply(createKey(map, key, '0', isJson(file)));
        const [place] = selectedPlaces(openManifest({ ...file, text: trial.text }), selector);
        return place === undefined ? undefined : imageHeld(place, this.#images);
    }
}
/** The map in which the last key of a path is missing. */
function parentOf(file, selector) {
    try {
        return resolveSelector(openManifest(file), { ...selector, path: selector.path.slice(0, -1) });
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l && error.code === 'selector-not-found')
            return undefined;
        throw error;
    }
}
function onlyKustomization(files, { image }) {
    const roots = files
        .filter(({ path, text }) => text !== undefined && /kustomization/i.test(path))
        .flatMap((file) => openManifest(file).documents.map(rootOf))
        .filter(isKustomization);
    const [only, second] = roots;
    if (only !== undefined && second === undefined)
        return only;
    const found = roots.map(({ document }) => document.file).join(', ');
    const empty = files.find(({ path, text }) => isKustomizationPath(path) && text?.replace(/^(?:---)?\s*(?:#.*)?$/gm, '').trim() === '');
    if (only === undefined && empty !== undefined) {
        throw new report_error/* ActionError */.l('nowhere-to-create', `No place holds ${image.name}, and nothing can be added to ${empty.path}, for it is empty: write "resources" into it first.`);
    }
    throw new report_error/* ActionError */.l('nowhere-to-create', `No place holds ${image.name}, and "create-missing" adds it to a kustomization, of which there ${only === undefined ? 'is none' : `are several (${found})`}: name the one file with "files", or the key to add, such as "values.yaml#image.tag".`);
}
function noMap(file, selector) {
    try {
        resolveSelector(openManifest(file), selector);
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l) {
            return new report_error/* ActionError */.l('nowhere-to-create', `${error.message} "create-missing" adds the last key of a path to a map that is there, and an entry to "images" of a kustomization: write the rest by hand.`);
        }
    }
    return new report_error/* ActionError */.l('nowhere-to-create', `"${selector.text}" cannot be added to ${file.path}.`);
}
function unknownImage(selector, candidates) {
    const wanted = candidates.map(({ image }) => image.name).join(', ');
    return new report_error/* ActionError */.l('selector-other-image', `"${selector.text}" does not say of which image it would hold the version, and several are wanted (${wanted}): give one image, or run once for each.`);
}
function isJson({ path }) {
    return path.endsWith('.json');
}
//# sourceMappingURL=create-missing.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/image-not-found.js









const MAX_LISTED = 5;
/** Looking for what was meant must not take longer than the work itself. */
const MAX_SEARCHED = 200;
const MAX_CANDIDATES = 2000;
const VERSION_KEY = /(?:^|[a-z_.-])(?:tag|version|digest)$/i;
/** Versions of something else. */
const OTHER_VERSION = /^(?:api|kube|schema)Version$/;
/** Why an image could not be written: what was searched, what is there, what is most like it. */
function imageNotFound({ image }, files, refused, problems) {
    const roots = readableRoots(files.slice(0, MAX_SEARCHED));
    const places = imagesBelow(roots);
    const sentences = [
        `The image ${image.name} is at no place that can be edited in the ${counted(files.length, 'file')} searched (${list(files.map(({ path }) => path))}).`,
        ...refused.slice(0, MAX_LISTED).map(image_not_found_describeRefusal),
        ...templatedNames(roots, image).map(describeTemplate),
        describeFound(places),
        ...problems.slice(0, 3).map((problem) => `Passed over: ${problem}`),
        'Correct the image name, or name the place with "files", such as "apps/api/values.yaml#image.tag".',
    ];
    const near = [...nearestPlaces(image.name, places), ...versionPaths(roots, places)].slice(0, 3);
    if (near.length > 0)
        sentences.splice(-1, 0, `Nearest: ${near.join(', ')}.`);
    return new report_error/* ActionError */.l('image-not-in-files', sentences.join(' '));
}
function image_not_found_describeRefusal(place) {
    return `It stands at ${formatPosition(place.file, place.position)} ("${place.path}"), but ${place.refusal?.reason ?? ''}.`;
}
/** `${REGISTRY}/acme/api:1.4.2` is likely to be the image, and nobody can tell. */
function templatedNames(roots, { repository }) {
    return roots
        .flatMap(scalarsBelow)
        .filter((scalar) => isTemplateOf(repository, tree_textOf(scalar) ?? ''))
        .slice(0, MAX_LISTED)
        .flatMap((scalar) => readScalar(scalar) ?? []);
}
function isTemplateOf(repository, text) {
    const [before = '', after, ...more] = text.split(`/${repository}`);
    return after !== undefined && more.length === 0 && /^$|^[:@]/.test(after) && isTemplate(before);
}
function describeTemplate({ file, position, path, value }) {
    return `It may be meant at ${formatPosition(file, position)} ("${path}"), but the name of the image is a template there, ${value}, which another program fills in.`;
}
function describeFound(places) {
    const images = [...new Set(places.map(describePlace))];
    return images.length === 0 ? 'No image at all was found there.' : `Images found there: ${list(images)}.`;
}
/** The places whose image is most like the name; as selectors that can be copied. */
function nearestPlaces(name, places) {
    const ranked = places
        .filter(({ refusal }) => refusal?.kind !== 'template')
        .slice(0, MAX_CANDIDATES)
        .map((place) => ({ place, distance: (0,nearest/* editDistance */.YC)(name, place.name ?? place.path) }))
        .sort((a, b) => a.distance - b.distance);
    return ranked.slice(0, 3).map(({ place }) => `${place.file}#${place.slots[0]?.scalar.path ?? place.path}`);
}
/** Values that look like a version and stand in no place: a file of overrides often says no more than `image.tag`. */
function versionPaths(roots, places) {
    const known = new Set(places.flatMap(({ slots }) => slots.map(({ scalar }) => `${scalar.file}#${scalar.path}`)));
    return roots
        .flatMap(scalarsBelow)
        .filter((scalar) => isVersionKey(image_not_found_nameOf(scalar)))
        .map((scalar) => `${scalar.document.file}#${formatPath(scalar.path)}`)
        .filter((selector) => !known.has(selector));
}
function isVersionKey(name) {
    return VERSION_KEY.test(name) && !OTHER_VERSION.test(name);
}
/** The key of a value; in a list of `name` and `value` the name. */
function image_not_found_nameOf({ path }) {
    const [item, last] = path.slice(-2);
    if (last?.kind !== 'key')
        return '';
    return last.key === 'value' && item?.kind === 'match' ? item.value : last.key;
}
function list(items) {
    const more = items.length > MAX_LISTED ? ` and ${items.length - MAX_LISTED} more` : '';
    return items.slice(0, MAX_LISTED).join(', ') + more;
}
function counted(count, noun) {
    return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}
//# sourceMappingURL=image-not-found.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/wanted-images.js


/**
 * The images to write, checked by the grammar of the field so that nothing but a name, a tag and a digest can reach
 * a file, and each once.
 * @throws ActionError `invalid-image`; `conflicting-images` when one image is wanted in two versions
 */
function checkWantedImages(images) {
    const distinct = [];
    for (const wanted of images) {
        const text = (0,image_reference/* formatImageReference */.my)(wanted.image);
        const image = (0,image_reference/* parseImageReference */.o_)(text);
        if (image.tag === undefined && image.digest === undefined) {
            throw new report_error/* ActionError */.l('invalid-image', `"${text}" says neither a tag nor a digest to write: give "${text}:<tag>".`);
        }
        const known = distinct.find((other) => (0,image_reference/* sameRepository */.RB)(other.image, image));
        if (known === undefined) {
            distinct.push(wanted);
        }
        else if (known.image.tag !== image.tag || known.image.digest !== image.digest) {
            throw new report_error/* ActionError */.l('conflicting-images', `The image ${image.name} is wanted as ${(0,image_reference/* formatImageReference */.my)(known.image)} and as ${text}: give each image once.`);
        }
    }
    return distinct;
}
/**
 * Tells whether a text can hold a place of one of the images: the last part of the image's path stands in it as a
 * word of its own. Made once, for it is asked of every document.
 */
function mentionOf(images) {
    const names = images.map(({ image }) => image.repository.slice(image.repository.lastIndexOf('/') + 1));
    // What stands before it may be an escape in a string: a line break, or the slash of the image's path.
    const word = new RegExp(`(?:(?<![\\w.-])|(?<=\\\\(?:[nrt]|x2f|u002f)))(?:${names.map(wanted_images_escape).join('|')})(?![\\w-]|\\.\\w)`);
    return (text) => names.some((name) => text.includes(name)) && word.test(text);
}
/** Whether a text that cannot be parsed speaks of the image: by its path, `acme/api`, or by a name without one. */
function speaksOf(text, { image }) {
    const path = image.repository.replace(/^library\//, '');
    return path.includes('/')
        ? text.includes(path)
        : new RegExp(`image\\w{0,40}["']?:.{0,200}\\b${wanted_images_escape(path)}\\b`).test(text);
}
function wanted_images_escape(text) {
    return text.replace(/[.\\+*?^$()[\]{}|-]/g, '\\$&');
}
//# sourceMappingURL=wanted-images.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/image-targets.js










/**
 * The places that explicit selectors name in a file.
 * @throws ActionError of selectors; `selector-other-image` when the place holds another image than the wanted ones;
 *   `not-editable` when it cannot be edited
 */
function selectTargets(file, selectors, images) {
    const manifest = openManifest(file);
    const targets = selectors.flatMap(({ selector, image }) => {
        const places = selectedPlaces(manifest, parseSelector(`${file.path}#${selector}`));
        const found = places.flatMap((place) => {
            const wanted = wantedAt(place, images, image);
            return wanted === undefined ? [] : [{ place, wanted }];
        });
        if (found.length === 0)
            throw otherImage(`${file.path}#${selector}`, places, images);
        return found;
    });
    for (const { place } of targets)
        refuseUneditable(place);
    const documents = isTfvars(file.path) ? [] : manifest.documents;
    return { manifest, targets, places: documents.flatMap((document) => placesOf(document)) };
}
/**
 * The places of the wanted images in a file, found by their names. Documents that do not mention an image are not
 * parsed.
 * @param note takes a sentence on what was passed over
 * @throws ActionError when a document that speaks of a wanted image cannot be read
 */
function discoverTargets(file, images, note) {
    if (!isManifestPath(file.path))
        return undefined;
    const { text } = file;
    const mentions = mentionOf(images);
    if (text !== undefined && !mentions(text))
        return undefined;
    const manifest = image_targets_attempt(() => openManifest(file), text ?? '', images, note);
    if (manifest === undefined)
        return undefined;
    const places = manifest.documents
        .filter((document) => mentions(document.text))
        .flatMap((document) => image_targets_attempt(() => imagesOf(document), document.text, images, note) ?? []);
    const targets = places.flatMap((place) => {
        const wanted = imageHeld(place, images);
        return wanted === undefined ? [] : [{ place, wanted }];
    });
    return { manifest, targets, places };
}
/** A broken file is passed over with a note unless it speaks of a wanted image: then it could be one place left behind. */
function image_targets_attempt(work, text, images, note) {
    try {
        return work();
    }
    catch (error) {
        if (!(error instanceof report_error/* ActionError */.l))
            throw error;
        if (!text.includes('{{') && images.some((wanted) => speaksOf(text, wanted)))
            throw error;
        note(error.message);
        return undefined;
    }
}
function placesOf(document) {
    try {
        return imagesOf(document);
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return [];
        throw error;
    }
}
function wantedAt(place, images, meant) {
    const { placeholder } = place;
    if (place.image === undefined) {
        return meant === undefined ? onlyOne(images) : images.find(({ image }) => (0,image_reference/* sameRepository */.RB)(image, meant));
    }
    return (imageHeld(place, images) ??
        images.find(({ image }) => placeholder !== undefined && (0,image_reference/* sameRepository */.RB)(placeholder, image)));
}
function onlyOne(images) {
    return images.length === 1 ? images[0] : undefined;
}
function otherImage(selector, places, images) {
    const wanted = images.map(({ image }) => image.name).join(', ');
    const names = [...new Set(places.flatMap(({ name }) => (name === undefined ? [] : [name])))];
    if (names.length === 0) {
        return new report_error/* ActionError */.l('selector-other-image', `"${selector}" does not say of which image it holds the version, and several are wanted (${wanted}): give one image, or run once for each.`);
    }
    return new report_error/* ActionError */.l('selector-other-image', `"${selector}" holds the image ${names.join(', ')}, and wanted was ${wanted}: point the selector at that image, or give the name that the file uses.`);
}
/** @throws ActionError `not-editable` unless the place can be edited, here or at the anchor that it takes its value from */
function refuseUneditable(place) {
    if (place.refusal === undefined || place.refusal.kind === 'elsewhere')
        return;
    throw new report_error/* ActionError */.l('not-editable', `${formatPosition(place.file, place.position)}: "${place.path}" cannot be edited: ${place.refusal.reason}.`);
}
//# sourceMappingURL=image-targets.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/pin.js



/**
 * What the scalars of a place become so that it holds the image. Tag and digest never part: a place that ends up
 * with one of them does not keep the other of an earlier image.
 * @throws ActionError `no-place-for-digest`, `digest-unknown`, `tag-unknown`, `not-editable`
 */
function pinPlace(place, wanted, pin) {
    const form = pin_formOf(place, wanted, pin);
    const tag = form.includes('tag') ? neededTag(place, wanted) : undefined;
    const digest = form.includes('digest') ? neededDigest(place, wanted, pin) : undefined;
    const reference = place.slots.find(({ role }) => role === 'reference');
    if (reference !== undefined) {
        const name = place.image?.name ?? wanted.image.name;
        const value = `${reference.prefix ?? ''}${(0,image_reference/* formatImageReference */.my)({ name, tag, digest })}`;
        return [{ scalar: reference.scalar, value }];
    }
    const composite = place.slots.find(({ role }) => role === 'tag@digest');
    const digestSlot = place.slots.find(({ role }) => role === 'digest' || role === 'digest-hex');
    if (composite !== undefined && digestSlot === undefined)
        return pinComposite(place, wanted, composite, tag, digest);
    return pinFields(place, wanted, { tag, digest, tagSlot: tagSlotOf(place), digestSlot });
}
function pin_formOf(place, { image, mutable }, pin) {
    if (pin !== 'auto')
        return pin;
    if (image.tag === undefined)
        return 'digest';
    if (mutable)
        return 'tag-and-digest';
    if (place.digest === undefined)
        return 'tag';
    return place.tag === undefined && tagSlotOf(place) === undefined ? 'digest' : 'tag-and-digest';
}
function tagSlotOf(place) {
    return place.slots.find(({ role }) => role === 'tag' || role === 'tag@digest');
}
function pinComposite(place, wanted, { scalar }, tag, digest) {
    const kept = tag ?? neededTag(place, wanted);
    return [{ scalar, value: digest === undefined ? kept : `${kept}@${digest}` }];
}
function pinFields(place, wanted, fields) {
    const { tag, digest, tagSlot, digestSlot } = fields;
    if (digest !== undefined && digestSlot === undefined)
        throw noPlaceForDigest(place, wanted);
    if (tag !== undefined && tagSlot === undefined)
        throw noPlaceForTag(place, tag);
    const replacements = [];
    if (tagSlot !== undefined) {
        // A digest alone leaves a field for the tag in place, and that must not go on naming the earlier image.
        const value = tag ?? (place.tag === undefined ? undefined : neededTag(place, wanted));
        if (value !== undefined)
            replacements.push({ scalar: tagSlot.scalar, value });
    }
    if (digestSlot !== undefined && (digest !== undefined || place.digest !== undefined)) {
        const value = digestSlot.role === 'digest-hex' ? digest?.slice('sha256:'.length) : digest;
        replacements.push({ scalar: digestSlot.scalar, value: value ?? '' });
    }
    return replacements;
}
function neededTag(place, { image }) {
    if (image.tag !== undefined)
        return image.tag;
    throw new report_error/* ActionError */.l('tag-unknown', `${pin_nameOf(place)} holds a tag, and ${image.name} was given by its digest alone: give the tag as well (name:tag@sha256:…), so that the two do not part.`);
}
function neededDigest(place, { image, mutable }, pin) {
    if (image.digest !== undefined)
        return image.digest;
    const tag = image.tag ?? '';
    const movable = mutable && pin === 'auto';
    let why = `"pin" is "${pin}"`;
    if (pin === 'auto')
        why = movable ? `the tag "${tag}" can be moved to another image` : 'the place carries a digest';
    const choice = movable ? ', or write the tag alone with "pin: tag"' : '';
    throw new report_error/* ActionError */.l('digest-unknown', `${pin_nameOf(place)} needs the digest of ${image.name}:${tag}, because ${why}, and it is not known: give a release record, "name:tag@sha256:…", or let "verify-image" look it up${choice}.`);
}
function noPlaceForDigest(place, { image, mutable }) {
    const why = mutable && image.tag !== undefined
        ? `The tag "${image.tag}" can be moved to another image, so it is written only with its digest, but `
        : '';
    const field = place.kind === 'kustomize'
        ? '"digest" to this entry (or let "create-missing" do it)'
        : '"digest" beside the tag (if the chart reads one)';
    return new report_error/* ActionError */.l('no-place-for-digest', `${why}${pin_nameOf(place)} has no place for a digest: add ${field}, bump to a tag that is never moved (a version or sha-…), or set "pin: tag".`);
}
function noPlaceForTag(place, tag) {
    return new report_error/* ActionError */.l('not-editable', `${pin_nameOf(place)} has no field for the tag "${tag}": add one, or set "pin: digest".`);
}
function pin_nameOf(place) {
    return `${formatPosition(place.file, place.position)}: "${place.path}"`;
}
//# sourceMappingURL=pin.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/shared-scalar.js




/**
 * Splits replacements into those that are made at their own place and those whose value comes from another line by
 * an alias or a merge key. The latter need no edit when that line becomes, or is, the wanted value.
 * @throws ActionError `not-editable` for a value from elsewhere that nobody edits; `shared-value` when one scalar would have to
 *   be two values, or an edit would change the version of an image that was not asked for
 */
function resolveSharedScalars(replacements, places) {
    const own = new Map();
    for (const replacement of replacements) {
        if (replacement.scalar.refusal?.kind !== 'elsewhere')
            addOwn(own, replacement);
    }
    for (const { scalar, value } of replacements) {
        if (scalar.refusal?.kind !== 'elsewhere' || isAlready(scalar, value))
            continue;
        const source = own.get(scalar.origin);
        if (source === undefined)
            throw shared_scalar_refuse(scalar, `cannot be edited: ${scalar.refusal.reason}`);
        if (source.value !== value)
            throw shared_scalar_refuse(scalar, `and "${source.scalar.path}" share one value and would need two`);
    }
    refuseBystanders(own, replacements, places);
    return [...own.values()];
}
function addOwn(own, replacement) {
    const known = own.get(replacement.scalar.origin);
    if (known !== undefined && known.value !== replacement.value) {
        throw shared_scalar_refuse(replacement.scalar, `would have to become "${known.value}" and "${replacement.value}"`);
    }
    own.set(replacement.scalar.origin, replacement);
}
/** An image that was not asked for must not change because it shares a tag by an anchor or a merge key. */
function refuseBystanders(own, replacements, places) {
    const asked = new Set(replacements.map(({ scalar }) => scalar.path));
    for (const place of places) {
        for (const { scalar } of place.slots) {
            const source = own.get(scalar.origin);
            if (source === undefined || asked.has(scalar.path) || isAlready(source.scalar, source.value))
                continue;
            // An anchor that was named by a selector: the places of the image that take their version from it are meant.
            if (holdsImage(place, source.image) && place.slots.length === 1)
                continue;
            throw shared_scalar_refuse(source.scalar, `is also the version of ${place.name ?? 'another image'} at "${place.path}" (line ${scalar.position.line}), which was not asked for: give both images, or write its version out`);
        }
    }
}
function shared_scalar_refuse(scalar, what) {
    const code = what.startsWith('cannot') ? 'not-editable' : 'shared-value';
    return new report_error/* ActionError */.l(code, `${formatPosition(scalar.file, scalar.position)}: "${scalar.path}" ${what}.`);
}
//# sourceMappingURL=shared-scalar.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/plan.js










/**
 * Plans the edits after which every place of the wanted images in these files holds them; every edit is proved by
 * reading it back.
 * @throws ActionError `image-not-in-files` when an image has no place that can be edited; `not-editable`, `invalid-manifest`,
 *   `no-place-for-digest`, `digest-unknown`, `tag-unknown`, `shared-value`, `conflicting-images`, those of selectors, and of
 *   `addMissing`
 */
function planImageChanges(request) {
    const images = checkWantedImages(request.images);
    if (request.createMissing !== true)
        return planPlaces(request, images);
    const missing = findMissing(request, images);
    if (missing.selectors.length + missing.images.length === 0)
        return planPlaces(request, images);
    const plan = planWith(addMissing(request.files, missing, images, request.pin), request, images);
    return { ...plan, targets: withOriginals(plan.targets, missing.completed) };
}
/** What is deployed at an entry that was completed is what it said before. */
function withOriginals(targets, completed) {
    const isCompleted = ({ place: { file, path } }) => completed.some(({ place }) => place.file === file && place.path === path);
    return [...targets.filter((target) => !isCompleted(target)), ...completed];
}
/** Plans on the files as they are with the additions; the edits are those of the files as they were given. */
function planWith({ texts, added }, request, images) {
    const files = request.files.map((file) => ({ ...file, text: texts.get(file.path)?.text ?? file.text }));
    const plan = planPlaces({ ...request, files }, images);
    const isOld = ({ file, slots }) => !slots.some(({ scalar }) => texts.get(file)?.isAdded(scalar.range) === true);
    const unchanged = plan.unchanged.filter(isOld);
    for (const [path, text] of texts)
        text.apply(plan.edits.filter(({ file }) => file === path));
    return {
        ...plan,
        edits: [
            ...plan.edits.filter(({ file }) => !texts.has(file)),
            ...[...texts.values()].flatMap((text) => text.edits()),
        ],
        changes: [
            ...plan.changes,
            ...added.map(({ file, path, value }) => ({ file, path, from: '', to: value })),
        ],
        unchanged,
        created: images.filter((image) => added.some((addition) => addition.image === image)),
    };
}
/**
 * The selectors that name nothing, and the images that have no place. What is there and cannot be edited is refused
 * here, so that its position is the one in the files as they were given.
 */
function findMissing({ files, selectors = [], pin }, images) {
    const missing = selectors.filter((selector) => {
        const file = files.find(({ path }) => path === selector.file);
        return file !== undefined && create_missing_isMissing(file, selector);
    });
    const there = selectors.filter((selector) => !missing.includes(selector));
    const rest = files.filter(({ path }) => !missing.some(({ file }) => file === path) || there.some(({ file }) => file === path));
    const targets = findTargets({ files: rest, selectors: there }, images, []).flatMap((found) => found.targets);
    const absent = [];
    const keys = [];
    const completed = [];
    for (const image of images) {
        const own = targets.filter(({ wanted }) => wanted === image);
        if (own.every(({ place }) => lacksVersion(place))) {
            absent.push(image);
            keys.push(...own.flatMap((target) => keysFor(target, pin)));
        }
        else {
            usableTargets(own, image, files, []);
            completed.push(...own.filter((target) => lacksDigest(target, pin)));
        }
    }
    keys.push(...completed.flatMap((target) => keysFor(target, pin)));
    return { selectors: [...missing, ...keys], images: absent, completed };
}
/** An entry of a kustomization that says no version is completed. */
function lacksVersion({ kind, refusal }) {
    return kind === 'kustomize' && refusal?.kind === 'no-slot';
}
/** An entry with a tag is given a digest beside it, where the tag alone would not tell the image. */
function lacksDigest({ place, wanted }, pin) {
    const { kind, refusal, slots } = place;
    const isEntry = kind === 'kustomize' && refusal === undefined && slots.every(({ role }) => role === 'tag');
    return isEntry && newVersionOf(wanted, pin).digest !== undefined;
}
function keysFor({ place, wanted }, pin) {
    const { tag, digest } = newVersionOf(wanted, pin);
    const keys = [...(tag === undefined ? [] : ['newTag']), ...(digest === undefined ? [] : ['digest'])];
    return keys.map((key) => ({ file: place.file, selector: `${place.path}.${key}`, image: wanted.image }));
}
function planPlaces(request, images) {
    const problems = [];
    const found = findTargets(request, images, problems);
    const usable = new Set();
    for (const wanted of images) {
        const targets = found.flatMap((file) => file.targets.filter((target) => target.wanted === wanted));
        for (const target of usableTargets(targets, wanted, request.files, problems))
            usable.add(target);
    }
    const plans = found.map((file) => planFile(file, usable, request.pin));
    return {
        edits: plans.flatMap(({ edits }) => edits),
        changes: plans.flatMap(({ changes }) => changes),
        targets: plans.flatMap(({ targets }) => targets),
        unchanged: plans.flatMap(({ unchanged }) => unchanged),
        problems,
    };
}
function findTargets({ files, selectors = [] }, images, problems) {
    const stray = selectors.find(({ file }) => !files.some(({ path }) => path === file));
    if (stray !== undefined) {
        throw new report_error/* ActionError */.l('file-not-found', `"${stray.file}#${stray.selector}" names a file that does not exist.`);
    }
    return files.flatMap((file) => {
        const own = selectors.filter((selector) => selector.file === file.path);
        const targets = own.length > 0
            ? selectTargets(file, own, images)
            : discoverTargets(file, images, (text) => problems.push(text));
        return targets ?? [];
    });
}
/**
 * The places of one image that will be edited. A template or a place without a field for the version is passed over
 * when there is another place; anything else that cannot be edited stops the run, for it would stay behind.
 */
function usableTargets(targets, wanted, files, problems) {
    const kustomized = targets.some(({ place }) => place.kind === 'kustomize' && !isPassable(place));
    const left = targets.filter(({ place }) => !(kustomized && isPlaceholder(place)));
    const passedOver = left.filter(({ place }) => isPassable(place));
    const usable = left.filter(({ place }) => !isPassable(place));
    const refused = passedOver.map(({ place }) => place);
    if (usable.length === 0)
        throw imageNotFound(wanted, files, refused, problems);
    for (const { place } of usable)
        refuseUneditable(place);
    for (const { file, position, path, refusal } of refused) {
        problems.push(`${file}:${position.line}: "${path}" was passed over: ${refusal?.reason ?? ''}.`);
    }
    return usable;
}
function isPassable({ refusal }) {
    return refusal?.kind === 'template' || refusal?.kind === 'no-slot';
}
/** A container without a version is what an entry of `images` in a kustomization fills in. */
function isPlaceholder({ kind, tag, digest }) {
    return kind === 'kubernetes' && tag === undefined && digest === undefined;
}
function planFile({ manifest, targets, places }, usable, pin) {
    const pinned = targets
        .filter((target) => usable.has(target))
        .map(({ place, wanted }) => ({ place, wanted, replacements: pinPlace(place, wanted, pin) }));
    const replacements = resolveSharedScalars(pinned.flatMap(({ wanted: { image }, replacements: own }) => own.map((each) => ({ ...each, image }))), places);
    const isCurrent = ({ replacements: own }) => own.every(({ scalar, value }) => isAlready(scalar, value));
    return {
        edits: isTfvars(manifest.file.path)
            ? replaceAssignments(manifest.file, replacements)
            : replaceScalars(manifest, replacements),
        changes: replacements.filter(({ scalar, value }) => !isAlready(scalar, value)).map(changeOf),
        targets: pinned.filter((target) => !isCurrent(target)).map(({ place, wanted }) => ({ place, wanted })),
        unchanged: pinned.filter(isCurrent).map(({ place }) => place),
    };
}
function changeOf({ scalar, value }) {
    const aliases = scalar.aliases.map(({ position }) => position.line);
    const change = { file: scalar.file, path: scalar.path, from: scalar.value, to: value };
    return aliases.length === 0 ? change : { ...change, aliases };
}
//# sourceMappingURL=plan.js.map
;// CONCATENATED MODULE: ./packages/core/lib/release/version-order.js

/**
 * How two image tags stand to each other as versions: negative when `one` is the older; undefined unless both are
 * versions. Build metadata does not count (https://semver.org/#spec-item-11).
 */
function compareVersionTags(one, other) {
    const [left, right] = [versionIn(one), versionIn(other)];
    return left === undefined || right === undefined ? undefined : compareVersions(left, right);
}
/** Precedence of semantic versions. */
function compareVersions(one, other) {
    return (compareNumbers(one.major, other.major) ||
        compareNumbers(one.minor, other.minor) ||
        compareNumbers(one.patch, other.patch) ||
        comparePrereleases(one.prerelease, other.prerelease));
}
/** A tag for one environment alone (`prod-v1.2.3`) names its version all the same. */
function versionIn(tag) {
    return tag === undefined ? undefined : readVersionTag(tag)?.version;
}
/** Digits without leading zeros, of any length. */
function compareNumbers(one, other) {
    return one.length - other.length || compareTexts(one, other);
}
function comparePrereleases(one, other) {
    if (one === other)
        return 0;
    // A release comes after its prereleases.
    if (one === '' || other === '')
        return one === '' ? 1 : -1;
    const [left, right] = [one.split('.'), other.split('.')];
    for (const [index, part] of left.entries()) {
        const against = right[index];
        if (against === undefined)
            return 1;
        const order = compareParts(part, against);
        if (order !== 0)
            return order;
    }
    return left.length - right.length;
}
function compareParts(one, other) {
    const [left, right] = [isNumber(one), isNumber(other)];
    if (left && right)
        return compareNumbers(one, other);
    if (left !== right)
        return left ? -1 : 1;
    return compareTexts(one, other);
}
function isNumber(text) {
    return /^\d+$/.test(text);
}
function compareTexts(one, other) {
    if (one === other)
        return 0;
    return one < other ? -1 : 1;
}
//# sourceMappingURL=version-order.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/hold.js




/**
 * Refuses an image that a hold keeps out of one of these environments. A hold blocks its digest, and every source
 * identical to or behind the bad one, except the restored one.
 * @throws ActionError `held`, which also is the outcome; `invalid-config` for holds that cannot be read; and of the
 *   source repository
 */
async function checkHolds(wanted, environments, files, sources, now) {
    for (const environment of new Set(environments)) {
        for (const hold of readHolds(environment, files)) {
            if (hold.service === wanted.service && (await isHeld(wanted, hold, sources, now)))
                throw held(wanted, hold, environment);
        }
    }
}
function readHolds(environment, files) {
    const path = holdsPath(environment);
    const file = files.get(path);
    if (file === undefined)
        return [];
    if (file.text !== undefined && file.mode === '100644')
        return parseHolds(file.text, path);
    throw new report_error/* ActionError */.l('invalid-config', `${path} is not a regular file of UTF-8 text, so that nobody can tell what is held: correct it.`);
}
async function isHeld({ image, source }, { bad, good, until }, sources, now) {
    if (until.kind === 'time' && now >= until.at)
        return false;
    if (bad.digest !== undefined && image.digest === bad.digest)
        return true;
    const isNewer = (compareVersionTags(image.tag, bad.tag) ?? 0) > 0;
    if (until.kind === 'newer' && isNewer)
        return false;
    if (good !== undefined && source?.sha === good.sha)
        return false;
    if (bad.tag !== undefined && bad.tag === image.tag)
        return true;
    if (bad.source === undefined || source === undefined)
        return false;
    if (bad.source.repository.toLowerCase() !== source.repository.toLowerCase())
        return false;
    if (bad.source.sha === source.sha)
        return true;
    const relation = await sources?.compare(source.repository, bad.source.sha, source.sha);
    // What cannot be compared could be the bad one's past: only a newer version speaks against it.
    return relation === undefined ? !isNewer : relation === 'behind' || relation === 'identical';
}
function held({ service, image }, { reason, until }, environment) {
    const end = {
        newer: 'Release a newer version.',
        lifted: `Take the entry out of ${holdsPath(environment)} when it may run again.`,
        time: until.kind === 'time' ? `It ends at ${until.at.toISOString()}.` : '',
    }[until.kind];
    return new report_error/* ActionError */.l('held', `${image.name}:${image.tag ?? image.digest ?? ''} of service "${service}" is held back from the environment "${environment}": ${cutLine(reason, 300).replace(/\.$/, '')}. ${end}`, { outcome: 'held' });
}
//# sourceMappingURL=hold.js.map
;// CONCATENATED MODULE: ./packages/core/lib/release/trailer.js




const trailer_KEY = 'GitOps-Release';
const MAX_TRAILERS = 1000;
/** https://git-scm.com/docs/git-interpret-trailers: the lines that git itself writes. */
const WRITTEN_BY_GIT = /^(?:Signed-off-by: |\(cherry picked from commit )/;
const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:(.*)$/;
const OURS = /^[\s\u200b\ufeff]*GitOps-[A-Za-z0-9-]*\s*:/i;
/**
 * One line `GitOps-Release: api ghcr.io/acme/api:1.4.2@sha256:… acme/api@<sha>`; without a source its last part is
 * left out.
 * @throws ActionError `invalid-release-trailer` when a part would not be read back as it is
 */
function formatReleaseTrailer({ service, image, source }) {
    if (!(0,record/* isServiceName */.tN)(service)) {
        throw new report_error/* ActionError */.l('invalid-release-trailer', `"${service}" cannot name a service: wanted letters, digits, ".", "_" and "-", begun and ended by a letter or a digit.`);
    }
    const reference = (0,image_reference/* formatImageReference */.my)((0,image_reference/* parseImageReference */.o_)((0,image_reference/* formatImageReference */.my)(image)));
    const built = source === undefined ? '' : ` ${(0,git_names/* parseRepositoryName */.$M)(source.repository)}@${(0,git_names/* parseCommitSha */.tu)(source.sha)}`;
    return `${trailer_KEY}: ${service} ${reference}${built}`;
}
/**
 * Reads the `GitOps-Release` trailers of a commit message. Only the message's last block counts, by the rules of
 * git's own trailers; lines that do not fit the format are left out, for anybody can write a commit message. Of
 * several for one service the last counts.
 */
function parseReleaseTrailers(message) {
    const trailers = new Map();
    for (const line of trailerBlock(message).slice(0, MAX_TRAILERS)) {
        const [, key, value] = TRAILER.exec(line) ?? [];
        if (key?.toLowerCase() !== trailer_KEY.toLowerCase())
            continue;
        const trailer = parseValue(value ?? '');
        if (trailer !== undefined)
            trailers.set(trailer.service, trailer);
    }
    return [...trailers.values()];
}
/** Text that a user gave for a commit message, without lines that could be taken for a trailer of ours. */
function stripGitOpsLines(text) {
    return text
        .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
        .filter((line) => !OURS.test(line))
        .join('\n');
}
function parseValue(value) {
    const [service, reference, built, ...rest] = value.trim().split(/[ \t]+/);
    if (service === undefined || reference === undefined || rest.length > 0 || !(0,record/* isServiceName */.tN)(service))
        return undefined;
    const image = (0,image_reference/* readImageReference */.bc)(reference);
    if (image === undefined || (image.tag === undefined && image.digest === undefined))
        return undefined;
    if (built === undefined)
        return { service, image, source: undefined };
    const [repository, sha, ...more] = built.split('@');
    if (repository === undefined || sha === undefined || more.length > 0)
        return undefined;
    if (!(0,git_names/* isRepositoryName */.en)(repository) || !(0,git_names/* isCommitSha */._$)(sha))
        return undefined;
    return { service, image, source: { repository, sha } };
}
/**
 * The lines of the last paragraph when it is a block of trailers: it is not the first paragraph, and all its lines
 * are trailers, or one is of git's own making and at least a quarter are trailers. Folded lines stay with the one
 * before, so they never are a trailer by themselves.
 * https://git-scm.com/docs/git-interpret-trailers
 */
function trailerBlock(message) {
    const lines = message.split('\n').map((line) => line.replace(/\r$/, ''));
    const title = lines.findIndex((line) => !isComment(line) && line.trim() === '');
    if (title < 0)
        return [];
    let end = lines.length;
    while (end > 0 && lines[end - 1]?.trim() === '')
        end -= 1;
    let start = end;
    while (start > title && lines[start - 1]?.trim() !== '')
        start -= 1;
    const block = lines.slice(start, end).filter((line) => !isComment(line));
    if (start <= title || !isTrailerBlock(block))
        return [];
    return unfold(block);
}
function isTrailerBlock(block) {
    let trailers = 0;
    let others = 0;
    let byGit = false;
    let inTrailer = false;
    for (const line of block) {
        if (WRITTEN_BY_GIT.test(line)) {
            byGit = true;
            inTrailer = true;
            trailers += 1;
        }
        else if (TRAILER.test(line)) {
            inTrailer = true;
            trailers += 1;
        }
        else if (!(/^\s/.test(line) && inTrailer)) {
            inTrailer = false;
            others += 1;
        }
    }
    return (trailers > 0 && others === 0) || (byGit && trailers * 3 >= others);
}
/** A line that begins with white space goes on with the line before it. */
function unfold(block) {
    const unfolded = [];
    for (const line of block) {
        const last = unfolded.at(-1);
        if (/^\s/.test(line) && last !== undefined)
            unfolded[unfolded.length - 1] = `${last} ${line.trim()}`;
        else
            unfolded.push(line);
    }
    return unfolded;
}
function isComment(line) {
    return line.startsWith('#');
}
//# sourceMappingURL=trailer.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/deployed.js



/** Commits looked at for the trailer that explains a value; what was written longer ago is ordered by its version. */
const FILE_HISTORY = 20;
/**
 * What is deployed at a place that shall hold `wanted`: its value, and the source that the newest believable trailer
 * names. Anybody can write a commit message, so a trailer is believed only when its image equals the value in the file
 * and its source repository is the one that the image is built from now.
 */
function readDeployed(place, wanted, history, more = []) {
    const { tag, digest } = place;
    const messages = [...(history.get(place.file) ?? []).flatMap(messagesOf), ...more];
    const trailer = messages
        .flatMap((message) => parseReleaseTrailers(message))
        .find((candidate) => isBelievable(candidate, place, { ...wanted, repository: wanted.source?.repository ?? '' }));
    return { tag, digest, source: trailer?.source };
}
/** Whether anything is deployed at the place. */
function isEmptyPlace({ tag, digest }) {
    return tag === undefined && digest === undefined;
}
/** The message of a commit, then that of what it merged. */
function messagesOf({ message, merged }) {
    return merged === undefined ? [message] : [message, merged];
}
/** Whether a trailer speaks of what the place holds now, of this service and built from this repository. */
function isBelievable({ service, image, source }, place, wanted) {
    if (service !== wanted.service || source === undefined)
        return false;
    const { repository } = wanted;
    if (repository !== undefined && source.repository.toLowerCase() !== repository.toLowerCase())
        return false;
    const sameImage = place.image === undefined ? (0,image_reference/* sameRepository */.RB)(image, wanted.image) : holdsImage(place, image);
    return sameImage && isSameVersion(image, place);
}
/** What the place holds of tag and digest must be what the trailer says. */
function isSameVersion(image, { tag, digest }) {
    if (tag === undefined && digest === undefined)
        return false;
    return (tag === undefined || tag === image.tag) && (digest === undefined || digest === image.digest);
}
//# sourceMappingURL=deployed.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/message.js



const MAX_HEADLINE = 200;
/** Trailer that says which order was overruled on demand. */
const DOWNGRADE = 'GitOps-Downgrade';
const MAX_BODY = 60_000;
/**
 * The message of the environment commit. It ends in one `GitOps-Release` trailer per service, which the next run
 * reads; lines of the user's text that look like one of ours are taken out.
 * @param downgrades clauses on what was written although it is older than what was deployed
 */
function commitMessage(wanted, environment, text, downgrades = []) {
    const [first = '', ...rest] = stripGitOpsLines(text ?? '')
        .trim()
        .split('\n');
    const headline = first.trim() === '' ? bumpTitle(wanted, environment) : first.trim();
    const own = rest.join('\n').trim();
    const trailers = [
        ...downgrades.map((reason) => `${DOWNGRADE}: ${cutLine(reason, MAX_HEADLINE)}`),
        ...wanted.map((image) => formatReleaseTrailer(image)),
    ].join('\n');
    return { headline: cutLine(headline, MAX_HEADLINE), body: own === '' ? trailers : `${own}\n\n${trailers}` };
}
/** `Bump api to 1.4.2 in staging`; several services are counted. */
function bumpTitle(wanted, environment) {
    const place = environment === undefined ? '' : ` in ${environment}`;
    const [first] = wanted;
    if (first !== undefined && wanted.length === 1) {
        return cutLine(`Bump ${first.service} to ${versionOf(first)}${place}`, MAX_HEADLINE);
    }
    const names = wanted.slice(0, 3).map(({ service }) => service);
    const more = wanted.length > names.length ? ` and ${wanted.length - names.length} more` : '';
    return cutLine(`Bump ${names.join(', ')}${more}${place}`, MAX_HEADLINE);
}
/** The body of the pull request. Nothing reads it back. */
function pullRequestBody(wanted, changes) {
    const images = wanted.map(({ service, image, source }) => [
        (0,markdown/* markdownCode */.D9)(service),
        (0,markdown/* markdownCode */.D9)(image.name),
        (0,markdown/* markdownCode */.D9)(versionOf({ image })),
        source === undefined ? '' : (0,markdown/* markdownCode */.D9)(`${source.repository}@${source.sha.slice(0, 7)}`),
    ]);
    const parts = [(0,markdown/* markdownTable */.Qj)(['Service', 'Image', 'Version', 'Source'], images), changesTable(changes)];
    return (0,markdown/* truncate */.xv)(parts.join('\n\n'), MAX_BODY);
}
/** What changes, as a table; of an anchor also the lines that change along. */
function changesTable(changes) {
    const rows = changes.map(({ file, path, from, to, aliases }) => {
        const along = aliases === undefined ? '' : ` (anchor: also line ${aliases.join(', ')})`;
        return [(0,markdown/* markdownCode */.D9)(file), `${(0,markdown/* markdownCode */.D9)(path)}${along}`, (0,markdown/* markdownCode */.D9)(from), (0,markdown/* markdownCode */.D9)(to)];
    });
    return (0,markdown/* markdownTable */.Qj)(['File', 'Path', 'From', 'To'], rows);
}
/** The tag, or the short digest of an image without one. */
function versionOf({ image }) {
    return image.tag ?? image.digest?.slice(0, 'sha256:'.length + 12) ?? 'latest';
}
//# sourceMappingURL=message.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/pull-request-lookup.js

/** The first line of a squash merge names its pull request, unless somebody wrote another: `Bump api (#12)`. */
const NAMES_PULL_REQUEST = /^.*#\d/;
/**
 * Asks for the pull requests of commits, of each once. Whether a commit whose title names none came by one is a guess,
 * so that a single one of those is asked for: at most one request more than the titles tell.
 */
function createPullRequestLookup(repository) {
    const known = new Map();
    let guessed;
    return (commit) => {
        if (!namesPullRequest(commit)) {
            guessed ??= commit.sha;
            if (guessed !== commit.sha)
                return Promise.resolve([]);
        }
        const messages = known.get(commit.sha) ?? repository.pullRequestMessages(commit.sha);
        known.set(commit.sha, messages);
        return messages;
    };
}
/**
 * The commit of a file's history that most likely was a squash merge, whose pull request says what it brought: the newest
 * that names one, else the newest that says nothing of releases itself. The first commit of all came by none.
 */
function likelySquash(history) {
    const silent = history.filter(({ message, parents }) => parents.length === 1 && parseReleaseTrailers(message).length === 0);
    return silent.find(namesPullRequest) ?? silent[0];
}
function namesPullRequest({ message }) {
    return NAMES_PULL_REQUEST.test(message);
}
//# sourceMappingURL=pull-request-lookup.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/order.js





/**
 * Whether `wanted` may replace what its places hold. The source commits decide, never timestamps: a newer one writes,
 * an older one is superseded; of the same commit, and where commits tell nothing, the versions decide.
 *
 * | incoming against deployed | both are versions | else |
 * | --- | --- | --- |
 * | ahead | write | write |
 * | behind | superseded | superseded |
 * | identical | the lower is superseded | write |
 * | diverged, unknown | the lower is superseded | write with a warning; an error where releases alone are let in |
 *
 * @param environments those that the places belong to
 * @throws ActionError `order-unknown`; and of the source repository, when it could not be asked
 */
async function judgeOrder(wanted, targets, snapshot, environments, ports) {
    let verdict = { kind: 'write' };
    for (const { place } of targets) {
        if (isEmptyPlace(place))
            continue;
        const deployed = await findDeployed(wanted, place, snapshot, ports);
        const one = await judgeOne(wanted, deployed, environments, ports);
        if (one.kind === 'superseded')
            return one;
        if (one.warning !== undefined)
            verdict = one;
    }
    return verdict;
}
/** Looks further than the history only when that explains nothing: a squash merge keeps its trailers in the pull request. */
async function findDeployed(wanted, place, { history }, { pullRequestsOf }) {
    const deployed = readDeployed(place, wanted, history);
    if (deployed.source !== undefined || wanted.source === undefined)
        return deployed;
    const squash = likelySquash(history.get(place.file) ?? []);
    return squash === undefined ? deployed : readDeployed(place, wanted, history, await pullRequestsOf(squash));
}
async function judgeOne(wanted, deployed, environments, { sources }) {
    const relation = await relate(wanted, deployed, sources);
    const order = compareVersionTags(wanted.image.tag, deployed.tag);
    const [here, there] = [`${wanted.service} ${versionOf(wanted)}`, order_describe(deployed)];
    if (relation === 'ahead')
        return { kind: 'write' };
    if (relation === 'behind') {
        return { kind: 'superseded', reason: `${here} was built from an older commit than ${there}` };
    }
    if (order !== undefined) {
        return order < 0
            ? { kind: 'superseded', reason: `${here} is an older version than ${there}` }
            : { kind: 'write' };
    }
    if (relation === 'identical')
        return { kind: 'write' };
    const why = `whether ${here} is newer than ${there} is not known: ${order_reasonOf(relation, wanted, deployed)}`;
    const strict = environments.find(({ tags }) => tags.kind === 'semver' || tags.kind === 'semver-prerelease');
    if (strict === undefined)
        return { kind: 'write', warning: `${why.charAt(0).toUpperCase()}${why.slice(1)}; it is taken for newer.` };
    throw new report_error/* ActionError */.l('order-unknown', `Nothing was written to the environment "${strict.name}": ${why}. Bump to a version, give "source-token" read access to the application repository, or set "allow-downgrade: true".`);
}
async function relate({ source }, deployed, sources) {
    if (source === undefined || deployed.source === undefined)
        return 'unknown';
    if (source.sha === deployed.source.sha)
        return 'identical';
    return (await sources?.compare(source.repository, deployed.source.sha, source.sha)) ?? 'unknown';
}
function order_describe({ tag, digest }) {
    return `the deployed ${tag ?? digest?.slice(0, 'sha256:'.length + 12) ?? 'one'}`;
}
function order_reasonOf(relation, { source }, deployed) {
    if (relation === 'diverged') {
        return `${order_short(source?.sha)} and ${order_short(deployed.source?.sha)} of ${source?.repository ?? ''} are on lines that parted`;
    }
    if (source === undefined)
        return 'nothing says which commit it was built from';
    if (deployed.source === undefined)
        return 'no commit of the environment says what the deployed one was built from';
    return `${source.repository} could not be seen, or does not have ${order_short(deployed.source.sha)} or ${order_short(source.sha)}`;
}
function order_short(sha) {
    return sha?.slice(0, 7) ?? '';
}
//# sourceMappingURL=order.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/admission.js





/**
 * Lets in what no hold keeps out and what is newer than what is deployed.
 * @throws ActionError `held`, `order-unknown`; of the holds, and of the source repositories
 */
async function admit(plan, snapshot, destination, request, ports) {
    const leftOut = [];
    const downgrades = [];
    const notices = [];
    const environments = admission_namesOf(destination, request);
    const holds = await readHoldFiles(environments, destination.base, request, ports);
    const order = { pullRequestsOf: createPullRequestLookup(ports.repository), sources: ports.sources };
    for (const wanted of request.wanted) {
        const targets = plan.targets.filter((target) => (0,image_reference/* sameRepository */.RB)(target.wanted.image, wanted.image));
        if (targets.length === 0 && !isCreated(wanted, plan))
            continue;
        await checkHolds(wanted, environments, holds, ports.sources, ports.clock.now());
        const verdict = await judge(wanted, targets, snapshot, destination, request, order);
        if (verdict.kind === 'superseded' && request.allowDowngrade)
            downgrades.push(verdict.reason);
        else if (verdict.kind === 'superseded')
            leftOut.push({ wanted, outcome: 'superseded', reason: verdict.reason });
        else if (verdict.warning !== undefined)
            notices.push(verdict.warning);
    }
    return { leftOut, downgrades, notices };
}
/** Whether something is added for the image, where nothing said its version. */
function isCreated({ image }, { created = [] }) {
    return created.some((each) => (0,image_reference/* sameRepository */.RB)(each.image, image));
}
function judge(wanted, targets, snapshot, { target, environments }, { allowDowngrade }, ports) {
    const all = target.environment === undefined ? environments : [target.environment, ...environments];
    return judgeOrder(wanted, targets, snapshot, allowDowngrade ? [] : all, ports);
}
function admission_namesOf({ environments }, { environment }) {
    const names = environments.map(({ name }) => name);
    return [...new Set(environment === undefined ? names : [environment, ...names])];
}
/** The hold files of these environments; that of the named one was read with everything else. */
async function readHoldFiles(environments, snapshot, { environment }, { repository }) {
    const missing = environments.filter((name) => name !== environment).map(holdsPath);
    if (missing.length === 0)
        return snapshot.files;
    const read = await repository.read({ branch: snapshot.branch, commit: snapshot.head, files: missing });
    return new Map([...snapshot.files, ...read.files]);
}
//# sourceMappingURL=admission.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/configured.js



/**
 * Refuses an image or a source that is not the one the configuration names for the service: whoever may release
 * one service may not slip another image into its place.
 * @throws ActionError `not-as-configured`
 */
function checkConfigured(wanted, config) {
    for (const { service, image, source } of wanted) {
        const settings = findService(config, service);
        if (settings === undefined)
            continue;
        if (!(0,image_reference/* sameRepository */.RB)(settings.image, image)) {
            throw refusal(service, 'image', image.name, settings.image.name, config);
        }
        const configured = settings.source?.repository;
        if (configured === undefined || source === undefined)
            continue;
        if (configured.toLowerCase() !== source.repository.toLowerCase()) {
            throw refusal(service, 'source', source.repository, configured, config);
        }
    }
}
function refusal(service, what, given, wanted, config) {
    return new report_error/* ActionError */.l('not-as-configured', `The ${what} of service "${service}" is ${given}, but ${config.path} says ${wanted}. Correct the release, or the configuration.`, { outcome: 'blocked-by-policy' });
}
//# sourceMappingURL=configured.js.map
// EXTERNAL MODULE: ./packages/core/lib/bump/file-pattern.js + 1 modules
var file_pattern = __webpack_require__(1554);
;// CONCATENATED MODULE: ./packages/core/lib/bump/files.js




/** A search through more files than this is taken for a mistake. */
const files_MAX_CANDIDATES = 20_000;
/** The paths and directories to read for these patterns; without patterns, everything below `directory`. */
function fileNeeds({ files, directory }) {
    if (files.length === 0) {
        const texts = {
            key: `manifests below ${directory}`,
            matches: (path) => files_isOurs(path) || isDiscovered(path, { directory, config: '' }),
        };
        return { files: [], directories: [directory], texts };
    }
    const bases = files.map(file_pattern/* globBase */.EI);
    const paths = files.filter((_, index) => bases[index] === undefined).map(({ pattern }) => pattern);
    return {
        files: [...new Set(paths)],
        directories: [...new Set(bases.filter((base) => base !== undefined))],
        texts: textsOf(files),
    };
}
/**
 * The files of the snapshot that a run may edit, in the order of their paths.
 * @throws ActionError `file-not-found` for a pattern that matches nothing; `too-many-files`
 */
function selectFiles(snapshot, scope) {
    const all = [...snapshot.files.values()]
        .filter(({ path }) => !files_isOurs(path))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    const selected = scope.files.length === 0
        ? all.filter((file) => isDiscovered(file.path, scope))
        : matchFiles(all, scope.files, snapshot);
    if (selected.length === 0) {
        throw files_notFound(scope.directory === '' ? '**' : `${scope.directory}/**`, snapshot);
    }
    if (selected.length > files_MAX_CANDIDATES) {
        throw new report_error/* ActionError */.l('too-many-files', `${selected.length} files on branch "${snapshot.branch}" could hold the image, more than ${files_MAX_CANDIDATES}: name the files to change with "files", or the path of the environment in ${scope.config}.`);
    }
    return selected;
}
/** The selectors of the patterns, one for each file that its pattern matches. */
function expandSelectors(files, patterns) {
    return patterns.flatMap((pattern) => {
        const { selector, image } = pattern;
        if (selector === undefined)
            return [];
        const isMatch = (0,file_pattern/* matcherOf */.Ke)(pattern);
        const own = image === undefined ? { selector } : { selector, image };
        return files.filter(({ path }) => isMatch(path)).map(({ path }) => ({ file: path, ...own }));
    });
}
/** Whether the path lies below the directory; everything lies below the root. */
function isBelow(path, directory) {
    return directory === '' || path.startsWith(`${directory}/`);
}
function textsOf(files) {
    const matchers = files.map(file_pattern/* matcherOf */.Ke);
    return {
        key: files.map(({ pattern }) => pattern).join('\n'),
        matches: (path) => files_isOurs(path) || matchers.some((matches) => matches(path)),
    };
}
function matchFiles(all, patterns, snapshot) {
    const selected = new Set();
    for (const pattern of patterns) {
        const isMatch = (0,file_pattern/* matcherOf */.Ke)(pattern);
        const matched = all.filter(({ path }) => isMatch(path));
        if (matched.length === 0)
            throw files_notFound(pattern.pattern, snapshot);
        for (const file of matched)
            selected.add(file);
    }
    const directory = [...selected].find(({ mode }) => mode === '040000');
    if (directory !== undefined) {
        throw new report_error/* ActionError */.l('file-not-found', `"${directory.path}" in "files" is a directory on branch "${snapshot.branch}": write "${directory.path}/**" for every file below it.`);
    }
    return all.filter((file) => selected.has(file));
}
/** Holds and other state of these actions, read along with the files. */
function files_isOurs(path) {
    return path.startsWith('.gitops/');
}
/** Hidden files and directories hold workflows and tools, not what the agent applies, but for overrides of Argo CD. */
function isDiscovered(path, { directory, config }) {
    if (!isBelow(path, directory) || !isManifestPath(path) || path === config)
        return false;
    const below = directory === '' ? path : path.slice(directory.length + 1);
    return !/(?:^|\/)\.(?!argocd-source)[^/]/.test(below);
}
function files_notFound(pattern, snapshot) {
    const near = (0,nearest/* nearest */.pA)(pattern, snapshot.files.keys(), 3);
    const hint = near.length === 0 ? '' : ` Nearest on that branch: ${near.join(', ')}.`;
    return new report_error/* ActionError */.l('file-not-found', `No file on branch "${snapshot.branch}" at ${snapshot.head.slice(0, 7)} matches "${pattern}".${hint} Check "files", "branch" and "environment".`);
}
//# sourceMappingURL=files.js.map
;// CONCATENATED MODULE: ./packages/core/lib/environment/policy.js


/**
 * Holds the images against the `tags` policy of the environment they shall go to.
 * @param defaultBranch short name of the source's default branch; when it is not known, `main` takes no branch
 * @throws ActionError `blocked-by-policy`, which also is the outcome
 */
function checkTagPolicy(environment, images, defaultBranch) {
    for (const image of images) {
        const reason = objection(environment, image, defaultBranch);
        if (reason === undefined)
            continue;
        throw new report_error/* ActionError */.l('blocked-by-policy', `${image.image.name}:${image.image.tag ?? '(no tag)'} of service "${image.service}" is not let into the environment "${environment.name}": ${reason}. Bump with such an image, or change "tags" of the environment in gitops.yaml.`, { outcome: 'blocked-by-policy' });
    }
}
function objection({ tags }, image, defaultBranch) {
    switch (tags.kind) {
        case 'any':
            return undefined;
        case 'branch':
            return fromBranch(image, () => undefined);
        case 'main':
            return fromBranch(image, (ref) => notMain(ref, defaultBranch));
        case 'semver':
        case 'semver-prerelease':
            return versionObjection(image, tags.kind);
        case 'patterns':
            return tags.patterns.some((pattern) => matchesPattern(image.image.tag ?? '', pattern))
                ? undefined
                : `its tag fits none of the patterns ${tags.patterns.map((pattern) => `"${pattern}"`).join(', ')}`;
    }
}
/** Release versions are built from a tag; they may go wherever branches go. */
function fromBranch({ source }, branchObjection) {
    const ref = source?.ref;
    if (ref === undefined || ref.startsWith('refs/tags/'))
        return undefined;
    if (!ref.startsWith('refs/heads/'))
        return `it was built from ${ref}, and images built from branches are taken`;
    return branchObjection(ref);
}
function notMain(ref, branch) {
    if (ref === `refs/heads/${branch ?? ''}`)
        return undefined;
    return branch === undefined
        ? `it was built from ${ref}, and whether that is the default branch of its repository is not known (give "source-token" read access to it)`
        : `it was built from ${ref}, and images built from refs/heads/${branch} are taken`;
}
function versionObjection({ image, mutable }, kind) {
    const tag = image.tag === undefined ? undefined : readVersionTag(image.tag);
    if (tag === undefined || tag.environment !== undefined) {
        return 'it takes release versions such as "1.4.2" alone, never "latest" or a branch';
    }
    if (mutable)
        return 'its tag can be moved to another image';
    if (tag.version.prerelease !== '' && kind === 'semver') {
        return 'it takes no prereleases (the policy "semver-prerelease" would)';
    }
    return undefined;
}
/** `*` stands for any characters, everything else for itself. Linear in the text for each part of the pattern. */
function matchesPattern(text, pattern) {
    const parts = pattern.split('*');
    const [first = ''] = parts;
    if (parts.length === 1)
        return text === pattern;
    if (!text.startsWith(first))
        return false;
    const last = parts.at(-1) ?? '';
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
        const found = text.indexOf(part, at);
        if (found < 0)
            return false;
        at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
}
//# sourceMappingURL=policy.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/plaintext-secret.js




const SECRET = /\bSecret\b/;
/**
 * Where a file holds a Kubernetes Secret whose values anybody can read: `file:line:column`; undefined when it has
 * none. Values that SOPS encrypted, and templates that another program fills in, are no secrets yet.
 * @throws ActionError as `ManifestDocument.root`
 */
function findPlaintextSecret(file) {
    if (file.text === undefined || !SECRET.test(file.text))
        return undefined;
    for (const document of openManifest(file).documents) {
        if (!SECRET.test(document.text))
            continue;
        const value = readableValue(rootOf(document));
        if (value !== undefined)
            return document.locate(value.node?.range?.[0] ?? 0);
    }
    return undefined;
}
function readableValue(at) {
    if (fieldOf(at, 'sops') !== undefined)
        return undefined;
    const kind = tree_textOf(fieldOf(at, 'kind'));
    if (kind === 'Secret')
        return valuesOf(at).find(isReadable);
    const items = fieldOf(at, 'items');
    if (kind?.endsWith('List') !== true || !(0,dist/* isSeq */.oP)(items?.node))
        return undefined;
    for (const item of childrenOf(items)) {
        const value = readableValue(item);
        if (value !== undefined)
            return value;
    }
    return undefined;
}
function valuesOf(secret) {
    return ['data', 'stringData'].flatMap((key) => {
        const field = fieldOf(secret, key);
        return field !== undefined && (0,dist/* isMap */.jh)(field.node) ? childrenOf(field) : [];
    });
}
function isReadable(value) {
    const text = tree_textOf(value);
    return text !== undefined && text !== '' && !text.startsWith('ENC[') && !isTemplate(text);
}
//# sourceMappingURL=plaintext-secret.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/environment-files.js


/** The patterns of an environment that is scattered over directories, from the root; none: it is all of its directory. */
function environmentFiles({ path, files }) {
    return files.map((pattern) => (0,file_pattern/* parseFilePattern */.wx)(path === undefined ? pattern : `${path}/${pattern}`));
}
/** Whether a file belongs to the environment. */
function holdsFile(environment, file) {
    const patterns = environmentFiles(environment);
    if (patterns.length === 0)
        return isBelow(file, environment.path ?? '');
    return patterns.some((pattern) => (0,file_pattern/* matcherOf */.Ke)(pattern)(file));
}
/** Whether the environment is a part of its branch, and not all of it. */
function isPartOfBranch({ path, files }) {
    return path !== undefined || files.length > 0;
}
//# sourceMappingURL=environment-files.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/policy.js




/**
 * Holds the images against the policy of an environment. Where it takes builds of the default branch alone, the host is
 * asked which that is, unless the event of this run tells.
 * @throws ActionError `blocked-by-policy`; and of the source repositories
 */
async function checkPolicy(environment, { wanted, origin }, sources) {
    for (const one of wanted) {
        const isAsked = environment.tags.kind === 'main';
        checkTagPolicy(environment, [one], isAsked ? await defaultBranchOf(one, origin, sources) : undefined);
    }
}
function defaultBranchOf({ source }, origin, sources) {
    if (source?.ref?.startsWith('refs/heads/') !== true)
        return undefined;
    if (source.repository.toLowerCase() === origin?.repository.toLowerCase())
        return origin.defaultBranch;
    return sources?.defaultBranch(source.repository);
}
/**
 * Refuses to touch a file whose secrets anybody can read: a commit of ours must not look as if they belonged there.
 * @throws ActionError `plaintext-secret`
 */
function checkSecrets(files) {
    for (const file of files) {
        const at = findPlaintextSecret(file);
        if (at === undefined)
            continue;
        throw new report_error/* ActionError */.l('plaintext-secret', `${at}: this file holds a Kubernetes Secret with readable data, and is not changed. Encrypt it (SOPS, SealedSecret) or let an operator fetch it (ExternalSecret), move it to another file, or set "allow-plaintext-secrets: true".`, { outcome: 'blocked-by-policy' });
    }
}
/**
 * The environments that the changed files belong to, whatever the inputs say: naming files is no way around the
 * policy of the environment that they are in.
 */
function environmentsOf(files, config, snapshot) {
    const here = config.environments.filter(({ branch }) => (branch ?? snapshot.defaultBranch) === snapshot.branch);
    return [...new Set(files.flatMap((file) => environmentOf(file, here)))];
}
/** The environment whose path is nearest to the file, rather one that names its files; of several at one path, all. */
function environmentOf(file, environments) {
    const holding = environments.filter((environment) => holdsFile(environment, file));
    const naming = holding.filter(({ files }) => files.length > 0);
    const around = naming.length > 0 ? naming : holding;
    const longest = Math.max(...around.map(({ path = '' }) => path.length));
    return around.filter(({ path = '' }) => path.length === longest);
}
//# sourceMappingURL=policy.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/target.js




/**
 * Resolves inputs against the configuration.
 * @param config undefined when the repository has no configuration file
 * @throws ActionError `unknown-environment`, `environment-needed`
 */
function resolveTarget(request, config) {
    const environment = config === undefined ? undefined : target_environmentOf(request, config);
    const directory = environment === undefined ? conventionalDirectory(request) : (environment.path ?? '');
    return {
        branch: request.branch ?? environment?.branch,
        directory,
        files: target_filesOf(request, config, { directory, environment }),
        mode: request.mode ?? environment?.update ?? 'commit',
        environment,
    };
}
/**
 * The environment that is named, or the only one it can be. Without one, and without files, everything in the
 * repository would be changed: every environment at once.
 */
function target_environmentOf(request, config) {
    if (request.environment !== undefined)
        return findEnvironment(config, request.environment);
    const { environments, path } = config;
    if (request.files.length > 0 || environments.length === 0)
        return undefined;
    const possible = request.branch === undefined
        ? environments
        : environments.filter(({ branch }) => branch === request.branch);
    const [only] = possible;
    if (possible.length === 1)
        return only;
    throw new report_error/* ActionError */.l('environment-needed', `The input "environment" is empty, and ${path} describes ${environments.map(({ name }) => name).join(', ')}: name one of them, or the files to change with "files".`);
}
/**
 * What the inputs name, else where the services are configured to be, else where the environment is.
 * @throws ActionError `invalid-config`
 */
function target_filesOf(request, config, { directory, environment }) {
    if (request.files.length > 0)
        return request.files;
    const configured = configuredFiles(request, config, directory);
    const own = environment === undefined ? [] : environmentFiles(environment);
    if (own.length === 0)
        return configured;
    if (configured.length === 0)
        return own;
    throw new report_error/* ActionError */.l('invalid-config', `Both the environment "${environment?.name ?? ''}" and its services have "files" in ${config?.path ?? ''}, so that nobody can tell which of the services' files are of this environment: take "files" out of the services, or give the environment a "path".`);
}
/** Without a configuration an environment is the directory that most repositories keep it in. */
function conventionalDirectory({ environment, branch }) {
    return environment === undefined || branch !== undefined ? '' : `environments/${environment}`;
}
function configuredFiles({ wanted }, config, directory) {
    if (config === undefined)
        return [];
    const configured = wanted.map(({ service, image }) => ({
        image,
        files: findService(config, service)?.files ?? [],
    }));
    // A service without `files` can be anywhere below the directory, so nothing may be narrowed.
    if (configured.some(({ files }) => files.length === 0))
        return [];
    return configured.flatMap(({ image, files }) => files.map((line) => ({ ...(0,file_pattern/* parseFilePattern */.wx)(directory === '' ? line : `${directory}/${line}`), image })));
}
//# sourceMappingURL=target.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/decision.js















/**
 * Reads the head and decides what to write. The configuration is read with everything else, in one request, as far as
 * it can be told beforehand what that is.
 * @param known the target of an earlier attempt
 * @throws ActionError of the repository, the configuration, the policy and the editor; `config-not-found`, `held`
 */
async function decide(request, known, ports) {
    const { repository } = ports;
    const guess = known ?? resolveTarget(request, undefined);
    const expected = isNarrow(guess) ? readOf(guess, request) : undefined;
    const first = await repository.read({ ...expected, defaultBranchFiles: [request.config] });
    const config = readConfigFile(request, first);
    const target = resolveTarget(request, config);
    if (target.mode === 'pull-request' && ports.pulls.unsupported !== undefined)
        throw ports.pulls.unsupported;
    if (config !== undefined)
        checkConfigured(request.wanted, config);
    if (target.environment !== undefined)
        await checkPolicy(target.environment, request, ports.sources);
    const needed = readOf(target, request);
    const snapshot = expected !== undefined && isSameRead(expected, needed, first) ? first : await repository.read(needed);
    return decideOn(snapshot, { target, config }, request, ports);
}
/**
 * What these files become: every place of the wanted images that may be written, or an error that says why not.
 * @param snapshot of the branch that is written: of a pull request its own, whose base says what is held
 * @throws ActionError `file-not-found`, `image-not-in-files`, `held`, `order-unknown`, `blocked-by-policy` and the refusals
 *   of the editor
 */
async function decideOn(snapshot, { target, config, snapshot: base = snapshot, }, request, ports) {
    const copies = (request.copies ?? []).filter((copy) => !isCopied(copy, snapshot));
    const files = selectFiles(snapshot, { ...target, config: request.config });
    const plan = planFor(request.wanted, files, target, request);
    const values = planValues(files, decision_valuesOf(request));
    const edited = [...plan.changes, ...values.changes].map(({ file }) => file);
    const touched = [...new Set([...edited, ...copies.map(({ path }) => path)])];
    const environments = config === undefined ? [] : environmentsOf(touched, config, snapshot);
    for (const environment of environments) {
        if (environment.name !== target.environment?.name)
            await checkPolicy(environment, request, ports.sources);
    }
    if (!request.allowPlaintextSecrets) {
        checkSecrets([
            ...files.filter(({ path }) => touched.includes(path)),
            ...copies.map((copy) => ({ ...copy, oid: '' })),
        ]);
    }
    const admission = await admit(plan, snapshot, { target, environments, base }, request, ports);
    const wanted = request.wanted.filter((one) => !admission.leftOut.some((left) => left.wanted === one));
    const final = wanted.length === request.wanted.length ? plan : planFor(wanted, files, target, request);
    return {
        snapshot,
        target,
        config,
        wanted,
        ...admission,
        plan: final,
        values: values.changes,
        changes: [
            ...changedFiles(files, [...final.edits, ...values.edits]).filter((file) => !copies.some(({ path }) => path === file.path)),
            ...copies,
        ],
    };
}
/** Of files that are copied whole no value is copied by itself. */
function decision_valuesOf({ values = [], copies = [] }) {
    return values.filter(({ file }) => !copies.some(({ path }) => path === file));
}
function isCopied({ path, mode, text }, { files }) {
    const there = files.get(path);
    return there?.text === text && there.mode === mode;
}
/**
 * What becomes of one file when the images and values of a request are written into it; undefined when they cannot be.
 * @param target whose selectors count
 */
function rewrite(file, { wanted, pin, values = [] }, target) {
    try {
        const own = planValues([file], values.filter((value) => value.file === file.path));
        const selectors = expandSelectors([file], target.files);
        const places = findImages([file]);
        const images = selectors.length > 0
            ? wanted
            : wanted.filter(({ image }) => places.some((place) => holdsImage(place, image)));
        const plan = planImageChanges({ files: [file], images, selectors, pin });
        return changedFiles([file], [...plan.edits, ...own.edits])[0]?.text ?? file.text;
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return undefined;
        throw error;
    }
}
/** What to read for a target. */
function readOf(target, { environment, copies = [] }) {
    const { files, directories, texts } = fileNeeds(target);
    const held = environment === undefined ? [] : [holdsPath(environment)];
    return {
        ...(target.branch === undefined ? {} : { branch: target.branch }),
        files: [...files, ...held],
        directories,
        // Copies may be of files of any kind, and are compared with what is there.
        ...(copies.length === 0 ? { texts } : {}),
        history: FILE_HISTORY,
    };
}
/** The commit that writes the decision onto the head that it was made from. */
function commitOf(request, { snapshot, changes, wanted, downgrades }) {
    const message = commitMessage(wanted, request.environment, request.message, downgrades);
    const { requireVerified } = request;
    return { branch: snapshot.branch, expectedHead: snapshot.head, ...message, changes, requireVerified };
}
function planFor(images, files, target, { pin, createMissing }) {
    if (images.length === 0)
        return { edits: [], changes: [], targets: [], unchanged: [], problems: [] };
    return planImageChanges({
        files,
        images,
        selectors: expandSelectors(files, target.files),
        pin,
        createMissing,
    });
}
/** The whole repository is not read on a guess. */
function isNarrow({ files, directory }) {
    return files.length > 0 || directory !== '';
}
/** Whether what was read is what is needed; no branch stands for the default branch. */
function isSameRead(read, needed, { branch, defaultBranch }) {
    const sameBranch = branch === (needed.branch ?? defaultBranch) && read.texts?.key === needed.texts?.key;
    return sameBranch && isSame(read.files, needed.files) && isSame(read.directories, needed.directories);
}
function isSame(one = [], other = []) {
    return one.length === other.length && one.every((text, index) => text === other[index]);
}
function changedFiles(files, edits) {
    const byFile = new Map();
    for (const edit of edits)
        byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
    return files.flatMap((file) => {
        const edits = byFile.get(file.path);
        if (edits === undefined || file.text === undefined)
            return [];
        return [{ path: file.path, mode: file.mode, text: applyEdits(file.text, edits) }];
    });
}
//# sourceMappingURL=decision.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/platform.js
var platform = __webpack_require__(243);
;// CONCATENATED MODULE: ./packages/core/lib/bump/verification.js



/** Images looked up at the same time: a release of many services must not look like an attack to its registry. */
const AT_ONCE = 8;
/**
 * Looks every image up before anything is written: it must exist, and a digest that was given must be what its tag
 * points to, unless the digest alone is written; and it must have every wanted platform. Fills the digest in, for the places that hold one and for the trailer.
 * @throws ActionError `image-not-found`, `digest-mismatch`, `platform-missing`, and those of the registry
 */
async function verifyImages({ wanted, pin, platforms }, registry) {
    const verified = [];
    for (let start = 0; start < wanted.length; start += AT_ONCE) {
        const some = wanted.slice(start, start + AT_ONCE);
        verified.push(...(await Promise.all(some.map((one) => verifyImage(one, { pin, platforms }, registry)))));
    }
    return verified;
}
async function verifyImage(wanted, { pin, platforms }, registry) {
    const { image } = wanted;
    const reference = (0,image_reference/* formatImageReference */.my)(image);
    const byDigest = image.tag === undefined || (pin === 'digest' && image.digest !== undefined);
    const resolved = await registry.resolve(byDigest ? { ...image, tag: undefined } : { ...image, digest: undefined });
    if (resolved === undefined) {
        throw new report_error/* ActionError */.l('image-not-found', `The registry has no image ${reference} (service "${wanted.service}"). Push it first, check the name, or give "username" and "password" if the repository is private.`);
    }
    if (image.digest !== undefined && image.digest !== resolved.digest) {
        throw new report_error/* ActionError */.l('digest-mismatch', `The registry resolves ${image.name}:${image.tag ?? ''} to ${resolved.digest}, not to the given ${image.digest}: the tag was moved after the release was recorded. Release again under a new tag (bump-image-tag can write the digest alone, with "pin: digest").`);
    }
    const [missing] = (0,platform/* missingPlatforms */.z)(platforms, resolved.platforms.keys());
    if (missing !== undefined) {
        throw new report_error/* ActionError */.l('platform-missing', `${reference} (service "${wanted.service}") has no image for ${missing}, which "platforms" asks for; it has ${[...resolved.platforms.keys()].join(', ') || 'none that it names'}. Build it for every platform, or correct "platforms".`);
    }
    return { ...wanted, image: { ...image, digest: resolved.digest } };
}
//# sourceMappingURL=verification.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/best-effort.js



/**
 * As `verifyImages`; with `best-effort` an image that is refused is set aside.
 * @throws ActionError of `verifyImages`, also when every image is refused
 */
async function verifyWanted(request, { registry }) {
    if (registry === undefined)
        return { wanted: request.wanted, failed: [] };
    if (request.failMode === 'all-or-nothing')
        return { wanted: await verifyImages(request, registry), failed: [] };
    const sorted = await sortOut(request.wanted, (one) => verifyImages({ ...request, wanted: [one] }, registry));
    return { wanted: sorted.passed.flatMap(({ result }) => result), failed: sorted.failed };
}
/**
 * As `decide`; with `best-effort` services that cannot be written are left out.
 * @throws ActionError of `decide`, also when every service is refused
 */
async function decideWanted(request, known, ports) {
    const once = { ...ports, repository: rememberReads(ports.repository) };
    try {
        return await decide(request, known, once);
    }
    catch (error) {
        if (request.failMode === 'all-or-nothing' || request.wanted.length < 2 || !isRefusal(error))
            throw error;
        const sorted = await sortOut(request.wanted, (one) => decide({ ...request, wanted: [one] }, known, once));
        // Each alone can be written, so that it lies in how they go together.
        if (sorted.failed.length === 0)
            throw error;
        const passed = sorted.passed.map(({ one }) => one);
        const decision = await decide({ ...request, wanted: passed }, known, once);
        return { ...decision, leftOut: [...decision.leftOut, ...sorted.failed] };
    }
}
async function sortOut(wanted, attempt) {
    const passed = [];
    const failed = [];
    let first;
    for (const one of wanted) {
        try {
            passed.push({ one, result: await attempt(one) });
        }
        catch (error) {
            if (!isRefusal(error))
                throw error;
            first ??= error;
            const reason = `${one.service}: ${error.message.replace(/\.$/, '')} (${error.code})`;
            failed.push({ wanted: one, outcome: 'failed', reason });
        }
    }
    if (passed.length === 0)
        throw first;
    return { passed, failed };
}
/** What speaks against one service; an outage speaks against all. */
function isRefusal(error) {
    return error instanceof report_error/* ActionError */.l && error.kind === 'user';
}
/** One attempt looks at one head, however often it decides. */
function rememberReads(repository) {
    const reads = new Map();
    return {
        ...repository,
        read(request) {
            const key = JSON.stringify(request);
            const read = reads.get(key) ?? repository.read(request);
            reads.set(key, read);
            return read;
        },
    };
}
//# sourceMappingURL=best-effort.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/new-branch.js

/**
 * Begins the branch of a pull request with one commit. Without an open pull request the branch is a leftover of ours, which starts again from the base; what somebody else
 * wrote there stays, and ours goes on top. One that we made goes away again when the commit is refused.
 */
async function commitToNewBranch(request, decision, branch, ports) {
    const { repository, pulls } = ports;
    const { head, branch: base } = decision.snapshot;
    const leftover = await repository.head(branch);
    // Since nobody had one open, another run may have come as far as here: its commit is no leftover.
    if (leftover !== undefined && (await pulls.findOpen(branch, base)).length > 0)
        return { lostRaceOn: branch };
    if (leftover !== undefined && (await holdsWork(request, decision, leftover, ports)))
        return commitOnWork(request, decision, branch, ports);
    if ((await repository.setBranch({ branch, to: head, expected: leftover })) === 'lost-race')
        return { lostRaceOn: branch };
    try {
        const commit = await repository.commit({ ...commitOf(request, decision), branch });
        return commit.kind === 'lost-race' ? { lostRaceOn: branch } : commit;
    }
    catch (error) {
        // The refusal is what the user must see, not that cleaning up failed as well.
        await repository.deleteBranch({ branch, expected: head }).catch(() => undefined);
        throw error;
    }
}
/**
 * Whether a branch without a pull request holds more than edits of ours since it left the base, which nobody merged: of a
 * squash merge the branch stays as it was.
 */
async function holdsWork(request, { snapshot, target }, leftover, { repository }) {
    if (leftover === snapshot.head)
        return false;
    const comparison = await repository.compare(snapshot.head, leftover);
    if (comparison === undefined || comparison.files.length === 0)
        return false;
    const { mergeBase, files, filesComplete } = comparison;
    const [before, after] = await Promise.all([mergeBase, leftover].map((commit) => repository.read({ commit, files })));
    const more = !filesComplete ||
        files.some((path) => isWork(before?.files.get(path), after?.files.get(path), request, target));
    return more && (await repository.pullRequestMessages(leftover)).length === 0;
}
function isWork(before, after, request, target) {
    const path = (before ?? after)?.path;
    if (request.copies?.some((copy) => copy.path === path) === true)
        return false;
    if (before === undefined || after === undefined)
        return before !== after;
    if (before.mode !== after.mode)
        return true;
    if (before.oid === after.oid)
        return false;
    const [here, there] = [before, after].map((file) => rewrite(file, request, target));
    return here === undefined || here !== there;
}
/** Opens again what somebody works on: as on the branch of an open pull request. */
async function commitOnWork(request, decision, branch, ports) {
    const snapshot = await ports.repository.read({ ...readOf(decision.target, request), branch });
    const onBranch = await decideOn(snapshot, decision, { ...request, wanted: decision.wanted }, ports);
    const { changes, wanted, leftOut } = onBranch;
    if (wanted.length === 0) {
        const reason = `The branch ${branch}, which holds changes of others, is newer: ${leftOut.map((left) => left.reason).join('; ')}.`;
        return { outcome: 'superseded', reason, branch, leftOut };
    }
    if (changes.length === 0)
        return { sha: snapshot.head, verified: undefined };
    const commit = await ports.repository.commit(commitOf(request, onBranch));
    return commit.kind === 'lost-race' ? { lostRaceOn: branch } : commit;
}
//# sourceMappingURL=new-branch.js.map
// EXTERNAL MODULE: ./packages/core/lib/environment/duration.js
var duration = __webpack_require__(7923);
;// CONCATENATED MODULE: ./packages/core/lib/bump/merge.js


const FIRST_LOOK = 2000;
const merge_LONGEST_WAIT = 30_000;
/** Looks at a pull request that cannot be merged yet, when nobody asked to wait for it. */
const SHORT_TRIES = 4;
/** Looks at a pull request that was armed or queued and is neither: one alone may be behind what the host knows elsewhere. */
const IDLE_LOOKS = 3;
/**
 * Does with the pull request what `auto-merge` and `wait-for-merge` ask for. What cannot be done fails the run, but the
 * pull request is there, and is told of all the same.
 * @param deadline by the clock's `monotonic`
 */
async function finishPullRequest(request, ending, head, deadline, ports) {
    try {
        return await finish(request, ending, head, deadline, ports);
    }
    catch (error) {
        if (!(error instanceof report_error/* ActionError */.l) || error.code === 'cancelled')
            throw error;
        return { ...ending, outcome: 'failed', reason: `${error.message} (${error.code})` };
    }
}
/**
 * @throws ActionError `auto-merge-refused`, `head-moved`, `not-verified`, `pull-request-closed`, `not-merged` when the time
 *   is over or the host gave it up
 */
async function finish(request, ending, head, deadline, ports) {
    const armed = request.autoMerge === undefined ? { taken: false } : await merge_arm(request, ending, { head, deadline }, ports);
    const told = {
        ...ending,
        reason: armed.remark === undefined ? ending.reason : `${ending.reason} ${armed.remark}`,
        notices: [...(ending.notices ?? []), ...(armed.notice === undefined ? [] : [armed.notice])],
    };
    return request.waitForMerge ? waitForMerge(told, armed.taken, deadline, ports) : told;
}
async function merge_arm({ autoMerge = 'merge', waitForMerge: patient, requireVerified }, { pull }, { head, deadline }, { pulls, clock }) {
    for (let look = 1;; look += 1) {
        const answer = await pulls.merge(pull.number, { head, method: autoMerge, requireVerified });
        if (answer.kind === 'queued')
            return { taken: true, remark: 'It is in the merge queue.' };
        if (answer.kind !== 'not-yet')
            return { taken: true };
        const wait = waitAfter(look);
        if (clock.monotonic() + wait > deadline || (!patient && look >= SHORT_TRIES)) {
            const why = answer.reason.replace(/\.$/, '');
            return { taken: false, notice: `Pull request #${pull.number} is open and was not merged: ${why}.` };
        }
        await clock.sleep(wait);
    }
}
/** @param taken whether the host merges it by itself, so that nothing is left to wait for when it does not any more */
async function waitForMerge(ending, taken, deadline, ports) {
    const { number, url } = ending.pull;
    const { pulls, clock, log } = ports;
    const begun = clock.monotonic();
    log.info(`Waiting for the merge of pull request #${number}: ${url}`);
    for (let look = 1, idle = 0;; look += 1) {
        const now = await pulls.state(number);
        if (now.kind === 'merged') {
            return {
                ...ending,
                commit: now.commit,
                reason: `${ending.reason} It was merged as ${now.commit.slice(0, 7)}.`,
            };
        }
        if (now.kind === 'closed') {
            throw new report_error/* ActionError */.l('pull-request-closed', `Pull request #${number} was closed without a merge: ${url}. Find out why, then run again.`);
        }
        idle = taken && now.merging === 'nothing' ? idle + 1 : 0;
        if (idle >= IDLE_LOOKS)
            throw givenUp(ending, now);
        const wait = waitAfter(look);
        if (clock.monotonic() + wait > deadline) {
            const waited = (0,duration/* formatDuration */.a)(Math.max(1000, clock.monotonic() - begun));
            throw new report_error/* ActionError */.l('not-merged', `Pull request #${number} was not merged within ${waited}; it is ${now.state}: ${url}. Merge it, or raise "timeout".`, { kind: 'transient' });
        }
        await clock.sleep(wait);
    }
}
function givenUp({ pull: { number, url } }, { state, dequeued }) {
    const what = dequeued === undefined
        ? `Auto-merge of pull request #${number} was turned off before it was merged; it is ${state}`
        : `Pull request #${number} left the merge queue without being merged (${dequeued})`;
    return new report_error/* ActionError */.l('not-merged', `${what}: ${url}. Look at its checks, then run again or merge it.`);
}
function waitAfter(look) {
    return Math.min(merge_LONGEST_WAIT, FIRST_LOOK * 1.5 ** (look - 1));
}
//# sourceMappingURL=merge.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/pull-request.js





/**
 * Writes the decision to the one branch of these services and this environment, and opens or updates its pull
 * request. A commit that somebody else made on the branch is kept: ours go on top.
 */
async function writePullRequest(request, decision, style, deadline, ports) {
    const base = decision.snapshot.branch;
    const { branch } = style;
    const [open] = await ports.pulls.findOpen(branch, base);
    if (request.dryRun) {
        return {
            outcome: 'dry-run',
            reason: `A pull request from ${branch} to ${base} would be ${open === undefined ? 'opened' : 'updated'}.`,
            pull: open,
        };
    }
    if (open !== undefined)
        await checkAuthor(open, ports);
    const writing = open === undefined
        ? openPullRequest(request, decision, style, ports)
        : updatePullRequest(request, decision, { style, open }, ports);
    const written = await writing.catch((error) => loseBranch(error, branch, ports));
    return 'head' in written
        ? finishPullRequest(request, written.ending, written.head, deadline, ports)
        : written;
}
/** Somebody deleted our branch while it was written: a race like others, after which it is made again. */
async function loseBranch(error, branch, { repository }) {
    const gone = error instanceof report_error/* ActionError */.l && error.code === 'branch-not-found';
    if (gone && (await repository.head(branch)) === undefined)
        return { lostRaceOn: branch };
    throw error;
}
/**
 * Ends an open pull request that the base has no need of any more. One that holds more than our edits stays: its other
 * changes are somebody's work; and so does one that somebody else opened.
 * @returns a sentence on what was done; undefined when there was no pull request
 */
async function closePullRequest(request, decision, branch, ports) {
    const { pulls, repository } = ports;
    const { snapshot } = decision;
    const [pull] = await pulls.findOpen(branch, snapshot.branch);
    if (pull === undefined)
        return undefined;
    const number = `Pull request #${pull.number}`;
    if (await holdsMore(request, decision, pull, ports)) {
        return { pull, sentence: `${number} holds other changes and stays open.`, closed: false };
    }
    const foreign = await foreignAuthor(pull, pulls);
    if (foreign !== undefined)
        return { pull, sentence: `${foreign}: it is left open.`, closed: false };
    if (request.dryRun)
        return { pull, sentence: `${number} would be closed.`, closed: false };
    await pulls.close(pull.number, `Closed: ${(0,markdown/* markdownCode */.D9)(snapshot.branch)} already holds these images.`);
    await repository.deleteBranch({ branch, expected: pull.head.sha });
    return { pull, sentence: `${number} was closed.`, closed: true };
}
/** Whether anything is left of the branch once its images and copies are those of the base. */
async function holdsMore(request, { snapshot, target }, { head }, { repository }) {
    const comparison = await repository.compare(snapshot.head, head.sha);
    if (comparison?.filesComplete !== true)
        return true;
    const { files } = await repository.read({ commit: head.sha, files: comparison.files });
    return comparison.files.some((path) => {
        const [there, here] = [files.get(path), snapshot.files.get(path)];
        if (request.copies?.some((copy) => copy.path === path) === true)
            return false;
        if (there === undefined || here === undefined)
            return there !== here;
        if (there.mode !== here.mode)
            return true;
        if (there.oid === here.oid)
            return false;
        // Of what is no manifest nobody can say that it would come out the same.
        if (here.text === undefined)
            return true;
        // What the base has of these images may be newer than what the branch would bring.
        const [left, right] = [there, here].map((file) => rewrite(file, request, target));
        return left === undefined || left !== right;
    });
}
/**
 * Somebody else's pull request from a branch of our name is not ours to change.
 * @throws ActionError `foreign-pull-request`
 */
async function checkAuthor(pull, { pulls }) {
    const objection = await foreignAuthor(pull, pulls);
    if (objection === undefined)
        return;
    throw new report_error/* ActionError */.l('foreign-pull-request', `${objection}: it is left alone. Close it, or use the token that opened it.`);
}
/** A clause on who opened the pull request when that was somebody else than who writes now; undefined when it is ours. */
async function foreignAuthor({ number, author, head }, pulls) {
    const identity = await pulls.identity();
    // One API calls an app by its name, another adds "[bot]".
    const [own, theirs] = [identity, author].map((login) => login?.replace(/\[bot\]$/, '').toLowerCase());
    if (own === undefined || own === theirs)
        return undefined;
    return `Pull request #${number} from ${head.branch} was opened by ${author}, and this run writes as ${identity ?? ''}`;
}
async function openPullRequest(request, decision, { branch, title, body }, ports) {
    const { pulls } = ports;
    const base = decision.snapshot.branch;
    const commit = await commitToNewBranch(request, decision, branch, ports);
    if (!('sha' in commit))
        return commit;
    const made = await pulls.create({ head: branch, base, title, body, draft: request.draft });
    // The base took our commit in the meantime: read again and see.
    if (made.kind === 'nothing-between')
        return { lostRaceOn: base };
    // Another run opened it for the same branch: it says what that run wrote.
    const pull = made.kind === 'found' ? await pulls.update(made.pull.number, { title, body }) : made.pull;
    if (pull.open === false)
        return { lostRaceOn: branch };
    const notices = await pulls.dress(pull.number, request.dress);
    const outcome = made.kind === 'created' ? 'created' : 'updated';
    const reason = `Pull request #${pull.number} was ${outcome === 'created' ? 'opened' : 'updated'}.`;
    return { ending: { outcome, reason, branch, verified: commit.verified, pull, notices }, head: commit.sha };
}
async function updatePullRequest(request, decision, { style, open }, ports) {
    const { branch, title, body } = style;
    const snapshot = await ports.repository.read({ ...readOf(decision.target, request), branch });
    const onBranch = await decideOn(snapshot, decision, { ...request, wanted: decision.wanted }, ports);
    if (onBranch.changes.length === 0 && onBranch.leftOut.length > 0 && onBranch.wanted.length === 0) {
        const reason = `Pull request #${open.number} is newer: ${onBranch.leftOut.map((left) => left.reason).join('; ')}.`;
        return { outcome: 'superseded', reason, branch, pull: open, leftOut: onBranch.leftOut };
    }
    const current = onBranch.changes.length === 0;
    if (current &&
        open.title === title &&
        open.body.replaceAll('\r\n', '\n') === body &&
        !isUndressed(open, request.dress)) {
        const reason = `Pull request #${open.number} is open and current.`;
        return { ending: { outcome: 'no-op', reason, branch, pull: open }, head: snapshot.head };
    }
    let verified;
    let head = snapshot.head;
    if (!current) {
        const commit = await ports.repository.commit(commitOf(request, onBranch));
        if (commit.kind === 'lost-race')
            return { lostRaceOn: branch };
        verified = commit.verified;
        head = commit.sha;
    }
    const pull = await ports.pulls.update(open.number, { title, body });
    // Merged or closed under our hands: what was written on its branch goes nowhere.
    if (pull.open === false)
        return { lostRaceOn: branch };
    const notices = await ports.pulls.dress(open.number, request.dress);
    const reason = `Pull request #${open.number} was updated.`;
    return { ending: { outcome: 'updated', reason, branch, verified, pull, notices }, head };
}
/** Whether a run was ended between opening it and dressing it: it has none of the labels that it should have. */
function isUndressed({ labels }, dress) {
    if (labels === undefined || dress.labels.length === 0)
        return false;
    const given = labels.map((label) => label.toLowerCase());
    return !dress.labels.some((label) => given.includes(label.toLowerCase()));
}
//# sourceMappingURL=pull-request.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/pull-request-branch.js
/** Branches that are ours to write and to delete begin with this. */
const BRANCH_PREFIX = 'gitops/';
/** Git takes 255 bytes for a part of a ref on most file systems; room is left for `.lock` and the directories. */
const MAX_SERVICES = 150;
/**
 * `gitops/<environment or base>/<services>`: the same for the same services and environment, and another for others,
 * for what is written on it goes into the one pull request of the branch.
 */
function pullRequestBranch({ wanted, environment }, base) {
    return `${BRANCH_PREFIX}${environment ?? base}/${listServices(wanted.map(({ service }) => service))}`;
}
/** Names of services as one part of a branch name: the same for the same services in any order. */
function listServices(names) {
    // "+" is in no name of a service, so no two lists read alike.
    const services = [...new Set(names)].sort();
    const listed = services.map(withoutRefSyntax).join('+');
    return listed.length <= MAX_SERVICES
        ? listed
        : `${services.length}-services+${fingerprint(services.join('+'))}`;
}
/** Service names are wider than ref names: https://git-scm.com/docs/git-check-ref-format */
function withoutRefSyntax(service) {
    return service.replaceAll('..', '.+').replace(/\.lock$/, '+lock');
}
/** FNV-1a with 32 bits, as hex: to tell lists apart, not to guard anything. http://www.isthe.com/chongo/tech/comp/fnv/ */
function fingerprint(text) {
    let hash = 0x811c9dc5;
    for (let index = 0; index < text.length; index += 1) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    return (hash >>> 0).toString(16).padStart(8, '0');
}
//# sourceMappingURL=pull-request-branch.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/bump.js









/** Milliseconds before the end of the run in which it can still say how far it came. */
const LAST_WORDS = 2000;
/**
 * Writes the wanted images into the environment repository: reads the head once, decides, and writes one commit
 * on exactly that head. When another writer was first it reads and applies again; it never rebases text.
 * @throws ActionError of the ports, of the editor, `lost-race`, and of the policy of the environment
 */
async function bumpImageTag(request, ports) {
    const { clock, log } = ports;
    const deadline = clock.monotonic() + request.timeout;
    const { wanted, failed } = await verifyWanted(request, ports);
    const verified = { ...request, wanted };
    let target;
    let shortest = Infinity;
    for (let attempt = 1;; attempt += 1) {
        const begun = clock.monotonic();
        const decision = await decideWanted(verified, target, ports);
        target = decision.target;
        if (attempt === 1)
            bump_describe(decision, ports);
        const ending = await write(verified, decision, deadline - LAST_WORDS, ports);
        if (!('lostRaceOn' in ending))
            return report(verified, decision, ending, attempt, failed);
        shortest = Math.min(shortest, clock.monotonic() - begun);
        const wait = backoff(attempt, clock.random(), shortest);
        if (attempt >= request.maxAttempts || clock.monotonic() + wait > deadline) {
            throw lostTooOften(verified, decision, ending, attempt);
        }
        log.info(`Another writer moved ${ending.lostRaceOn} first; reading and applying again.`);
        await clock.sleep(wait);
    }
}
function bump_describe({ plan, snapshot, leftOut }, { log }) {
    log.info(`Read ${snapshot.branch} at ${snapshot.head.slice(0, 7)}.`);
    for (const { file, path, from, to, aliases } of plan.changes) {
        const along = aliases === undefined ? '' : `; aliases at line ${aliases.join(', ')} change along`;
        log.info(`${file}: ${path}: ${from} → ${to}${along}`);
    }
    for (const problem of plan.problems)
        log.info(problem);
    for (const { reason } of leftOut)
        log.info(`${reason}: left as it is.`);
}
async function write(request, decision, deadline, ports) {
    const { snapshot, target, changes, wanted, leftOut } = decision;
    if (wanted.length === 0)
        return { outcome: 'superseded', reason: supersededBy(leftOut) };
    if (changes.length === 0)
        return endWithNothing(request, decision, ports);
    if (target.mode === 'pull-request') {
        return writePullRequest(request, decision, styleOf(request, decision), deadline, ports);
    }
    if (request.dryRun)
        return { outcome: 'dry-run', reason: `A commit on ${snapshot.branch} would be made.` };
    const result = await ports.repository.commit(commitOf(request, decision));
    if (result.kind === 'lost-race')
        return { lostRaceOn: snapshot.branch };
    return {
        outcome: 'changed',
        reason: `Committed ${result.sha.slice(0, 7)} to ${snapshot.branch}.`,
        commit: result.sha,
        verified: result.verified,
    };
}
function styleOf(request, decision) {
    return {
        branch: branchFor(request, decision),
        title: bumpTitle(decision.wanted, request.environment ?? decision.snapshot.branch),
        body: pullRequestBody(decision.wanted, decision.plan.changes),
    };
}
function branchFor(request, { snapshot }) {
    return (0,git_names/* parseBranchName */.pD)(pullRequestBranch(request, snapshot.branch));
}
function supersededBy(leftOut) {
    return `${leftOut.map(({ reason }) => reason).join('; ')}: nothing was written.`;
}
async function endWithNothing(request, decision, ports) {
    const reason = `${decision.snapshot.branch} already holds these images.`;
    const commit = await commitThatHolds(decision, ports);
    const closed = decision.target.mode === 'pull-request'
        ? await closePullRequest(request, decision, branchFor(request, decision), ports)
        : undefined;
    if (closed === undefined)
        return { outcome: 'no-op', reason, commit };
    return { outcome: 'no-op', reason: `${reason} ${closed.sentence}`, commit, pull: closed.pull };
}
/**
 * The newest commit of the files that hold the value already, when they agree on one and still are as they were read;
 * else the head that was read.
 */
async function commitThatHolds({ snapshot, target, plan }, { repository }) {
    const files = [...new Set(plan.unchanged.map(({ file }) => file))];
    const known = new Set(fileNeeds(target).files);
    if (files.every((file) => known.has(file)))
        return onlyCommit(files, snapshot);
    const read = await repository.read({ branch: snapshot.branch, files, history: 1 });
    if (files.some((file) => read.files.get(file)?.oid !== snapshot.files.get(file)?.oid))
        return snapshot.head;
    return onlyCommit(files, { head: snapshot.head, history: read.history });
}
function onlyCommit(files, { head, history }) {
    const commits = new Set(files.flatMap((file) => history.get(file)?.[0]?.sha ?? []));
    const [only] = commits;
    return commits.size === 1 && only !== undefined ? only : head;
}
function report(request, { snapshot, plan, wanted, leftOut, notices, downgrades }, ending, attempts, failed) {
    const done = {
        branch: snapshot.branch,
        environment: request.environment,
        wanted: wanted.length === 0 ? request.wanted : wanted,
        changes: plan.changes,
        commit: undefined,
        verified: undefined,
        pull: undefined,
        attempts,
        ...ending,
        leftOut: [...failed, ...leftOut, ...(ending.leftOut ?? [])],
        notices: [
            ...downgrades.map((reason) => `${reason}: it is written all the same, as "allow-downgrade" asks.`),
            ...notices,
            ...(ending.notices ?? []),
        ],
    };
    const refused = done.leftOut.filter(({ outcome }) => outcome === 'failed');
    if (refused.length === 0)
        return done;
    const names = refused.map(({ reason }) => reason).join('; ');
    return { ...done, outcome: 'failed', reason: `${done.reason} Not written: ${names}.` };
}
function lostTooOften(request, { snapshot }, { lostRaceOn }, attempts) {
    const tried = attempts === 1 ? 'in one attempt' : `in ${attempts} attempts`;
    const last = lostRaceOn === snapshot.branch ? ` (last seen at ${snapshot.head.slice(0, 7)})` : '';
    return new report_error/* ActionError */.l('lost-race', `Nothing was written: ${tried} another writer always moved ${lostRaceOn} of ${request.repository} first${last}. Run again, raise "max-attempts" (${request.maxAttempts}) or "timeout", or write several services in one run.`, { kind: 'transient' });
}
//# sourceMappingURL=bump.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/outputs.js
/** The outputs of bump-image-tag besides `outcome`. */
function bumpOutputs(report) {
    const { commit, verified, branch, pull, changes, attempts } = report;
    return {
        changed: String(isWritten(report)),
        'commit-sha': commit ?? '',
        verified: verified === undefined ? '' : String(verified),
        branch,
        'pull-request-number': pull === undefined ? '' : String(pull.number),
        'pull-request-url': pull?.url ?? '',
        changes: JSON.stringify(changes.map(({ file, path, from, to }) => ({ file, path, from, to }))),
        attempts: String(attempts),
    };
}
/** With "best-effort" something can be written although the run failed: then it is said whether that is verified. */
function isWritten({ outcome, verified }) {
    return outcome === 'failed' ? verified !== undefined : ['changed', 'created', 'updated'].includes(outcome);
}
//# sourceMappingURL=outputs.js.map
;// CONCATENATED MODULE: ./packages/core/lib/bump/summary.js


/** The job summary of bump-image-tag. */
function renderBumpSummary(report) {
    const { outcome, reason, wanted, changes, commit, verified, pull, branch, attempts, notices, leftOut } = report;
    const images = wanted.map((image) => `${image.service} ${versionOf(image)}`).join(', ');
    const facts = [
        `branch ${(0,markdown/* markdownCode */.D9)(branch)}`,
        ...(commit === undefined ? [] : [`commit ${(0,markdown/* markdownCode */.D9)(commit)}`]),
        ...(verified === undefined ? [] : [verified ? 'verified' : 'not verified']),
        ...(pull === undefined ? [] : [(0,markdown/* markdownLink */.iQ)(`pull request #${pull.number}`, pull.url)]),
        ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ];
    return [
        `### bump-image-tag: ${outcome}`,
        `${(0,markdown/* markdownCode */.D9)(images)}: ${(0,markdown/* markdownText */.p7)(reason)}`,
        facts.join(' · '),
        ...(changes.length === 0 ? [] : [changesTable(changes)]),
        ...leftOut.map(({ wanted: { service }, reason: why }) => `- ${(0,markdown/* markdownCode */.D9)(service)} was left as it is: ${(0,markdown/* markdownText */.p7)(why)}`),
        ...notices.map((notice) => `- ${(0,markdown/* markdownText */.p7)(notice)}`),
    ].join('\n\n');
}
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./packages/kit/lib/event-member.js
/** What stands at a path of an event's payload, of which nothing is known; undefined when there is nothing. */
function event_member_memberOf(event, ...path) {
    let found = event;
    for (const key of path) {
        if (typeof found !== 'object' || found === null)
            return undefined;
        found = found[key];
    }
    return found;
}
//# sourceMappingURL=event-member.js.map
;// CONCATENATED MODULE: ./packages/kit/lib/fork.js

/** Says that others had a hand in this run, before it writes what is deployed. */
function warnOfFork({ fork }, log) {
    if (fork === undefined)
        return;
    log.warning(`This run was started by a pull request of ${fork}: what others wrote must not choose what is deployed. Run this action for pushes, or for what people of this repository have merged.`);
}
/**
 * The fork whose pull request started a run, as `owner/name`; undefined when nobody from outside did. It starts runs by
 * itself and by the runs that follow it, some of them with secrets and a token that writes:
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target
 */
function forkOf(event, repository) {
    const head = event_member_memberOf(event, 'pull_request', 'head');
    const run = event_member_memberOf(event, 'workflow_run');
    if (!fork_isObject(head) && !fork_isObject(run))
        return undefined;
    const from = fork_isObject(head) ? event_member_memberOf(head, 'repo') : event_member_memberOf(run, 'head_repository');
    // The repository of a fork that was deleted is null.
    const given = event_member_memberOf(from, 'full_name');
    const name = typeof given === 'string' ? given : 'a deleted repository';
    return name.toLowerCase() === repository.toLowerCase() ? undefined : name;
}
function fork_isObject(value) {
    return typeof value === 'object' && value !== null;
}
//# sourceMappingURL=fork.js.map
;// CONCATENATED MODULE: ./packages/kit/lib/context.js



/**
 * Reads the run's context from `@actions/github`, which is loaded here because an action that fails on its inputs does not
 * need it. Throws `ActionError` `no-run-context` outside of a workflow run.
 */
async function readContext() {
    for (const name of URLS)
        context_checkUrl(name);
    const { context } = await Promise.all(/* import() */[__webpack_require__.e(479), __webpack_require__.e(722)]).then(__webpack_require__.bind(__webpack_require__, 722)).catch((cause) => {
        throw new report_error/* ActionError */.l('no-run-context', `the event of this run cannot be read (GITHUB_EVENT_PATH): ${(0,report_error/* messageOf */.b)(cause)}`, { cause });
    });
    const { owner, repo } = context_readRepository(() => context.repo);
    const repository = `${owner}/${repo}`;
    return {
        repository,
        sha: required('GITHUB_SHA', context.sha),
        ref: required('GITHUB_REF', context.ref),
        eventName: required('GITHUB_EVENT_NAME', context.eventName),
        defaultBranch: defaultBranchIn(context.payload),
        fork: forkOf(context.payload, repository),
        serverUrl: context.serverUrl,
        apiUrl: context.apiUrl,
        graphqlUrl: context.graphqlUrl,
        runUrl: `${context.serverUrl}/${repository}/actions/runs/${context.runId}`,
        event: context.payload,
    };
}
function defaultBranchIn(event) {
    const branch = event_member_memberOf(event, 'repository', 'default_branch');
    return typeof branch === 'string' && branch !== '' ? branch : undefined;
}
/** Of these the host's own are taken when they are not set. */
const URLS = ['GITHUB_SERVER_URL', 'GITHUB_API_URL', 'GITHUB_GRAPHQL_URL'];
function context_checkUrl(name) {
    const given = process.env[name] ?? '';
    if (given === '' || URL.canParse(given))
        return;
    throw new report_error/* ActionError */.l('no-run-context', `${name} is ${JSON.stringify(given.slice(0, 200))}, which is not a URL; wanted what the runner sets, such as "https://api.github.com": take it out of \`env:\``);
}
function context_readRepository(read) {
    try {
        return read();
    }
    catch (cause) {
        throw missing('GITHUB_REPOSITORY', cause);
    }
}
function required(name, value) {
    if (value === undefined || value === '')
        throw missing(name);
    return value;
}
function missing(name, cause) {
    return new report_error/* ActionError */.l('no-run-context', `${name} is not set; run this action in a GitHub Actions workflow`, { cause });
}
//# sourceMappingURL=context.js.map
;// CONCATENATED MODULE: ./packages/kit/lib/token.js

/**
 * Refuses, before any request, to write another repository with the token that the workflow run got by itself: that
 * token reaches its own repository alone. Throws `ActionError` `default-token`.
 */
function checkWriteToken(request) {
    const { token, defaultToken, target, own } = request;
    if (token === '') {
        throw new report_error/* ActionError */.l('missing-token', `the input "token" is empty; give a token that can write ${target}`);
    }
    if (defaultToken === '' || token !== defaultToken || target.toLowerCase() === own.toLowerCase())
        return;
    throw new report_error/* ActionError */.l('default-token', `the default token of a run in ${own} cannot write ${target}; give the input "token" a token of a GitHub App installed on ` +
        `${target} (for example from actions/create-github-app-token), or a fine-grained personal access token for it`);
}
//# sourceMappingURL=token.js.map
;// CONCATENATED MODULE: ./packages/kit/lib/registry-login.js

/**
 * The login of the inputs `registry`, `username` and `password`; none when they are empty. Without `registry` it is for
 * the registry of the first image, and never sent to another. Throws `ActionError` `invalid-input`.
 */
function readRegistryLogins(inputs, images) {
    const username = inputs.text('username');
    const password = inputs.secret('password');
    if (username === '' && password === '')
        return [];
    if (username === '' || password === '') {
        const [given, missing] = username === '' ? ['password', 'username'] : ['username', 'password'];
        throw new report_error/* ActionError */.l('invalid-input', `The input "${given}" is given and "${missing}" is not: a login needs both. A secret that does not exist is empty: check its name.`);
    }
    const [first] = images;
    const registry = inputs.optionalText('registry') ?? (first === undefined ? '' : (0,image_reference/* parseImageReference */.o_)(first).registry);
    return [{ registry, username, password }];
}
//# sourceMappingURL=registry-login.js.map
// EXTERNAL MODULE: ./actions/bump-image-tag/lib/inputs.js + 1 modules
var lib_inputs = __webpack_require__(8853);
;// CONCATENATED MODULE: ./actions/bump-image-tag/lib/run.js




/** Runs bump-image-tag on checked inputs; loaded after them, so that a bad input fails fast. */
async function run_run(given, runtime) {
    const deadline = deadlineAfter(given.timeout);
    const signal = AbortSignal.any([runtime.signal, deadline]);
    try {
        return await bump(given, { ...runtime, signal });
    }
    catch (error) {
        throw deadline.aborted && !runtime.signal.aborted ? outOfTime(given, error) : error;
    }
}
async function bump(given, runtime) {
    const { inputs, log, secrets, env, signal } = runtime;
    secrets.mask(given.token);
    secrets.mask(given.sourceToken);
    const host = await readContext();
    warnOfFork(host, log);
    if (given.remote.url === '') {
        checkWriteToken({
            token: given.token,
            defaultToken: given.runToken,
            target: given.repository,
            own: host.repository,
        });
    }
    if (given.autoMerge !== undefined && given.token === given.runToken) {
        log.warning('Checks of a pull request made with the default token may wait for approval, and its merge starts no workflow: give "token" the token of a GitHub App.');
    }
    const release = await loadReleaseInput(given.release, env.GITHUB_WORKSPACE ?? '.');
    const wanted = readWantedImages({ ...given, release, source: (0,lib_inputs/* readSource */.o$)(host) });
    const images = wanted.map(({ image }) => image);
    const logins = await collectLogins({
        given: readRegistryLogins(inputs, images.map(({ name }) => name)),
        listed: parseRegistryAuth(given.registryAuth),
        registries: given.verifyImage ? images.map(({ registry }) => registry) : undefined,
        env,
        signal,
        onSecret: (secret, user) => void secrets.mask(secret, user),
    });
    const adapters = await openRunAdapters({ ...given, action: 'bump-image-tag', host, runtime });
    try {
        const environment = await openEnvironmentRemote({
            ...given,
            serverUrl: host.serverUrl,
            adapters,
            runtime,
        });
        const { repository, pulls } = environment;
        const sources = given.sourceToken === '' ? undefined : adapters.sources(given.sourceToken);
        const registry = given.verifyImage ? adapters.registry(logins) : undefined;
        const request = { ...given, wanted, origin: (0,lib_inputs/* readOrigin */.P2)(host) };
        const report = await log
            .group(`Bump ${wanted.map(({ service }) => service).join(', ')}`, () => bumpImageTag(request, { repository, pulls, sources, registry, clock: adapters.clock, log }))
            .finally(() => environment.close());
        for (const notice of report.notices)
            log.warning(notice);
        return {
            outcome: report.outcome,
            outputs: bumpOutputs(report),
            summary: renderBumpSummary(report),
            message: report.reason,
        };
    }
    finally {
        await adapters.close();
    }
}
function outOfTime({ timeout }, cause) {
    return new report_error/* ActionError */.l('timeout', `The run was not done within ${(0,duration/* formatDuration */.a)(timeout)} ("timeout") and was ended: ${(0,report_error/* messageOf */.b)(cause).replace(/\.$/, '')}. Run again, it writes nothing twice; or raise "timeout".`, { cause, kind: 'transient' });
}
//# sourceMappingURL=run.js.map

/***/ }),

/***/ 4070:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $W: () => (/* binding */ isRegular),
/* harmony export */   Em: () => (/* binding */ readMode),
/* harmony export */   IM: () => (/* binding */ blobOid),
/* harmony export */   Lv: () => (/* binding */ isBlobText),
/* harmony export */   _6: () => (/* binding */ decodeUtf8)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

const MODES = ['100644', '100755', '120000', '160000', '040000'];
/** The object id that git gives these bytes as a file: SHA-1, or SHA-256 when `like` is an id of 64 digits. */
function blobOid(bytes, like) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(like.length === 64 ? 'sha256' : 'sha1');
    return hash.update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}
/** Whether a text is exactly what stands under this object id: nothing cut, replaced or normalised on the way. */
function isBlobText(text, oid) {
    return blobOid(Buffer.from(text), oid) === oid;
}
/** Bytes as text, or undefined when they are not valid UTF-8. A byte order mark stays part of the text. */
function decodeUtf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch {
        return undefined;
    }
}
/** GraphQL gives a mode as a number: 33188 is octal 100644. */
function readMode(mode) {
    return MODES.find((known) => known === mode.toString(8).padStart(6, '0'));
}
/** Whether a mode is that of a regular file. */
function isRegular(mode) {
    return mode === '100644' || mode === '100755';
}
//# sourceMappingURL=blob.js.map

/***/ }),

/***/ 755:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZZ: () => (/* binding */ readCaCert),
/* harmony export */   Zt: () => (/* binding */ checkPem),
/* harmony export */   g3: () => (/* binding */ trustedCertificates)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1455);
/* harmony import */ var node_tls__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1692);
/* harmony import */ var _gitops_actions_core__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2254);





const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/**
 * The value of the input `ca-cert`, PEM text or the path of a PEM file, as PEM text. Throws `ActionError`
 * `invalid-ca-cert`.
 */
async function readCaCert(value) {
    if (value.includes('-----BEGIN'))
        return checkPem(value, 'the input ca-cert');
    try {
        return checkPem(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readFile)(value.trim(), 'utf8'), `the file ${value.trim()} of the input ca-cert`);
    }
    catch (cause) {
        if (cause instanceof _gitops_actions_core__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .l)
            throw cause;
        throw invalid(`the input ca-cert is neither PEM text nor a file that can be read (${(0,_gitops_actions_core__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .b)(cause)})`, cause);
    }
}
/** The machine's trusted certificates and the given ones besides: setting `ca` alone would replace the former. */
function trustedCertificates(given, env) {
    return [...machineCertificates(env), ...given.map((pem) => checkPem(pem, 'ca-cert'))];
}
function machineCertificates(env) {
    // Node before 22.15 cannot be asked for what it trusts.
    const ask = node_tls__WEBPACK_IMPORTED_MODULE_3__.getCACertificates;
    if (typeof ask === 'function')
        return (0,node_tls__WEBPACK_IMPORTED_MODULE_3__.getCACertificates)('default');
    const extra = env.NODE_EXTRA_CA_CERTS;
    return extra === undefined || extra === ''
        ? node_tls__WEBPACK_IMPORTED_MODULE_3__.rootCertificates
        : [...node_tls__WEBPACK_IMPORTED_MODULE_3__.rootCertificates, (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.readFileSync)(extra, 'utf8')];
}
/** The certificates of a PEM text, and nothing else of it. Throws `ActionError` `invalid-ca-cert`. */
function checkPem(text, origin) {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
        throw invalid(`${origin} holds a private key; give certificates only, and consider that key leaked`);
    }
    const found = text.match(CERTIFICATE) ?? [];
    if (found.length === 0)
        throw invalid(`${origin} holds no PEM certificate (-----BEGIN CERTIFICATE-----)`);
    for (const [index, pem] of found.entries()) {
        try {
            new node_crypto__WEBPACK_IMPORTED_MODULE_0__.X509Certificate(pem);
        }
        catch (cause) {
            throw invalid(`certificate ${index + 1} of ${found.length} in ${origin} cannot be parsed`, cause);
        }
    }
    return found.join('\n');
}
function invalid(sentence, cause) {
    return new _gitops_actions_core__WEBPACK_IMPORTED_MODULE_4__/* .ActionError */ .l('invalid-ca-cert', sentence, { cause });
}
//# sourceMappingURL=certificates.js.map

/***/ }),

/***/ 6646:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  oq: () => (/* binding */ findExecutable),
  oe: () => (/* binding */ searchPath)
});

// UNUSED EXPORTS: findExecutables

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./packages/adapters/lib/paths/containment.js


/** Whether a path is a directory or lies below it, by its text alone; nothing lies below ''. */
function isInside(path, directory) {
    if (directory === '')
        return false;
    const way = (0,external_node_path_.relative)((0,external_node_path_.resolve)(directory), (0,external_node_path_.resolve)(path));
    return way === '' || (way !== '..' && !/^\.\.[/\\]/.test(way) && !(0,external_node_path_.isAbsolute)(way));
}
/** Where a path leads once symbolic links are followed, also when the end of it does not exist yet. */
async function leadsTo(path) {
    const absolute = resolve(path);
    const parent = dirname(absolute);
    try {
        return await realpath(absolute);
    }
    catch (error) {
        if (parent === absolute)
            throw error;
        return join(await leadsTo(parent), basename(absolute));
    }
}
//# sourceMappingURL=containment.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/process/executable.js



/**
 * The absolute path of a program on PATH; undefined when it is not there. Relative entries of PATH, and those inside
 * the checked-out workspace, are passed over: what is built must not choose what builds it.
 */
async function findExecutable(name, env) {
    const [first] = await findExecutables(name, env);
    return first;
}
/** All programs of that name, in the order of PATH; one that is reached by several entries is named once. */
async function findExecutables(name, env) {
    const found = new Map();
    for (const directory of searchPath(env)) {
        const path = (0,external_node_path_.join)(directory, name);
        if (!(await isProgram(path)))
            continue;
        const target = await (0,promises_.realpath)(path);
        if (!found.has(target))
            found.set(target, path);
    }
    return [...found.values()];
}
/** The entries of PATH that programs are taken from. */
function searchPath(env) {
    const workspace = env.GITHUB_WORKSPACE;
    return (env.PATH ?? '')
        .split(external_node_path_.delimiter)
        .filter((entry) => (0,external_node_path_.isAbsolute)(entry) && (workspace === undefined || !isInside(entry, workspace)));
}
async function isProgram(path) {
    try {
        await (0,promises_.access)(path, promises_.constants.X_OK);
        return (await (0,promises_.stat)(path)).isFile();
    }
    catch {
        return false;
    }
}
//# sourceMappingURL=executable.js.map

/***/ }),

/***/ 7052:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ runProgram)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_string_decoder__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6193);
/* harmony import */ var _gitops_actions_core__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2254);



const MAX_STDOUT = 1024 * 1024;
const MAX_LINE = 4096;
const TAIL_LINES = 40;
/** Milliseconds from asking a program to end to ending it: a cancelled run has less than a second for all that is left to do. */
const KILL_AFTER = 300;
/** Milliseconds for what a program left running to let go of its output. */
const DRAIN_LIMIT = 2000;
/** As shells have it, for a program that a signal ended. */
const ENDED_BY_SIGNAL = 137;
/**
 * Runs a program with an argument array, its streams read here and nowhere inherited. It gets a process group of its own: what it
 * starts ends with it when the run is cancelled.
 * @throws ActionError `cancelled`; `engine-unavailable` when it cannot be started
 */
async function runProgram(command) {
    command.signal?.throwIfAborted();
    const tail = [];
    const keep = (line) => {
        tail.push(line);
        if (tail.length > TAIL_LINES)
            tail.shift();
        command.onLine?.(line);
    };
    const [out, err] = [lineReader(keep), lineReader(keep)];
    let stdout = '';
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command.program, [...command.args], {
        env: command.env,
        cwd: command.cwd,
        detached: true,
        stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdout?.on('data', (data) => {
        if (command.onOutput !== undefined) {
            command.onOutput(data);
            return;
        }
        if (stdout.length < MAX_STDOUT)
            stdout += data.toString('utf8');
        out.push(data);
    });
    child.stderr?.on('data', err.push);
    // A child that ends before it has read its input closes the pipe: its exit code tells the story.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(command.input);
    const exitCode = await endOf(child, command);
    out.end();
    err.end();
    return { exitCode, stdout, tail };
}
/** The exit code; a cancelled run ends the whole group first. */
async function endOf(child, { program, signal }) {
    const ended = new Promise((resolve, reject) => {
        child.once('error', (cause) => {
            reject(new _gitops_actions_core__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .l('engine-unavailable', `${program} cannot be started.`, { cause }));
        });
        child.once('exit', (code) => {
            const done = () => {
                clearTimeout(limit);
                resolve(code ?? ENDED_BY_SIGNAL);
            };
            const limit = setTimeout(done, DRAIN_LIMIT);
            child.once('close', done);
        });
    });
    const killNow = () => {
        signalGroup(child, 'SIGKILL');
    };
    let killing;
    const cancel = () => {
        signalGroup(child, 'SIGTERM');
        killing = setTimeout(killNow, KILL_AFTER);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    process.once('exit', killNow);
    try {
        const exitCode = await ended;
        if (signal?.aborted !== true)
            return exitCode;
        // The program is gone; what it had started may not be.
        killNow();
        throw new _gitops_actions_core__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .l('cancelled', 'The run was cancelled.', { cause: signal.reason, kind: 'transient' });
    }
    finally {
        clearTimeout(killing);
        process.off('exit', killNow);
        signal?.removeEventListener('abort', cancel);
    }
}
/** https://man7.org/linux/man-pages/man2/kill.2.html: a negative id is the group. */
function signalGroup({ pid }, name) {
    if (pid === undefined)
        return;
    try {
        process.kill(-pid, name);
    }
    catch {
        // The group is empty already.
    }
}
/** Cuts a stream into lines; progress bars that rewrite a line count as one line each, very long ones are cut. */
function lineReader(onLine) {
    const decoder = new node_string_decoder__WEBPACK_IMPORTED_MODULE_1__.StringDecoder('utf8');
    let rest = '';
    const emit = (line) => {
        if (line.trim() !== '')
            onLine(line.slice(0, MAX_LINE));
    };
    return {
        push(data) {
            const lines = (rest + decoder.write(data)).split(/\r\n|\n|\r/);
            rest = (lines.pop() ?? '').slice(0, MAX_LINE);
            lines.forEach(emit);
        },
        end() {
            emit(rest + decoder.end());
        },
    };
}
//# sourceMappingURL=program.js.map

/***/ })

};
