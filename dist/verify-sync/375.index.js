export const id = 375;
export const ids = [375];
export const modules = {

/***/ 6375:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run_run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/report/error.js
var report_error = __webpack_require__(2254);
;// CONCATENATED MODULE: ./packages/adapters/lib/release/release-input.js



const MAX_FILES = 1000;
const MAX_BYTES = 1024 * 1024;
/**
 * The release records that input `release` gives, as text: itself when it is JSON, else what the file holds that it
 * names, or the `*.json` files of the directory, one after the other: the artifacts of a matrix.
 * @throws ActionError `release-unreadable`
 */
async function loadReleaseInput(given, workspace) {
    if (given === '' || /^[{[]/.test(given))
        return given;
    if (/[\r\n\0]/.test(given)) {
        throw unreadable(given, 'it is neither JSON nor a path: wanted the output "release" of build-and-push as it is');
    }
    const path = (0,external_node_path_.resolve)(workspace, given);
    try {
        if (!(await (0,promises_.stat)(path)).isDirectory())
            return await readCapped(path);
        const names = (await (0,promises_.readdir)(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
        if (names.length === 0)
            throw unreadable(given, 'the directory holds no *.json file');
        if (names.length > MAX_FILES)
            throw unreadable(given, `it holds ${names.length} files, more than ${MAX_FILES}`);
        const records = await Promise.all(names.map((name) => readCapped((0,external_node_path_.join)(path, name))));
        return records.map((record) => record.trim()).join('\n');
    }
    catch (cause) {
        if (cause instanceof report_error/* ActionError */.l)
            throw cause;
        throw unreadable(given, `it is not JSON, and as a path it cannot be read (${(0,report_error/* messageOf */.b)(cause)})`, cause);
    }
}
async function readCapped(path) {
    const { size } = await (0,promises_.stat)(path);
    if (size > MAX_BYTES)
        throw unreadable(path, `it has ${size} bytes, more than ${MAX_BYTES}`);
    return (0,promises_.readFile)(path, 'utf8');
}
function unreadable(given, what, cause) {
    return new report_error/* ActionError */.l('release-unreadable', `Input "release" is ${JSON.stringify(given.slice(0, 80))}: ${what}. Give a release record, or the path of a file or directory of them.`, { cause });
}
//# sourceMappingURL=release-input.js.map
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
/** Whether the same request may be sent again: GET and HEAD alone, for nothing tells how far a write came. */
function isRepeatable(method, retry) {
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
 */
function rateLimitWait(refusal, attempt, now) {
    const { status, headers, message, limited } = refusal;
    if (!limited && status !== 403 && status !== 429)
        return undefined;
    const spoken = limited || status === 429 || /rate limit|abuse detection/i.test(message);
    const exhausted = headers.get('x-ratelimit-remaining') === '0';
    const given = headers.get('retry-after');
    if (!spoken && !exhausted && given === undefined)
        return undefined;
    const asked = parseRetryAfter(given, now);
    if (asked !== undefined)
        return asked;
    const reset = Number(headers.get('x-ratelimit-reset'));
    if (exhausted && given === undefined && reset > 0)
        return Math.max(0, reset * 1000 - now.getTime()) + 1000;
    return UNSTATED_WAIT * 2 ** attempt;
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
        mutate: (document, variables) => pace(() => send(`POST ${options.graphqlUrl}`, { query: document, variables })),
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
function readErrors(data) {
    if (!isJsonObject(data) || !Array.isArray(data.errors))
        return [];
    return data.errors.filter(isJsonObject).map((error) => ({
        type: typeof error.type === 'string' ? error.type : undefined,
        message: typeof error.message === 'string' ? error.message : 'no message',
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
    if (error instanceof report_error/* ActionError */.l && error.code === 'unreachable')
        return error;
    throw error;
}
function rateLimited(message, wait, clock) {
    const until = wait > 1e12 ? 'an unknown time' : new Date(clock.now().getTime() + wait).toISOString();
    return new report_error/* ActionError */.l('rate-limited', `GitHub's rate limit for this token is reached until ${until}, longer than this run waits (${message}); run again then, or use the ` +
        'token of a GitHub App, which has a larger limit', { kind: 'transient' });
}
//# sourceMappingURL=connection.js.map
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
function forbidden(message, accepted, { what, repository }) {
    const needs = accepted === undefined || accepted === ''
        ? 'the permission that this needs'
        : `one of these permissions: ${accepted}`;
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
/** The repository in the answer to a query. Throws `ActionError` `repository-not-found` and the other refusals. */
async function queryRepository(connection, at, query) {
    const attempt = { what: `reading ${at.owner}/${at.name}`, repository: `${at.owner}/${at.name}` };
    const answer = await connection.query(query.document, query.variables);
    if (answer.status === 404) {
        throw new report_error/* ActionError */.l('unreachable', 'there is no GraphQL API of GitHub at GITHUB_GRAPHQL_URL (404); use the URLs that the runner gives, without changes');
    }
    if (answer.status !== 200)
        throw restRefusal(answer, attempt);
    if (answer.errors.length > 0)
        throw graphqlRefusal(answer.errors, attempt);
    return objectAt(objectAt(answer.data, 'data'), 'repository');
}
//# sourceMappingURL=repository-query.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/branches.js





const HEAD = `query($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) { id ref(qualifiedName: $ref) { target { oid } } }
}`;
const UPDATE_REFS = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;
/** The head of a branch, undefined when there is no such branch, and the repository's node id. */
async function readHead(connection, at, branch) {
    const variables = { owner: at.owner, name: at.name, ref: `refs/heads/${branch}` };
    const repository = await queryRepository(connection, at, { document: HEAD, variables });
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
    const attempt = { what: `moving the branch ${branch}`, repository: `${at.owner}/${at.name}` };
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
    const attempt = { what: `moving the branch ${first.branch}`, repository: `${at.owner}/${at.name}` };
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
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./packages/adapters/lib/git/blob.js

const MODES = ['100644', '100755', '120000', '160000', '040000'];
/** The object id that git gives these bytes as a file: SHA-1, or SHA-256 when `like` is an id of 64 digits. */
function blobOid(bytes, like) {
    const hash = (0,external_node_crypto_.createHash)(like.length === 64 ? 'sha256' : 'sha1');
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
;// CONCATENATED MODULE: ./packages/adapters/lib/github/own-commit.js





/** How far behind the head a commit of ours is looked for: others may have built upon it meanwhile. */
const DEPTH = 30;
/**
 * Looks whether a commit whose answer was lost is on its branch: it has our parent, our headline and our files. `not-written` when the
 * branch still stands where it stood, `lost-race` when others moved it.
 */
async function findOwnCommit(connection, at, request) {
    const variables = {
        owner: at.owner,
        name: at.name,
        ref: `refs/heads/${request.branch}`,
        depth: DEPTH,
    };
    const fields = request.changes.map(({ path }, index) => {
        variables[`f${index}`] = path;
        return `f${index}: file(path: $f${index}) { oid }`;
    });
    const declared = request.changes.map((_, index) => `, $f${index}: String!`).join('');
    const document = `query($owner: String!, $name: String!, $ref: String!, $depth: Int!${declared}) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $ref) { target { oid ... on Commit {
    history(first: $depth) { nodes { oid url message signature { isValid } parents(first: 1) { nodes { oid } } ${fields.join(' ')} } }
  } } } }
}`;
    const repository = await queryRepository(connection, at, { document, variables });
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
    return request.changes.every(({ text }, index) => {
        const file = commit[`f${index}`];
        return isJsonObject(file) && file.oid === blobOid(Buffer.from(text), request.expectedHead);
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
    const entries = request.changes.map(({ path, mode, text }) => ({ path, mode, type: 'blob', content: text }));
    const base = textAt(objectAt(parent, 'tree'), 'sha');
    const tree = await call('POST /repos/{owner}/{repo}/git/trees', { base_tree: base, tree: entries }, 201);
    const message = request.body === '' ? request.headline : `${request.headline}\n\n${request.body}`;
    const made = await call('POST /repos/{owner}/{repo}/git/commits', { message, tree: textAt(tree, 'sha'), parents: [request.expectedHead] }, 201);
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
    if (answer.status === 200)
        return 'moved';
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
//# sourceMappingURL=git-data.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/verified-commit.js



/**
 * Makes the commit on a branch of our own, looks whether GitHub shows it as verified, and only then moves the branch to
 * it, in one step with taking our own away. Runs that start from one head share the name of that branch, so that what
 * a killed run left is taken over by the next one.
 * @throws ActionError `not-verified`
 */
async function commitVerified(connection, at, request, write) {
    const { branch, expectedHead } = request;
    const staging = (0,git_names/* parseBranchName */.pD)(`gitops/verify/${expectedHead.slice(0, 16)}`);
    const { head: left } = await readHead(connection, at, staging);
    const begun = await moveBranch(connection, at, { branch: staging, before: left, after: expectedHead });
    if (begun !== expectedHead)
        return { kind: 'lost-race', detail: `another run uses ${staging}` };
    const made = await write({ ...request, branch: staging });
    if (made.kind === 'lost-race')
        return made;
    const remove = () => moveBranch(connection, at, { branch: staging, before: made.sha, after: undefined }).catch(() => undefined);
    if (!made.verified) {
        await remove();
        throw notVerified(branch);
    }
    const answer = await moveBranches(connection, at, [
        { branch, before: expectedHead, after: made.sha, force: false },
        { branch: staging, before: made.sha, after: undefined, force: true },
    ]).catch(keepAmbiguous);
    return settle(connection, at, { branch, staging, expectedHead, made, answer, remove });
}
/** Where the branch stands afterwards says what became of the move. */
async function settle(connection, at, move) {
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
function notVerified(branch) {
    return new report_error/* ActionError */.l('not-verified', `Nothing was written to ${branch}: GitHub does not show the commit as verified, and "require-verified" asks for that. Commits of a GitHub App's token are signed by GitHub; those of a personal token are not where they hold executable files.`);
}
//# sourceMappingURL=verified-commit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/commit.js









const CREATE_COMMIT = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url signature { isValid } } }
}`;
/** An answer that does not tell whether the commit was made is looked up, and the write repeated at most this often in all. */
const commit_ATTEMPTS = 3;
/**
 * One commit on exactly `expectedHead`, or nothing. The mutation makes regular files only, so that anything else goes through the
 * Git Data API: https://docs.github.com/graphql/reference/mutations#createcommitonbranch
 */
async function commitChanges(connection, at, request) {
    for (const { path, mode } of request.changes) {
        if (isRegular(mode))
            continue;
        throw new report_error/* ActionError */.l('invalid-change', `${path} has mode ${mode}: only regular files are written`);
    }
    if (request.requireVerified === true) {
        return commitVerified(connection, at, request, (staged) => commitChanges(connection, at, { ...staged, requireVerified: false }));
    }
    if (request.changes.some((change) => change.mode !== '100644'))
        return commitThroughGitData(connection, at, request);
    const attempt = { what: `the commit to ${request.branch}`, repository: `${at.owner}/${at.name}` };
    const input = mutationInput(at, request);
    for (let number = 1;; number += 1) {
        const answer = await connection.mutate(CREATE_COMMIT, { input }).catch(keepAmbiguous);
        const result = answer instanceof report_error/* ActionError */.l ? answer : readAnswered(answer, attempt);
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
/** As `readResult`; an answer that cannot be read tells nothing either. */
function readAnswered(answer, attempt) {
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
    const commit = objectAt(objectAt(objectAt(answer.data, 'data'), 'createCommitOnBranch'), 'commit');
    return committed(commit);
}
function committed(commit) {
    return {
        kind: 'committed',
        sha: (0,git_names/* parseCommitSha */.tu)(textAt(commit, 'oid')),
        verified: isJsonObject(commit.signature) && commit.signature.isValid === true,
        url: textAt(commit, 'url'),
    };
}
//# sourceMappingURL=commit.js.map
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
    const status = textAt(answer.data, 'status');
    return {
        status: STATUSES.find((known) => known === status) ?? 'diverged',
        mergeBase: (0,git_names/* parseCommitSha */.tu)(textAt(objectAt(answer.data, 'merge_base_commit'), 'sha')),
        files: pathsOf(files),
        filesComplete: files.length < MOST_FILES,
    };
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




const MESSAGES = `query($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        associatedPullRequests(first: 5) {
          nodes { merged isCrossRepository commits(last: 1) { nodes { commit { message } } } }
        }
      }
    }
  }
}`;
/**
 * The messages of the head commits of the merged pull requests that a commit came by, those of forks left out. Reading
 * pull requests takes a permission that writing contents does not: without it there are none.
 */
async function readPullRequestMessages(connection, at, commit) {
    const variables = { owner: at.owner, name: at.name, commit };
    const repository = await queryRepository(connection, at, { document: MESSAGES, variables }).catch((error) => {
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
/** GitHub walks the commits anew for the history of each path. */
const MOST_HISTORIES = 10;
/** One query: the head of the branch and all that is wanted at that commit, and files of the default branch. */
function snapshotQuery(owner, name, request) {
    const variables = { owner, name };
    const declared = ['$owner: String!', '$name: String!'];
    const declare = (variable, type, value) => {
        declared.push(`$${variable}: ${type}`);
        variables[variable] = value;
        return `$${variable}`;
    };
    const wanted = [
        ...(request.files ?? []).map((path, index) => `f${index}: file(path: ${declare(`f${index}`, 'String!', path)}) { ...entry }`),
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
    const document = `query(${declared.join(', ')}) {
  repository(owner: $owner, name: $name) {
    id
    defaultBranchRef { name target { oid ... on Commit { __typename ${onDefault} } } }
    ${elsewhere}
  }
}
${fragmentsFor(request)}`;
    return { document, variables };
}
/** The commit or branch that is read; empty for the default branch. */
function placeToRead({ commit, branch }, wanted, declare) {
    if (commit !== undefined)
        return `commit: object(oid: ${declare('commit', 'GitObjectID!', commit)}) { oid ... on Commit { __typename ${wanted} } }`;
    if (branch === undefined)
        return '';
    return `branch: ref(qualifiedName: ${declare('ref', 'String!', `refs/heads/${branch}`)}) { name target { oid ... on Commit { __typename ${wanted} } } }`;
}
/** One query for directories that lie deeper than the first went, pinned to the commit that was read. */
function subtreeQuery(owner, name, commit, paths) {
    const variables = { owner, name, commit };
    const declared = paths.map((path, index) => {
        variables[`d${index}`] = path;
        return `$d${index}: String!`;
    });
    const fields = paths.map((_, index) => `d${index}: file(path: $d${index}) { ...entry object { ...level0 } }`);
    const document = `query($owner: String!, $name: String!, $commit: GitObjectID!, ${declared.join(', ')}) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) { ... on Commit { ${fields.join('\n')} } }
  }
}
${ENTRY}
${levels()}`;
    return { document, variables };
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
function fragmentsFor(request) {
    const entries = (request.files ?? []).length + (request.defaultBranchFiles ?? []).length;
    const directories = (request.directories ?? []).length;
    // A fragment that is not used is an error: https://spec.graphql.org/October2021/#sec-Fragments-Must-Be-Used
    if (directories > 0)
        return `${ENTRY}\n${levels()}`;
    return entries > 0 ? ENTRY : '';
}
function levels() {
    return Array.from({ length: snapshot_query_DEPTH }, (_, level) => level === snapshot_query_DEPTH - 1
        ? `fragment level${level} on Tree { entries { ...entry } }`
        : `fragment level${level} on Tree { entries { ...entry object { ...level${level + 1} } } }`).join('\n');
}
//# sourceMappingURL=snapshot-query.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/file-reader.js







/** Files that are read through the API for one directory: more cost less by git. */
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
        const mode = readMode(numberAt(entry, 'mode'));
        if (mode === undefined)
            throw new report_error/* ActionError */.l('invalid-answer', `GitHub gave ${path} a mode that git does not have`);
        const oid = textAt(entry, 'oid');
        const text = isRegular(mode) && isJsonObject(entry.object)
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
            const repository = await queryRepository(this.#connection, this.#at, subtreeQuery(this.#at.owner, this.#at.name, this.#commit, paths));
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
        if (typeof blob.text === 'string' && isBlobText(blob.text, oid))
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
        if (blobOid(bytes, oid) !== oid) {
            throw new report_error/* ActionError */.l('invalid-answer', `the content of ${path} is not what its object id ${oid} names; run again`, {
                kind: 'transient',
            });
        }
        return decodeUtf8(bytes);
    }
}
//# sourceMappingURL=file-reader.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/read.js






/** Reads a snapshot in one query; more follow only for texts that GitHub cut and for directories deeper than one query reads. */
async function readSnapshot(connection, at, request) {
    const repository = await queryRepository(connection, at, snapshotQuery(at.owner, at.name, request));
    const ofDefault = optionalObjectAt(repository, 'defaultBranchRef');
    if (ofDefault === undefined) {
        throw new report_error/* ActionError */.l('branch-not-found', `${at.owner}/${at.name} has no commit yet; push a first one`);
    }
    const commit = commitRead(repository, ofDefault, at, request);
    const head = (0,git_names/* parseCommitSha */.tu)(textAt(commit, 'oid'), 'the head');
    const reader = new FileReader(connection, at, head);
    const files = new Map();
    for (const [index, path] of (request.files ?? []).entries()) {
        await reader.readEntry(commit[`f${index}`], files, path);
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
        pullRequestMessages: (commit) => readPullRequestMessages(connection, at, commit),
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
/** Adds labels, assignees and reviewers; returns a sentence for each that GitHub refused. Only a lost connection throws. */
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
    const labels = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
    const reviewers = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
    try {
        return [
            ...(await addAll(dress.labels, (names) => send(labels, { issue_number: number, labels: names }), (name, why) => `the label "${name}" was not added: ${why}`)),
            ...(await assign()),
            ...(await addAll(dress.reviewers, (names) => send(reviewers, { pull_number: number, reviewers: names }), (name, why) => `"${name}" was not asked for a review: ${why}`)),
            ...(await addAll(dress.teamReviewers, (names) => send(reviewers, { pull_number: number, team_reviewers: names }), (name, why) => `the team "${name}" was not asked for a review: ${why}`)),
        ];
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l && error.code !== 'cancelled') {
            return [`labels, assignees or reviewers of #${number} are incomplete: ${error.message}`];
        }
        throw error;
    }
}
//# sourceMappingURL=pull-request-dress.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/github/pull-request-merge.js





const ENABLE = `mutation($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;
const PULL = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
/**
 * Turns auto-merge on. GitHub refuses that for a pull request which it could merge at once: that one is merged, with the
 * head that was written as a condition. https://docs.github.com/graphql/reference/mutations#enablepullrequestautomerge
 */
async function mergePullRequest(connection, repository, number, { head, method }) {
    const pull = await readPull(connection, repository, number);
    if (pull.merged === true)
        return { kind: 'merged' };
    if (textAt(objectAt(pull, 'head'), 'sha') !== head)
        throw headMoved(number);
    if (isJsonObject(pull.auto_merge))
        return { kind: 'armed' };
    const input = {
        pullRequestId: textAt(pull, 'node_id'),
        mergeMethod: method.toUpperCase(),
        expectedHeadOid: head,
    };
    const answer = await connection.mutate(ENABLE, { input });
    const what = `auto-merge of pull request #${number}`;
    if (answer.status !== 200)
        throw restRefusal(answer, { what, repository });
    const [error] = answer.errors;
    if (error === undefined)
        return { kind: 'armed' };
    // Its checks are not done, or one failed that nobody requires: that is for a later look, or for a person.
    if (/unstable status/i.test(error.message))
        return { kind: 'not-yet', reason: 'its checks are not all green' };
    if (/clean status|has_hooks status/i.test(error.message)) {
        return mergeNow(connection, repository, number, { head, method });
    }
    if (/not allowed|not enabled/i.test(error.message)) {
        throw new report_error/* ActionError */.l('auto-merge-refused', `Pull request #${number} is open, but ${repository} does not allow auto-merge: allow it under Settings, General, Pull Requests, or leave "auto-merge" out.`);
    }
    if (/expected.*head|head.*modified|stale/i.test(error.message))
        throw headMoved(number);
    throw graphqlRefusal(answer.errors, { what, repository });
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
    if (answer.status === 200)
        return { kind: 'merged' };
    const reason = messageOfAnswer(answer.data);
    if (answer.status === 409)
        throw headMoved(number);
    if (answer.status === 405)
        return { kind: 'not-yet', reason };
    throw restRefusal(answer, { what: `merging pull request #${number}`, repository });
}
/** How the pull request stands now. */
async function readPullRequestState(connection, repository, number) {
    const pull = await readPull(connection, repository, number);
    if (pull.merged === true && typeof pull.merge_commit_sha === 'string') {
        return { kind: 'merged', commit: (0,git_names/* parseCommitSha */.tu)(pull.merge_commit_sha) };
    }
    if (pull.state === 'closed')
        return { kind: 'closed' };
    const state = typeof pull.mergeable_state === 'string' ? pull.mergeable_state : 'unknown';
    return { kind: 'open', head: (0,git_names/* parseCommitSha */.tu)(textAt(objectAt(pull, 'head'), 'sha')), state };
}
async function readPull(connection, repository, number) {
    const { owner, name } = splitRepository(repository);
    const answer = await connection.rest(PULL, { owner, repo: name, pull_number: number });
    if (answer.status !== 200)
        throw restRefusal(answer, { what: `reading pull request #${number}`, repository });
    if (isJsonObject(answer.data))
        return answer.data;
    throw new report_error/* ActionError */.l('invalid-answer', `GitHub answered no pull request #${number}`);
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
            .map(pull_requests_readPull);
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
            const outcome = answer instanceof report_error/* ActionError */.l ? answer : readCreated(answer, content);
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
    function readCreated(answer, content) {
        if (answer.status === 201 && isJsonObject(answer.data))
            return { kind: 'created', pull: pull_requests_readPull(answer.data) };
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
        if (/not permitted to create(?: or approve)? pull requests/i.test(message))
            throw notPermitted(content);
        throw refusal;
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
            const change = () => call(`changing pull request #${number}`, 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', parameters, 200);
            // The same title and body twice are the same pull request: this write alone may be repeated without a look.
            const updated = await change().catch((error) => {
                keepAmbiguous(error);
                return change();
            });
            if (!isJsonObject(updated))
                throw new report_error/* ActionError */.l('invalid-answer', `GitHub answered no pull request #${number}`);
            return pull_requests_readPull(updated);
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
function pull_requests_readPull(pull) {
    const [head, base] = [objectAt(pull, 'head'), objectAt(pull, 'base')];
    return {
        number: numberAt(pull, 'number'),
        url: textAt(pull, 'html_url'),
        title: textAt(pull, 'title'),
        body: typeof pull.body === 'string' ? pull.body : '',
        draft: pull.draft === true,
        head: {
            branch: (0,git_names/* parseBranchName */.pD)(textAt(head, 'ref')),
            sha: (0,git_names/* parseCommitSha */.tu)(textAt(head, 'sha')),
            // The repository of a fork that was deleted is null.
            repository: isJsonObject(head.repo) ? textAt(head.repo, 'full_name') : '',
        },
        base: { branch: (0,git_names/* parseBranchName */.pD)(textAt(base, 'ref')) },
        author: isJsonObject(pull.user) ? textAt(pull.user, 'login') : 'ghost',
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
/** Node's timers overflow, and fire at once, beyond this. */
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
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
;// CONCATENATED MODULE: ./packages/adapters/lib/http/certificates.js





const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/**
 * The value of the input `ca-cert`, PEM text or the path of a PEM file, as PEM text. Throws `ActionError`
 * `invalid-ca-cert`.
 */
async function readCaCert(value) {
    if (value.includes('-----BEGIN'))
        return checkPem(value, 'the input ca-cert');
    try {
        return checkPem(await (0,promises_.readFile)(value.trim(), 'utf8'), `the file ${value.trim()} of the input ca-cert`);
    }
    catch (cause) {
        if (cause instanceof report_error/* ActionError */.l)
            throw cause;
        throw invalid(`the input ca-cert is neither PEM text nor a file that can be read (${(0,report_error/* messageOf */.b)(cause)})`, cause);
    }
}
/** The machine's trusted certificates and the given ones besides: setting `ca` alone would replace the former. */
function trustedCertificates(given, env) {
    return [...machineCertificates(env), ...given.map((pem) => checkPem(pem, 'ca-cert'))];
}
function machineCertificates(env) {
    // Node before 22.15 cannot be asked for what it trusts.
    const ask = external_node_tls_.getCACertificates;
    if (typeof ask === 'function')
        return (0,external_node_tls_.getCACertificates)('default');
    const extra = env.NODE_EXTRA_CA_CERTS;
    return extra === undefined || extra === ''
        ? external_node_tls_.rootCertificates
        : [...external_node_tls_.rootCertificates, (0,external_node_fs_.readFileSync)(extra, 'utf8')];
}
function checkPem(text, origin) {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
        throw invalid(`${origin} holds a private key; give certificates only, and consider that key leaked`);
    }
    const found = text.match(CERTIFICATE) ?? [];
    if (found.length === 0)
        throw invalid(`${origin} holds no PEM certificate (-----BEGIN CERTIFICATE-----)`);
    for (const [index, pem] of found.entries()) {
        try {
            new external_node_crypto_.X509Certificate(pem);
        }
        catch (cause) {
            throw invalid(`certificate ${index + 1} of ${found.length} in ${origin} cannot be parsed`, cause);
        }
    }
    return found.join('\n');
}
function invalid(sentence, cause) {
    return new report_error/* ActionError */.l('invalid-ca-cert', sentence, { cause });
}
//# sourceMappingURL=certificates.js.map
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
    if (rules.redirect === 'refuse')
        throw redirect_refuse(`${at}, a redirect, where none is expected; give the final address`);
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
    const text = given.includes('://') ? given : `http://${given}`;
    const proxy = URL.canParse(text) ? new URL(text) : undefined;
    if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')) {
        throw new report_error/* ActionError */.l('invalid-proxy', `${name.toUpperCase()} is not the http or https URL of a proxy; correct or unset it`);
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
        trusted ??= trustedCertificates(given, options.env);
        return { ...verified, ca: trusted };
    }
    function agentFor(url) {
        const proxy = proxyFor(url, options.env);
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
        const made = createAgent(proxy, connectOptions(insecure), connectOptions(false));
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
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
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
        current: known,
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
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/docker-config.js





const EMPTY = { logins: new Map(), helpers: new Map(), store: undefined };
/** Where docker keeps its configuration. https://docs.docker.com/reference/cli/docker/#environment-variables */
function dockerConfigPath(env, home) {
    const folder = env.DOCKER_CONFIG;
    return (0,external_node_path_.join)(folder === undefined || folder === '' ? (0,external_node_path_.join)(home, '.docker') : folder, 'config.json');
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
        throw docker_config_invalid(path, `cannot be read (${(0,report_error/* messageOf */.b)(error)})`, error);
    }
    const document = parseJsonObject(text);
    if (document === undefined)
        throw docker_config_invalid(path, 'is not a JSON object');
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
        throw docker_config_invalid(path, `has "${name}" that is not an object`);
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
function docker_config_invalid(path, what, cause) {
    return new report_error/* ActionError */.l('invalid-docker-config', `The docker configuration ${path} ${what}. Correct or remove it, or give the login by the inputs "registry", "username" and "password".`, { cause });
}
//# sourceMappingURL=docker-config.js.map
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/credential-helper.js


const LIMIT = 10_000;
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
    const limit = options.limit ?? LIMIT;
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
 * credential store, and the configuration file. A helper that fails makes access anonymous, with a notice.
 */
function createLoginFinder(options) {
    const given = new Map(options.credentials.map(({ registry, username, password }) => [
        normalizeRegistry(registry),
        { kind: 'password', username, password },
    ]));
    const found = new Map();
    let config;
    async function find(registry) {
        const login = given.get(registry);
        if (login !== undefined)
            return login;
        config ??= readDockerConfig(options.dockerConfigPath);
        return findConfigured(await config, registry, options);
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
;// CONCATENATED MODULE: ./packages/core/lib/image/digest.js

const SHA256 = /^sha256:[0-9a-f]{64}$/;
/** Whether the text is a digest we accept. */
function isDigest(text) {
    return SHA256.test(text);
}
/** @throws ActionError `invalid-digest` */
function parseDigest(text) {
    if (isDigest(text))
        return text;
    throw new report_error/* ActionError */.l('invalid-digest', `"${text}" is not an image digest: wanted "sha256:" followed by 64 lower-case hex digits.`);
}
//# sourceMappingURL=digest.js.map
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
    return parseDigest(`sha256:${(0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex')}`);
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
        ? { kind: 'index', platforms: platformsOf(document, source) }
        : { kind: 'single', config: configOf(document) };
    return { digest: digestOf(bytes), mediaType, bytes, content };
}
/** `os/architecture[/variant]` out of the config of a single image; undefined when it does not say. */
function platformOfConfig(bytes) {
    return formatPlatform(parseJsonObject(bytes));
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
        if (!isJsonObject(entry) || typeof entry.digest !== 'string' || !isDigest(entry.digest))
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
function configOf(manifest) {
    const { config } = manifest;
    if (!isJsonObject(config) || typeof config.digest !== 'string' || !isDigest(config.digest))
        return undefined;
    return typeof config.mediaType === 'string' && CONFIG_TYPES.has(config.mediaType)
        ? config.digest
        : undefined;
}
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
        throw await refusalOf(context, image, actions, response);
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
    if (response.status === 200 && promised !== undefined && isDigest(promised)) {
        if (image.digest === undefined || image.digest === promised)
            return promised;
        throw mismatch(`${image.registry}/${image.repository}`, image.digest, promised);
    }
    if (response.status === 429 || response.status >= 500)
        throw await refusalOf(context, image, 'pull', response);
    // Refusals have no body here, and some registries know no HEAD: GET decides.
    return (await fetchManifest(context, image))?.digest;
}
/**
 * The platform of an image that is not an index, from its config; undefined when the config does not say.
 * @throws ActionError those of the port `Registry`
 */
async function fetchPlatform(context, image, config) {
    const response = await send(context, image, {
        method: 'GET',
        path: `blobs/${config}`,
        actions: 'pull',
        maxBytes: MAX_CONFIG,
        redirect: 'drop-authorization',
    });
    if (response.status !== 200)
        throw await refusalOf(context, image, 'pull', response);
    const actual = digestOf(response.body);
    if (actual !== config)
        throw mismatch(`the config of ${image.registry}/${image.repository}`, config, actual);
    return platformOfConfig(response.body);
}
/** Sends a request to the image's repository. */
function send(context, image, request) {
    return sendToRepository(context, image, request);
}
/** The error for an answer that is not what was wanted. */
async function refusalOf(context, image, actions, response) {
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
;// CONCATENATED MODULE: ./packages/core/lib/image/reference.js


// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const REGISTRY = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
/** Names of Docker Hub that people copy from its API and from docker's configuration. */
const reference_HUB_ALIASES = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const MAX_REPOSITORY = 255;
const MAX_PORT = 65535;
/** Longest given text that an error repeats. */
const MAX_SHOWN = 500;
/** Whether the text can be a tag by the OCI grammar. */
function isTag(text) {
    return TAG.test(text);
}
/**
 * Reads `[registry/]repository[:tag][@digest]`. What stands before the first slash is a registry when it holds a dot or
 * a colon, or is `localhost`, as docker has it: https://github.com/distribution/reference/blob/main/normalize.go
 * @throws ActionError `invalid-image`
 */
function parseImageReference(text) {
    const at = text.indexOf('@');
    const digest = at < 0 ? undefined : readDigest(text.slice(at + 1), text);
    const named = at < 0 ? text : text.slice(0, at);
    const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    const name = colon < 0 ? named : named.slice(0, colon);
    const tag = colon < 0 ? undefined : named.slice(colon + 1);
    if (tag !== undefined && !isTag(tag)) {
        throw reference_refuse(text, `the tag "${tag.slice(0, MAX_SHOWN)}" may hold letters, digits, "_", "." and "-", up to 128, and starts with a letter, a digit or "_"`);
    }
    return { name, ...normalise(name, text), tag, digest };
}
/** As `parseImageReference`; undefined for a text that is no reference. */
function readImageReference(text) {
    try {
        return parseImageReference(text);
    }
    catch {
        return undefined;
    }
}
function readDigest(digest, text) {
    if (isDigest(digest))
        return digest;
    throw reference_refuse(text, `what follows "@" is a digest, "sha256:" and 64 lower-case hex digits`);
}
function normalise(name, text) {
    const slash = name.indexOf('/');
    const first = slash < 0 ? '' : name.slice(0, slash).toLowerCase();
    const hasRegistry = /[.:]/.test(first) || first === 'localhost';
    const written = hasRegistry ? first : 'docker.io';
    const registry = reference_HUB_ALIASES.has(written) ? 'docker.io' : written;
    const path = hasRegistry ? name.slice(slash + 1) : name;
    const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
    if (!isRegistry(registry)) {
        throw reference_refuse(text, `"${registry.slice(0, MAX_SHOWN)}" is not a host name with an optional port up to ${MAX_PORT}`);
    }
    if (repository.length > MAX_REPOSITORY) {
        throw reference_refuse(text, `the name is longer than ${MAX_REPOSITORY} characters`);
    }
    if (!REPOSITORY.test(path)) {
        const hint = REPOSITORY.test(path.toLowerCase())
            ? `, with a lower-case name: "${path.toLowerCase()}"`
            : '';
        throw reference_refuse(text, `wanted "[registry/]name[:tag][@sha256:…]", such as "ghcr.io/acme/api:1.4.2"${hint}`);
    }
    return { registry, repository };
}
function isRegistry(text) {
    const port = /:([0-9]+)$/.exec(text)?.[1];
    return REGISTRY.test(text) && (port === undefined || (Number(port) > 0 && Number(port) <= MAX_PORT));
}
function reference_refuse(text, why) {
    const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
    return new report_error/* ActionError */.l('invalid-image', `"${shown}" is not an image reference: ${why}.`);
}
/** Whether two references name the same repository in the same registry, whatever their tags. */
function sameRepository(a, b) {
    return a.registry === b.registry && a.repository === b.repository;
}
/** `name[:tag][@digest]`, with the name as it was written. */
function formatImageReference(image) {
    const tag = image.tag === undefined ? '' : `:${image.tag}`;
    const digest = image.digest === undefined ? '' : `@${image.digest}`;
    return image.name + tag + digest;
}
//# sourceMappingURL=reference.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/tagging.js



/**
 * Points a tag to what `image` resolves to, by putting the same bytes under the same type: nothing is built or
 * uploaded. Succeeds when the tag points there already, whatever the registry thinks of writing it again.
 * @throws ActionError `invalid-tag`, `image-not-found`, `registry-tag-immutable` and those of the port `Registry`
 */
async function putTag(context, image, tag) {
    if (!isTag(tag)) {
        throw new report_error/* ActionError */.l('invalid-tag', `"${tag}" is not a tag: wanted up to 128 letters, digits, "_", "." and "-", not beginning with "." or "-".`);
    }
    const manifest = await fetchManifest(context, image, 'pull,push');
    if (manifest === undefined) {
        throw new report_error/* ActionError */.l('image-not-found', `${image.registry}/${image.repository} has no ${referenceOf(image)} that the tag "${tag}" could point to. Push it first, or check the name.`);
    }
    const target = { ...image, tag, digest: undefined };
    const response = await putManifest(context, target, manifest);
    if (response === undefined || [200, 201, 202].includes(response.status))
        return manifest.digest;
    if (response.status === 401 || response.status === 429)
        throw await refusalOf(context, image, 'pull,push', response);
    const current = await fetchDigest(context, target);
    if (current === manifest.digest)
        return manifest.digest;
    if (current !== undefined && isImmutable(response))
        throw immutable(target, tag, current, response);
    throw await refusalOf(context, image, 'pull,push', response);
}
/** The answer to the write; undefined when the connection broke and the tag turned out to have been written. */
async function putManifest(context, target, manifest) {
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
        if (!(error instanceof report_error/* ActionError */.l) || error.code !== 'registry-unreachable')
            throw error;
        if ((await fetchDigest(context, target)) === manifest.digest)
            return undefined;
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
            throw await refusalOf(context, image, 'pull', response);
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
        dockerConfigPath: options.dockerConfigPath ?? dockerConfigPath(env, (0,external_node_os_.homedir)()),
        env,
        onSecret,
        log: options.log,
        ...(options.helperLimit === undefined ? {} : { helperLimit: options.helperLimit }),
    });
    const findRoot = createRootFinder(http, options.plaintext ?? false);
    const context = {
        http,
        findLogin,
        authorizer: createAuthorizer({ http, clock, findLogin, onSecret }),
        findRoot,
    };
    const platforms = new Map();
    return {
        resolve: async (image) => {
            const manifest = await fetchManifest(context, image);
            return manifest === undefined ? undefined : describeImage(context, image, manifest, platforms);
        },
        digest: (image) => fetchDigest(context, image),
        isPlain: async (registry) => (await findRoot(registry)).protocol === 'http:',
        tags: (image) => listTags(context, image),
        tag: (image, tag) => putTag(context, image, tag),
    };
}
/** `seen` holds the platforms of configs read before: a digest never means anything else later. */
async function describeImage(context, image, { digest, mediaType, content }, seen) {
    if (content.kind === 'index')
        return { digest, mediaType, platforms: content.platforms };
    const { config } = content;
    if (config === undefined)
        return { digest, mediaType, platforms: new Map() };
    if (!seen.has(config))
        seen.set(config, await fetchPlatform(context, image, config));
    const platform = seen.get(config);
    return { digest, mediaType, platforms: new Map(platform === undefined ? [] : [[platform, digest]]) };
}
//# sourceMappingURL=registry.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/run/run-clients.js




/** @throws ActionError `invalid-ca-cert` */
async function openRunClients(settings) {
    const { action, plaintext = false, insecureHosts, runtime } = settings;
    const { env, log, signal, secrets } = runtime;
    const clock = systemClock();
    const userAgent = `gitops-actions/${action}`;
    const caCert = settings.caCert.trim() === '' ? undefined : await readCaCert(settings.caCert);
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
        sources: (token) => createSourceRepositories(connect(token)),
    };
}
//# sourceMappingURL=run-adapters.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/json.js
/** Foreign JSON is unknown until it is asked for: each reader answers undefined for anything of another type. */
function json_objectAt(value, ...path) {
    const found = at(value, path);
    return isObject(found) ? found : undefined;
}
function json_textAt(value, ...path) {
    const found = at(value, path);
    return typeof found === 'string' ? found : undefined;
}
function json_listAt(value, ...path) {
    const found = at(value, path);
    return Array.isArray(found) ? found : [];
}
function at(value, path) {
    let found = value;
    for (const key of path) {
        if (!isObject(found))
            return undefined;
        found = found[key];
    }
    return found;
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
//# sourceMappingURL=json.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/repository-url.js
/** Names under which a host answers besides its own: https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port */
const ALIASES = new Map([
    ['ssh.github.com', 'github.com'],
    ['www.github.com', 'github.com'],
]);
/**
 * A repository URL in one form, so that the ways to write the same repository compare equal: `host/path` in lower case,
 * without scheme, user, `.git` and the ports that say nothing about the repository: default ones, and every one of ssh.
 */
function normaliseRepositoryUrl(url) {
    const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url.trim()) ?? readScp(url.trim());
    const [authority = '', ...segments] = rest.split('/');
    const host = authority.replace(/^.*@/, '').toLowerCase();
    const isSsh = /^(?:git\+)?ssh(?:\+git)?$/i.test(scheme);
    const named = host.replace(isSsh ? /:\d*$/ : (DEFAULT_PORT.get(scheme.toLowerCase()) ?? /:$/), '');
    const path = segments
        .filter((segment) => segment !== '')
        .join('/')
        .replace(/\.git$/i, '')
        .toLowerCase();
    return `${ALIASES.get(named) ?? named}/${path}`;
}
const DEFAULT_PORT = new Map([
    ['https', /:(?:443)?$/],
    ['http', /:(?:80)?$/],
    ['git', /:(?:9418)?$/],
]);
/** `user@host:path`, git's own short form of ssh: https://git-scm.com/docs/git-clone#_git_urls */
function readScp(text) {
    const scp = /^(?:([^@/]+)@)?(\[[^\]]+\]|[^/:]+):(.*)$/s.exec(text);
    if (scp === null)
        return ['', '', text];
    return ['', 'ssh', `${scp[2] ?? ''}/${scp[3] ?? ''}`];
}
//# sourceMappingURL=repository-url.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/sources.js



/**
 * Finds the sources that read `repositoryUrl`. Charts have versions and other repositories have commits of their own: they say
 * nothing about ours.
 * @throws ActionError `no-matching-source`
 */
function findOurSources(spec, status, label, repositoryUrl) {
    const wanted = normaliseRepositoryUrl(repositoryUrl);
    const isOurs = (source) => (json_textAt(source, 'chart') ?? '') === '' &&
        normaliseRepositoryUrl(json_textAt(source, 'repoURL') ?? '') === wanted;
    const hydrator = json_objectAt(spec, 'sourceHydrator', 'drySource');
    const several = json_listAt(spec, 'sources');
    const sources = several.length > 0 ? several : [hydrator ?? json_objectAt(spec, 'source')];
    const positions = sources.flatMap((source, index) => (isOurs(source) ? [index] : []));
    if (positions.length === 0)
        throw noSource(label, sources, repositoryUrl);
    if (several.length > 0) {
        return { revisionsIn: (value) => complete(positions.map((index) => json_listAt(value, 'revisions')[index])) };
    }
    const dry = hydrator === undefined ? (revision) => revision : dryRevisions(status);
    return { revisionsIn: (value) => complete([dry(json_textAt(value, 'revision'))]) };
}
/** None when one is missing: what is known of the others would pass for the whole. */
function complete(revisions) {
    const known = revisions.filter((revision) => typeof revision === 'string' && revision !== '');
    return known.length === revisions.length ? known : [];
}
/**
 * The source hydrator renders our (dry) commits into commits of another branch, and those are what is synced.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/
 */
function dryRevisions(status) {
    const operations = ['currentOperation', 'lastSuccessfulOperation'].map((name) => json_objectAt(status, 'sourceHydrator', name));
    return (hydrated) => {
        const made = operations.find((operation) => operation?.hydratedSHA === hydrated);
        return hydrated === undefined || made === undefined ? hydrated : made.drySHA;
    };
}
function noSource(label, sources, repositoryUrl) {
    const read = [...new Set(sources.map((source) => json_textAt(source, 'repoURL') ?? 'no repository'))].join(', ');
    return new report_error/* ActionError */.l('no-matching-source', `Application "${label}" reads ${read}, not ${repositoryUrl}: its revision says nothing about ours. Check "applications" and "repository".`);
}
//# sourceMappingURL=sources.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/text.js
/** A resource's message may hold a whole rendered manifest. */
const LONGEST = 1000;
/**
 * A foreign text on one line, without control characters, cut at a code point: it goes into logs, tables and outputs beside
 * ours.
 */
function oneLine(text, longest = LONGEST) {
    const line = text
        .slice(0, longest * 4)
        .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
        .trim();
    const characters = Array.from(line);
    return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}
//# sourceMappingURL=text.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/application.js




const HEALTH = new Map([
    ['Healthy', 'healthy'],
    ['Progressing', 'progressing'],
    ['Suspended', 'suspended'],
    ['Degraded', 'degraded'],
    ['Missing', 'missing'],
]);
const SYNC = new Map([
    ['Synced', 'synced'],
    ['OutOfSync', 'out-of-sync'],
]);
/** Conditions under which Argo CD neither compares nor syncs. */
const TERMINAL_CONDITIONS = ['ComparisonError', 'InvalidSpecError'];
/** Failed resources that the message of an operation lists. */
const LISTED = 3;
/** What `readApplication` needs of the stream's objects: without the resources, which are most of an application. */
const FIELDS = [
    'metadata',
    'spec',
    'operation',
    'status.sync',
    'status.health',
    'status.summary',
    'status.conditions',
    'status.reconciledAt',
    'status.operationState',
    'status.sourceHydrator',
];
/** `name` or `namespace/name`, as people write it. */
function labelOf({ name, namespace }) {
    return namespace === undefined ? name : `${namespace}/${name}`;
}
/**
 * Reads an Application object; words that are not known are neither ready nor failed.
 * @throws ActionError `agent-invalid-answer`, `no-matching-source`
 */
function readApplication(value, name, server, repositoryUrl) {
    const label = labelOf(name);
    const status = json_objectAt(value, 'status') ?? {};
    const spec = json_objectAt(value, 'spec');
    if (spec === undefined || json_objectAt(value, 'metadata') === undefined) {
        throw new report_error/* ActionError */.l('agent-invalid-answer', `The answer about "${label}" is not an Argo CD Application. Check that "server" is the address of Argo CD.`);
    }
    const ours = findOurSources(spec, status, label, repositoryUrl);
    return {
        label,
        url: `${server}/applications/${namespaceOf(value)}/${encodeURIComponent(name.name)}`,
        revisions: ours.revisionsIn(status.sync),
        sync: SYNC.get(json_textAt(status, 'sync', 'status') ?? '') ?? 'unknown',
        operationRequested: json_objectAt(value, 'operation') !== undefined,
        operation: readOperation(json_objectAt(status, 'operationState'), ours),
        health: readHealth(status.health),
        reconciledAt: timeAt(status, 'reconciledAt'),
        errors: [...deletion(value), ...terminalConditions(status)],
        images: json_listAt(status, 'summary', 'images').filter((image) => typeof image === 'string'),
        automated: isAutomated(spec),
        inertia: inertiaOf(value),
    };
}
function namespaceOf(value) {
    const namespace = json_textAt(value, 'metadata', 'namespace') ?? '';
    return /^[a-z0-9-]+$/.test(namespace) ? namespace : 'argocd';
}
function readHealth(value) {
    const word = json_textAt(value, 'status') ?? '';
    const message = oneLine(json_textAt(value, 'message') ?? '');
    const status = HEALTH.get(word);
    if (status !== undefined)
        return { status, message };
    const said = word === '' || word === 'Unknown' ? '' : `Argo CD says "${oneLine(word, 80)}"`;
    return { status: 'unknown', message: [said, message].filter((part) => part !== '').join(': ') };
}
function readOperation(state, ours) {
    if (state === undefined)
        return undefined;
    const applied = ours.revisionsIn(json_objectAt(state, 'syncResult'));
    const asked = ours.revisionsIn(json_objectAt(state, 'operation', 'sync'));
    return {
        phase: phaseOf(json_textAt(state, 'phase')),
        revisions: applied.length > 0 ? applied : asked,
        message: [json_textAt(state, 'message') ?? '', ...failedResources(state)]
            .map((part) => oneLine(part))
            .join('; '),
        finishedAt: timeAt(state, 'finishedAt'),
        // While Argo CD will try again it keeps the phase at Running.
        willRetry: false,
    };
}
function failedResources(state) {
    return json_listAt(state, 'syncResult', 'resources')
        .filter((resource) => {
        const phase = json_textAt(resource, 'hookPhase') ?? '';
        return json_textAt(resource, 'status') === 'SyncFailed' || phase === 'Failed' || phase === 'Error';
    })
        .slice(0, LISTED)
        .map((resource) => {
        const what = `${json_textAt(resource, 'kind') ?? 'resource'} ${json_textAt(resource, 'name') ?? ''}`;
        return `${what}: ${json_textAt(resource, 'message') ?? 'failed'}`;
    });
}
/** A phase that is not known is neither ready nor failed. */
function phaseOf(phase) {
    if (phase === 'Succeeded')
        return 'succeeded';
    return phase === 'Failed' || phase === 'Error' ? 'failed' : 'running';
}
function deletion(value) {
    return json_textAt(value, 'metadata', 'deletionTimestamp') === undefined ? [] : ['it is being deleted'];
}
function terminalConditions(status) {
    return json_listAt(status, 'conditions').flatMap((condition) => {
        const type = json_textAt(condition, 'type') ?? '';
        if (!TERMINAL_CONDITIONS.includes(type))
            return [];
        return [`${type}: ${oneLine(json_textAt(condition, 'message') ?? '')}`];
    });
}
function isAutomated(spec) {
    const automated = json_objectAt(spec, 'syncPolicy', 'automated');
    return automated !== undefined && automated.enabled !== false;
}
/** https://argo-cd.readthedocs.io/en/stable/operator-manual/high_availability/#manifest-paths-annotation */
function inertiaOf(value) {
    const paths = json_textAt(value, 'metadata', 'annotations', 'argocd.argoproj.io/manifest-generate-paths') ?? '';
    return paths === ''
        ? undefined
        : `its annotation manifest-generate-paths passes commits over that leave ${oneLine(paths, 200)} alone`;
}
function timeAt(value, key) {
    const time = Date.parse(json_textAt(value, key) ?? '');
    return Number.isNaN(time) ? undefined : time;
}
//# sourceMappingURL=application.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/token-expiry.js

/**
 * When a token of Argo CD, a JWT, expires; undefined when it never does or cannot be read. Nothing is verified: this is for a
 * message. https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
 */
function tokenExpiry(token) {
    try {
        const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
        const seconds = json_objectAt(claims)?.exp;
        const date = typeof seconds === 'number' ? new Date(seconds * 1000) : undefined;
        return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=token-expiry.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/refusal.js




/** Characters of a foreign answer that an error shows. */
const SHOWN = 200;
/** A refusal of Argo CD, with the text by which its kinds are told apart. */
class ArgoCdRefusal extends report_error/* ActionError */.l {
    status;
    detail;
    constructor(code, sentence, status, detail) {
        super(code, sentence, { kind: status >= 500 || status === 429 ? 'transient' : 'user' });
        this.status = status;
        this.detail = detail;
    }
}
/** An answer other than 200 as the error of this project. */
function refusal(response, question) {
    const detail = messageIn(response);
    const [code, sentence] = explain(response.status, detail, question);
    return new ArgoCdRefusal(code, sentence, response.status, detail);
}
/** @throws ActionError `agent-invalid-answer` for what is not JSON */
function decodeAnswer(response, server) {
    try {
        return response.json();
    }
    catch (cause) {
        throw new report_error/* ActionError */.l('agent-invalid-answer', `${server} does not answer like Argo CD's API: wanted JSON, got "${oneLine(response.text(), SHOWN)}". Check "server": a login page or a proxy may answer in its place.`, { cause });
    }
}
function explain(status, detail, question) {
    const { label, project, server, isSync } = question;
    const where = project === undefined ? '' : ` of project "${project}"`;
    switch (status) {
        case 401:
            return ['agent-unauthorized', unauthorized(detail, question)];
        case 403:
            if (isSync) {
                return [
                    'agent-refused',
                    `The token may not sync application "${label}"${where} (${detail}): grant it "applications, sync", or leave "sync" at false.`,
                ];
            }
            return [
                'application-not-found',
                project === undefined
                    ? `Application "${label}" is missing, or the token may not see it: Argo CD answers both alike (${detail}). Check "applications", give "project" to tell them apart, or grant "applications, get".`
                    : `The token may not read application "${label}"${where} (${detail}): grant it "applications, get".`,
            ];
        case 404:
            return [
                'application-not-found',
                `${server} has no application "${label}"${project === undefined ? '' : ` in project "${project}"`} (${detail}). Check "applications", "project" and "server".`,
            ];
        default:
            return ['agent-refused', `${server} answered ${status} about application "${label}": ${detail}`];
    }
}
function unauthorized(detail, { server, authToken, now }) {
    const expiry = tokenExpiry(authToken);
    const expired = expiry !== undefined && expiry <= now;
    const why = expired
        ? `it expired at ${expiry.toISOString()}`
        : 'it is wrong, revoked, or of another Argo CD';
    return `${server} does not accept the input "auth-token" (${detail}): ${why}. Create one with "argocd proj role create-token PROJECT ROLE".`;
}
/** The body of an error has `error`, `code` and `message`; a proxy's is anything. */
function messageIn(response) {
    try {
        const body = response.json();
        return oneLine(json_textAt(body, 'message') ?? json_textAt(body, 'error') ?? 'no message', SHOWN);
    }
    catch {
        const text = oneLine(response.text(), SHOWN);
        return text === '' ? 'no message' : text;
    }
}
//# sourceMappingURL=refusal.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/api.js



/** A resource tree of a large application runs to megabytes. */
const api_MAX_BYTES = 32 * 1024 * 1024;
/** A blocking refresh takes as long as Argo CD needs to compare. */
const api_DEADLINE = 60_000;
/** Argo CD sends a comment every 15 s; three missed ones mean a dead stream. */
const STREAM_IDLE = 45_000;
/** A stream ends when it is closed; a job ends after six hours. */
const STREAM_DEADLINE = 6 * 3_600_000;
function createArgoCdApi(options) {
    const { http, clock, server, authToken, project } = options;
    const patient = waitOutLimits(http, clock, options.signal);
    const base = server.replace(/\/+$/, '');
    const authorization = `Bearer ${authToken}`;
    const identity = (name) => ({
        ...(name.namespace === undefined ? {} : { appNamespace: name.namespace }),
        ...(project === undefined ? {} : { project }),
    });
    return {
        server: base,
        async application(name, { method = 'GET', path = '', query = {}, body }) {
            const isSync = method === 'POST';
            // A write names its application in the body; a query beside it is not read.
            const parameters = new URLSearchParams(isSync ? {} : { ...query, ...identity(name) });
            const search = parameters.size === 0 ? '' : `?${parameters.toString()}`;
            const response = await patient.request({
                method,
                url: `${base}/api/v1/applications/${encodeURIComponent(name.name)}${path}${search}`,
                headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
                ...(body === undefined ? {} : { body: JSON.stringify({ ...body, ...identity(name) }) }),
                maxBytes: api_MAX_BYTES,
                deadline: api_DEADLINE,
                // A refresh that was not answered goes on at the server: a second one would only add to it.
                retry: 'refresh' in query ? 'never' : 'safe',
            });
            if (response.status === 200)
                return decodeAnswer(response, base);
            const label = labelOf(name);
            throw refusal(response, { label, project, server: base, authToken, isSync, now: clock.now() });
        },
        stream(name, signal) {
            const fields = ['result.type', ...FIELDS.map((field) => `result.application.${field}`)].join(',');
            const parameters = new URLSearchParams({ name: name.name, ...identity(name), fields });
            return http.stream({
                url: `${base}/api/v1/stream/applications?${parameters.toString()}`,
                // Argo CD compares the header as a whole: with any other text it sends no keepalives.
                headers: { authorization, accept: 'text/event-stream' },
                idleTimeout: STREAM_IDLE,
                deadline: STREAM_DEADLINE,
                signal,
            });
        },
    };
}
//# sourceMappingURL=api.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/cause.js


const cause_LISTED = 3;
/** What runs explains what owns it: such kinds come first. */
const RUNNING = ['Pod', 'Job', 'CronJob'];
/** States that ask for no explanation. */
const WELL = ['Healthy', 'Suspended', 'Unknown'];
/**
 * Why an application is not healthy, from `GET /applications/{name}/resource-tree`; undefined when all is well. Told are the
 * sick nodes that own no other sick node, alike ones once: three pods that cannot pull an image are one reason.
 */
function causeInTree(tree) {
    const sick = json_listAt(tree, 'nodes').filter((node) => !WELL.includes(statusOf(node)));
    const owners = new Set(sick.flatMap((node) => json_listAt(node, 'parentRefs').map(identityOf)));
    const leaves = sick.filter((node) => !owners.has(identityOf(node)));
    const ordered = leaves.toSorted((a, b) => rank(a) - rank(b));
    const groups = new Map();
    for (const node of ordered) {
        const key = `${json_textAt(node, 'kind') ?? ''} ${cause_reasonOf(node)}`;
        groups.set(key, [...(groups.get(key) ?? []), node]);
    }
    const told = [...groups.values()].slice(0, cause_LISTED).map(describe);
    return told.length === 0 ? undefined : told.join('; ');
}
function statusOf(node) {
    return json_textAt(node, 'health', 'status') ?? 'Healthy';
}
/** References to owners have no uid in old versions; the names are there in all. */
function identityOf(node) {
    return ['group', 'kind', 'namespace', 'name'].map((key) => json_textAt(node, key) ?? '').join('/');
}
/** The broken before the unfinished, and what runs before what owns. */
function rank(node) {
    const kind = RUNNING.includes(json_textAt(node, 'kind') ?? '') ? 0 : 1;
    return kind + (statusOf(node) === 'Progressing' ? 2 : 0);
}
function describe(nodes) {
    const [node] = nodes;
    const kind = json_textAt(node, 'kind') ?? 'resource';
    const more = nodes.length === 1 ? '' : ` and ${nodes.length - 1} more`;
    return oneLine(`${kind} ${json_textAt(node, 'name') ?? ''}${more}: ${cause_reasonOf(node)}`);
}
/** The word that `kubectl get pods` shows, such as `ImagePullBackOff`, and the message with the container or image. */
function cause_reasonOf(node) {
    const info = json_listAt(node, 'info')
        .map((item) => json_objectAt(item))
        .find((item) => item?.name === 'Status Reason');
    const words = [json_textAt(info, 'value') ?? statusOf(node), json_textAt(node, 'health', 'message') ?? ''];
    return words.filter((word) => word !== '').join(': ');
}
//# sourceMappingURL=cause.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/events.js
/** Characters that one event may have: an application with thousands of resources stays below. */
const LONGEST_EVENT = 32 * 1024 * 1024;
/**
 * The data of each server-sent event, in order. Lines may be cut anywhere, also inside a character; comments and
 * other fields are passed over. An event that the stream ends in is dropped, one that is too long ends the stream.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
async function* readEvents(chunks, longest = LONGEST_EVENT) {
    let data = [];
    let size = 0;
    for await (const line of readLines(chunks, longest)) {
        if (line === '') {
            if (data.length > 0)
                yield data.join('\n');
            data = [];
            size = 0;
            continue;
        }
        const value = /^data(?:: ?|$)/.exec(line);
        if (value === null)
            continue;
        data.push(line.slice(value[0].length));
        size += line.length;
        if (size > longest)
            return;
    }
}
/** Lines end with CR, LF, or both; what follows the last end is no line. Each character is looked at once. */
async function* readLines(chunks, longest) {
    const decoder = new TextDecoder();
    let pieces = [];
    let size = 0;
    let afterReturn = false;
    for await (const chunk of chunks) {
        let text = decoder.decode(chunk, { stream: true });
        if (text === '')
            continue;
        if (afterReturn && text.startsWith('\n'))
            text = text.slice(1);
        afterReturn = text === '' ? false : text.endsWith('\r');
        const lines = text.split(/\r\n|\n|\r/);
        const last = lines.pop() ?? '';
        for (const line of lines) {
            yield pieces.length === 0 ? line : pieces.join('') + line;
            pieces = [];
            size = 0;
        }
        pieces.push(last);
        size += last.length;
        if (size > longest)
            return;
    }
}
//# sourceMappingURL=events.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/follow.js


/** How long a broken stream rests before it is opened again, in milliseconds; twice as long each time it brings nothing. */
const FIRST_REST = 1_000;
const LONGEST_REST = 30_000;
/**
 * Hands over the application of every event of the stream, and opens the stream again when it breaks, until it is stopped.
 * Never rejects: a broken stream is no verdict, the next poll sees what it would have said, or fails with a reason.
 */
async function follow(api, name, clock, signal, listener) {
    let rest = FIRST_REST;
    while (!signal.aborted) {
        try {
            await followOnce(api, name, signal, (application) => {
                rest = FIRST_REST;
                listener(application);
            });
        }
        catch {
            // Told apart from an end by nothing that matters here.
        }
        await clock.sleep(rest, signal).catch(() => undefined);
        rest = Math.min(rest * 2, LONGEST_REST);
    }
}
/** Ends with the stream, with an event that is an error, or when the application was deleted. */
async function followOnce(api, name, signal, listener) {
    const stream = await api.stream(name, signal);
    try {
        if (stream.status !== 200)
            return;
        for await (const event of readEvents(stream.chunks)) {
            const result = json_objectAt(JSON.parse(event), 'result');
            if (result?.application === undefined || json_textAt(result, 'type') === 'DELETED')
                return;
            listener(result.application);
        }
    }
    finally {
        stream.close();
    }
}
//# sourceMappingURL=follow.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/windows.js

/**
 * The window of `GET /applications/{name}/syncwindows` that keeps a sync from starting now. An open `deny` window holds
 * syncs, and so does every `allow` window when none of them is open; `manualSync` lets those pass that were asked for, and
 * `canSync` says whether one of those would pass.
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
function blockingWindow(answer, trigger) {
    const canSync = json_objectAt(answer)?.canSync === true;
    if (trigger === 'manual' && canSync)
        return undefined;
    const active = json_listAt(answer, 'activeWindows');
    const deny = active.find((window) => json_textAt(window, 'kind') === 'deny');
    if (deny !== undefined)
        return `the sync window ${windows_describe(deny)} denies syncs now`;
    const isOpen = active.some((window) => json_textAt(window, 'kind') === 'allow');
    const closed = json_listAt(answer, 'assignedWindows').find((window) => json_textAt(window, 'kind') === 'allow');
    if (closed !== undefined && !isOpen)
        return `the sync window ${windows_describe(closed)} is closed now`;
    return canSync || json_objectAt(answer)?.canSync === undefined ? undefined : 'a sync window is closed now';
}
function windows_describe(window) {
    const schedule = json_textAt(window, 'schedule') ?? '?';
    const duration = json_textAt(window, 'duration') ?? '?';
    return `"${schedule}" for ${duration}`;
}
//# sourceMappingURL=windows.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/agent.js






/** How long an answer about sync windows serves, in milliseconds: they open and close by the minute. */
const WINDOW_TTL = 30_000;
/** Argo CD over REST and server-sent events. */
function createArgoCdAgent(options) {
    const { clock, repositoryUrl } = options;
    const api = createArgoCdApi(options);
    const read = (value, name) => readApplication(value, name, api.server, repositoryUrl);
    const windows = new Map();
    function readWindows(name) {
        const key = labelOf(name);
        const known = windows.get(key);
        if (known !== undefined && clock.monotonic() - known.at < WINDOW_TTL)
            return known.answer;
        const answer = api.application(name, { path: '/syncwindows' });
        answer.catch(() => windows.delete(key));
        windows.set(key, { at: clock.monotonic(), answer });
        return answer;
    }
    return {
        async observe(name, refresh) {
            const query = refresh === 'none' ? {} : { query: { refresh } };
            return read(await api.application(name, query), name);
        },
        watch(name, listener) {
            const stopped = new AbortController();
            void follow(api, name, clock, stopped.signal, (value) => {
                listener(read(value, name));
            });
            return {
                stop() {
                    stopped.abort();
                },
            };
        },
        async sync(name) {
            try {
                await api.application(name, { method: 'POST', path: '/sync', body: { prune: false } });
                return { kind: 'requested' };
            }
            catch (error) {
                return syncRefusal(error);
            }
        },
        async blockingWindow(name, trigger) {
            return blockingWindow(await readWindows(name), trigger);
        },
        async cause(name) {
            return causeInTree(await api.application(name, { path: '/resource-tree' }));
        },
    };
}
/**
 * Refusals that say "not now". Source of the texts: `server/application/application.go` and `util/argo/argo.go` of
 * https://github.com/argoproj/argo-cd
 */
function syncRefusal(error) {
    if (!(error instanceof ArgoCdRefusal))
        throw error;
    if (error.detail.includes('another operation is already in progress'))
        return { kind: 'in-progress' };
    if (error.detail.includes('blocked by sync window')) {
        return { kind: 'blocked-by-window', window: `the sync was refused: ${error.detail}` };
    }
    throw error;
}
//# sourceMappingURL=agent.js.map
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
        return parseImageReference(text);
    }
    catch (error) {
        throw images_input_refuse(line, (0,report_error/* messageOf */.b)(error).replace(/\.$/, ''), error);
    }
}
function images_input_refuse(line, what, cause) {
    return new report_error/* ActionError */.l('invalid-images-input', `Line ${line} of the input "images": ${what}: wanted "name=tag", "name:tag" or "name:tag@sha256:…".`, { cause });
}
//# sourceMappingURL=images-input.js.map
;// CONCATENATED MODULE: ./packages/core/lib/release/record.js




const RELEASE_RECORD_VERSION = 1;
const MAX_TEXT = 1024 * 1024;
const MAX_RECORDS = 1000;
const SERVICE = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/;
const PLATFORM = /^[a-z0-9._-]+\/[a-z0-9._-]+(?:\/[a-z0-9._-]+)?$/;
const CREATED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const RUN = /^https?:\/\/[^\s"'<>\\^`{|}]{1,2000}$/;
const KEYS = [
    'version',
    'service',
    'image',
    'tag',
    'tags',
    'digest',
    'platforms',
    'source',
    'created',
    'run',
];
/** Whether the text can name a service: letters, digits, ".", "_" and "-", up to 100, begun and ended by a letter or a digit. */
function isServiceName(text) {
    return SERVICE.test(text);
}
/** The record as compact JSON on one line, keys in a fixed order. */
function formatReleaseRecord(record) {
    return JSON.stringify({
        version: record.version,
        service: record.service,
        image: record.image,
        tag: record.tag,
        tags: record.tags.map(({ name, mutable }) => ({ name, mutable })),
        digest: record.digest,
        platforms: record.platforms,
        source: { repository: record.source.repository, sha: record.source.sha, ref: record.source.ref },
        created: record.created,
        run: record.run,
    });
}
/**
 * Reads the input `release`: one record, several with one on each line, or a JSON array of them. The same record
 * twice counts once.
 * @throws ActionError `invalid-release-record`, which names the record by its position and service
 */
function parseReleaseRecords(text) {
    if (text.length > MAX_TEXT)
        throw record_refuse('', `is ${text.length} characters long: at most ${MAX_TEXT} are read`);
    const values = readValues(text);
    if (values.length === 0) {
        throw record_refuse('', 'is empty: wanted the output "release" of build-and-push, or several of them');
    }
    if (values.length > MAX_RECORDS)
        throw record_refuse('', `holds ${values.length} records: at most ${MAX_RECORDS} are read`);
    const records = new Map();
    for (const [index, value] of values.entries()) {
        const record = checkReleaseRecord(value, values.length > 1 ? ` ${index + 1}` : '');
        const known = records.get(record.service);
        if (known !== undefined && formatReleaseRecord(known) !== formatReleaseRecord(record)) {
            throw record_refuse(` ${index + 1} (service "${record.service}")`, `says ${record.tag}@${record.digest} where an earlier one said ${known.tag}@${known.digest}: give one record for each service`);
        }
        records.set(record.service, record);
    }
    return [...records.values()];
}
function readValues(text) {
    const whole = tryJson(text);
    if (whole !== undefined)
        return Array.isArray(whole.value) ? whole.value : [whole.value];
    return text.split(/\r?\n/).flatMap((line, index) => {
        if (line.trim() === '')
            return [];
        try {
            const value = JSON.parse(line);
            return Array.isArray(value) ? value : [value];
        }
        catch (error) {
            throw record_refuse('', `is not JSON at line ${index + 1} (${(0,report_error/* messageOf */.b)(error)}): wanted the output "release" of build-and-push as it is`, error);
        }
    });
}
function tryJson(text) {
    try {
        return { value: JSON.parse(text) };
    }
    catch {
        return undefined;
    }
}
/**
 * Checks one decoded record, every field of it.
 * @param position ` 2` when it is the second of several, for the errors
 * @throws ActionError `invalid-release-record`
 */
function checkReleaseRecord(value, position = '') {
    const record = readObject(value, position, 'the record');
    const service = record.service;
    const at = typeof service === 'string' && isServiceName(service) ? `${position} (service "${service}")` : position;
    if (record.version !== RELEASE_RECORD_VERSION) {
        throw record_refuse(at, `has version ${show(record.version)}: this action reads version ${RELEASE_RECORD_VERSION}; use the same release of the actions in all jobs`);
    }
    const unknown = Object.keys(record).find((key) => !KEYS.includes(key));
    if (unknown !== undefined)
        throw record_refuse(at, `has a key ${show(unknown)}: known are ${KEYS.join(', ')}`);
    const text = (key, wanted, accept) => readText(record[key], at, key, wanted, accept);
    const tag = text('tag', 'an image tag', isTag);
    const tags = record_readTags(record.tags, at);
    if (!tags.some(({ name, mutable }) => name === tag && !mutable)) {
        throw record_refuse(at, `has the tag ${show(tag)}, which "tags" does not list as one that is never moved (mutable: false)`);
    }
    return {
        version: RELEASE_RECORD_VERSION,
        service: text('service', 'a service name of letters, digits, ".", "_" and "-"', isServiceName),
        image: text('image', 'an image name without tag and digest, such as "ghcr.io/acme/api"', isImageName),
        tag,
        tags,
        digest: record_readDigest(record.digest, at, 'digest'),
        platforms: readPlatforms(record.platforms, at),
        source: readSource(record.source, at),
        created: text('created', 'a UTC time such as "2026-01-02T03:04:05Z"', isTime),
        run: text('run', 'the URL of a workflow run', (url) => RUN.test(url)),
    };
}
function record_readTags(value, at) {
    if (!Array.isArray(value))
        throw record_refuse(at, `has "tags" ${show(value)}: wanted a list`);
    return value.map((entry, index) => {
        const tag = readObject(entry, at, `"tags[${index}]"`);
        const name = readText(tag.name, at, `tags[${index}].name`, 'an image tag', isTag);
        if (typeof tag.mutable !== 'boolean') {
            throw record_refuse(at, `has "tags[${index}].mutable" ${show(tag.mutable)}: wanted true or false`);
        }
        return { name, mutable: tag.mutable };
    });
}
function readPlatforms(value, at) {
    const entries = Object.entries(readObject(value, at, '"platforms"')).map(([platform, digest]) => {
        if (!PLATFORM.test(platform)) {
            throw record_refuse(at, `has the platform ${show(platform)}: wanted one such as "linux/amd64" or "linux/arm/v7"`);
        }
        return [platform, record_readDigest(digest, at, `platforms.${platform}`)];
    });
    return Object.fromEntries(entries);
}
function readSource(value, at) {
    const { repository, sha, ref } = readObject(value, at, '"source"');
    if (typeof repository !== 'string' || !(0,git_names/* isRepositoryName */.en)(repository)) {
        throw record_refuse(at, `has "source.repository" ${show(repository)}: wanted "owner/name"`);
    }
    if (typeof sha !== 'string' || !(0,git_names/* isCommitSha */._$)(sha)) {
        throw record_refuse(at, `has "source.sha" ${show(sha)}: wanted a full commit id in lower-case hex`);
    }
    return {
        repository,
        sha,
        ref: readText(ref, at, 'source.ref', 'a full ref such as "refs/heads/main"', isFullRef),
    };
}
function record_readDigest(value, at, key) {
    if (typeof value === 'string' && isDigest(value))
        return value;
    throw record_refuse(at, `has "${key}" ${show(value)}: wanted "sha256:" and 64 lower-case hex digits`);
}
function readText(value, at, key, wanted, accept) {
    if (typeof value === 'string' && accept(value))
        return value;
    throw record_refuse(at, `has "${key}" ${show(value)}: wanted ${wanted}`);
}
function readObject(value, at, what) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return { ...value };
    throw record_refuse(at, `has ${what} ${show(value)}: wanted a JSON object`);
}
function isImageName(text) {
    const image = readImageReference(text);
    return image !== undefined && image.tag === undefined && image.digest === undefined;
}
function isTime(text) {
    return CREATED.test(text) && !Number.isNaN(Date.parse(text));
}
function isFullRef(text) {
    return text.startsWith('refs/') && (0,git_names/* isRefName */.pA)(text);
}
function show(value) {
    if (value === undefined)
        return '(missing)';
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
function record_refuse(at, what, cause) {
    return new report_error/* ActionError */.l('invalid-release-record', `Release record${at} ${what}.`, { cause });
}
//# sourceMappingURL=record.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/expected-images.js



/**
 * The images that must run, from the inputs `release` (its text) and `images`; none when both are empty.
 * @throws ActionError `invalid-release-record`, `invalid-images-input`
 */
function expectedImages(release, images) {
    const recorded = release.trim() === '' ? [] : parseReleaseRecords(release);
    const named = images.trim() === '' ? [] : parseImagesInput(images);
    return [
        ...recorded.map(({ image, tag, digest }) => parseImageReference(`${image}:${tag}@${digest}`)),
        ...named,
    ];
}
//# sourceMappingURL=expected-images.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/ancestry.js


const UNKNOWN = { kind: 'other', how: 'unknown' };
/** Ancestry by what the host of the repository says. */
function createAncestry(expected, commits) {
    const known = new Map();
    const own = once(() => commits.changedFiles(expected));
    const existence = once(() => commits.compare(expected, expected));
    let answered = false;
    async function compare(revision) {
        const comparison = await commits.compare(expected, revision);
        answered = true;
        if (comparison === undefined) {
            // One of the two is not known there. When it is ours, no waiting helps.
            if ((await existence()) === undefined)
                throw ancestry_notFound(expected);
            return UNKNOWN;
        }
        if (comparison.status === 'identical')
            return { kind: 'identical' };
        if (comparison.status === 'behind')
            return { kind: 'other', how: 'older' };
        if (comparison.status === 'diverged')
            return { kind: 'other', how: 'diverged' };
        return { kind: 'descendant', untouched: isUntouched(comparison, await own()) };
    }
    return {
        async relation(revision) {
            if (revision === expected)
                return { kind: 'identical' };
            if (!(0,git_names/* isCommitSha */._$)(revision))
                return UNKNOWN;
            const asked = known.get(revision) ?? compare(revision);
            known.set(revision, asked);
            try {
                return await asked;
            }
            catch (error) {
                known.delete(revision);
                if (answered && error instanceof report_error/* ActionError */.l && error.kind === 'transient')
                    return UNKNOWN;
                throw error;
            }
        },
    };
}
function isUntouched(since, own) {
    if (own === undefined)
        return undefined;
    const ours = new Set(own.files);
    if (since.files.some((file) => ours.has(file)))
        return false;
    return since.filesComplete && own.complete ? true : undefined;
}
/** Asks once; a failure is forgotten, so that the next caller asks anew. */
function once(ask) {
    let asked;
    return async () => {
        const asking = (asked ??= ask());
        try {
            return await asking;
        }
        catch (error) {
            asked = undefined;
            throw error;
        }
    };
}
function ancestry_notFound(expected) {
    return new report_error/* ActionError */.l('revision-not-found', `The commit ${expected} of the input "revision" is not in the environment repository, or the token cannot read it: check "revision" and "repository", and that "token" has \`contents: read\` there.`);
}
//# sourceMappingURL=ancestry.js.map
// EXTERNAL MODULE: ./packages/core/lib/environment/duration.js
var duration = __webpack_require__(7923);
;// CONCATENATED MODULE: ./packages/core/lib/sync/track.js

/** How long a comparison with Git serves while an application is behind, in milliseconds: each costs the agent a fetch. */
const REFRESH_EVERY = 30_000;
/** Answers in a row that say no, before they are believed: an ApplicationSet may be making the application anew. */
const BELIEVED_REFUSALS = 2;
/**
 * Asks for the first state. A refresh that is not answered is passed over: what the agent knows may do.
 * @throws ActionError of the agent
 */
async function beginTrack(name, { refresh }, { agent, clock, log }) {
    let state;
    if (refresh) {
        state = await agent.observe(name, 'normal').catch((error) => {
            if (!isTransient(error))
                throw error;
            log.warning(`${name.name}: its refresh was not answered, going on without: ${(0,report_error/* messageOf */.b)(error)}`);
            return undefined;
        });
    }
    state ??= await agent.observe(name, 'none');
    const now = clock.monotonic();
    return {
        name,
        state,
        verdict: { kind: 'waiting', detail: 'its revisions are not compared yet', on: 'revision' },
        since: now,
        seen: now,
        failedAt: undefined,
        refreshed: now,
        asking: false,
        recompared: new Set(),
        stale: undefined,
        recomparedFor: undefined,
        syncRequested: false,
        refusal: undefined,
        failures: 0,
        error: undefined,
    };
}
/** Takes a newer state. */
function tell(track, state, now) {
    track.state = state;
    track.seen = now;
    track.failures = 0;
    track.failedAt = undefined;
}
/** Milliseconds until the application is to be asked about again: after each interval, and when its verdict becomes ripe. */
function pollDue(track, { interval, stableFor }, now) {
    const { asking, failedAt, seen, since, verdict } = track;
    if (asking)
        return interval;
    const ripe = verdict.kind === 'waiting' ? seen : since + stableFor;
    const next = seen < ripe ? Math.min(seen + interval, ripe) : seen + interval;
    const rested = failedAt === undefined ? next : Math.max(next, failedAt + interval);
    return Math.max(0, rested - now);
}
/** Asks in the background, and rings when there is an answer: the loop goes on meanwhile. */
function poll(track, request, ports, wait) {
    const { agent, clock } = ports;
    const asked = clock.monotonic();
    const refresh = refreshFor(track, request, asked);
    if (refresh !== 'none')
        track.refreshed = asked;
    track.asking = true;
    void agent
        .observe(track.name, refresh)
        .then((state) => {
        // An event that came meanwhile is newer than the answer may be.
        if (track.seen <= asked)
            tell(track, state, clock.monotonic());
    }, (error) => {
        if (!wait.over)
            takeFailure(track, error, ports);
    })
        .finally(() => {
        track.asking = false;
        wait.bell.ring();
    });
}
function refreshFor({ verdict, refreshed }, request, now) {
    const isBehind = verdict.kind === 'waiting' && verdict.on === 'revision';
    return request.refresh && isBehind && now - refreshed >= REFRESH_EVERY ? 'normal' : 'none';
}
/** One failing answer in the middle of a wait is not the end of it; a token that is not accepted is. */
function takeFailure(track, error, { clock, log }) {
    track.failedAt = clock.monotonic();
    if (!isTransient(error))
        track.failures += 1;
    const isUnauthorized = error instanceof report_error/* ActionError */.l && error.code === 'agent-unauthorized';
    if (!(error instanceof report_error/* ActionError */.l) || isUnauthorized || track.failures >= BELIEVED_REFUSALS) {
        track.error = error;
        return;
    }
    log.info(`${track.state.label}: could not be read, trying again: ${error.message}`);
}
function isTransient(error) {
    return error instanceof report_error/* ActionError */.l && error.kind === 'transient';
}
//# sourceMappingURL=track.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/assistance.js


/** How long the agent may take to compare by itself after an operation, in milliseconds: a hard refresh renders everything anew. */
const STALE_PATIENCE = 3_000;
/**
 * Asks the agent for what only asking brings: a hard refresh, once for each operation whose end no comparison followed and
 * once for a comparison that fails; a sync, once. Answers whether there is a new state to judge.
 * @throws ActionError of the agent
 */
async function assist(track, request, ports) {
    const { verdict } = track;
    if (verdict.kind === 'waiting' && verdict.on === 'comparison') {
        return isPatient(track, ports) ? false : recompare(track, track.state.operation?.finishedAt, ports);
    }
    if (verdict.kind === 'sync-failed' && verdict.of === 'comparison')
        return recompare(track, undefined, ports);
    return request.sync && lacksSync(track) ? requestSync(track, ports) : false;
}
/** Milliseconds until there is something to ask for, or undefined when there is nothing. */
function assistanceDue({ verdict, stale, recompared }, now) {
    if (verdict.kind !== 'waiting' || verdict.on !== 'comparison')
        return undefined;
    if (stale === undefined || recompared.has(String(stale.after)))
        return undefined;
    return Math.max(0, stale.since + STALE_PATIENCE - now);
}
function isPatient(track, { clock }) {
    const now = clock.monotonic();
    const after = track.state.operation?.finishedAt;
    const stale = track.stale?.after === after ? track.stale : undefined;
    track.stale = stale ?? { after, since: now };
    return now - track.stale.since < STALE_PATIENCE;
}
/** `after`: the end of the operation that was not compared since, or undefined when the comparison itself failed. */
async function recompare(track, after, { agent, clock, log }) {
    const key = String(after);
    if (track.recompared.has(key))
        return false;
    track.recompared.add(key);
    log.info(`${track.state.label}: asking for a hard refresh`);
    try {
        tell(track, await agent.observe(track.name, 'hard'), clock.monotonic());
    }
    catch (error) {
        if (!isTransient(error))
            throw error;
        log.info(`${track.state.label}: the hard refresh was not answered: ${(0,report_error/* messageOf */.b)(error)}`);
        return false;
    }
    track.recomparedFor = after;
    return true;
}
function lacksSync({ state, verdict, syncRequested, refusal }) {
    if (state.automated || syncRequested || refusal !== undefined)
        return false;
    if (state.operationRequested || state.operation?.phase === 'running')
        return false;
    if (verdict.kind === 'sync-failed')
        return verdict.of === 'operation';
    return verdict.kind === 'waiting' && (verdict.on === 'revision' || verdict.on === 'sync');
}
async function requestSync(track, { agent, clock, log }) {
    const { label } = track.state;
    try {
        const result = await agent.sync(track.name);
        if (result.kind === 'in-progress') {
            log.debug(`${label}: another sync is running, ours waits for its end`);
            tell(track, await agent.observe(track.name, 'none'), clock.monotonic());
            return true;
        }
        if (result.kind === 'blocked-by-window') {
            track.refusal = result.window;
            return true;
        }
        log.info(`${label}: a sync was asked for`);
    }
    catch (error) {
        if (!isTransient(error))
            throw error;
        log.warning(`${label}: the sync that was asked for was not answered, and is not asked for again: ${(0,report_error/* messageOf */.b)(error)}`);
    }
    track.syncRequested = true;
    tell(track, await agent.observe(track.name, 'none'), clock.monotonic());
    return true;
}
//# sourceMappingURL=assistance.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/bell.js
function createBell() {
    let rung = false;
    let wake;
    return {
        ring() {
            rung = true;
            wake?.();
        },
        async wait(milliseconds, clock) {
            if (!rung) {
                const ringing = new Promise((resolve) => {
                    wake = resolve;
                });
                const timer = clock.timer(milliseconds);
                await Promise.race([ringing, timer.done]);
                timer.cancel();
            }
            rung = false;
            wake = undefined;
        },
    };
}
//# sourceMappingURL=bell.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/judge.js

/**
 * Whether one application runs the expected revision, healthy: the revision first, then the operation, then the
 * health, and only evidence that is newer than the operation. Pure; the same for every agent.
 */
function judge(observation, expected) {
    const { state } = observation;
    const [error] = state.errors;
    if (error !== undefined)
        return { kind: 'sync-failed', detail: error, of: 'comparison' };
    const position = positionOf(observation, expected);
    if (position.kind === 'superseded')
        return position;
    const failure = failedOperation(observation);
    if (failure !== undefined)
        return { kind: 'sync-failed', detail: failure, of: 'operation' };
    if (position.kind === 'behind')
        return judgeBehind(observation, position.detail);
    return judgeSettling(observation, position) ?? judgeHealth(state, position, expected.images);
}
/**
 * A failure counts only when it was an attempt at our revision, or at one that contains it: an older one says nothing about
 * ours, and neither does one that is about to be tried again.
 */
function failedOperation({ state, operationRelations }) {
    const { operation } = state;
    if (operation?.phase !== 'failed' || operation.willRetry || state.operationRequested)
        return undefined;
    if (!operationRelations.some(({ kind }) => kind !== 'other'))
        return undefined;
    const attempted = [...new Set(operation.revisions.map(judge_short))].join(', ');
    return `the sync of ${attempted} failed: ${operation.message === '' ? 'no reason was given' : operation.message}`;
}
function positionOf({ state, relations }, expected) {
    const live = [...new Set(state.revisions.map(judge_short))].join(', ');
    const wanted = judge_short(expected.revision);
    if (relations.length === 0) {
        const detail = `no revision of the environment repository is known of it yet, wanted ${wanted}`;
        return { kind: 'behind', detail };
    }
    const other = relations.find((relation) => relation.kind === 'other');
    if (other !== undefined) {
        return { kind: 'behind', detail: `at revision ${live}${HOW[other.how]}, wanted ${wanted}` };
    }
    const descendants = relations.filter((relation) => relation.kind === 'descendant');
    if (descendants.length === 0)
        return { kind: 'deployed', live, wanted, contested: false };
    const contested = descendants.some(({ untouched }) => untouched !== true);
    // The live images are the better evidence that a later commit kept our change, but they come with its rollout.
    if (!contested || expected.images.length > 0) {
        return { kind: 'deployed-by-descendant', live, wanted, contested };
    }
    const isCertain = descendants.some(({ untouched }) => untouched === false);
    const what = isCertain ? 'changed the same files again' : 'may have changed the same files again';
    return { kind: 'superseded', detail: `revision ${live} contains ${wanted} and ${what}` };
}
const HOW = { older: ' (older)', diverged: ' (diverged)', unknown: '' };
function judgeBehind({ state, window, operationRelations }, detail) {
    const running = state.operation?.phase === 'running' || state.operationRequested;
    if (running && operationRelations.some(({ kind }) => kind !== 'other')) {
        return { kind: 'waiting', detail: `${detail}; its sync is running`, on: 'operation' };
    }
    if (window !== undefined)
        return { kind: 'blocked-by-window', detail: `${detail}; ${window}` };
    if (running)
        return { kind: 'waiting', detail: `${detail}; another sync is running`, on: 'revision' };
    const hint = state.inertia === undefined ? '' : `; ${state.inertia}`;
    return { kind: 'waiting', detail: detail + hint, on: 'revision' };
}
/** What keeps the right revision from being judged by its health. */
function judgeSettling({ state, window, recompared }, { live }) {
    if (state.operationRequested || state.operation?.phase === 'running') {
        return { kind: 'waiting', detail: `at revision ${live}, its sync is running`, on: 'operation' };
    }
    if (state.sync !== 'synced') {
        const detail = `at revision ${live}, its sync status is ${state.sync}`;
        if (window !== undefined)
            return { kind: 'blocked-by-window', detail: `${detail}; ${window}` };
        const hint = state.automated ? '' : ' and automatic sync is off: set "sync: true", or sync it yourself';
        return { kind: 'waiting', detail: detail + hint, on: 'sync' };
    }
    const finished = state.operation?.finishedAt;
    // Health that was computed before the sync ended is the health of the old pods.
    const stale = finished !== undefined && (state.reconciledAt === undefined || state.reconciledAt < finished);
    if (stale && !recompared) {
        const detail = `at revision ${live}, it was not compared since its sync ended`;
        return { kind: 'waiting', detail, on: 'comparison' };
    }
    return undefined;
}
function judgeHealth({ health, images }, position, expected) {
    const { live, contested, wanted } = position;
    const wrong = wrongImage(images, expected);
    const brought = `revision ${live} contains ${wanted} and brought ${wrong ?? ''}`;
    // Old pods stay until new ones are ready: only when nothing of ours runs beside it is the other image the newer one.
    if (health.status === 'degraded' && contested && wrong !== undefined && !runsAny(images, expected)) {
        return { kind: 'superseded', detail: brought };
    }
    const detail = `at revision ${live}, its health is ${health.status}${health.message === '' ? '' : `: ${health.message}`}`;
    if (health.status === 'degraded' || health.status === 'suspended')
        return { kind: health.status, detail };
    if (health.status !== 'healthy')
        return { kind: 'waiting', detail, on: 'health' };
    if (wrong === undefined)
        return { kind: position.kind, detail: reachedDetail(position) };
    if (position.kind === 'deployed-by-descendant')
        return { kind: 'superseded', detail: brought };
    return { kind: 'waiting', detail: `at revision ${live}, but it still runs ${wrong}`, on: 'image' };
}
function reachedDetail({ kind, live, wanted }) {
    return kind === 'deployed' ? `runs revision ${live}` : `runs revision ${live}, which contains ${wanted}`;
}
/** An image that runs in place of an expected one, as it is written; undefined when every expected one is as wanted. */
function wrongImage(live, expected) {
    for (const text of live) {
        // An agent may list what our grammar does not know; such an image is not one of ours.
        const image = readImageReference(text);
        if (image === undefined)
            continue;
        const wanted = expected.filter((one) => sameRepository(one, image));
        if (wanted.length > 0 && !wanted.some((one) => isSameImage(image, one)))
            return formatImageReference(image);
    }
    return undefined;
}
function runsAny(live, expected) {
    return live.some((text) => {
        const image = readImageReference(text);
        return (image !== undefined && expected.some((one) => sameRepository(one, image) && isSameImage(image, one)));
    });
}
/** Expected images whose repository none of the live ones is of: a green verdict without a trace of them would be a guess. */
function absentImages(live, expected) {
    const running = live.map(readImageReference).filter((image) => image !== undefined);
    return expected.filter((wanted) => !running.some((image) => sameRepository(wanted, image)));
}
/** Equal by digest when both have one, else by tag; what has neither in common cannot be told to be the same. */
function isSameImage(live, wanted) {
    if (live.digest !== undefined && wanted.digest !== undefined)
        return live.digest === wanted.digest;
    const tag = tagOf(wanted);
    return tag !== undefined && tagOf(live) === tag;
}
/** No tag and no digest means `latest`. */
function tagOf({ tag, digest }) {
    return tag ?? (digest === undefined ? 'latest' : undefined);
}
/** The first seven digits of a commit; anything else as it is. */
function judge_short(revision) {
    return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision;
}
//# sourceMappingURL=judge.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/settle.js


const FATAL = ['sync-failed', 'blocked-by-window'];
const SICK = ['degraded', 'suspended'];
const GOOD = ['deployed', 'deployed-by-descendant', 'superseded'];
/**
 * One verdict for all applications. Fatal ones end it at once, sick ones when they stay so for `stableFor`, good ones
 * when all of them stayed good for `stableFor`, and were seen at its end. Pure: `now` and `started` are monotonic milliseconds.
 */
function combine(standings, window, now, started) {
    const { revision, timeout, stableFor } = window;
    const left = started + timeout - now;
    const isRipe = ({ seen, since }) => seen - since >= stableFor;
    const fatal = standings.find(isOf(FATAL));
    if (fatal !== undefined)
        return failed(fatal.verdict.kind, fatal, undefined);
    const sick = standings.filter(isOf(SICK)).find((standing) => isRipe(standing) || left <= 0);
    if (sick !== undefined)
        return failed(sick.verdict.kind, sick, sick.state.label);
    const good = standings.every(isOf(GOOD));
    if (good && standings.every(isRipe))
        return succeeded(standings, revision);
    if (left <= 0)
        return timedOut(standings, window);
    return { kind: 'open', left };
}
function succeeded(standings, revision) {
    const worst = GOOD.toReversed().find((kind) => standings.some(({ verdict }) => verdict.kind === kind));
    const outcome = worst ?? 'deployed';
    const newer = standings.find(({ verdict }) => verdict.kind === 'superseded');
    const reasons = {
        deployed: `Every application runs ${judge_short(revision)}, healthy.`,
        'deployed-by-descendant': `Every application runs ${judge_short(revision)} or a commit that contains it, healthy.`,
        superseded: `A newer release won: ${newer?.state.label ?? ''}: ${newer?.verdict.detail ?? ''}.`,
    };
    return { kind: 'final', outcome, reason: reasons[outcome], cause: '', culprit: undefined };
}
function failed(outcome, { state, verdict }, culprit) {
    const { detail } = verdict;
    return { kind: 'final', outcome, reason: `${state.label}: ${detail}`, cause: detail, culprit };
}
function timedOut(standings, { revision, timeout, stableFor }) {
    const missing = standings.filter((standing) => !isOf(GOOD)(standing));
    const details = missing.map(({ state, verdict }) => `${state.label}: ${verdict.detail}`);
    const unstable = `every application is good, but not yet for ${(0,duration/* formatDuration */.a)(stableFor)}`;
    const cause = details.length === 0 ? unstable : details.join('; ');
    const unwell = missing.find(({ verdict }) => verdict.kind === 'waiting' && verdict.on === 'health');
    return {
        kind: 'final',
        outcome: 'timeout',
        reason: `After ${(0,duration/* formatDuration */.a)(timeout)} ${judge_short(revision)} is not proved to be live: ${cause}.`,
        cause,
        culprit: unwell?.state.label,
    };
}
function isOf(kinds) {
    return (standing) => kinds.some((kind) => kind === standing.verdict.kind);
}
//# sourceMappingURL=settle.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/verify.js








/** How long the agent may take to tell the cause once the verdict stands, in milliseconds. */
const CAUSE_PATIENCE = 10_000;
/**
 * Waits until every application runs the revision, healthy and stable, or until it is certain that one will not.
 * Events wake it; polling serves when there are none. Nothing is asked and no timer runs once it has ended.
 * @throws ActionError of the agent and of the repository; `timeout` when the agent never answered; why the run was cancelled
 */
async function verifySync(request, ports) {
    const { clock, cancelled } = ports;
    const started = clock.monotonic();
    const wait = { bell: createBell(), over: false };
    const deadline = clock.timer(request.timeout);
    const tracks = [];
    const watches = [];
    try {
        const settled = await Promise.race([
            verify_settle(request, ports, { wait, tracks, watches, started }),
            deadline.done.then(() => settleLate(request, tracks, started)),
            cancelled,
        ]);
        wait.over = true;
        for (const watch of watches)
            watch.stop();
        return await report(request, tracks, settled, started, ports);
    }
    finally {
        wait.over = true;
        wait.bell.ring();
        deadline.cancel();
        for (const watch of watches)
            watch.stop();
    }
}
/** Observe, judge, wait. When the time is over it is left behind, and stops at its next step. */
async function verify_settle(request, ports, course) {
    const { agent, clock } = ports;
    const { wait, tracks, watches, started } = course;
    tracks.push(...(await Promise.all(request.applications.map((name) => beginTrack(name, request, ports)))));
    for (const track of wait.over ? [] : tracks) {
        const watch = agent.watch(track.name, (state) => {
            tell(track, state, clock.monotonic());
            wait.bell.ring();
        });
        watches.push(watch);
    }
    while (!wait.over) {
        const failing = tracks.find(({ error }) => error !== undefined);
        if (failing !== undefined)
            throw failing.error;
        await judgeAll(tracks, request, ports, wait);
        if (await assistAll(tracks, request, ports, wait))
            await judgeAll(tracks, request, ports, wait);
        const settled = combine(tracks, request, clock.monotonic(), started);
        if (settled.kind === 'final')
            return settled;
        await rest(tracks, settled.left, request, ports, wait);
    }
    return settleLate(request, tracks, started);
}
async function assistAll(tracks, request, ports, wait) {
    if (wait.over)
        return false;
    const asked = await Promise.all(tracks.map((track) => assist(track, request, ports)));
    return asked.includes(true);
}
/** Asks about those whose turn it is, and waits until something is told or due. */
async function rest(tracks, left, request, ports, wait) {
    if (wait.over)
        return;
    const now = ports.clock.monotonic();
    for (const track of tracks) {
        if (!track.asking && pollDue(track, request, now) === 0)
            poll(track, request, ports, wait);
    }
    const due = tracks.flatMap((track) => [pollDue(track, request, now), assistanceDue(track, now) ?? left]);
    await wait.bell.wait(Math.max(1, Math.min(left, ...due)), ports.clock);
}
/** The verdict by what was seen last. */
function settleLate(request, tracks, started) {
    const settled = tracks.length === 0 ? undefined : combine(tracks, request, started + request.timeout, started);
    if (settled?.kind === 'final')
        return settled;
    throw new report_error/* ActionError */.l('timeout', `The agent told nothing about the applications within ${(0,duration/* formatDuration */.a)(request.timeout)} ("timeout"). Check that it answers, or raise "timeout".`, { kind: 'transient', outcome: 'timeout' });
}
async function judgeAll(tracks, request, ports, wait) {
    const judged = await Promise.all(tracks.map((track) => judgeOne(track, request, ports)));
    if (wait.over)
        return;
    const live = tracks.flatMap(({ state }) => state.images);
    const [absent] = absentImages(live, request.images).map(formatImageReference);
    for (const [index, track] of tracks.entries()) {
        const one = judged[index];
        if (one === undefined)
            continue;
        const verdict = absent === undefined ? one.verdict : holdBack(one.verdict, absent);
        note(track, { ...one, verdict }, ports);
    }
}
async function judgeOne(track, request, ports) {
    const { state, seen, recomparedFor } = track;
    const { ancestry } = ports;
    const [relations, operationRelations] = await Promise.all([
        Promise.all(state.revisions.map((revision) => ancestry.relation(revision))),
        Promise.all((state.operation?.revisions ?? []).map((revision) => ancestry.relation(revision))),
    ]);
    const isBehind = relations.length === 0 || relations.some(({ kind }) => kind === 'other');
    const window = isBehind || state.sync === 'out-of-sync' ? await windowOf(track, ports) : undefined;
    const recompared = recomparedFor !== undefined && recomparedFor === state.operation?.finishedAt;
    return { seen, verdict: judge({ state, relations, operationRelations, window, recompared }, request) };
}
/** The window in the way of the sync that is missing. That it cannot be told now is no reason to stop. */
async function windowOf({ name, state, refusal }, { agent, log }) {
    if (refusal !== undefined || state.operationRequested || state.operation?.phase === 'running')
        return refusal;
    try {
        return await agent.blockingWindow(name, state.automated ? 'automatic' : 'manual');
    }
    catch (error) {
        if (!isTransient(error))
            throw error;
        log.debug(`${state.label}: its sync windows could not be read`);
        return undefined;
    }
}
/** A green verdict without a trace of the image would be a guess. */
function holdBack(verdict, absent) {
    if (verdict.kind !== 'deployed' && verdict.kind !== 'deployed-by-descendant')
        return verdict;
    return { kind: 'waiting', detail: `${verdict.detail}, but no application runs ${absent} yet`, on: 'image' };
}
/** Remembers since when the verdict is of its kind, and logs it when it says something new. */
function note(track, { verdict, seen }, { log }) {
    if (verdict.kind !== track.verdict.kind)
        track.since = seen;
    if (verdict.kind !== track.verdict.kind || verdict.detail !== track.verdict.detail) {
        log.info(`${track.state.label}: ${verdict.kind}: ${verdict.detail}`);
    }
    track.verdict = verdict;
}
async function report(request, tracks, settled, started, ports) {
    const duration = Math.round((ports.clock.monotonic() - started) / 100) / 10;
    const culprit = tracks.find(({ state }) => state.label === settled.culprit);
    const found = culprit === undefined ? undefined : await causeOf(culprit, ports);
    return {
        outcome: settled.outcome,
        reason: settled.reason,
        revision: request.revision,
        applications: tracks.map(reportOf),
        cause: found ?? settled.cause,
        duration,
    };
}
/** The verdict stands without it: what was observed is the cause then. */
async function causeOf({ name }, { agent, clock, cancelled }) {
    const patience = clock.timer(CAUSE_PATIENCE);
    const asked = agent.cause(name).catch(() => undefined);
    try {
        return await Promise.race([asked, patience.done.then(() => undefined), cancelled]);
    }
    finally {
        patience.cancel();
    }
}
function reportOf({ state, verdict }) {
    return {
        application: state.label,
        verdict: verdict.kind,
        detail: verdict.detail,
        revision: state.revisions.join(','),
        url: state.url,
    };
}
//# sourceMappingURL=verify.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/outputs.js
/** The outputs of verify-sync besides `outcome`. */
function verifyOutputs({ applications, cause, duration, }) {
    return {
        applications: JSON.stringify(applications),
        'observed-revision': [...new Set(applications.map(({ revision }) => revision))].join(','),
        cause,
        duration: String(duration),
    };
}
//# sourceMappingURL=outputs.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/summary.js


/** The job summary of verify-sync: the answer, one row for each application, the cause. */
function renderVerifySummary(report) {
    const rows = report.applications.map(({ application, verdict, revision, detail, url }) => [
        url === undefined ? (0,markdown/* markdownCode */.D9)(application) : `[${(0,markdown/* markdownText */.p7)(application)}](${encodeURI(url)})`,
        verdict,
        revision
            .split(',')
            .map((one) => (0,markdown/* markdownCode */.D9)(judge_short(one)))
            .join(', '),
        (0,markdown/* markdownText */.p7)(detail),
    ]);
    const cause = report.cause === '' ? [] : [`**Cause:** ${(0,markdown/* markdownText */.p7)(report.cause)}`];
    return [
        `### verify-sync: ${report.outcome}`,
        (0,markdown/* markdownText */.p7)(report.reason),
        (0,markdown/* markdownTable */.Qj)(['Application', 'Verdict', 'Revision', 'Detail'], rows),
        ...cause,
        `Wanted ${(0,markdown/* markdownCode */.D9)(report.revision)}, decided after ${report.duration}s.`,
    ].join('\n\n');
}
//# sourceMappingURL=summary.js.map
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
    const { owner, repo } = readRepository(() => context.repo);
    const repository = `${owner}/${repo}`;
    return {
        repository,
        sha: required('GITHUB_SHA', context.sha),
        ref: required('GITHUB_REF', context.ref),
        eventName: required('GITHUB_EVENT_NAME', context.eventName),
        defaultBranch: defaultBranchIn(context.payload),
        serverUrl: context.serverUrl,
        apiUrl: context.apiUrl,
        graphqlUrl: context.graphqlUrl,
        runUrl: `${context.serverUrl}/${repository}/actions/runs/${context.runId}`,
    };
}
function defaultBranchIn(event) {
    const repository = context_isObject(event) ? event.repository : undefined;
    const branch = context_isObject(repository) ? repository.default_branch : undefined;
    return typeof branch === 'string' && branch !== '' ? branch : undefined;
}
function context_isObject(value) {
    return typeof value === 'object' && value !== null;
}
/** Of these the host's own are taken when they are not set. */
const URLS = ['GITHUB_SERVER_URL', 'GITHUB_API_URL', 'GITHUB_GRAPHQL_URL'];
function context_checkUrl(name) {
    const given = process.env[name] ?? '';
    if (given === '' || URL.canParse(given))
        return;
    throw new report_error/* ActionError */.l('no-run-context', `${name} is ${JSON.stringify(given.slice(0, 200))}, which is not a URL; wanted what the runner sets, such as "https://api.github.com": take it out of \`env:\``);
}
function readRepository(read) {
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
;// CONCATENATED MODULE: ./actions/verify-sync/lib/run.js



/** Runs verify-sync on checked inputs; loaded after them, so that a bad input fails fast. */
async function run_run(given, runtime) {
    const { log, secrets, env } = runtime;
    for (const secret of [given.authToken, given.token])
        secrets.mask(secret);
    const release = await loadReleaseInput(given.release, env.GITHUB_WORKSPACE ?? '.');
    const images = expectedImages(release, given.images);
    const host = await readContext();
    const insecureHosts = given.insecure ? [new URL(given.server).host] : [];
    // What is still asked when the verdict stands must not keep the process.
    const ended = new AbortController();
    const signal = AbortSignal.any([runtime.signal, ended.signal]);
    const adapters = await openRunAdapters({
        ...given,
        action: 'verify-sync',
        host,
        runtime: { ...runtime, signal },
        insecureHosts,
    });
    try {
        const { clock, http } = adapters;
        const repositoryUrl = `${host.serverUrl}/${given.repository}`;
        const agent = createArgoCdAgent({ ...given, http, clock, repositoryUrl, signal });
        const ancestry = createAncestry(given.revision, adapters.repository(given.token, given.repository));
        const cancelled = rejectWhenAborted(runtime.signal);
        const report = await log.group(`Wait for ${given.revision.slice(0, 7)}`, () => verifySync({ ...given, images }, { agent, ancestry, clock, log, cancelled }));
        return {
            outcome: report.outcome,
            failed: report.outcome === 'superseded' && given.failOnSuperseded,
            outputs: verifyOutputs(report),
            summary: renderVerifySummary(report),
            message: report.reason.includes(report.cause)
                ? report.reason
                : `${report.reason} Cause: ${report.cause}`,
        };
    }
    finally {
        ended.abort();
        await adapters.close();
    }
}
function rejectWhenAborted(signal) {
    const promise = new Promise((_, reject) => {
        const abort = () => {
            reject(signal.reason instanceof Error ? signal.reason : new Error('the run was cancelled'));
        };
        if (signal.aborted)
            abort();
        else
            signal.addEventListener('abort', abort, { once: true });
    });
    // Nobody may be waiting when it comes.
    promise.catch(() => undefined);
    return promise;
}
//# sourceMappingURL=run.js.map

/***/ })

};
