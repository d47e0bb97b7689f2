export const id = 287;
export const ids = [287];
export const modules = {

/***/ 7287:
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
    const absolute = (0,external_node_path_.resolve)(path);
    const parent = (0,external_node_path_.dirname)(absolute);
    try {
        return await (0,promises_.realpath)(absolute);
    }
    catch (error) {
        if (parent === absolute)
            throw error;
        return (0,external_node_path_.join)(await leadsTo(parent), (0,external_node_path_.basename)(absolute));
    }
}
//# sourceMappingURL=containment.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/release/release-file.js




/**
 * Prepares the file that input `release-file` names; a name that ends in `/`, or of a directory, takes
 * `<service>.json` in it, so that the jobs of a matrix can share one value. Undefined when none is given.
 * @param places directories that may be written; what `given` says is relative to the first of them
 * @throws ActionError `release-file-unwritable`, also for a path that leads out of `places`
 */
async function prepareReleaseFile(places, given, service) {
    if (given === undefined)
        return undefined;
    const named = (0,external_node_path_.resolve)(places[0], given);
    const isDirectory = given.endsWith('/') || (await (0,promises_.stat)(named).catch(() => undefined))?.isDirectory() === true;
    const path = isDirectory ? (0,external_node_path_.join)(named, `${service}.json`) : named;
    const draft = `${path}.part`;
    await checkPlace(path, places);
    await attempt(path, async () => {
        await (0,promises_.mkdir)((0,external_node_path_.dirname)(path), { recursive: true });
        // A draft that is there already is what a run left that was killed.
        await (0,promises_.rm)(draft, { force: true });
        await (0,promises_.writeFile)(draft, '', { flag: 'wx' });
        await (0,promises_.rm)(draft);
    });
    return {
        path,
        write: (record) => attempt(path, async () => {
            await (0,promises_.writeFile)(draft, `${record}\n`, { flag: 'wx' });
            await (0,promises_.rename)(draft, path);
        }),
    };
}
async function checkPlace(path, places) {
    const target = await leadsTo((0,external_node_path_.dirname)(path));
    const real = await Promise.all(places.filter((place) => place !== '').map(leadsTo));
    if (real.some((place) => isInside(target, place)))
        return;
    throw new report_error/* ActionError */.l('release-file-unwritable', `Input "release-file": ${path} is outside of the workspace. Name a file in the workspace or in the runner's temporary directory.`);
}
async function attempt(path, work) {
    try {
        await work();
    }
    catch (cause) {
        throw new report_error/* ActionError */.l('release-file-unwritable', `Input "release-file": ${path} cannot be written (${(0,report_error/* messageOf */.b)(cause)}). Name a file in a directory that this job may write.`, { cause });
    }
}
//# sourceMappingURL=release-file.js.map
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
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
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




