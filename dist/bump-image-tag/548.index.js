export const id = 548;
export const ids = [548];
export const modules = {

/***/ 6548:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGitRepository: () => (/* binding */ createGitRepository)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
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
            // A program that was ended may be writing its last.
            await (0,promises_.rm)(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
            process.off('exit', removeNow);
        },
    };
}
//# sourceMappingURL=private-directory.js.map
// EXTERNAL MODULE: ./packages/core/lib/report/error.js
var report_error = __webpack_require__(2254);
// EXTERNAL MODULE: ./packages/core/lib/environment/git-names.js
var git_names = __webpack_require__(9210);
// EXTERNAL MODULE: ./packages/adapters/lib/git/blob.js
var blob = __webpack_require__(4070);
;// CONCATENATED MODULE: ./packages/adapters/lib/git/commit-object.js

/**
 * A commit without a signature, which is what a signature is made of.
 * @throws ActionError `invalid-change` for a message that no commit can hold
 */
function formatCommit({ tree, parent, author, message }) {
    if (message.includes('\0'))
        throw new report_error/* ActionError */.l('invalid-change', 'The commit message holds a NUL.');
    const stamp = `${author.name} <${author.email}> ${Math.floor(author.time.getTime() / 1000)} +0000`;
    const headers = `tree ${tree}\nparent ${parent}\nauthor ${stamp}\ncommitter ${stamp}\n`;
    return Buffer.from(`${headers}\n${message.trimEnd()}\n`);
}
/** The commit with its signature as the last header, whose further lines begin with a space. */
function withSignature(commit, signature) {
    const end = commit.indexOf('\n\n') + 1;
    const header = `gpgsig ${signature.trim().replaceAll('\n', '\n ')}\n`;
    return Buffer.concat([commit.subarray(0, end), Buffer.from(header), commit.subarray(end)]);
}
//# sourceMappingURL=commit-object.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./packages/adapters/lib/git/git-object.js


