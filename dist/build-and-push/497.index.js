export const id = 497;
export const ids = [497];
export const modules = {

/***/ 1497:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run_run)
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
;// CONCATENATED MODULE: ./packages/core/lib/environment/git-names.js

const COMMIT_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const REPOSITORY_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/;
const MAX_REF_LENGTH = 240;
/** https://git-scm.com/docs/git-check-ref-format, rules 4 to 10, and every kind of white space. */
const FORBIDDEN_IN_REF = /[\p{Cc} \u00a0~^:?*[\\\u2028\u2029\ufeff]|\.\.|@\{|\/\//u;
/**
 * A full commit id in lower-case hex, 40 digits (SHA-1) or 64 (SHA-256). Short ids are refused: they can come
 * to name another commit.
 * @throws ActionError `invalid-commit`
 */
function git_names_parseCommitSha(text, label = 'the commit') {
    if (isCommitSha(text))
        return text;
    throw new report_error/* ActionError */.l('invalid-commit', `${label} is "${text}": wanted a full commit id of 40 lower-case hex digits (64 in a SHA-256 repository).`);
}
function isCommitSha(text) {
    return COMMIT_SHA.test(text);
}
/**
 * A branch by its short name (`main`, not `refs/heads/main`), by the rules of git-check-ref-format `--branch`:
 * a leading `-`, which git would read as an option, is refused too.
 * @throws ActionError `invalid-branch`
 */
function parseBranchName(text, label = 'the branch') {
    if (isBranchName(text))
        return text;
    const hint = text.startsWith('refs/') ? ` Write "${text.replace(/^refs\/(?:heads\/)?/, '')}".` : '';
    throw new report_error/* ActionError */.l('invalid-branch', `${label} is "${text}": wanted the short name of a branch such as "main" or "release/1.x".${hint}`);
}
function isBranchName(text) {
    return (isRefName(text) && !text.startsWith('-') && !text.startsWith('refs/') && text !== 'HEAD' && text !== '@');
}
/** Whether the text can follow `refs/heads/` or `refs/tags/`. */
function isRefName(text) {
    if (text === '' || text.length > MAX_REF_LENGTH || FORBIDDEN_IN_REF.test(text))
        return false;
    if (text.startsWith('/') || text.endsWith('/') || text.endsWith('.'))
        return false;
    return text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}
/** @throws ActionError `invalid-repository` */
function git_names_parseRepositoryName(text, label = 'the repository') {
    if (isRepositoryName(text))
        return text;
    throw new report_error/* ActionError */.l('invalid-repository', `${label} is "${text}": wanted "owner/name", such as "acme/api".`);
}
function isRepositoryName(text) {
    return REPOSITORY_NAME.test(text) && !/\/\.{1,2}$/.test(text) && !text.endsWith('.git');
}
//# sourceMappingURL=git-names.js.map
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
        head: ref === undefined ? undefined : git_names_parseCommitSha(textAt(objectAt(ref, 'target'), 'oid')),
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
        mergeBase: git_names_parseCommitSha(textAt(objectAt(answer.data, 'merge_base_commit'), 'sha')),
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
        head: git_names_parseCommitSha(textAt(last, 'headRefOid')),
        commit: git_names_parseCommitSha(textAt(objectAt(last, 'mergeCommit'), 'oid')),
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
            branch: parseBranchName(textAt(pull, 'headRefName')),
            sha: git_names_parseCommitSha(textAt(pull, 'headRefOid')),
            repository: home === undefined ? '' : textAt(home, 'nameWithOwner'),
        },
        base: { branch: parseBranchName(textAt(pull, 'baseRefName')) },
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
    return git_names_parseCommitSha(textAt(joined, 'sha'));
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
        return { kind: 'merged', sha: git_names_parseCommitSha(textAt(answer.data, 'sha')) };
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
            fetch: createFetch(options.http, { deadline: DEADLINE, maxBytes: MAX_BYTES, redirect: 'same-host' }),
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
        sha: git_names_parseCommitSha(textAt(own, 'oid')),
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
    const tree = await writeTrees(call, textAt(objectAt(parent, 'tree'), 'sha'), request.changes);
    const message = request.body === '' ? request.headline : `${request.headline}\n\n${request.body}`;
    const made = await call('POST /repos/{owner}/{repo}/git/commits', { message, tree, parents: [request.expectedHead] }, 201);
    const commit = {
        kind: 'committed',
        sha: git_names_parseCommitSha(textAt(made, 'sha')),
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
    return parseBranchName(`gitops/verify/${expectedHead.slice(0, 16)}-${digest.slice(0, 16)}`);
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
        if (isRegular(mode))
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
        sha: git_names_parseCommitSha(textAt(commit, 'oid')),
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
    const head = git_names_parseCommitSha(textAt(commit, 'oid'), 'the head');
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
    const defaultBranch = parseBranchName(textAt(ofDefault, 'name'));
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
        sha: git_names_parseCommitSha(textAt(node, 'oid')),
        message: textAt(node, 'message'),
        parents: parents.map((parent) => git_names_parseCommitSha(textAt(parent, 'oid'))),
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
            if (!isCommitSha(base) || !isCommitSha(head))
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
    const head = git_names_parseCommitSha(textAt(pull, 'headRefOid'));
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
        return { kind: 'merged', commit: git_names_parseCommitSha(textAt(objectAt(pull, 'mergeCommit'), 'oid')) };
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
            branch: parseBranchName(textAt(head, 'ref')),
            sha: git_names_parseCommitSha(textAt(head, 'sha')),
            // The repository of a fork that was deleted is null.
            repository: isJsonObject(head.repo) ? textAt(head.repo, 'full_name') : '',
        },
        base: { branch: parseBranchName(textAt(base, 'ref')) },
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
        return parseBranchName(textAt(answer.data, 'default_branch'));
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
        sha: git_names_parseCommitSha(textAt(data, 'sha')),
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
    return new Set(listAt(objectAt(commit, 'history'), 'nodes').map((node) => git_names_parseCommitSha(textAt(node, 'oid'))));
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
                ? given.map((pem) => checkPem(pem, 'ca-cert'))
                : trustedCertificates(given, options.env);
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
function entriesOf({ manifests }) {
    return Array.isArray(manifests) ? manifests.filter(isJsonObject) : [];
}
function layersOf({ layers }) {
    const listed = Array.isArray(layers) ? layers.filter(isJsonObject) : [];
    return listed.map(({ size }) => (typeof size === 'number' ? size : 0));
}
function configOf(manifest) {
    const { config } = manifest;
    if (!isJsonObject(config) || typeof config.digest !== 'string' || !(0,image_digest/* isDigest */.B)(config.digest))
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
    if (response.status === 200 && promised !== undefined && (0,image_digest/* isDigest */.B)(promised)) {
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
        checks: (token, name) => createCheckRuns(connect(token), name),
        merges: (token, name) => createBranchMerges(connect(token), name),
        statuses: (token) => createCommitStatuses(connect(token)),
        deployments: (token) => createDeployments(connect(token)),
        history: (token) => createSourceHistory(connect(token)),
        sources: (token) => createSourceRepositories(connect(token)),
    };
}
//# sourceMappingURL=run-adapters.js.map
// EXTERNAL MODULE: ./packages/adapters/lib/process/executable.js
var executable = __webpack_require__(378);
// EXTERNAL MODULE: ./packages/adapters/lib/process/program.js
var process_program = __webpack_require__(7052);
;// CONCATENATED MODULE: ./packages/adapters/lib/registry/ecr-login.js




// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
const PRIVATE = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|[a-z0-9.-]+\.(?:gov|cloud))$/;
const PUBLIC = 'public.ecr.aws';
/** Identifiers of access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ACCESS_KEY = /^(?:AKIA|ASIA)[A-Z0-9]{12,}$/;
/** Milliseconds. */
const ecr_login_LIMIT = 30_000;
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
    const limit = AbortSignal.timeout(ecr_login_LIMIT);
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
// EXTERNAL MODULE: ./packages/adapters/lib/builders/buildx-builder.js + 1 modules
var buildx_builder = __webpack_require__(7159);
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/capabilities.js

const ALL_BUILDKIT = ['buildx-docker', 'docker-buildkit'];
/**
 * What is where: buildx by its driver, https://docs.docker.com/build/builders/drivers/; docker's own builders by `docker build --help` of
 * version 20.10; buildah by https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md
 */
const DEMANDS = [
    { input: 'platforms', asked: ({ platforms }) => several(platforms), also: ['buildah'] },
    {
        input: 'build-contexts',
        asked: (build) => first(build.buildContexts),
        also: ['buildx-docker', 'buildah'],
    },
    { input: 'secrets', asked: (build) => first(build.secrets), also: [...ALL_BUILDKIT, 'buildah'] },
    { input: 'ssh', asked: (build) => build.ssh?.[0], also: [...ALL_BUILDKIT, 'buildah'] },
    { input: 'annotations', asked: (build) => first(build.annotations), also: ['buildah'] },
    {
        input: 'annotations',
        asked: (build) => build.annotations?.find((each) => each.platform !== undefined || each.levels.some((level) => level !== 'manifest'))?.name,
        also: [],
    },
    {
        input: 'cache-from',
        asked: (build) => cacheOf(build.cacheFrom, isImage),
        also: [...ALL_BUILDKIT, 'buildah'],
    },
    { input: 'cache-from', asked: (build) => cacheOf(build.cacheFrom, isNoImage), also: ['buildx-docker'] },
    // buildah takes one place, and its cache does not tell platforms apart.
    { input: 'cache-from', asked: (build) => crowd(build, build.cacheFrom), also: ALL_BUILDKIT },
    { input: 'cache-to', asked: (build) => crowd(build, build.cacheTo), also: ALL_BUILDKIT },
    { input: 'cache-to', asked: (build) => cacheOf(build.cacheTo, isInline), also: ALL_BUILDKIT },
    { input: 'cache-to', asked: (build) => cacheOf(build.cacheTo, isImage), also: ['buildah'] },
    {
        input: 'cache-to',
        asked: (build) => cacheOf(build.cacheTo, (cache) => !isInline(cache) && !isImage(cache)),
        also: [],
    },
    { input: 'no-cache-filters', asked: (build) => build.noCacheFilters?.[0], also: ['buildx-docker'] },
    { input: 'provenance', asked: (build) => wanted(build.provenance), also: [] },
    { input: 'sbom', asked: (build) => wanted(build.sbom), also: [] },
    { input: 'attests', asked: (build) => build.attests?.[0], also: [] },
    { input: 'outputs', asked: (build) => build.outputs?.[0], also: ['buildx-docker'] },
    {
        input: 'shm-size',
        asked: (build) => given(build.shmSize),
        also: ['buildx-docker', 'docker-classic', 'buildah'],
    },
    {
        input: 'ulimit',
        asked: (build) => build.ulimits?.[0],
        also: ['buildx-docker', 'docker-classic', 'buildah'],
    },
    {
        input: 'cgroup-parent',
        asked: (build) => given(build.cgroupParent),
        also: ['buildx-docker', 'docker-classic', 'buildah'],
    },
    { input: 'allow', asked: (build) => build.allow?.[0], also: ['buildx-docker'] },
];
/** What of a build this kind of engine cannot do: `input "sbom" (true)`; empty when it can do all of it. */
function findUnmet(kind, build) {
    return unmet(kind, build).map(({ input, asked }) => `input "${input}" (${asked(build) ?? ''})`);
}
/** @throws ActionError `engine-cannot`, `platforms-unsupported`; it names the input and the engines that can */
function requireAbility(kind, description, build) {
    const [demand] = unmet(kind, build);
    if (demand === undefined)
        return;
    throw new report_error/* ActionError */.l(demand.input === 'platforms' ? 'platforms-unsupported' : 'engine-cannot', `Input "${demand.input}" asks for ${demand.asked(build) ?? ''}, which ${description} cannot do. Use ${adviceOf(kind, demand)}, or leave the input empty.`);
}
/**
 * Whatever exports an image and pushes it would go past the check of what was pushed.
 * @throws ActionError `invalid-input`
 */
function refuseOwnPushes({ outputs = [] }) {
    const pushing = outputs.find((each) => /(?:^|,)type=registry(?:,|$)|(?:^|,)push=(?!false)/.test(each));
    if (pushing === undefined)
        return;
    throw new report_error/* ActionError */.l('invalid-input', `Input "outputs" has "${pushing}", which pushes. Leave pushing to input "push": it reads back what was pushed before it gives tags.`);
}
function unmet(kind, build) {
    if (kind === 'buildx')
        return [];
    return DEMANDS.filter(({ also, asked }) => !also.includes(kind) && asked(build) !== undefined);
}
function adviceOf(kind, { also }) {
    const buildx = kind === 'buildx-docker'
        ? '"engine: buildx" with "driver: docker-container"'
        : '"engine: buildx" (docker with its buildx plugin)';
    const others = also.includes('buildah') ? ['"engine: buildah"'] : [];
    const variable = also.includes('docker-classic') && kind === 'docker-buildkit';
    return [buildx, ...others, ...(variable ? ['the environment variable DOCKER_BUILDKIT=0'] : [])].join(' or ');
}
function several(platforms) {
    return platforms.length > 1 ? platforms.join(', ') : undefined;
}
/** The name alone: what it stands for may be private. */
function first(entries) {
    const entry = entries?.[0];
    return entry === undefined ? undefined : 'name' in entry ? entry.name : entry.id;
}
function given(text) {
    return text === undefined || text === '' ? undefined : text;
}
/** Not to attest is what every engine can do. */
function wanted(text) {
    return given(text) === 'false' ? undefined : given(text);
}
function cacheOf(caches, select) {
    const found = caches?.find(select);
    return found === undefined ? undefined : `type=${found.type}`;
}
function crowd({ platforms }, caches = []) {
    if (caches.length > 1)
        return `${caches.length} places`;
    return caches.length > 0 && platforms.length > 0 ? 'a cache for named platforms' : undefined;
}
/** An image of its own, without further attributes. */
function isImage({ type, attributes }) {
    return type === 'registry' && attributes.every(({ name }) => name === 'ref');
}
function isNoImage(cache) {
    return !isImage(cache);
}
function isInline({ type, attributes }) {
    return type === 'inline' && attributes.length === 0;
}
//# sourceMappingURL=capabilities.js.map
// EXTERNAL MODULE: ./packages/adapters/lib/paths/containment.js
var containment = __webpack_require__(3433);
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/buildah-leftovers.js



/**
 * Takes secrets out of buildah's store, where a build that was killed leaves them as files of its working containers. A file is only
 * removed when it holds what this run laid out.
 * @param containers the directory of the store that has one directory for each container
 * @returns the ids of the containers that had one: they are of this run
 */
async function removeLeftSecrets(containers, secrets) {
    if (secrets.length === 0)
        return [];
    const found = new Set();
    const ids = await (0,promises_.readdir)(containers).catch(() => []);
    for (const secret of secrets) {
        const wanted = await (0,promises_.readFile)(secret.path).catch(() => undefined);
        if (wanted === undefined)
            continue;
        for (const id of ids) {
            const folder = (0,external_node_path_.join)(containers, id, 'userdata', 'secrets');
            const path = (0,external_node_path_.join)(folder, secret.id);
            const left = (0,containment/* isInside */.F)(path, folder) ? await (0,promises_.readFile)(path).catch(() => undefined) : undefined;
            if (!left?.equals(wanted))
                continue;
            await (0,promises_.rm)(path, { force: true });
            found.add(id);
        }
    }
    return [...found];
}
//# sourceMappingURL=buildah-leftovers.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/build-steps.js
/** `Step 2/3 : …` of docker, `STEP 2/3: …` of buildah, which begins anew for each stage and platform. */
const PLAIN_STEP = /^(?:\[[^\]]+\] )?(?:Step|STEP) \d+\/\d+ ?:/;
const PLAIN_CACHED = /^(?: ---> |--> )Using cache\b/;
/** `#7 [build 2/4] RUN …` of BuildKit, once for each of its steps; what it does by itself is `[internal] …`. */
const BUILDKIT_STEP = /^#(\d+) \[(?:[^\]]+ )?\d+\/\d+\]/;
const BUILDKIT_CACHED = /^#(\d+) CACHED\b/;
function countSteps() {
    let plain = 0;
    let plainCached = 0;
    const known = new Set();
    const cached = new Set();
    return {
        onLine(line) {
            if (PLAIN_STEP.test(line))
                plain += 1;
            else if (PLAIN_CACHED.test(line))
                plainCached += 1;
            const step = BUILDKIT_STEP.exec(line)?.[1];
            if (step !== undefined)
                known.add(step);
            const hit = BUILDKIT_CACHED.exec(line)?.[1];
            if (hit !== undefined)
                cached.add(hit);
        },
        count() {
            const fromBuildkit = [...cached].filter((step) => known.has(step)).length;
            const total = plain + known.size;
            return total === 0 ? {} : { steps: { total, cached: plainCached + fromBuildkit } };
        },
    };
}
//# sourceMappingURL=build-steps.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/engine-failure.js

