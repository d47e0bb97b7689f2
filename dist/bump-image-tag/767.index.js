export const id = 767;
export const ids = [767];
export const modules = {

/***/ 4767:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGitRepository: () => (/* binding */ createGitRepository)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/report/error.js
var error = __webpack_require__(2254);
// EXTERNAL MODULE: ./packages/core/lib/environment/git-names.js
var git_names = __webpack_require__(9210);
// EXTERNAL MODULE: ./packages/adapters/lib/git/blob.js
var blob = __webpack_require__(4070);
;// CONCATENATED MODULE: ./packages/adapters/lib/git/refusal.js

/** What a failed exchange with a remote means. */
function remoteRefusal(git, what, { said }) {
    const host = git.remote.host;
    const text = said.join('\n');
    const detail = quote(said);
    if (/returned error: 403|permission to .* denied|not allowed to push|insufficient permission|write access .* not granted/i.test(text)) {
        return new error/* ActionError */.l('permission-denied', `${host} does not let these credentials do ${what}${detail}. Give "token" or "ssh-key" the right to write the environment repository.`);
    }
    if (/^load key .*: /im.test(text)) {
        return new error/* ActionError */.l('invalid-ssh-key', `The input "ssh-key" is not a private SSH key without a passphrase${detail}. Give the whole text of such a key, its first and last line included.`);
    }
    if (/authentication failed|returned error: 401|could not read (?:username|password)|permission denied \(|publickey/i.test(text)) {
        return new error/* ActionError */.l('permission-denied', `${host} does not accept the credentials for ${what}${detail}. Check "token" with "git-username", or "ssh-key".`);
    }
    if (/host key verification failed|no .* host key is known|remote host identification has changed/i.test(text)) {
        return new error/* ActionError */.l('host-key-unknown', `The host key of ${host} is not among "ssh-known-hosts"${detail}. Add the line that "ssh-keyscan ${host}" prints, after comparing it with what the host publishes.`);
    }
    if (/couldn't find remote ref|remote branch .* not found/i.test(text)) {
        return new error/* ActionError */.l('branch-not-found', `${host} has no such branch for ${what}${detail}. Create it, or name one that exists.`);
    }
    if (/returned error: 30\d|redirect/i.test(text)) {
        return new error/* ActionError */.l('repository-not-found', `${host} sends us on to another address, and credentials are not sent there${detail}. Give the address where the repository is now as "git-url" or "repository".`);
    }
    if (text.includes('returned error: 429')) {
        return new error/* ActionError */.l('rate-limited', `${host} takes no more requests now${detail}. Run again later.`, {
            kind: 'transient',
        });
    }
    if (/mismatched algorithms/i.test(text)) {
        return new error/* ActionError */.l('unsupported-repository', `${git.remote.url} names its objects by SHA-256${detail}, and only SHA-1 repositories are written by git here.`);
    }
    if (/not found|could not be found|does not appear to be a git repository|does not exist|returned error: 404|not exported/i.test(text)) {
        return new error/* ActionError */.l('repository-not-found', `There is no repository at ${git.remote.url}, or the credentials do not see it${detail}. Check "git-url" or "repository", and the credentials.`);
    }
    // Not every word of TLS: a connection that was cut speaks of it as well, and that is no reason to give up.
    if (/certificate (?:problem|verif|is not|subject|has expired)|local issuer|self.?signed/i.test(text)) {
        return new error/* ActionError */.l('untrusted-certificate', `The certificate of ${host} is not trusted${detail}. Give the authority that signed it as "ca-cert".`);
    }
    return new error/* ActionError */.l('unreachable', `git could not do ${what} with ${host}${detail}. Run again later.`, {
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
        .replace(/[\p{Cc}]+/gu, ' ')
        .slice(0, 500);
    return text === '' ? '' : ` (it says: ${text.replace(/[.\s]+$/, '')})`;
}
//# sourceMappingURL=refusal.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/heads.js


/** The head of a branch as the remote has it now; undefined when there is no such branch. */
async function readHead(git, branch) {
    const ref = `refs/heads/${branch}`;
    const answer = await git.run(['ls-remote', '--quiet', 'origin', ref]);
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, `reading the head of ${branch}`, answer);
    // The pattern also fits refs that end in it.
    const line = answer.stdout
        .toString('utf8')
        .split('\n')
        .find((each) => each.endsWith(`\t${ref}`));
    return line === undefined ? undefined : (0,git_names/* parseCommitSha */.tu)(line.split('\t')[0] ?? '');
}
/** @throws ActionError `branch-not-found` for a repository without a commit */
async function readDefaultBranch(git) {
    const answer = await git.run(['ls-remote', '--quiet', '--symref', 'origin', 'HEAD']);
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, 'reading the default branch', answer);
    const name = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(answer.stdout.toString('utf8'))?.[1];
    if (name !== undefined)
        return (0,git_names/* parseBranchName */.pD)(name, 'the default branch');
    throw new error/* ActionError */.l('branch-not-found', `${git.remote.url} does not say which branch is its default one, or has no commit yet; give "branch", or push a first commit`);
}
/** Fetches the heads of branches, `depth` commits of each, with its root tree alone; answers them in the same order. */
async function fetchHeads(git, objects, branches, depth) {
    const references = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`);
    const answer = await git.run([...FETCH, `--depth=${depth}`, 'origin', ...references]);
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, `reading ${branches.join(' and ')}`, answer);
    noteWhole(objects, answer);
    objects.references = references;
    const names = branches.map((branch) => `refs/remotes/origin/${branch}`);
    const parsed = await git.run(['for-each-ref', '--format=%(refname) %(objectname) %(tree)', ...names]);
    const shas = new Map(parsed.stdout
        .toString('utf8')
        .trim()
        .split('\n')
        .map((line) => {
        const [name = '', sha = '', root] = line.split(' ');
        objects.noteCommit(sha, root);
        return [name, sha];
    }));
    return names.map((name) => (0,git_names/* parseCommitSha */.tu)(shas.get(name) ?? '', name));
}
/** Fetches one commit by its id, and its last `depth - 1` ancestors, without trees. */
async function fetchCommit(git, objects, commit, depth = 1) {
    if (depth === 1 && objects.commits.has(commit))
        return;
    const answer = await git.run([...FETCH, `--depth=${depth}`, 'origin', commit]);
    if (answer.exitCode === 0) {
        noteWhole(objects, answer);
        objects.noteCommit(commit);
        return;
    }
    if (answer.said.some((line) => /not our ref|unadvertised object|bad object|no such/i.test(line))) {
        throw new error/* ActionError */.l('commit-not-found', `${git.remote.url} has no commit ${commit}`);
    }
    throw remoteRefusal(git, `reading the commit ${commit.slice(0, 7)}`, answer);
}
const FETCH = ['fetch', '--quiet', '--force', '--no-tags', '--no-write-fetch-head', '--filter=tree:1'];
/** Servers that cannot leave anything out send everything. */
function noteWhole(objects, { said }) {
    if (said.some((line) => line.includes('filtering not recognized')))
        objects.whole = true;
}
//# sourceMappingURL=heads.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/push.js


/** How git and servers say that somebody else was first. */
const RACE = /fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref|incorrect old value provided|reference already exists|is at [0-9a-f]{40} but expected [0-9a-f]{40}/i;
/** The same words, where no repetition helps: `refs/heads/a/b` beside a branch `a`. */
const NAME_TAKEN = /exists; cannot create/i;
/** The server did not come as far as to tell what became of it. */
const NO_REPORT = /^\[remote failure\]|internal server error/i;
/**
 * Points a branch from `before` to `after` if it still stands there; undefined stands for no branch.
 * @throws ActionError `refused-by-rule` for hooks and rules, and those of the remote
 */
async function pushBranch(git, move) {
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
    const line = reportOf(answer);
    if (line === undefined || NO_REPORT.test(line))
        return unknownEnd(git, move.branch, answer);
    if (RACE.test(line) && !NAME_TAKEN.test(line))
        return { kind: 'lost-race', detail: line };
    throw refusedByRule(git, move.branch, line, answer);
}
/** The line of the report that tells of a refused reference: `!\t<from>:<to>\t[rejected] (fetch first)`. */
function reportOf({ stdout }) {
    return stdout
        .toString('utf8')
        .split('\n')
        .find((line) => line.startsWith('!'))
        ?.split('\t')
        .slice(2)
        .join(' ');
}
function unknownEnd(git, branch, answer) {
    const error = remoteRefusal(git, `the push to ${branch}`, answer);
    if (error.code === 'unreachable')
        return { kind: 'unknown', error };
    throw error;
}
function refusedByRule(git, branch, line, { said }) {
    const told = quote([...said.filter((each) => each.startsWith('remote: ')), line]);
    return new error/* ActionError */.l('refused-by-rule', `${git.remote.host} refuses the push to ${branch}${told}. Write to another branch and merge it there, use "mode: pull-request" where the host is GitHub, or let these credentials bypass the rule.`);
}
//# sourceMappingURL=push.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./packages/adapters/lib/git/tree-object.js

const OID_BYTES = 20;
/** `<mode> <name>\0<20 bytes of id>` for each: https://git-scm.com/docs/git-fast-import and gitformat-pack name it "tree". */
function parseTree(bytes) {
    const entries = new Map();
    let at = 0;
    while (at < bytes.length) {
        const space = bytes.indexOf(32, at);
        const end = bytes.indexOf(0, space);
        const name = bytes.subarray(space + 1, end);
        const oid = bytes.toString('hex', end + 1, end + 1 + OID_BYTES);
        // Names that are no text are kept in the tree, and no path of ours fits them.
        entries.set(name.toString('latin1'), { mode: bytes.toString('latin1', at, space), name, oid });
        at = end + 1 + OID_BYTES;
    }
    return entries;
}
/** The entry of this name. */
function entryOf(tree, name) {
    return tree.get(keyOf(name));
}
function keyOf(name) {
    return Buffer.from(name).toString('latin1');
}
/** In the order of git: a directory is sorted as if its name ended in a slash. */
function formatTree(tree) {
    const sorted = [...tree.values()].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
    return Buffer.concat(sorted.flatMap(({ mode, name, oid }) => [
        Buffer.from(`${mode} `),
        name,
        Buffer.from([0]),
        Buffer.from(oid, 'hex'),
    ]));
}
function treeOid(bytes) {
    return (0,external_node_crypto_.createHash)('sha1').update(`tree ${bytes.length}\0`).update(bytes).digest('hex');
}
function sortKey({ mode, name }) {
    return mode === '40000' ? Buffer.concat([name, Buffer.from('/')]) : name;
}
//# sourceMappingURL=tree-object.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/tree-edit.js


/**
 * The tree that differs from another by files alone, made of the trees on their paths: no index, which would take every
 * tree of the repository.
 * @returns its id, and the trees to write
 * @throws ActionError `invalid-change` for a path below something that is no directory
 */
async function editTree(objects, root, edits) {
    const before = (root === undefined ? undefined : (await objects.trees([root])).get(root)) ?? new Map();
    const after = new Map(before);
    const made = [];
    const below = new Map();
    for (const edit of edits) {
        const slash = edit.path.indexOf('/');
        const name = slash < 0 ? edit.path : edit.path.slice(0, slash);
        if (slash < 0)
            after.set(keyOf(name), { mode: edit.mode, name: Buffer.from(name), oid: edit.oid });
        else
            below.set(name, [...(below.get(name) ?? []), { ...edit, path: edit.path.slice(slash + 1) }]);
    }
    for (const [name, inside] of below) {
        const entry = before.get(keyOf(name));
        if (entry !== undefined && entry.mode !== '40000') {
            throw new error/* ActionError */.l('invalid-change', `"${name}" is no directory, and a file below it is to be written`);
        }
        const child = await editTree(objects, entry?.oid, inside);
        made.push(...child.made);
        after.set(keyOf(name), { mode: '40000', name: Buffer.from(name), oid: child.oid });
    }
    const bytes = formatTree(after);
    return { oid: treeOid(bytes), made: [...made, bytes] };
}
//# sourceMappingURL=tree-edit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/commit.js








/** A push whose answer was lost is looked up, and repeated at most this often in all. */
const ATTEMPTS = 3;
const AUTHOR = 'gitops-actions';
/** How far behind the head of a branch a commit of ours is looked for. */
const LOOK_BACK = 100;
/** One commit on exactly `expectedHead`, or nothing. */
async function commitChanges(git, objects, request) {
    for (const { path, mode } of request.changes) {
        if ((0,blob/* isRegular */.$W)(mode))
            continue;
        throw new error/* ActionError */.l('invalid-change', `${path} has mode ${mode}: only regular files are written`);
    }
    if (request.requireVerified === true && !git.signs) {
        throw new error/* ActionError */.l('not-verified', '"require-verified" needs commits that are signed, and over git nobody signs them but you: give "signing-key".');
    }
    await fetchCommit(git, objects, request.expectedHead);
    const sha = await makeCommit(git, objects, request);
    // By the key that was given: what a host makes of the signature depends on who it knows.
    const verified = git.signs && (await git.run(['verify-commit', sha])).exitCode === 0;
    if (request.requireVerified === true && !verified) {
        throw new error/* ActionError */.l('not-verified', 'The signature of the commit is not good by "signing-key": nothing was pushed.');
    }
    const committed = { kind: 'committed', sha, verified, url: '' };
    for (let number = 1;; number += 1) {
        const move = { branch: request.branch, before: request.expectedHead, after: sha };
        const result = await pushBranch(git, move);
        if (result.kind === 'pushed')
            return committed;
        if (result.kind === 'lost-race')
            return result;
        const head = await readHead(git, request.branch);
        if (head !== request.expectedHead) {
            return head !== undefined && (await contains(git, request, head, sha))
                ? committed
                : { kind: 'lost-race', detail: `${request.branch} is at ${head ?? 'no commit'}` };
        }
        if (number >= ATTEMPTS)
            throw result.error;
    }
}
async function makeCommit(git, objects, request) {
    const blobs = await writeObjects(git, 'blob', request.changes.map(({ text }) => Buffer.from(text)));
    const root = await objects.rootOf(request.expectedHead);
    const edits = request.changes.map(({ path, mode }, at) => ({ path, mode, oid: blobs[at] ?? '' }));
    const { oid: tree, made } = await editTree(objects, root, edits);
    await writeObjects(git, 'tree', made);
    const message = request.body === '' ? request.headline : `${request.headline}\n\n${request.body}\n`;
    const sign = git.signs ? ['-S'] : [];
    const args = ['commit-tree', ...sign, '-p', request.expectedHead, '-F', '-', tree];
    const sha = (0,git_names/* parseCommitSha */.tu)(await must(git, args, { variables: identity(git), input: message }));
    objects.noteCommit(sha);
    return sha;
}
/** One process for all of a kind: their bytes are given by files of our own, unfiltered. */
async function writeObjects(git, type, contents) {
    const directory = (0,external_node_path_.join)(git.directory, 'changes');
    await (0,promises_.mkdir)(directory, { recursive: true, mode: 0o700 });
    try {
        const files = contents.map((_, at) => (0,external_node_path_.join)(directory, String(at)));
        for (const [at, bytes] of contents.entries())
            await (0,promises_.writeFile)(files[at] ?? '', bytes);
        const input = files.map((file) => `${file}\n`).join('');
        const oids = await must(git, ['hash-object', '-w', '-t', type, '--no-filters', '--stdin-paths'], {
            input,
        });
        return oids.split('\n');
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true });
    }
}
function identity({ remote }) {
    const email = `${AUTHOR}@users.noreply.${remote.host}`;
    return {
        GIT_AUTHOR_NAME: AUTHOR,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: AUTHOR,
        GIT_COMMITTER_EMAIL: email,
    };
}
/** Whether a branch that moved on holds our commit: then the push went through, and others came after it. */
async function contains(git, { branch }, head, sha) {
    if (head === sha)
        return true;
    const fetched = await git.run([
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--filter=tree:0',
        `--depth=${LOOK_BACK}`,
        'origin',
        `refs/heads/${branch}`,
    ]);
    if (fetched.exitCode !== 0)
        return false;
    return (await git.run(['merge-base', '--is-ancestor', sha, head])).exitCode === 0;
}
async function must(git, args, call) {
    const answer = await git.run(args, call);
    if (answer.exitCode === 0)
        return answer.stdout.toString('utf8').trim();
    if (args.includes('-S')) {
        throw new error/* ActionError */.l('not-signed', `The commit could not be signed${quote(answer.said)}: give "signing-key" a private SSH key without a passphrase.`);
    }
    throw new error/* ActionError */.l('git-failed', `git ${args[0] ?? ''} failed${quote(answer.said)}.`, {
        kind: 'internal',
    });
}
//# sourceMappingURL=commit.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/compare.js


const UNKNOWN = /not our ref|couldn't find remote ref|bad object|unknown revision|no such/i;
/** How `head` stands to `base`, both commits or branches; undefined when the remote does not have one of them. */
async function compareCommits(git, base, head) {
    const [left, right] = [await compare_resolve(git, base), await compare_resolve(git, head)];
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
    const sha = await compare_resolve(git, commit);
    if (sha === undefined)
        return undefined;
    const parent = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${sha}^1`]);
    const before = parent.exitCode === 0 ? parent.stdout.toString('utf8').trim() : EMPTY_TREE;
    return { files: await differences(git, before, sha), complete: true };
}
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** The commit with its whole history, which comparing takes; no files. */
async function compare_resolve(git, name) {
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
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
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
        throw new error/* ActionError */.l('engine-unavailable', `${command.program} cannot be started.`, { cause });
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
            reject(new error/* ActionError */.l('cancelled', 'The run was cancelled.', { cause: signal.reason, kind: 'transient' }));
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
        PATH: searchPath(env).join(external_node_path_.delimiter),
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
;// CONCATENATED MODULE: ./packages/adapters/lib/git/git.js








/** Bytes of one answer: trees of some million files. */
const MAX_OUTPUT = 512 * 1024 * 1024;
/** @throws ActionError `git-unavailable` */
async function openGit(options) {
    const program = await findExecutable('git', options.env);
    if (program === undefined) {
        throw new error/* ActionError */.l('git-unavailable', 'There is no git on PATH: install it on the runner (2.31 or newer), or use the API with "transport: api".');
    }
    const home = await makePrivateDirectory(options.env, 'bump-image-tag');
    try {
        const env = await prepare(options, home);
        const repository = (0,external_node_path_.join)(home.path, 'repository.git');
        const run = (args, call = {}) => runGit(program, ['-C', repository, ...args], { ...env, ...call.variables }, call.input, options.signal);
        await (0,promises_.mkdir)(repository, { mode: 0o700 });
        const made = await run(['init', '--quiet', '--bare', '.']);
        if (made.exitCode !== 0) {
            throw new error/* ActionError */.l('git-unavailable', `git cannot make a repository: ${made.said.join(' ')}`);
        }
        return {
            remote: options.remote,
            directory: home.path,
            signs: options.signingKey !== '',
            signal: options.signal,
            run,
            close: () => home.remove(),
        };
    }
    catch (error) {
        await home.remove();
        throw error;
    }
}
async function runGit(program, args, env, input, signal) {
    const chunks = [];
    let size = 0;
    const exit = await runProgram({
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
        throw new error/* ActionError */.l('too-many-files', 'The environment repository is larger than can be read: name the files with "files".');
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
            const bundle = (0,certificates/* trustedCertificates */.g)(caCert === undefined ? [] : [caCert], env).join('\n');
            settings.push(['http.sslCAInfo', await writePrivate(home, 'ca.pem', `${bundle}\n`)]);
        }
    }
    else {
        variables.GIT_SSH_COMMAND = await sshCommand(options, home);
        variables.GIT_SSH_VARIANT = 'ssh';
    }
    if (options.signingKey !== '') {
        const key = await writePrivate(home, 'signing-key', withFinalBreak(options.signingKey));
        settings.push(['gpg.format', 'ssh'], ['user.signingKey', key]);
        const signers = await writePrivate(home, 'allowed-signers', `* ${await publicKey(key, options)}\n`);
        settings.push(['gpg.ssh.allowedSignersFile', signers]);
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
    if ((await findExecutable('ssh', env)) === undefined) {
        throw new error/* ActionError */.l('git-unavailable', 'There is no ssh on PATH, by which git reaches "git-url": install OpenSSH on the runner, or give an https address.');
    }
    if (!/^[\w./-]+$/.test(home.path)) {
        throw new error/* ActionError */.l('git-unavailable', `The temporary directory ${JSON.stringify(home.path)} has characters in its name that ssh cannot be given: set RUNNER_TEMP to another.`);
    }
    const key = await writePrivate(home, 'ssh-key', withFinalBreak(sshKey));
    const hosts = await writePrivate(home, 'known-hosts', withFinalBreak(sshKnownHosts));
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
/** @throws ActionError `invalid-signing-key` */
async function publicKey(file, { env, signal }) {
    const program = await findExecutable('ssh-keygen', env);
    if (program === undefined) {
        throw new error/* ActionError */.l('git-unavailable', 'There is no ssh-keygen on PATH, by which git signs: install OpenSSH on the runner.');
    }
    const exit = await runProgram({
        program,
        args: ['-y', '-P', '', '-f', file],
        env: { PATH: env.PATH ?? '', LC_ALL: 'C' },
        signal,
        input: '',
    });
    if (exit.exitCode === 0)
        return exit.stdout.trim();
    throw new error/* ActionError */.l('invalid-signing-key', 'The input "signing-key" is not a private SSH key without a passphrase: give the text of such a key, made by "ssh-keygen -t ed25519".');
}
async function writePrivate({ path }, name, text) {
    const file = (0,external_node_path_.join)(path, name);
    await (0,promises_.writeFile)(file, text, { mode: 0o600 });
    await (0,promises_.chmod)(file, 0o600);
    return file;
}
/** Keys lose their last line break on the way through a secret, and ssh insists on it. */
function withFinalBreak(text) {
    return `${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
}
//# sourceMappingURL=git.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/history.js


/**
 * The last commits before `head` as they were fetched, newest first. Commits alone are here, no trees: that costs the
 * same whatever the size of the repository. Which of them touched a file would take the trees, so all of them stand
 * for every file.
 */
async function readHistory(git, head, count) {
    const log = await git.run(['log', `--max-count=${count}`, '--format=%H%x00%P%x00%B%x01', head, '--']);
    if (log.exitCode !== 0)
        throw remoteRefusal(git, 'reading the history', log);
    const commits = log.stdout
        .toString('utf8')
        .split('\x01')
        .map((entry) => entry.trimStart().split('\0'))
        .filter(([sha]) => sha !== undefined && sha !== '');
    const messages = new Map(commits.map(([sha = '', , message = '']) => [sha, message.trimEnd()]));
    return commits.map(([sha = '', parents = '', message = '']) => {
        const [first, second] = parents.split(' ').filter((parent) => parent !== '');
        const merged = second === undefined ? undefined : messages.get(second);
        return {
            sha: (0,git_names/* parseCommitSha */.tu)(sha),
            message: message.trimEnd(),
            parents: [first, second].flatMap((parent) => (parent === undefined ? [] : [(0,git_names/* parseCommitSha */.tu)(parent)])),
            ...(merged === undefined ? {} : { merged }),
        };
    });
}
//# sourceMappingURL=history.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/objects.js



/** How servers say that they give the heads of references alone. */
const NO_SINGLE_OBJECTS = /unadvertised object|not our ref|does not support wants/i;
function createObjects(git) {
    const known = new Map();
    const present = new Set();
    const roots = new Map();
    async function fetchMissing(oids, filter, here = present) {
        const missing = oids.filter((oid) => !here.has(oid));
        if (objects.whole || missing.length === 0)
            return;
        const input = missing.map((oid) => `${oid}\n`).join('');
        const answer = await git.run([...objects_FETCH, `--filter=${filter}`, '--stdin', 'origin'], { input });
        if (answer.exitCode !== 0) {
            if (!answer.said.some((line) => NO_SINGLE_OBJECTS.test(line))) {
                throw remoteRefusal(git, 'reading files', answer);
            }
            await fetchWhole();
        }
        for (const oid of missing)
            present.add(oid);
    }
    async function fetchWhole() {
        const answer = await git.run([
            ...objects_FETCH,
            '--refetch',
            '--no-filter',
            '--depth=1',
            'origin',
            ...objects.references,
        ]);
        if (answer.exitCode !== 0)
            throw remoteRefusal(git, 'reading files', answer);
        objects.whole = true;
    }
    const objects = {
        commits: new Set(),
        whole: false,
        references: [],
        async trees(oids) {
            const missing = [...new Set(oids)].filter((oid) => !known.has(oid));
            await fetchMissing(missing, 'tree:0');
            for (const [oid, bytes] of await readObjects(git, 'tree', missing))
                known.set(oid, parseTree(bytes));
            return known;
        },
        async blobs(oids) {
            const wanted = [...new Set(oids)];
            await fetchMissing(wanted, 'tree:0');
            return readObjects(git, 'blob', wanted);
        },
        fetchBelow: (tree) => fetchMissing([tree], 'blob:none', new Set()),
        noteCommit(commit, root) {
            objects.commits.add(commit);
            if (root === undefined)
                return;
            roots.set(commit, root);
            present.add(root);
        },
        async rootOf(commit) {
            const found = roots.get(commit);
            if (found !== undefined)
                return found;
            const bytes = (await readObjects(git, 'commit', [commit])).get(commit);
            const root = /^tree ([0-9a-f]+)$/m.exec(bytes?.toString('latin1') ?? '')?.[1];
            if (root === undefined)
                throw new error/* ActionError */.l('invalid-answer', `git gave no tree of ${commit}`);
            roots.set(commit, root);
            return root;
        },
    };
    return objects;
}
/** What is wanted is named by its id: there is nothing to negotiate. */
const objects_FETCH = [
    ...['-c', 'fetch.negotiationAlgorithm=noop'],
    ...['fetch', '--quiet', '--force', '--no-tags', '--no-write-fetch-head'],
];
/** `<oid> <type> <size>\n<bytes>\n` for each: https://git-scm.com/docs/git-cat-file#_batch_output */
async function readObjects(git, wanted, oids) {
    const contents = new Map();
    if (oids.length === 0)
        return contents;
    const answer = await git.run(['cat-file', '--batch'], { input: oids.map((oid) => `${oid}\n`).join('') });
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, 'reading files', answer);
    let at = 0;
    while (at < answer.stdout.length) {
        const end = answer.stdout.indexOf(10, at);
        const [oid = '', type, size = ''] = answer.stdout.toString('utf8', at, end).split(' ');
        if (type !== wanted)
            throw new error/* ActionError */.l('invalid-answer', `git could not give the ${wanted} ${oid}`);
        const start = end + 1;
        contents.set(oid, answer.stdout.subarray(start, start + Number(size)));
        at = start + Number(size) + 1;
    }
    return contents;
}
//# sourceMappingURL=objects.js.map
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
/** Every file below a directory; `''` is the root. None when it is no directory. */
async function listBelow(git, objects, root, directory) {
    const [entry] = directory === '' ? [] : await listPaths(objects, [{ root, path: directory }]);
    if (directory !== '' && entry?.mode !== '040000')
        return [];
    const tree = entry?.oid ?? root;
    await objects.fetchBelow(tree);
    const answer = await git.run(['ls-tree', '-r', '-z', tree]);
    if (answer.exitCode !== 0)
        throw remoteRefusal(git, 'reading a tree', answer);
    return answer.stdout
        .toString('utf8')
        .split('\0')
        .filter((line) => line !== '')
        .map((line) => parseEntry(line, directory === '' ? '' : `${directory}/`));
}
/** Files with the text of those that are regular; all their contents come in one request. */
async function readFiles(objects, entries) {
    const contents = await objects.blobs(entries.filter(({ mode }) => (0,blob/* isRegular */.$W)(mode)).map(({ oid }) => oid));
    return entries.map((entry) => {
        const bytes = (0,blob/* isRegular */.$W)(entry.mode) ? contents.get(entry.oid) : undefined;
        return { ...entry, text: bytes === undefined ? undefined : (0,blob/* decodeUtf8 */._6)(bytes) };
    });
}
/** `100644 blob <oid>\t<path>`: https://git-scm.com/docs/git-ls-tree#_output_format */
function parseEntry(line, prefix) {
    const tab = line.indexOf('\t');
    const [mode = '', , oid = ''] = line.slice(0, tab).split(' ');
    const path = `${prefix}${line.slice(tab + 1)}`;
    return { path, mode: readTreeMode(mode, path), oid };
}
function readTreeMode(text, path) {
    const padded = text.padStart(6, '0');
    // Written by git until 2005.
    const known = padded === '100664' ? '100644' : MODES.find((mode) => mode === padded);
    if (known === undefined)
        throw new error/* ActionError */.l('invalid-answer', `git gave ${path} a mode that is not known`);
    return known;
}
//# sourceMappingURL=trees.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/environment-repository.js








/** The environment repository at any git remote: shallow, without files that are not looked at, in a bare repository. */
function createGitRepository(options) {
    let opened;
    const openBoth = () => (opened ??= openGit(options).then((git) => ({ git, objects: createObjects(git) })));
    const open = async () => (await openBoth()).git;
    const reader = createReader();
    return {
        async read(request) {
            const { git, objects } = await openBoth();
            return reader.read(git, objects, request);
        },
        async commit(request) {
            const { git, objects } = await openBoth();
            return commitChanges(git, objects, request);
        },
        head: async (branch) => readHead(await open(), branch),
        async setBranch({ branch, to, expected }) {
            const { git, objects } = await openBoth();
            await fetchCommit(git, objects, to);
            return move(git, { branch, before: expected, after: to });
        },
        async deleteBranch({ branch, expected }) {
            const git = await open();
            const head = await readHead(git, branch);
            if (head !== expected)
                return head === undefined ? 'deleted' : 'moved';
            const done = await move(git, { branch, before: expected, after: undefined });
            return done === 'set' ? 'deleted' : 'moved';
        },
        compare: async (base, head) => compareCommits(await open(), base, head),
        changedFiles: async (commit) => listChangedFiles(await open(), commit),
        // Pull requests are not a thing of git.
        pullRequestMessages: () => Promise.resolve([]),
        async close() {
            if (opened !== undefined)
                await opened.then(({ git }) => git.close()).catch(() => undefined);
        },
    };
}
/** Moves a branch; an answer that was lost is told by where the branch then stands. */
async function move(git, request) {
    const result = await pushBranch(git, request);
    if (result.kind === 'pushed')
        return 'set';
    const head = await readHead(git, request.branch);
    if (head === request.after)
        return 'set';
    if (result.kind === 'unknown' && head === request.before)
        throw result.error;
    return 'lost-race';
}
function createReader() {
    let defaultBranch;
    async function read(git, objects, request) {
        defaultBranch ??= await readDefaultBranch(git);
        const branch = request.branch ?? defaultBranch;
        const { files = [], directories = [], defaultBranchFiles = [], history = 0 } = request;
        const branches = defaultBranchFiles.length === 0 ? [branch] : [...new Set([branch, defaultBranch])];
        const depth = Math.max(1, history);
        const heads = await fetchHeads(git, objects, branches, depth);
        const [head, defaultHead] = [request.commit ?? heads[0], heads.at(-1)];
        if (head === undefined || defaultHead === undefined)
            throw new TypeError('no head was fetched');
        if (request.commit !== undefined)
            await fetchCommit(git, objects, request.commit, depth);
        const root = await objects.rootOf(head);
        const defaultRoot = await objects.rootOf(defaultHead);
        const listed = await listPaths(objects, [
            ...files.map((path) => ({ root, path })),
            ...defaultBranchFiles.map((path) => ({ root: defaultRoot, path })),
        ]);
        const below = [];
        for (const directory of directories)
            below.push(...(await listBelow(git, objects, root, directory)));
        const own = [...listed.slice(0, files.length), ...below].filter((entry) => entry !== undefined);
        const defaults = listed.slice(files.length).filter((entry) => entry !== undefined);
        const read = await readFiles(objects, [...own, ...defaults]);
        const commits = history === 0 || own.length === 0 ? [] : await readHistory(git, head, history);
        return {
            branch,
            defaultBranch,
            head,
            files: byPath(read.slice(0, own.length)),
            defaultBranchFiles: byPath(read.slice(own.length)),
            history: new Map(history === 0 ? [] : own.map(({ path }) => [path, commits])),
        };
    }
    return { read };
}
function byPath(files) {
    return new Map(files.map((file) => [file.path, file]));
}
//# sourceMappingURL=environment-repository.js.map

/***/ })

};