/** The root tree of a commit. @throws ActionError `invalid-answer` */
function rootOf({ bytes }) {
    const root = /^tree ([0-9a-f]{40})$/m.exec(bytes.toString('latin1', 0, 48))?.[1];
    if (root === undefined)
        throw new report_error/* ActionError */.l('invalid-answer', 'A commit of the repository names no tree.');
    return root;
}
/** The SHA-1 by which git names an object. */
function objectId({ type, bytes }) {
    return (0,external_node_crypto_.createHash)('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
//# sourceMappingURL=git-object.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/history.js

/**
 * The last commits before `head` as they were fetched, newest first. Commits alone are here, no trees: that costs the
 * same whatever the size of the repository. Which of them touched a file would take the trees, so all of them stand
 * for every file.
 */
function readHistory(here, head, count) {
    const found = new Map();
    const waiting = [head];
    const order = [];
    const take = (sha) => {
        const object = here.get(sha);
        if (object === undefined || found.has(sha))
            return undefined;
        const commit = parseCommit(sha, object.bytes);
        found.set(sha, commit);
        return commit;
    };
    const ready = [];
    for (;;) {
        for (const sha of waiting.splice(0)) {
            const commit = take(sha);
            if (commit === undefined)
                continue;
            const later = ready.findIndex(({ time }) => time < commit.time);
            ready.splice(later < 0 ? ready.length : later, 0, commit);
        }
        const next = ready.shift();
        if (next === undefined || order.length === count)
            break;
        order.push(next);
        waiting.push(...next.parents);
    }
    return order.map(({ sha, message, parents }) => {
        const merged = parents[1] === undefined ? undefined : found.get(parents[1])?.message;
        return { sha, message, parents: parents.slice(0, 2), ...(merged === undefined ? {} : { merged }) };
    });
}
/** Whether a commit is among the ancestors of another, as far as they were fetched, or is it itself. */
function isAncestor(here, sha, of) {
    const seen = new Set();
    for (let level = [of]; level.length > 0;) {
        if (level.includes(sha))
            return true;
        for (const each of level)
            seen.add(each);
        level = level.flatMap((each) => {
            const object = here.get(each);
            return object === undefined
                ? []
                : parseCommit(each, object.bytes).parents.filter((one) => !seen.has(one));
        });
    }
    return false;
}
/** Headers, an empty line, the message: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_git_commit_objects */
function parseCommit(sha, bytes) {
    const text = bytes.toString('utf8');
    const end = text.indexOf('\n\n');
    const headers = end < 0 ? text : text.slice(0, end);
    const parents = [...headers.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => (0,git_names/* parseCommitSha */.tu)(parent));
    const time = Number(/^committer .*> (\d+)/m.exec(headers)?.[1] ?? 0);
    return { sha, message: end < 0 ? '' : text.slice(end + 2).trim(), parents, time };
}
//# sourceMappingURL=history.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/tree-object.js

/**
 * A tree as it is stored, and where in it each entry begins. Trees of thousands of entries are read for one of them, so that
 * nothing else is taken apart.
 */
class Tree {
    bytes;
    /** In the order of the tree. */
    offsets;
    #lookups = 0;
    #byName;
    constructor(bytes, offsets) {
        this.bytes = bytes;
        this.offsets = offsets;
    }
    /** Where the entry of this name begins. The first few are looked for as they come, which is cheaper than an index of all. */
    offsetOf(name) {
        this.#lookups += 1;
        if (this.#lookups <= LOOKUPS_WITHOUT_INDEX)
            return this.offsets.find((at) => this.#isNamed(at, name));
        this.#byName ??= new Map(this.offsets.map((at) => [keyOf(readEntry(this.bytes, at).name), at]));
        return this.#byName.get(keyOf(name));
    }
    #isNamed(at, name) {
        const { bytes } = this;
        let start = at;
        while (bytes[start] !== SPACE)
            start += 1;
        start += 1;
        if (bytes[start] !== name[0] || bytes[start + name.length] !== 0)
            return false;
        return name.equals(bytes.subarray(start, start + name.length));
    }
}
const LOOKUPS_WITHOUT_INDEX = 8;
const OID_BYTES = 20;
const SPACE = 32;
const DIRECTORY = '40000';
const EMPTY_TREE = new Tree(Buffer.alloc(0), []);
/**
 * `<mode> <name>\0<20 bytes of id>` for each: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
 * @throws ActionError `invalid-answer`
 */
function parseTree(bytes) {
    const offsets = [];
    const { length } = bytes;
    for (let at = 0; at < length;) {
        offsets.push(at);
        // Modes and names are short: a call for each would take longer than the look at their bytes.
        while (at < length && bytes[at] !== SPACE)
            at += 1;
        while (at < length && bytes[at] !== 0)
            at += 1;
        at += 1 + OID_BYTES;
        if (at > length)
            throw new report_error/* ActionError */.l('invalid-answer', 'A tree of the repository is damaged.');
    }
    return new Tree(bytes, offsets);
}
/** The entry of this name. */
function entryOf(tree, name) {
    const at = tree.offsetOf(Buffer.from(name));
    return at === undefined ? undefined : readEntry(tree.bytes, at);
}
function* entriesOf({ bytes, offsets }) {
    for (const at of offsets)
        yield readEntry(bytes, at);
}
function isDirectory({ mode }) {
    return mode === DIRECTORY;
}
/** The bytes of the tree in which these entries stand in place of those of their names, or are new. */
function replaceEntries(tree, entries) {
    const cuts = entries.flatMap((entry) => {
        const at = tree.offsetOf(entry.name);
        const before = at === undefined ? undefined : readEntry(tree.bytes, at);
        if (at !== undefined && before !== undefined) {
            const end = at + sizeOf(before);
            if (isDirectory(before) === isDirectory(entry))
                return [{ at, end, entry }];
            // Sorted elsewhere from now on.
            const place = placeOf(tree, entry);
            return [
                { at, end, entry: undefined },
                { at: place, end: place, entry },
            ];
        }
        const place = placeOf(tree, entry);
        return [{ at: place, end: place, entry }];
    });
    cuts.sort((a, b) => a.at - b.at || a.end - b.end || compareEntries(a.entry, b.entry));
    const parts = [];
    let done = 0;
    for (const { at, end, entry } of cuts) {
        parts.push(tree.bytes.subarray(done, at));
        if (entry !== undefined)
            parts.push(formatEntry(entry));
        done = end;
    }
    return Buffer.concat([...parts, tree.bytes.subarray(done)]);
}
function readEntry(bytes, at) {
    const space = bytes.indexOf(SPACE, at);
    const end = bytes.indexOf(0, space);
    return {
        mode: bytes.toString('latin1', at, space),
        name: bytes.subarray(space + 1, end),
        oid: bytes.toString('hex', end + 1, end + 1 + OID_BYTES),
    };
}
function formatEntry({ mode, name, oid }) {
    return Buffer.concat([Buffer.from(`${mode} `), name, Buffer.from([0]), Buffer.from(oid, 'hex')]);
}
function sizeOf({ mode, name }) {
    return mode.length + 1 + name.length + 1 + OID_BYTES;
}
/** Where a new entry is put: before the first that is sorted behind it. */
function placeOf({ bytes, offsets }, entry) {
    let [low, high] = [0, offsets.length];
    while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (compareEntries(readEntry(bytes, offsets[middle] ?? 0), entry) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return offsets[low] ?? bytes.length;
}
/** In the order of git: a directory is sorted as if its name ended in a slash. */
function compareEntries(one, other) {
    return one === undefined || other === undefined ? 0 : Buffer.compare(sortKey(one), sortKey(other));
}
function sortKey(entry) {
    return isDirectory(entry) ? Buffer.concat([entry.name, Buffer.from('/')]) : entry.name;
}
/** Names that are no text are kept in the tree, and no path of ours fits them. */
function keyOf(name) {
    return name.toString('latin1');
}
//# sourceMappingURL=tree-object.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/tree-edit.js



/**
 * The tree that differs from another by files alone, made of the trees on their paths: no index, which would take every
 * tree of the repository. A level of all paths costs one request, as far as its trees are not here.
 * @throws ActionError `invalid-change` for a path below something that is no directory
 */
async function editTree(objects, root, edits) {
    await fetchPaths(objects, root, edits);
    return edit(objects, root, edits);
}
async function fetchPaths(objects, root, edits) {
    if (root === undefined)
        return;
    let level = edits.map(({ path }) => ({ tree: root, names: path.split('/').slice(0, -1) }));
    while (level.length > 0) {
        const trees = await objects.trees(level.map(({ tree }) => tree));
        level = level.flatMap(({ tree, names: [name, ...names] }) => {
            const parent = trees.get(tree);
            const entry = name === undefined || parent === undefined ? undefined : entryOf(parent, name);
            return entry !== undefined && isDirectory(entry) ? [{ tree: entry.oid, names }] : [];
        });
    }
}
async function edit(objects, root, edits) {
    const before = (root === undefined ? undefined : (await objects.trees([root])).get(root)) ?? EMPTY_TREE;
    const entries = [];
    const made = [];
    const below = new Map();
    for (const each of edits) {
        const slash = each.path.indexOf('/');
        const name = slash < 0 ? each.path : each.path.slice(0, slash);
        if (slash < 0)
            entries.push({ mode: each.mode, name: Buffer.from(name), oid: each.oid });
        else
            gather(below, name, { ...each, path: each.path.slice(slash + 1) });
    }
    for (const [name, inside] of below) {
        const entry = entryOf(before, name);
        if (entry !== undefined && !isDirectory(entry)) {
            throw new report_error/* ActionError */.l('invalid-change', `"${name}" is no directory, and a file below it is to be written`);
        }
        const child = await edit(objects, entry?.oid, inside);
        made.push(...child.made);
        entries.push({ mode: '40000', name: Buffer.from(name), oid: child.oid });
    }
    const bytes = replaceEntries(before, entries);
    const base = root === undefined ? undefined : { oid: root, bytes: before.bytes };
    const tree = { type: 'tree', bytes, base };
    return { oid: objectId(tree), made: [...made, tree] };
}
function gather(below, name, edit) {
    const inside = below.get(name);
    if (inside === undefined)
        below.set(name, [edit]);
    else
        inside.push(edit);
}
//# sourceMappingURL=tree-edit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/commit.js






/** A push whose answer was lost is looked up, and repeated at most this often in all. */
const ATTEMPTS = 3;
const AUTHOR = 'gitops-actions';
/** How far behind the head of a branch a commit of ours is looked for. */
const LOOK_BACK = 100;
/** One commit on exactly `expectedHead`, or nothing. */
async function commitChanges(objects, request, signer) {
    const { link } = objects;
    const { branch, expectedHead } = request;
    for (const { path, mode } of request.changes) {
        if ((0,blob/* isRegular */.$W)(mode))
            continue;
        throw new report_error/* ActionError */.l('invalid-change', `${path} has mode ${mode}: only regular files are written`);
    }
    if (request.requireVerified === true && signer === undefined) {
        throw new report_error/* ActionError */.l('not-verified', '"require-verified" needs commits that are signed, and over git nobody signs them but you: give "signing-key".');
    }
    await link.fetchCommit(expectedHead, 1);
    const { made, verified } = await makeObjects(objects, request, signer);
    if (request.requireVerified === true && !verified) {
        throw new report_error/* ActionError */.l('not-verified', 'The signature of the commit is not good by "signing-key": nothing was pushed.');
    }
    const sha = (0,git_names/* parseCommitSha */.tu)(objectId(made[0]));
    const committed = { kind: 'committed', sha, verified, url: '' };
    for (let number = 1;; number += 1) {
        const result = await link.push({ branch, before: expectedHead, after: sha }, made);
        if (result.kind === 'pushed')
            return committed;
        // Of a second push the first may be the one that won, its answer lost.
        if (result.kind === 'lost-race' && number === 1)
            return result;
        const head = await link.readHead(branch);
        if (head !== undefined && head !== expectedHead) {
            await link.fetchCommit(head, LOOK_BACK);
            if (isAncestor(link.here, sha, head))
                return committed;
        }
        if (head !== expectedHead)
            return { kind: 'lost-race', detail: `${branch} is at ${head ?? 'no commit'}` };
        if (result.kind === 'lost-race')
            return result;
        if (number >= ATTEMPTS)
            throw result.error;
    }
}
/** The commit, then what it is made of. */
async function makeObjects(objects, request, signer) {
    const blobs = request.changes.map(({ text }) => ({ type: 'blob', bytes: Buffer.from(text) }));
    const edits = request.changes.map(({ path, mode }, at) => ({ path, mode, oid: oidOf(blobs[at]) }));
    const { oid: tree, made } = await editTree(objects, objects.rootOf(request.expectedHead), edits);
    const { headline, body } = request;
    const plain = formatCommit({
        tree,
        parent: request.expectedHead,
        author: {
            name: AUTHOR,
            email: `${AUTHOR}@users.noreply.${objects.link.remote.host}`,
            time: new Date(),
        },
        message: body === '' ? headline : `${headline}\n\n${body}`,
    });
    const signature = await signer?.sign(plain);
    const bytes = signature === undefined ? plain : withSignature(plain, signature);
    const verified = signature !== undefined && (await signer?.verify(plain, signature)) === true;
    return { made: [{ type: 'commit', bytes }, ...made, ...blobs], verified };
}
function oidOf(object) {
    if (object === undefined)
        throw new TypeError('a change without its object');
    return objectId(object);
}
//# sourceMappingURL=commit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/refusal.js

/** What a failed exchange with a remote means. */
function remoteRefusal({ remote }, what, { said }) {
    const host = remote.host;
    const text = said.join('\n');
    const detail = quote(said);
    if (/returned error: 403|permission to .* denied|not allowed to push|insufficient permission|write access .* not granted/i.test(text)) {
        return new report_error/* ActionError */.l('permission-denied', `${host} does not let these credentials do ${what}${detail}. Give "token" or "ssh-key" the right to write the environment repository.`);
    }
    if (/^load key .*: /im.test(text)) {
        return new report_error/* ActionError */.l('invalid-ssh-key', `The input "ssh-key" is not a private SSH key without a passphrase${detail}. Give the whole text of such a key, its first and last line included.`);
    }
    if (/authentication failed|returned error: 401|could not read (?:username|password)|permission denied \(|publickey/i.test(text)) {
        return new report_error/* ActionError */.l('permission-denied', `${host} does not accept the credentials for ${what}${detail}. Check "token" with "git-username", or "ssh-key".`);
    }
    if (/host key verification failed|no .* host key is known|remote host identification has changed/i.test(text)) {
        return new report_error/* ActionError */.l('host-key-unknown', `The host key of ${host} is not among "ssh-known-hosts"${detail}. Add the line that "ssh-keyscan ${host}" prints, after comparing it with what the host publishes.`);
    }
    if (/couldn't find remote ref|remote branch .* not found/i.test(text)) {
        return new report_error/* ActionError */.l('branch-not-found', `${host} has no such branch for ${what}${detail}. Create it, or name one that exists.`);
    }
    if (/returned error: 30\d|redirect/i.test(text)) {
        return new report_error/* ActionError */.l('repository-not-found', `${host} sends us on to another address, and credentials are not sent there${detail}. Give the address where the repository is now as "git-url" or "repository".`);
    }
    if (text.includes('returned error: 429')) {
        return new report_error/* ActionError */.l('rate-limited', `${host} takes no more requests now${detail}. Run again later.`, {
            kind: 'transient',
        });
    }
    if (/mismatched algorithms|does not support this repository's object format/i.test(text)) {
        return new report_error/* ActionError */.l('unsupported-repository', `${remote.url} names its objects by SHA-256${detail}, and only SHA-1 repositories are written by git here.`);
    }
    if (/not found|could not be found|does not appear to be a git repository|does not exist|returned error: 404|not exported/i.test(text)) {
        return new report_error/* ActionError */.l('repository-not-found', `There is no repository at ${remote.url}, or the credentials do not see it${detail}. Check "git-url" or "repository", and the credentials.`);
    }
    // Not every word of TLS: a connection that was cut speaks of it as well, and that is no reason to give up.
    if (/certificate (?:problem|verif|is not|subject|has expired)|local issuer|self.?signed/i.test(text)) {
        return new report_error/* ActionError */.l('untrusted-certificate', `The certificate of ${host} is not trusted${detail}. Give the authority that signed it as "ca-cert".`);
    }
    return new report_error/* ActionError */.l('unreachable', `git could not do ${what} with ${host}${detail}. Run again later.`, {
        kind: 'transient',
    });
}
/** What git or the other side said, on one line. */
function quote(said) {
    const lines = said
        .map((line) => line.replace(/^(?:remote|error|fatal): /g, '').trim())
        .filter((line) => line !== '' && !line.startsWith('hint:'));
    const text = lines
        .slice(-6)
        .join(' ')
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
        .slice(0, 500);
    return text === '' ? '' : ` (it says: ${text.replace(/[.\s]+$/, '')})`;
}
//# sourceMappingURL=refusal.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/compare.js


const UNKNOWN = /not our ref|couldn't find remote ref|bad object|unknown revision|no such/i;
/** How `head` stands to `base`, both commits or branches; undefined when the remote does not have one of them. */
async function compareCommits(git, base, head) {
    const [left, right] = [await resolve(git, base), await resolve(git, head)];
    if (left === undefined || right === undefined)
        return undefined;
    const found = await git.run(['merge-base', '--end-of-options', left, right]);
    if (found.exitCode !== 0)
        return undefined;
    const mergeBase = (0,git_names/* parseCommitSha */.tu)(found.stdout.toString('utf8').trim());
    return {
        status: statusOf(left, right, mergeBase),
        mergeBase,
        files: await differences(git, mergeBase, right),
        filesComplete: true,
    };
}
/** What a commit changed against its first parent; of the first commit, everything. */
async function listChangedFiles(git, commit) {
    const sha = await resolve(git, commit);
    if (sha === undefined)
        return undefined;
    const parent = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${sha}^1`]);
    const before = parent.exitCode === 0 ? parent.stdout.toString('utf8').trim() : compare_EMPTY_TREE;
    return { files: await differences(git, before, sha), complete: true };
}
const compare_EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** The commit with its whole history, which comparing takes; no files. */
async function resolve(git, name) {
    const isSha = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name);
    const ref = isSha ? name : `refs/heads/${name}`;
    const local = isSha ? name : `refs/remotes/origin/${name}`;
    const shallow = await git.run(['rev-parse', '--is-shallow-repository']);
    const depth = shallow.stdout.toString('utf8').trim() === 'true' ? ['--unshallow'] : [];
    const answer = await git.run([
        'fetch',
        '--quiet',
        '--force',
        '--no-tags',
        '--no-write-fetch-head',
        '--filter=blob:none',
        ...depth,
        'origin',
        isSha ? ref : `+${ref}:${local}`,
    ]);
    if (answer.exitCode !== 0) {
        if (answer.said.some((line) => UNKNOWN.test(line)))
            return undefined;
        throw remoteRefusal(git, `comparing with ${name}`, answer);
    }
    const parsed = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${local}^{commit}`]);
    return parsed.exitCode === 0 ? (0,git_names/* parseCommitSha */.tu)(parsed.stdout.toString('utf8').trim()) : undefined;
}
async function differences(git, before, after) {
    const answer = await git.run(['diff-tree', '-r', '-z', '--name-only', '--no-renames', before, after]);
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, 'comparing', answer);
    return answer.stdout
        .toString('utf8')
        .split('\0')
        .filter((path) => path !== '');
}
function statusOf(left, right, mergeBase) {
    if (left === right)
        return 'identical';
    if (mergeBase === left)
        return 'ahead';
    return mergeBase === right ? 'behind' : 'diverged';
}
//# sourceMappingURL=compare.js.map
// EXTERNAL MODULE: ./packages/adapters/lib/http/certificates.js
var certificates = __webpack_require__(755);
// EXTERNAL MODULE: ./packages/adapters/lib/process/executable.js + 1 modules
var executable = __webpack_require__(6646);
// EXTERNAL MODULE: ./packages/adapters/lib/process/program.js
var process_program = __webpack_require__(7052);
;// CONCATENATED MODULE: ./packages/adapters/lib/git/environment.js


/** Variables of the run that git's transports read on purpose; none of git's own, by which it could be made to run programs. */
const ALLOWED = new Set([
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'ALL_PROXY',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'TMPDIR',
    'TZ',
]);
/** Settings of every run: nothing that a repository brings is run, no other protocol, no redirect, no other credentials. */
const SETTINGS = [
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['core.askPass', ''],
    ['credential.helper', ''],
    ['http.followRedirects', 'false'],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
    ['protocol.version', '2'],
    // A push looks at what changed alone: the rest of the trees is not here.
    ['pack.useSparse', 'true'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['commit.gpgSign', 'false'],
    ['fetch.recurseSubmodules', 'false'],
    ['advice.detachedHead', 'false'],
];
/**
 * The environment of git: isolated from the machine, with settings handed over by variables, so that a credential in
 * them is neither in an argument list nor in a file. https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
 */
function gitEnvironment(env, own) {
    const passed = Object.entries(env).filter((entry) => entry[1] !== undefined && ALLOWED.has(entry[0].toUpperCase()));
    const settings = [...SETTINGS, ...own.settings];
    return {
        ...Object.fromEntries(passed),
        PATH: (0,executable/* searchPath */.oe)(env).join(external_node_path_.delimiter),
        HOME: own.home,
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        GIT_ALLOW_PROTOCOL: own.protocols,
        GIT_CONFIG_COUNT: String(settings.length),
        ...Object.fromEntries(settings.flatMap(([key, value], index) => [
            [`GIT_CONFIG_KEY_${index}`, key],
            [`GIT_CONFIG_VALUE_${index}`, value],
        ])),
        ...own.variables,
    };
}
//# sourceMappingURL=environment.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/private-file.js


/**
 * Writes a file that only this user reads, and answers its path. Keys lose their last line break on the way through a
 * secret, and ssh insists on it.
 */
async function writePrivate({ path }, name, text) {
    const file = (0,external_node_path_.join)(path, name);
    await (0,promises_.writeFile)(file, `${text.replaceAll('\r\n', '\n').trimEnd()}\n`, { mode: 0o600 });
    await (0,promises_.chmod)(file, 0o600);
    return file;
}
//# sourceMappingURL=private-file.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/git.js








/** Bytes of one answer: trees of some million files. */
const MAX_OUTPUT = 512 * 1024 * 1024;
/**
 * Opens the git of the machine in a directory of our own.
 * @param why for errors, what it is needed for
 * @throws ActionError `git-unavailable`
 */
async function openGit(options, home, why = 'ssh is spoken by it') {
    const program = await (0,executable/* findExecutable */.oq)('git', options.env);
    if (program === undefined) {
        throw new report_error/* ActionError */.l('git-unavailable', `There is no git on PATH, and ${options.remote.host} cannot be reached without it, for ${why}: install it on the runner (2.31 or newer).`);
    }
    const env = await prepare(options, home);
    const repository = (0,external_node_path_.join)(home.path, 'repository.git');
    const run = (args, call = {}) => runGit(program, ['-C', repository, ...args], env, call.input, options.signal);
    await (0,promises_.mkdir)(repository, { mode: 0o700 });
    const made = await run(['init', '--quiet', '--bare', '--template=', '--object-format=sha1', '.']);
    if (made.exitCode !== 0) {
        throw new report_error/* ActionError */.l('git-unavailable', `git cannot make a repository: ${made.said.join(' ')}`);
    }
    return { remote: options.remote, run };
}
async function runGit(program, args, env, input, signal) {
    const chunks = [];
    let size = 0;
    const exit = await (0,process_program/* runProgram */.m)({
        program,
        args,
        env,
        signal,
        onOutput: (data) => {
            size += data.length;
            if (size <= MAX_OUTPUT)
                chunks.push(data);
        },
        // Without an end of input a command that reads it would wait for ever.
        input: input ?? '',
    });
    if (size > MAX_OUTPUT) {
        throw new report_error/* ActionError */.l('too-many-files', 'The environment repository is larger than can be read: name the files with "files".');
    }
    return { exitCode: exit.exitCode, stdout: Buffer.concat(chunks), said: exit.tail };
}
/** Writes the key files, and makes the environment that names them. */
async function prepare(options, home) {
    const { remote, token, username, caCert, env } = options;
    const settings = [['remote.origin.url', remote.url]];
    const variables = {};
    if (remote.kind === 'http') {
        if (token !== '') {
            const basic = Buffer.from(`${username}:${token}`).toString('base64');
            settings.push([`http.${remote.origin}/.extraHeader`, `Authorization: Basic ${basic}`]);
        }
        // What git is given takes the place of what the machine trusts, so that goes along.
        if (caCert !== undefined || (env.NODE_EXTRA_CA_CERTS ?? '') !== '') {
            const bundle = (0,certificates/* trustedCertificates */.g3)(caCert === undefined ? [] : [caCert], env).join('\n');
            settings.push(['http.sslCAInfo', await writePrivate(home, 'ca.pem', bundle)]);
        }
    }
    else {
        variables.GIT_SSH_COMMAND = await sshCommand(options, home);
        variables.GIT_SSH_VARIANT = 'ssh';
    }
    const plain = remote.kind === 'http' && remote.url.startsWith('http:');
    return gitEnvironment(env, {
        home: home.path,
        settings,
        protocols: remote.kind === 'ssh' ? 'ssh' : plain ? 'http' : 'https',
        variables,
    });
}
/**
 * The one variable that git gives to a shell: it is made of fixed words and of paths below our own directory, which
 * is refused when a shell would read anything into its name.
 */
async function sshCommand({ sshKey, sshKnownHosts, env }, home) {
    if ((await (0,executable/* findExecutable */.oq)('ssh', env)) === undefined) {
        throw new report_error/* ActionError */.l('git-unavailable', 'There is no ssh on PATH, by which git reaches "git-url": install OpenSSH on the runner, or give an https address.');
    }
    if (!/^[\w./-]+$/.test(home.path)) {
        throw new report_error/* ActionError */.l('git-unavailable', `The temporary directory ${JSON.stringify(home.path)} has characters in its name that ssh cannot be given: set RUNNER_TEMP to another.`);
    }
    const key = await writePrivate(home, 'ssh-key', sshKey);
    const hosts = await writePrivate(home, 'known-hosts', sshKnownHosts);
    const settings = [
        'BatchMode=yes',
        'IdentitiesOnly=yes',
        'IdentityAgent=none',
        'StrictHostKeyChecking=yes',
        `UserKnownHostsFile=${hosts}`,
        'GlobalKnownHostsFile=/dev/null',
        'UpdateHostKeys=no',
        'ForwardAgent=no',
        'ConnectTimeout=20',
    ];
    return ['ssh', '-F', '/dev/null', '-i', key, ...settings.flatMap((setting) => ['-o', setting])].join(' ');
}
//# sourceMappingURL=git.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/objects.js



function createObjects(link) {
    const parsed = new Map();
    function bytesOf(oid, type) {
        const object = link.here.get(oid);
        if (object?.type === type)
            return object.bytes;
        throw new report_error/* ActionError */.l('invalid-answer', `${link.remote.host} gave no ${type} ${oid}`);
    }
    return {
        link,
        async trees(oids) {
            const wanted = [...new Set(oids)];
            await link.fetchObjects(wanted.filter((oid) => !parsed.has(oid)));
            for (const oid of wanted)
                if (!parsed.has(oid))
                    parsed.set(oid, parseTree(bytesOf(oid, 'tree')));
            return parsed;
        },
        async blobs(oids) {
            const wanted = [...new Set(oids)];
            await link.fetchObjects(wanted);
            return new Map(wanted.map((oid) => [oid, bytesOf(oid, 'blob')]));
        },
        bytesOf,
        rootOf: (commit) => rootOf({ type: 'commit', bytes: bytesOf(commit, 'commit') }),
    };
}
//# sourceMappingURL=objects.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/filters.js
/**
 * What a fetch of commits leaves out, what is wanted most first: everything but the commits and their root trees, which saves an
 * exchange; everything but the commits, which is the one tree filter that GitHub takes; files alone.
 * https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterltfilter-specgt
 */
const FILTERS = ['tree:1', 'tree:0', 'blob:none'];
/** The filter to begin with: a refusal costs an exchange. */
function firstFilter({ host }) {
    return host === 'github.com' || host.endsWith('.ghe.com') ? 'tree:0' : FILTERS[0];
}
/** What a fetch of objects that are named leaves out: with one level, the entries of a tree would come along with it. */
function filterOfObjects(filter) {
    return filter === 'tree:1' ? 'tree:0' : filter;
}
/** Servers say so in one line: `filter 'tree' not supported`, `tree filter allows max depth 0, but got 1`. */
const REFUSED = /filter/i;
/** The filter to go on with when the server refuses this one; undefined when there is none, or it refuses something else. */
function nextFilter(filter, refusal) {
    return REFUSED.test(refusal) ? FILTERS[FILTERS.indexOf(filter) + 1] : undefined;
}
//# sourceMappingURL=filters.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/heads.js


const BRANCH = 'refs/heads/';
/** The branch that HEAD of a remote stands for. @throws ActionError `branch-not-found` for a repository without a commit */
function defaultBranchOf({ remote }, head) {
    if (head?.startsWith(BRANCH) === true) {
        return (0,git_names/* parseBranchName */.pD)(head.slice(BRANCH.length), 'the default branch');
    }
    throw new report_error/* ActionError */.l('branch-not-found', `${remote.url} does not say which branch is its default one, or has no commit yet; give "branch", or push a first commit`);
}
function noBranch(side, branch) {
    return remoteRefusal(side, `reading ${branch}`, { said: [`couldn't find remote ref ${BRANCH}${branch}`] });
}
function noCommit({ remote }, commit) {
    return new report_error/* ActionError */.l('commit-not-found', `${remote.url} has no commit ${commit}`);
}
//# sourceMappingURL=heads.js.map
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./packages/adapters/lib/git/delta.js
const MAX_COPY = 0xff_ff_ff;
const MAX_INSERT = 127;
/** Equal bytes in a row that are worth an instruction of their own. */
const WORTH_COPYING = 12;
/**
 * Applies a difference of a pack: https://git-scm.com/docs/gitformat-pack#_deltified_representation
 * @returns undefined when it is damaged, is to another base, or makes more than `limit` bytes
 */
function applyDelta(base, delta, limit) {
    let at = 0;
    const byte = () => delta[at++] ?? Number.NaN;
    const varint = () => {
        let value = 0;
        for (let scale = 1;; scale *= 128) {
            const part = byte();
            value += (part & 127) * scale;
            if (!(part > 127))
                return Number.isNaN(part) ? part : value;
        }
    };
    if (varint() !== base.length)
        return undefined;
    const size = varint();
    if (!(size <= limit))
        return undefined;
    const result = Buffer.allocUnsafe(size);
    let filled = 0;
    while (at < delta.length) {
        const instruction = byte();
        let part;
        if (instruction > 127) {
            let [offset, length] = [0, 0];
            for (let bit = 0; bit < 4; bit += 1)
                if ((instruction >> bit) & 1)
                    offset += byte() * 256 ** bit;
            for (let bit = 0; bit < 3; bit += 1)
                if ((instruction >> (bit + 4)) & 1)
                    length += byte() * 256 ** bit;
            if (length === 0)
                length = 0x1_00_00;
            if (!(offset + length <= base.length))
                return undefined;
            part = base.subarray(offset, offset + length);
        }
        else {
            if (instruction === 0 || at + instruction > delta.length)
                return undefined;
            part = delta.subarray(at, at + instruction);
            at += instruction;
        }
        if (filled + part.length > size)
            return undefined;
        part.copy(result, filled);
        filled += part.length;
    }
    return filled === size ? result : undefined;
}
/**
 * A difference that makes `after` of `before`: what is equal at the same place, counted from the beginning or from the end.
 * That is all of a tree in which ids were replaced, and of a tree with one entry more.
 */
function formatDelta(before, after) {
    const parts = [formatVarint(before.length), formatVarint(after.length)];
    const shortest = Math.min(before.length, after.length);
    let tail = 0;
    if (before.length !== after.length) {
        let prefix = 0;
        while (prefix < shortest && before[prefix] === after[prefix])
            prefix += 1;
        while (tail < shortest - prefix && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
            tail += 1;
        }
    }
    const end = after.length - tail;
    let pending = 0;
    for (let at = 0; at < end;) {
        let run = at;
        while (run < end && run < before.length && before[run] === after[run])
            run += 1;
        if (run - at >= WORTH_COPYING || (run === end && tail > 0 && run > at)) {
            parts.push(...insert(after.subarray(pending, at)), ...copy(at, run - at));
            pending = run;
        }
        at = Math.max(run, at + 1);
    }
    parts.push(...insert(after.subarray(pending, end)), ...copy(before.length - tail, tail));
    return Buffer.concat(parts);
}
function* copy(offset, length) {
    for (let done = 0; done < length; done += MAX_COPY) {
        const [from, count] = [offset + done, Math.min(MAX_COPY, length - done)];
        const bytes = [0x80];
        for (let bit = 0; bit < 7; bit += 1) {
            const value = bit < 4 ? Math.floor(from / 256 ** bit) % 256 : Math.floor(count / 256 ** (bit - 4)) % 256;
            if (value === 0)
                continue;
            bytes[0] = (bytes[0] ?? 0) | (1 << bit);
            bytes.push(value);
        }
        yield Buffer.from(bytes);
    }
}
function* insert(bytes) {
    for (let at = 0; at < bytes.length; at += MAX_INSERT) {
        const part = bytes.subarray(at, at + MAX_INSERT);
        yield Buffer.from([part.length]);
        yield part;
    }
}
function formatVarint(value) {
    const bytes = [];
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128))
        bytes.push((rest % 128) | 128);
    return Buffer.from([...bytes, rest]);
}
//# sourceMappingURL=delta.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/pack-write.js




const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4 };
const REFERENCE_DELTA = 7;
/**
 * A pack of these objects: https://git-scm.com/docs/gitformat-pack
 * @param thin the receiver has the bases, and completes what is described by them
 */