/** Engines end with the same exit code whatever went wrong: their words are all there is. */
const CAUSES = [
    {
        pattern: /x509|certificate (?:signed by|is not trusted|has expired|verify)|tls: failed to verify/i,
        code: 'registry-untrusted-certificate',
        kind: 'user',
        advice: ({ hints }, registry) => hints.certificate(registry),
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
        pattern: /server gave HTTP response to HTTPS client/i,
        code: 'registry-unreachable',
        kind: 'user',
        advice: ({ hints }, registry) => hints.plain(registry),
    },
    {
        pattern: /connection refused|no such host|i\/o timeout|TLS handshake timeout|network is unreachable|connection reset|deadline exceeded/i,
        code: 'registry-unreachable',
        kind: 'transient',
        advice: () => 'Check the address of the registry and that this runner reaches it (plain http needs "plaintext: true").',
    },
];
const MAX_DETAIL = 600;
/** Lines that say how far it came, not what went wrong. */
const PROGRESS = /^(?:STEP \d|Copying |Getting image|Writing manifest|Storing signatures|COMMIT|-->|#\d+ )/;
/** buildah tries every format of manifest there is: the first is the one that was meant, whose refusal counts. */
const OTHER_FORMATS = /attempted the following formats: \S*?\((?<cause>.*?)\), application\/vnd\b.*$/s;
/** Turns the exit of an engine into an error that says what to do. The engine's own words are quoted. */
function explainFailure(act) {
    const detail = detailOf(act.exit);
    const cause = CAUSES.find(({ pattern }) => pattern.test(detail));
    const registry = act.registry ?? registryIn(detail) ?? '<registry>';
    const advice = cause?.advice(act, registry) ?? 'The lines above, in the log, say more.';
    return new report_error/* ActionError */.l(cause?.code ?? act.code, `${act.sentence} (exit code ${act.exit.exitCode}): ${detail === '' ? 'it said nothing' : detail}. ${advice}`, { kind: cause?.kind ?? 'user' });
}
const BUILDAH_HINTS = {
    certificate: () => 'Give the certificate of its authority in input "ca-cert".',
    plain: () => 'Plain http needs "plaintext: true".',
};
/** While it builds buildah speaks https alone: base images may come from anywhere. */
const BUILDAH_BUILD_HINTS = {
    certificate: BUILDAH_HINTS.certificate,
    plain: (registry) => `buildah takes base images and caches by https: name "${registry}" with "insecure = true" in /etc/containers/registries.conf (github.com/containers/image, containers-registries.conf.5).`,
};
/** Docker's client is not the one that talks to registries: its daemon does, and has a trust store of its own. */
const DAEMON_HINTS = {
    certificate: (registry) => `Docker's daemon does not see input "ca-cert": put the certificate into /etc/docker/certs.d/${registry}/ca.crt on its machine, or use "engine: buildah".`,
    plain: (registry) => `Docker's daemon speaks plain http with loopback addresses alone: name "${registry}" under "insecure-registries" in /etc/docker/daemon.json on its machine, or use "engine: buildah".`,
};
/** The registry of a URL in an engine's words: `Get "https://ghcr.io/v2/": …`. */
function registryIn(detail) {
    return /https?:\/\/([^\s/"]+)\/v2\//.exec(detail)?.[1];
}
function detailOf(exit) {
    const words = exit.tail.map((line) => line.trim()).filter((line) => !PROGRESS.test(line));
    const errors = words.filter((line) => /error|fail|denied|unauthorized|cannot|could not/i.test(line));
    const lines = errors.length > 0 ? errors : words;
    const text = lines
        .slice(-2)
        .join(' | ')
        .replace(OTHER_FORMATS, '$<cause>')
        .replace(/[.\s]+$/, '');
    if (text.length <= MAX_DETAIL)
        return text;
    const half = MAX_DETAIL / 2;
    return `${text.slice(0, half)} … ${text.slice(-half)}`;
}
//# sourceMappingURL=engine-failure.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/buildah.js






/** The file in the private directory that logins are kept in. */
const AUTH_FILE = 'auth.json';
/** Builds with buildah: no daemon, one index for several platforms. */
function createBuildah(tools, mode) {
    const how = [...mode.storage, ...mode.isolation].filter((flag) => !flag.startsWith('--')).join(', ');
    const context = { tools, mode, list: `localhost/${(0,external_node_path_.basename)(tools.directory).toLowerCase()}` };
    let hasList = false;
    let secrets = [];
    return {
        name: 'buildah',
        kind: 'buildah',
        pushesByDigest: false,
        description: `buildah ${mode.version}${how === '' ? '' : ` (${how})`}`,
        login: (credential) => login(context, credential),
        build: (build) => {
            hasList ||= build.platforms.length > 1;
            secrets = build.secretFiles;
            return buildImage(context, build);
        },
        push: (image, to) => pushImage(context, image, to),
        async tidy(cancelled) {
            if (cancelled && mode.containers !== undefined) {
                const left = await removeLeftSecrets(mode.containers, secrets);
                if (left.length > 0)
                    tools.leaveRunning([...mode.storage, 'rm', ...left]);
            }
            if (!hasList)
                return;
            const args = [...mode.storage, 'manifest', 'rm', context.list];
            if (cancelled)
                tools.leaveRunning(args);
            else
                await tools.run({ args, quiet: true });
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
        quiet: true,
    });
    if (exit.exitCode === 0)
        return;
    throw explainFailure({
        code: 'login-failed',
        sentence: `buildah could not log in to ${credential.registry} as "${credential.username}"`,
        exit,
        hints: BUILDAH_HINTS,
    });
}
async function buildImage({ tools, mode, list }, build) {
    const multiPlatform = build.platforms.length > 1;
    const idFile = (0,external_node_path_.join)(tools.directory, 'image-id');
    const names = build.references.map(image_reference/* formatImageReference */.my);
    const steps = countSteps();
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
            ...steadyFirst(build.labels).map(({ name, value }) => `--label=${name}=${value}`),
            ...extraFlags(build),
            ...(multiPlatform
                ? [`--manifest=${list}`]
                : [`--iidfile=${idFile}`, ...names.map((name) => `--tag=${name}`)]),
            `--file=${build.file}`,
            build.context,
        ],
        onLine: steps.onLine,
    });
    if (exit.exitCode !== 0)
        throw failure('build-failed', `build ${build.file}`, exit);
    if (!multiPlatform)
        return { id: (await (0,promises_.readFile)(idFile, 'utf8')).trim(), multiPlatform, ...steps.count() };
    const tagged = await tools.run({ args: [...mode.storage, 'tag', list, ...names] });
    if (tagged.exitCode !== 0)
        throw failure('build-failed', `name what it built from ${build.file}`, tagged);
    return { id: list, multiPlatform, ...steps.count() };
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
/** What differs from commit to commit. */
const CHANGING = ['version', 'revision', 'created'].map((name) => `org.opencontainers.image.${name}`);
/** A label is a step of its own to buildah, and one that changes lets all after it be made anew: they come last. */
function steadyFirst(labels) {
    return labels.toSorted((a, b) => CHANGING.indexOf(a.name) - CHANGING.indexOf(b.name));
}
/** https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md */
function extraFlags(build) {
    const { sourceDateEpoch, network = '', shmSize = '', cgroupParent = '' } = build;
    return [
        ...(build.annotations ?? []).map(({ name, value }) => `--annotation=${name}=${value}`),
        ...(build.buildContexts ?? []).map(({ name, value }) => `--build-context=${name}=${value}`),
        ...build.secretFiles.map(({ id, path }) => `--secret=id=${id},src=${path}`),
        ...(build.ssh ?? []).map((each) => `--ssh=${each}`),
        ...(build.cacheFrom ?? []).map((cache) => `--cache-from=${imageOf(cache)}`),
        ...(build.cacheTo ?? []).map((cache) => `--cache-to=${imageOf(cache)}`),
        ...(sourceDateEpoch === undefined ? [] : [`--timestamp=${sourceDateEpoch}`]),
        ...(build.addHosts ?? []).map((each) => `--add-host=${each}`),
        ...(network === '' || network === 'default' ? [] : [`--network=${network}`]),
        ...(shmSize === '' ? [] : [`--shm-size=${shmSize}`]),
        ...(build.ulimits ?? []).map((each) => `--ulimit=${each}`),
        ...(cgroupParent === '' ? [] : [`--cgroup-parent=${cgroupParent}`]),
    ];
}
function imageOf({ attributes }) {
    return attributes.find(({ name }) => name === 'ref')?.value ?? '';
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
        hints: code === 'build-failed' ? BUILDAH_BUILD_HINTS : BUILDAH_HINTS,
    });
}
//# sourceMappingURL=buildah.js.map
// EXTERNAL MODULE: ./packages/adapters/lib/builders/engine-environment.js
var engine_environment = __webpack_require__(6757);
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/login-file.js







/** Parts of docker's configuration directory that the client reads beside its `config.json`. */
const BESIDE = ['cli-plugins', 'contexts', 'trust', 'certs.d'];
/** Which builders there are. What else is there says what was built, and is written to by every build. */
const BUILDERS = ['current', 'defaults', 'instances'];
/**
 * By this name of the machine BuildKit knows a context again, of which it is then sent only what changed; docker's client and buildx have a
 * file of their own each. https://github.com/docker/buildx/blob/master/util/confutil/node.go
 */
const NODE_ID = '.buildNodeID';
const OWNER_ONLY = 0o600;
/**
 * Makes `directory` a docker configuration directory of our own: what the user's says stays true in it, its builders too, but a login to
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
    const builders = login_file_given(env.BUILDX_CONFIG) ?? (0,external_node_path_.join)(home, 'buildx');
    for (const name of BUILDERS) {
        const [from, to] = [(0,external_node_path_.join)(builders, name), (0,external_node_path_.join)(directory, 'buildx', name)];
        if (await exists(from))
            await (0,promises_.cp)(from, to, { recursive: true });
    }
    await (0,promises_.mkdir)((0,external_node_path_.join)(directory, 'buildx'), { recursive: true });
    await copyNodeId(home, directory);
    await copyNodeId(builders, (0,external_node_path_.join)(directory, 'buildx'));
}
/** The user's; else one that is the same for every run on this machine. */
async function copyNodeId(from, to) {
    const own = await (0,promises_.readFile)((0,external_node_path_.join)(from, NODE_ID), 'utf8').catch(() => '');
    const id = own === '' ? (0,external_node_crypto_.createHash)('sha256').update(`gitops-actions ${(0,external_node_os_.hostname)()}`).digest('hex') : own;
    await (0,promises_.writeFile)((0,external_node_path_.join)(to, NODE_ID), id, { mode: OWNER_ONLY });
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
    return login_file_given(env.DOCKER_CONFIG) ?? (0,external_node_path_.join)(env.HOME ?? '/', '.docker');
}
function login_file_given(value) {
    return value === '' ? undefined : value;
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
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/engine-session.js








/** Milliseconds an engine may take to say whether it works. */
const PROBE_LIMIT = 20_000;
/**
 * Lays out what engines read and write: docker's configuration and buildx's builders as the user has them, in copies that only this
 * run sees. Two builds at a time share nothing, and nothing of the user's is written to.
 */
async function openSession(options, build) {
    const { directory, credentials, isPlain, log, signal } = options;
    const hasLogin = credentials.length > 0;
    const docker = (0,external_node_path_.join)(directory, 'docker');
    await (0,promises_.mkdir)(docker, { mode: 0o700 });
    await copyDockerConfig(docker, options.env, credentials.map(({ registry }) => registry));
    if (hasLogin)
        await copyAuthFile((0,external_node_path_.join)(directory, AUTH_FILE), options.env);
    const caDirectory = options.caCert === undefined ? undefined : await writeCa(directory, options);
    const trust = caDirectory === undefined ? {} : { SSL_CERT_FILE: (0,external_node_path_.join)(caDirectory, 'bundle.pem') };
    const base = (0,engine_environment/* engineEnvironment */.I)(options.env);
    // What buildah is killed over is not left in /var/tmp, where it would put parts of images.
    const scratch = (0,external_node_path_.join)(directory, 'tmp');
    await (0,promises_.mkdir)(scratch, { mode: 0o700 });
    const buildahEnv = { TMPDIR: scratch, ...base };
    const dockerEnv = {
        ...base,
        ...(0,engine_environment/* cacheVariables */.e)(options.env, build),
        ...trust,
        DOCKER_CONFIG: docker,
        BUILDX_CONFIG: (0,external_node_path_.join)(docker, 'buildx'),
    };
    return {
        tools(program, engine) {
            const env = engine === 'buildah' ? buildahEnv : dockerEnv;
            return {
                program,
                directory,
                isPlain,
                caDirectory,
                hasLogin,
                run: ({ args, input, onLine, quiet = false, env: more }) => (0,process_program/* runProgram */.m)({
                    program,
                    args,
                    env: { ...env, ...more },
                    cwd: options.workspace,
                    signal,
                    ...(input === undefined ? {} : { input }),
                    onLine(line) {
                        onLine?.(line);
                        if (!quiet)
                            log.info(line);
                    },
                }),
                leaveRunning: (args) => {
                    leaveRunning(program, args, base, directory);
                },
            };
        },
        probe: remember((program, args) => engine_session_probe(program, args, program.endsWith('buildah') ? buildahEnv : dockerEnv, signal)),
    };
}
/** The copy of the builders that the program needs is left too: it holds no login, and the runner empties its temporary directory. */
function leaveRunning(program, args, base, directory) {
    const builders = (0,external_node_path_.join)(directory, 'docker', 'buildx');
    const kept = `${directory}-builders`;
    if ((0,external_node_fs_.existsSync)(builders))
        (0,external_node_fs_.cpSync)(builders, kept, { recursive: true });
    const child = (0,external_node_child_process_.spawn)(program, [...args], {
        // Without its mark the runner does not end it with the job.
        env: { ...base, RUNNER_TRACKING_ID: '', BUILDX_CONFIG: kept },
        detached: true,
        stdio: 'ignore',
    });
    child.on('error', () => undefined);
    child.unref();
}
/** Asks once for each program and its arguments. */
function remember(ask) {
    const answers = new Map();
    return (program, args) => {
        const key = [program, ...args].join('\0');
        const answer = answers.get(key) ?? ask(program, args);
        answers.set(key, answer);
        return answer;
    };
}
/** A client may wait for ever for a daemon that is stuck: what does not answer in time does not work. */
async function engine_session_probe(program, args, env, cancelled) {
    const limit = AbortSignal.timeout(PROBE_LIMIT);
    const signal = cancelled === undefined ? limit : AbortSignal.any([limit, cancelled]);
    try {
        return await (0,process_program/* runProgram */.m)({ program, args, env, signal });
    }
    catch (error) {
        if (cancelled?.aborted === true)
            throw error;
        const reason = limit.aborted ? `no answer within ${PROBE_LIMIT / 1000} s` : 'cannot be started';
        return { exitCode: 1, stdout: '', tail: [reason] };
    }
}
/** `ca.crt` alone for engines that add it to what the machine trusts; `bundle.pem` for clients that take one file, and directories. */
async function writeCa(directory, { caCert = '', env }) {
    const path = (0,external_node_path_.join)(directory, 'certificates');
    await (0,promises_.mkdir)(path, { mode: 0o700 });
    await (0,promises_.writeFile)((0,external_node_path_.join)(path, 'ca.crt'), caCert);
    const own = env.SSL_CERT_FILE ?? '';
    const known = own === '' ? '' : await (0,promises_.readFile)(own, 'utf8').catch(() => '');
    await (0,promises_.writeFile)((0,external_node_path_.join)(path, 'bundle.pem'), `${known}\n${caCert}`);
    return path;
}
//# sourceMappingURL=engine-session.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/engine-search.js
/** The last words of a program that did not do what it was asked to. */
function lastLine(exit) {
    return exit.tail.at(-1)?.trim().slice(0, 300) ?? `exit code ${exit.exitCode}`;
}
//# sourceMappingURL=engine-search.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/buildah-probe.js





/** Buildah with the storage driver and the isolation that work here, or the reason why it does not work. */
async function probeBuildah(search) {
    const program = await (0,executable/* findExecutable */.oq)('buildah', search.env);
    if (program === undefined)
        return 'buildah is not on PATH';
    const [found, version] = await Promise.all([
        findStorage(search, program),
        search.probe(program, ['version']),
    ]);
    if (typeof found === 'string')
        return found;
    const mode = {
        version: /^Version:\s*(\S+)/m.exec(version.stdout)?.[1] ?? '',
        storage: found.storage,
        containers: containersOf(found.info),
        isolation: await findIsolation(search, runtimeOf(found.info)),
    };
    return createBuildah(search.tools(program, 'buildah'), mode);
}
/** The default storage driver needs a file system that containers often lack; `vfs` works on any. */
async function findStorage(search, program) {
    const usual = await search.probe(program, ['info']);
    if (usual.exitCode === 0)
        return { storage: [], info: usual.stdout };
    if ((search.env.STORAGE_DRIVER ?? '') !== '')
        return `it does not work (${lastLine(usual)})`;
    const storage = ['--storage-driver', 'vfs'];
    const copied = await search.probe(program, [...storage, 'info']);
    if (copied.exitCode === 0)
        return { storage, info: copied.stdout };
    return `it does not work (${lastLine(usual)})`;
}
/** Without a container runtime, and inside a container, only `chroot` runs the commands of a Dockerfile. */
async function findIsolation(search, runtime) {
    const { env } = search;
    if ((env.BUILDAH_ISOLATION ?? '') !== '')
        return [];
    const runtimes = await Promise.all(['crun', 'runc'].map((name) => (0,executable/* findExecutable */.oq)(name, env)));
    const hasRuntime = runtime !== '' || runtimes.some((path) => path !== undefined);
    const marks = await Promise.all(['/.dockerenv', '/run/.containerenv'].map(exists));
    const inContainer = marks.includes(true) || env.KUBERNETES_SERVICE_HOST !== undefined;
    return hasRuntime && !inContainer ? [] : ['--isolation', 'chroot'];
}
/** https://github.com/containers/storage/blob/main/docs/containers-storage.md */
function containersOf(info) {
    const root = /"GraphRoot":\s*"([^"]*)"/.exec(info)?.[1];
    const driver = /"GraphDriverName":\s*"([^"]*)"/.exec(info)?.[1];
    return root === undefined || driver === undefined ? undefined : (0,external_node_path_.join)(root, `${driver}-containers`);
}
function runtimeOf(info) {
    return /"OCIRuntime":\s*"([^"]*)"/.exec(info)?.[1] ?? '';
}
//# sourceMappingURL=buildah-probe.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/docker-flags.js
/**
 * The flags of `docker build` and `docker buildx build`, without names and exports. One argument for each value, whatever is in it; that
 * this kind of engine knows them all was checked before.
 * https://docs.docker.com/reference/cli/docker/buildx/build/
 */