const MAX_BYTES = 256 * 1024;
const DEADLINE = 30_000;
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
            maxBytes: MAX_BYTES,
            deadline: DEADLINE,
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
        maxBytes: MAX_BYTES,
        deadline: DEADLINE,
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
// EXTERNAL MODULE: ./packages/core/lib/image/digest.js
var image_digest = __webpack_require__(9571);
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
    return (0,image_digest/* parseDigest */.m)(`sha256:${(0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex')}`);
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
        if (!isJsonObject(entry) || typeof entry.digest !== 'string' || !(0,image_digest/* isDigest */.B)(entry.digest))
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
    if (!isJsonObject(config) || typeof config.digest !== 'string' || !(0,image_digest/* isDigest */.B)(config.digest))
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
    if (response.status === 200 && promised !== undefined && (0,image_digest/* isDigest */.B)(promised)) {
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
// EXTERNAL MODULE: ./packages/core/lib/image/reference.js
var image_reference = __webpack_require__(5450);
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/tagging.js



/**
 * Points a tag to what `image` resolves to, by putting the same bytes under the same type: nothing is built or
 * uploaded. Succeeds when the tag points there already, whatever the registry thinks of writing it again.
 * @throws ActionError `invalid-tag`, `image-not-found`, `registry-tag-immutable` and those of the port `Registry`
 */
async function putTag(context, image, tag) {
    if (!(0,image_reference/* isTag */.dz)(tag)) {
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



const PAGE = 1000;
const MAX_PAGES = 1000;
const tags_MAX_BYTES = 4 * 1024 * 1024;
/**
 * Every tag of a repository, in the order of the registry; empty when there is no such repository.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 * @throws ActionError those of the port `Registry`
 */
async function listTags(context, image) {
    const tags = new Set();
    let query = `?n=${PAGE}`;
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
;// CONCATENATED MODULE: ./packages/adapters/lib/paths/existence.js

/** Whether something is at the path; what cannot be reached is not there. */
async function exists(path) {
    return (0,promises_.stat)(path).then(() => true, () => false);
}
//# sourceMappingURL=existence.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/build-context.js





const DEFAULT_FILES = ['Dockerfile', 'Containerfile'];
/**
 * Finds the context and its Dockerfile, before any engine is started.
 * @param file relative to `workspace`, as with docker; undefined: `Dockerfile` or `Containerfile` in the context
 * @throws ActionError `context-unreadable`, `dockerfile-unreadable`
 */
async function findBuildContext(workspace, context, file) {
    const directory = (0,external_node_path_.resolve)(workspace, context);
    const isDirectory = await (0,promises_.stat)(directory).then((found) => found.isDirectory(), () => false);
    if (!isDirectory) {
        const hint = /^[a-z+]+:\/\//.test(context)
            ? 'A URL cannot be built from here: check the repository out first.'
            : 'Check the path, and that actions/checkout ran before.';
        throw new report_error/* ActionError */.l('context-unreadable', `Input "context" is "${context}": wanted a directory of the workspace. ${hint}`);
    }
    const given = file === undefined ? undefined : (0,external_node_path_.resolve)(workspace, file);
    const path = given ?? (await firstThatExists(directory));
    await checkReadable(path);
    return { context: directory, file: path };
}
async function firstThatExists(directory) {
    for (const name of DEFAULT_FILES) {
        const path = (0,external_node_path_.join)(directory, name);
        if (await exists(path))
            return path;
    }
    return (0,external_node_path_.join)(directory, 'Dockerfile');
}
async function checkReadable(path) {
    try {
        await (0,promises_.access)(path, external_node_fs_.constants.R_OK);
        if ((await (0,promises_.stat)(path)).isFile())
            return;
    }
    catch (cause) {
        throw unreadable(path, (0,report_error/* messageOf */.b)(cause), cause);
    }
    throw unreadable(path, 'it is not a file');
}
function unreadable(path, why, cause) {
    return new report_error/* ActionError */.l('dockerfile-unreadable', `The Dockerfile ${path} cannot be read: ${why}. Give its path in input "file", relative to the workspace.`, { cause });
}
//# sourceMappingURL=build-context.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/engine-failure.js

/** Engines end with the same exit code whatever went wrong: their words are all there is. */
const CAUSES = [
    {
        pattern: /x509|certificate (?:signed by|is not trusted|has expired|verify)|tls: failed to verify/i,
        code: 'registry-untrusted-certificate',
        kind: 'user',
        advice: (act) => act.certificateHint,
    },
    {
        pattern: /unauthorized|authentication required|incorrect username or password|invalid username\/password|no basic auth credentials|\b401\b/i,
        code: 'registry-unauthorized',
        kind: 'user',
        advice: () => 'Check the inputs "registry", "username" and "password".',
    },
    {
        pattern: /\bdenied\b|insufficient_scope|\b403\b|forbidden/i,
        code: 'registry-denied',
        kind: 'user',
        advice: () => 'The login is known but may not do this: give it the right to write this image.',
    },
    {
        pattern: /no space left on device|disk quota exceeded/i,
        code: 'disk-full',
        kind: 'user',
        advice: () => 'Free disk space on the runner, or use one with more.',
    },
    {
        pattern: /connection refused|no such host|i\/o timeout|TLS handshake timeout|network is unreachable|connection reset|server gave HTTP response to HTTPS client|deadline exceeded/i,
        code: 'registry-unreachable',
        kind: 'transient',
        advice: () => 'Check the address of the registry and that this runner reaches it (plain http needs "plaintext: true").',
    },
];
const MAX_DETAIL = 600;
/** Lines that say how far it came, not what went wrong. */
const PROGRESS = /^(?:STEP \d|Copying |Getting image|Writing manifest|Storing signatures|COMMIT|-->|#\d+ )/;
/** Turns the exit of an engine into an error that says what to do. The engine's own words are quoted. */
function explainFailure(act) {
    const detail = detailOf(act.exit);
    const cause = CAUSES.find(({ pattern }) => pattern.test(detail));
    const advice = cause?.advice(act) ?? 'The lines above, in the log, say more.';
    return new report_error/* ActionError */.l(cause?.code ?? act.code, `${act.sentence} (exit code ${act.exit.exitCode}): ${detail === '' ? 'it said nothing' : detail}. ${advice}`, { kind: cause?.kind ?? 'user' });
}
/** Docker's client is not the one that talks to the registry. */
function daemonCertificateHint(registry) {
    return `Docker's daemon does not see input "ca-cert": put the certificate into /etc/docker/certs.d/${registry}/ca.crt on its machine, or use "engine: buildah".`;
}
function detailOf(exit) {
    const words = exit.tail.map((line) => line.trim()).filter((line) => !PROGRESS.test(line));
    const errors = words.filter((line) => /error|fail|denied|unauthorized|cannot|could not/i.test(line));
    const lines = errors.length > 0 ? errors : words;
    return lines
        .slice(-2)
        .join(' | ')
        .replace(/[.\s]+$/, '')
        .slice(-MAX_DETAIL);
}
//# sourceMappingURL=engine-failure.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/buildah.js




/** The file in the private directory that logins are kept in. */
const AUTH_FILE = 'auth.json';
const CERTIFICATE_HINT = 'Give the certificate of its authority in input "ca-cert".';
/** Builds with buildah: no daemon, one index for several platforms. */
function createBuildah(tools, mode) {
    const how = [...mode.storage, ...mode.isolation].filter((flag) => !flag.startsWith('--')).join(', ');
    const context = { tools, mode, list: `localhost/${(0,external_node_path_.basename)(tools.directory).toLowerCase()}` };
    let hasList = false;
    return {
        name: 'buildah',
        description: `buildah ${mode.version}${how === '' ? '' : ` (${how})`}`,
        login: (credential) => login(context, credential),
        build: (build) => {
            hasList ||= build.platforms.length > 1;
            return buildImage(context, build);
        },
        push: (image, to) => pushImage(context, image, to),
        async tidy() {
            if (hasList)
                await tools.run({ args: [...mode.storage, 'manifest', 'rm', context.list] });
        },
    };
}
async function login({ tools }, credential) {
    const exit = await tools.run({
        args: [
            'login',
            ...authFlags(tools),
            ...(await transportFlags(tools, credential.registry)),
            `--username=${credential.username}`,
            '--password-stdin',
            credential.registry,
        ],
        input: credential.password,
    });
    if (exit.exitCode === 0)
        return;
    throw explainFailure({
        code: 'login-failed',
        sentence: `buildah could not log in to ${credential.registry} as "${credential.username}"`,
        exit,
        certificateHint: CERTIFICATE_HINT,
    });
}
async function buildImage({ tools, mode, list }, build) {
    const multiPlatform = build.platforms.length > 1;
    const idFile = (0,external_node_path_.join)(tools.directory, 'image-id');
    const names = build.references.map(image_reference/* formatImageReference */.my);
    const exit = await tools.run({
        args: [
            ...mode.storage,
            'build',
            ...mode.isolation,
            ...authFlags(tools),
            ...caFlags(tools),
            ...cacheFlags(build),
            `--pull=${build.pull ? 'always' : 'false'}`,
            ...build.platforms.map((platform) => `--platform=${platform}`),
            ...(build.target === undefined ? [] : [`--target=${build.target}`]),
            ...build.buildArgs.map(({ name, value }) => `--build-arg=${name}=${value}`),
            ...build.labels.map(({ name, value }) => `--label=${name}=${value}`),
            ...(multiPlatform
                ? [`--manifest=${list}`]
                : [`--iidfile=${idFile}`, ...names.map((name) => `--tag=${name}`)]),
            `--file=${build.file}`,
            build.context,
        ],
    });
    if (exit.exitCode !== 0)
        throw failure('build-failed', `build ${build.file}`, exit);
    if (!multiPlatform)
        return { id: (await (0,promises_.readFile)(idFile, 'utf8')).trim(), multiPlatform };
    const tagged = await tools.run({ args: [...mode.storage, 'tag', list, ...names] });
    if (tagged.exitCode !== 0)
        throw failure('build-failed', `name what it built from ${build.file}`, tagged);
    return { id: list, multiPlatform };
}
async function pushImage({ tools, mode }, image, to) {
    const digestFile = (0,external_node_path_.join)(tools.directory, 'pushed-digest');
    const name = (0,image_reference/* formatImageReference */.my)(to);
    const exit = await tools.run({
        args: [
            ...mode.storage,
            ...(image.multiPlatform ? ['manifest', 'push', '--all', '--format=oci'] : ['push']),
            ...authFlags(tools),
            ...(await transportFlags(tools, to.registry)),
            `--digestfile=${digestFile}`,
            image.id,
            `docker://${name}`,
        ],
    });
    if (exit.exitCode !== 0)
        throw failure('push-failed', `push ${name}`, exit);
    const digest = (await (0,promises_.readFile)(digestFile, 'utf8').catch(() => '')).trim();
    if ((0,image_digest/* isDigest */.B)(digest))
        return digest;
    throw new report_error/* ActionError */.l('push-failed', `buildah pushed ${name} but did not say its digest.`, {
        kind: 'internal',
    });
}
/**
 * buildah's layer cache does not tell platforms apart where a Dockerfile starts from nothing: with it, arm64 is given what
 * amd64 left there. So it is used only when no platform is named.
 */
function cacheFlags(build) {
    return [`--layers=${build.platforms.length === 0}`, ...(build.noCache ? ['--no-cache'] : [])];
}
function authFlags(tools) {
    return tools.hasLogin ? [`--authfile=${(0,external_node_path_.join)(tools.directory, AUTH_FILE)}`] : [];
}
function caFlags(tools) {
    return tools.caDirectory === undefined ? [] : [`--cert-dir=${tools.caDirectory}`];
}
/** Certificates are left unverified only where there are none: with registries of plain http, and never while base images are pulled. */
async function transportFlags(tools, registry) {
    return [...caFlags(tools), ...((await tools.isPlain(registry)) ? ['--tls-verify=false'] : [])];
}
function failure(code, act, exit) {
    return explainFailure({
        code,
        sentence: `buildah could not ${act}`,
        exit,
        certificateHint: CERTIFICATE_HINT,
    });
}
//# sourceMappingURL=buildah.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/process/executable.js



/**
 * The absolute path of a program on PATH; undefined when it is not there. Relative entries of PATH, and those inside
 * the checked-out workspace, are passed over: what is built must not choose what builds it.
 */
async function findExecutable(name, env) {
    for (const directory of searchPath(env)) {
        const path = (0,external_node_path_.join)(directory, name);
        if (await isProgram(path))
            return path;
    }
    return undefined;
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
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/engine-environment.js


/** What engines read on purpose; tokens, inputs and variables that make a program load code are not among them. */
const ALLOWED = new Set([
    'HOME',
    'USER',
    'LOGNAME',
    'LANG',
    'TMPDIR',
    'TZ',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'ALL_PROXY',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'SSH_AUTH_SOCK',
    'SOURCE_DATE_EPOCH',
    'REGISTRY_AUTH_FILE',
    'STORAGE_DRIVER',
    'STORAGE_OPTS',
    'DBUS_SESSION_BUS_ADDRESS',
]);
const ALLOWED_PREFIXES = ['DOCKER_', 'BUILDKIT_', 'BUILDX_', 'BUILDAH_', 'CONTAINERS_', 'XDG_', 'LC_'];
/** The environment of an engine: variables it is known to read, and a PATH of absolute entries. */
function engineEnvironment(env) {
    const own = Object.entries(env).filter((entry) => entry[1] !== undefined && isAllowed(entry[0]));
    return { ...Object.fromEntries(own), PATH: searchPath(env).join(external_node_path_.delimiter) };
}
function isAllowed(name) {
    return ALLOWED.has(name.toUpperCase()) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
//# sourceMappingURL=engine-environment.js.map
// EXTERNAL MODULE: external "node:diagnostics_channel"
var external_node_diagnostics_channel_ = __webpack_require__(3053);
// EXTERNAL MODULE: external "node:string_decoder"
var external_node_string_decoder_ = __webpack_require__(6193);
// EXTERNAL MODULE: ./node_modules/@actions/exec/lib/exec.js + 5 modules
var exec = __webpack_require__(2876);
;// CONCATENATED MODULE: ./packages/adapters/lib/process/program.js




const MAX_STDOUT = 1024 * 1024;
const MAX_LINE = 4096;
const TAIL_LINES = 40;
/** Milliseconds from asking a program to end to ending it. */
const KILL_AFTER = 300;
/**
 * Runs a program with an argument array, its streams read here and nowhere inherited.
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
    const start = () => execute(command, {
        stdout: (data) => {
            if (command.onOutput !== undefined) {
                command.onOutput(data);
                return;
            }
            if (stdout.length < MAX_STDOUT)
                stdout += data.toString('utf8');
            out.push(data);
        },
        stderr: (data) => {
            err.push(data);
        },
    });
    const exitCode = command.signal === undefined ? await start() : await endingWith(command.signal, command, start);
    out.end();
    err.end();
    return { exitCode, stdout, tail };
}
async function execute(command, listeners) {
    try {
        return await (0,exec/* exec */.m)(quoted(command.program), [...command.args], {
            env: command.env,
            silent: true,
            ignoreReturnCode: true,
            listeners,
            ...(command.input === undefined ? {} : { input: Buffer.from(command.input) }),
        });
    }
    catch (cause) {
        throw new report_error/* ActionError */.l('engine-unavailable', `${command.program} cannot be started.`, { cause });
    }
}
/**
 * Ends the child when the run is cancelled. `@actions/exec` does not hand out its child; Node announces every child
 * on this channel: https://nodejs.org/api/diagnostics_channel.html#process
 */
async function endingWith(signal, { program }, start) {
    const children = [];
    const note = (message) => {
        if (!isAnnouncement(message))
            return;
        const child = message.process;
        children.push(child);
        // A child that ends before it has read its input closes the pipe: its exit code tells the story.
        child.once('spawn', () => child.stdin?.on('error', () => undefined));
    };
    let cancel = () => undefined;
    const cancelled = new Promise((_, reject) => {
        cancel = () => {
            for (const child of children.filter(({ spawnfile }) => spawnfile === program))
                endChild(child);
            reject(new report_error/* ActionError */.l('cancelled', 'The run was cancelled.', { cause: signal.reason, kind: 'transient' }));
        };
    });
    (0,external_node_diagnostics_channel_.subscribe)('child_process', note);
    signal.addEventListener('abort', cancel, { once: true });
    const running = start();
    try {
        return await Promise.race([running, cancelled]);
    }
    finally {
        (0,external_node_diagnostics_channel_.unsubscribe)('child_process', note);
        signal.removeEventListener('abort', cancel);
        running.catch(() => undefined);
    }
}
function endChild(child) {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER).unref();
}
function isAnnouncement(message) {
    return typeof message === 'object' && message !== null && 'process' in message;
}
/** `@actions/exec` reads its first argument as a command line, in which only double quotes are escaped. */
function quoted(program) {
    return `"${program.replaceAll('"', '\\"')}"`;
}
/** Cuts a stream into lines; progress bars that rewrite a line count as one line each, very long ones are cut. */
function lineReader(onLine) {
    const decoder = new external_node_string_decoder_.StringDecoder('utf8');
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
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/docker-login.js

/** Logs docker's client in, into the private configuration directory that its environment names. */
async function loginByDocker(tools, credential) {
    const { registry, username, password } = credential;
    const server = registry === 'docker.io' ? [] : [registry];
    const exit = await tools.run({
        args: ['login', `--username=${username}`, '--password-stdin', ...server],
        input: password,
    });
    if (exit.exitCode === 0)
        return;
    throw explainFailure({
        code: 'login-failed',
        sentence: `docker could not log in to ${registry} as "${username}"`,
        exit,
        certificateHint: daemonCertificateHint(registry),
    });
}
//# sourceMappingURL=docker-login.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/docker.js





/** Builds with Docker Engine: one platform, the daemon pushes. */
function createDocker(tools, mode) {
    return {
        name: 'docker',
        description: `docker ${mode.version}`,
        login: (credential) => loginByDocker(tools, credential),
        build: (build) => docker_buildImage(tools, mode, build),
        push: (image, to) => docker_pushImage(tools, image, to),
        tidy: () => Promise.resolve(),
    };
}
async function docker_buildImage(tools, mode, build) {
    if (build.platforms.length > 1) {
        throw new report_error/* ActionError */.l('platforms-unsupported', `The engine docker builds one platform at a time, and input "platforms" has ${build.platforms.length}. Use "engine: buildx" or "engine: buildah".`);
    }
    const idFile = (0,external_node_path_.join)(tools.directory, 'image-id');
    const exit = await tools.run({
        args: [
            'build',
            ...buildFlags(build),
            ...(mode.hasBuildx ? ['--load'] : []),
            `--iidfile=${idFile}`,
            ...build.references.map((reference) => `--tag=${(0,image_reference/* formatImageReference */.my)(reference)}`),
            build.context,
        ],
    });
    if (exit.exitCode !== 0)
        throw dockerFailure('build-failed', `build ${build.file}`, exit);
    return { id: (await (0,promises_.readFile)(idFile, 'utf8')).trim(), multiPlatform: false };
}
async function docker_pushImage(tools, image, to) {
    const name = (0,image_reference/* formatImageReference */.my)(to);
    const tagged = await tools.run({ args: ['tag', image.id, name] });
    if (tagged.exitCode !== 0)
        throw dockerFailure('push-failed', `name the image ${name}`, tagged);
    const exit = await tools.run({ args: ['push', name] });
    if (exit.exitCode !== 0)
        throw dockerFailure('push-failed', `push ${name}`, exit, to.registry);
    // https://github.com/docker/cli/blob/master/cli/command/image/push.go prints it as the last line.
    const digest = [...exit.stdout.matchAll(/: digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/gm)].at(-1)?.[1];
    if (digest !== undefined && (0,image_digest/* isDigest */.B)(digest))
        return digest;
    throw new report_error/* ActionError */.l('push-failed', `docker pushed ${name} but did not say its digest.`, {
        kind: 'internal',
    });
}
/** The flags of `docker build` that buildx understands alike. */
function buildFlags(build) {
    return [
        ...(build.pull ? ['--pull'] : []),
        ...(build.noCache ? ['--no-cache'] : []),
        ...(build.platforms.length === 0 ? [] : [`--platform=${build.platforms.join(',')}`]),
        ...(build.target === undefined ? [] : [`--target=${build.target}`]),
        ...build.buildArgs.map(({ name, value }) => `--build-arg=${name}=${value}`),
        ...build.labels.map(({ name, value }) => `--label=${name}=${value}`),
        `--file=${build.file}`,
    ];
}
function dockerFailure(code, act, exit, registry = '<registry>') {
    return explainFailure({
        code,
        sentence: `docker could not ${act}`,
        exit,
        certificateHint: daemonCertificateHint(registry),
    });
}
//# sourceMappingURL=docker.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/buildx.js







/**
 * Builds with BuildKit. What was built stays with the builder: a push builds the same again, out of the builder's
 * cache, and exports it.
 */
function createBuildx(tools, mode) {
    let built;
    return {
        name: 'buildx',
        description: `buildx ${mode.version} (${mode.driver})`,
        login: (credential) => loginByDocker(tools, credential),
        async build(build) {
            built = build;
            return buildx_buildImage(tools, build);
        },
        async push(_image, to) {
            if (built === undefined)
                throw internal('was to push before it built');
            return buildx_pushImage(tools, built, to);
        },
        tidy: () => Promise.resolve(),
    };
}
async function buildx_buildImage(tools, build) {
    const multiPlatform = build.platforms.length > 1;
    await runBuild(tools, build, [
        // Only one platform can be handed to the daemon; several stay in the builder's cache.
        ...(multiPlatform
            ? []
            : ['--load', ...build.references.map((reference) => `--tag=${(0,image_reference/* formatImageReference */.my)(reference)}`)]),
    ]);
    return { id: '', multiPlatform };
}
async function buildx_pushImage(tools, build, to) {
    const file = (0,external_node_path_.join)(tools.directory, 'build-metadata.json');
    await runBuild(tools, build, ['--push', `--tag=${(0,image_reference/* formatImageReference */.my)(to)}`, `--metadata-file=${file}`]);
    return readDigest(await (0,promises_.readFile)(file, 'utf8').catch(() => ''));
}
async function runBuild(tools, build, flags) {
    const exit = await tools.run({
        args: ['buildx', 'build', '--progress=plain', ...buildFlags(build), ...flags, build.context],
    });
    if (exit.exitCode === 0)
        return;
    throw explainFailure({
        code: flags.includes('--push') ? 'push-failed' : 'build-failed',
        sentence: `buildx could not build ${build.file}`,
        exit,
        certificateHint: 'BuildKit does not see input "ca-cert": name the certificate in the builder\'s buildkitd configuration (docs.docker.com/build/buildkit/configure), or use "engine: buildah".',
    });
}
/** https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
function readDigest(text) {
    const metadata = parseJsonObject(text);
    if (metadata === undefined)
        throw internal('wrote no metadata file that is JSON');
    const digest = metadata['containerimage.digest'];
    if (typeof digest === 'string' && (0,image_digest/* isDigest */.B)(digest))
        return digest;
    throw internal('named no "containerimage.digest" in its metadata file');
}
function internal(what) {
    return new report_error/* ActionError */.l('push-failed', `buildx ${what}: the pushed image cannot be verified. Update buildx, or use "engine: buildah".`, { kind: 'internal' });
}
//# sourceMappingURL=buildx.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/find-engine.js






/**
 * Finds an engine that works: for `auto` the first of docker, buildah and buildx, for several platforms the first
 * of buildx and buildah. A client whose daemon does not answer does not work.
 * @throws ActionError `engine-unavailable`, with the reason of each that was tried
 */
async function findEngine(search) {
    const order = search.choice !== 'auto'
        ? [search.choice]
        : search.platforms > 1
            ? ['buildx', 'buildah']
            : ['docker', 'buildah', 'buildx'];
    const reasons = [];
    for (const name of order) {
        const found = await PROBES[name](search);
        if (typeof found !== 'string')
            return { engine: found, why: whyOf(search, reasons) };
        reasons.push(`${name}: ${found}`);
    }
    throw new report_error/* ActionError */.l('engine-unavailable', `No engine that can build was found. ${reasons.join('; ')}. Install one (on Debian and Ubuntu: "sudo apt-get install -y buildah"), start the docker daemon, or use a runner that has one.`);
}
/** Each answers with the engine, or with the reason why it does not work. */
const PROBES = {
    buildah: probeBuildah,
    docker: probeDocker,
    buildx: probeBuildx,
};
async function probeDocker(search) {
    const program = await findExecutable('docker', search.env);
    if (program === undefined)
        return 'docker is not on PATH';
    const daemon = await search.probe(program, ['version', '--format={{.Server.Version}}']);
    const version = daemon.stdout.trim();
    if (daemon.exitCode !== 0 || version === '')
        return `its daemon does not answer (${lastLine(daemon)})`;
    const buildx = await search.probe(program, ['buildx', 'version']);
    return createDocker(search.tools(program, 'docker'), { version, hasBuildx: buildx.exitCode === 0 });
}
async function probeBuildx(search) {
    const program = await findExecutable('docker', search.env);
    if (program === undefined)
        return 'docker is not on PATH';
    const client = await search.probe(program, ['buildx', 'version']);
    if (client.exitCode !== 0)
        return 'docker has no buildx plugin';
    const builder = await search.probe(program, ['buildx', 'inspect']);
    if (builder.exitCode !== 0)
        return `it has no builder that works (${lastLine(builder)})`;
    const driver = /^Driver:\s*(\S+)/m.exec(builder.stdout)?.[1] ?? 'unknown driver';
    if (/^Error:\s*\S/m.test(builder.stdout))
        return `its builder does not work (${lastLine(builder)})`;
    // The classic image store of the daemon holds one platform of an image.
    if (search.choice === 'auto' && search.platforms > 1 && driver === 'docker') {
        return 'the driver of its builder is "docker", which builds one platform';
    }
    const version = /v\d[\w.+-]*/.exec(client.stdout)?.[0] ?? '';
    return createBuildx(search.tools(program, 'buildx'), { version, driver });
}
async function probeBuildah(search) {
    const program = await findExecutable('buildah', search.env);
    if (program === undefined)
        return 'buildah is not on PATH';
    const found = await findStorage(search, program);
    if (typeof found === 'string')
        return found;
    const version = await search.probe(program, ['version']);
    const mode = {
        version: /^Version:\s*(\S+)/m.exec(version.stdout)?.[1] ?? '',
        storage: found.storage,
        isolation: await findIsolation(search, found.runtime),
    };
    return createBuildah(search.tools(program, 'buildah'), mode);
}
/** The default storage driver needs a file system that containers often lack; `vfs` works on any. */
async function findStorage(search, program) {
    const usual = await search.probe(program, ['info']);
    if (usual.exitCode === 0)
        return { storage: [], runtime: runtimeOf(usual.stdout) };
    if ((search.env.STORAGE_DRIVER ?? '') !== '')
        return `it does not work (${lastLine(usual)})`;
    const storage = ['--storage-driver', 'vfs'];
    const copied = await search.probe(program, [...storage, 'info']);
    if (copied.exitCode === 0)
        return { storage, runtime: runtimeOf(copied.stdout) };
    return `it does not work (${lastLine(usual)})`;
}
/** Without a container runtime, and inside a container, only `chroot` runs the commands of a Dockerfile. */
async function findIsolation(search, runtime) {
    const { env } = search;
    if ((env.BUILDAH_ISOLATION ?? '') !== '')
        return [];
    const runtimes = await Promise.all(['crun', 'runc'].map((name) => findExecutable(name, env)));
    const hasRuntime = runtime !== '' || runtimes.some((path) => path !== undefined);
    const marks = await Promise.all(['/.dockerenv', '/run/.containerenv'].map(exists));
    const inContainer = marks.includes(true) || env.KUBERNETES_SERVICE_HOST !== undefined;
    return hasRuntime && !inContainer ? [] : ['--isolation', 'chroot'];
}
function runtimeOf(info) {
    return /"OCIRuntime":\s*"([^"]*)"/.exec(info)?.[1] ?? '';
}
function whyOf(search, reasons) {
    if (search.choice !== 'auto')
        return 'as input "engine" says';
    return reasons.length === 0 ? 'the first that works' : `because ${reasons.join('; ')}`;
}
function lastLine(exit) {
    return exit.tail.at(-1)?.trim().slice(0, 300) ?? `exit code ${exit.exitCode}`;
}
//# sourceMappingURL=find-engine.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/login-file.js