function formatPack(objects, { thin }) {
    const unique = [...new Map(objects.map((object) => [objectId(object), object])).values()];
    const head = Buffer.alloc(12);
    head.write('PACK', 'latin1');
    head.writeUInt32BE(2, 4);
    head.writeUInt32BE(unique.length, 8);
    const bytes = Buffer.concat([head, ...unique.flatMap((object) => pack_write_formatEntry(object, thin))]);
    return Buffer.concat([bytes, (0,external_node_crypto_.createHash)('sha1').update(bytes).digest()]);
}
function pack_write_formatEntry({ type, bytes, base }, thin) {
    if (thin && base !== undefined) {
        const delta = formatDelta(base.bytes, bytes);
        if (delta.length < bytes.length) {
            return [formatHead(REFERENCE_DELTA, delta.length), Buffer.from(base.oid, 'hex'), (0,external_node_zlib_.deflateSync)(delta)];
        }
    }
    return [formatHead(TYPES[type], bytes.length), (0,external_node_zlib_.deflateSync)(bytes)];
}
/** The type, and the size in groups of bits from the lowest: four in the first byte, seven in the others. */
function formatHead(type, size) {
    const bytes = [];
    let rest = Math.floor(size / 16);
    let part = (type << 4) | (size % 16);
    for (; rest > 0; rest = Math.floor(rest / 128)) {
        bytes.push(part | 128);
        part = rest % 128;
    }
    return Buffer.from([...bytes, part]);
}
//# sourceMappingURL=pack-write.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/pkt-line.js