function dockerFlags(build, kind) {
    const isBuildx = kind === 'buildx' || kind === 'buildx-docker';
    return [
        ...(kind === 'docker-classic' ? [] : ['--progress=plain']),
        ...(build.pull ? ['--pull'] : []),
        ...(build.noCache ? ['--no-cache'] : []),
        ...repeat('no-cache-filter', build.noCacheFilters),
        ...(build.platforms.length === 0 ? [] : [`--platform=${build.platforms.join(',')}`]),
        ...single('target', build.target),
        ...build.buildArgs.map(assignment('build-arg')),
        ...(isBuildx ? epochArgument(build) : []),
        ...build.labels.map(assignment('label')),
        ...(build.annotations ?? []).map(annotation),
        ...(build.buildContexts ?? []).map(assignment('build-context')),
        ...build.secretFiles.map(({ id, path }) => `--secret=id=${id},src=${path}`),
        ...repeat('ssh', build.ssh),
        ...(build.cacheFrom ?? []).map((cache) => `--cache-from=${isBuildx ? cacheText(cache) : docker_flags_imageOf(cache)}`),
        ...(isBuildx
            ? (build.cacheTo ?? []).map((cache) => `--cache-to=${cacheText(cache)}`)
            : inlineCache(build)),
        // Docker without buildx attests nothing and knows no flag to say so.
        ...(isBuildx ? attestFlags(build) : []),
        ...repeat('add-host', build.addHosts),
        ...single('network', build.network),
        ...single('shm-size', build.shmSize),
        ...repeat('ulimit', build.ulimits),
        ...single('cgroup-parent', build.cgroupParent),
        ...repeat('allow', build.allow),
        `--file=${build.file}`,
    ];
}
function attestFlags({ provenance, sbom, attests }) {
    return [...single('provenance', provenance), ...single('sbom', sbom), ...repeat('attest', attests)];
}
/** The same build once more, to be exported elsewhere: out of the cache that the one before filled, or it would be another image. */
function onceMore(build) {
    return { ...build, noCache: false, noCacheFilters: [], pull: false };
}
/** Fields as BuildKit's options have them: `type=image,"name=a,b"`, quoted as in CSV. */
function csv(fields) {
    return fields
        .map(({ name, value }) => `${name}=${value}`)
        .map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
        .join(',');
}
/** The same time for the same commit, unless the user's own argument says another. https://reproducible-builds.org/specs/source-date-epoch/ */
function epochArgument({ sourceDateEpoch, buildArgs }) {
    const name = 'SOURCE_DATE_EPOCH';
    if (sourceDateEpoch === undefined || buildArgs.some((each) => each.name === name))
        return [];
    return [`--build-arg=${name}=${sourceDateEpoch}`];
}
/** Docker up to 22 knows the one cache that needs no place, by an argument: https://docs.docker.com/build/cache/backends/inline/ */
function inlineCache({ cacheTo = [] }) {
    return cacheTo.length === 0 ? [] : ['--build-arg=BUILDKIT_INLINE_CACHE=1'];
}
function cacheText({ type, attributes }) {
    return csv([{ name: 'type', value: type }, ...attributes]);
}
function docker_flags_imageOf({ attributes }) {
    return attributes.find(({ name }) => name === 'ref')?.value ?? '';
}
/** `--annotation=index,manifest[linux/amd64]:name=value` */
function annotation({ levels, platform, name, value }) {
    const where = levels.length === 0 && platform !== undefined ? ['manifest'] : levels;
    const prefix = where.map((level) => `${level}${scope(platform)}`).join(',');
    return `--annotation=${prefix === '' ? '' : `${prefix}:`}${name}=${value}`;
}
function scope(platform) {
    return platform === undefined ? '' : `[${platform}]`;
}
function assignment(flag) {
    return ({ name, value }) => `--${flag}=${name}=${value}`;
}
function single(flag, value) {
    return value === undefined || value === '' ? [] : [`--${flag}=${value}`];
}
function repeat(flag, values = []) {
    return values.map((value) => `--${flag}=${value}`);
}
//# sourceMappingURL=docker-flags.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/docker-login.js

/** Logs docker's client in, into the private configuration directory that its environment names. */
async function loginByDocker(tools, credential, hints) {
    const { registry, username, password } = credential;
    const server = registry === 'docker.io' ? [] : [registry];
    const exit = await tools.run({
        args: ['login', `--username=${username}`, '--password-stdin', ...server],
        input: password,
        // It warns of the file that the login is kept in, which goes with the run.
        quiet: true,
    });
    if (exit.exitCode === 0)
        return;
    throw explainFailure({
        code: 'login-failed',
        sentence: `docker could not log in to ${registry} as "${username}"`,
        exit,
        hints,
        registry,
    });
}
//# sourceMappingURL=docker-login.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/buildx.js








/**
 * Builds with BuildKit. One that is not inside docker's daemon pushes while it builds, by digest and under no tag. Otherwise what was
 * built stays with the builder, and a push builds the same again, out of the builder's cache, and exports it.
 */