/** Parts of docker's configuration directory that the client needs beside its `config.json`. */
const BESIDE = ['cli-plugins', 'contexts', 'buildx', 'trust', 'certs.d'];
const OWNER_ONLY = 0o600;
/**
 * Makes `directory` a docker configuration directory of our own: what the user's says stays true in it, but a login to
 * one of `registries` is kept in its file and in no credential store that would outlive the run.
 */
async function copyDockerConfig(directory, env, registries) {
    const home = dockerDirectory(env);
    const config = await readObject((0,external_node_path_.join)(home, 'config.json'));
    const helpers = isJsonObject(config.credHelpers) ? config.credHelpers : {};
    // An empty helper makes docker use the file: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
    const own = Object.fromEntries(registries.flatMap(dockerKeys).map((key) => [key, '']));
    const merged = { ...config, credHelpers: { ...helpers, ...own } };
    await writePrivately((0,external_node_path_.join)(directory, 'config.json'), merged);
    for (const name of BESIDE) {
        if (await exists((0,external_node_path_.join)(home, name)))
            await (0,promises_.symlink)((0,external_node_path_.join)(home, name), (0,external_node_path_.join)(directory, name));
    }
}
/**
 * Writes an authentication file for buildah with the logins the user has already.
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
async function copyAuthFile(path, env) {
    const candidates = [
        env.REGISTRY_AUTH_FILE,
        env.XDG_RUNTIME_DIR && (0,external_node_path_.join)(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'),
        env.HOME && (0,external_node_path_.join)(env.XDG_CONFIG_HOME ?? (0,external_node_path_.join)(env.HOME, '.config'), 'containers', 'auth.json'),
        (0,external_node_path_.join)(dockerDirectory(env), 'config.json'),
    ].filter((candidate) => candidate !== undefined && candidate !== '');
    const files = await Promise.all(candidates.map(readObject));
    // The first file that knows a registry wins, as it does for buildah itself.
    const merge = (key) => {
        const known = files.map((file) => file[key]).filter(isJsonObject);
        return Object.fromEntries(known.toReversed().flatMap((entries) => Object.entries(entries)));
    };
    await writePrivately(path, { auths: merge('auths'), credHelpers: merge('credHelpers') });
}
function dockerDirectory(env) {
    const given = env.DOCKER_CONFIG;
    return given === undefined || given === '' ? (0,external_node_path_.join)(env.HOME ?? '/', '.docker') : given;
}
/** Under which names docker looks a registry up. */
function dockerKeys(registry) {
    const host = normalizeRegistry(registry);
    return host === 'docker.io' ? [HUB_CONFIG_KEY, 'index.docker.io', 'docker.io'] : [host];
}
/** A file that is absent or broken holds no logins; what an engine makes of a broken one is not ours to say. */
async function readObject(path) {
    return parseJsonObject(await (0,promises_.readFile)(path, 'utf8').catch(() => '')) ?? {};
}
async function writePrivately(path, value) {
    await (0,promises_.writeFile)(path, JSON.stringify(value), { mode: OWNER_ONLY, flag: 'wx' });
}
//# sourceMappingURL=login-file.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/process/private-directory.js