const FLUSH = Buffer.from('0000');
const DELIMITER = Buffer.from('0001');
const LENGTH_DIGITS = 4;
/** The longest line that may be sent, its length included. */
const MAX_LINE = 65_520;
/** One line of text. */
function packetOf(text) {
    const bytes = Buffer.from(text);
    const length = bytes.length + LENGTH_DIGITS;
    if (length > MAX_LINE)
        throw new TypeError('a line of the git protocol is too long');
    return Buffer.concat([Buffer.from(length.toString(16).padStart(LENGTH_DIGITS, '0')), bytes]);
}
/** The packets of an answer, in their order. @throws ActionError `invalid-answer` when it is cut or no such lines. */
function* readPackets(bytes) {
    let at = 0;
    while (at < bytes.length) {
        const digits = bytes.toString('latin1', at, at + LENGTH_DIGITS);
        const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
        if (length <= 2) {
            if (length < 2)
                yield { kind: length === 0 ? 'flush' : 'delimiter' };
            at += LENGTH_DIGITS;
            continue;
        }
        const end = at + length;
        // Also for digits that are none.
        if (!(length >= LENGTH_DIGITS && end <= bytes.length)) {
            throw new report_error/* ActionError */.l('invalid-answer', 'the answer of the git server is cut, or not of its protocol', {
                kind: 'transient',
            });
        }
        yield { kind: 'data', bytes: bytes.subarray(at + LENGTH_DIGITS, end) };
        at = end;
    }
}
/** The text of a line without its final break. */
function textOf(packet) {
    return packet.kind === 'data' ? packet.bytes.toString('utf8').replace(/\n$/, '') : '';
}
/** Characters of progress that are kept, the last ones: a server may talk for as long as it works. */
const MOST_SAID = 16_384;
/** Takes the bands of packets apart. */
function splitBands(packets) {
    const data = [];
    let progress = '';
    let fatal;
    for (const packet of packets) {
        if (packet.kind !== 'data')
            continue;
        const body = packet.bytes.subarray(1);
        if (packet.bytes[0] === 1)
            data.push(body);
        else if (packet.bytes[0] === 2)
            progress = (progress + body.toString('utf8')).slice(-MOST_SAID);
        else if (packet.bytes[0] === 3)
            fatal = body.toString('utf8').trim();
    }
    const said = progress.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
    return { data: Buffer.concat(data), said, fatal };
}
//# sourceMappingURL=pkt-line.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/push.js


/** How git and servers say that somebody else was first. */
const RACE = /fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref|incorrect old value provided|reference already exists|is at [0-9a-f]{40} but expected [0-9a-f]{40}/i;
/** Beside the same words, where no repetition helps: `refs/heads/a/b` beside a branch `a`. */
const NAME_TAKEN = /exists; cannot create/i;
/** The server did not come as far as to tell what became of it. */
const NO_REPORT = /^\[remote failure\]|internal server error/i;
/**
 * What a push that did not succeed means.
 * @throws ActionError `refused-by-rule` for hooks and rules, and those of `remoteRefusal`
 */
function judgePush(side, { branch }, { line, said }) {
    if (line === undefined || NO_REPORT.test(line)) {
        return unknownUnlessTerminal(remoteRefusal(side, `the push to ${branch}`, { said }));
    }
    if (RACE.test(line) && ![line, ...said].some((each) => NAME_TAKEN.test(each)))
        return { kind: 'lost-race', detail: line };
    const told = quote([...said.filter((each) => each.startsWith('remote: ')), line]);
    throw new report_error/* ActionError */.l('refused-by-rule', `${side.remote.host} refuses the push to ${branch}${told}. Write to another branch and merge it there, use "mode: pull-request" where the host is GitHub, or let these credentials bypass the rule.`);
}
/** A connection that ended leaves it open whether the push went through; every other failure is told. */
function unknownUnlessTerminal(error) {
    if (error.code === 'unreachable' || error.code === 'invalid-answer')
        return { kind: 'unknown', error };
    throw error;
}
//# sourceMappingURL=push.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/pack-read.js





