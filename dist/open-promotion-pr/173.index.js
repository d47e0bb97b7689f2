export const id = 173;
export const ids = [173];
export const modules = {

/***/ 3173:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run_run)
});

// EXTERNAL MODULE: ./packages/core/lib/report/error.js
var report_error = __webpack_require__(2254);
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
const MAX_BYTES = 64 * 1024 * 1024;
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
            fetch: createFetch(options.http, { deadline: DEADLINE, maxBytes: MAX_BYTES, redirect: 'same-host' }),
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
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
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
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
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
function digest_isDigest(text) {
    return SHA256.test(text);
}
/** @throws ActionError `invalid-digest` */
function parseDigest(text) {
    if (digest_isDigest(text))
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
        if (!isJsonObject(entry) || typeof entry.digest !== 'string' || !digest_isDigest(entry.digest))
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
    if (!isJsonObject(config) || typeof config.digest !== 'string' || !digest_isDigest(config.digest))
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
    if (response.status === 200 && promised !== undefined && digest_isDigest(promised)) {
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
function reference_isTag(text) {
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
    if (tag !== undefined && !reference_isTag(tag)) {
        throw reference_refuse(text, `the tag "${tag.slice(0, MAX_SHOWN)}" may hold letters, digits, "_", "." and "-", up to 128, and starts with a letter, a digit or "_"`);
    }
    return { name, ...normalise(name, text), tag, digest };
}
/** As `parseImageReference`; undefined for a text that is no reference. */
function reference_readImageReference(text) {
    try {
        return parseImageReference(text);
    }
    catch {
        return undefined;
    }
}
function readDigest(digest, text) {
    if (digest_isDigest(digest))
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
function reference_sameRepository(a, b) {
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
    if (!reference_isTag(tag)) {
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
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
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
    const documents = splitDocuments(text).map(({ start, end }, order) => new ManifestDocument(file.path, text.slice(start, end), start, order, lines));
    return { file, text, json: file.path.endsWith('.json'), documents };
}
/** One document of a file, parsed when first asked for. */
class ManifestDocument {
    file;
    text;
    /** Offset of the document in its file. */
    start;
    /** Position among the documents of the file that hold anything, from 0. */
    index;
    /** Whether it holds template actions, which the parser sees masked. */
    templated;
    /** The document in one of whose block strings this one is, and the way to that string; undefined for one of the file itself. */
    outer;
    #lines;
    #root;
    constructor(file, text, start, index, lines, outer) {
        this.file = file;
        this.text = text;
        this.start = start;
        this.index = index;
        this.templated = text.includes('{{');
        this.outer = outer;
        this.#lines = lines;
    }
    /** What stands between two offsets, read as a document of its own. */
    nested(start, end, path) {
        const text = this.text.slice(start, end);
        return new ManifestDocument(this.file, text, this.start + start, this.index, this.#lines, {
            document: this,
            path,
        });
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
    /** Where an offset of this document stands in the file. */
    positionOf(offset) {
        return this.#lines().positionOf(this.start + offset);
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
        const document = this.#compose();
        const [error] = document?.errors ?? [];
        if (error !== undefined) {
            const reason = error.code === 'RESOURCE_EXHAUSTION' ? `it is nested too deep` : document_firstLine(error.message);
            throw this.#invalid(error.pos[0], reason);
        }
        const root = document?.contents ?? null;
        this.#checkDepth(root, 0);
        return root;
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
    #compose() {
        try {
            const options = { prettyErrors: false, uniqueKeys: false, strict: true, logLevel: 'silent' };
            const documents = (0,dist/* parseAllDocuments */.hR)(maskTemplates(this.text), options);
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
/**
 * Cuts at the markers `---` and `...`, which at the start of a line are markers wherever they stand
 * (https://yaml.org/spec/1.2.2/#912-document-markers). Pieces of comments and blank lines alone are left out, directives stay with
 * the document they speak of.
 */
function splitDocuments(text) {
    const pieces = [];
    let start = 0;
    const close = (end) => {
        const piece = text.slice(start, end);
        if (isDirectives(piece))
            return;
        if (CONTENT.test(piece))
            pieces.push({ start, end });
        start = end;
    };
    for (const marker of text.matchAll(MARKER)) {
        if (marker[0] === '---') {
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
const MARKER = /(?<![^\n])(?:---|\.\.\.)(?=[ \t\r\n]|$)/g;
/** A line that is more than a marker, white space and a comment. */
const CONTENT = /^(?!\ufeff?(?:---|\.\.\.)?[ \t\r]*(?:#|$))[^\n]/m;
const BESIDE_DIRECTIVES = /^(?!\ufeff?[ \t\r]*(?:[%#]|$))[^\n]/m;
function isDirectives(piece) {
    return /^%/m.test(piece) && !BESIDE_DIRECTIVES.test(piece);
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
        throw new ActionError('invalid-selector', `"${text}" is not a selector: wanted a file, "#" and a path in it, such as "apps/api/values.yaml#image.tag".`);
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
        return new ActionError('invalid-selector', `"${this.#text}" is not a selector: wanted ${wanted} at character ${this.#at + 1}, found ${found}. Write it like "values.yaml#api.image.tag" or "kustomization.yaml#images[name=ghcr.io/acme/api].newTag"; put keys with dots in quotes.`);
    }
    #unescape(quoted) {
        try {
            return String(JSON.parse(quoted));
        }
        catch (error) {
            throw new ActionError('invalid-selector', `"${this.#text}" is not a selector: ${quoted} is not a JSON string.`, {
                cause: error,
            });
        }
    }
}
//# sourceMappingURL=selector.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/tree.js



/** @throws ActionError as `ManifestDocument.root` */
function tree_rootOf(document) {
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
function textOf(cursor) {
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
        if (textOf(at) !== undefined)
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
    (0,dist/* visit */.YR)(document.root, {
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
    const names = cursor.node.items.map((item) => nameOf(cursor.document, item));
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
function nameOf(document, item) {
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
;// CONCATENATED MODULE: ./packages/core/lib/release/record.js




const RELEASE_RECORD_VERSION = 1;
const MAX_TEXT = (/* unused pure expression or super */ null && (1024 * 1024));
const MAX_RECORDS = 1000;
const SERVICE = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/;
const PLATFORM = /^[a-z0-9._-]+\/[a-z0-9._-]+(?:\/[a-z0-9._-]+)?$/;
const CREATED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const RUN = /^https?:\/\/[^\s"'<>\\^`{|}]{1,2000}$/;
const KEYS = (/* unused pure expression or super */ null && ([
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
]));
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
            throw record_refuse('', `is not JSON at line ${index + 1} (${messageOf(error)}): wanted the output "release" of build-and-push as it is`, error);
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
    const text = (key, wanted, accept) => record_readText(record[key], at, key, wanted, accept);
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
        const name = record_readText(tag.name, at, `tags[${index}].name`, 'an image tag', isTag);
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
    if (typeof repository !== 'string' || !isRepositoryName(repository)) {
        throw record_refuse(at, `has "source.repository" ${show(repository)}: wanted "owner/name"`);
    }
    if (typeof sha !== 'string' || !isCommitSha(sha)) {
        throw record_refuse(at, `has "source.sha" ${show(sha)}: wanted a full commit id in lower-case hex`);
    }
    return {
        repository,
        sha,
        ref: record_readText(ref, at, 'source.ref', 'a full ref such as "refs/heads/main"', isFullRef),
    };
}
function record_readDigest(value, at, key) {
    if (typeof value === 'string' && isDigest(value))
        return value;
    throw record_refuse(at, `has "${key}" ${show(value)}: wanted "sha256:" and 64 lower-case hex digits`);
}
function record_readText(value, at, key, wanted, accept) {
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
    return text.startsWith('refs/') && isRefName(text);
}
function show(value) {
    if (value === undefined)
        return '(missing)';
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
function record_refuse(at, what, cause) {
    return new ActionError('invalid-release-record', `Release record${at} ${what}.`, { cause });
}
//# sourceMappingURL=record.js.map
;// CONCATENATED MODULE: ./packages/core/lib/report/nearest.js
/** How many characters apart two texts are (Levenshtein), counted in UTF-16 units; long texts are cut at 200. */
function editDistance(one, other) {
    const a = one.slice(0, MAX_LENGTH);
    const b = other.slice(0, MAX_LENGTH);
    let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i += 1) {
        const row = [i];
        for (let j = 1; j <= b.length; j += 1) {
            const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
        }
        previous = row;
    }
    return previous[b.length] ?? 0;
}
const MAX_LENGTH = 200;
const MAX_CANDIDATES = 2000;
/** The `count` candidates most like `wanted`, best first, each once; at most 2,000 candidates are looked at. */
function nearest(wanted, candidates, count) {
    return [...new Set(candidates)]
        .slice(0, MAX_CANDIDATES)
        .map((text) => ({ text, distance: editDistance(wanted, text) }))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, count)
        .map(({ text }) => text);
}
/** The one candidate that `wanted` is probably a slip of, or undefined when none is close. */
function closest(wanted, candidates) {
    const [best] = nearest(wanted, candidates, 1);
    if (best === undefined)
        return undefined;
    return editDistance(wanted, best) <= Math.max(1, Math.floor(wanted.length / 3)) ? best : undefined;
}
//# sourceMappingURL=nearest.js.map
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
            const meant = closest(key, known);
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
    const meant = closest(text, words);
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
;// CONCATENATED MODULE: ./packages/core/lib/environment/environment-name.js

const ENVIRONMENT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
/** Whether the text can name an environment: a part of a path, of a branch and of a Git tag. */
function isEnvironmentName(text) {
    return ENVIRONMENT_NAME.test(text) && !text.includes('..') && !text.endsWith('.lock');
}
/** @throws ActionError `invalid-environment` */
function parseEnvironmentName(text, label = 'the environment') {
    if (isEnvironmentName(text))
        return text;
    throw new ActionError('invalid-environment', `${label} is ${JSON.stringify(text.slice(0, 80))}: wanted up to 63 letters, digits, ".", "_" and "-", such as "staging".`);
}
//# sourceMappingURL=environment-name.js.map
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
const ENVIRONMENT_KEYS = ['path', 'branch', 'tags', 'update', 'from', 'tag-prefix', 'verify'];
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
    const root = tree_rootOf(onlyDocument(documents, path));
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
    const meant = closest(name, names);
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
            const meant = closest(from, [...fields.keys()].filter((key) => key !== name));
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
    if (!isEnvironmentName(name)) {
        throw configError(at, 'has a name that cannot be one: wanted up to 63 letters, digits, ".", "_" and "-", such as "staging"');
    }
    const fields = readFields(at, ENVIRONMENT_KEYS);
    const path = optional(fields.get('path'), (field) => readParsed(field, 'a directory such as "environments/dev"', (text) => (0,repository_path/* parseRepositoryPath */.X)(text)));
    const branch = optional(fields.get('branch'), (field) => readParsed(field, 'the name of a branch', (text) => (0,git_names/* parseBranchName */.pD)(text)));
    if (path === undefined && branch === undefined) {
        throw configError(at, 'has neither "path" nor "branch": say which directory or which branch holds this environment');
    }
    return {
        name,
        path,
        branch,
        tags: optional(fields.get('tags'), config_readTags) ?? { kind: 'any' },
        update: optional(fields.get('update'), (field) => readWord(field, ['commit', 'pull-request'])) ?? 'commit',
        from: optional(fields.get('from'), (field) => config_reader_readText(field, 'the name of an environment')),
        tagPrefix: optional(fields.get('tag-prefix'), readTagPrefix),
        verify: optional(fields.get('verify'), readVerify),
    };
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
    if (isEnvironmentName(prefix))
        return prefix;
    throw configError(at, `is "${prefix}": wanted letters, digits, ".", "_" and "-", such as "prod" for the tag "prod-v1.2.3"`);
}
function readService([name, at]) {
    if (!isServiceName(name)) {
        throw configError(at, 'has a name that cannot be one: wanted letters, digits, ".", "_" and "-", such as "api"');
    }
    const fields = readFields(at, SERVICE_KEYS);
    const image = fields.get('image');
    if (image === undefined)
        throw configError(at, 'has no "image": wanted the name that it is pushed under');
    return {
        name,
        image: readImage(image),
        source: optional(fields.get('source'), config_readSource),
        files: optional(fields.get('files'), (field) => readTexts(field, 'glob or selector')) ?? [],
    };
}
function readImage(at) {
    const image = readParsed(at, 'an image name such as "ghcr.io/acme/api"', parseImageReference);
    if (image.tag === undefined && image.digest === undefined)
        return image;
    throw configError(at, 'carries a tag or a digest: wanted the name alone');
}
function config_readSource(at) {
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
;// CONCATENATED MODULE: ./packages/core/lib/promotion/description.js


/** A body above 65,536 characters is refused; each part has its share, so that none crowds out another. */
const MAX_INTRO = 20_000;
const MAX_TABLE = 30_000;
const MAX_LIST = 3_000;
/** A longer title is refused at 256. */
const MAX_TITLE = 250;
const MAX_NAMED_IMAGES = 3;
/** What no title needs: control characters, and what turns the direction of writing round. */
const INVISIBLE = /\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
/**
 * What the pull request says. Nothing reads it back.
 * @param own the user's title and the text for the top of the body
 */
function describePromotion(sides, difference, own) {
    return {
        title: fitTitle(own.title ?? '') || fitTitle(promotionTitle(sides, difference.changes)),
        body: promotionBody(sides, difference, own.body),
    };
}
/** A table of image changes, as long as a body or a summary can take. */
function imageTable(changes) {
    const rows = changes.map((change) => [
        (0,markdown/* markdownCode */.D9)(change.image),
        (0,markdown/* markdownCode */.D9)(change.from) || '*new*',
        (0,markdown/* markdownCode */.D9)(change.to) || '*removed*',
        (0,markdown/* markdownCode */.D9)(change.file),
    ]);
    const shown = fit(rows, (cells) => cells.join(' | ').length + 5, MAX_TABLE);
    const table = (0,markdown/* markdownTable */.Qj)(['Image', 'From', 'To', 'File'], shown);
    return shown.length === rows.length ? table : `${table}\n\n… and ${rows.length - shown.length} more images.`;
}
/** A list of file names under a heading; empty for none. */
function fileList(heading, files) {
    if (files.length === 0)
        return [];
    const items = files.map((file) => `- ${(0,markdown/* markdownCode */.D9)(file)}`);
    const shown = fit(items, (item) => item.length + 1, MAX_LIST);
    const more = shown.length === items.length ? [] : [`- … and ${items.length - shown.length} more`];
    return [[heading, '', ...shown, ...more].join('\n')];
}
/** Says when the host listed only some of the changed files. */
function incompleteNote({ filesComplete }) {
    return filesComplete
        ? []
        : ['More files change than the host lists in a comparison: what is shown here is not everything.'];
}
function promotionBody({ from, to }, difference, intro) {
    const { changes, otherFiles, changedOnBoth } = difference;
    return [
        ...(intro === undefined ? [] : [(0,markdown/* truncate */.xv)(intro, MAX_INTRO)]),
        `Promotes ${describeSide(from)} to ${describeSide(to)}.`,
        changes.length === 0 ? 'No image changes.' : imageTable(changes),
        ...fileList('Other files that change:', otherFiles),
        ...fileList(`Changed on ${(0,markdown/* markdownCode */.D9)(to.branch)} too since the branches parted:`, changedOnBoth),
        ...incompleteNote(difference),
    ].join('\n\n');
}
function describeSide({ name, branch }) {
    return name === branch ? (0,markdown/* markdownCode */.D9)(name) : `${(0,markdown/* markdownCode */.D9)(name)} (branch ${(0,markdown/* markdownCode */.D9)(branch)})`;
}
/** `Promote staging to main: api 1.1.0 → 1.2.0`. */
function promotionTitle({ from, to }, changes) {
    const named = [...new Set(changes.map(describeChange))];
    const shown = named.slice(0, MAX_NAMED_IMAGES).join(', ');
    const more = named.length > MAX_NAMED_IMAGES ? ` and ${named.length - MAX_NAMED_IMAGES} more` : '';
    return `Promote ${from.name} to ${to.name}${shown === '' ? '' : `: ${shown}${more}`}`;
}
/** `api 1.1.0 → 1.2.0`, with digests cut short. */
function describeChange({ image, from, to }) {
    const name = image.slice(image.lastIndexOf('/') + 1);
    const version = (value) => value.replace(/(^|@)sha256:([0-9a-f]{7})[0-9a-f]*/, '$1$2');
    if (from === '')
        return `${name} ${version(to)} (new)`;
    if (to === '')
        return `${name} removed`;
    return `${name} ${version(from)} → ${version(to)}`;
}
/** One line, as the host will store it: else the next run would take it for changed. */
function fitTitle(title) {
    return cutLine(title.replace(/\s+/g, ' ').replace(INVISIBLE, ''), MAX_TITLE);
}
/** The first items that fit together. */
function fit(items, sizeOf, limit) {
    let size = 0;
    const end = items.findIndex((item) => (size += sizeOf(item)) > limit);
    return end < 0 ? items : items.slice(0, end);
}
//# sourceMappingURL=description.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/name.js


/** The reference that a text is, or undefined when it is none; never throws. */
function tryParseImage(text) {
    return text === undefined || text === '' || text.length > 600 ? undefined : reference_readImageReference(text);
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
;// CONCATENATED MODULE: ./packages/core/lib/manifest/quoting.js

// What YAML 1.1 or 1.2, or one of the loaders of the Kubernetes world, reads as something else than a string.
// https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema
const WORD = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?\.(?:inf|nan)|<<|=)$/i;
const NUMBER = /^[-+]?(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9_]*)?$/i;
/** No number, but some loaders read `e5` as one. */
const EXPONENT = /^[-+]?\.?e[-+]?[0-9_]+$/i;
const RADIX = /^[-+]?0[xob][0-9a-f_]*$/i;
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?$/;
const DATE = /^\d{4}-\d\d?-\d\d?(?:$|[Tt \t])/;
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** Whether every loader reads the text, written without quotes, as that very string. */
function isPlainString(text, inFlow) {
    if (WORD.test(text) || NUMBER.test(text) || EXPONENT.test(text) || RADIX.test(text))
        return false;
    return !SEXAGESIMAL.test(text) && !DATE.test(text) && isPlainText(text, inFlow);
}
/**
 * The scalar's new source text, in the style it had when that can hold the string, else in double quotes.
 * @throws ActionError `not-editable` for text that no YAML scalar can hold (half of a surrogate pair)
 */
function scalarSource(text, context) {
    if (LONE_SURROGATE.test(text)) {
        throw new ActionError('not-editable', 'The new value holds half of a surrogate pair, which YAML cannot hold.');
    }
    if (text.includes('{{')) {
        throw new ActionError('not-editable', 'The new value holds "{{", which reads as the beginning of a template.');
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
            throw new ActionError('not-editable', `The new value ${doubleQuoted(text)} does not fit into a block scalar of one line.`);
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
    const written = document.text.slice(start, end);
    const value = writtenText(document, scalar);
    return {
        file: document.file,
        path: formatPath(cursor.path),
        position: document.positionOf(start),
        range: { start: document.start + start, end: document.start + end },
        source: written,
        value,
        isString: readsAsString(scalar, cursor.inFlow),
        style: own?.style ?? 'plain',
        inFlow: cursor.inFlow,
        nested: document.outer !== undefined,
        aliases: cursor.anchored.flatMap((anchored) => aliasUses(cursor, anchored)),
        origin: document.start + (scalar.range?.[0] ?? start),
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
            offset: cursor.document.start + offset,
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
        placeholder: undefined,
        tag: image.tag,
        digest: image.digest,
        slots: [{ role: 'reference', scalar }],
        refusal: scalar.refusal,
    };
}
/** A place whose scalar is an override of kustomize: `name:tag`, `name=newName:tag` or with `@digest`. */
function overridePlace(at) {
    const scalar = readScalar(at);
    const [, prefix = '', reference = ''] = /^([^=@]*=)?(.*)$/s.exec(scalar?.value ?? '') ?? [];
    if (scalar === undefined || prefix === '')
        return referencePlace('kustomize', at);
    const image = tryParseImage(reference) ?? tryParseTemplatedImage(reference);
    if (image === undefined)
        return undefined;
    return {
        file: scalar.file,
        kind: 'kustomize',
        path: scalar.path,
        position: scalar.position,
        name: image.name,
        image,
        placeholder: tryParseImage(prefix.slice(0, -1)),
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
    const [tag, tagDigest] = (textOf(fields.tag) ?? '').split('@', 2);
    const hex = nonEmpty(textOf(fields.digestHex));
    return {
        file: at.document.file,
        kind,
        path: formatPath(at.path),
        position: slots[0]?.scalar.position ?? at.document.positionOf(node[0]),
        name: fields.name,
        image,
        placeholder: fields.placeholder,
        tag: nonEmpty(tag),
        digest: nonEmpty(textOf(fields.digest)) ??
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
    return textOf(at)?.includes('@sha256:') ?? false;
}
function firstRefusal(slots) {
    return slots.find(({ scalar }) => scalar.refusal !== undefined)?.scalar.refusal;
}
function noSlot(missing) {
    return { kind: 'no-slot', reason: `there is no ${missing} to change; add one` };
}
//# sourceMappingURL=locate-place.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/helm-values.js



/**
 * Images in Helm values, wherever they are nested. There is no schema, only what charts do:
 * - `image: {registry, repository, tag, digest}`, also with `name` for `repository` and `sha` for a digest without `sha256:`;
 * - `image: "name:tag@digest"`, and every key that ends in `Image`;
 * - `image: name` beside `tag` or `imageTag`;
 * - `imageRepository` beside `imageTag`, with any word before `image`;
 * - the entries of a map or list `images`.
 */
function locateHelmImages(root) {
    const places = [];
    visit(root, undefined, places);
    return places;
}
const SPLIT_TAGS = ['tag', 'imageTag'];
const SPLIT_DIGESTS = ['digest', 'imageDigest'];
const FLAT_REPOSITORY = /^(.*)[rR]epository$/;
const IMAGE_KEY = /(?:^i|I)mage$/;
/** @param parentKey the key under which the cursor stands, looking through lists */
function visit(cursor, parentKey, places) {
    const children = childrenOf(cursor);
    const splits = splitPlaces(cursor, parentKey, children);
    places.push(...splits.places);
    for (const child of children) {
        const key = lastKey(child) ?? parentKey;
        if (!splits.used.has(child) && holdsReference(child, parentKey)) {
            const place = referencePlace('helm', child);
            if (place !== undefined)
                places.push(place);
        }
        visit(child, key, places);
    }
}
function holdsReference(child, parentKey) {
    if (parentKey === 'images')
        return lastKey(child) === undefined || /[/:@]/.test(textOf(child) ?? '');
    return IMAGE_KEY.test(lastKey(child) ?? '');
}
function splitPlaces(cursor, parentKey, children) {
    const found = [
        nestedSplit(cursor, parentKey),
        besideImage(cursor, children),
        ...flatSplits(cursor, children),
    ];
    const places = found.flatMap((split) => (split?.place === undefined ? [] : [split.place]));
    return {
        places,
        used: new Set(found.flatMap((split) => (split?.place === undefined ? [] : (split.used ?? [])))),
    };
}
/** `image: {registry, repository, tag, digest}`. */
function nestedSplit(cursor, parentKey) {
    const tag = fieldOf(cursor, 'tag');
    const digest = fieldOf(cursor, 'digest');
    const repository = textOf(fieldOf(cursor, 'repository'));
    const named = tag === undefined && digest === undefined ? undefined : textOf(fieldOf(cursor, 'name'));
    const name = nonEmpty(repository) ?? nonEmpty(named);
    const isImage = tag !== undefined || digest !== undefined || IMAGE_KEY.test(parentKey ?? '');
    if (name === undefined || !isImage)
        return undefined;
    const registry = nonEmpty(textOf(fieldOf(cursor, 'registry')));
    const place = splitPlace('helm', cursor, {
        name: registry === undefined ? name : `${registry.replace(/\/$/, '')}/${name}`,
        tag,
        digest,
        digestHex: digest === undefined ? fieldOf(cursor, 'sha') : undefined,
        missing: '"tag" beside "repository"',
    });
    return { place };
}
/** `image: ghcr.io/acme/api` beside `tag: 1.4.2`. */
function besideImage(cursor, children) {
    const image = children.find((child) => lastKey(child) === 'image');
    const name = textOf(image);
    if (image === undefined || name === undefined)
        return undefined;
    const reference = tryParseImage(name);
    if (reference === undefined || reference.tag !== undefined || reference.digest !== undefined)
        return undefined;
    const tag = firstField(cursor, SPLIT_TAGS);
    const digest = firstField(cursor, SPLIT_DIGESTS);
    if (tag === undefined && digest === undefined)
        return undefined;
    return {
        place: splitPlace('helm', cursor, { name, tag, digest, missing: '"tag" beside "image"' }),
        used: image,
    };
}
/** `imageRepository`, `imageTag`, `imageDigest`, `imageRegistry` side by side. */
function flatSplits(cursor, children) {
    return children.flatMap((child) => {
        const prefix = FLAT_REPOSITORY.exec(lastKey(child) ?? '')?.[1];
        const repository = nonEmpty(textOf(child));
        if (prefix === undefined || repository === undefined || prefix === '')
            return [];
        const tag = fieldOf(cursor, `${prefix}Tag`);
        const digest = fieldOf(cursor, `${prefix}Digest`);
        if (tag === undefined && digest === undefined)
            return [];
        const registry = nonEmpty(textOf(fieldOf(cursor, `${prefix}Registry`)));
        const name = registry === undefined ? repository : `${registry}/${repository}`;
        return [{ place: splitPlace('helm', cursor, { name, tag, digest, missing: `"${prefix}Tag"` }) }];
    });
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
;// CONCATENATED MODULE: ./packages/core/lib/manifest/kustomize.js




const FILE_NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
/** Whether this is a file that `kustomize build` would look for, or says that it is one. */
function isKustomization(root) {
    const { file } = root.document;
    if (FILE_NAME.test(file))
        return true;
    return (textOf(fieldOf(root, 'apiVersion')) ?? '').startsWith('kustomize.config.k8s.io/');
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
        const name = nonEmpty(textOf(fieldOf(entry, 'name')));
        const newName = nonEmpty(textOf(fieldOf(entry, 'newName')));
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
;// CONCATENATED MODULE: ./packages/core/lib/manifest/nested-document.js


/** `|`, then an indentation, a chomping and a comment, to the end of the line. */
const HEADER = /^\|[0-9+-]{0,2}[ \t]*(?:#[^\r\n]*)?\r?\n/;
/**
 * The root of the YAML that a literal block string holds: `values: |` of an Argo CD Application. Its lines are one
 * deeper document as they stand, indentation and all, so that offsets in it are offsets in the file. Undefined for
 * every other node.
 * @throws ActionError as `ManifestDocument.root`
 */
function nestedRoot(cursor) {
    const { node, document } = cursor;
    if (!(0,dist/* isScalar */.jn)(node) || node.type !== 'BLOCK_LITERAL')
        return undefined;
    const body = blockBody(document.text, node);
    if (body === undefined)
        return undefined;
    const nested = document.nested(body.start, body.end, cursor.path);
    const root = tree_rootOf(nested);
    const shared = cursor.anchored.length > 0;
    const refusal = shared
        ? { kind: 'other', reason: 'the block that it stands in is shared by an anchor' }
        : (cursor.refusal ?? root.refusal);
    return { ...root, refusal };
}
/** Whether what a reader takes out of the block is exactly what its lines say without their indentation. */
function isPlainBlock(document, node) {
    const body = blockBody(document.text, node);
    if (body === undefined || typeof node.value !== 'string')
        return false;
    const lines = document.text.slice(body.start, body.end).split(/\r?\n/);
    const indentation = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
    const text = lines.map((line) => line.slice(indentation)).join('\n');
    return text.trimEnd() === node.value.trimEnd();
}
/** The range of a block's lines in the text of its document. */
function blockBody(text, node) {
    const [start, end] = node.range ?? [0, 0];
    const header = HEADER.exec(text.slice(start, end))?.[0];
    return header === undefined ? undefined : { start: start + header.length, end };
}
//# sourceMappingURL=nested-document.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/agent-objects.js







/** Where the objects of agents hold images, by API group and kind. */
const OBJECTS = [
    { group: 'argoproj.io', kind: 'Application', locate: locateApplicationImages },
    { group: 'argoproj.io', kind: 'ApplicationSet', locate: locateApplicationSetImages },
    { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease', locate: locateHelmReleaseImages },
    { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', locate: locateKustomizeImages },
    { group: 'helm.cattle.io', kind: 'HelmChart', locate: locateValuesContent },
    { group: 'helm.cattle.io', kind: 'HelmChartConfig', locate: locateValuesContent },
];
/** Whether the document is an object by which an agent is told what to deploy, with images inside. */
function isAgentObject(root) {
    return locatorOf(root) !== undefined;
}
/**
 * The images in an Argo CD Application or ApplicationSet, a Flux HelmRelease or Kustomization, or a HelmChart of k3s:
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://fluxcd.io/flux/components/helm/helmreleases/
 */
function locateAgentImages(root) {
    const spec = fieldOf(root, 'spec');
    return spec === undefined ? [] : (locatorOf(root)?.(spec) ?? []);
}
function locatorOf(root) {
    const group = textOf(fieldOf(root, 'apiVersion'))?.split('/')[0];
    const kind = textOf(fieldOf(root, 'kind'));
    return OBJECTS.find((object) => object.group === group && object.kind === kind)?.locate;
}
function locateApplicationSetImages(spec) {
    const template = fieldOf(spec, 'template');
    const application = template === undefined ? undefined : fieldOf(template, 'spec');
    return application === undefined ? [] : locateApplicationImages(application);
}
function locateApplicationImages(spec) {
    const hydrator = fieldOf(spec, 'sourceHydrator');
    const sources = [
        fieldOf(spec, 'source'),
        ...itemsOf(fieldOf(spec, 'sources')),
        hydrator === undefined ? undefined : fieldOf(hydrator, 'drySource'),
    ];
    return sources.flatMap((source) => (source === undefined ? [] : locateSourceImages(source)));
}
function locateSourceImages(source) {
    const helm = fieldOf(source, 'helm');
    const kustomize = fieldOf(source, 'kustomize');
    return [
        ...(helm === undefined ? [] : locateHelmSourceImages(helm)),
        ...itemsOf(kustomize === undefined ? undefined : fieldOf(kustomize, 'images')).flatMap((item) => overridePlace(item) ?? []),
    ];
}
function locateHelmSourceImages(helm) {
    const object = fieldOf(helm, 'valuesObject');
    return [
        ...locateParameters(itemsOf(fieldOf(helm, 'parameters'))),
        ...locateBlock(fieldOf(helm, 'values')),
        ...(object === undefined ? [] : locateHelmImages(object)),
    ];
}
function locateHelmReleaseImages(spec) {
    const values = fieldOf(spec, 'values');
    const renderers = itemsOf(fieldOf(spec, 'postRenderers'));
    return [
        ...(values === undefined ? [] : locateHelmImages(values)),
        ...renderers.flatMap((renderer) => {
            const kustomize = fieldOf(renderer, 'kustomize');
            return kustomize === undefined ? [] : locateKustomizeImages(kustomize);
        }),
    ];
}
function locateValuesContent(spec) {
    return locateBlock(fieldOf(spec, 'valuesContent'));
}
function locateBlock(values) {
    const root = values === undefined ? undefined : nestedRoot(values);
    return root === undefined ? [] : locateHelmImages(root);
}
/** Parameters `x.repository` with `x.tag` and `x.digest` of the same `x`, and `…image` with a whole reference. */
function locateParameters(parameters) {
    const values = new Map();
    for (const parameter of parameters) {
        const [name, value] = [textOf(fieldOf(parameter, 'name')), fieldOf(parameter, 'value')];
        if (name !== undefined && value !== undefined)
            values.set(name, value);
    }
    return [...values].flatMap(([name, value]) => {
        const place = /(?:^|\.)\w*[iI]mage$/.test(name)
            ? referencePlace('helm', value)
            : splitParameters(name, value, values);
        return place === undefined ? [] : [place];
    });
}
function splitParameters(name, value, values) {
    const prefix = /^(.*\.)(?:repository|name)$/.exec(name)?.[1];
    const repository = nonEmpty(textOf(value));
    if (prefix === undefined || repository === undefined)
        return undefined;
    const [tag, digest] = [values.get(`${prefix}tag`), values.get(`${prefix}digest`)];
    if (tag === undefined && digest === undefined)
        return undefined;
    const registry = nonEmpty(textOf(values.get(`${prefix}registry`)));
    return splitPlace('helm', value, {
        name: registry === undefined ? repository : `${registry}/${repository}`,
        tag,
        digest,
        missing: `the parameter "${prefix}tag"`,
    });
}
function itemsOf(cursor) {
    return cursor !== undefined && ((0,dist/* isSeq */.oP)(cursor.node) || (0,dist/* isMap */.jh)(cursor.node)) ? childrenOf(cursor) : [];
}
//# sourceMappingURL=agent-objects.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/flux-markers.js



/** `# {"$imagepolicy": "namespace:policy"}`, with `:tag`, `:name` or `:digest` behind the policy. */
const flux_markers_MARKER = /#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([\w.-]+:[\w.-]+)(?::(tag|name|digest))?"[ \t]*\}/;
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
    const name = nonEmpty(textOf(at));
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
    const [, policy, role] = flux_markers_MARKER.exec(text.slice(end, stop < 0 ? text.length : stop)) ?? [];
    if (policy === undefined)
        return undefined;
    return { at, policy, role: role === 'tag' || role === 'name' || role === 'digest' ? role : 'reference' };
}
//# sourceMappingURL=flux-markers.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/kubernetes.js



const CONTAINERS = new Set(['containers', 'initContainers', 'ephemeralContainers']);
/** Whether the document is a Kubernetes object of any kind. */
function isKubernetesObject(root) {
    return textOf(fieldOf(root, 'apiVersion')) !== undefined && textOf(fieldOf(root, 'kind')) !== undefined;
}
/**
 * The image of every container, init container and ephemeral container, however deep: in pods, in the templates of
 * workloads, cron jobs and custom resources, and in the items of a `List`. Only lists of containers are looked at,
 * so that a field of a custom resource that happens to be called `image` is not taken for one.
 */
function locateKubernetesImages(root) {
    const places = [];
    kubernetes_visit(root, places);
    return places;
}
function kubernetes_visit(cursor, places) {
    for (const child of childrenOf(cursor)) {
        if (CONTAINERS.has(lastKey(child) ?? ''))
            places.push(...containerImages(child));
        kubernetes_visit(child, places);
    }
}
function containerImages(containers) {
    return childrenOf(containers).flatMap((container) => {
        if (!(0,dist/* isMap */.jh)(container.node))
            return [];
        const image = fieldOf(container, 'image');
        const place = image === undefined ? undefined : referencePlace('kubernetes', image);
        return place === undefined ? [] : [place];
    });
}
//# sourceMappingURL=kubernetes.js.map
;// CONCATENATED MODULE: ./packages/core/lib/manifest/find-images.js








/** The first that accepts a document reads it; a new format is a new line here. */
const LOCATORS = [
    { accepts: isAgentObject, locate: locateAgentImages },
    { accepts: isKustomization, locate: locateKustomizeImages },
    { accepts: isKubernetesObject, locate: locateKubernetesImages },
    { accepts: () => true, locate: locateHelmImages },
];
const find_images_FILE_NAME = /(?:\.ya?ml|\.json|(?:^|\/)Kustomization)$/;
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
        .flatMap((document) => attempt(() => tree_rootOf(document)) ?? []);
}
/** The places below these roots. */
function imagesBelow(roots) {
    return roots.flatMap(imagesAt);
}
function imagesAt(root) {
    const found = LOCATORS.find(({ accepts }) => accepts(root))?.locate(root) ?? [];
    if (!hasFluxMarkers(root))
        return found;
    const taken = new Set(found.flatMap(({ slots }) => slots.map(({ scalar }) => scalar.range.start)));
    const marked = locateFluxMarkers(root);
    return [
        ...found,
        ...marked.filter(({ slots }) => !slots.some(({ scalar }) => taken.has(scalar.range.start))),
    ];
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
;// CONCATENATED MODULE: ./packages/core/lib/manifest/image-place.js

/** Whether the place holds the image, whatever the tag. */
function holdsImage(place, image) {
    return place.image !== undefined && sameRepository(place.image, image);
}
/** `name:tag@digest` as far as the place says it. */
function describePlace(place) {
    const tag = place.tag === undefined ? '' : `:${place.tag}`;
    const digest = place.digest === undefined ? '' : `@${place.digest}`;
    return `${place.name ?? ''}${tag}${digest}`;
}
//# sourceMappingURL=image-place.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/image-changes.js


const NO_TAG = '(no tag)';
/**
 * What merging `source` into `target` does to images. What only the target changed, a hotfix, stays as it is and is
 * no change of the promotion.
 */
function findImageChanges({ base, target, source }) {
    const [before, here, there] = [base, target, source].map((files) => versionsByPlace(findImages(files)));
    const keys = new Set([...(here?.keys() ?? []), ...(there?.keys() ?? [])]);
    const changes = [];
    const conflicts = [];
    for (const key of keys) {
        const [old, from, to] = [before?.get(key), here?.get(key), there?.get(key)];
        const place = to ?? from;
        if (place === undefined || to?.version === old?.version || to?.version === from?.version)
            continue;
        const { file, image, path } = place;
        const change = { file, image, from: from?.version ?? '', to: to?.version ?? '' };
        changes.push({ ...change, path });
        const certain = old !== undefined && from !== undefined && to !== undefined;
        if (certain && old.version !== from.version)
            conflicts.push({ ...change, before: old.version });
    }
    return { changes: joinRenames(changes), conflicts };
}
/**
 * Two places are the same when file, path and image are, and the how many-eth such place of the file they are: documents of
 * one file can have the same path.
 */
function versionsByPlace(places) {
    const seen = new Map();
    const versions = new Map();
    for (const place of places) {
        const { file, path, name: image } = place;
        if (image === undefined)
            continue;
        const key = JSON.stringify([file, path, image]);
        const count = seen.get(key) ?? 0;
        seen.set(key, count + 1);
        const version = describePlace(place).slice(image.length).replace(/^[:@]/, '');
        versions.set(`${key}${count}`, { file, path, image, version: version === '' ? NO_TAG : version });
    }
    return versions;
}
/** An image that went and one that came at the same place are one image that changed its name. */
function joinRenames(changes) {
    const gone = new Map();
    for (const change of changes.filter(({ to }) => to === '')) {
        gone.set(image_changes_placeOf(change), [...(gone.get(image_changes_placeOf(change)) ?? []), change]);
    }
    const joined = new Set();
    const renamed = changes.map((change) => {
        if (change.from !== '')
            return change;
        const old = gone.get(image_changes_placeOf(change))?.find((other) => !joined.has(other));
        if (old === undefined)
            return change;
        joined.add(old);
        return { ...change, from: withName(old) };
    });
    return renamed
        .filter((change) => !joined.has(change))
        .map(({ file, image, from, to }) => ({ file, image, from, to }));
}
function image_changes_placeOf({ file, path }) {
    return JSON.stringify([file, path]);
}
function withName({ image, from }) {
    if (from === NO_TAG)
        return image;
    return `${image}${/^[a-z0-9]+:[0-9a-f]{32,}$/.test(from) ? '@' : ':'}${from}`;
}
//# sourceMappingURL=image-changes.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/difference.js

const NO_DIFFERENCE = {
    changes: [],
    otherFiles: [],
    changedOnBoth: [],
    conflicts: [],
    filesComplete: true,
};
/**
 * Compares the two branches by what merging `from` would change, not by their commits: a squash-merged promotion leaves
 * commits behind whose content is already there.
 * @returns undefined when the host cannot compare them; NO_DIFFERENCE when nothing is left to promote
 */
async function readDifference({ from, to }, repository) {
    const comparison = await repository.compare(to.branch, from.branch);
    if (comparison === undefined)
        return undefined;
    const { status, files: listed, filesComplete } = comparison;
    if (status === 'identical' || status === 'behind')
        return NO_DIFFERENCE;
    if (listed.length === 0 && filesComplete)
        return NO_DIFFERENCE;
    const files = await readFiles(comparison, { from, to }, repository);
    const changed = listed.filter((path) => !isSame(files.target.get(path), files.source.get(path)));
    if (changed.length === 0 && filesComplete)
        return NO_DIFFERENCE;
    const { changes, conflicts } = findImageChanges({
        base: pick(files.base, changed),
        target: pick(files.target, changed),
        source: pick(files.source, changed),
    });
    const withImages = new Set(changes.map(({ file }) => file));
    return {
        changes,
        conflicts,
        otherFiles: changed.filter((path) => !withImages.has(path)),
        changedOnBoth: changed.filter((path) => isChangedOnBoth(path, files)),
        filesComplete,
    };
}
async function readFiles({ status, mergeBase, files }, { from, to }, repository) {
    const read = async (at) => (await repository.read({ ...at, files })).files;
    const [target, source, base] = await Promise.all([
        read({ branch: to.branch }),
        read({ branch: from.branch }),
        // Unless they diverged, the branches parted at the head of `to`.
        status === 'diverged' ? read({ commit: mergeBase }) : undefined,
    ]);
    return { target, source, base: base ?? target };
}
function pick(files, paths) {
    return paths.flatMap((path) => files.get(path) ?? []);
}
function isChangedOnBoth(path, { base, target, source }) {
    const before = base.get(path);
    return !isSame(before, target.get(path)) && !isSame(before, source.get(path));
}
function isSame(a, b) {
    return a?.oid === b?.oid && a?.mode === b?.mode;
}
//# sourceMappingURL=difference.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/proposal.js
/** Opens the pull request, or brings the open one up to date, and says so when it cannot be merged. */
async function propose(proposal, ports) {
    const { open, request } = proposal;
    if (request.dryRun) {
        const reason = open === undefined
            ? 'A pull request would be opened.'
            : `Pull request #${open.number} would be ${isCurrent(open, proposal) ? 'left as it is' : 'updated'}.`;
        return { outcome: 'dry-run', reason, pull: open };
    }
    const ending = await (open === undefined ? openPull(proposal, ports) : refreshPull(open, proposal, ports));
    for (const notice of ending.notices ?? [])
        ports.log.warning(notice);
    return refuseConflict(ending, proposal, ports);
}
async function openPull(proposal, ports) {
    const { request, title, body } = proposal;
    const { from, to } = proposal.sides;
    const made = await ports.pulls.create({
        head: from.branch,
        base: to.branch,
        title,
        body,
        draft: request.draft,
    });
    if (made.kind === 'nothing-between')
        return { outcome: 'no-op', reason: nothingLeft(proposal.sides) };
    // Not listed a moment ago: the answer to our own request was lost, or another run was faster. Either was interrupted.
    const refreshed = made.kind === 'found' ? await refreshPull(made.pull, proposal, ports) : undefined;
    const notices = await ports.pulls.dress(made.pull.number, request.dress);
    const opened = { outcome: 'created', reason: `Pull request #${made.pull.number} was opened.` };
    return { ...(refreshed?.outcome === 'updated' ? refreshed : opened), pull: made.pull, notices };
}
async function refreshPull(pull, proposal, { pulls }) {
    const { request, title, body } = proposal;
    if (isCurrent(pull, proposal)) {
        return { outcome: 'no-op', reason: `Pull request #${pull.number} is open and current.`, pull };
    }
    const updated = await pulls.update(pull.number, { title, body });
    // Reviewers are asked once: who has answered already would be asked again.
    const labels = { labels: request.dress.labels, reviewers: [], teamReviewers: [], assignees: [] };
    const notices = await pulls.dress(pull.number, labels);
    return { outcome: 'updated', reason: `Pull request #${pull.number} was updated.`, pull: updated, notices };
}
/** Lines that both branches changed can only be told by the host, which merges in the background. */
async function refuseConflict(ending, { difference, sides }, { pulls }) {
    const { pull, reason } = ending;
    if (pull === undefined || difference.changedOnBoth.length === 0)
        return ending;
    if ((await pulls.mergeable(pull.number)) !== false)
        return ending;
    const files = difference.changedOnBoth.join(', ');
    return {
        ...ending,
        outcome: 'conflict',
        reason: `${reason} It cannot be merged: both branches changed ${files} since they parted. ${conflictRemedy(sides)}`,
    };
}
/** What to do about branches that cannot be merged. */
function conflictRemedy({ from, to }) {
    return `Merge branch "${to.branch}" into "${from.branch}", keep what shall be promoted, push, and run again. If promotions are squashed or rebased when they are merged, allow merge commits alone (Settings, General, Pull Requests): the others hide from git what was promoted.`;
}
/** Why there is nothing to do. */
function nothingLeft({ from, to }) {
    return `${to.name} already holds everything of ${from.name}.`;
}
function isCurrent(pull, { title, body }) {
    return pull.title === title && proposal_normalise(pull.body) === proposal_normalise(body);
}
/** Bodies that were edited in a browser have CRLF. */
function proposal_normalise(body) {
    return body.replaceAll('\r\n', '\n').trim();
}
//# sourceMappingURL=proposal.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/sides.js




const DEFAULT_FROM = 'staging';
const DEFAULT_TO = 'main';
/**
 * Resolves the inputs `from` and `to`: configured environments first, else branches; both empty is staging → main.
 * @throws ActionError `invalid-input`, `invalid-branch`, `not-a-branch-promotion`
 */
function resolveSides({ from, to }, config) {
    if ((from === '') !== (to === '')) {
        const [missing, given] = from === '' ? ['from', 'to'] : ['to', 'from'];
        throw new report_error/* ActionError */.l('invalid-input', `The input "${missing}" is empty, but "${given}" is "${from}${to}": give both, or neither for ${DEFAULT_FROM} → ${DEFAULT_TO}.`);
    }
    const sides = {
        from: resolveSide('from', from === '' ? DEFAULT_FROM : from, config),
        to: resolveSide('to', to === '' ? DEFAULT_TO : to, config),
        config,
    };
    if (sides.from.branch === sides.to.branch)
        throw sameBranch(sides);
    return sides;
}
/**
 * Refuses an environment whose name is also a branch, but not its own: nobody can tell which of the two is meant.
 * @throws ActionError `invalid-input`
 */
async function refuseAmbiguous({ from, to, config }, repository, repositoryName) {
    const doubtful = [from, to].filter(({ configured, name, branch }) => configured && name !== branch);
    await Promise.all(doubtful.map(async ({ input, name, branch }) => {
        if (!(0,git_names/* isBranchName */.Q8)(name) || (await repository.head(name)) === undefined)
            return;
        throw new report_error/* ActionError */.l('invalid-input', `The input "${input}" is "${name}", which is an environment of ${config?.path ?? ''} (branch "${branch}") and also a branch of ${repositoryName}: write "${branch}" for the environment's branch, or rename or delete the branch "${name}".`);
    }));
}
/** Why two branches could not be compared. */
async function explainMissing(sides, repository, repositoryName) {
    const { from, to } = sides;
    for (const side of [from, to]) {
        if ((await repository.head(side.branch)) === undefined)
            return missingBranch(side, sides, repositoryName);
    }
    return new report_error/* ActionError */.l('no-common-history', `Branches "${from.branch}" and "${to.branch}" of ${repositoryName} share no commit, so there is nothing that a pull request could merge: begin one of them from the other (git branch ${from.branch} ${to.branch}), or merge them once by hand with --allow-unrelated-histories.`);
}
function missingBranch({ input, name, branch, configured }, { config }, repositoryName) {
    const deleted = input === 'from'
        ? ' If it was deleted after a merge, restore it and switch off "Automatically delete head branches" (Settings, General).'
        : '';
    if (configured) {
        return new report_error/* ActionError */.l('branch-not-found', `Environment "${name}" is branch "${branch}" by ${config?.path ?? ''}, but ${repositoryName} has no such branch: create it, or correct the configuration.${deleted}`);
    }
    const names = config?.environments.map((environment) => environment.name) ?? [];
    if (names.length === 0) {
        return new report_error/* ActionError */.l('branch-not-found', `${repositoryName} has no branch "${branch}" to promote ${input}: create it, or name existing branches with "from" and "to".${deleted}`);
    }
    const meant = closest(name, names);
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return new report_error/* ActionError */.l('unknown-environment', `The input "${input}" is "${name}", which is neither an environment of ${config?.path ?? ''} (it has ${names.join(', ')}) nor a branch of ${repositoryName}.${hint}${deleted}`);
}
function resolveSide(input, name, config) {
    if (config?.environments.some((environment) => environment.name === name) !== true) {
        return { input, name, branch: (0,git_names/* parseBranchName */.pD)(name, `the input "${input}"`), configured: false };
    }
    return { input, name, branch: branchOf(findEnvironment(config, name), config), configured: true };
}
function branchOf({ name, branch }, { path }) {
    if (branch !== undefined)
        return branch;
    throw new report_error/* ActionError */.l('not-a-branch-promotion', `Environment "${name}" is a directory by ${path}, not a branch, and this action promotes a branch to a branch: give the environment a "branch", or write the directory with bump-image-tag and "mode: pull-request".`);
}
function sameBranch({ from, to }) {
    return new report_error/* ActionError */.l('invalid-input', `The inputs "from" (${from.name}) and "to" (${to.name}) are both branch "${from.branch}", so there is nothing to merge between them: name two different branches.`);
}
//# sourceMappingURL=sides.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/promotion.js






/**
 * Opens or updates the one pull request that promotes `from` to `to`, or closes it when nothing is left to
 * promote. Writes neither branch.
 * @throws ActionError of the ports, and of `resolveSides`, `readConfigFile`, `refuseAmbiguous` and `explainMissing`
 */
async function openPromotion(request, ports) {
    const { repository, pulls } = ports;
    const snapshot = await repository.read({ defaultBranchFiles: [request.config] });
    const sides = resolveSides(request, readConfigFile(request, snapshot));
    const [difference, open] = await Promise.all([
        readDifference(sides, repository),
        pulls.findOpen(sides.from.branch, sides.to.branch),
        refuseAmbiguous(sides, repository, request.repository),
    ]);
    if (difference === undefined)
        throw await explainMissing(sides, repository, request.repository);
    tellDifference(sides, difference, ports.log);
    const description = describePromotion(sides, difference, request);
    const ending = await end({ request, sides, difference, open, ...description }, ports);
    return {
        from: sides.from.name,
        to: sides.to.name,
        notices: [],
        ...difference,
        ...description,
        ...ending,
        pull: ending.pull,
    };
}
function tellDifference({ from, to }, difference, log) {
    const { changes, otherFiles } = difference;
    log.info(`From ${from.name} (branch ${from.branch}) to ${to.name} (branch ${to.branch}):`);
    for (const change of changes.slice(0, MAX_LOGGED))
        log.info(`  ${describeChange(change)} in ${change.file}`);
    if (changes.length > MAX_LOGGED)
        log.info(`  and ${changes.length - MAX_LOGGED} more images`);
    if (otherFiles.length > 0)
        log.info(`  files without image changes: ${otherFiles.length}`);
    if (difference === NO_DIFFERENCE)
        log.info('  nothing');
}
function end(decision, ports) {
    const { difference, sides, open } = decision;
    if (difference === NO_DIFFERENCE)
        return endWithNothing(decision, ports);
    if (difference.conflicts.length > 0)
        return Promise.resolve(endInConflict(sides, difference, open[0]));
    return propose({ ...decision, open: open[0] }, ports);
}
async function endWithNothing({ request, sides, open }, { pulls }) {
    const reason = nothingLeft(sides);
    const [pull] = open;
    if (pull === undefined)
        return { outcome: 'no-op', reason, pull: undefined };
    if (request.dryRun) {
        return { outcome: 'dry-run', reason: `${reason} Pull request #${pull.number} would be closed.`, pull };
    }
    const comment = `Closed: ${(0,markdown/* markdownCode */.D9)(sides.to.name)} already holds everything of ${(0,markdown/* markdownCode */.D9)(sides.from.name)}.`;
    for (const { number } of open)
        await pulls.close(number, comment);
    return { outcome: 'closed', reason: `${reason} Pull request #${pull.number} was closed.`, pull };
}
/** Nothing is written: a pull request that cannot be merged helps nobody. */
function endInConflict(sides, { conflicts }, pull) {
    const places = conflicts.map(({ file, image, before, from, to }) => `${image} in ${file} (${sides.from.branch}: ${to}, ${sides.to.branch}: ${from}, before: ${before})`);
    const shown = places.slice(0, MAX_CONFLICTS).join('; ');
    const more = places.length > MAX_CONFLICTS ? `; and ${places.length - MAX_CONFLICTS} more` : '';
    return {
        outcome: 'conflict',
        reason: `Both branches changed ${shown}${more} since they parted, which no merge can join. ${conflictRemedy(sides)}`,
        pull,
    };
}
const MAX_CONFLICTS = 5;
const MAX_LOGGED = 100;
//# sourceMappingURL=promotion.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/outputs.js
/** Outcomes after which the pull request, if there is one, is open. */
const OPEN = ['created', 'updated', 'no-op', 'conflict'];
/**
 * The outputs of open-promotion-pr besides `outcome`.
 * @param needsApproval whether pull requests of this run's token run their checks after approval only
 */
function promotionOutputs({ outcome, pull, changes }, needsApproval) {
    const checks = needsApproval ? 'approval-required' : 'yes';
    return {
        'pull-request-number': pull === undefined ? '' : String(pull.number),
        'pull-request-url': pull?.url ?? '',
        changes: JSON.stringify(changes),
        'checks-will-run': pull !== undefined && OPEN.includes(outcome) ? checks : '',
    };
}
//# sourceMappingURL=outputs.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/summary.js


/** The job summary of open-promotion-pr. */
function renderPromotionSummary(report) {
    const { outcome, from, to, pull, changes, otherFiles, changedOnBoth, title, reason, notices } = report;
    return [
        `### open-promotion-pr: ${outcome}`,
        `${(0,markdown/* markdownCode */.D9)(from)} → ${(0,markdown/* markdownCode */.D9)(to)}. ${(0,markdown/* markdownText */.p7)(reason)}`,
        ...(pull === undefined ? [] : [`[Pull request #${pull.number}](${encodeURI(pull.url)})`]),
        ...(outcome === 'dry-run' && changes.length > 0 ? [`Title: ${(0,markdown/* markdownText */.p7)(title)}`] : []),
        ...(changes.length === 0 ? [] : [imageTable(changes)]),
        ...fileList('Other files that change:', otherFiles),
        ...fileList('Changed on both branches since they parted:', changedOnBoth),
        ...incompleteNote(report),
        ...(notices.length === 0 ? [] : [notices.map((notice) => `- ${(0,markdown/* markdownText */.p7)(notice)}`).join('\n')]),
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
    const repository = isObject(event) ? event.repository : undefined;
    const branch = isObject(repository) ? repository.default_branch : undefined;
    return typeof branch === 'string' && branch !== '' ? branch : undefined;
}
function isObject(value) {
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
;// CONCATENATED MODULE: ./actions/open-promotion-pr/lib/run.js



/** https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow */
const APPROVAL = 'The pull request was opened with the default token of this run, so its checks wait until somebody approves them: give "token" the ' +
    'token of a GitHub App to have them run by themselves.';
/** Runs open-promotion-pr on checked inputs; loaded after them, so that a bad input fails fast. */
async function run_run(given, runtime) {
    const { log, secrets } = runtime;
    secrets.mask(given.token);
    const host = await readContext();
    checkWriteToken({
        token: given.token,
        defaultToken: given.runToken,
        target: given.repository,
        own: host.repository,
    });
    const adapters = await openRunAdapters({ ...given, action: 'open-promotion-pr', host, runtime });
    try {
        const repository = adapters.repository(given.token, given.repository);
        const pulls = adapters.pulls(given.token, given.repository);
        const report = await log.group('Open the promotion pull request', () => openPromotion(given, { repository, pulls, log }));
        const needsApproval = given.token === given.runToken;
        if (report.outcome === 'created' && needsApproval)
            log.warning(APPROVAL);
        return {
            outcome: report.outcome,
            outputs: promotionOutputs(report, needsApproval),
            summary: renderPromotionSummary(report),
            message: report.reason,
        };
    }
    finally {
        await adapters.close();
    }
}
//# sourceMappingURL=run.js.map

/***/ })

};