/** Made in the runner's temporary directory, which the runner empties itself should this process be killed. */
async function makePrivateDirectory(env, name) {
    const parent = env.RUNNER_TEMP === undefined || env.RUNNER_TEMP === '' ? (0,external_node_os_.tmpdir)() : env.RUNNER_TEMP;
    const path = await (0,promises_.mkdtemp)((0,external_node_path_.join)(parent, `${name}-`));
    await (0,promises_.chmod)(path, 0o700);
    const removeNow = () => {
        (0,external_node_fs_.rmSync)(path, { recursive: true, force: true });
    };
    process.once('exit', removeNow);
    return {
        path,
        async remove() {
            await (0,promises_.rm)(path, { recursive: true, force: true });
            process.off('exit', removeNow);
        },
    };
}
//# sourceMappingURL=private-directory.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/builder.js











/** Milliseconds an engine may take to say whether it works. */
const PROBE_LIMIT = 20_000;
/** A builder over whichever engine works on this machine. Nothing happens before `prepare`. */
function createBuilder(options) {
    const credentials = options.credentials.map(checkCredential);
    let directory;
    let ready;
    const opened = () => {
        if (ready !== undefined)
            return ready;
        throw new report_error/* ActionError */.l('internal', 'The builder was used before it was prepared.', { kind: 'internal' });
    };
    return {
        async prepare(build) {
            const paths = await findBuildContext(options.workspace, build.context, build.file);
            directory ??= await makePrivateDirectory(options.env, 'build-and-push');
            const session = await openSession(options, directory.path, credentials);
            const { engine, why } = await findEngine({
                choice: options.engine,
                platforms: build.platforms.length,
                env: options.env,
                probe: (program, args) => builder_probe(program, args, options),
                tools: session.tools,
            });
            if (credentials.length > 0) {
                await session.prepareLogins(engine.name);
                await options.log.group(`Log in for ${engine.description}`, async () => {
                    for (const credential of credentials)
                        await engine.login(credential);
                });
            }
            ready = { engine, build: { ...withoutPaths(build), ...paths } };
            return { description: engine.description, why };
        },
        build: () => opened().engine.build(opened().build),
        push: (image, to) => opened().engine.push(image, to),
        async close() {
            // After a cancel there is no time left, and a failure to tidy up is no failure of the run.
            if (options.signal?.aborted !== true)
                await ready?.engine.tidy().catch(() => undefined);
            ready = undefined;
            await directory?.remove();
            directory = undefined;
        },
    };
}
async function openSession(options, directory, credentials) {
    const hasLogin = credentials.length > 0;
    const caDirectory = options.caCert === undefined ? undefined : await writeCa(directory, options.caCert);
    const dockerDirectory = (0,external_node_path_.join)(directory, 'docker');
    const { isPlain } = options;
    return {
        tools(program, engine) {
            const docker = hasLogin && engine !== 'buildah' ? { DOCKER_CONFIG: dockerDirectory } : {};
            const env = { ...engineEnvironment(options.env), ...docker };
            const onLine = (line) => {
                options.log.info(line);
            };
            const run = (command) => runProgram({ program, env, onLine, signal: options.signal, ...command });
            return { program, directory, isPlain, caDirectory, hasLogin, run };
        },
        async prepareLogins(engine) {
            const registries = credentials.map(({ registry }) => registry);
            if (engine === 'buildah') {
                await copyAuthFile((0,external_node_path_.join)(directory, AUTH_FILE), options.env);
            }
            else {
                await (0,promises_.mkdir)(dockerDirectory, { mode: 0o700 });
                await copyDockerConfig(dockerDirectory, options.env, registries);
            }
        },
    };
}
/** A client may wait for ever for a daemon that is stuck: what does not answer in time does not work. */
async function builder_probe(program, args, options) {
    const limit = AbortSignal.timeout(PROBE_LIMIT);
    const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
    try {
        return await runProgram({ program, args, env: engineEnvironment(options.env), signal });
    }
    catch (error) {
        if (options.signal?.aborted === true)
            throw error;
        const reason = limit.aborted ? `no answer within ${PROBE_LIMIT / 1000} s` : 'cannot be started';
        return { exitCode: 1, stdout: '', tail: [reason] };
    }
}
async function writeCa(directory, pem) {
    const path = (0,external_node_path_.join)(directory, 'certificates');
    await (0,promises_.mkdir)(path, { mode: 0o700 });
    await (0,promises_.writeFile)((0,external_node_path_.join)(path, 'ca.crt'), pem);
    return path;
}
/** @throws ActionError `invalid-registry` */
function checkCredential(credential) {
    const registry = normalizeRegistry(credential.registry);
    try {
        if ((0,image_reference/* parseImageReference */.o_)(`${registry}/image`).registry === registry)
            return { ...credential, registry };
    }
    catch (cause) {
        throw invalidRegistry(credential.registry, cause);
    }
    throw invalidRegistry(credential.registry);
}
function invalidRegistry(given, cause) {
    return new report_error/* ActionError */.l('invalid-registry', `Input "registry" is "${given}": wanted a host name such as "ghcr.io", with a port if it is not 443.`, { cause });
}
function withoutPaths(build) {
    const { target, platforms, buildArgs, labels, noCache, pull, references } = build;
    return { target, platforms, buildArgs, labels, noCache, pull, references };
}
//# sourceMappingURL=builder.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/source.js
const SHORT_SHA_LENGTH = 7;
/** The branch of a push; undefined for tags and pull requests. */
function branchOf(source) {
    return after(source.ref, 'refs/heads/');
}
/** The tag of a push; undefined for branches and pull requests. */
function gitTagOf(source) {
    return after(source.ref, 'refs/tags/');
}
/** The number of the pull request that is built, as text. */
function pullRequestOf(source) {
    return /^refs\/pull\/(\d+)\//.exec(source.ref)?.[1];
}
/** The first seven digits of the commit, as people know them. */
function shortSha(source) {
    return source.sha.slice(0, SHORT_SHA_LENGTH);
}
function after(text, prefix) {
    return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}