const pack_read_TYPES = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const pack_read_REFERENCE_DELTA = 7;
const HEADER_BYTES = 12;
const pack_read_OID_BYTES = 20;
/** Bytes of all objects of one answer, inflated. */
const MAX_BYTES = 512 * 1024 * 1024;
/** Objects of one answer: the trees of some million files, or the files themselves. */
const MAX_OBJECTS = 4_000_000;
/**
 * The objects of a pack by their ids, which are computed from what they hold: a server cannot give one object for another.
 * https://git-scm.com/docs/gitformat-pack
 * @throws ActionError `invalid-answer`; `too-many-files` above what is held in memory
 */
function readPack(pack) {
    const end = pack.length - pack_read_OID_BYTES;
    if (end < HEADER_BYTES || pack.toString('latin1', 0, 4) !== 'PACK' || pack.readUInt32BE(4) !== 2) {
        throw damaged('it does not begin as one of version 2');
    }
    const sum = (0,external_node_crypto_.createHash)('sha1').update(pack.subarray(0, end)).digest();
    if (!sum.equals(pack.subarray(end)))
        throw damaged('its checksum is another');
    const entries = new Map();
    const body = pack.subarray(0, end);
    let at = HEADER_BYTES;
    let size = 0;
    const count = pack.readUInt32BE(8);
    if (count > MAX_OBJECTS)
        throw tooLarge();
    for (let left = count; left > 0; left -= 1) {
        const { entry, next } = pack_read_readEntry(body, at);
        size += entry.bytes.length;
        if (size > MAX_BYTES)
            throw tooLarge();
        entries.set(at, entry);
        at = next;
    }
    return pack_read_resolve(entries, size);
}
function pack_read_readEntry(pack, start) {
    let at = start;
    const byte = () => {
        const value = pack[at];
        if (value === undefined)
            throw damaged('it ends within an object');
        at += 1;
        return value;
    };
    let head = byte();
    const kind = (head >> 4) & 7;
    let size = head & 15;
    for (let scale = 16; head > 127; scale *= 128) {
        head = byte();
        size += (head & 127) * scale;
    }
    if (size > MAX_BYTES)
        throw tooLarge();
    let base;
    if (kind === OFFSET_DELTA) {
        let value = byte();
        let distance = value & 127;
        while (value > 127) {
            value = byte();
            distance = (distance + 1) * 128 + (value & 127);
        }
        base = start - distance;
    }
    else if (kind === pack_read_REFERENCE_DELTA) {
        base = pack.toString('hex', at, at + pack_read_OID_BYTES);
        at += pack_read_OID_BYTES;
    }
    const { bytes, used } = inflate(pack.subarray(at), size);
    if (base !== undefined)
        return { entry: { base, bytes }, next: at + used };
    const type = pack_read_TYPES[kind];
    if (type === undefined)
        throw damaged('it holds an object of no known type');
    return { entry: { type, bytes }, next: at + used };
}
/** One stream of zlib at the beginning of the bytes, and how many of them it took. */
function inflate(bytes, size) {
    try {
        const chunkSize = Math.max(64, Math.min(size + 1, 16 * 1024 * 1024));
        // The types of Node do not tell of `info`: https://nodejs.org/api/zlib.html#class-options
        const answer = (0,external_node_zlib_.inflateSync)(bytes, { info: true, maxOutputLength: size + 1, chunkSize });
        if (isInflated(answer) && answer.buffer.length === size) {
            return { bytes: answer.buffer, used: answer.engine.bytesWritten };
        }
    }
    catch (cause) {
        throw damaged('it holds an object that cannot be inflated', cause);
    }
    throw damaged('it holds an object of another size than it says');
}
function isInflated(answer) {
    return typeof answer === 'object' && answer !== null && 'buffer' in answer && 'engine' in answer;
}
/** Puts the objects together whose bases are here; chains are walked without recursion, for they may be long. */
function pack_read_resolve(entries, held) {
    const objects = new Map();
    const done = new Map();
    const waiting = new Map();
    const ready = [];
    for (const [at, entry] of entries) {
        if (!('base' in entry))
            ready.push([at, entry]);
        else
            pack_read_gather(waiting, entry.base, [at, entry]);
    }
    let size = held;
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
        const [at, object] = next;
        const oid = objectId(object);
        done.set(at, object);
        objects.set(oid, object);
        for (const base of [at, oid]) {
            for (const [place, delta] of waiting.get(base) ?? []) {
                const bytes = applyDelta(object.bytes, delta.bytes, MAX_BYTES - size);
                if (bytes === undefined)
                    throw damaged('it holds a difference that does not fit what it is to');
                size += bytes.length;
                ready.push([place, { type: object.type, bytes }]);
            }
            waiting.delete(base);
        }
    }
    if (done.size !== entries.size)
        throw damaged('it holds differences to objects that were not sent');
    return objects;
}
/** In place: a pack may hold a million differences to one object. */
function pack_read_gather(lists, key, value) {
    const list = lists.get(key);
    if (list === undefined)
        lists.set(key, [value]);
    else
        list.push(value);
}
function damaged(why, cause) {
    return new report_error/* ActionError */.l('invalid-answer', `The git server sent a pack that cannot be read: ${why}.`, {
        kind: 'transient',
        cause,
    });
}
function tooLarge() {
    return new report_error/* ActionError */.l('too-many-files', 'The environment repository is larger than can be read: name the files with "files".');
}
//# sourceMappingURL=pack-read.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/upload-pack.js




/** What this side calls itself. */
const AGENT = 'gitops-actions';
/** What cannot be had from a server by this protocol, and by the git of the machine can. */
class NeedsGit extends Error {
}
/** An answer of a server that is a refusal. */
class ServerRefusal extends Error {
}
/** Reading by version 2 of the protocol: https://git-scm.com/docs/gitprotocol-v2 */
function createUploadPack(http, remote) {
    let capabilities;
    async function command(name, args, what) {
        capabilities ??= http
            .advertise('git-upload-pack', what)
            .then((answer) => readCapabilities(answer, remote))
            .catch((error) => {
            // What failed once may go well later in the run.
            capabilities = undefined;
            throw error;
        });
        const known = await capabilities;
        const lines = [
            packetOf(`command=${name}\n`),
            ...(known.has('agent') ? [packetOf(`agent=${AGENT}\n`)] : []),
            ...(known.has('object-format') ? [packetOf('object-format=sha1\n')] : []),
            DELIMITER,
            ...args.map((arg) => packetOf(`${arg}\n`)),
            FLUSH,
        ];
        return readPackets(await http.call('git-upload-pack', Buffer.concat(lines), what));
    }
    return {
        async listReferences(prefixes, what) {
            const args = ['symrefs', ...prefixes.map((prefix) => `ref-prefix ${prefix}`)];
            const references = new Map();
            let head;
            for (const packet of await command('ls-refs', args, what)) {
                if (packet.kind !== 'data')
                    continue;
                const line = textOf(packet);
                if (line.startsWith('ERR '))
                    throw remoteRefusal({ remote }, what, { said: [line.slice(4)] });
                const [oid = '', name = '', ...attributes] = line.split(' ');
                references.set(name, oid);
                if (name === 'HEAD')
                    head = attributes.find((each) => each.startsWith(SYMREF))?.slice(SYMREF.length);
            }
            return { references, head };
        },
        async fetch({ wants, filter, depth }, what) {
            const args = [
                'no-progress',
                'ofs-delta',
                ...(depth === undefined ? [] : [`deepen ${depth}`]),
                `filter ${filter}`,
                ...wants.map((oid) => `want ${oid}`),
                'done',
            ];
            return readFetched(await command('fetch', args, what), remote, what);
        },
    };
}
const SYMREF = 'symref-target:';
/** @throws NeedsGit when the server does not speak it, or cannot leave anything out */
function readCapabilities(answer, remote) {
    const lines = [...readPackets(answer)]
        .filter((packet) => packet.kind === 'data')
        .map(textOf)
        .filter((line) => !line.startsWith('# service='));
    const refusal = lines.find((line) => line.startsWith('ERR '));
    if (refusal !== undefined)
        throw remoteRefusal({ remote }, 'reading', { said: [refusal.slice(4)] });
    if (lines[0] !== 'version 2')
        throw new NeedsGit('the server does not speak version 2 of the protocol');
    const capabilities = new Map(lines.slice(1).map((line) => {
        const at = line.indexOf('=');
        return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }));
    const format = capabilities.get('object-format') ?? 'sha1';
    if (format !== 'sha1')
        throw unsupportedFormat(remote, format);
    const features = capabilities.get('fetch')?.split(' ') ?? [];
    if (!capabilities.has('ls-refs') || !features.includes('shallow') || !features.includes('filter')) {
        throw new NeedsGit('the server cannot leave anything out');
    }
    return capabilities;
}
/** Repositories that name their objects in another way are refused by both services. */
function unsupportedFormat(remote, format) {
    return remoteRefusal({ remote }, 'reading', { said: [`mismatched algorithms: it uses ${format}`] });
}
/** Sections end in a delimiter; the last is the pack. */
function readFetched(packets, remote, what) {
    for (const packet of packets) {
        const line = textOf(packet);
        if (line.startsWith('ERR '))
            throw new ServerRefusal(line.slice(4));
        if (line !== 'packfile')
            continue;
        const { data, said, fatal } = splitBands(packets);
        if (fatal !== undefined)
            throw new ServerRefusal(fatal);
        if (data.length === 0)
            throw remoteRefusal({ remote }, what, { said });
        return readPack(data);
    }
    throw new report_error/* ActionError */.l('invalid-answer', `${remote.host} sent no objects.`, { kind: 'transient' });
}
//# sourceMappingURL=upload-pack.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/receive-pack.js






const NOTHING = '0'.repeat(40);
/** What is asked of the server, as far as it can do it. */
const ASKED = ['report-status', 'side-band-64k', 'quiet', 'delete-refs'];
/**
 * Moves one branch, the objects along with it, by https://git-scm.com/docs/gitprotocol-pack#_pushing_data_to_a_server: the server
 * compares where the branch stands with where the move begins, and takes all or nothing.
 */