function createBuildx(tools, mode) {
    let builds = 0;
    const metadataFile = () => (0,external_node_path_.join)(tools.directory, `build-metadata-${(builds += 1)}.json`);
    const buildx = { tools, mode, metadataFile };
    const pushesByDigest = mode.driver !== 'docker';
    let built;
    let pushed;
    return {
        name: 'buildx',
        kind: mode.kind,
        description: `buildx ${mode.version} (${mode.builder === undefined ? '' : `${mode.builder}, `}${mode.driver})`,
        pushesByDigest,
        login: (credential) => loginByDocker(tools, credential, hintsOf(mode)),
        async build(build) {
            built = build;
            const names = new Set(pushesByDigest ? (build.pushTo ?? []).map(({ name }) => name) : []);
            const { digest, image } = await buildx_buildImage(buildx, build, [...names]);
            pushed = digest === undefined ? undefined : { digest, names };
            return image;
        },
        async push(_image, to) {
            if (built === undefined)
                throw internal('was to push before it built');
            if (pushed?.names.has(to.name) === true)
                return pushed.digest;
            return buildx_pushImage(buildx, built, to);
        },
        async tidy(cancelled) {
            await mode.own?.remove(cancelled);
        },
    };
}
/** Everything in one go, but for what goes to the local store: that takes no attestations, and one platform at a time. */
async function buildx_buildImage(buildx, build, names) {
    const steps = countSteps();
    const outputs = [...(names.length === 0 ? [] : [byDigest(names, build)]), ...(build.outputs ?? [])];
    const tags = build.references.map((reference) => `--tag=${(0,image_reference/* formatImageReference */.my)(reference)}`);
    const load = ['--load', ...tags];
    const loads = build.load === true || buildx.mode.driver === 'docker';
    const loadsAlone = loads && outputs.length === 0;
    const file = buildx.metadataFile();
    await runBuild(buildx, build, [
        ...outputs.map((output) => `--output=${output}`),
        ...(loadsAlone ? load : []),
        ...(names.length === 0 ? [] : [`--metadata-file=${file}`]),
    ], steps.onLine);
    const digest = names.length === 0 ? undefined : readDigest(await (0,promises_.readFile)(file, 'utf8').catch(() => ''));
    if (loads && !loadsAlone) {
        const plain = { ...onceMore(build), cacheTo: [], attests: [], provenance: 'false', sbom: 'false' };
        await runBuild(buildx, plain, load);
    }
    const image = { id: digest ?? '', multiPlatform: build.platforms.length > 1, ...steps.count() };
    return { digest, image };
}
async function buildx_pushImage(buildx, build, to) {
    if (to.tag === undefined)
        throw internal('cannot push by digest with the driver "docker"');
    const file = buildx.metadataFile();
    const flags = ['--push', `--tag=${(0,image_reference/* formatImageReference */.my)(to)}`, `--metadata-file=${file}`];
    await runBuild(buildx, onceMore(build), flags);
    return readDigest(await (0,promises_.readFile)(file, 'utf8').catch(() => ''));
}
/** https://docs.docker.com/build/exporters/image-registry/ */
function byDigest(names, { sourceDateEpoch }) {
    return csv([
        { name: 'type', value: 'image' },
        { name: 'name', value: names.join(',') },
        { name: 'push-by-digest', value: 'true' },
        { name: 'name-canonical', value: 'true' },
        { name: 'push', value: 'true' },
        // Without it the times of the files in the layers stay those of the build.
        ...(sourceDateEpoch === undefined ? [] : [{ name: 'rewrite-timestamp', value: 'true' }]),
    ]);
}
async function runBuild({ tools, mode }, build, flags, onLine) {
    const exit = await tools.run({
        args: [
            'buildx',
            'build',
            ...(mode.builder === undefined ? [] : [`--builder=${mode.builder}`]),
            ...dockerFlags(build, mode.kind),
            ...flags,
            build.context,
        ],
        ...(onLine === undefined ? {} : { onLine }),
    });
    if (exit.exitCode === 0)
        return;
    const pushing = flags.some((flag) => flag === '--push' || flag.includes('push=true'));
    const failedToPush = exit.tail.some((line) => /failed to push|pushing (?:layers|manifest)/i.test(line));
    throw explainFailure({
        code: pushing && failedToPush ? 'push-failed' : 'build-failed',
        sentence: `buildx could not build ${build.file}${pushing && failedToPush ? ' and push it' : ''}`,
        exit,
        hints: hintsOf(mode),
    });
}
function hintsOf({ driver, own }) {
    if (driver === 'docker')
        return DAEMON_HINTS;
    const where = driver === 'remote'
        ? 'the configuration of the buildkitd that it runs on (docs.docker.com/build/buildkit/configure)'
        : "the builder's buildkitd configuration (docs.docker.com/build/buildkit/configure)";
    const other = own === undefined && driver !== 'remote'
        ? 'let this action make the builder ("driver: docker-container"), or use "engine: buildah"'
        : 'use "engine: buildah"';
    return {
        certificate: (registry) => `BuildKit does not trust ${registry}${own === undefined || driver === 'remote' ? ' and does not see input "ca-cert"' : ''}: name the certificate in ${where}, or ${other}.`,
        plain: (registry) => `BuildKit speaks https with ${registry}: set "http = true" for it in ${where}, or ${other}.`,
    };
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
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/docker.js







const docker_BUILDERS = {
    'buildx-docker': '',
    'docker-buildkit': '',
    'docker-classic': ', classic builder',
};
/** Builds with Docker Engine: one platform, the daemon pushes. */
function createDocker(tools, mode) {
    let names = new Set();
    return {
        name: 'docker',
        kind: mode.kind,
        description: `docker ${mode.version}${mode.client === mode.version ? '' : ` (client ${mode.client}${docker_BUILDERS[mode.kind]})`}`,
        pushesByDigest: false,
        login: (credential) => loginByDocker(tools, credential, DAEMON_HINTS),
        async build(build) {
            const image = await docker_buildImage(tools, mode, build);
            names = new Set(build.references.map(image_reference/* formatImageReference */.my));
            return image;
        },
        async push(image, to) {
            const name = (0,image_reference/* formatImageReference */.my)(to);
            if (!names.has(name))
                await nameImage(tools, image, name);
            return docker_pushImage(tools, name, to.registry);
        },
        tidy: () => Promise.resolve(),
    };
}
async function docker_buildImage(tools, mode, build) {
    const idFile = (0,external_node_path_.join)(tools.directory, 'image-id');
    const steps = countSteps();
    await docker_runBuild(tools, mode, build, [
        ...(mode.kind === 'buildx-docker' ? ['--load'] : []),
        `--iidfile=${idFile}`,
        ...build.references.map((reference) => `--tag=${(0,image_reference/* formatImageReference */.my)(reference)}`),
    ], steps.onLine);
    // Not every daemon exports to two places at once.
    const outputs = (build.outputs ?? []).map((output) => `--output=${output}`);
    if (outputs.length > 0)
        await docker_runBuild(tools, mode, onceMore(build), outputs);
    const id = (await (0,promises_.readFile)(idFile, 'utf8').catch(() => '')).trim();
    if (id !== '')
        return { id, multiPlatform: false, ...steps.count() };
    throw new report_error/* ActionError */.l('build-failed', `docker built ${build.file} but did not say which image that is.`, {
        kind: 'internal',
    });
}
async function docker_runBuild(tools, mode, build, flags, onLine) {
    const exit = await tools.run({
        args: ['build', ...dockerFlags(withoutOwnPlatform(build, mode), mode.kind), ...flags, build.context],
        // Without buildx a client of 23 or newer has the classic builder alone, and refuses the 1.
        env: { DOCKER_BUILDKIT: mode.kind === 'docker-classic' ? '0' : '1' },
        ...(onLine === undefined ? {} : { onLine }),
    });
    if (exit.exitCode !== 0)
        throw await docker_failure(tools, {
            code: 'build-failed',
            sentence: `docker could not build ${build.file}`,
            exit,
        });
}
/** The classic builder takes a platform from daemons with experimental features alone, even if it is the daemon's own. */
function withoutOwnPlatform(build, { kind, platform }) {
    const [only] = build.platforms;
    return kind === 'docker-classic' && only === platform ? { ...build, platforms: [] } : build;
}
async function nameImage(tools, image, name) {
    const tagged = await tools.run({ args: ['tag', image.id, name] });
    if (tagged.exitCode !== 0)
        throw await docker_failure(tools, {
            code: 'push-failed',
            sentence: `docker could not name the image ${name}`,
            exit: tagged,
        });
}
async function docker_pushImage(tools, name, registry) {
    const exit = await tools.run({ args: ['push', name] });
    if (exit.exitCode !== 0)
        throw await docker_failure(tools, {
            code: 'push-failed',
            sentence: `docker could not push ${name}`,
            exit,
            registry,
        });
    // https://github.com/docker/cli/blob/master/cli/command/image/push.go prints it as the last line.
    const digest = [...exit.stdout.matchAll(/: digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/gm)].at(-1)?.[1];
    if (digest !== undefined && (0,image_digest/* isDigest */.B)(digest))
        return digest;
    throw new report_error/* ActionError */.l('push-failed', `docker pushed ${name} but did not say its digest.`, {
        kind: 'internal',
    });
}
/** What the client says when the connection to its daemon breaks, among other things. */
const BROKEN = /EOF|did not provide an image ID|broken pipe|connection reset|Cannot connect to the Docker daemon/i;
/** The error of an act that failed; where the daemon may be gone, it is asked. */
async function docker_failure(tools, act) {
    const cause = explainFailure({ ...act, hints: DAEMON_HINTS });
    if (!BROKEN.test(cause.message))
        return cause;
    const { exitCode } = await tools.run({ args: ['version'], quiet: true });
    if (exitCode === 0)
        return cause;
    return new report_error/* ActionError */.l('engine-unavailable', `${act.sentence}: its daemon went away while it was at work. Its log says why, on its machine; it may have been started anew, or run out of memory.`, { cause, kind: 'transient' });
}
//# sourceMappingURL=docker.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/docker-probe.js






const VERSIONS = '{{.Client.Version}} {{.Server.Version}} {{.Server.Os}}/{{.Server.Arch}}';
/** From here on `docker build` is buildx, and the classic builder where there is no such plugin. */
const FIRST_WITH_BUILDX = 23;
const NO_DOCKER = 'docker is not on PATH';
/** Docker by its daemon: of several clients on PATH the first that can build with BuildKit. */
async function probeDocker(search) {
    const clients = await findClients(search);
    const working = clients.filter(({ daemon }) => daemon !== undefined);
    const classic = search.env.DOCKER_BUILDKIT === '0' ? working[0] : undefined;
    const found = (classic === undefined ? await firstWithBuildkit(working, search) : undefined) ?? {
        client: working[0],
        kind: 'docker-classic',
    };
    const { client, kind } = found;
    if (client?.daemon === undefined)
        return clients[0]?.reason ?? NO_DOCKER;
    const mode = { ...client.daemon, client: client.version, kind };
    return createDocker(search.tools(client.program, 'docker'), mode);
}
/**
 * The builder that is named, or the current one.
 * @throws ActionError `builder-unavailable` for one that is named and does not work
 */
async function probeBuildx(search) {
    if ((0,buildx_builder/* wantsOwnBuilder */.Zr)(search.buildkit))
        return probeOwnBuildx(search);
    const client = await findBuildxClient(search);
    if (typeof client === 'string')
        return client;
    const { name } = search.buildkit;
    const builder = await search.probe(client.program, [
        'buildx',
        'inspect',
        ...(name === undefined ? [] : [name]),
    ]);
    const driver = /^Driver:\s*(\S+)/m.exec(builder.stdout)?.[1] ?? 'unknown driver';
    const trouble = builder.exitCode === 0 ? /^Error:\s*(\S.*)$/m.exec(builder.stdout)?.[1] : lastLine(builder);
    if (trouble !== undefined) {
        if (name === undefined)
            return `its builder does not work (${trouble.slice(0, 300)})`;
        throw missingBuilder(name, trouble.slice(0, 300));
    }
    const inDaemon = driver === 'docker' && !(await keepsIndexes(client.program, search));
    const mode = {
        version: client.buildx,
        driver,
        kind: inDaemon ? 'buildx-docker' : 'buildx',
        builder: name,
        own: undefined,
    };
    return createBuildx(search.tools(client.program, 'buildx'), mode);
}
/** A builder made for this run, as the inputs say, or in a container. */
async function probeOwnBuildx(search) {
    const client = await findBuildxClient(search);
    if (typeof client === 'string')
        return client;
    if (!(0,buildx_builder/* wantsOwnBuilder */.Zr)(search.buildkit) && client.noDaemon !== '')
        return client.noDaemon;
    const tools = search.tools(client.program, 'buildx');
    const own = await (0,buildx_builder/* createOwnBuilder */.QG)(tools, client.buildx, search.buildkit, search.build);
    const mode = { version: client.buildx, driver: own.driver, kind: 'buildx', builder: own.name, own };
    return createBuildx(tools, mode);
}
/**
 * Whether the daemon keeps images in containerd's store: only there several platforms and attestations have a place.
 * https://docs.docker.com/engine/storage/containerd/
 */
async function keepsIndexes(program, search) {
    const info = await search.probe(program, ['info', '--format={{json .DriverStatus}}']);
    return info.exitCode === 0 && info.stdout.includes('io.containerd.snapshotter');
}
function missingBuilder(name, trouble) {
    return new report_error/* ActionError */.l('builder-unavailable', `Input "builder" names the builder "${name}", which does not work: ${trouble}. Make it before this step ("docker buildx create --name ${name}", or docker/setup-buildx-action), or let this action make one with input "driver".`);
}
async function findBuildxClient(search) {
    for (const { program, daemon, reason } of await findClients(search)) {
        const buildx = await findPlugin(program, search);
        if (buildx !== undefined)
            return { program, buildx, noDaemon: daemon === undefined ? reason : '' };
    }
    const programs = await (0,executable/* findExecutables */.FR)('docker', search.env);
    return programs.length === 0 ? NO_DOCKER : 'docker has no buildx plugin';
}
/** All clients are asked at a time. */
async function findClients(search) {
    const programs = await (0,executable/* findExecutables */.FR)('docker', search.env);
    return Promise.all(programs.map((program) => askClient(program, search)));
}
async function askClient(program, search) {
    const versions = await search.probe(program, ['version', `--format=${VERSIONS}`]);
    const [client = '', server = '', platform = ''] = versions.stdout.trim().split(/\s+/);
    return {
        program,
        version: client,
        daemon: versions.exitCode === 0 && server !== '' ? { version: server, platform } : undefined,
        reason: `its daemon does not answer (${lastLine(versions)})`,
    };
}
/** The version of the plugin; undefined: there is none. */
async function findPlugin(program, search) {
    const plugin = await search.probe(program, ['buildx', 'version']);
    return plugin.exitCode === 0 ? (/v?\d+\.\d[\w.+-]*/.exec(plugin.stdout)?.[0] ?? '') : undefined;
}
async function firstWithBuildkit(clients, search) {
    for (const client of clients) {
        if (Number.parseInt(client.version, 10) < FIRST_WITH_BUILDX)
            return { client, kind: 'docker-buildkit' };
        if ((await findPlugin(client.program, search)) !== undefined)
            return { client, kind: 'buildx-docker' };
    }
    return undefined;
}
//# sourceMappingURL=docker-probe.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/find-engine.js





const BUILDAH = { name: 'buildah', probe: probeBuildah };
const DOCKER = { name: 'docker', probe: probeDocker };
const BUILDX = { name: 'buildx', probe: probeBuildx };
/** The last resort: it takes seconds and an image to start. */
const OWN_BUILDX = { name: 'buildx in a container', probe: probeOwnBuildx };
/**
 * Finds an engine that works and can do all that the build asks for: for `auto` the first of docker, buildah and buildx, for several
 * platforms the first of buildx and buildah. A client whose daemon does not answer does not work.
 * @throws ActionError `engine-unavailable`, with the reason of each that was tried; `engine-cannot` and `platforms-unsupported`, when
 * the one engine that was asked for works but cannot; `builder-unavailable`
 */
async function findEngine(search) {
    const reasons = [];
    let unable;
    for (const { name, probe } of candidates(search)) {
        const found = await probe(search);
        if (typeof found === 'string') {
            reasons.push(`${name}: ${found}`);
            continue;
        }
        const unmet = findUnmet(found.kind, search.build);
        if (unmet.length === 0)
            return { engine: found, why: whyOf(search, reasons) };
        reasons.push(`${found.description} cannot do ${unmet.join(' or ')}`);
        unable ??= found;
    }
    if (unable !== undefined && search.choice !== 'auto')
        requireAbility(unable.kind, unable.description, search.build);
    throw new report_error/* ActionError */.l('engine-unavailable', `No engine that can build this was found. ${reasons.join('; ')}. ${find_engine_adviceOf(search, reasons.join())}`);
}
function find_engine_adviceOf({ choice }, reasons) {
    if (choice !== 'auto' && /permission denied/i.test(reasons)) {
        return 'Let the user of this runner use docker\'s socket ("sudo usermod -aG docker <user>", then start the runner anew), or use "engine: buildah".';
    }
    if (choice === 'buildx') {
        return 'Use a runner that has docker with its buildx plugin, or "engine: buildah"; a BuildKit elsewhere is reached with "driver: remote" and "endpoint".';
    }
    if (choice === 'docker') {
        return 'Start the docker daemon, name the one to use in DOCKER_HOST, or use "engine: buildah".';
    }
    return 'Install one (on Debian and Ubuntu: "sudo apt-get install -y buildah"), start the docker daemon, or use a runner that has one.';
}
function candidates({ choice, build, buildkit }) {
    if (choice === 'buildah')
        return [BUILDAH];
    if (choice === 'docker')
        return [DOCKER];
    const isNamed = buildkit.name !== undefined || (0,buildx_builder/* wantsOwnBuilder */.Zr)(buildkit);
    if (isNamed)
        return [BUILDX];
    if (choice === 'buildx')
        return [BUILDX, OWN_BUILDX];
    return build.platforms.length > 1 ? [BUILDX, BUILDAH, OWN_BUILDX] : [DOCKER, BUILDAH, BUILDX, OWN_BUILDX];
}
function whyOf(search, reasons) {
    const because = reasons.length === 0 ? '' : `because ${reasons.join('; ')}`;
    if (search.choice !== 'auto')
        return because === '' ? 'as input "engine" says' : `as input "engine" says, ${because}`;
    return because === '' ? 'the first that works' : because;
}
//# sourceMappingURL=find-engine.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/secret-files.js




const ID = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const secret_files_OWNER_ONLY = 0o600;
/**
 * Lays the secrets of a build out as files that only this user reads: neither an argument nor the environment of the engine holds one.
 * @throws ActionError `invalid-input`, `secret-unreadable`; neither shows a value
 */
async function layOutSecrets(directory, workspace, secrets) {
    if (secrets.length === 0)
        return [];
    const folder = (0,external_node_path_.join)(directory, 'secrets');
    await (0,promises_.mkdir)(folder, { recursive: true, mode: 0o700 });
    const files = [];
    for (const [index, secret] of secrets.entries()) {
        checkId(secret.id, files);
        const path = (0,external_node_path_.join)(folder, String(index));
        if ('value' in secret)
            await (0,promises_.writeFile)(path, secret.value, { mode: secret_files_OWNER_ONLY, flag: 'wx' });
        else
            await (0,promises_.symlink)(await readable(secret.id, (0,external_node_path_.resolve)(workspace, secret.file)), path);
        files.push({ id: secret.id, path });
    }
    return files;
}
function checkId(id, before) {
    if (!ID.test(id)) {
        // What stands before the first "=" may be the secret itself, when somebody gave it alone.
        throw new report_error/* ActionError */.l('invalid-input', 'A secret of the build has an id that is not one: wanted letters, digits, ".", "_", "-" and "/", as in "npm_token=…".');
    }
    if (before.some((file) => file.id === id)) {
        throw new report_error/* ActionError */.l('invalid-input', `Two secrets of the build have the id "${id}": give each its own id in "secrets", "secret-envs" and "secret-files".`);
    }
}
async function readable(id, path) {
    try {
        await (0,promises_.access)(path, external_node_fs_.constants.R_OK);
        return path;
    }
    catch (cause) {
        throw new report_error/* ActionError */.l('secret-unreadable', `The file of the secret "${id}" in input "secret-files" cannot be read: ${(0,report_error/* messageOf */.b)(cause)}. Give "id=path", relative to the workspace.`, { cause });
    }
}
//# sourceMappingURL=secret-files.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/builder.js









const CURRENT_BUILDER = {
    name: undefined,
    driver: undefined,
    driverOptions: [],
    endpoint: undefined,
};
/**
 * A builder over whichever engine works on this machine. Nothing happens before `prepare`.
 * @throws ActionError `invalid-registry`, `invalid-input`
 */
function createBuilder(options) {
    const credentials = options.credentials.map(checkCredential);
    const buildkit = (0,buildx_builder/* checkBuildkit */.hj)(options.buildkit ?? CURRENT_BUILDER);
    refuseForeignBuildkit(options.engine, buildkit);
    let directory;
    let engine;
    let ready;
    const opened = () => {
        if (engine !== undefined && ready !== undefined)
            return { engine, build: ready };
        throw new report_error/* ActionError */.l('internal', 'The builder was used before it was prepared.', { kind: 'internal' });
    };
    return {
        async prepare(build) {
            if (directory !== undefined)
                throw new report_error/* ActionError */.l('internal', 'The builder was prepared twice.', { kind: 'internal' });
            const paths = await findBuildContext(options.workspace, build.context, build.file);
            refuseOwnPushes(build);
            directory = await makePrivateDirectory(options.env, 'build-and-push');
            const { secrets = [], ...rest } = build;
            const secretFiles = await layOutSecrets(directory.path, options.workspace, secrets);
            const session = await openSession({ ...options, directory: directory.path, credentials }, build);
            const { choice, env } = { choice: options.engine, env: options.env };
            const found = await findEngine({ choice, buildkit, build: { ...build, ...paths }, env, ...session });
            engine = found.engine;
            await logIn(found.engine, credentials, options.log);
            ready = { ...rest, ...paths, secretFiles };
            const { description, pushesByDigest } = found.engine;
            return { description, why: found.why, pushesByDigest };
        },
        build: () => opened().engine.build(opened().build),
        push: (image, to) => opened().engine.push(image, to),
        async close() {
            // A failure to tidy up is no failure of the run.
            await engine?.tidy(options.signal?.aborted === true).catch(() => undefined);
            engine = undefined;
            ready = undefined;
            await directory?.remove();
            directory = undefined;
        },
    };
}
async function logIn(engine, credentials, log) {
    if (credentials.length === 0)
        return;
    await log.group(`Log in for ${engine.description}`, async () => {
        for (const credential of credentials) {
            await engine.login(credential);
            log.info(`Logged in to ${credential.registry} as ${credential.username}`);
        }
    });
}
/** @throws ActionError `invalid-input` */
function refuseForeignBuildkit(engine, buildkit) {
    const { name, driver, driverOptions, endpoint } = buildkit;
    const isGiven = [name, driver, endpoint].some((each) => each !== undefined) || driverOptions.length > 0;
    if (!isGiven || engine === 'auto' || engine === 'buildx')
        return;
    throw new report_error/* ActionError */.l('invalid-input', `The inputs "builder", "driver", "driver-opts" and "endpoint" choose a BuildKit, and input "engine" is "${engine}": use "engine: buildx", or leave them out.`);
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
//# sourceMappingURL=builder.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/scan/scan-command.js








const PLACEHOLDER = '{image}';
/** https://github.com/sigstore/cosign/blob/main/cmd/cosign/errors/exit_codes.go */
const COSIGN = new Map([
    [10, 'it has no signature: sign it in a step before, or look for one only where it is signed'],
    [11, 'the registry has no such image: this is not the image that was pushed'],
    [12, 'it is signed, and by nobody whom the command accepts: check its key, or its identity and issuer'],
    [13, 'its signature has no certificate: it was made with a key, so give "--key"'],
]);
/**
 * Finds a command to run on pushed images, before anything is built. The command finds the image in `{image}` and in the variable
 * `IMAGE_REF`. It has the variables of the step but the inputs, and docker's configuration with the logins of this run; when it ends
 * with anything but 0, it refuses.
 * @throws ActionError `scan-unavailable`
 */
async function prepareScan(options) {
    const program = await findProgram(options.command[0] ?? '', options);
    return (reference) => scanImage(program, reference, options);
}
async function scanImage(program, reference, options) {
    const [name = '', ...args] = options.command;
    const config = options.credentials.length === 0 ? {} : { DOCKER_CONFIG: await writeLogins(options) };
    const { exitCode, tail } = await runScan({
        program,
        args: args.map((arg) => arg.replaceAll(PLACEHOLDER, reference)),
        env: { ...scanEnvironment(options.env), ...config, IMAGE_REF: reference },
        onLine: (line) => {
            options.log.info(line);
        },
        ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (exitCode === 0)
        return;
    const said = tail.slice(-3).join(' | ').slice(0, 500);
    const known = (0,external_node_path_.basename)(program).startsWith('cosign') ? COSIGN.get(exitCode) : undefined;
    const last = [known, said].filter((text) => text !== undefined && text !== '').join('; ');
    throw new report_error/* ActionError */.l('scan-refused', `"${name}" ended with ${exitCode} for ${reference}, so that the image got no tags${last === '' ? '' : `: ${last}`}. Its output is above; correct the image, or what input "scan" asks of it.`);
}
/** @throws ActionError `scan-unavailable` */
async function runScan(command) {
    try {
        return await (0,process_program/* runProgram */.m)(command);
    }
    catch (error) {
        if (!(error instanceof report_error/* ActionError */.l) || error.code !== 'engine-unavailable')
            throw error;
        throw notStarted(command.program, error.cause);
    }
}
function notStarted(program, cause) {
    return new report_error/* ActionError */.l('scan-unavailable', `Input "scan" names "${program}", which cannot be started (${(0,report_error/* messageOf */.b)(cause)}). Is it in the workspace, and executable ("git update-index --chmod=+x")?`, { cause });
}
async function findProgram(name, { env, workspace }) {
    if (name.includes('/')) {
        const path = (0,external_node_path_.resolve)(workspace, name);
        await (0,promises_.access)(path, promises_.constants.X_OK).catch((cause) => {
            throw notStarted(path, cause);
        });
        return path;
    }
    const program = await (0,executable/* findExecutable */.oq)(name, env);
    if (program !== undefined)
        return program;
    throw new report_error/* ActionError */.l('scan-unavailable', `Input "scan" names "${name}", which is not on the PATH of this machine: install it in a step before, or give the path of a script such as "./scripts/scan".`);
}
/** Inputs hold other secrets, which are none of a scanner's business. */
function scanEnvironment(env) {
    const passed = Object.entries(env).filter((entry) => entry[1] !== undefined && !/^(?:INPUT|STATE)_/.test(entry[0]));
    return { ...Object.fromEntries(passed), PATH: (0,executable/* searchPath */.oe)(env).join(external_node_path_.delimiter) };
}
async function writeLogins({ directory, env, credentials }) {
    const folder = (0,external_node_path_.join)(directory, 'scan');
    const path = (0,external_node_path_.join)(folder, 'config.json');
    if ((await (0,promises_.mkdir)(folder, { mode: 0o700, recursive: true })) === undefined)
        return folder;
    await copyDockerConfig(folder, env, credentials.map(({ registry }) => registry));
    const config = parseJsonObject(await (0,promises_.readFile)(path, 'utf8')) ?? {};
    const known = isJsonObject(config.auths) ? Object.entries(config.auths) : [];
    const own = credentials.map(({ registry, username, password }) => [
        registry === 'docker.io' ? HUB_CONFIG_KEY : registry,
        { auth: Buffer.from(`${username}:${password}`).toString('base64') },
    ]);
    const auths = Object.fromEntries([...known, ...own]);
    await (0,promises_.writeFile)(path, JSON.stringify({ ...config, auths }), { mode: 0o600 });
    return folder;
}
//# sourceMappingURL=scan-command.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/release/release-input.js



const WANTED = { release: 'a release record', digests: 'digests, one per line' };
const MAX_FILES = 1000;
const release_input_MAX_BYTES = 1024 * 1024;
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
        throw release_input_unreadable(input, given, 'it is neither JSON nor a path: wanted what build-and-push gave, as it is');
    }
    const path = (0,external_node_path_.resolve)(workspace, given);
    try {
        if (!(await (0,promises_.stat)(path)).isDirectory())
            return await readCapped(input, path);
        const names = (await (0,promises_.readdir)(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
        if (names.length === 0)
            throw release_input_unreadable(input, given, 'the directory holds no *.json file');
        if (names.length > MAX_FILES)
            throw release_input_unreadable(input, given, `it holds ${names.length} files, more than ${MAX_FILES}`);
        const records = await Promise.all(names.map((name) => readCapped(input, (0,external_node_path_.join)(path, name))));
        return records.map((record) => record.trim()).join('\n');
    }
    catch (cause) {
        if (cause instanceof report_error/* ActionError */.l)
            throw cause;
        throw release_input_unreadable(input, given, `it is not JSON, and as a path it cannot be read (${(0,report_error/* messageOf */.b)(cause)})`, cause);
    }
}
async function readCapped(input, path) {
    const { size } = await (0,promises_.stat)(path);
    if (size > release_input_MAX_BYTES)
        throw release_input_unreadable(input, path, `it has ${size} bytes, more than ${release_input_MAX_BYTES}`);
    return (0,promises_.readFile)(path, 'utf8');
}
function release_input_unreadable(input, given, what, cause) {
    return new report_error/* ActionError */.l('release-unreadable', `Input "${input}" is ${JSON.stringify(given.slice(0, 80))}: ${what}. Give ${WANTED[input]}, or the path of a file or directory of them.`, { cause });
}
//# sourceMappingURL=release-input.js.map
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
    const target = await (0,containment/* leadsTo */.R)((0,external_node_path_.dirname)(path));
    const real = await Promise.all(places.filter((place) => place !== '').map(containment/* leadsTo */.R));
    if (real.some((place) => (0,containment/* isInside */.F)(target, place)))
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
// EXTERNAL MODULE: ./packages/core/lib/build/version-tag.js
var version_tag = __webpack_require__(7543);
;// CONCATENATED MODULE: ./packages/core/lib/build/moving-tags.js


/**
 * Takes out of a plan the tags that name the newest release of a series (`latest`, `1`, `1.2`) where the registry has a
 * newer one: a fix of an old version must not take them back. A prerelease never gets them.
 * @throws ActionError those of the port `Registry`
 */
async function settleTags(plan, registry) {
    const settled = await Promise.all(plan.destinations.map((destination) => moving_tags_settle(destination, registry)));
    const [first, ...rest] = settled.map(({ destination }) => destination);
    const held = settled.flatMap((each) => each.held);
    return first === undefined ? { plan, held } : { plan: { ...plan, destinations: [first, ...rest] }, held };
}
/**
 * The release that a tag of a series should name, when it is newer than this version.
 * @param names every tag that the registry has there
 */
function newerRelease(destination, tag, names) {
    const { version, within } = tag;
    if (version === undefined || within === undefined)
        return undefined;
    const forms = formsOf(destination.tags);
    const inSeries = names
        .map((name) => ({ name, version: releaseIn(name, forms) }))
        .filter((each) => each.version !== undefined && isIn(each.version, version, within));
    const newer = inSeries
        .filter((each) => compareVersions(each.version, version) > 0)
        .sort((a, b) => compareVersions(b.version, a.version));
    return newer[0]?.name;
}
async function moving_tags_settle(destination, registry) {
    const { image, tags } = destination;
    if (!tags.some(movesInSeries))
        return { destination, held: [] };
    const names = tags.some((tag) => movesInSeries(tag) && unfit(tag) === undefined)
        ? await registry.tags(image)
        : [];
    const held = tags.filter(movesInSeries).flatMap((tag) => {
        const newer = newerRelease(destination, tag, names);
        const why = unfit(tag) ?? (newer === undefined ? undefined : `${newer} is newer`);
        return why === undefined ? [] : [{ image, name: tag.name, why }];
    });
    const stay = tags.filter(({ name }) => !held.some((each) => each.name === name));
    return { destination: { ...destination, tags: stay }, held };
}
/** Whether a tag names the newest of several releases. */
function movesInSeries(tag) {
    return tag.within !== undefined && tag.version !== undefined;
}
/** In a registry the `+` of build metadata is a `-`: such a version could not be told from a prerelease later. */
function unfit({ version }) {
    if (version === undefined)
        return undefined;
    if (version.prerelease !== '')
        return `${version.text} is a prerelease`;
    return version.build === '' ? undefined : `${version.text} has build metadata, which has no order`;
}
function isIn(version, own, within) {
    if (within === 'all')
        return true;
    return version.major === own.major && (within === 'major' || version.minor === own.minor);
}
/** How whole versions are written here: `1.2.3-alpine` is a release where every version ends so. */
function formsOf(tags) {
    const forms = tags.flatMap(({ name, version, mutable }) => {
        if (mutable || version?.prerelease !== '')
            return [];
        const core = `${version.major}.${version.minor}.${version.patch}`;
        const at = name.indexOf(core);
        return at < 0 ? [] : [{ before: name.slice(0, at), after: name.slice(at + core.length) }];
    });
    return forms.length === 0 ? [{ before: '', after: '' }] : forms;
}
function releaseIn(name, forms) {
    for (const { before, after } of forms) {
        if (!name.startsWith(before) || !name.endsWith(after))
            continue;
        const found = (0,version_tag/* readVersionTag */.t)(name.slice(before.length, name.length - after.length));
        if (found !== undefined && isPlainRelease(found))
            return found.version;
    }
    return undefined;
}
function isPlainRelease({ version, environment }) {
    return environment === undefined && version.prerelease === '' && version.build === '';
}
//# sourceMappingURL=moving-tags.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/apply-tags.js


/**
 * Gives a verified image the tags it lacks. Tags that never move come first: whoever follows a branch tag then finds its
 * release there.
 * @throws ActionError `digest-mismatch` and those of the port `Registry`
 */
async function applyTags(found, { registry, log }) {
    const { destination, image, lacking } = found;
    const wanted = destination.tags.filter(({ name }) => lacking.includes(name));
    const inOrder = [...wanted].sort((a, b) => Number(a.mutable) - Number(b.mutable));
    for (const { name } of inOrder) {
        await point(destination, name, image.digest, registry);
        log.info(`${destination.image.name}:${name} is ${image.digest}`);
    }
    await correctSeries(destination, wanted.filter(movesInSeries), registry, log);
}
/**
 * Two releases may be tagged at the same time, and the older one last. Whoever moved a tag looks again afterwards, and
 * then the newer release is there to be seen.
 */
async function correctSeries(destination, moved, registry, log) {
    if (moved.length === 0)
        return;
    const names = await registry.tags(destination.image);
    for (const tag of moved) {
        const newer = newerRelease(destination, tag, names);
        const image = newer === undefined ? undefined : await registry.resolve({ ...destination.image, tag: newer });
        if (newer === undefined || image === undefined)
            continue;
        await point(destination, tag.name, image.digest, registry);
        log.warning(`${destination.image.name}:${tag.name} was given to ${newer}, which was released at the same time and is newer`);
    }
}
async function point({ image }, name, digest, registry) {
    const applied = await registry.tag({ ...image, digest }, name);
    if (applied === digest)
        return;
    throw new report_error/* ActionError */.l('digest-mismatch', `The tag "${name}" was to point to ${digest}, but the registry answered with ${applied}. Run the job again.`, { kind: 'transient' });
}
//# sourceMappingURL=apply-tags.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/cache-location.js
var cache_location = __webpack_require__(1142);
// EXTERNAL MODULE: ./packages/core/lib/release/record.js
var release_record = __webpack_require__(4286);
;// CONCATENATED MODULE: ./packages/core/lib/build/build-report.js


/** The outputs of the action but `outcome`, by the names of its `action.yml`. */
function buildOutputs(report) {
    const { plan, images } = report;
    const name = plan.destinations[0].image.name;
    const digest = images[0]?.digest;
    const record = releaseRecord(report);
    return {
        image: name,
        tags: pushedReferences(report).join('\n'),
        version: plan.version,
        digest: digest ?? '',
        'image-ref': digest === undefined ? '' : `${name}@${digest}`,
        platforms: JSON.stringify(Object.fromEntries(images[0]?.platforms ?? [])),
        environment: plan.environment ?? '',
        environments: JSON.stringify(report.environments),
        metadata: formatMetadata(report),
        release: record === undefined ? '' : (0,release_record/* formatReleaseRecord */.uZ)(record),
    };
}
function formatMetadata({ engine, plan, images, held, duration, steps }) {
    return JSON.stringify({
        engine,
        seconds: Math.round(duration / 100) / 10,
        ...(steps === undefined ? {} : { steps }),
        images: plan.destinations.map(({ image, tags }, index) => ({
            name: image.name,
            tags: tags.map((tag) => tag.name),
            digest: images[index]?.digest ?? '',
            held: held
                .filter((each) => each.image.name === image.name)
                .map((each) => ({ name: each.name, why: each.why })),
        })),
    });
}
/** The record that the other actions read; undefined when nothing is in a registry under a tag that stays. */
function releaseRecord(report) {
    const { plan, source } = report;
    const [{ image, tags }] = plan.destinations;
    const resolved = report.images[0];
    const tag = tags.find(({ mutable }) => !mutable);
    if (resolved === undefined || tag === undefined)
        return undefined;
    return {
        version: 1,
        service: serviceOf(plan, report.service),
        image: image.name,
        tag: tag.name,
        tags: tags.map(({ name, mutable }) => ({ name, mutable })),
        digest: resolved.digest,
        platforms: Object.fromEntries(resolved.platforms),
        source: { repository: source.repository, sha: source.sha, ref: source.ref },
        created: report.created,
        run: source.run,
    };
}
/** The service that is built: as given, else the last part of the first image's name. */
function serviceOf(plan, given) {
    const { repository } = plan.destinations[0].image;
    return given ?? repository.slice(repository.lastIndexOf('/') + 1);
}
function pushedReferences({ plan }) {
    return plan.destinations.flatMap(({ image, tags }) => tags.map((tag) => (0,image_reference/* formatImageReference */.my)({ name: image.name, tag: tag.name, digest: undefined })));
}
//# sourceMappingURL=build-report.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/labels.js
var build_labels = __webpack_require__(7463);
// EXTERNAL MODULE: ./packages/core/lib/build/tag-expression.js + 1 modules
var tag_expression = __webpack_require__(1055);
;// CONCATENATED MODULE: ./packages/core/lib/build/describe-build.js




/** Everything an engine is told: what was asked for, and what follows from the commit and the plan. */
function describeBuild(request, plan, now) {
    const { build, source } = request;
    const facts = factsOf(request, plan, now);
    const scope = [serviceOf(plan, request.service), ...(request.byDigest ? build.platforms : [])]
        .join('-')
        .replaceAll('/', '-');
    const committed = source.committed?.getTime();
    return {
        ...build,
        buildArgs: expandArguments(build.buildArgs, facts),
        labels: (0,build_labels/* imageLabels */.J0)(facts, request.labels),
        annotations: (0,build_labels/* imageAnnotations */.s1)(facts, request.annotations),
        cacheFrom: (0,cache_location/* scopeCaches */.k)(build.cacheFrom ?? [], scope),
        cacheTo: (0,cache_location/* scopeCaches */.k)(build.cacheTo ?? [], scope),
        sourceDateEpoch: build.sourceDateEpoch ?? (committed === undefined ? undefined : Math.floor(committed / 1000)),
        pushTo: request.push ? plan.destinations.map(({ image }) => image) : [],
        references: plan.destinations.flatMap(({ image, tags }) => tags.map(({ name }) => ({ ...image, tag: name }))),
    };
}
/** So that a program can be told its version, which is known only here. */
function expandArguments(given, { source, version, now }) {
    const { values, dates } = (0,tag_expression/* sourceScope */.k3)(source, now);
    const scope = { values: { ...values, version }, dates };
    return given.map(({ name, value }, index) => {
        const place = { input: 'build-args', line: index + 1, column: name.length + 2 };
        return { name, value: (0,tag_expression/* expandKnown */.O8)(value, scope, place) };
    });
}
function factsOf({ source }, plan, now) {
    return { source, version: plan.version, now };
}
//# sourceMappingURL=describe-build.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/platform.js
var platform = __webpack_require__(243);
;// CONCATENATED MODULE: ./packages/core/lib/build/existing-image.js




/**
 * Looks for an image under the first tag of every destination that never moves: there, the work was done before.
 * Undefined when one destination lacks it, or lacks a platform.
 * @throws ActionError `commit-tag-taken`
 */
async function findReleased(plan, request, registry) {
    const found = [];
    for (const destination of plan.destinations) {
        const tag = destination.tags.find(({ mutable }) => !mutable)?.name;
        const image = tag === undefined ? undefined : await registry.resolve({ ...destination.image, tag });
        if (tag === undefined || image === undefined || !isComplete(image, request))
            return undefined;
        if (tag === destination.commitTag)
            await checkCommit(destination, tag, image, request, registry);
        found.push({ destination, tag, image, lacking: [] });
    }
    return found;
}
/**
 * Looks for the image of this commit in every destination, by its version, which never moves, else by the tag of the commit, and
 * for the tags it lacks. Undefined when it has to be built.
 * @throws ActionError `version-taken` when a version is that of another image; `commit-tag-taken`
 */
async function findBuilt(plan, request, registry) {
    const found = await Promise.all(plan.destinations.map((destination) => findIn(destination, request, registry)));
    const all = found.filter((each) => each !== undefined);
    if (all.length === found.length)
        return all;
    // Building would move the version where it is there already.
    for (const { destination, tag = '', image } of all)
        if (destination.tags.some(({ name, release }) => release && name === tag))
            throw versionTaken(destination, tag, image);
    return undefined;
}
/** Whether nobody has pushed an image of this commit yet, as far as its tags would tell. */
async function isFirstOfCommit(plan, registry) {
    const isTold = plan.destinations.some(({ tags, commitTag }) => commitTag !== undefined || tags.some(({ release }) => release));
    if (!isTold)
        return false;
    const places = plan.destinations.flatMap(({ image, commitTag }) => commitTag === undefined ? [] : [{ ...image, tag: commitTag }]);
    const standing = await Promise.all(places.map((place) => registry.resolve(place)));
    return standing.every((each) => each === undefined);
}
async function findIn(destination, request, registry) {
    const { image, tags, commitTag } = destination;
    const standing = new Map(await Promise.all(tags.map(async ({ name }) => [name, await registry.resolve({ ...image, tag: name })])));
    const ofCommit = commitTag === undefined ? undefined : standing.get(commitTag);
    const isBuilt = ofCommit !== undefined && isComplete(ofCommit, request);
    if (isBuilt)
        await checkCommit(destination, commitTag ?? '', ofCommit, request, registry);
    const released = await releasedIn(destination, standing, isBuilt ? ofCommit : undefined, request, registry);
    const chosen = released ?? (isBuilt ? { tag: commitTag, image: ofCommit } : undefined);
    if (chosen === undefined)
        return undefined;
    // A commit that was built again has its tag at the newer image: there it stays, and is none of this image's.
    const isElsewhere = ofCommit !== undefined && ofCommit.digest !== chosen.image.digest;
    const own = isElsewhere ? tags.filter(({ name }) => name !== commitTag) : tags;
    const lacking = own.filter(({ name }) => standing.get(name)?.digest !== chosen.image.digest);
    return { destination: { ...destination, tags: own }, ...chosen, lacking: lacking.map(({ name }) => name) };
}
/** The image that the version names already; a run that is repeated, or goes on where one was ended, finds its own there. */
async function releasedIn(destination, standing, ofCommit, request, registry) {
    let chosen;
    for (const { name } of destination.tags.filter(({ release }) => release)) {
        const image = standing.get(name);
        if (image === undefined)
            continue;
        const expected = chosen?.image.digest ?? image.digest;
        const isOurs = image.digest === expected &&
            isComplete(image, request) &&
            (image.digest === ofCommit?.digest || (await isOfCommit(destination, image, request, registry)));
        if (!isOurs)
            throw versionTaken(destination, name, image);
        chosen ??= { tag: name, image };
    }
    return chosen;
}
function isComplete({ platforms }, { build }) {
    return (0,platform/* missingPlatforms */.z)(build.platforms, platforms.keys()).length === 0;
}
/** Whether the image says that it is of this commit; where the user says something else, it cannot. */
async function isOfCommit({ image }, { digest }, { source, labels }, registry) {
    if (labels.some(({ name }) => name === build_labels/* REVISION_LABEL */.P1))
        return false;
    const said = await registry.labels({ ...image, digest });
    return said?.get(build_labels/* REVISION_LABEL */.P1) === source.sha;
}
/** Two commits may begin with the same digits: the image itself says which one it is of. */
async function checkCommit({ image: { name, ...place } }, tag, { digest }, { source, labels }, registry) {
    if (labels.some((label) => label.name === build_labels/* REVISION_LABEL */.P1))
        return;
    const said = await registry.labels({ ...place, name, digest });
    const revision = said?.get(build_labels/* REVISION_LABEL */.P1) ?? source.sha;
    if (revision === source.sha)
        return;
    throw new report_error/* ActionError */.l('commit-tag-taken', `${name}:${tag} is the image of the commit ${revision.slice(0, 40)}, and not of ${source.sha}, which begins with the same digits. Tag commits by all of theirs: "type=sha,format=long" in input "tags".`);
}
function versionTaken({ image }, tag, { digest }) {
    return new report_error/* ActionError */.l('version-taken', `${(0,image_reference/* formatImageReference */.my)({ ...image, tag })} exists already, as ${digest}, and the tag of a released version is not moved to another image. Release a new version, or set "skip-existing: true" to keep the image that is there.`);
}
//# sourceMappingURL=existing-image.js.map
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
;// CONCATENATED MODULE: ./packages/core/lib/build/merge-images.js




/**
 * Makes one index of the parts that other runs pushed by digest, in every destination, and reads it back.
 * @throws ActionError of the registry and of `verifyPush`
 */
async function mergeImages(request, plan, now, { registry, log }) {
    const annotations = (0,build_labels/* imageAnnotations */.s1)(factsOf(request, plan, now), request.annotations);
    const ofIndex = annotations.filter(({ levels, name }) => levels.includes('index') && name !== '');
    const pairs = new Map(ofIndex.map(({ name, value }) => [name, value]));
    const merged = [];
    for (const destination of plan.destinations) {
        const { image, tags } = destination;
        const found = await log.group(`Make one index of ${request.digests.length} in ${image.name}`, async () => {
            const digest = await registry.putIndex(image, request.digests, pairs);
            const place = { ...image, digest };
            const seen = verifyPush(place, digest, await registry.resolve(place), request.build.platforms);
            log.info(`The registry has ${image.name}@${digest}: ${[...seen.platforms.keys()].join(', ')}`);
            return seen;
        });
        merged.push({ destination, tag: undefined, image: found, lacking: tags.map(({ name }) => name) });
    }
    return merged;
}
/**
 * Inputs that do not go together.
 * @throws ActionError `invalid-input`
 */
function checkParts({ byDigest, digests, push, build }) {
    if (byDigest && build.platforms.length === 0) {
        throw new report_error/* ActionError */.l('invalid-input', 'Input "by-digest" is true, and "platforms" is empty: name the platform that this job builds, so that its part is told from the others.');
    }
    if (byDigest && digests.length > 0) {
        throw new report_error/* ActionError */.l('invalid-input', 'Inputs "by-digest" and "digests" are both given: the first is for the runs that build one platform each, the second for the run that makes one index of them.');
    }
    if (push || (!byDigest && digests.length === 0))
        return;
    throw new report_error/* ActionError */.l('invalid-input', `Input "push" is false, and "${byDigest ? 'by-digest' : 'digests'}" is about pushing: leave one of the two out.`);
}
//# sourceMappingURL=merge-images.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/newer-builds.js



/**
 * Takes out of a plan the tags, such as that of a branch, that point to the image of a newer commit: a run that finishes late
 * must not take them back. The order is that of the commits; where it is not known, the tag moves.
 */
async function keepNewerBuilds(plan, source, { history, log }) {
    if (history === undefined)
        return { plan, held: [] };
    const held = (await Promise.all(plan.destinations.flatMap(({ image, tags }) => tags.filter(isFree).map(async ({ name }) => {
        const newer = await newerCommit({ ...image, tag: name }, source, history).catch((error) => {
            log.info(`Whether ${image.name}:${name} is newer is not known: ${String(error)}`);
            return undefined;
        });
        return newer === undefined
            ? []
            : [{ image, name, why: `it is of the newer commit ${newer.slice(0, 7)}` }];
    })))).flat();
    const kept = (destination) => ({
        ...destination,
        tags: destination.tags.filter(({ name }) => !held.some((each) => each.name === name && each.image === destination.image)),
    });
    const [first, ...rest] = plan.destinations;
    return { plan: { ...plan, destinations: [kept(first), ...rest.map(kept)] }, held };
}
/** A tag that moves with a branch; of releases the version decides. */
function isFree(tag) {
    return tag.mutable && !movesInSeries(tag);
}
async function newerCommit(image, source, history) {
    const labels = await history.labels(image);
    const revision = labels?.get(build_labels/* REVISION_LABEL */.P1) ?? '';
    const from = labels?.get('org.opencontainers.image.source');
    if (!isCommitSha(revision) || revision === source.sha || from !== source.url)
        return undefined;
    const status = await history.compare(source.repository, git_names_parseCommitSha(revision), source.sha);
    return status === 'behind' ? revision : undefined;
}
//# sourceMappingURL=newer-builds.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/push-images.js



/**
 * Pushes to every destination and holds what the registry has against what the engine said. An image travels by its
 * digest, or under the tag of its commit where the engine needs one: no release is ever half there.
 * @throws ActionError of the builder, the registry and `verifyPush`; `registry-tag-immutable`
 */
async function pushImages(built, plan, how, ports) {
    const pushed = [];
    for (const destination of plan.destinations) {
        const tag = how.byDigest ? undefined : destination.carrier;
        const image = await pushOne(built, destination, tag, how.platforms, ports);
        const lacking = destination.tags.filter(({ name }) => name !== tag).map(({ name }) => name);
        pushed.push({ destination, tag, image, lacking });
    }
    return pushed;
}
async function pushOne(built, destination, tag, platforms, { builder, registry, log }) {
    const to = { ...destination.image, tag };
    const isPlanned = destination.tags.some(({ name }) => name === tag);
    const name = (0,image_reference/* formatImageReference */.my)(to);
    return log.group(`Push ${name}`, async () => {
        const reported = await builder.push(built, to).catch(async (error) => {
            throw (await takenTag(to, error, registry)) ?? error;
        });
        const byDigest = { ...to, tag: undefined, digest: reported };
        const found = await registry.resolve(tag === undefined ? byDigest : to);
        // A tag that only carries may be another's by now, such as that of another variant: what was pushed is there all the same.
        const isMoved = found !== undefined && found.digest !== reported && !isPlanned;
        const place = tag === undefined || isMoved ? byDigest : to;
        const seen = verifyPush(place, reported, isMoved ? await registry.resolve(byDigest) : found, platforms);
        log.info(`The registry has ${name} as ${seen.digest}`);
        return seen;
    });
}
/** What registries and engines say of a tag that stays: ECR, Harbor, Docker Hub, Artifact Registry. */
const IMMUTABLE = /immutable|cannot be overwritten|already exists|precondition failed/i;
/** An engine only repeats what the registry said: whether the tag is there is asked. */
async function takenTag(to, error, registry) {
    if (to.tag === undefined || !(error instanceof report_error/* ActionError */.l) || !IMMUTABLE.test(error.message))
        return undefined;
    const standing = await registry.resolve(to).catch(() => undefined);
    if (standing === undefined)
        return undefined;
    return new report_error/* ActionError */.l('registry-tag-immutable', `${(0,image_reference/* formatImageReference */.my)(to)} exists already, as ${standing.digest}, and the registry lets no tag be moved. This commit was built before: set "skip-existing: true" to keep that image, and nothing is built again.`, { cause: error });
}
//# sourceMappingURL=push-images.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/source.js
var build_source = __webpack_require__(6593);
;// CONCATENATED MODULE: ./packages/core/lib/build/unread-registry.js

/**
 * A registry as it is read before the first push. Many (Quay, GHCR, Docker Hub) make a repository when something is pushed, and until
 * then say that it may not be read: such a one holds nothing yet. Whether it may be written is another question, and is asked before
 * anything is built.
 */
function readBeforePush(registry, log) {
    let isSaid = false;
    async function orElse(reading, absent) {
        try {
            return await reading;
        }
        catch (error) {
            if (!(error instanceof report_error/* ActionError */.l) || error.code !== 'registry-denied')
                throw error;
            if (!isSaid)
                log.info(`Taken for a repository that is yet to be made: ${error.message}`);
            isSaid = true;
            return absent;
        }
    }
    return {
        checkPush: (image) => registry.checkPush(image),
        layers: (image) => registry.layers(image),
        putIndex: (image, members, annotations) => registry.putIndex(image, members, annotations),
        tag: (image, tag) => registry.tag(image, tag),
        resolve: (image) => orElse(registry.resolve(image), undefined),
        labels: (image) => orElse(registry.labels(image), undefined),
        tags: (image) => orElse(registry.tags(image), []),
    };
}
//# sourceMappingURL=unread-registry.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/rule-line.js
var rule_line = __webpack_require__(8549);
;// CONCATENATED MODULE: ./packages/core/lib/build/flavor.js


const WORDS = ['latest', 'prefix', 'suffix', 'onlatest'];
/**
 * Reads input `flavor`: https://github.com/docker/metadata-action#flavor-input
 * @throws ActionError `invalid-tag-rule`
 */
function parseFlavor(lines, latest) {
    let flavor = { latest, prefix: undefined, suffix: undefined };
    for (const line of (0,rule_line/* numberLines */.z8)(lines)) {
        let last;
        for (const field of (0,rule_line/* splitRule */.Xz)('flavor', line)) {
            const affix = { value: field.value, place: field.valuePlace, onLatest: false };
            switch (field.name) {
                case 'latest':
                    flavor = { ...flavor, latest: readWord(field, ['auto', 'true', 'false']) };
                    break;
                case 'prefix':
                case 'suffix':
                    flavor = { ...flavor, [field.name]: affix };
                    last = field.name;
                    break;
                case 'onlatest':
                    flavor = onLatest(flavor, last, field);
                    break;
                case undefined:
                default:
                    throw unknown(field);
            }
        }
    }
    return flavor;
}
function onLatest(flavor, side, field) {
    const affix = side === undefined ? undefined : flavor[side];
    if (side === undefined || affix === undefined)
        throw (0,rule_line/* ruleError */.hV)(field.place, 'onlatest belongs behind a prefix or suffix of the same line');
    return { ...flavor, [side]: { ...affix, onLatest: readWord(field, ['true', 'false']) === 'true' } };
}
function readWord(field, words) {
    const word = words.find((candidate) => candidate === field.value);
    if (word !== undefined)
        return word;
    throw (0,rule_line/* ruleError */.hV)(field.valuePlace, `${field.name ?? ''} is "${field.value}": wanted ${words.join(', ')}`);
}
function unknown({ name, value, place }) {
    const given = name ?? value;
    const meant = (0,nearest/* closest */.kp)(given, WORDS);
    return (0,rule_line/* ruleError */.hV)(place, `"${given}" is not known: ${meant === undefined ? 'wanted' : `did you mean "${meant}"? Wanted`} latest=auto, prefix=… or suffix=…`);
}
//# sourceMappingURL=flavor.js.map
// EXTERNAL MODULE: ./packages/core/lib/build/image-line.js
var image_line = __webpack_require__(4078);
// EXTERNAL MODULE: ./packages/core/lib/build/rule-base.js
var rule_base = __webpack_require__(8334);
// EXTERNAL MODULE: ./packages/core/lib/build/tag-rule.js
var tag_rule = __webpack_require__(7093);
;// CONCATENATED MODULE: ./packages/core/lib/build/tag-plan.js










/** Version on a version tag, branch name on a branch, `sha-…` always. */
const DEFAULT_RULES = ['type=semver,pattern={{version}}', 'type=ref,event=branch', 'type=sha'];
/** https://github.com/docker/metadata-action#priority-attribute */
const PRIORITY = {
    schedule: 1000,
    semver: 900,
    match: 800,
    edge: 700,
    ref: 600,
    raw: 200,
    sha: 100,
};
const MAX_TAG_LENGTH = 128;
/**
 * Decides the tags of an image from the commit that is built, by the rules of
 * https://github.com/docker/metadata-action. When nothing that was asked for names this image for ever, `sha-…` is added:
 * deployments need one such tag.
 * @throws ActionError `invalid-tag-rule`, `invalid-version-tag`, `pattern-unmatched`, `invalid-image`, `invalid-tag`,
 * `no-image`, `no-tags`
 */
function planTags(request) {
    const { source, now } = request;
    const given = (0,rule_line/* numberLines */.z8)(request.tags);
    // Nobody who writes no rule expects a tag that he did not name.
    const latest = given.length === 0 ? 'never' : 'auto';
    const flavor = parseFlavor(request.flavor, latest);
    const lines = given.length === 0 ? (0,rule_line/* numberLines */.z8)(DEFAULT_RULES) : given;
    const rules = lines.filter(({ text }) => (0,tag_rule/* isTagRule */.vZ)(text)).map(tag_rule/* parseTagRule */.G9);
    const references = lines.filter(({ text }) => !(0,tag_rule/* isTagRule */.vZ)(text)).flatMap(image_line/* readReferences */.PK);
    const images = (0,rule_line/* numberLines */.z8)(request.images)
        .map(image_line/* readImageLine */.GK)
        .filter((image) => image !== undefined);
    if (images.length === 0 && references.length === 0)
        throw noImage();
    const context = { source, scope: (0,tag_expression/* sourceScope */.k3)(source, now), flavor };
    const made = rules.flatMap((rule) => applyRule(rule, context)).sort((a, b) => b.priority - a.priority);
    const tags = [...made.map(({ tag }) => tag), ...latestOf(made, context)];
    const destinations = join(images, tags, references).map((each) => completed(each, context));
    const [first, ...rest] = destinations;
    const main = first?.tags[0];
    if (first === undefined || main === undefined)
        throw noTags(request);
    return { destinations: [first, ...rest], version: main.name, environment: environmentOf(request) };
}
function applyRule(rule, context) {
    if (!isEnabled(rule, context))
        return [];
    const base = (0,rule_base/* ruleBase */.I)(rule, context);
    if (base === undefined || base.text === '')
        return [];
    const event = rule.attributes.get('event')?.value;
    const usual = rule.type === 'sha' ? 'sha-' : event === 'pr' ? 'pr-' : undefined;
    const text = `${affix(rule, 'prefix', usual, context)}${base.text}${affix(rule, 'suffix', undefined, context)}`;
    const name = checkTag(toTag(text), rule.place, `the rule type=${rule.type}`);
    const priority = Number(rule.attributes.get('priority')?.value ?? PRIORITY[rule.type]);
    const { mutable, version, within } = base;
    const tag = { name, mutable, release: !mutable && version !== undefined, version, within };
    return [{ priority, tag, type: rule.type }];
}
/** A rule's own wins over the usual one of its type, and that one over the flavor's. */
function affix(rule, name, usual, { flavor, scope }) {
    const own = rule.attributes.get(name);
    if (own !== undefined)
        return (0,tag_expression/* expand */.fT)(own.value, scope, own.place);
    return usual ?? flavorText(flavor[name], { scope });
}
function flavorText(given, { scope }) {
    return given === undefined ? '' : (0,tag_expression/* expand */.fT)(given.value, scope, given.place);
}
/**
 * `latest`, when the flavor asks for it. In `auto` the first tag decides, and only a released version makes it; of a
 * version it always is the newest one's.
 */
function latestOf(made, context) {
    const { flavor } = context;
    const first = made[0];
    if (first === undefined || flavor.latest === 'false' || flavor.latest === 'never')
        return [];
    const { version } = first.tag;
    const isRelease = version?.prerelease === '' && first.type !== 'raw';
    if (flavor.latest === 'auto' && !isRelease)
        return [];
    const [before, after] = [flavor.prefix, flavor.suffix].map((each) => each?.onLatest === true ? flavorText(each, context) : '');
    const name = toTag(`${before ?? ''}latest${after ?? ''}`);
    const place = { input: 'flavor', line: 1, column: 1 };
    const within = version === undefined ? undefined : 'all';
    return [{ name: checkTag(name, place, 'the flavor'), mutable: true, release: false, version, within }];
}
function isEnabled(rule, { scope }) {
    const given = rule.attributes.get('enable');
    const text = given === undefined ? 'true' : (0,tag_expression/* expand */.fT)(given.value, scope, given.place);
    if (text === 'true')
        return true;
    if (text === 'false')
        return false;
    throw (0,rule_line/* ruleError */.hV)(given?.place ?? rule.place, `enable is "${text}": wanted true or false`);
}
/** Characters that a tag cannot hold become `-`, the `+` of build metadata among them. */
function toTag(text) {
    return text.replace(/[^a-zA-Z0-9._-]+/g, '-').replace(/^[.-]+/, '');
}
function checkTag(name, { input, line }, who) {
    if ((0,image_reference/* isTag */.dz)(name))
        return name;
    throw new report_error/* ActionError */.l('invalid-tag', `Input "${input}", line ${line}: ${who} gives the tag "${name}": wanted 1 to ${MAX_TAG_LENGTH} letters, digits, "_", "." and "-". Shorten the branch or tag name, or write the tag with type=raw.`);
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
/** The tag of the commit has the flavor's suffix: variants of an image are told apart by it. */
function completed({ image, tags }, context) {
    const short = (0,build_source/* shortSha */.Fu)(context.source);
    const commitTag = tags.find((tag) => !tag.mutable && !tag.release && tag.name.includes(short))?.name;
    const name = toTag(`sha-${short}${flavorText(context.flavor.suffix, context)}`);
    const carrier = commitTag ?? name;
    if (tags.length === 0 || tags.some((tag) => !tag.mutable))
        return { image, tags, commitTag, carrier };
    return { image, tags: [...tags, { name, mutable: false, release: false }], commitTag: undefined, carrier };
}
/** Of two tags of one name the stricter promise stays. */
function withoutRepeats(tags) {
    const names = [...new Set(tags.map(({ name }) => name))];
    return names.flatMap((name) => {
        const same = tags.filter((tag) => tag.name === name);
        return (same.find(({ release }) => release) ?? same.find(({ within }) => within !== undefined) ?? same[0] ?? []);
    });
}
function environmentOf({ source, prefixes }) {
    const prefix = (0,version_tag/* readVersionTag */.t)((0,build_source/* gitTagOf */.Eb)(source) ?? '')?.environment;
    return prefix === undefined ? undefined : (prefixes.get(prefix) ?? prefix);
}
function noImage() {
    return new report_error/* ActionError */.l('no-image', 'No image to build is named: give input "images", such as "ghcr.io/acme/api", or full references in input "tags".');
}
function noTags(request) {
    return new report_error/* ActionError */.l('no-tags', `No rule of input "tags" gives a tag for "${request.source.ref}": an image without a tag cannot be pushed. Add a rule that always fires, such as "type=sha".`);
}
//# sourceMappingURL=tag-plan.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/build-and-push.js











/**
 * Builds an image, pushes it, reads its digest back from the registry, lets it be scanned and only then gives it its tags.
 * An image that this commit has already is tagged and not built again.
 * @throws ActionError of the tag plan, the builder, the registry, the scan and `verifyPush`; `version-taken`, `invalid-input`
 */
async function buildAndPush(request, ports) {
    const { clock, log, registry } = ports;
    checkParts(request);
    const started = clock.monotonic();
    const now = clock.now();
    const wanted = planTags({ ...request, now });
    const done = (report) => {
        const { source, service, environments } = request;
        const base = { source, service, environments, created: now.toISOString(), engine: '', held: [] };
        return { ...base, layers: new Map(), ...report, duration: clock.monotonic() - started };
    };
    if (request.isEnvironmentPush)
        return done({ outcome: 'skipped', plan: untagged(wanted), images: [] });
    const reader = readBeforePush(registry, log);
    const settled = request.push ? await settleTags(wanted, reader) : { plan: wanted, held: [] };
    logPlan(settled, log);
    const { held } = settled;
    const reused = request.push ? await reuse(request, settled.plan, ports) : undefined;
    if (reused !== undefined)
        return done({ held, ...reused });
    if (request.digests.length > 0) {
        const merged = await mergeImages(request, settled.plan, now, ports);
        const released = await release(merged, settled.plan, request, ports);
        return done({ outcome: 'pushed', ...released, held: [...held, ...released.held] });
    }
    const build = describeBuild(request, settled.plan, now);
    const mayBeFirst = request.push && !request.byDigest;
    const [{ description: engine, why, pushesByDigest = false }, isFirst] = await bothOf(prepare(build, ports), mayBeFirst && isFirstOfCommit(settled.plan, reader));
    log.info(`Engine: ${engine}, ${why}`);
    const built = await log.group(`Build the image with ${engine}`, () => ports.builder.build(build));
    const facts = { engine, held, ...stepsOf(built) };
    if (!request.push)
        return done({ outcome: 'built', plan: settled.plan, images: [], ...facts });
    const plan = request.byDigest ? parted(settled.plan, request) : settled.plan;
    const how = { byDigest: pushesByDigest, platforms: request.build.platforms };
    // A branch and a tag that are pushed at once are two runs for one commit: its tag names one image, the first.
    const others = isFirst ? await findBuilt(plan, request, reader) : undefined;
    if (others !== undefined) {
        log.info('Another run has pushed an image of this commit meanwhile: that one gets the tags');
        const released = await release(others, withFound(plan, others), request, ports);
        return done({ ...facts, outcome: 'tagged', ...released, held: [...held, ...released.held] });
    }
    const pushed = await pushImages(built, plan, how, ports);
    if (request.byDigest) {
        return done({ outcome: 'pushed', plan: untagged(plan), images: imagesOf(pushed), ...facts });
    }
    const released = await release(pushed, plan, request, ports);
    return done({ ...facts, outcome: 'pushed', ...released, held: [...held, ...released.held] });
}
/** Scans what was pushed and gives it its tags, of which newer builds may have taken some meanwhile. */
async function release(pushed, plan, request, ports) {
    const { registry, log } = ports;
    await scanAll(pushed, ports);
    const layers = await measure(pushed, ports);
    const settled = await settleTags(plan, registry);
    const history = ports.history === undefined
        ? undefined
        : { compare: ports.history, labels: registry.labels.bind(registry) };
    const newest = await keepNewerBuilds(settled.plan, request.source, { history, log });
    const held = [...settled.held, ...newest.held];
    logHeld(held, log);
    const current = pushed.map((each, index) => {
        const destination = newest.plan.destinations[index] ?? each.destination;
        const names = destination.tags.map(({ name }) => name);
        return { ...each, destination, lacking: each.lacking.filter((name) => names.includes(name)) };
    });
    for (const each of current) {
        if (each.lacking.length === 0)
            continue;
        await log.group(`Apply the tags of ${each.destination.image.name}`, () => applyTags(each, ports));
    }
    return { plan: newest.plan, images: imagesOf(pushed), held, layers };
}
/** Finds out whether nothing has to be built, and does what is left to do then. */
async function reuse(request, plan, ports) {
    const { log } = ports;
    const registry = readBeforePush(ports.registry, log);
    if (request.skipExisting) {
        const released = await findReleased(plan, request, registry);
        if (released !== undefined) {
            // The run that pushed it may have ended when its scan refused it.
            await scanAll(released, ports);
            return { outcome: 'exists', ...standing(plan, released) };
        }
    }
    // Only a release re-uses what its commit was built to before; a branch is built anew whenever it is pushed.
    const isRelease = (0,build_source/* gitTagOf */.Eb)(request.source) !== undefined ||
        plan.destinations.some(({ tags }) => tags.some((tag) => tag.release));
    const found = isRelease ? await findBuilt(plan, request, registry) : undefined;
    if (found === undefined)
        return undefined;
    const images = imagesOf(found);
    const isComplete = found.every(({ lacking }) => lacking.length === 0);
    // A part is one platform of the image: one that has more of them is what the parts were for.
    const own = withFound(plan, found);
    if (request.byDigest)
        return { outcome: 'exists', plan: isComplete ? own : untagged(plan), images };
    await scanAll(found, ports);
    if (isComplete)
        return { outcome: 'exists', plan: own, images };
    await log.group('Tag the image that this commit was built to before', async () => {
        for (const each of found)
            await applyTags(each, ports);
    });
    return { outcome: 'tagged', plan: own, images };
}
/** Whether the image can be pushed is known before the build, which may take long. */
async function prepare(build, { builder, registry }) {
    const engine = await builder.prepare(build);
    await Promise.all((build.pushTo ?? []).map((place) => registry.checkPush(place)));
    return engine;
}
/** Each digest once: an engine may have pushed the same image to several places. */
async function scanAll(found, { scan, log }) {
    if (scan === undefined)
        return;
    const digests = new Map(found.map((each) => [each.image.digest, each]));
    for (const [digest, { destination }] of digests) {
        const reference = (0,image_reference/* formatImageReference */.my)({ name: destination.image.name, tag: undefined, digest });
        await log.group(`Scan ${reference}`, () => scan(reference));
    }
}
/** Sizes are for people: not knowing them fails nothing. */
async function measure([first], { registry, log }) {
    if (first === undefined)
        return new Map();
    const { destination, image } = first;
    try {
        return await registry.layers({ ...destination.image, digest: image.digest });
    }
    catch (error) {
        log.debug(`The layers could not be measured: ${String(error)}`);
        return new Map();
    }
}
function imagesOf(found) {
    return found.map(({ image }) => image);
}
function stepsOf({ steps }) {
    return steps === undefined ? {} : { steps };
}
/** The plan cut down to the tags that were looked at: of the others nothing is known, so nothing is reported. */
function standing(plan, found) {
    const seen = (destination) => ({
        ...destination,
        tags: destination.tags.filter(({ name }) => found.some((each) => each.destination === destination && each.tag === name)),
    });
    return { plan: withDestinations(plan, seen), images: imagesOf(found) };
}
function untagged(plan) {
    return withDestinations(plan, (destination) => ({ ...destination, tags: [] }));
}
/** Where an engine needs a tag to push under, every platform has one of its own. */
function parted(plan, { build }) {
    const suffix = build.platforms.map((platform) => `-${platform.replaceAll('/', '-')}`).join('');
    return withDestinations(plan, (destination) => ({
        ...destination,
        carrier: `${destination.carrier}${suffix}`.slice(0, 128),
    }));
}
/** The plan with the tags that what was found has, or is about to get. */
function withFound(plan, found) {
    const [first, ...rest] = found.map(({ destination }) => destination);
    return first === undefined ? plan : { ...plan, destinations: [first, ...rest] };
}
function withDestinations(plan, change) {
    const [first, ...rest] = plan.destinations;
    return { ...plan, destinations: [change(first), ...rest.map(change)] };
}
function logPlan({ plan, held }, log) {
    for (const { image, tags } of plan.destinations) {
        log.info(`${image.name}: ${tags.map(({ name }) => name).join(', ')}`);
    }
    logHeld(held, log);
}
function logHeld(held, log) {
    for (const { image, name, why } of held)
        log.info(`${image.name}:${name} stays: ${why}`);
}
/** What two works answer that go on side by side. Both have ended when one fails: nothing is at work in what is cleared away. */
async function bothOf(one, other) {
    await Promise.allSettled([one, other]);
    return [await one, await other];
}
//# sourceMappingURL=build-and-push.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/parts.js


/** One line of JSON about a part that is there by its digest, for the run that makes one index of them; empty when none is. */
function formatPart({ images }) {
    const [image] = images;
    if (image === undefined)
        return '';
    return JSON.stringify({ digest: image.digest, platforms: Object.fromEntries(image.platforms) });
}
/**
 * Reads input `digests`: one per line, as they are or as `formatPart` writes them; each counts once.
 * @throws ActionError `invalid-input`
 */
function parseParts(text) {
    const lines = text
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    return [...new Set(lines.map(readPart))];
}
function readPart(line) {
    const digest = line.startsWith('{') ? digestIn(line) : line;
    if ((0,image_digest/* isDigest */.B)(digest))
        return digest;
    throw new report_error/* ActionError */.l('invalid-input', `Input "digests" has "${line.slice(0, 100)}": wanted "sha256:" and 64 lower-case hex digits, the output "digest" of a run with "by-digest: true", or the path of the files that such runs wrote by "release-file".`);
}
function digestIn(json) {
    try {
        const part = JSON.parse(json);
        if (typeof part === 'object' && part !== null && 'digest' in part && typeof part.digest === 'string')
            return part.digest;
    }
    catch {
        // Said by the caller, with what was given.
    }
    return '';
}
//# sourceMappingURL=parts.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/build-summary.js


/** One line for the log. */
function buildMessage(report) {
    const { image, tags } = report.plan.destinations[0];
    const digest = report.images[0]?.digest;
    const reference = { name: image.name, tag: tags[0]?.name, digest };
    return `${SENTENCES[report.outcome]} ${(0,image_reference/* formatImageReference */.my)(reference)}`;
}
/** The job summary, as Markdown. */
function buildSummary(report) {
    const { plan, images } = report;
    const rows = plan.destinations.map(({ image, tags }, index) => [
        (0,markdown/* markdownCode */.D9)(image.name),
        tags.map((tag) => (0,markdown/* markdownCode */.D9)(tag.name)).join(' '),
        (0,markdown/* markdownCode */.D9)(images[index]?.digest ?? ''),
        [...(images[index]?.platforms.keys() ?? [])].map(markdown/* markdownCode */.D9).join(' '),
    ]);
    return [
        SENTENCES[report.outcome],
        '',
        (0,markdown/* markdownTable */.Qj)(['Image', 'Tags', 'Digest', 'Platforms'], rows),
        '',
        ...build_summary_factsOf(report).map((fact) => `- ${fact}`),
        ...layerTable(report),
    ].join('\n');
}
const SENTENCES = {
    pushed: 'The image was built, pushed, and read back from the registry.',
    built: 'The image was built and not pushed.',
    tagged: 'The image that was built of this commit before got its tags; none was pushed.',
    exists: 'The registry has this image already; nothing was built or written.',
    skipped: 'This push changed environments alone, by a commit of these actions; nothing was built.',
};
function build_summary_factsOf({ plan, source, engine, held, steps, duration }) {
    return [
        `Source: ${(0,markdown/* markdownCode */.D9)(`${source.repository}@${source.sha.slice(0, 12)}`)} (${(0,markdown/* markdownCode */.D9)(source.ref)})`,
        ...(engine === '' ? [] : [`Engine: ${(0,markdown/* markdownText */.p7)(engine)}`]),
        `Duration: ${(duration / 1000).toFixed(1)} s`,
        ...(steps === undefined || steps.total === 0
            ? []
            : [`Cache: ${steps.cached} of ${steps.total} steps were taken from it`]),
        ...(plan.environment === undefined ? [] : [`Environment: ${(0,markdown/* markdownCode */.D9)(plan.environment)}`]),
        ...held.map(({ image, name, why }) => `${(0,markdown/* markdownCode */.D9)(`${image.name}:${name}`)} stays: ${(0,markdown/* markdownText */.p7)(why)}`),
    ];
}
function layerTable({ layers }) {
    if (layers.size === 0)
        return [];
    const rows = [...layers].map(([platform, sizes]) => [
        (0,markdown/* markdownCode */.D9)(platform),
        formatBytes(sizes.reduce((sum, size) => sum + size, 0)),
        sizes.map(formatBytes).join(', '),
    ]);
    return ['', (0,markdown/* markdownTable */.Qj)(['Platform', 'Size', 'Layers'], rows)];
}
/** As stored, compressed. */
function formatBytes(bytes) {
    if (bytes < 1000)
        return `${bytes} B`;
    const units = ['kB', 'MB', 'GB'];
    let value = bytes / 1000;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}
//# sourceMappingURL=build-summary.js.map
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
    if (!isObject(head) && !isObject(run))
        return undefined;
    const from = isObject(head) ? event_member_memberOf(head, 'repo') : event_member_memberOf(run, 'head_repository');
    // The repository of a fork that was deleted is null.
    const given = event_member_memberOf(from, 'full_name');
    const name = typeof given === 'string' ? given : 'a deleted repository';
    return name.toLowerCase() === repository.toLowerCase() ? undefined : name;
}
function isObject(value) {
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
// EXTERNAL MODULE: ./packages/kit/lib/post.js
var post = __webpack_require__(6074);
;// CONCATENATED MODULE: ./packages/adapters/lib/workspace/config-file.js





/** Where the configuration is when nobody says; only this one may be missing. */
const DEFAULT_PATH = 'gitops.yaml';
const config_file_MAX_BYTES = 1024 * 1024;
/**
 * The text of a configuration file in the checked-out repository; undefined when nobody asked for one and there is none.
 * @throws ActionError `config-not-found`
 */
async function readWorkspaceConfig(workspace, given) {
    const path = (0,external_node_path_.resolve)(workspace, given);
    try {
        if (!(0,containment/* isInside */.F)(await (0,containment/* leadsTo */.R)(path), await (0,containment/* leadsTo */.R)(workspace)))
            throw new Error('it is outside of the workspace');
        const { size } = await (0,promises_.stat)(path);
        if (size > config_file_MAX_BYTES)
            throw new Error(`it has ${size} bytes`);
        return await (0,promises_.readFile)(path, 'utf8');
    }
    catch (cause) {
        const isAbsent = isJsonObject(cause) && cause.code === 'ENOENT';
        if (isAbsent && given === DEFAULT_PATH)
            return undefined;
        throw new report_error/* ActionError */.l('config-not-found', `Input "config" is "${given}", which cannot be read in the workspace (${(0,report_error/* messageOf */.b)(cause)}): correct it, or leave it out.`, { cause });
    }
}
//# sourceMappingURL=config-file.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/git/environment.js


/** Variables of the run that git's transports read on purpose; none of git's own, by which it could be made to run programs. */
const environment_ALLOWED = new Set([
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
    const passed = Object.entries(env).filter((entry) => entry[1] !== undefined && environment_ALLOWED.has(entry[0].toUpperCase()));
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
;// CONCATENATED MODULE: ./packages/adapters/lib/workspace/commit-time.js




/** Milliseconds. */
const commit_time_LIMIT = 5_000;
const COMMITTER = /^committer .* (\d{1,12}) [+-]\d{4}$/m;
/**
 * When a commit of the checked-out repository was made; undefined when there is no repository, no such commit, or no git.
 * The object is read as it is: nothing that the repository configures is run.
 */
async function readCommitTime(workspace, sha, env) {
    const program = await (0,executable/* findExecutable */.oq)('git', env);
    if (program === undefined)
        return undefined;
    // In a container the workspace belongs to another user, which git takes for an attack.
    const settings = [['safe.directory', '*']];
    const { exitCode, stdout } = await (0,process_program/* runProgram */.m)({
        program,
        args: ['-C', workspace, 'cat-file', 'commit', sha],
        env: gitEnvironment(env, { home: workspace, settings, protocols: '', variables: {} }),
        signal: AbortSignal.timeout(commit_time_LIMIT),
    }).catch(() => ({ exitCode: 1, stdout: '' }));
    const header = stdout.split('\n\n', 1)[0] ?? '';
    const seconds = exitCode === 0 ? COMMITTER.exec(header)?.[1] : undefined;
    return seconds === undefined ? undefined : new Date(Number(seconds) * 1000);
}
//# sourceMappingURL=commit-time.js.map
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
    if (!isMap(cursor.node))
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
    const node = isAlias(cursor.node) ? aliasesOf(cursor.document).targets.get(cursor.node) : cursor.node;
    return isScalar(node) ? node : undefined;
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
    visit(hasAnchors ? root : null, {
        Node: (_key, node) => {
            if (isAlias(node)) {
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
        for (const source of isSeq(pair.value) ? pair.value.items : [pair.value]) {
            const merged = isAlias(source) ? targets.get(source) : source;
            if (!isMap(merged) || depth > 10)
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
function config_reader_readWord(at, words) {
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
;// CONCATENATED MODULE: ./packages/core/lib/environment/repository-path.js

const MAX_LENGTH = 1000;
const CONTROL = /\p{Cc}/u;
/** Characters that HFS+ leaves out of names, so that `.g\u200cit` is `.git`: https://github.com/git/git/blob/master/utf8.c */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
/**
 * Checks the path of a file or directory of a repository; `./` in front and `/` at the end are taken off. `.` is the root, ''.
 * @param label what the path is, for the error: `input "files"`
 * @throws ActionError `invalid-path`
 */
function parseRepositoryPath(text, label = 'the path') {
    const path = text.replace(/^(?:\.\/)+/, '').replace(/\/$/, '');
    const reason = path === '.' || text === './' ? undefined : repository_path_refusalOf(path);
    if (reason !== undefined) {
        throw new report_error/* ActionError */.l('invalid-path', `${label} is ${JSON.stringify(text.slice(0, 200))}, which ${reason}: wanted a path from the root of the repository, such as "environments/production".`);
    }
    return (path === '.' ? '' : path);
}
function repository_path_refusalOf(path) {
    if (path === '')
        return 'is empty';
    if (path.length > MAX_LENGTH)
        return `is longer than ${MAX_LENGTH} characters`;
    if (CONTROL.test(path))
        return 'holds a control character';
    if (path.includes('\\'))
        return 'holds a backslash';
    if (path.startsWith('/') || /^[A-Za-z]:/.test(path))
        return 'is absolute';
    for (const part of path.split('/')) {
        const reason = refusalOfPart(part);
        if (reason !== undefined)
            return reason;
    }
    return undefined;
}
function refusalOfPart(part) {
    const name = part.replace(IGNORED_BY_HFS, '').toLowerCase();
    if (name === '')
        return 'has an empty part';
    if (name === '..' || name === '.')
        return `has a part "${name}"`;
    if (/[. ]$/.test(name))
        return 'has a part that ends in a dot or a space';
    // NTFS: a short name, or a stream of the directory itself.
    if (/^(?:\.git|git~\d+)(?::.*)?$/.test(name))
        return 'leads into the ".git" directory';
    return undefined;
}
//# sourceMappingURL=repository-path.js.map
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
    const agent = config_reader_readWord(agentField, ['argocd', 'flux']);
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
        kind: kind === undefined ? 'Kustomization' : config_reader_readWord(kind, ['Kustomization', 'HelmRelease']),
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
    if (!isEnvironmentName(name)) {
        throw configError(at, 'has a name that cannot be one: wanted up to 63 letters, digits, ".", "_" and "-", such as "staging"');
    }
    const fields = readFields(at, ENVIRONMENT_KEYS);
    const path = optional(fields.get('path'), (field) => readParsed(field, 'a directory such as "environments/dev"', (text) => parseRepositoryPath(text)));
    const branch = optional(fields.get('branch'), (field) => readParsed(field, 'the name of a branch', (text) => parseBranchName(text)));
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
        update: optional(fields.get('update'), (field) => config_reader_readWord(field, ['commit', 'pull-request'])) ?? 'commit',
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
        parseRepositoryPath(text);
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
        return { kind: config_reader_readWord(at, TAG_WORDS) };
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
    if (!(0,release_record/* isServiceName */.tN)(name)) {
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
    const parse = (field) => readParsed(field, wanted, (text) => git_names_parseRepositoryName(text));
    if ((0,dist/* isScalar */.jn)(at.node))
        return { repository: parse(at), path: undefined };
    const fields = readFields(at, SOURCE_KEYS);
    const repository = fields.get('repository');
    if (repository === undefined)
        throw configError(at, `has no "repository": wanted ${wanted}`);
    const path = optional(fields.get('path'), (field) => readParsed(field, 'a directory of the repository', (text) => parseRepositoryPath(text)));
    return { repository: parse(repository), path };
}
function optional(at, read) {
    return at === undefined ? undefined : read(at);
}
//# sourceMappingURL=config.js.map
;// CONCATENATED MODULE: ./packages/core/lib/environment/selection.js


/**
 * Which environments a run is for; the first rule that fits decides:
 *
 * | given | environments |
 * | --- | --- |
 * | input `environment` | that one |
 * | tag `<environment or tag-prefix>-vX.Y.Z` | that one |
 * | tag `vX.Y.Z` | every `semver` environment; a prerelease: every `semver-prerelease` one |
 * | push to the default branch | every `main` and `any` environment |
 * | push to another branch | every `branch` and `any` environment |
 * | anything else | none |
 *
 * @throws ActionError `unknown-environment`
 */
function selectEnvironments(config, request) {
    if (request.environment !== undefined && request.environment !== '') {
        const environment = findEnvironment(config, request.environment);
        return { environments: [environment], reason: `Input "environment" names ${environment.name}.` };
    }
    const tag = after(request.ref, 'refs/tags/');
    if (tag !== undefined)
        return selectByTag(config, tag);
    const branch = after(request.ref, 'refs/heads/');
    if (branch === undefined)
        return none(`${request.ref} is neither a branch nor a tag.`);
    return branch === request.defaultBranch
        ? selectByPolicy(config, ['main', 'any'], `${branch} is the default branch`)
        : selectByPolicy(config, ['branch', 'any'], `${branch} is not the default branch`);
}
function selectByTag(config, tag) {
    const prefixed = config.environments.find((environment) => isVersionFor(environment, tag));
    if (prefixed !== undefined) {
        return { environments: [prefixed], reason: `Tag ${tag} is for ${prefixed.name} alone.` };
    }
    const version = (0,version_tag/* readVersionTag */.t)(tag);
    if (version === undefined)
        return none(`Tag ${tag} is not a version.`);
    if (version.environment !== undefined) {
        return none(`Tag ${tag} is for "${version.environment}", which is no environment and no tag-prefix.`);
    }
    return version.version.prerelease === ''
        ? selectByPolicy(config, ['semver', 'semver-prerelease'], `tag ${tag} is a release version`)
        : selectByPolicy(config, ['semver-prerelease'], `tag ${tag} is a prerelease version`);
}
function isVersionFor({ name, tagPrefix }, tag) {
    return [name, tagPrefix].some((prefix) => {
        const rest = prefix === undefined ? undefined : after(tag, `${prefix}-`);
        return (rest?.startsWith('v') === true &&
            (0,version_tag/* readVersionTag */.t)(rest)?.environment === undefined &&
            (0,version_tag/* readVersionTag */.t)(rest) !== undefined);
    });
}
function selectByPolicy(config, kinds, why) {
    const environments = config.environments.filter(({ tags }) => kinds.includes(tags.kind));
    const names = environments.map(({ name }) => name).join(', ');
    return { environments, reason: `${names === '' ? 'No environment' : names}: ${why}.` };
}
function none(reason) {
    return { environments: [], reason: `No environment: ${reason}` };
}
function after(text, prefix) {
    return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}
//# sourceMappingURL=selection.js.map
;// CONCATENATED MODULE: ./packages/core/lib/build/build-environments.js






/**
 * Finds out which environments a run is for.
 * @param lines of input `tag-prefixes`, `prod=production`: they win over the configuration
 * @throws ActionError `invalid-input`, `unknown-environment` for a prefix that nothing explains although something could
 */
function nameEnvironments(lines, config, source) {
    const given = (0,build_labels/* parseAssignments */.k6)('tag-prefixes', lines).map(({ name, value }) => [name, value.trim()]);
    const configured = (config?.environments ?? []).flatMap(({ name, tagPrefix }) => [
        [name, name],
        ...(tagPrefix === undefined ? [] : [[tagPrefix, name]]),
    ]);
    const prefixes = new Map([...configured, ...given]);
    const paths = (config?.environments ?? []).flatMap(({ path }) => (path === undefined ? [] : [path]));
    const prefix = (0,version_tag/* readVersionTag */.t)((0,build_source/* gitTagOf */.Eb)(source) ?? '')?.environment;
    if (prefix !== undefined) {
        const environment = prefixes.get(prefix);
        if (environment === undefined && prefixes.size > 0)
            throw unknownPrefix(prefix, [...prefixes.keys()]);
        return { prefixes, environments: [environment ?? prefix], paths };
    }
    return { prefixes, environments: selected(config, source), paths };
}
function selected(config, source) {
    const { ref, defaultBranch } = source;
    if (config === undefined || defaultBranch === undefined)
        return [];
    const selection = selectEnvironments(config, { environment: undefined, ref, defaultBranch });
    return selection.environments.map(({ name }) => name);
}
function unknownPrefix(prefix, known) {
    const meant = (0,nearest/* closest */.kp)(prefix, known);
    const hint = meant === undefined ? `known are ${known.join(', ')}.` : `did you mean "${meant}"?`;
    return new report_error/* ActionError */.l('unknown-environment', `The Git tag begins with "${prefix}-", which is no environment and no prefix of one: ${hint} Push a tag with a prefix that is known, or add it to input "tag-prefixes" or to gitops.yaml.`);
}
//# sourceMappingURL=build-environments.js.map
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
    if (!isServiceName(service)) {
        throw new ActionError('invalid-release-trailer', `"${service}" cannot name a service: wanted letters, digits, ".", "_" and "-", begun and ended by a letter or a digit.`);
    }
    const reference = formatImageReference(parseImageReference(formatImageReference(image)));
    const built = source === undefined ? '' : ` ${parseRepositoryName(source.repository)}@${parseCommitSha(source.sha)}`;
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
    if (service === undefined || reference === undefined || rest.length > 0 || !(0,release_record/* isServiceName */.tN)(service))
        return undefined;
    const image = (0,image_reference/* readImageReference */.bc)(reference);
    if (image === undefined || (image.tag === undefined && image.digest === undefined))
        return undefined;
    if (built === undefined)
        return { service, image, source: undefined };
    const [repository, sha, ...more] = built.split('@');
    if (repository === undefined || sha === undefined || more.length > 0)
        return undefined;
    if (!isRepositoryName(repository) || !isCommitSha(sha))
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
;// CONCATENATED MODULE: ./packages/core/lib/build/own-commit.js

/** Where holds are kept, beside the values of an environment. */
const OWN_DIRECTORY = '.gitops';
const NO_COMMIT = /^0*$/;
/**
 * Whether a push brought nothing but what this project writes about environments. An application that shares its
 * repository with its environments would otherwise be built for ever: each build changes an environment.
 * @param paths directories of the environments; empty: nobody knows them, so that every push is built
 * @param compare what changed between two commits, asked only when one of them is ours
 */
async function isEnvironmentPush({ before, head, messages }, paths, compare) {
    if (NO_COMMIT.test(before) || paths.length === 0)
        return false;
    if (!messages.some((message) => parseReleaseTrailers(message).length > 0))
        return false;
    const changes = await compare(before, head);
    if (changes?.status !== 'ahead' || !changes.filesComplete || changes.files.length === 0)
        return false;
    const directories = [...paths, OWN_DIRECTORY];
    return changes.files.every((file) => directories.some((directory) => own_commit_isIn(directory, file)));
}
function own_commit_isIn(directory, file) {
    const path = directory.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
    return path !== '' && path !== '.' && file.startsWith(`${path}/`);
}
//# sourceMappingURL=own-commit.js.map
;// CONCATENATED MODULE: ./actions/build-and-push/lib/source.js

/** The commit that is built, from the run's context and the payload of its event. */
function source_readSource(context) {
    const { event } = context;
    const repository = field(event, 'repository');
    const head = field(event, 'head_commit');
    const pull = field(field(field(event, 'pull_request'), 'base'), 'ref');
    const base = pull ?? field(event, 'base_ref');
    return {
        repository: git_names_parseRepositoryName(context.repository, 'GITHUB_REPOSITORY'),
        sha: git_names_parseCommitSha(context.sha, 'GITHUB_SHA'),
        ref: context.ref,
        event: context.eventName,
        defaultBranch: context.defaultBranch,
        baseBranch: typeof base === 'string' ? base.replace(/^refs\/heads\//, '') : undefined,
        committed: field(head, 'id') === context.sha ? readDate(field(head, 'timestamp')) : undefined,
        url: `${context.serverUrl}/${context.repository}`,
        description: source_text(field(repository, 'description')),
        license: source_text(field(field(repository, 'license'), 'spdx_id')).replace(/^NOASSERTION$/, ''),
        run: context.runUrl,
    };
}
function readDate(value) {
    const date = new Date(source_text(value));
    return Number.isNaN(date.getTime()) ? undefined : date;
}
function source_text(value) {
    return typeof value === 'string' ? value : '';
}
function field(value, name) {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? Object.entries(value).find(([key]) => key === name)?.[1]
        : undefined;
}
/** What a push of a branch brought; undefined for other events. */
function readPush({ event, eventName, ref, sha }) {
    if (eventName !== 'push' || !ref.startsWith('refs/heads/'))
        return undefined;
    const commits = field(event, 'commits');
    const pushed = Array.isArray(commits) ? commits : [];
    const messages = [...pushed, field(event, 'head_commit')].map((commit) => source_text(field(commit, 'message')));
    return { before: source_text(field(event, 'before')), head: sha, messages };
}
//# sourceMappingURL=source.js.map
;// CONCATENATED MODULE: ./actions/build-and-push/lib/gather.js



/** What was asked for, with what the event, the commit and the configuration say about it. */
async function gatherRequest(around) {
    const { given, workspace, context } = around;
    const source = await datedSource(around);
    const text = await readWorkspaceConfig(workspace, given.config);
    const config = text === undefined ? undefined : parseConfig(text, given.config);
    const { prefixes, environments, paths } = nameEnvironments(given.tagPrefixes, config, source);
    const push = readPush(context);
    const known = [...paths, ...given.environmentPaths];
    const isOurs = push !== undefined &&
        given.sourceToken !== '' &&
        (await isEnvironmentPush(push, known, (base, head) => around.adapters.repository(given.sourceToken, source.repository).compare(base, head)));
    return { ...given.request, source, prefixes, environments, isEnvironmentPush: isOurs };
}
/** The event has the time of the commit that was pushed; of others the checked-out repository knows it. */
async function datedSource({ context, workspace, env }) {
    const source = source_readSource(context);
    if (source.committed !== undefined)
        return source;
    return { ...source, committed: await readCommitTime(workspace, source.sha, env) };
}
//# sourceMappingURL=gather.js.map
;// CONCATENATED MODULE: ./actions/build-and-push/lib/run.js




/** Runs build-and-push on checked inputs; loaded after them, so that a bad input fails fast. */
async function run_run(given, runtime) {
    const { log, secrets, signal } = runtime;
    const workspace = runtime.env.GITHUB_WORKSPACE ?? '.';
    const listed = parseRegistryAuth(given.registryAuth);
    for (const secret of given.request.build.secrets ?? [])
        if ('value' in secret)
            secrets.mask(secret.value);
    const context = await readContext();
    const directory = await makePrivateDirectory(runtime.env, 'build-and-push');
    (0,post/* leaveForPost */.xs)(directory.path);
    // Whatever is kept for a while is kept there, and goes with it.
    const env = { ...runtime.env, RUNNER_TEMP: directory.path };
    const adapters = await openRunAdapters({ ...given, action: 'build-and-push', runtime, host: context });
    try {
        const gathered = await gatherRequest({ given, context, adapters, workspace, env });
        const request = { ...gathered, digests: await readDigests(given, gathered, workspace) };
        const releaseFile = await prepareRelease(given, request, [workspace, runtime.env.RUNNER_TEMP ?? '']);
        const registries = given.images.map((image) => (0,image_reference/* parseImageReference */.o_)(image).registry);
        const onSecret = (secret, user) => void secrets.mask(secret, user);
        const { logins, engine, buildkit } = given;
        const credentials = await collectLogins({ given: logins, listed, registries, env, signal, onSecret });
        const registry = adapters.registry(credentials);
        const isPlain = (name) => registry.isPlain(name);
        const { caCert, clock } = adapters;
        const shared = { workspace, credentials, env, log, signal };
        const builder = createBuilder({ ...shared, engine, buildkit, caCert, isPlain });
        // Its reports are for steps that come later: they stay.
        const scanning = { ...shared, env: runtime.env, command: given.scan, directory: directory.path };
        const scan = given.scan.length === 0 ? undefined : await prepareScan(scanning);
        const sources = given.sourceToken === '' ? undefined : adapters.sources(given.sourceToken);
        try {
            const ports = { builder, registry, clock, log, scan, history: sources?.compare.bind(sources) };
            const report = await buildAndPush(request, ports);
            const outputs = buildOutputs(report);
            const record = request.byDigest ? formatPart(report) : outputs.release;
            if (record !== '')
                await releaseFile?.write(record);
            const [summary, message] = [buildSummary(report), buildMessage(report)];
            return { outcome: report.outcome, outputs, summary, message };
        }
        finally {
            await builder.close();
        }
    }
    finally {
        await adapters.close();
        await directory.remove();
    }
}
/** A push that is not built has no parts, and no files of them. */
async function readDigests({ digests }, { isEnvironmentPush }, workspace) {
    return isEnvironmentPush ? [] : parseParts(await loadReleaseInput(digests, workspace, 'digests'));
}
/** Parts of one service have a file each. */
function prepareRelease({ releaseFile }, request, places) {
    const plan = planTags({ ...request, now: new Date() });
    const parts = request.byDigest ? request.build.platforms.map((each) => each.replaceAll('/', '-')) : [];
    return prepareReleaseFile(places, releaseFile, [serviceOf(plan, request.service), ...parts].join('-'));
}
//# sourceMappingURL=run.js.map

/***/ }),

/***/ 7159:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Xo: () => (/* binding */ OWN_BUILDER),
  hj: () => (/* binding */ checkBuildkit),
  QG: () => (/* binding */ createOwnBuilder),
  Zr: () => (/* binding */ wantsOwnBuilder)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/report/error.js
var error = __webpack_require__(2254);
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/dockerfile-registries.js
/** Where a Dockerfile names an image: its frontend, the base of a stage, and what files are taken from. */
const NAMES = [
    /^#\s*syntax\s*=\s*(\S+)/i,
    /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i,
    /^\s*(?:COPY|ADD|RUN)\s.*?--(?:from=|mount=\S*\bfrom=)([^\s,]+)/i,
];
const ARGUMENT = /^\s*ARG\s+(\w+)=(\S*)/i;
const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g;
/**
 * Hosts of the registries that a Dockerfile takes images from, as far as its words and the arguments of the build tell: what is not found
 * here is not trusted by a builder that is given the certificates of registries by name.
 * https://docs.docker.com/reference/dockerfile/
 */
function registriesOfDockerfile(text, buildArgs) {
    const given = new Map(buildArgs.map(({ name, value }) => [name, value]));
    const known = new Map();
    const found = new Set();
    for (const line of text.split('\n')) {
        const [, name, value = ''] = ARGUMENT.exec(line) ?? [];
        if (name !== undefined)
            known.set(name, given.get(name) ?? unquote(value));
        for (const pattern of NAMES) {
            const image = pattern.exec(line)?.[1];
            const registry = image === undefined ? undefined : registryOf(substitute(unquote(image), known));
            if (registry !== undefined)
                found.add(registry);
        }
    }
    return found;
}
/** The host of an image name, which has a dot or a port; undefined: Docker Hub, or a stage. */
function registryOf(image) {
    const [host = '', ...path] = image.split('/');
    return path.length > 0 && /^[\w-]+(?:[.:][\w.:-]*)?$/.test(host) && /[.:]|^localhost$/.test(host)
        ? host
        : undefined;
}
function substitute(text, known) {
    return text.replace(VARIABLE, (_, braced, fallback, plain) => {
        const value = known.get(braced ?? plain ?? '');
        return value === undefined || value === '' ? (fallback ?? '') : value;
    });
}
function unquote(text) {
    return text.replace(/^(["'])(.*)\1$/, '$2');
}
//# sourceMappingURL=dockerfile-registries.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/buildx-builder.js




/** What the names of builders that a run makes for itself begin with. */
const OWN_BUILDER = 'gitops-actions-';
const DRIVERS = ['docker-container', 'kubernetes', 'remote'];
/**
 * The choice, checked. A builder that exists has its driver already.
 * @throws ActionError `invalid-input`
 */
function checkBuildkit(choice) {
    const { name, driver, driverOptions, endpoint } = choice;
    const made = [
        ...(driver === undefined ? [] : ['driver']),
        ...(driverOptions.length === 0 ? [] : ['driver-opts']),
        ...(endpoint === undefined ? [] : ['endpoint']),
    ];
    if (name !== undefined && made.length > 0) {
        throw invalid(`Input "builder" names the builder "${name}", which exists, and "${made.join('", "')}" is for a builder to be made. Leave one of them out.`);
    }
    if (name?.startsWith('-') === true || endpoint?.startsWith('-') === true) {
        throw invalid(`Input "${name?.startsWith('-') === true ? 'builder' : 'endpoint'}" begins with "-": wanted a name.`);
    }
    if (driver !== undefined && !DRIVERS.includes(driver)) {
        throw invalid(`Input "driver" is "${driver}": wanted ${DRIVERS.join(', ')}; leave it empty to use the current builder, or "engine: docker" for the builder inside docker's daemon.`);
    }
    if (driver === 'remote' && endpoint === undefined) {
        throw invalid('Input "driver" is "remote", which needs the address of a buildkitd in "endpoint", such as "tcp://buildkitd:1234".');
    }
    return choice;
}
/** Whether a builder is to be made for this run. */
function wantsOwnBuilder({ driver, driverOptions, endpoint }) {
    return driver !== undefined || driverOptions.length > 0 || endpoint !== undefined;
}
/**
 * Makes a builder and starts it. It trusts what this run trusts, where its driver lets us say so.
 * @throws ActionError `builder-unavailable`
 */
async function createOwnBuilder(tools, version, choice, build) {
    const driver = choice.driver ?? (choice.endpoint?.includes('://') === true ? 'remote' : 'docker-container');
    const name = `${OWN_BUILDER}${(0,external_node_path_.basename)(tools.directory)
        .replace(/[^A-Za-z0-9]+/g, '-')
        .toLowerCase()}`;
    const config = driver === 'remote' ? undefined : await writeConfig(tools, build);
    const entitlements = (build.allow ?? []).map((each) => `--allow-insecure-entitlement=${each}`);
    const exit = await tools.run({
        args: [
            'buildx',
            'create',
            `--name=${name}`,
            `--driver=${driver}`,
            ...choice.driverOptions.map((option) => `--driver-opt=${option}`),
            ...(config === undefined ? [] : [`--${configFlag(version)}=${config}`]),
            ...(entitlements.length === 0 || driver === 'remote'
                ? []
                : [`--buildkitd-flags=${entitlements.join(' ')}`]),
            '--bootstrap',
            ...(choice.endpoint === undefined ? [] : [choice.endpoint]),
        ],
    });
    const remove = async (cancelled) => {
        const args = ['buildx', 'rm', '--force', name];
        if (cancelled)
            tools.leaveRunning(args);
        else
            await tools.run({ args, quiet: true });
    };
    if (exit.exitCode === 0)
        return { name, driver, remove };
    await remove(false).catch(() => undefined);
    const words = exit.tail.slice(-2).join(' | ').slice(0, 600);
    throw new error/* ActionError */.l('builder-unavailable', `buildx could not make a builder with the driver "${driver}" (exit code ${exit.exitCode}): ${words === '' ? 'it said nothing' : words}. Check the inputs "driver", "driver-opts" and "endpoint".`, { kind: 'transient' });
}
/** Renamed in 0.15: https://github.com/docker/buildx/releases/tag/v0.15.0 */
function configFlag(version) {
    const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
    return Number(major) > 0 || Number(minor) >= 15 ? 'buildkitd-config' : 'config';
}
/**
 * BuildKit gets certificates and plain http by registry, and buildx takes the files along to wherever it runs:
 * https://docs.docker.com/build/buildkit/configure/#setting-registry-certificates
 */
async function writeConfig(tools, build) {
    const { caDirectory } = tools;
    const sections = [];
    for (const registry of await registriesOf(build)) {
        const plain = await tools.isPlain(registry);
        if (!plain && caDirectory === undefined)
            continue;
        const lines = plain
            ? ['  http = true']
            : [`  ca = [${JSON.stringify((0,external_node_path_.join)(caDirectory ?? '', 'ca.crt'))}]`];
        sections.push([`[registry.${JSON.stringify(registry)}]`, ...lines].join('\n'));
    }
    if (sections.length === 0)
        return undefined;
    const path = (0,external_node_path_.join)(tools.directory, 'buildkitd.toml');
    await (0,promises_.writeFile)(path, `${sections.join('\n')}\n`, { mode: 0o600 });
    return path;
}
/** Those it pushes to, keeps caches in and takes base images from. */
async function registriesOf(build) {
    const { references, pushTo = [], cacheFrom = [], cacheTo = [], buildContexts = [], file } = build;
    const caches = [...cacheFrom, ...cacheTo].flatMap(({ attributes }) => attributes);
    const names = [
        ...caches.filter(({ name }) => name === 'ref').map(({ value }) => value),
        ...buildContexts.map(({ value }) => value.replace(/^docker-image:\/\//, '')),
    ];
    const text = file === undefined ? '' : await (0,promises_.readFile)(file, 'utf8').catch(() => '');
    return new Set([
        ...[...references, ...pushTo].map(({ registry }) => registry),
        ...names.map(registryOf).filter((registry) => registry !== undefined),
        ...registriesOfDockerfile(text, build.buildArgs),
    ]);
}
function invalid(sentence) {
    return new error/* ActionError */.l('invalid-input', sentence);
}
//# sourceMappingURL=buildx-builder.js.map

/***/ }),

/***/ 6757:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ engineEnvironment),
/* harmony export */   e: () => (/* binding */ cacheVariables)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _process_executable_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(378);


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
    'KUBECONFIG',
    // By this the runner finds what a job left running: https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
    'RUNNER_TRACKING_ID',
]);
const ALLOWED_PREFIXES = [
    'DOCKER_',
    'BUILDKIT_',
    'BUILDX_',
    'BUILDAH_',
    'CONTAINERS_',
    'KUBERNETES_',
    'XDG_',
    'LC_',
];
/** What the caches of buildx read beside their attributes: https://docs.docker.com/build/cache/backends/ */
const CACHE_VARIABLES = {
    gha: [/^ACTIONS_(?:CACHE_URL|RESULTS_URL|RUNTIME_TOKEN|CACHE_SERVICE_V2)$/],
    s3: [/^AWS_/],
    azblob: [/^AZURE_/],
};
/** The environment of an engine: variables it is known to read, and a PATH of absolute entries. */
function engineEnvironment(env) {
    const own = Object.entries(env).filter((entry) => entry[1] !== undefined && isAllowed(entry[0]));
    return { ...Object.fromEntries(own), PATH: (0,_process_executable_js__WEBPACK_IMPORTED_MODULE_1__/* .searchPath */ .oe)(env).join(node_path__WEBPACK_IMPORTED_MODULE_0__.delimiter) };
}
/** Variables for the caches that a build names, and for no other build: there are tokens among them. */
function cacheVariables(env, build) {
    const types = new Set([...(build.cacheFrom ?? []), ...(build.cacheTo ?? [])].map(({ type }) => type));
    const patterns = [...types].flatMap((type) => CACHE_VARIABLES[type] ?? []);
    return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== undefined && patterns.some((pattern) => pattern.test(entry[0]))));
}
function isAllowed(name) {
    return ALLOWED.has(name.toUpperCase()) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
//# sourceMappingURL=engine-environment.js.map

/***/ }),

/***/ 3433:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ isInside),
/* harmony export */   R: () => (/* binding */ leadsTo)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);


/** Whether a path is a directory or lies below it, by its text alone; nothing lies below ''. */
function isInside(path, directory) {
    if (directory === '')
        return false;
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(directory), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(path));
    return way === '' || (way !== '..' && !/^\.\.[/\\]/.test(way) && !(0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(way));
}
/** Where a path leads once symbolic links are followed, also when the end of it does not exist yet. */
async function leadsTo(path) {
    const absolute = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(path);
    const parent = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(absolute);
    try {
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(absolute);
    }
    catch (error) {
        if (parent === absolute)
            throw error;
        return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(await leadsTo(parent), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(absolute));
    }
}
//# sourceMappingURL=containment.js.map

/***/ }),

/***/ 378:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FR: () => (/* binding */ findExecutables),
/* harmony export */   oe: () => (/* binding */ searchPath),
/* harmony export */   oq: () => (/* binding */ findExecutable)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _paths_containment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3433);



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
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, name);
        if (!(await isProgram(path)))
            continue;
        const target = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(path);
        if (!found.has(target))
            found.set(target, path);
    }
    return [...found.values()];
}
/** The entries of PATH that programs are taken from. */
function searchPath(env) {
    const workspace = env.GITHUB_WORKSPACE;
    return (env.PATH ?? '')
        .split(node_path__WEBPACK_IMPORTED_MODULE_1__.delimiter)
        .filter((entry) => (0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(entry) && (workspace === undefined || !(0,_paths_containment_js__WEBPACK_IMPORTED_MODULE_2__/* .isInside */ .F)(entry, workspace)));
}
async function isProgram(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.access)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.X_OK);
        return (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path)).isFile();
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