//# sourceMappingURL=source.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/tag-expression.js


const EXPRESSION = /\{\{\s*([^{}]*?)\s*\}\}/g;
/** The values that `{{…}}` can name in any attribute of a tag rule. */
function sourceValues(source) {
    const branch = branchOf(source);
    const isDefault = branch !== undefined && branch === source.defaultBranch;
    return {
        branch: branch ?? '',
        tag: gitTagOf(source) ?? '',
        sha: shortSha(source),
        is_default_branch: String(isDefault),
        is_not_default_branch: String(!isDefault),
    };
}
/** The values that `{{…}}` can name in the pattern of a `semver` rule, besides those of the source. */
function versionValues(version, raw) {
    return {
        raw,
        version: version.text,
        major: version.major,
        minor: version.minor,
        patch: version.patch,
    };
}
/**
 * Replaces every `{{name}}`.
 * @throws ActionError `invalid-tag-rule` for a name that is not known
 */
function expand(template, values, line) {
    return template.replace(EXPRESSION, (written, name) => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value !== undefined)
            return value;
        throw new report_error/* ActionError */.l('invalid-tag-rule', `Input "tags", line ${line}: the expression "${written}" is not known here. Known: ${Object.keys(values)
            .map((known) => `{{${known}}}`)
            .join(', ')}.`);
    });
}
//# sourceMappingURL=tag-expression.js.map
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
;// CONCATENATED MODULE: ./packages/core/lib/build/tag-rule.js