async function pushObjects(http, remote, move, objects) {
    const ref = `refs/heads/${move.branch}`;
    const what = `the push to ${move.branch}`;
    const { references, capabilities } = readAdvertisement(await http.advertise('git-receive-pack', what), remote);
    const [before, after] = [move.before ?? NOTHING, move.after ?? NOTHING];
    const now = references.get(ref) ?? NOTHING;
    if (now !== before)
        return { kind: 'lost-race', detail: `[rejected] (stale info): ${move.branch} is at ${now}` };
    const asked = ASKED.filter((name) => capabilities.has(name));
    if (capabilities.has('agent'))
        asked.push(`agent=${AGENT}`);
    if (capabilities.has('object-format'))
        asked.push('object-format=sha1');
    const command = packetOf(`${before} ${after} ${ref}\0 ${asked.join(' ')}`);
    // A branch that ends takes no pack along, every other move takes one, if an empty one.
    const pack = move.after === undefined ? [] : [formatPack(objects, { thin: !capabilities.has('no-thin') })];
    const sent = await send(http, Buffer.concat([command, FLUSH, ...pack]), what);
    if (sent instanceof report_error/* ActionError */.l)
        return unknownUnlessTerminal(sent);
    const report = readReport(sent, { banded: asked.includes('side-band-64k') });
    const line = report.lines.find((each) => each === `ok ${ref}` || each.startsWith(`ng ${ref} `));
    if (line === `ok ${ref}`)
        return { kind: 'pushed' };
    const unpack = report.lines.filter((each) => each.startsWith('unpack ') && each !== 'unpack ok');
    const said = [...report.said, ...unpack.map((each) => `remote: ${each}`)];
    const reason = line?.slice(`ng ${ref} `.length);
    return judgePush({ remote }, move, {
        said,
        line: reason === undefined ? undefined : `[remote rejected] (${reason})`,
    });
}
/** What failed after the push was on its way is an answer as well: nobody knows what became of it. */
async function send(http, body, what) {
    try {
        return await http.call('git-receive-pack', body, what);
    }
    catch (error) {
        if (error instanceof report_error/* ActionError */.l)
            return error;
        throw error;
    }
}
function readAdvertisement(answer, remote) {
    const references = new Map();
    const capabilities = new Set();
    for (const packet of readPackets(answer)) {
        if (packet.kind !== 'data')
            continue;
        const [line = '', told] = textOf(packet).split('\0');
        if (line.startsWith('ERR '))
            throw remoteRefusal({ remote }, 'the push', { said: [line.slice(4)] });
        if (line.startsWith('# service=') || line.startsWith('version '))
            continue;
        for (const capability of told?.split(' ') ?? []) {
            const [name = '', value = ''] = capability.split('=');
            if (name === 'object-format' && value !== 'sha1')
                throw unsupportedFormat(remote, value);
            capabilities.add(name);
        }
        const at = line.indexOf(' ');
        references.set(line.slice(at + 1), line.slice(0, at));
    }
    return { references, capabilities };
}
/** https://git-scm.com/docs/gitprotocol-pack#_report_status; nothing of it when the server did not come so far. */
function readReport(answer, { banded }) {
    try {
        if (!banded)
            return { lines: [...readPackets(answer)].map(textOf), said: [] };
        const { data, said, fatal } = splitBands(readPackets(answer));
        return {
            lines: [...readPackets(data)].map(textOf),
            said: [...said, ...(fatal === undefined ? [] : [fatal])].map((line) => `remote: ${line}`),
        };
    }
    catch {
        return { lines: [], said: ['the answer to the push is cut'] };
    }
}
//# sourceMappingURL=receive-pack.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/smart-http.js


/** Milliseconds for one request with its answer. */
const DEADLINE = 180_000;
const smart_http_MAX_BYTES = 512 * 1024 * 1024;
/** The second version of the protocol is asked for when reading; writing knows no other than the first. */
function createSmartHttp(options) {
    const { remote, http } = options;
    const base = remote.url.replace(/\/+$/, '');
    const credentials = Buffer.from(`${options.username}:${options.token}`).toString('base64');
    const own = options.token === '' ? {} : { authorization: `Basic ${credentials}` };
    async function send(service, request, what) {
        const { body, type } = request;
        const asked = `application/x-${service}-${type}`;
        let answer;
        try {
            answer = await http.request({
                url: body === undefined ? `${base}/info/refs?service=${service}` : `${base}/${service}`,
                method: body === undefined ? 'GET' : 'POST',
                headers: {
                    ...own,
                    accept: asked,
                    // Packs are compressed already.
                    'accept-encoding': 'identity',
                    ...(service === 'git-upload-pack' ? { 'git-protocol': 'version=2' } : {}),
                    ...(body === undefined ? {} : { 'content-type': `application/x-${service}-request` }),
                },
                ...(body === undefined ? {} : { body }),
                deadline: DEADLINE,
                maxBytes: options.maxBytes ?? smart_http_MAX_BYTES,
                // Of a push nobody knows how far it came.
                retry: service === 'git-upload-pack' ? 'reads' : 'safe',
            });
        }
        catch (error) {
            throw error instanceof report_error/* ActionError */.l ? refusalOf(error, remote, what) : error;
        }
        const bytes = Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength);
        const given = answer.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
        if (answer.status < 200 || answer.status >= 300) {
            // What a page of HTML says is for browsers.
            const text = given === 'text/plain' ? bytes.toString('utf8', 0, 2000).split(/\r?\n/) : [];
            const said = [
                ...text.map((line) => `remote: ${line}`),
                `The requested URL returned error: ${answer.status}`,
            ];
            throw remoteRefusal({ remote }, what, { said });
        }
        if (given === asked && answer.status === 200)
            return bytes;
        if (service === 'git-receive-pack' && body !== undefined) {
            throw new report_error/* ActionError */.l('unreachable', `${remote.host} answers ${what} with ${quoteType(given)}, which does not tell what became of it. Run again later.`, { kind: 'transient' });
        }
        throw new report_error/* ActionError */.l('repository-not-found', `${remote.url} answers with ${quoteType(given)} and not as a git server. Check "git-url" or "repository", and the credentials: some hosts answer with a page to log in.`);
    }
    return {
        advertise: (service, what) => send(service, { type: 'advertisement' }, what),
        call: (service, body, what) => send(service, { body, type: 'result' }, what),
    };
}
/** Failures of the network by the names that every way to a remote has for them. */
function refusalOf(error, remote, what) {
    const detail = quote([error.message]);
    switch (error.code) {
        case 'tls-untrusted':
            return new report_error/* ActionError */.l('untrusted-certificate', `The certificate of ${remote.host} is not trusted${detail}. Give the authority that signed it as "ca-cert".`, { cause: error });
        case 'redirect-refused':
            return remoteRefusal({ remote }, what, { said: [`redirect: ${error.message}`] });
        case 'body-too-large':
            return new report_error/* ActionError */.l('too-many-files', 'The environment repository is larger than can be read: name the files with "files".', { cause: error });
        case 'unreachable':
        case 'timeout':
            return new report_error/* ActionError */.l('unreachable', `git could not do ${what} with ${remote.host}${detail}. Run again later.`, {
                kind: 'transient',
                cause: error,
            });
        default:
            return error;
    }
}
function quoteType(type) {
    return type === '' ? 'no content type' : JSON.stringify(type.slice(0, 100));
}
//# sourceMappingURL=smart-http.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/http-link.js







const NO_SUCH_OBJECT = /not our ref|unadvertised object|not valid|bad object|no such|does not exist|cannot find/i;
/**
 * A remote by http, without git: every exchange is one request over a connection that stays open, and nothing is written to
 * disk. What only the git of the machine can do with a server is thrown as `NeedsGit`.
 */
function createHttpLink(options, here) {
    const { remote } = options;
    const http = createSmartHttp(options);
    const uploads = createUploadPack(http, remote);
    /** How many commits of its history were asked for with a commit. */
    const depths = new Map();
    /** Trees that are here with all trees below them. */
    const whole = new Set();
    let filter = firstFilter(remote);
    async function fetch(request, what) {
        for (;;) {
            try {
                const answer = await uploads.fetch(request(), what);
                for (const [oid, object] of answer)
                    here.set(oid, object);
                return;
            }
            catch (error) {
                if (!(error instanceof ServerRefusal))
                    throw error;
                const next = nextFilter(filter, error.message);
                if (next === undefined)
                    throw error;
                filter = next;
            }
        }
    }
    async function fetchCommits(commits, depth, what) {
        const wants = [...new Set(commits)].filter((commit) => (depths.get(commit) ?? 0) < depth);
        if (wants.length === 0)
            return;
        await fetch(() => ({ wants, filter, depth }), what);
        for (const commit of wants)
            depths.set(commit, depth);
    }
    async function fetchKnown(oids, filterNow) {
        if (oids.length === 0)
            return;
        try {
            await fetch(() => ({ wants: oids, filter: filterNow() }), READING);
        }
        catch (error) {
            // Servers that give the heads of references alone, and those that leave nothing out.
            if (error instanceof ServerRefusal)
                throw new NeedsGit(error.message);
            throw error;
        }
        const missing = oids.find((oid) => !here.has(oid));
        if (missing !== undefined)
            throw new NeedsGit(`the server did not send ${missing}`);
    }
    return {
        remote,
        here,
        async readHead(branch) {
            const ref = `refs/heads/${branch}`;
            const { references } = await uploads.listReferences([ref], `reading the head of ${branch}`);
            const oid = references.get(ref);
            return oid === undefined ? undefined : (0,git_names/* parseCommitSha */.tu)(oid);
        },
        async fetchHeads(branches, depth) {
            const named = branches.filter((branch) => branch !== undefined);
            const what = named.length === 0 ? 'reading the default branch' : `reading ${named.join(' and ')}`;
            const refs = named.map((branch) => `refs/heads/${branch}`);
            const { references, head } = await uploads.listReferences(['HEAD', ...refs], what);
            const defaultBranch = defaultBranchOf({ remote }, head);
            const commits = branches.map((branch) => {
                const oid = references.get(branch === undefined ? 'HEAD' : `refs/heads/${branch}`);
                if (oid === undefined)
                    throw noBranch({ remote }, branch ?? defaultBranch);
                return (0,git_names/* parseCommitSha */.tu)(oid);
            });
            try {
                await fetchCommits(commits, depth, what);
            }
            catch (error) {
                if (!(error instanceof ServerRefusal))
                    throw error;
                throw remoteRefusal({ remote }, what, { said: [error.message] });
            }
            return { defaultBranch, commits };
        },
        async fetchCommit(commit, depth) {
            if (depth === 1 && here.has(commit))
                return;
            const what = `reading the commit ${commit.slice(0, 7)}`;
            try {
                await fetchCommits([commit], depth, what);
            }
            catch (error) {
                if (!(error instanceof ServerRefusal))
                    throw error;
                if (NO_SUCH_OBJECT.test(error.message))
                    throw noCommit({ remote }, commit);
                throw remoteRefusal({ remote }, what, { said: [error.message] });
            }
        },
        async fetchObjects(oids) {
            const missing = [...new Set(oids)].filter((oid) => !here.has(oid));
            await fetchKnown(missing, () => filterOfObjects(filter));
        },
        async fetchBelow(trees) {
            const missing = [...new Set(trees)].filter((tree) => !whole.has(tree));
            await fetchKnown(missing, () => 'blob:none');
            for (const tree of missing)
                whole.add(tree);
        },
        push: (move, objects) => pushObjects(http, remote, move, objects),
    };
}
const READING = 'reading files';
//# sourceMappingURL=http-link.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/object-batch.js