/** Attributes that every type takes, and those of each type. Defaults and priorities: docker/metadata-action. */
const COMMON = ['enable', 'priority', 'prefix', 'suffix'];
const ATTRIBUTES = {
    semver: ['pattern', 'value'],
    ref: ['event'],
    raw: ['value'],
    sha: ['format'],
};
/** Types of docker/metadata-action that are not read here, with what to write instead. */
const ELSEWHERE = new Map([
    ['pep440', 'use type=semver'],
    ['match', 'use type=semver, which reads "<environment>-v1.2.3" too'],
    ['edge', 'use type=raw,value=edge,enable={{is_default_branch}}'],
    ['schedule', 'use type=raw with a value'],
]);
/**
 * Reads a rule line `type=semver,pattern={{version}}`. Fields are comma-separated; a field in double quotes may
 * hold commas.
 * @throws ActionError `invalid-tag-rule`, naming the line and the nearest word that is known
 */
function parseTagRule(text, line) {
    const fields = splitFields(text, line);
    const attributes = new Map();
    for (const field of fields) {
        const equals = field.indexOf('=');
        const name = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
        if (equals < 0) {
            throw tag_rule_refuse(line, `the field "${field}" has no "=": wanted "name=value"`);
        }
        if (attributes.has(name))
            throw tag_rule_refuse(line, `the attribute "${name}" is given twice`);
        attributes.set(name, field.slice(equals + 1).trim());
    }
    const type = readType(attributes.get('type') ?? '', line);
    attributes.delete('type');
    checkAttributes(type, attributes, line);
    return { type, line, attributes };
}
/** Whether a line of input `tags` is a rule and not a full reference, which has no place for "=". */
function isTagRule(text) {
    return text.includes('=');
}
function readType(written, line) {
    const types = Object.keys(ATTRIBUTES).filter(isTagRuleType);
    const type = types.find((candidate) => candidate === written);
    if (type !== undefined)
        return type;
    const instead = ELSEWHERE.get(written);
    if (instead !== undefined)
        throw tag_rule_refuse(line, `the type "${written}" is not known here: ${instead}`);
    throw tag_rule_refuse(line, `the type "${written}" is not known: ${suggest(written, types)}`);
}
function isTagRuleType(text) {
    return Object.hasOwn(ATTRIBUTES, text);
}
function checkAttributes(type, attributes, line) {
    const known = [...ATTRIBUTES[type], ...COMMON];
    for (const name of attributes.keys()) {
        if (!known.includes(name)) {
            throw tag_rule_refuse(line, `type=${type} has no attribute "${name}": ${suggest(name, known)}`);
        }
    }
    if (type === 'ref')
        requireOneOf('event', attributes.get('event'), ['branch', 'tag', 'pr'], line);
    if (type === 'sha')
        requireOneOf('format', attributes.get('format') ?? 'short', ['short', 'long'], line);
    if (type === 'raw' && (attributes.get('value') ?? '') === '') {
        throw tag_rule_refuse(line, 'type=raw needs a value: write "type=raw,value=stable"');
    }
    const priority = attributes.get('priority');
    if (priority !== undefined && !/^\d{1,6}$/.test(priority)) {
        throw tag_rule_refuse(line, `priority is "${priority}": wanted a whole number`);
    }
}
function requireOneOf(name, value, wanted, line) {
    if (value !== undefined && wanted.includes(value))
        return;
    throw tag_rule_refuse(line, `${name} is "${value ?? ''}": wanted ${wanted.join(', ')}`);
}
function splitFields(text, line) {
    const fields = [];
    let field = '';
    let quoted = false;
    for (let index = 0; index < text.length; index += 1) {
        const character = text.charAt(index);
        if (character === '"' && quoted && text.charAt(index + 1) === '"') {
            field += '"';
            index += 1;
        }
        else if (character === '"') {
            quoted = !quoted;
        }
        else if (character === ',' && !quoted) {
            fields.push(field);
            field = '';
        }
        else {
            field += character;
        }
    }
    if (quoted)
        throw tag_rule_refuse(line, 'a double quote is not closed');
    return [...fields, field].map((each) => each.trim()).filter((each) => each !== '');
}
function suggest(given, known) {
    const like = closest(given, known);
    return `${like === undefined ? '' : `did you mean "${like}"? `}Known: ${known.join(', ')}`;
}
function tag_rule_refuse(line, what) {
    return new report_error/* ActionError */.l('invalid-tag-rule', `Input "tags", line ${line}: ${what}.`);
}
//# sourceMappingURL=tag-rule.js.map
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
    throw new report_error/* ActionError */.l('invalid-version-tag', `"${name}" is not a version tag: wanted "v1.2.3", "v1.2.3-rc.1" or "<environment>-v1.2.3", three numbers without leading zeros. Push a tag of that form, or give input "tags" rules that do not need a version, such as "type=ref,event=tag".`);
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
;// CONCATENATED MODULE: ./packages/core/lib/build/tag-plan.js






/** Version on a version tag, branch name on a branch, `sha-…` always. */
const DEFAULT_RULES = ['type=semver,pattern={{version}}', 'type=ref,event=branch', 'type=sha'];
/** As docker/metadata-action has them. */
const PRIORITY = { semver: 900, ref: 600, raw: 200, sha: 100 };
const MAX_TAG_LENGTH = 128;
/**
 * Decides the tags of an image from the commit that is built. When nothing that was asked for names this image
 * for ever, `sha-…` is added: deployments need one such tag.
 * @throws ActionError `invalid-tag-rule`, `invalid-version-tag`, `invalid-image`, `invalid-tag`, `no-image`, `no-tags`
 */