const object_batch_TYPES = ['commit', 'tree', 'blob', 'tag'];
/**
 * Objects of the local repository by their names, in one process; what is not there would be fetched one by one.
 * `<oid> <type> <size>\n<bytes>\n` for each: https://git-scm.com/docs/git-cat-file#_batch_output
 */
async function readObjects(git, names) {
    const objects = new Map();
    if (names.length === 0)
        return objects;
    const answer = await git.run(['cat-file', '--batch'], { input: names.map((name) => `${name}\n`).join('') });
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, 'reading files', answer);
    let at = 0;
    while (at < answer.stdout.length) {
        const end = answer.stdout.indexOf(10, at);
        const [oid = '', named = '', size = ''] = answer.stdout.toString('utf8', at, end).split(' ');
        const type = object_batch_TYPES.find((known) => known === named);
        if (type === undefined)
            throw new report_error/* ActionError */.l('invalid-answer', `git could not give the object ${oid}`);
        const start = end + 1;
        const object = { type, bytes: answer.stdout.subarray(start, start + Number(size)) };
        if (objectId(object) !== oid) {
            throw new report_error/* ActionError */.l('invalid-answer', `git gave something else for the object ${oid}`);
        }
        objects.set(oid, object);
        at = start + Number(size) + 1;
    }
    return objects;
}
//# sourceMappingURL=object-batch.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/process-link.js