function planTags(request) {
    const written = request.tags.length === 0 ? DEFAULT_RULES : request.tags;
    const lines = written.map((text, index) => ({ text, number: index + 1 }));
    const rules = lines
        .filter((line) => isTagRule(line.text))
        .map((line) => parseTagRule(line.text, line.number));
    const references = lines.filter((line) => !isTagRule(line.text)).map((line) => readReference(line.text));
    const images = request.images.map(readImageName);
    if (images.length === 0 && references.length === 0) {
        throw new report_error/* ActionError */.l('no-image', 'No image to build is named: give input "images", such as "ghcr.io/acme/api", or full references in input "tags".');
    }
    const made = rules
        .flatMap((rule) => applyRule(rule, request.source))
        .sort((a, b) => b.priority - a.priority)
        .map(({ tag }) => tag);
    const destinations = join(images, made, references).map((each) => completed(each, request.source));
    const [first, ...rest] = destinations;
    const main = first?.tags[0];
    if (first === undefined || main === undefined)
        throw noTags(request);
    const environment = readVersionTag(gitTagOf(request.source) ?? '')?.environment;
    return { destinations: [first, ...rest], version: main.name, environment };
}
function applyRule(rule, source) {
    const values = sourceValues(source);
    const attribute = (name) => {
        const text = rule.attributes.get(name);
        return text === undefined || name === 'pattern' ? text : expand(text, values, rule.line);
    };
    if (!isEnabled(attribute('enable'), rule.line))
        return [];
    const base = baseOf(rule, attribute, source);
    if (base === undefined)
        return [];
    const prefix = attribute('prefix') ?? (rule.type === 'sha' ? 'sha-' : '');
    const name = checkTag(toTag(prefix + base.text + (attribute('suffix') ?? '')), rule);
    const priority = Number(attribute('priority') ?? PRIORITY[rule.type]);
    return [{ priority, tag: { name, mutable: base.mutable, release: base.release } }];
}
function baseOf(rule, attribute, source) {
    switch (rule.type) {
        case 'semver':
            return semverBase(rule, attribute('value'), source);
        case 'ref': {
            const event = attribute('event');
            const number = pullRequestOf(source);
            const text = event === 'branch' ? branchOf(source) : event === 'tag' ? gitTagOf(source) : number && `pr-${number}`;
            return text === undefined ? undefined : { text, mutable: true, release: false };
        }
        case 'raw':
            return { text: attribute('value') ?? '', mutable: true, release: false };
        case 'sha':
            return {
                text: attribute('format') === 'long' ? source.sha : shortSha(source),
                mutable: false,
                release: false,
            };
    }
}
/** A prerelease gives its whole version whatever the pattern: `1.2` must never point to `1.2.0-rc.1`. */
function semverBase(rule, value, source) {
    const raw = value ?? gitTagOf(source);
    if (raw === undefined || raw === '')
        return undefined;
    const { version } = parseVersionTag(raw);
    const pattern = version.prerelease === '' ? (rule.attributes.get('pattern') ?? '{{version}}') : '{{version}}';
    const text = expand(pattern, { ...sourceValues(source), ...versionValues(version, raw) }, rule.line);
    const whole = namesWholeVersion(text, version);
    return { text, mutable: !whole, release: whole };
}
function namesWholeVersion(text, version) {
    return text.includes(`${version.major}.${version.minor}.${version.patch}`);
}
function isEnabled(text, line) {
    if (text === undefined || text === 'true')
        return true;
    if (text === 'false')
        return false;
    throw new report_error/* ActionError */.l('invalid-tag-rule', `Input "tags", line ${line}: enable is "${text}": wanted true or false.`);
}
/** Characters that a tag cannot hold become `-`, the `+` of build metadata among them. */
function toTag(text) {
    return text.replace(/[^a-zA-Z0-9._-]+/g, '-').replace(/^[.-]+/, '');
}
function checkTag(name, rule) {
    if ((0,image_reference/* isTag */.dz)(name))
        return name;
    throw new report_error/* ActionError */.l('invalid-tag', `Input "tags", line ${rule.line}: the rule type=${rule.type} gives the tag "${name}": wanted 1 to ${MAX_TAG_LENGTH} letters, digits, "_", "." and "-". Shorten the branch or tag name, or write the tag with type=raw.`);
}
function readImageName(text) {
    const image = (0,image_reference/* parseImageReference */.o_)(text);
    if (image.tag === undefined && image.digest === undefined)
        return image;
    throw new report_error/* ActionError */.l('invalid-image', `Input "images" has "${text}": wanted a name without tag and digest, such as "${image.name}". Tags come from input "tags".`);
}
function readReference(text) {
    const reference = (0,image_reference/* parseImageReference */.o_)(text);
    if (reference.tag === undefined || reference.digest !== undefined) {
        throw new report_error/* ActionError */.l('invalid-image', `Input "tags" has "${text}": wanted a rule such as "type=semver,pattern={{version}}", or a full reference "name:tag". For a fixed tag write "type=raw,value=${(0,image_reference/* isTag */.dz)(text) ? text : 'stable'}".`);
    }
    const whole = readVersionTag(reference.tag) !== undefined || /^sha-[0-9a-f]{7,64}$/.test(reference.tag);
    return {
        image: { ...reference, tag: undefined },
        tag: { name: reference.tag, mutable: !whole, release: false },
    };
}
function join(images, made, references) {
    const all = [...images, ...references.map(({ image }) => image)];
    const repositories = all.filter((image, index) => all.findIndex((other) => (0,image_reference/* sameRepository */.RB)(other, image)) === index);
    return repositories.map((image) => {
        const named = images.some((other) => (0,image_reference/* sameRepository */.RB)(other, image)) ? made : [];
        const given = references.filter((each) => (0,image_reference/* sameRepository */.RB)(each.image, image)).map(({ tag }) => tag);
        return { image, tags: withoutRepeats([...given, ...named]) };
    });
}
function completed(destination, source) {
    const { image, tags } = destination;
    const commitTag = tags.find((tag) => !tag.mutable && !tag.release && tag.name.includes(shortSha(source)))?.name;
    if (tags.length === 0 || tags.some((tag) => !tag.mutable))
        return { image, tags, commitTag };
    const added = { name: `sha-${shortSha(source)}`, mutable: false, release: false };
    return { image, tags: [...tags, added], commitTag: undefined };
}
function withoutRepeats(tags) {
    return tags.filter((tag, index) => tags.findIndex((other) => other.name === tag.name) === index);
}
function noTags(request) {
    return new report_error/* ActionError */.l('no-tags', `No rule of input "tags" gives a tag for "${request.source.ref}": an image without a tag cannot be pushed. Add a rule that always fires, such as "type=sha".`);
}
//# sourceMappingURL=tag-plan.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/build-report.js + 1 modules
var build_report = __webpack_require__(3413);
// EXTERNAL MODULE: ./packages/core/lib/build/platform.js
var platform = __webpack_require__(243);
;// CONCATENATED MODULE: ./packages/core/lib/build/existing-image.js



/**
 * Looks for an image under the first tag of every destination that never moves: there, the work was done before.
 * Undefined when one destination lacks it, or lacks a platform.
 */
async function findReleased(plan, platforms, registry) {
    return findAll(plan, platforms, registry, ({ tags }) => tags.find((tag) => !tag.mutable)?.name);
}
/**
 * Looks for the image of this commit in every destination, and for the tags it lacks.
 * Undefined when it has to be built.
 */
async function findBuilt(plan, platforms, registry) {
    const found = await findAll(plan, platforms, registry, ({ commitTag }) => commitTag);
    if (found === undefined)
        return undefined;
    return Promise.all(found.map(async ({ destination, tag, image }) => {
        const others = destination.tags.filter(({ name }) => name !== tag);
        const standing = await Promise.all(others.map(({ name }) => registry.resolve({ ...destination.image, tag: name })));
        const lacking = others.filter((_, index) => standing[index]?.digest !== image.digest);
        return { destination, tag, image, lacking: lacking.map(({ name }) => name) };
    }));
}
/**
 * Refuses to move the tag of a released version to another image.
 * @param found what the tags may point to already
 * @throws ActionError `version-taken`
 */
async function refuseTakenVersions(plan, found, registry) {
    for (const { image, tags } of plan.destinations) {
        const expected = found.find((each) => each.destination.image === image)?.image.digest;
        for (const { name } of tags.filter((tag) => tag.release)) {
            const reference = { ...image, tag: name };
            const standing = await registry.resolve(reference);
            if (standing === undefined || standing.digest === expected)
                continue;
            throw new report_error/* ActionError */.l('version-taken', `${(0,image_reference/* formatImageReference */.my)(reference)} exists already, as ${standing.digest}, and the tag of a released version is not moved to another image. Release a new version, or set "skip-existing: true" to keep the image that is there.`);
        }
    }
}
async function findAll(plan, platforms, registry, tagOf) {
    const found = [];
    for (const destination of plan.destinations) {
        const tag = tagOf(destination);
        if (tag === undefined)
            return undefined;
        const image = await registry.resolve({ ...destination.image, tag });
        if (image === undefined || (0,platform/* missingPlatforms */.z)(platforms, image.platforms.keys()).length > 0)
            return undefined;
        found.push({ destination, tag, image, lacking: [] });
    }
    return found;
}
//# sourceMappingURL=existing-image.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/labels.js
var build_labels = __webpack_require__(7463);
;// CONCATENATED MODULE: ./packages/core/lib/build/verify-push.js



/**
 * Holds what the registry has against what the engine says it pushed and what was asked for.
 * @throws ActionError `push-not-found`, `digest-mismatch`, `platforms-missing`
 */
function verifyPush(pushed, reported, seen, platforms) {
    const name = (0,image_reference/* formatImageReference */.my)(pushed);
    if (seen === undefined) {
        throw new report_error/* ActionError */.l('push-not-found', `The engine reported ${name} pushed as ${reported}, but the registry does not have it. Nothing was tagged. Run the job again; if it stays so, the registry drops what is pushed to it.`, { kind: 'transient' });
    }
    if (seen.digest !== reported) {
        throw new report_error/* ActionError */.l('digest-mismatch', `The engine reported ${name} pushed as ${reported}, but the registry has ${seen.digest} there. Another run may have pushed the same tag: let only one run build a commit (workflow "concurrency"), and run the job again.`, { kind: 'transient' });
    }
    const missing = (0,platform/* missingPlatforms */.z)(platforms, seen.platforms.keys());
    if (missing.length > 0) {
        throw new report_error/* ActionError */.l('platforms-missing', `${name} has ${listed(seen.platforms.keys())}, and lacks ${listed(missing)} of input "platforms". No other tag was applied. Use an engine that builds every platform (engine: buildx or buildah).`);
    }
    return seen;
}
function listed(platforms) {
    const names = [...platforms];
    return names.length === 0 ? 'no platform' : names.join(', ');
}
//# sourceMappingURL=verify-push.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/build-and-push.js







/**
 * Builds an image, pushes it, reads its digest back from the registry and only then gives it its tags. An image
 * that this commit has already is tagged and not built again.
 * @throws ActionError of the tag plan, the builder, the registry and `verifyPush`; `version-taken`
 */
async function buildAndPush(request, ports) {
    const plan = planTags(request);
    const created = ports.clock.now();
    const report = { plan, source: request.source, service: request.service, created: created.toISOString() };
    logPlan(plan, ports.log);
    const done = request.push ? await reuse(request, plan, ports) : undefined;
    if (done !== undefined)
        return { ...report, engine: '', ...done };
    const labels = (0,build_labels/* imageLabels */.J)(request.source, plan.version, created, request.labels);
    const references = plan.destinations.flatMap(({ image, tags }) => tags.map(({ name }) => ({ ...image, tag: name })));
    const build = { ...request.build, labels, references };
    const { description: engine, why } = await ports.builder.prepare(build);
    ports.log.info(`Engine: ${engine}, ${why}`);
    const built = await ports.log.group(`Build the image with ${engine}`, () => ports.builder.build(build));
    if (!request.push)
        return { ...report, engine, outcome: 'built', images: [] };
    const images = await pushAll(built, plan, request, ports);
    return { ...report, engine, outcome: 'pushed', images };
}
/** Finds out whether nothing has to be built, and does what is left to do then. */
async function reuse(request, plan, ports) {
    const { registry, log } = ports;
    const { platforms } = request.build;
    if (request.skipExisting) {
        const released = await findReleased(plan, platforms, registry);
        if (released !== undefined)
            return { outcome: 'exists', ...standing(plan, released) };
    }
    // Only a release re-uses what its commit was built to before; a branch is built anew whenever it is pushed.
    const isRelease = gitTagOf(request.source) !== undefined;
    const found = isRelease ? await findBuilt(plan, platforms, registry) : undefined;
    await refuseTakenVersions(plan, found ?? [], registry);
    if (found === undefined)
        return undefined;
    const images = found.map(({ image }) => image);
    if (found.every(({ lacking }) => lacking.length === 0))
        return { outcome: 'exists', plan, images };
    await log.group('Tag the image that this commit was built to before', async () => {
        for (const each of found)
            await applyTags(each, ports);
    });
    return { outcome: 'tagged', plan, images };
}
/** The plan cut down to the tags that were looked at: of the others nothing is known, so nothing is reported. */
function standing(plan, found) {
    const seen = (destination) => ({
        ...destination,
        tags: destination.tags.filter(({ name }) => found.some((each) => each.destination === destination && each.tag === name)),
    });
    const [first, ...rest] = plan.destinations;
    return {
        plan: { ...plan, destinations: [seen(first), ...rest.map(seen)] },
        images: found.map(({ image }) => image),
    };
}
/** Every destination is pushed and verified before the first tag that people deploy is applied anywhere. */
async function pushAll(built, plan, request, ports) {
    const pushed = [];
    for (const destination of plan.destinations) {
        const tag = carrierOf(destination);
        const image = await pushOne(built, { ...destination.image, tag }, request, ports);
        const lacking = destination.tags.filter(({ name }) => name !== tag).map(({ name }) => name);
        pushed.push({ destination, tag, image, lacking });
    }
    for (const each of pushed) {
        if (each.lacking.length === 0)
            continue;
        await ports.log.group(`Apply the other tags to ${each.destination.image.name}`, () => applyTags(each, ports));
    }
    return pushed.map(({ image }) => image);
}
async function pushOne(built, to, request, ports) {
    const name = (0,image_reference/* formatImageReference */.my)(to);
    return ports.log.group(`Push ${name}`, async () => {
        const reported = await ports.builder.push(built, to);
        const seen = verifyPush(to, reported, await ports.registry.resolve(to), request.build.platforms);
        ports.log.info(`The registry has ${name} as ${seen.digest}`);
        return seen;
    });
}
/** The tag an image travels under until it is verified: the one of its commit, so that no release is half there. */
function carrierOf(destination) {
    const carrier = destination.tags.find((tag) => !tag.mutable && !tag.release) ?? destination.tags[0];
    if (carrier !== undefined)
        return carrier.name;
    throw new report_error/* ActionError */.l('no-tags', `${destination.image.name} has no tag.`, { kind: 'internal' });
}
/** Tags that never move first: whoever follows a branch tag then finds its release there. */
async function applyTags(found, ports) {
    const { destination, image, lacking } = found;
    const inOrder = [...destination.tags].sort((a, b) => Number(a.mutable) - Number(b.mutable));
    for (const { name } of inOrder.filter((tag) => lacking.includes(tag.name))) {
        const applied = await ports.registry.tag({ ...destination.image, digest: image.digest }, name);
        if (applied !== image.digest) {
            throw new report_error/* ActionError */.l('digest-mismatch', `The tag "${name}" was to point to ${image.digest}, but the registry answered with ${applied}. Run the job again.`, { kind: 'transient' });
        }
        ports.log.info(`${destination.image.name}:${name} is ${image.digest}`);
    }
}
function logPlan(plan, log) {
    for (const { image, tags } of plan.destinations) {
        log.info(`${image.name}: ${tags.map(({ name }) => name).join(', ')}`);
    }
}
//# sourceMappingURL=build-and-push.js.map
;// CONCATENATED MODULE: ./packages/kit/lib/context.js

/**
 * Reads the run's context from `@actions/github`, which is loaded here because an action that fails on its inputs does not
 * need it. Throws `ActionError` `no-run-context` outside of a workflow run.
 */
async function readContext() {
    for (const name of URLS)
        context_checkUrl(name);
    const { context } = await __webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 2413)).catch((cause) => {
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
// EXTERNAL MODULE: ./actions/build-and-push/lib/inputs.js + 2 modules
var inputs = __webpack_require__(8834);
;// CONCATENATED MODULE: ./actions/build-and-push/lib/run.js




/** Runs build-and-push on checked inputs; loaded after them, so that a bad input fails fast. */
async function run_run(given, runtime) {
    const { log, secrets, env, signal } = runtime;
    const { logins: credentials, engine } = given;
    for (const { password, username } of credentials)
        secrets.mask(password, username);
    const request = { ...given.request, source: (0,inputs/* readSource */.o)(await readContext()) };
    const plan = planTags(request);
    const workspace = env.GITHUB_WORKSPACE ?? '.';
    const service = (0,build_report/* serviceOf */.z5)(plan, request.service);
    const places = [workspace, env.RUNNER_TEMP ?? ''];
    const releaseFile = await prepareReleaseFile(places, given.releaseFile, service);
    const clients = await openRunClients({ ...given, action: 'build-and-push', runtime });
    const { caCert, clock } = clients;
    const registry = clients.registry(credentials);
    const isPlain = (name) => registry.isPlain(name);
    const builder = createBuilder({ engine, workspace, credentials, caCert, isPlain, env, log, signal });
    try {
        const report = await buildAndPush(request, { builder, registry, clock, log });
        const outputs = (0,build_report/* buildOutputs */.JZ)(report);
        if (outputs.release !== '')
            await releaseFile?.write(outputs.release);
        const [summary, message] = [(0,build_report/* buildSummary */.fR)(report), (0,build_report/* buildMessage */.Y6)(report)];
        return { outcome: report.outcome, outputs, summary, message };
    }
    finally {
        await builder.close();
        await clients.close();
    }
}
//# sourceMappingURL=run.js.map

/***/ })

};