/** How servers say that they give the heads of references alone. */
const NO_SINGLE_OBJECTS = /unadvertised object|not our ref|does not support wants/i;
const FETCH = ['fetch', '--quiet', '--force', '--no-tags', '--no-write-fetch-head'];
/** What is wanted is named by its id: there is nothing to negotiate. */
const FETCH_KNOWN = ['-c', 'fetch.negotiationAlgorithm=noop', ...FETCH];
/** A remote by the git of the machine: over ssh, and by http where a server wants a client that can do more. */
function createProcessLink(git, here) {
    const { remote } = git;
    const depths = new Map();
    let filter = firstFilter(remote);
    let head;
    /** Everything that is fetched comes whole: the server cannot leave anything out. */
    let whole = false;
    /** With which a server that gives no single objects is asked again. */
    let references = [];
    async function fetch(args, call) {
        for (;;) {
            const answer = await git.run(args(), call);
            // A server that cannot leave anything out sends everything.
            if (answer.said.some((line) => line.includes('filtering not recognized')))
                whole = true;
            const next = answer.exitCode === 0 ? undefined : nextFilter(filter, answer.said.join('\n'));
            if (next === undefined)
                return answer;
            filter = next;
        }
    }
    const fetchDeep = (depth, wanted) => fetch(() => [...FETCH, `--filter=${filter}`, `--depth=${depth}`, 'origin', ...wanted]);
    /** Takes the commits that came into memory, and their root trees as far as those came along. */
    async function load(commits, depth) {
        const listed = await git.run(['rev-list', `--max-count=${depth * commits.length}`, ...commits, '--']);
        if (listed.exitCode !== 0)
            throw remoteRefusal(git, 'reading the history', listed);
        const names = listed.stdout.toString('utf8').trim().split('\n');
        const fresh = names.filter((name) => !here.has(name));
        await take(fresh);
        if (filter === 'tree:1') {
            const roots = new Set(fresh.flatMap((commit) => here.get(commit) ?? []).map(rootOf));
            await take([...roots].filter((root) => !here.has(root)));
        }
        for (const commit of commits)
            depths.set(commit, depth);
    }
    async function take(names) {
        for (const [oid, object] of await readObjects(git, names))
            here.set(oid, object);
    }
    async function fetchKnown(oids, filterNow) {
        if (whole || oids.length === 0)
            return;
        const input = oids.map((oid) => `${oid}\n`).join('');
        const answer = await fetch(() => [...FETCH_KNOWN, `--filter=${filterNow()}`, '--stdin', 'origin'], {
            input,
        });
        if (answer.exitCode === 0)
            return;
        if (!answer.said.some((line) => NO_SINGLE_OBJECTS.test(line))) {
            throw remoteRefusal(git, 'reading files', answer);
        }
        const all = await git.run([
            ...FETCH_KNOWN,
            '--refetch',
            '--no-filter',
            '--depth=1',
            'origin',
            ...references,
        ]);
        if (all.exitCode !== 0)
            throw remoteRefusal(git, 'reading files', all);
        whole = true;
    }
    return {
        remote,
        here,
        async readHead(branch) {
            const ref = `refs/heads/${branch}`;
            const answer = await git.run(['ls-remote', '--quiet', 'origin', ref]);
            if (answer.exitCode !== 0)
                throw remoteRefusal(git, `reading the head of ${branch}`, answer);
            // The pattern also fits refs that end in it.
            const line = linesOf(answer).find((each) => each.endsWith(`\t${ref}`));
            return line === undefined ? undefined : (0,git_names/* parseCommitSha */.tu)(line.split('\t')[0] ?? '');
        },
        async fetchHeads(branches, depth) {
            head ??= await readHeadTarget(git);
            const defaultBranch = defaultBranchOf(git, head);
            const asked = [...new Set(branches.map((branch) => branch ?? defaultBranch))];
            references = asked.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`);
            const answer = await fetchDeep(depth, references);
            if (answer.exitCode !== 0)
                throw remoteRefusal(git, `reading ${asked.join(' and ')}`, answer);
            const parsed = await git.run([
                'for-each-ref',
                '--format=%(refname) %(objectname)',
                'refs/remotes/origin',
            ]);
            const shas = new Map(linesOf(parsed).map((line) => [line.split(' ')[0], line.split(' ')[1]]));
            const commits = branches.map((branch) => {
                const name = branch ?? defaultBranch;
                return (0,git_names/* parseCommitSha */.tu)(shas.get(`refs/remotes/origin/${name}`) ?? '', name);
            });
            await load([...new Set(commits)], depth);
            return { defaultBranch, commits };
        },
        async fetchCommit(commit, depth) {
            if (depth === 1 ? here.has(commit) : (depths.get(commit) ?? 0) >= depth)
                return;
            const answer = await fetchDeep(depth, [commit]);
            if (answer.exitCode === 0) {
                await load([commit], depth);
                return;
            }
            if (answer.said.some((line) => /not our ref|unadvertised object|bad object|no such/i.test(line))) {
                throw noCommit(git, commit);
            }
            throw remoteRefusal(git, `reading the commit ${commit.slice(0, 7)}`, answer);
        },
        async fetchObjects(oids) {
            const missing = [...new Set(oids)].filter((oid) => !here.has(oid));
            await fetchKnown(missing, () => filterOfObjects(filter));
            await take(missing);
        },
        async fetchBelow(trees) {
            await fetchKnown([...new Set(trees)], () => 'blob:none');
            for (let level = trees; level.length > 0;) {
                await take(level.filter((tree) => !here.has(tree)));
                level = [...new Set(level.flatMap((tree) => treesIn(here.get(tree))))];
            }
        },
        push: (move, objects) => push(git, move, objects),
    };
}
/** The objects go into the repository by one process, and to the remote by another. */
async function push(git, move, objects) {
    if (objects.length > 0) {
        const input = formatPack(objects, { thin: false });
        const unpacked = await git.run(['unpack-objects', '-q'], { input });
        if (unpacked.exitCode !== 0)
            throw remoteRefusal(git, 'writing objects', unpacked);
    }
    const ref = `refs/heads/${move.branch}`;
    const answer = await git.run([
        'push',
        '--porcelain',
        '--no-verify',
        '--no-recurse-submodules',
        `--force-with-lease=${ref}:${move.before ?? ''}`,
        'origin',
        `${move.after ?? ''}:${ref}`,
    ]);
    if (answer.exitCode === 0)
        return { kind: 'pushed' };
    return judgePush(git, move, { line: reportOf(answer), said: answer.said });
}
/** The line of the report that tells of a refused reference: `!\t<from>:<to>\t[rejected] (fetch first)`. */
function reportOf(answer) {
    return linesOf(answer)
        .find((line) => line.startsWith('!'))
        ?.split('\t')
        .slice(2)
        .join(' ');
}
async function readHeadTarget(git) {
    const answer = await git.run(['ls-remote', '--quiet', '--symref', 'origin', 'HEAD']);
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, 'reading the default branch', answer);
    return /^ref: (\S+)\tHEAD$/m.exec(answer.stdout.toString('utf8'))?.[1];
}
function treesIn(object) {
    if (object === undefined)
        return [];
    return [...entriesOf(parseTree(object.bytes))].filter(isDirectory).map(({ oid }) => oid);
}
function linesOf({ stdout }) {
    return stdout.toString('utf8').split('\n');
}
//# sourceMappingURL=process-link.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/open-link.js



/**
 * How a remote is reached: by http in this process, as long as the server can leave out what nobody asks for; else, and over
 * ssh, by the git of the machine, which is opened when it is needed.
 */
function openLink({ remote, http, token, username }, openProcess) {
    const here = new Map();
    const own = remote.kind === 'http' ? createHttpLink({ remote, http, token, username }, here) : undefined;
    let other;
    let heads;
    async function openOther(why) {
        const link = createProcessLink(await openProcess(why), here);
        // What was fetched before is to be found there, too.
        if (heads !== undefined)
            await link.fetchHeads(...heads);
        return link;
    }
    async function use(work) {
        let why;
        if (own !== undefined && other === undefined) {
            try {
                return await work(own);
            }
            catch (error) {
                if (!(error instanceof NeedsGit))
                    throw error;
                why = error.message;
            }
        }
        return work(await (other ??= openOther(why)));
    }
    return {
        remote,
        here,
        readHead: (branch) => use((link) => link.readHead(branch)),
        async fetchHeads(branches, depth) {
            const found = await use((link) => link.fetchHeads(branches, depth));
            heads = [branches, depth];
            return found;
        },
        fetchCommit: (commit, depth) => use((link) => link.fetchCommit(commit, depth)),
        fetchObjects: (oids) => use((link) => link.fetchObjects(oids)),
        fetchBelow: (trees) => use((link) => link.fetchBelow(trees)),
        push: (move, objects) => use((link) => link.push(move, objects)),
    };
}
//# sourceMappingURL=open-link.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/signer.js







const PURPOSE = 'git';
const WHO = 'gitops-actions';
/** @throws ActionError `invalid-signing-key`, `git-unavailable` */
async function openSigner(options, home) {
    const { env, signal } = options;
    const program = await (0,executable/* findExecutable */.oq)('ssh-keygen', env);
    if (program === undefined) {
        throw new report_error/* ActionError */.l('git-unavailable', 'There is no ssh-keygen on PATH, by which commits are signed: install OpenSSH on the runner.');
    }
    const run = (args, input) => (0,process_program/* runProgram */.m)({ program, args, env: { PATH: env.PATH ?? '', LC_ALL: 'C' }, signal, input });
    const key = await writePrivate(home, 'signing-key', options.signingKey);
    const known = await run(['-y', '-P', '', '-f', key], '');
    if (known.exitCode !== 0) {
        throw new report_error/* ActionError */.l('invalid-signing-key', 'The input "signing-key" is not a private SSH key without a passphrase: give the text of such a key, made by "ssh-keygen -t ed25519".');
    }
    const signers = await writePrivate(home, 'allowed-signers', `${WHO} ${known.stdout.trim()}`);
    return {
        async sign(payload) {
            const done = await run(['-Y', 'sign', '-n', PURPOSE, '-f', key], payload);
            if (done.exitCode === 0 && done.stdout.includes('BEGIN SSH SIGNATURE'))
                return done.stdout.trim();
            throw new report_error/* ActionError */.l('not-signed', `The commit could not be signed${quote(done.tail)}: give "signing-key" a private SSH key without a passphrase.`);
        },
        async verify(payload, signature) {
            const file = (0,external_node_path_.join)(home.path, 'signature');
            await (0,promises_.writeFile)(file, `${signature}\n`, { mode: 0o600 });
            const args = ['-Y', 'verify', '-f', signers, '-I', WHO, '-n', PURPOSE, '-s', file];
            return (await run(args, payload)).exitCode === 0;
        },
    };
}
//# sourceMappingURL=signer.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/trees.js



const MODES = ['100644', '100755', '120000', '160000', '040000'];
/**
 * The entries of exact paths, directories among them as such; what does not exist is left out. All paths go down one
 * level at a time, so that a level costs one request and the trees beside the paths cost nothing.
 */
async function listPaths(objects, wanted) {
    const found = new Map();
    let level = wanted.map(({ root, path }, at) => ({ at, path, tree: root, names: path.split('/') }));
    while (level.length > 0) {
        const trees = await objects.trees(level.map(({ tree }) => tree));
        const next = [];
        for (const { at, path, tree, names } of level) {
            const [name = '', ...rest] = names;
            const parent = trees.get(tree);
            const entry = parent === undefined ? undefined : entryOf(parent, name);
            if (entry === undefined)
                continue;
            const mode = readTreeMode(entry.mode, path);
            if (rest.length === 0)
                found.set(at, { path, mode, oid: entry.oid });
            else if (mode === '040000')
                next.push({ at, path, tree: entry.oid, names: rest });
        }
        level = next;
    }
    return wanted.map((_, at) => found.get(at));
}
/** Files below directories: a few trees that name each other make more than any machine can list. */
const MOST_LISTED = 1_000_000;
/**
 * Every file below these directories, all their trees in one request; `''` is the root. A path to a file has none. Names
 * that are no text, or that no file of a work tree can have, are left out: nobody can write them here.
 * @throws ActionError `too-many-files`
 */
async function listBelow(objects, root, directories) {
    const named = directories.filter((directory) => directory !== '');
    const listed = await listPaths(objects, named.map((path) => ({ root, path })));
    const tops = listed.flatMap((entry) => entry?.mode === '040000' ? [{ oid: entry.oid, prefix: `${entry.path}/` }] : []);
    if (named.length < directories.length)
        tops.push({ oid: root, prefix: '' });
    await objects.link.fetchBelow(tops.map(({ oid }) => oid));
    const files = new Map();
    for (let level = tops; level.length > 0;) {
        const trees = await objects.trees(level.map(({ oid }) => oid));
        const next = [];
        for (const { oid, prefix } of level) {
            const tree = trees.get(oid);
            for (const entry of tree === undefined ? [] : entriesOf(tree)) {
                const name = (0,blob/* decodeUtf8 */._6)(entry.name);
                if (name === undefined || NO_NAME.test(name))
                    continue;
                if (files.size + next.length >= MOST_LISTED)
                    throw tooMany(prefix);
                const path = `${prefix}${name}`;
                if (isDirectory(entry))
                    next.push({ oid: entry.oid, prefix: `${path}/` });
                else
                    files.set(path, { path, mode: readTreeMode(entry.mode, path), oid: entry.oid });
            }
        }
        level = next;
    }
    return [...files.values()];
}
/** Files with the text of those that are regular and `wanted`; all their contents come in one request. */
async function readFiles(objects, entries, wanted = () => true) {
    const read = entries.filter(({ path, mode }) => (0,blob/* isRegular */.$W)(mode) && wanted(path));
    const contents = await objects.blobs(read.map(({ oid }) => oid));
    const isRead = new Set(read);
    return entries.map((entry) => {
        const bytes = isRead.has(entry) ? contents.get(entry.oid) : undefined;
        return { ...entry, text: bytes === undefined ? undefined : (0,blob/* decodeUtf8 */._6)(bytes) };
    });
}
const NO_NAME = /^(?:\.{0,2}|\.git)$|\//i;
function tooMany(directory) {
    return new report_error/* ActionError */.l('too-many-files', `There are more than ${MOST_LISTED} files below ${directory === '' ? 'the root of the repository' : directory}: name the files with "files".`);
}
function readTreeMode(text, path) {
    const padded = text.padStart(6, '0');
    // Written by git until 2005.
    const known = padded === '100664' ? '100644' : MODES.find((mode) => mode === padded);
    if (known === undefined)
        throw new report_error/* ActionError */.l('invalid-answer', `git gave ${path} a mode that is not known`);
    return known;
}
//# sourceMappingURL=trees.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/environment-repository.js









/** Commits that every read fetches, so that one that asks for their history later has nothing to fetch. */
const LEAST_DEPTH = 20;
/** The environment repository at any git remote: of a few commits, only the trees and files that are looked at. */
function createGitRepository(options) {
    const home = once(() => makePrivateDirectory(options.env, 'bump-image-tag'));
    const git = once(async (why) => openGit(options, await home.get(), why));
    const signer = once(async () => options.signingKey === '' ? undefined : openSigner(options, await home.get()));
    const link = openLink(options, git.get);
    const objects = createObjects(link);
    return {
        async read(request) {
            // A key that is none is told before anything is decided.
            await signer.get();
            return read(objects, request);
        },
        commit: async (request) => commitChanges(objects, request, await signer.get()),
        head: (branch) => link.readHead(branch),
        async setBranch({ branch, to, expected }) {
            await link.fetchCommit(to, 1);
            return move(link, { branch, before: expected, after: to });
        },
        async deleteBranch({ branch, expected }) {
            const head = await link.readHead(branch);
            if (head !== expected)
                return head === undefined ? 'deleted' : 'moved';
            const done = await move(link, { branch, before: expected, after: undefined });
            return done === 'set' ? 'deleted' : 'moved';
        },
        compare: async (base, head) => compareCommits(await git.get('comparing commits'), base, head),
        changedFiles: async (commit) => listChangedFiles(await git.get('comparing commits'), commit),
        // Pull requests are not a thing of git.
        pullRequestMessages: () => Promise.resolve([]),
        async close() {
            await home
                .begun()
                ?.then((made) => made.remove())
                .catch(() => undefined);
        },
    };
}
/** Moves a branch; an answer that was lost is told by where the branch then stands. */
async function move(link, request) {
    const result = await link.push(request, []);
    if (result.kind === 'pushed')
        return 'set';
    const head = await link.readHead(request.branch);
    if (head === request.after)
        return 'set';
    if (result.kind === 'unknown' && head === request.before)
        throw result.error;
    return 'lost-race';
}
async function read(objects, request) {
    const { link } = objects;
    const { branch, files = [], directories = [], defaultBranchFiles = [], history = 0 } = request;
    const depth = Math.max(LEAST_DEPTH, history);
    const branches = defaultBranchFiles.length === 0 ? [branch] : [branch, undefined];
    const { defaultBranch, commits } = await link.fetchHeads(branches, depth);
    const [head, defaultHead] = [request.commit ?? commits[0], commits.at(-1)];
    if (head === undefined || defaultHead === undefined)
        throw new TypeError('no head was fetched');
    if (request.commit !== undefined)
        await link.fetchCommit(request.commit, depth);
    const root = objects.rootOf(head);
    const defaultRoot = objects.rootOf(defaultHead);
    const listed = await listPaths(objects, [
        ...files.map((path) => ({ root, path })),
        ...defaultBranchFiles.map((path) => ({ root: defaultRoot, path })),
    ]);
    const named = listed.slice(0, files.length).filter((entry) => entry !== undefined);
    const below = await listBelow(objects, root, directories);
    const defaults = listed.slice(files.length).filter((entry) => entry !== undefined);
    const own = [...new Map([...named, ...below].map((entry) => [entry.path, entry])).values()];
    const exact = new Set([...named, ...defaults].map(({ path }) => path));
    const texts = await readFiles(objects, [...own, ...defaults], (path) => exact.has(path) || request.texts?.matches(path) !== false);
    const past = history === 0 || own.length === 0 ? [] : readHistory(link.here, head, history);
    return {
        branch: branch ?? defaultBranch,
        defaultBranch,
        head,
        files: byPath(texts.slice(0, own.length)),
        defaultBranchFiles: byPath(texts.slice(own.length)),
        history: new Map(history === 0 ? [] : own.map(({ path }) => [path, past])),
    };
}
function byPath(files) {
    return new Map(files.map((file) => [file.path, file]));
}
/** What is made when it is first asked for, and then stays. */
function once(make) {
    let made;
    return { get: (why) => (made ??= make(why)), begun: () => made };
}
//# sourceMappingURL=environment-repository.js.map

/***/ })

};
