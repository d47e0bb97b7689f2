export const id = 874;
export const ids = [874];
export const modules = {

/***/ 4874:
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
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
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
// EXTERNAL MODULE: ./packages/core/lib/release/record.js
var record = __webpack_require__(4286);
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
// EXTERNAL MODULE: ./packages/core/lib/environment/environment-name.js
var environment_name = __webpack_require__(2144);
// EXTERNAL MODULE: ./packages/core/lib/environment/repository-path.js
var repository_path = __webpack_require__(1191);
;// CONCATENATED MODULE: ./packages/core/lib/environment/verify-settings.js

const KEYS = {
    argocd: ['agent', 'application', 'project', 'namespace'],
    flux: ['agent', 'kind', 'name', 'namespace'],
};
/** @throws ActionError `invalid-config` */
function readVerify(at) {
    const agentField = readFields(at).get('agent');
    if (agentField === undefined)
        throw configError(at, 'has no "agent": wanted "argocd" or "flux"');
    const agent = readWord(agentField, ['argocd', 'flux']);
    const fields = readFields(at, KEYS[agent]);
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
        const root = tree_rootOf(nested);
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
        .flatMap((document) => attempt(() => tree_rootOf(document)) ?? []);
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
function trailer_parseReleaseTrailers(message) {
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
;// CONCATENATED MODULE: ./packages/core/lib/promotion/service-change.js







/** The places of these files that say which image runs, with the service that each image is. */
function servicePlaces(files, config) {
    return findImages(files).flatMap((place) => {
        const { image } = place;
        if (image === undefined || (place.tag === undefined && place.digest === undefined))
            return [];
        return [{ service: serviceOf(image, config), place: { ...place, image } }];
    });
}
/** The version that a place holds, explained by the newest commit whose trailer can be believed. */
function versionAt({ service, place }, history, config) {
    const repository = config === undefined ? undefined : findService(config, service)?.source?.repository;
    const image = service_change_imageAt(place);
    const commits = history.get(place.file) ?? [];
    for (const commit of commits) {
        const trailer = messagesOf(commit)
            .flatMap((message) => trailer_parseReleaseTrailers(message))
            .find((each) => isBelievable(each, place, { service, image: place.image, repository }));
        if (trailer !== undefined)
            return { image, source: trailer.source, introduced: commit.sha };
    }
    return { image, source: undefined, introduced: commits[0]?.sha };
}
/** The tag, else a digest cut short. */
function shortVersion(image) {
    return image.tag ?? shortDigest(image);
}
/** Seven digits; empty without a digest. */
function shortDigest({ digest }) {
    return digest?.slice('sha256:'.length, 'sha256:'.length + 7) ?? '';
}
/** The image with the tag and the digest that the place holds. */
function service_change_imageAt({ image, tag, digest = '' }) {
    const full = [digest, `sha256:${digest}`].find(image_digest/* isDigest */.B);
    return { ...image, tag: tag ?? image.tag, digest: full ?? image.digest };
}
/** The service that an image is: by the configuration, else the last part of its path. */
function serviceOf(image, config) {
    const configured = config?.services.find((service) => (0,image_reference/* sameRepository */.RB)(service.image, image));
    return configured?.name ?? serviceOfImage(image);
}
//# sourceMappingURL=service-change.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/expected-release.js





/**
 * Reads the inputs `release` (its text) and `images`; both may be empty.
 * @throws ActionError `invalid-release-record`, `invalid-images-input`
 */
function readExpectedRelease(release, images) {
    const records = release.trim() === '' ? [] : (0,record/* parseReleaseRecords */.X$)(release);
    const named = images.trim() === '' ? [] : parseImagesInput(images);
    return {
        images: [...records.map(imageOf), ...named],
        sources: records.map(({ source }) => source),
        services: (config) => [
            ...new Set([
                ...records.map(({ service }) => service),
                ...named.map((image) => serviceOf(image, config)),
            ]),
        ],
        check(config) {
            checkConfigured(records.map((record) => ({ ...record, image: imageOf(record) })), config);
        },
    };
}
function imageOf({ image, tag, digest }) {
    return (0,image_reference/* parseImageReference */.o_)(`${image}:${tag}@${digest}`);
}
//# sourceMappingURL=expected-release.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/ancestry.js


const UNKNOWN = { kind: 'other', how: 'unknown' };
/** Ancestry by what the host of the repository says. Artifacts, named by a digest, have none: only the same one is the same. */
function createAncestry(expected, commits) {
    const known = new Map();
    const own = ancestry_once(async () => ((0,git_names/* isCommitSha */._$)(expected) ? commits.changedFiles(expected) : undefined));
    const existence = ancestry_once(() => commits.compare(expected, expected));
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
            if (!(0,git_names/* isCommitSha */._$)(revision) || !(0,git_names/* isCommitSha */._$)(expected))
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
function ancestry_once(ask) {
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
        return failure;
    if (position.kind === 'behind')
        return judgeBehind(observation, position.detail);
    return judgeSettling(observation, position) ?? judgeHealth(observation, position, expected.images);
}
/**
 * A failure counts only when it was an attempt at our revision, or at one that contains it: an older one says nothing about
 * ours, and neither does one after which a sync was asked for anew, nor a later commit that failed while ours is live.
 */
function failedOperation({ state, relations, operationRelations }) {
    const { operation } = state;
    if (operation?.phase !== 'failed' || state.operationRequested)
        return undefined;
    if (!operationRelations.some(({ kind }) => kind !== 'other'))
        return undefined;
    const isLive = relations.length > 0 && relations.every(({ kind }) => kind === 'identical');
    if (isLive && !operationRelations.some(({ kind }) => kind === 'identical'))
        return undefined;
    const attempted = [...new Set(operation.revisions.map(judge_short))].join(', ');
    const reason = operation.message === '' ? 'no reason was given' : operation.message;
    const detail = `the sync of ${attempted} failed: ${reason}`;
    return { kind: 'sync-failed', detail, of: operation.willRetry ? 'attempt' : 'operation' };
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
    // What somebody paused moves for nobody, however long we wait.
    if (state.paused !== undefined)
        return { kind: 'suspended', detail: `${detail}; ${state.paused}` };
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
        if (state.paused !== undefined)
            return { kind: 'suspended', detail: `${detail}; ${state.paused}` };
        const hint = state.automated ? '' : ' and automatic sync is off: set "sync: true", or sync it yourself';
        return { kind: 'waiting', detail: detail + hint, on: 'sync' };
    }
    if (isStale(state) && !recompared) {
        const detail = `at revision ${live}, it was not compared since its sync ended`;
        return { kind: 'waiting', detail, on: 'comparison' };
    }
    return undefined;
}
/** Health that was computed before the sync ended is the health of the old pods. */
function isStale({ operation, reconciledAt }) {
    const finished = operation?.finishedAt;
    if (finished === undefined)
        return operation?.phase === 'succeeded';
    return reconciledAt === undefined || reconciledAt < finished;
}
function judgeHealth({ state: { health, images, scope }, exact }, position, expected) {
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
        return { kind: position.kind, detail: reachedDetail(position, scope) };
    const beside = runsAny(images, expected);
    // An image of a pod that has ended must not make a loser of ours: the exact images are asked for first.
    if (contested && beside && !exact) {
        return {
            kind: 'waiting',
            detail: `at revision ${live}, beside ours it runs ${wrong}`,
            on: 'image',
            beside,
        };
    }
    // What left the files of ours alone has not brought another image: it is the old one.
    if (contested)
        return { kind: 'superseded', detail: brought };
    return { kind: 'waiting', detail: `at revision ${live}, but it still runs ${wrong}`, on: 'image', beside };
}
function reachedDetail({ kind, live, wanted }, scope) {
    const [what, note] = REACHED[scope];
    const contains = kind === 'deployed' ? '' : `, which contains ${wanted}`;
    return `${what} revision ${live}${contains}${note}`;
}
const REACHED = {
    running: ['runs', ''],
    applied: ['applied', '; the agent does not check its health'],
    fetched: ['fetched', '; whether it is applied is not told'],
};
/** An image that runs in place of an expected one, as it is written; undefined when every expected one is as wanted. */
function wrongImage(live, expected) {
    for (const text of live) {
        // An agent may list what our grammar does not know; such an image is not one of ours.
        const image = (0,image_reference/* readImageReference */.bc)(text);
        if (image === undefined)
            continue;
        const wanted = expected.filter((one) => (0,image_reference/* sameRepository */.RB)(one, image));
        if (wanted.length > 0 && !wanted.some((one) => isSameImage(image, one)))
            return (0,image_reference/* formatImageReference */.my)(image);
    }
    return undefined;
}
function runsAny(live, expected) {
    return live.some((text) => {
        const image = (0,image_reference/* readImageReference */.bc)(text);
        return (image !== undefined && expected.some((one) => (0,image_reference/* sameRepository */.RB)(one, image) && isSameImage(image, one)));
    });
}
/** Expected images whose repository none of the live ones is of: a green verdict without a trace of them would be a guess. */
function absentImages(live, expected) {
    const running = live.map(image_reference/* readImageReference */.bc).filter((image) => image !== undefined);
    return expected.filter((wanted) => !running.some((image) => (0,image_reference/* sameRepository */.RB)(wanted, image)));
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
/** The first seven digits of a commit or of a digest; anything else as it is. */
function judge_short(revision) {
    return /^(?:(?:sha256:)?[0-9a-f]{7})(?=[0-9a-f]{33,57}$)/.exec(revision)?.[0] ?? revision;
}
//# sourceMappingURL=judge.js.map
// EXTERNAL MODULE: ./packages/core/lib/report/outcome.js
var report_outcome = __webpack_require__(5532);
;// CONCATENATED MODULE: ./packages/core/lib/promotion/judge-gates.js


/** Name of the check run by which verify-sync says what it proved of an environment. */
function verificationCheck(environment) {
    return `gitops/${environment}`;
}
/** Judges every gate; a promotion needs all of them open. */
function judgeGates(gates, facts) {
    return gates.map((gate) => ({ gate: gate.text, ...judge_gates_judge(gate, facts) }));
}
function judge_gates_judge(gate, facts) {
    switch (gate.kind) {
        case 'verified':
            return judge_gates_all(facts, (subject) => proof(subject, facts));
        case 'soak':
            return judge_gates_all(facts, (subject) => soaked(gate.duration, subject, facts));
        case 'window':
        case 'freeze': {
            const inside = gate.windows.some((window) => isWithin(window, facts.now));
            if (inside === (gate.kind === 'window'))
                return { open: true, reason: `it is ${inside ? 'inside' : 'outside'}` };
            return { open: false, reason: `it is ${describeLocalTime(facts.now, gate.windows[0]?.zone ?? 'UTC')}` };
        }
        case 'check':
            return checked(gate.name, facts);
        case 'image':
            return judge_gates_all(facts, ({ name, kind, imageExists }) => {
                if (kind === 'commit')
                    return { open: true, reason: 'no image changes' };
                return imageExists === true
                    ? { open: true, reason: `${name}: the registry has its image` }
                    : { open: false, reason: `${name}: the registry has no such image any more` };
            });
    }
}
/** Open when it is for each subject; what is closed is told alone. Where nothing comes in, nothing needs a proof. */
function judge_gates_all({ subjects }, judgeOne) {
    if (subjects.length === 0)
        return { open: true, reason: 'services are taken away alone' };
    const judged = subjects.map(judgeOne);
    const closed = judged.filter(({ open }) => !open);
    const told = closed.length > 0 ? closed : judged;
    return { open: closed.length === 0, reason: [...new Set(told.map(({ reason }) => reason))].join('; ') };
}
function proof({ name, kind, verification }, { app, from }) {
    const check = verificationCheck(from);
    if (verification === undefined) {
        return { open: false, reason: `${name}: no commit is known that introduced its value` };
    }
    const run = verification.find((each) => each.app === app);
    if (run === undefined) {
        const others = verification.map((each) => each.app).join(', ');
        const foreign = others === '' ? '' : ` (there is one of ${others}, which does not count)`;
        const where = kind === 'service' ? `${name}: its commit` : name;
        return { open: false, reason: `${where} has no check run ${check} of ${app}${foreign}` };
    }
    if (run.conclusion === 'success')
        return { open: true, reason: `${name} is verified in ${from}`, run };
    return { open: false, reason: `${name}: ${check} is ${run.conclusion ?? run.status}` };
}
function soaked(duration, subject, facts) {
    const { open, reason, run } = proof(subject, facts);
    if (!open)
        return { open: false, reason };
    const { name } = subject;
    const since = subject.provenSince ?? run?.completedAt;
    if (since === undefined)
        return { open: false, reason: `${name}: the host does not say since when it is verified` };
    const age = facts.now.getTime() - since.getTime();
    if (age >= duration) {
        // Not since when: a proof that is made again must not change the pull request.
        return {
            open: true,
            reason: `${name} is healthy in ${facts.from} for ${formatDuration(duration)} and longer`,
        };
    }
    const soaking = `${name} is healthy in ${facts.from} for ${formatDuration(Math.max(0, age))}`;
    return { open: false, reason: `${soaking} of ${formatDuration(duration)}` };
}
function checked(name, { checks, app, from }) {
    const run = checks.get(name)?.find((each) => each.app === app);
    if (run === undefined)
        return { open: false, reason: `the head of ${from} has no check run of ${app} with that name` };
    return { open: run.conclusion === 'success', reason: `it is ${run.conclusion ?? run.status}` };
}
/**
 * Since when a commit is proven: the end of the first of an unbroken row of successes. A run that was cancelled, or that never
 * came to its end, says nothing of what it looked at.
 * @param runs of one name, the newest first
 */
function provenSince(runs, app) {
    const telling = runs.filter((run) => run.app === app && run.status === 'completed' && run.conclusion !== 'cancelled');
    const broken = telling.findIndex(({ conclusion }) => conclusion !== 'success');
    const row = broken < 0 ? telling : telling.slice(0, broken);
    const ends = row.flatMap(({ completedAt }) => (completedAt === undefined ? [] : [completedAt.getTime()]));
    return ends.length === 0 ? undefined : new Date(Math.min(...ends));
}
//# sourceMappingURL=judge-gates.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/announce.js





/** Of a status and of a deployment: https://docs.github.com/rest/commits/statuses */
const LONGEST_DESCRIPTION = 140;
/** Of the title of a check run. */
const announce_LONGEST_TITLE = 250;
/**
 * Tells the verdict where gates and people look for it: check runs on the environment commits, statuses on the application
 * commits. The verdict stands without them: what cannot be written is a warning.
 */
async function announceVerdict(announcement, report, summary, ports) {
    if (!announcement.checkRun)
        return;
    const { environment, runUrl } = announcement;
    const { checks, log } = ports;
    const name = verificationCheck(environment);
    for (const { commit, conclusion, title } of await proofsOf(report, ports)) {
        await announce_attempt(log, `the check run ${name} on ${commit.slice(0, 7)}`, () => checks.create({ name, commit, conclusion, title, summary, detailsUrl: runUrl }));
    }
    const isGood = (0,report_outcome/* outcomeClass */.n)('verify-sync', report.outcome) !== 'failure';
    await setStatuses(announcement, isGood ? 'success' : 'failure', titleOf(report), ports);
}
/** Sets the status of every commit that was released, but for one that has a check run of the same name. */
async function setStatuses({ environment, sources, revision, runUrl }, state, title, { statuses, log }) {
    const context = verificationCheck(environment);
    const description = cutLine(title, LONGEST_DESCRIPTION);
    const others = distinct(sources).filter((source) => revision === undefined || !isSame(source, revision));
    for (const { repository, sha: commit } of others) {
        await announce_attempt(log, `the status ${context} on ${repository}@${commit.slice(0, 7)}`, () => statuses.set({ repository, commit, context, state, description, url: runUrl }));
    }
}
/**
 * A check run speaks for all that its commit introduced, so that it says `success` only where all of that was verified.
 * What is not a success is told on the revision alone: what was proven of older commits stays proven.
 */
async function proofsOf(report, { commits, log }) {
    const { revision } = report;
    const title = titleOf(report);
    if (!(0,git_names/* isCommitSha */._$)(revision)) {
        log.warning(`${revision} is no commit: there is nothing that could bear a check run`);
        return [];
    }
    const conclusion = conclusionOf(report.outcome);
    if (conclusion !== 'success')
        return [{ commit: revision, conclusion, title }];
    let found;
    await announce_attempt(log, 'which commits introduced the values', async () => {
        found = await commits(report);
    });
    if (found === undefined)
        return [{ commit: revision, conclusion: 'neutral', title }];
    return found.flatMap(({ commit, unverified }) => {
        if (unverified.length === 0)
            return [{ commit, conclusion, title }];
        const others = `${unverified.join(', ')} came with it and ${unverified.length === 1 ? 'was' : 'were'} not verified`;
        log.warning(`${commit.slice(0, 7)} gets no proof for gates: ${others}. Verify all applications of the environment in one run.`);
        if (commit !== revision)
            return [];
        return [{ commit, conclusion: 'neutral', title: cutLine(`${title} But ${others}.`, announce_LONGEST_TITLE) }];
    });
}
/** Begins one GitHub deployment for each commit that was released. */
async function beginDeployments(announcement, { deployments, log }) {
    const { environment, sources, runUrl, environmentUrl } = announcement;
    if (!announcement.deployment)
        return [];
    const begun = [];
    for (const source of distinct(sources)) {
        await announce_attempt(log, `the deployment of ${source.repository}`, async () => {
            const { repository, sha: commit } = source;
            const description = cutLine(`verify-sync waits until ${environment} runs it`, LONGEST_DESCRIPTION);
            const id = await deployments.create({ repository, commit, environment, description, key: runUrl });
            begun.push({ source, id });
            const state = { state: 'in_progress', description, logUrl: runUrl, environmentUrl };
            await deployments.setState(repository, id, state);
        });
    }
    return begun;
}
/** Ends the deployments that were begun; without a report the run failed before there was a verdict. */
async function endDeployments(begun, { environmentUrl, runUrl }, report, { deployments, log }) {
    const state = report === undefined ? 'error' : deploymentState(report.outcome);
    const said = report?.reason ?? 'the verification ended without a verdict';
    const description = cutLine(said, LONGEST_DESCRIPTION);
    for (const { source, id } of begun) {
        await announce_attempt(log, `the state of the deployment of ${source.repository}`, () => deployments.setState(source.repository, id, { state, description, logUrl: runUrl, environmentUrl }));
    }
}
function titleOf({ outcome, reason }) {
    return cutLine(`${outcome}: ${reason}`, announce_LONGEST_TITLE);
}
/** A newer release that won says nothing about ours: neither a proof nor a failure. */
function conclusionOf(outcome) {
    if (outcome === 'superseded')
        return 'neutral';
    if (outcome === 'timeout')
        return 'timed_out';
    return (0,report_outcome/* outcomeClass */.n)('verify-sync', outcome) === 'failure' ? 'failure' : 'success';
}
function deploymentState(outcome) {
    if (outcome === 'superseded')
        return 'inactive';
    return (0,report_outcome/* outcomeClass */.n)('verify-sync', outcome) === 'failure' ? 'failure' : 'success';
}
function isSame(a, b) {
    return a.sha === b.sha && a.repository.toLowerCase() === b.repository.toLowerCase();
}
function distinct(sources) {
    return [...new Map(sources.map((source) => [`${source.repository}@${source.sha}`, source])).values()];
}
async function announce_attempt(log, what, work) {
    try {
        await work();
    }
    catch (error) {
        // A cancelled run has no time for what comes after.
        if (!(error instanceof report_error/* ActionError */.l) || error.code === 'cancelled')
            throw error;
        log.warning(`${what} could not be told to GitHub, the verdict stands: ${(0,report_error/* messageOf */.b)(error)}`);
    }
}
//# sourceMappingURL=announce.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/timeline-diagram.js
/** Applications and bars that a diagram can bear; GitHub draws no more than some thousand characters of text. */
const MOST_APPLICATIONS = 20;
const MOST_BARS = 12;
/** How verdicts look: Mermaid has three styles of bars besides the plain one. */
const timeline_diagram_STYLES = {
    waiting: '',
    deployed: 'done, ',
    'deployed-by-descendant': 'done, ',
    superseded: 'active, ',
    degraded: 'crit, ',
    suspended: 'crit, ',
    'sync-failed': 'crit, ',
    'blocked-by-window': 'crit, ',
};
/**
 * The course of a wait as a Mermaid chart, a bar for each verdict of each application; empty when nothing happened.
 * Source of the syntax: https://mermaid.js.org/syntax/gantt.html
 * @param duration seconds of the whole
 */
function renderTimeline(timeline, duration) {
    const end = Math.max(duration * 1000, ...timeline.map(({ at }) => at));
    const byApplication = new Map();
    for (const entry of timeline) {
        byApplication.set(entry.application, [...(byApplication.get(entry.application) ?? []), entry]);
    }
    if (byApplication.size === 0 || end <= 0)
        return '';
    const sections = [...byApplication]
        .slice(0, MOST_APPLICATIONS)
        .flatMap(([application, entries]) => [
        `  section ${plain(application)}`,
        ...barsOf(entries, Math.round(end)),
    ]);
    const left = byApplication.size - MOST_APPLICATIONS;
    const head = ['gantt', '  title Seconds since the wait began', '  dateFormat x', '  axisFormat %M:%S'];
    const more = left > 0 ? [`  %% ${left} more applications`] : [];
    return ['```mermaid', ...head, ...sections, ...more, '```'].join('\n');
}
/** What changed its wording alone is one bar; of many bars the last ones tell how it ended. */
function barsOf(entries, end) {
    const bars = entries.filter((entry, index) => entry.verdict !== entries[index - 1]?.verdict);
    const shown = bars.slice(-MOST_BARS);
    return shown.map(({ verdict, at }, index) => {
        const from = Math.round(at);
        const until = Math.max(from + 1, Math.round(shown[index + 1]?.at ?? end));
        return `  ${verdict} :${timeline_diagram_STYLES[verdict]}${from}, ${until}`;
    });
}
/** Names are Kubernetes names; anything else that came from outside must not end a line or begin another statement. */
function plain(text) {
    return text.replace(/[^A-Za-z0-9 ./_-]/g, ' ').slice(0, 80);
}
//# sourceMappingURL=timeline-diagram.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/summary.js



/** Rows of a table that people read. */
const MOST_ROWS = 100;
/** The job summary of verify-sync: the answer, one row for each application, the cause, the course of events. */
function renderVerifySummary(report) {
    const { applications, resources, cause, timeline } = report;
    const shown = applications.slice(0, MOST_ROWS);
    const left = applications.length - shown.length;
    const diagram = renderTimeline(timeline, report.duration);
    return [
        `### verify-sync: ${report.outcome}`,
        (0,markdown/* markdownText */.p7)(report.reason),
        ...(shown.length === 0
            ? []
            : [(0,markdown/* markdownTable */.Qj)(['Application', 'Verdict', 'Revision', 'Detail'], shown.map(applicationRow))]),
        ...(left === 0 ? [] : [`… and ${left} more applications.`]),
        ...(cause === '' ? [] : [`**Cause:** ${(0,markdown/* markdownText */.p7)(cause)}`]),
        ...(resources.length === 0
            ? []
            : [(0,markdown/* markdownTable */.Qj)(['Resource', 'State', 'Message'], resources.map(resourceRow))]),
        ...(diagram === '' ? [] : [diagram]),
        `Wanted ${(0,markdown/* markdownCode */.D9)(report.revision)}, decided after ${report.duration}s.`,
    ].join('\n\n');
}
function applicationRow({ application, verdict, revision, detail, url, }) {
    const revisions = revision
        .split(',')
        .map((one) => (0,markdown/* markdownCode */.D9)(judge_short(one)))
        .join(', ');
    return [summary_nameOf(application, url), verdict, revisions, (0,markdown/* markdownText */.p7)(detail)];
}
function resourceRow({ label, state, message, url }) {
    return [summary_nameOf(label, url), (0,markdown/* markdownText */.p7)(state), (0,markdown/* markdownText */.p7)(message)];
}
function summary_nameOf(label, url) {
    return url === undefined ? (0,markdown/* markdownCode */.D9)(label) : (0,markdown/* markdownLink */.iQ)((0,markdown/* markdownText */.p7)(label), url);
}
//# sourceMappingURL=summary.js.map
// EXTERNAL MODULE: ./packages/core/lib/environment/duration.js
var duration = __webpack_require__(7923);
;// CONCATENATED MODULE: ./packages/core/lib/sync/track.js

function createTrack(name, state, now) {
    return {
        name,
        state,
        verdict: { kind: 'waiting', detail: 'its revisions are not compared yet', on: 'revision' },
        since: now,
        seen: now,
        judged: now,
        hasNews: true,
        failedAt: undefined,
        refreshed: undefined,
        asking: false,
        suspect: false,
        recompared: new Set(),
        stale: undefined,
        recomparedFor: undefined,
        exact: undefined,
        syncRequested: false,
        window: undefined,
        refusal: undefined,
        failures: 0,
        error: undefined,
    };
}
/** Takes a newer state. */
function tell(track, state, now) {
    track.state = state;
    track.seen = now;
    track.hasNews = true;
    track.failures = 0;
    track.failedAt = undefined;
    track.suspect = false;
}
/** The state as it is judged: with the exact images, when those that were reported are still the same. */
function judgedState({ state, exact }) {
    return exact?.of === imagesKey(state) ? { ...state, images: exact.images } : state;
}
/** By what reported images are told from others. */
function imagesKey({ images }) {
    return images.join('\n');
}
/** Whether the agent is to be asked to compare with Git: only what is behind gains by it. */
function isBehind({ verdict }) {
    return verdict.kind === 'waiting' && verdict.on === 'revision';
}
function isTransient(error) {
    return error instanceof report_error/* ActionError */.l && error.kind === 'transient';
}
function isUnauthorized(error) {
    return !(error instanceof report_error/* ActionError */.l) || error.code === 'agent-unauthorized';
}
//# sourceMappingURL=track.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/assistance.js


/** How long the agent may take to compare by itself after an operation, in milliseconds: a hard refresh renders everything anew. */
const STALE_PATIENCE = 3_000;
/**
 * Asks the agent for what only asking brings: a hard refresh, once for each operation whose end no comparison followed and
 * once for comparisons that fail, with a second look before that is believed; the images without those of ended pods; a sync, once.
 * Answers whether there is a new state to judge.
 * @throws ActionError of the agent
 */
async function assist(track, request, ports) {
    const { verdict } = track;
    if (verdict.kind === 'waiting' && verdict.on === 'comparison') {
        if (isPatient(track, ports))
            return false;
        const end = track.state.operation?.finishedAt;
        return recompare(track, end, { key: String(end), refresh: 'hard' }, ports);
    }
    if (lacksExactImages(track, request, ports.clock.monotonic()))
        return askImages(track, ports);
    if (verdict.kind === 'sync-failed' && verdict.of === 'comparison')
        return lookAgain(track, request, ports);
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
/** Asked once for each list of images, and again at intervals: a pod ends without a word in that list. */
function lacksExactImages({ verdict, state, exact }, { interval }, now) {
    if (verdict.kind !== 'waiting' || verdict.on !== 'image' || verdict.beside !== true)
        return false;
    return exact?.of !== imagesKey(state) || now - exact.at >= interval;
}
async function askImages(track, { agent, clock, log }) {
    if (agent.runningImages === undefined)
        return false;
    const of = imagesKey(track.state);
    try {
        track.exact = { of, images: await agent.runningImages(track.name), at: clock.monotonic() };
        return true;
    }
    catch (error) {
        if (!isTransient(error))
            throw error;
        log.debug(`${track.state.label}: the images that run could not be told from those that ran`);
        // Not to be asked for without rest.
        track.exact = { of, images: track.state.images, at: clock.monotonic() };
        return false;
    }
}
function isPatient(track, { clock }) {
    const now = clock.monotonic();
    const after = track.state.operation?.finishedAt;
    const stale = track.stale?.after === after ? track.stale : undefined;
    track.stale = stale ?? { after, since: now };
    return now - track.stale.since < STALE_PATIENCE;
}
/**
 * A comparison fails while the agent cannot reach Git or renders too much at once, too, and it would not try again for minutes: it is
 * asked to at once, and again when the failure has lasted.
 */
async function lookAgain(track, { stableFor }, ports) {
    const { judged, recompared, since } = track;
    if (!recompared.has(FAILED))
        return recompare(track, undefined, { key: FAILED, refresh: 'hard' }, ports);
    if (judged - since < stableFor)
        return false;
    return recompare(track, undefined, { key: `${FAILED} since ${since}`, refresh: 'normal' }, ports);
}
const FAILED = 'a comparison that failed';
/** @param end of the operation that was not compared since; undefined when the comparison itself failed */
async function recompare(track, end, { key, refresh }, { agent, clock, log }) {
    if (track.recompared.has(key))
        return false;
    track.recompared.add(key);
    log.info(`${track.state.label}: asking for a ${refresh === 'hard' ? 'hard ' : ''}refresh`);
    try {
        tell(track, await agent.observe(track.name, refresh), clock.monotonic());
    }
    catch (error) {
        if (!isTransient(error))
            throw error;
        log.info(`${track.state.label}: the refresh was not answered: ${(0,report_error/* messageOf */.b)(error)}`);
        return false;
    }
    track.recomparedFor = { end };
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
;// CONCATENATED MODULE: ./packages/core/lib/ports/agent.js
function isSelector(target) {
    return 'selector' in target;
}
/** `name`, `namespace/name` or `kind/namespace/name`, as people write it; tells applications of one agent apart. */
function applicationLabel({ kind, namespace, name }) {
    return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}
//# sourceMappingURL=agent.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/polling.js


/** How long a comparison with Git serves while an application is behind, in milliseconds: each costs the agent a fetch. */
const REFRESH_EVERY = 30_000;
/** Answers in a row that say no, before they are believed: an ApplicationSet may be making the application anew. */
const BELIEVED_REFUSALS = 2;
/**
 * Asks for the first state of one application. A refresh that is not answered is passed over: what the agent knows may do.
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
    const track = createTrack(name, state, clock.monotonic());
    track.refreshed = track.seen;
    return track;
}
/** Milliseconds until the application is to be asked about again: after each interval, and when its verdict becomes ripe. */
function pollDue(track, { interval, stableFor }, now) {
    const { asking, failedAt, seen, since, suspect, verdict } = track;
    if (asking)
        return interval;
    const ripe = verdict.kind === 'waiting' ? seen : since + stableFor;
    const next = seen < ripe ? Math.min(seen + interval, ripe) : seen + interval;
    const wanted = suspect ? now : next;
    const rested = failedAt === undefined ? wanted : Math.max(wanted, failedAt + interval);
    return Math.max(0, rested - now);
}
/** Asks in the background, and rings when there is an answer: the loop goes on meanwhile. */
function poll(track, request, ports, wait) {
    const asked = ports.clock.monotonic();
    ask(track, refreshFor(track, request, asked), ports, wait);
}
/** As `poll`, with the refresh that is wanted. */
function ask(track, refresh, ports, wait) {
    const { agent, clock } = ports;
    const asked = clock.monotonic();
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
function refreshFor(track, request, now) {
    const { refreshed = -Infinity } = track;
    return request.refresh && isBehind(track) && now - refreshed >= REFRESH_EVERY ? 'normal' : 'none';
}
/** One failing answer in the middle of a wait is not the end of it; a token that is not accepted is. */
function takeFailure(track, error, { clock, log }) {
    track.failedAt = clock.monotonic();
    if (!isTransient(error))
        track.failures += 1;
    if (isUnauthorized(error) || track.failures >= BELIEVED_REFUSALS) {
        track.error = error;
        return;
    }
    log.info(`${track.state.label}: could not be read, trying again: ${(0,report_error/* messageOf */.b)(error)}`);
}
//# sourceMappingURL=polling.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/roster.js


function createRoster({ applications }) {
    return {
        tracks: [],
        names: applications.flatMap((target) => (isSelector(target) ? [] : [target])),
        selectors: applications.filter(isSelector),
        empty: new Set(),
        refusals: new Map(),
        asking: false,
        listed: 0,
        failedAt: undefined,
        failures: 0,
        suspect: false,
        refreshed: 0,
        windowsAsked: -Infinity,
        windowsLeft: false,
        error: undefined,
    };
}
/** Named applications beyond this are asked about together: a request for each and every tick would be a burden. */
const FEW = 5;
/** Whether the applications are asked about by lists: many, of unknown number, or not there yet. */
function isCrowd({ names, selectors }, { expectedCount }) {
    return selectors.length > 0 || names.length > FEW || expectedCount !== undefined;
}
function findTrack({ tracks }, name) {
    const label = applicationLabel(name);
    return tracks.find((track) => applicationLabel(track.name) === label);
}
/** Takes a state, and a new application with it. */
function tellRoster(roster, name, state, now) {
    const known = findTrack(roster, name);
    if (known !== undefined) {
        tell(known, state, now);
        return known;
    }
    const track = createTrack(name, state, now);
    roster.tracks.push(track);
    // Which selector it came by is for the next list to say.
    if (roster.empty.size > 0)
        roster.suspect = true;
    return track;
}
/** Takes what the stream tells. */
function hear(roster, event, request, ports) {
    if (event.kind === 'changed') {
        tellRoster(roster, event.name, event.state, ports.clock.monotonic());
        return;
    }
    const track = findTrack(roster, event.name);
    if (track === undefined)
        return;
    if (isCrowd(roster, request))
        roster.suspect = true;
    if (roster_isNamed(roster, event.name))
        track.suspect = true;
    else
        drop(roster, track, ports);
}
/** Of what a selector found nothing is expected but to be in the list. */
function drop(roster, track, { log }) {
    log.info(`${track.state.label}: is gone`);
    roster.tracks.splice(roster.tracks.indexOf(track), 1);
}
function roster_isNamed({ names }, name) {
    const label = applicationLabel(name);
    return names.some((one) => applicationLabel(one) === label);
}
/** What is not there yet, for people; empty when everything is. */
function absentees(roster, { expectedCount = 1 }) {
    const names = roster.names.filter((name) => findTrack(roster, name) === undefined).map(applicationLabel);
    const missing = names.length === 0 ? [] : [`not there yet: ${names.join(', ')}`];
    const unmatched = [...roster.empty].map((selector) => `no application matches selector=${selector}`);
    const found = roster.tracks.length;
    const count = found < expectedCount ? [`${found} of ${expectedCount} applications exist`] : [];
    return [...missing, ...unmatched, ...count];
}
//# sourceMappingURL=roster.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/crowd.js





/** Refreshes that may be on their way at once, and the least milliseconds between two: each costs the agent a comparison. */
const REFRESHES_AT_ONCE = 4;
const REFRESH_PAUSE = 1_000;
/**
 * Asks for the first states, by one list for all names and one for each selector.
 * @throws ActionError of the agent; `application-not-found` for a name when nothing says how many to wait for
 */
async function beginCrowd(roster, request, ports) {
    await listAll(roster, request, ports);
    if (request.expectedCount !== undefined)
        return;
    for (const name of missingNames(roster)) {
        tellRoster(roster, name, await ports.agent.observe(name, 'none'), ports.clock.monotonic());
    }
}
/** Milliseconds until the list is due: after each interval, and when a verdict becomes ripe. */
function crowdDue(roster, request, now) {
    const { interval, stableFor } = request;
    const { asking, failedAt, listed, suspect, tracks } = roster;
    if (asking)
        return interval;
    const silent = Math.min(...tracks.map(({ seen }) => seen), tracks.length === 0 ? listed : Infinity);
    const isWaiting = tracks.some(({ verdict }) => verdict.kind === 'waiting') || roster.empty.size > 0;
    const ripe = tracks
        .filter(({ verdict, seen, since }) => verdict.kind !== 'waiting' && seen < since + stableFor)
        .map(({ since }) => since + stableFor);
    // What is good counts when all of it is: one list then answers for everybody.
    const sick = tracks.some(({ verdict }) => !GOOD.includes(verdict.kind) && verdict.kind !== 'waiting');
    const ripest = sick ? Math.min(...ripe) : Math.max(...ripe);
    const next = Math.max(silent, isWaiting ? listed : silent) + interval;
    const wanted = suspect ? now : ripe.length === 0 || (isWaiting && !sick) ? next : Math.min(next, ripest);
    const rested = failedAt === undefined ? wanted : Math.max(wanted, failedAt + interval);
    return Math.max(0, rested - now);
}
const GOOD = ['deployed', 'deployed-by-descendant', 'superseded'];
/** Asks for all in the background, and rings when there is an answer. */
function askCrowd(roster, request, ports, wait) {
    roster.asking = true;
    roster.suspect = false;
    void listAll(roster, request, ports)
        .then(() => (request.expectedCount === undefined ? askMissing(roster, ports, wait) : undefined))
        .catch((error) => {
        if (!wait.over)
            crowd_takeFailure(roster, error, ports);
    })
        .finally(() => {
        roster.asking = false;
        wait.bell.ring();
    });
}
async function listAll(roster, request, ports) {
    const { agent, clock } = ports;
    const { names, selectors } = roster;
    const asked = clock.monotonic();
    const [named, ...selected] = await Promise.all([
        names.length === 0 ? [] : agent.list(names),
        ...selectors.map((selector) => agent.list([selector])),
    ]);
    const found = [...named, ...selected.flat()];
    roster.listed = clock.monotonic();
    roster.failures = 0;
    roster.failedAt = undefined;
    for (const [index, { selector }] of selectors.entries()) {
        if (selected[index]?.length === 0)
            roster.empty.add(selector);
        else
            roster.empty.delete(selector);
    }
    for (const { name, state } of found) {
        // An event that came meanwhile is newer than the answer may be.
        const isNewer = (findTrack(roster, name)?.seen ?? -Infinity) > asked;
        if (!isNewer)
            tellRoster(roster, name, state, roster.listed);
        roster.refusals.delete(applicationLabel(name));
    }
    const listed = new Set(found.map(({ name }) => applicationLabel(name)));
    for (const track of [...roster.tracks]) {
        const isLost = !listed.has(applicationLabel(track.name)) && track.seen <= asked;
        // Where a number is given, what is gone may come again; it does not count until then.
        if (isLost && (!roster_isNamed(roster, track.name) || request.expectedCount !== undefined)) {
            drop(roster, track, ports);
        }
        else if (isLost)
            track.suspect = true;
    }
}
/** A name that the list lacks is asked about by itself: why it is not there is said only to that question. */
async function askMissing(roster, { agent, clock, log }, wait) {
    for (const name of missingNames(roster)) {
        const label = applicationLabel(name);
        try {
            tellRoster(roster, name, await agent.observe(name, 'none'), clock.monotonic());
            roster.refusals.delete(label);
        }
        catch (error) {
            if (wait.over)
                return;
            if (isUnauthorized(error))
                throw error;
            log.info(`${label}: could not be read, trying again: ${(0,report_error/* messageOf */.b)(error)}`);
            if (isTransient(error))
                continue;
            const refusals = (roster.refusals.get(label) ?? 0) + 1;
            roster.refusals.set(label, refusals);
            if (refusals >= BELIEVED_REFUSALS)
                roster.error = error;
        }
    }
}
function missingNames(roster) {
    return roster.names.filter((name) => findTrack(roster, name)?.suspect !== false);
}
function crowd_takeFailure(roster, error, { clock, log }) {
    roster.failedAt = clock.monotonic();
    if (!isTransient(error))
        roster.failures += 1;
    if (isUnauthorized(error) || roster.failures >= BELIEVED_REFUSALS)
        roster.error = error;
    else
        log.info(`the applications could not be listed, trying again: ${(0,report_error/* messageOf */.b)(error)}`);
}
/** Has those compared with Git that are behind, a few at a time, the longest unasked first. */
function refreshCrowd(roster, request, ports, wait) {
    if (refreshDue(roster, request, ports.clock.monotonic()) !== 0)
        return;
    const next = nextToRefresh(roster);
    if (next === undefined)
        return;
    roster.refreshed = ports.clock.monotonic();
    ask(next, 'normal', ports, wait);
}
/** Milliseconds until the next refresh is due; undefined when none is. */
function refreshDue(roster, request, now) {
    if (!request.refresh)
        return undefined;
    const { tracks, refreshed } = roster;
    if (tracks.filter(({ asking }) => asking).length >= REFRESHES_AT_ONCE)
        return undefined;
    const next = nextToRefresh(roster);
    if (next === undefined)
        return undefined;
    // The first round goes as fast as the agent answers.
    if (next.refreshed === undefined)
        return 0;
    return Math.max(0, refreshed + REFRESH_PAUSE - now, next.refreshed + REFRESH_EVERY - now);
}
function nextToRefresh({ tracks }) {
    const behind = tracks.filter((track) => isBehind(track) && !track.asking);
    return behind.toSorted((a, b) => (a.refreshed ?? -Infinity) - (b.refreshed ?? -Infinity))[0];
}
//# sourceMappingURL=crowd.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/timeline.js
/** Beyond this a name leaves its column. */
const LONGEST_LABEL = 40;
const VERDICT_WIDTH = 'deployed-by-descendant'.length;
/** The first row of the log's table. */
function formatTimelineHead(width) {
    return formatRow('time', 'application', 'verdict', 'detail', width);
}
/** A row of the log's table: only changes are printed, in columns, so that they read as one table. */
function formatTimelineRow({ at, application, verdict, detail }, width) {
    return formatRow(`${(at / 1000).toFixed(1)}s`, application, verdict, detail, width);
}
function formatRow(time, application, verdict, detail, width) {
    const label = application.padEnd(Math.min(Math.max(width, 'application'.length), LONGEST_LABEL));
    return `${time.padStart(8)}  ${label}  ${verdict.padEnd(VERDICT_WIDTH)}  ${detail}`;
}
//# sourceMappingURL=timeline.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/windows.js


/** Of many applications so many are asked about at once, with so many milliseconds between: each costs the agent a request. */
const AT_ONCE = 4;
const PAUSE = 1_000;
/** How long an answer serves, in milliseconds: windows open and close by the minute. */
const SERVES = 30_000;
/**
 * Asks which windows are in the way of syncs that are missing: of a few applications at once, of many a few at a time, the
 * longest unasked first.
 */
async function askWindows(missing, { roster }, request, ports) {
    const unasked = missing.filter(({ state, refusal }) => {
        return refusal === undefined && !state.operationRequested && state.operation?.phase !== 'running';
    });
    if (!isCrowd(roster, request)) {
        await Promise.all(unasked.map((track) => windows_ask(track, ports)));
        return;
    }
    const now = ports.clock.monotonic();
    const stale = unasked.filter(({ window }) => window === undefined || now - window.at >= SERVES);
    const isRested = now - roster.windowsAsked >= PAUSE;
    const next = stale.toSorted((a, b) => (a.window?.at ?? -Infinity) - (b.window?.at ?? -Infinity));
    const turn = isRested ? next.slice(0, AT_ONCE) : [];
    if (turn.length > 0)
        roster.windowsAsked = now;
    roster.windowsLeft = stale.length > turn.length;
    await Promise.all(turn.map((track) => windows_ask(track, ports)));
}
/** Milliseconds until the next turn; undefined when nobody waits for one. */
function windowsDue({ windowsAsked, windowsLeft }, now) {
    return windowsLeft ? Math.max(0, windowsAsked + PAUSE - now) : undefined;
}
/** The closed window, by the agent's refusal of our sync or by the last answer about this state. */
function windowOf({ refusal, window, state }) {
    const isUnderWay = state.operationRequested || state.operation?.phase === 'running';
    return refusal ?? (isUnderWay ? undefined : window?.closed);
}
/** That it cannot be told now is no reason to stop. */
async function windows_ask(track, { agent, clock, log }) {
    const { name, state } = track;
    try {
        const closed = await agent.blockingWindow(name, state.automated ? 'automatic' : 'manual');
        track.window = { at: clock.monotonic(), closed };
    }
    catch (error) {
        if (!isTransient(error))
            throw error;
        log.debug(`${state.label}: its sync windows could not be read`);
        track.window = { at: clock.monotonic(), closed: undefined };
    }
}
//# sourceMappingURL=windows.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/judging.js






/** Judges every application by what was told last, and logs what changed. */
async function judgeAll(course, request, ports) {
    const tracks = [...course.roster.tracks];
    const related = await Promise.all(tracks.map((track) => relate(track, ports)));
    await askWindows(related.filter(judging_lacksSync).map(({ track }) => track), course, request, ports);
    if (course.wait.over)
        return;
    const live = tracks.flatMap(({ state }) => state.images);
    const [absent] = absentImages(live, request.images).map(image_reference/* formatImageReference */.my);
    for (const one of related) {
        const verdict = judgeOne(one, request, ports);
        note(one, absent === undefined ? verdict : holdBack(verdict, absent), course, ports);
    }
}
async function relate(track, { ancestry }) {
    const { seen, state: told } = track;
    const state = judgedState(track);
    const [relations, operationRelations] = await Promise.all([
        Promise.all(state.revisions.map((revision) => ancestry.relation(revision))),
        Promise.all((state.operation?.revisions ?? []).map((revision) => ancestry.relation(revision))),
    ]);
    return { track, told, seen, state, relations, operationRelations };
}
function judging_lacksSync({ state, relations }) {
    const isBehind = relations.length === 0 || relations.some(({ kind }) => kind === 'other');
    return isBehind || state.sync === 'out-of-sync';
}
function judgeOne(related, request, { agent }) {
    const { track, state } = related;
    const window = judging_lacksSync(related) ? windowOf(track) : undefined;
    const { recomparedFor } = track;
    const recompared = recomparedFor !== undefined && recomparedFor.end === state.operation?.finishedAt;
    const exact = agent.runningImages === undefined || track.exact?.of === imagesKey(track.state);
    return judge({ ...related, window, recompared, exact }, request);
}
/** A green verdict without a trace of the image would be a guess. */
function holdBack(verdict, absent) {
    if (verdict.kind !== 'deployed' && verdict.kind !== 'deployed-by-descendant')
        return verdict;
    return { kind: 'waiting', detail: `${verdict.detail}, but no application runs ${absent} yet`, on: 'image' };
}
/** Remembers since when the verdict is of its kind, and logs it when it says something new. */
function note({ track, told, seen }, verdict, { roster, timeline, started }, { clock, log }) {
    const before = track.verdict;
    if (verdict.kind !== before.kind)
        track.since = seen;
    track.verdict = verdict;
    track.judged = seen;
    // Something newer may have been told while the revisions were compared.
    track.hasNews = track.state !== told;
    if (verdict.kind === before.kind && verdict.detail === before.detail)
        return;
    const entry = {
        at: clock.monotonic() - started,
        application: track.state.label,
        verdict: verdict.kind,
        detail: verdict.detail,
    };
    timeline.push(entry);
    const width = Math.max(...roster.tracks.map(({ name }) => applicationLabel(name).length));
    if (timeline.length === 1)
        log.info(formatTimelineHead(width));
    log.info(formatTimelineRow(entry, width));
}
//# sourceMappingURL=judging.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/reporting.js

/** How long the agent may take to tell the cause once the verdict stands, in milliseconds. */
const CAUSE_PATIENCE = 10_000;
const UNEXPLAINED = { cause: undefined, resources: [] };
/** What was found, with the cause that the agent knows when it is not good. */
async function reportOn(request, { roster, timeline, started }, settled, ports) {
    const duration = Math.round((ports.clock.monotonic() - started) / 100) / 10;
    const culprit = roster.tracks.find(({ state }) => state.label === settled.culprit);
    const { cause, resources } = culprit === undefined ? UNEXPLAINED : await explain(culprit, ports);
    return {
        outcome: settled.outcome,
        reason: settled.reason,
        revision: request.revision,
        applications: roster.tracks.map(reportOf),
        cause: cause ?? settled.cause,
        resources,
        timeline,
        duration,
    };
}
/** The verdict stands without it: what was observed is the cause then. */
async function explain({ name }, { agent, clock, cancelled }) {
    const patience = clock.timer(CAUSE_PATIENCE);
    const asked = agent.explain(name).catch(() => UNEXPLAINED);
    try {
        return await Promise.race([asked, patience.done.then(() => UNEXPLAINED), cancelled]);
    }
    finally {
        patience.cancel();
    }
}
function reportOf(track) {
    const { label, revisions, url, images, directories = [] } = judgedState(track);
    const { kind, detail } = track.verdict;
    const revision = revisions.join(',');
    return { application: label, verdict: kind, detail, revision, url, images, directories };
}
//# sourceMappingURL=reporting.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/settle.js


/** Names in one sentence. */
const LISTED = 5;
const FATAL = ['sync-failed', 'blocked-by-window'];
const SICK = ['degraded', 'suspended', 'sync-failed'];
const settle_GOOD = ['deployed', 'deployed-by-descendant', 'superseded'];
/**
 * One verdict for all applications. Fatal ones end it at once, sick ones when they stay so for `stableFor`, good ones
 * when all of them stayed good for `stableFor`, and were seen at its end. Pure: `now` and `started` are monotonic milliseconds.
 * @param absent what is not there yet, for people: nothing is good as long as something is missing
 */
function combine(standings, window, now, started, absent = []) {
    const { revision, timeout, stableFor } = window;
    const left = started + timeout - now;
    const isRipe = ({ judged, since }) => judged - since >= stableFor;
    const fatal = standings.filter(settle_isOf(FATAL)).find(isCertain);
    if (fatal !== undefined)
        return failed(fatal.verdict.kind, fatal, undefined);
    const sick = standings.filter(settle_isOf(SICK)).find((standing) => isRipe(standing) || left <= 0);
    if (sick !== undefined)
        return failed(sick.verdict.kind, sick, sick.state.label);
    const good = standings.every(settle_isOf(settle_GOOD)) && absent.length === 0;
    if (good && standings.every(isRipe))
        return succeeded(standings, revision);
    if (left <= 0)
        return timedOut(standings, window, absent);
    return { kind: 'open', left };
}
function succeeded(standings, revision) {
    const worst = settle_GOOD.toReversed().find((kind) => standings.some(({ verdict }) => verdict.kind === kind));
    const outcome = worst ?? 'deployed';
    const newer = standings.find(({ verdict }) => verdict.kind === 'superseded');
    const unchecked = uncheckedIn(standings);
    const how = unchecked === ''
        ? { verb: 'runs', end: ', healthy.' }
        : { verb: 'has', end: `. Nobody checks the health of ${unchecked}.` };
    const reasons = {
        deployed: `Every application ${how.verb} ${judge_short(revision)}${how.end}`,
        'deployed-by-descendant': `Every application ${how.verb} ${judge_short(revision)} or a commit that contains it${how.end}`,
        superseded: `A newer release won: ${newer?.state.label ?? ''}: ${newer?.verdict.detail ?? ''}.`,
    };
    return { kind: 'final', outcome, reason: reasons[outcome], cause: '', culprit: undefined };
}
/** Applications of which the agent tells no more than that the revision was applied, for people. */
function uncheckedIn(standings) {
    const labels = standings
        .filter(({ state }) => state.scope !== undefined && state.scope !== 'running')
        .map(({ state }) => state.label);
    const more = labels.length > LISTED ? ` and ${labels.length - LISTED} more` : '';
    return labels.slice(0, LISTED).join(', ') + more;
}
function failed(outcome, { state, verdict }, culprit) {
    const { detail } = verdict;
    return { kind: 'final', outcome, reason: `${state.label}: ${detail}`, cause: detail, culprit };
}
/** A failure that the agent tries to mend by itself is one that may pass, and so is an outage. */
function isCertain({ verdict }) {
    return verdict.kind !== 'sync-failed' || verdict.of === 'operation';
}
function timedOut(standings, { revision, timeout, stableFor }, absent) {
    const missing = standings.filter((standing) => !settle_isOf(settle_GOOD)(standing));
    const details = [...missing.map(({ state, verdict }) => `${state.label}: ${verdict.detail}`), ...absent];
    const unstable = `every application is good, but not yet for ${(0,duration/* formatDuration */.a)(stableFor)}`;
    const cause = details.length === 0 ? unstable : details.join('; ');
    const unwell = missing.find(({ verdict }) => verdict.kind === 'waiting' && verdict.on === 'health') ??
        missing.find(({ verdict }) => verdict.kind === 'waiting' && verdict.on === 'sync');
    return {
        kind: 'final',
        outcome: 'timeout',
        reason: `After ${(0,duration/* formatDuration */.a)(timeout)} ${judge_short(revision)} is not proved to be live: ${cause}.`,
        cause,
        culprit: unwell?.state.label,
    };
}
function settle_isOf(kinds) {
    return (standing) => kinds.some((kind) => kind === standing.verdict.kind);
}
//# sourceMappingURL=settle.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/verify.js












/**
 * Waits until every application runs the revision, healthy and stable, or until it is certain that one will not.
 * Events wake it; polling serves when there are none. Nothing is asked and no timer runs once it has ended.
 * @throws ActionError of the agent and of the repository; `timeout` when the agent never answered; why the run was cancelled
 */
async function verifySync(request, ports) {
    const { clock, cancelled } = ports;
    const started = clock.monotonic();
    const wait = { bell: createBell(), over: false };
    const course = { wait, roster: createRoster(request), timeline: [], started };
    const deadline = clock.timer(request.timeout);
    const watches = [];
    const stop = () => {
        wait.over = true;
        for (const watch of watches)
            watch.stop();
    };
    try {
        const settled = await Promise.race([
            verify_settle(request, ports, course, watches),
            deadline.done.then(() => settleLate(request, course)),
            cancelled,
        ]);
        stop();
        warnOfUnchecked(settled, course, ports);
        return await reportOn(request, course, settled, ports);
    }
    finally {
        stop();
        wait.bell.ring();
        deadline.cancel();
    }
}
/** Green that is less than it looks must not be found out later. */
function warnOfUnchecked({ outcome }, { roster }, { log }) {
    const unchecked = uncheckedIn(roster.tracks);
    if (unchecked === '' || (outcome !== 'deployed' && outcome !== 'deployed-by-descendant'))
        return;
    log.warning(`The agent tells that the revision was applied, and nothing of the health of ${unchecked}: let it check that (Flux: "wait: true" or "healthChecks").`);
}
/** Observe, judge, wait. When the time is over it is left behind, and stops at its next step. */
async function verify_settle(request, ports, course, watches) {
    const { agent, clock } = ports;
    const { wait, roster, started } = course;
    await begin(request, ports, roster);
    if (!wait.over) {
        const watch = agent.watch(request.applications, (event) => {
            if (wait.over)
                return;
            hear(roster, event, request, ports);
            wait.bell.ring();
        });
        watches.push(watch);
    }
    while (!wait.over) {
        throwFailure(roster);
        await judgeAll(course, request, ports);
        if (await assistAll(course, request, ports))
            await judgeAll(course, request, ports);
        const absent = absentees(roster, request);
        const settled = combine(roster.tracks, request, clock.monotonic(), started, absent);
        // What was told meanwhile may be that it is not so any more.
        if (settled.kind === 'final' && isGood(settled) && roster.tracks.some(({ hasNews }) => hasNews))
            continue;
        if (settled.kind === 'final')
            return settled;
        await rest(course, settled.left, request, ports);
    }
    return settleLate(request, course);
}
function isGood({ outcome }) {
    return (0,report_outcome/* outcomeClass */.n)('verify-sync', outcome) !== 'failure';
}
async function begin(request, ports, roster) {
    if (isCrowd(roster, request)) {
        await beginCrowd(roster, request, ports);
        return;
    }
    roster.tracks.push(...(await Promise.all(roster.names.map((name) => beginTrack(name, request, ports)))));
}
function throwFailure(roster) {
    const failing = [roster, ...roster.tracks].find(({ error }) => error !== undefined);
    if (failing !== undefined)
        throw failing.error;
}
async function assistAll({ roster, wait }, request, ports) {
    if (wait.over)
        return false;
    const asked = await Promise.all(roster.tracks.map((track) => assist(track, request, ports)));
    return asked.includes(true);
}
/** Asks about those whose turn it is, and waits until something is told or due. */
async function rest({ roster, wait }, left, request, ports) {
    if (wait.over)
        return;
    const { tracks } = roster;
    const now = ports.clock.monotonic();
    const due = tracks.map((track) => assistanceDue(track, now) ?? left);
    if (isCrowd(roster, request)) {
        if (!roster.asking && crowdDue(roster, request, now) === 0)
            askCrowd(roster, request, ports, wait);
        refreshCrowd(roster, request, ports, wait);
        due.push(crowdDue(roster, request, now));
        due.push(refreshDue(roster, request, now) ?? left, windowsDue(roster, now) ?? left);
    }
    else {
        for (const track of tracks) {
            if (!track.asking && pollDue(track, request, now) === 0)
                poll(track, request, ports, wait);
        }
        due.push(...tracks.map((track) => pollDue(track, request, now)));
    }
    await wait.bell.wait(Math.max(1, Math.min(left, ...due)), ports.clock);
}
/** The verdict by what was seen last. */
function settleLate(request, { roster, started }) {
    const absent = absentees(roster, request);
    const isKnown = roster.tracks.length > 0 || roster.listed > 0;
    const settled = isKnown
        ? combine(roster.tracks, request, started + request.timeout, started, absent)
        : undefined;
    if (settled?.kind === 'final')
        return settled;
    throw new report_error/* ActionError */.l('timeout', `The agent told nothing about the applications within ${(0,duration/* formatDuration */.a)(request.timeout)} ("timeout"). Check that it answers, or raise "timeout".`, { kind: 'transient', outcome: 'timeout' });
}
//# sourceMappingURL=verify.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/announced-verification.js




/**
 * Verifies, and tells of it where gates and people look. A deployment that was begun is ended, also when there is no verdict;
 * the wait does not wait for it.
 * @throws ActionError of `verifySync`
 */
async function verifyAnnounced(request, announcement, ports) {
    const beginning = beginDeployments(announcement, ports);
    // It is waited for below, and must not fail unseen before.
    beginning.catch(() => undefined);
    let report;
    try {
        report = await verifySync(request, ports);
    }
    catch (error) {
        await endDeployments(await beginning, announcement, undefined, ports);
        // Writes take a second each, and a cancelled run has less.
        const isCancelled = error instanceof report_error/* ActionError */.l && error.code === 'cancelled';
        if (announcement.checkRun && !isCancelled) {
            await setStatuses(announcement, 'error', 'verify-sync ended without a verdict', ports);
        }
        throw error;
    }
    const begun = await beginning;
    await Promise.all([
        announceVerdict(announcement, report, renderVerifySummary(report), ports),
        endDeployments(begun, announcement, report, ports),
    ]);
    return report;
}
//# sourceMappingURL=announced-verification.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/outputs.js
/** The outputs of verify-sync besides `outcome`. */
function verifyOutputs({ applications, cause, duration, }) {
    return {
        applications: JSON.stringify(applications.map(verdictOf)),
        'observed-revision': [...new Set(applications.map(({ revision }) => revision))].join(','),
        cause,
        duration: String(duration),
    };
}
/** What later steps may want to read; what runs is long, and the agent's to tell. */
function verdictOf({ application, verdict, detail, revision, url, }) {
    return { application, verdict, detail, revision, url };
}
//# sourceMappingURL=outputs.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/configured-applications.js


/**
 * The applications of an environment by its `verify` settings, with `{service}` and `{environment}` filled in: one for each
 * service where the settings speak of services. Undefined when there are no settings.
 * @param services the services that were released; none: all of the configuration
 * @throws ActionError `invalid-input` when the settings speak of services and there is none
 */
function configuredApplications({ name: environment, verify }, services, config) {
    if (verify === undefined)
        return undefined;
    const texts = verify.agent === 'argocd'
        ? [verify.application, verify.namespace ?? '', verify.project ?? '']
        : [verify.name, verify.namespace];
    const isByService = texts.some((text) => text.includes('{service}'));
    const named = services.length > 0 ? services : config.services.map(({ name }) => name);
    if (isByService && named.length === 0) {
        throw new report_error/* ActionError */.l('invalid-input', `"verify" of the environment "${environment}" in ${config.path} speaks of {service}, and nobody names one: give "service" or "release", or list services there.`);
    }
    const filled = (isByService ? named : ['']).map((service) => {
        const fill = (text) => text.replaceAll('{service}', service).replaceAll('{environment}', environment);
        return verify.agent === 'argocd'
            ? {
                name: { name: fill(verify.application), namespace: configured_applications_optional(verify.namespace, fill) },
                project: configured_applications_optional(verify.project, fill),
            }
            : {
                name: { kind: verify.kind, name: fill(verify.name), namespace: fill(verify.namespace) },
                project: undefined,
            };
    });
    const projects = [...new Set(filled.map(({ project }) => project))];
    const unique = new Map(filled.map(({ name }) => [applicationLabel(name), name]));
    return {
        agent: verify.agent,
        applications: [...unique.values()],
        // Several projects cannot be asked for at once; without one all are looked through.
        project: projects.length === 1 ? projects[0] : undefined,
    };
}
function configured_applications_optional(text, fill) {
    return text === undefined ? undefined : fill(text);
}
//# sourceMappingURL=configured-applications.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/verification-targets.js




/**
 * The applications to verify: those of the inputs, else those that the environment's `verify` of the configuration names.
 * @throws ActionError `invalid-input`, `unknown-environment`
 */
function findTargets(given, config) {
    const { environment: name, services } = given;
    const isConfigured = config !== undefined && config.environments.length > 0;
    const environment = name === undefined || !isConfigured ? undefined : findEnvironment(config, name);
    if (given.applications.length > 0) {
        const { verify } = environment ?? {};
        const agent = given.agent ?? verify?.agent ?? 'argocd';
        const ofConfig = verify?.agent === 'argocd' && agent === 'argocd' ? verify.project : undefined;
        const project = given.project ?? (ofConfig?.includes('{') === true ? undefined : ofConfig);
        return { agent, project, environment, applications: place(given.applications, agent, given.namespace) };
    }
    const found = environment === undefined || config === undefined
        ? undefined
        : configuredApplications(environment, services, config);
    if (found === undefined)
        throw nothingNamed(given, config);
    checkAgent(given, found);
    const applications = place(found.applications, found.agent, given.namespace);
    return { agent: found.agent, project: given.project ?? found.project, environment, applications };
}
function checkAgent({ agent, environment = '' }, found) {
    if (agent === undefined || agent === found.agent)
        return;
    throw new report_error/* ActionError */.l('invalid-input', `the input "agent" is "${agent}", and "verify" of the environment "${environment}" says "${found.agent}"; leave "agent" out, or name the applications in "applications"`);
}
/** Each once, in the namespace that is meant. */
function place(targets, agent, namespace) {
    const placed = targets.map((target) => ({ ...target, namespace: target.namespace ?? namespace }));
    const odd = agent === 'argocd' ? placed.find(({ kind }) => kind !== undefined) : undefined;
    if (odd !== undefined) {
        throw new report_error/* ActionError */.l('invalid-input', `the input "applications" has the line ${JSON.stringify(labelOf(odd))}, with a kind; Argo CD has one kind only: wanted "name" or "namespace/name"`);
    }
    return [...new Map(placed.map((target) => [labelOf(target), target])).values()];
}
function labelOf(target) {
    if (!isSelector(target))
        return applicationLabel(target);
    const { selector, ...rest } = target;
    return applicationLabel({ ...rest, name: `selector=${selector}` });
}
function nothingNamed({ environment }, config) {
    const name = environment === undefined ? 'an environment' : `the environment "${environment}"`;
    const where = config === undefined ? 'a "gitops.yaml" of the environment repository' : config.path;
    const how = environment === undefined
        ? 'name them, or give "environment" where'
        : `name them, or say in ${where} how those of ${name} are found: there is no`;
    const end = environment === undefined ? `${where} says how its applications are found (\`verify\`)` : '`verify`';
    return new report_error/* ActionError */.l('invalid-input', `the input "applications" is empty; ${how} ${end}`);
}
//# sourceMappingURL=verification-targets.js.map
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
;// CONCATENATED MODULE: ./packages/adapters/lib/json/member.js

/** Foreign JSON is unknown until it is asked for: each reader answers undefined for anything of another type. */
function member_objectAt(value, ...path) {
    const found = at(value, path);
    return isJsonObject(found) ? found : undefined;
}
function member_textAt(value, ...path) {
    const found = at(value, path);
    return typeof found === 'string' ? found : undefined;
}
function member_numberAt(value, ...path) {
    const found = at(value, path);
    return typeof found === 'number' ? found : undefined;
}
function member_listAt(value, ...path) {
    const found = at(value, path);
    return Array.isArray(found) ? found : [];
}
function at(value, path) {
    let found = value;
    for (const key of path) {
        if (!isJsonObject(found))
            return undefined;
        found = found[key];
    }
    return found;
}
//# sourceMappingURL=member.js.map
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
    const isOurs = (source) => (member_textAt(source, 'chart') ?? '') === '' &&
        normaliseRepositoryUrl(member_textAt(source, 'repoURL') ?? '') === wanted;
    const hydrator = member_objectAt(spec, 'sourceHydrator', 'drySource');
    const several = member_listAt(spec, 'sources');
    const sources = several.length > 0 ? several : [hydrator ?? member_objectAt(spec, 'source')];
    const positions = sources.flatMap((source, index) => (isOurs(source) ? [index] : []));
    if (positions.length === 0)
        throw noSource(label, sources, repositoryUrl);
    const directories = positions.flatMap((index) => member_textAt(sources[index], 'path') ?? []);
    if (several.length > 0) {
        const revisionsIn = (value) => complete(positions.map((index) => member_listAt(value, 'revisions')[index]));
        return { directories, revisionsIn };
    }
    const dry = hydrator === undefined ? (revision) => revision : dryRevisions(status);
    return { directories, revisionsIn: (value) => complete([dry(member_textAt(value, 'revision'))]) };
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
    const operations = ['currentOperation', 'lastSuccessfulOperation'].map((name) => member_objectAt(status, 'sourceHydrator', name));
    return (hydrated) => {
        const made = operations.find((operation) => operation?.hydratedSHA === hydrated);
        return hydrated === undefined || made === undefined ? hydrated : made.drySHA;
    };
}
function noSource(label, sources, repositoryUrl) {
    const read = [...new Set(sources.map((source) => member_textAt(source, 'repoURL') ?? 'no repository'))].join(', ');
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
const application_LISTED = 3;
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
/**
 * Reads an Application object; words that are not known are neither ready nor failed.
 * @throws ActionError `agent-invalid-answer`, `no-matching-source`
 */
function readApplication(value, name, server, repositoryUrl) {
    const label = applicationLabel(name);
    const status = member_objectAt(value, 'status') ?? {};
    const spec = member_objectAt(value, 'spec');
    if (spec === undefined || member_objectAt(value, 'metadata') === undefined) {
        throw new report_error/* ActionError */.l('agent-invalid-answer', `The answer about "${label}" is not an Argo CD Application. Check that "server" is the address of Argo CD.`);
    }
    const ours = findOurSources(spec, status, label, repositoryUrl);
    return {
        label,
        url: applicationUrl(value, name, server),
        revisions: ours.revisionsIn(status.sync),
        sync: SYNC.get(member_textAt(status, 'sync', 'status') ?? '') ?? 'unknown',
        operationRequested: member_objectAt(value, 'operation') !== undefined,
        operation: failedHydration(status) ?? readOperation(member_objectAt(status, 'operationState'), ours),
        health: readHealth(status.health),
        reconciledAt: timeAt(status, 'reconciledAt'),
        errors: [...deletion(value), ...terminalConditions(status)],
        images: member_listAt(status, 'summary', 'images').filter((image) => typeof image === 'string'),
        directories: ours.directories,
        automated: isAutomated(spec),
        inertia: inertiaOf(value),
        paused: undefined,
        scope: 'running',
    };
}
/** The page of an application. */
function applicationUrl(value, name, server) {
    return `${server}/applications/${namespaceOf(value)}/${encodeURIComponent(name.name)}`;
}
function namespaceOf(value) {
    const namespace = member_textAt(value, 'metadata', 'namespace') ?? '';
    return /^[a-z0-9-]+$/.test(namespace) ? namespace : 'argocd';
}
function readHealth(value) {
    const word = member_textAt(value, 'status') ?? '';
    const message = oneLine(member_textAt(value, 'message') ?? '');
    const status = HEALTH.get(word);
    if (status !== undefined)
        return { status, message };
    const said = word === '' || word === 'Unknown' ? '' : `Argo CD says "${oneLine(word, 80)}"`;
    return { status: 'unknown', message: [said, message].filter((part) => part !== '').join(': ') };
}
function readOperation(state, ours) {
    if (state === undefined)
        return undefined;
    const applied = ours.revisionsIn(member_objectAt(state, 'syncResult'));
    const asked = ours.revisionsIn(member_objectAt(state, 'operation', 'sync'));
    // A sync that only shows what it would do has tried nothing.
    const isTrial = member_objectAt(state, 'operation', 'sync')?.dryRun === true;
    return {
        phase: phaseOf(member_textAt(state, 'phase')),
        revisions: isTrial ? [] : applied.length > 0 ? applied : asked,
        message: [member_textAt(state, 'message') ?? '', ...failedResources(state)]
            .map((part) => oneLine(part))
            .join('; '),
        finishedAt: timeAt(state, 'finishedAt'),
        // While Argo CD will try again it keeps the phase at Running.
        willRetry: false,
    };
}
/**
 * A commit that the source hydrator could not render is one that will never be synced; it tries again by itself.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/
 */
function failedHydration(status) {
    const operation = member_objectAt(status, 'sourceHydrator', 'currentOperation');
    const revision = member_textAt(operation, 'drySHA') ?? '';
    if (member_textAt(operation, 'phase') !== 'Failed' || revision === '')
        return undefined;
    const message = `it could not be hydrated: ${member_textAt(operation, 'message') ?? 'no reason was given'}`;
    return {
        phase: 'failed',
        revisions: [revision],
        message: oneLine(message),
        finishedAt: timeAt(operation, 'finishedAt'),
        willRetry: true,
    };
}
function failedResources(state) {
    return member_listAt(state, 'syncResult', 'resources')
        .filter((resource) => {
        const phase = member_textAt(resource, 'hookPhase') ?? '';
        return member_textAt(resource, 'status') === 'SyncFailed' || phase === 'Failed' || phase === 'Error';
    })
        .slice(0, application_LISTED)
        .map((resource) => {
        const what = `${member_textAt(resource, 'kind') ?? 'resource'} ${member_textAt(resource, 'name') ?? ''}`;
        return `${what}: ${member_textAt(resource, 'message') ?? 'failed'}`;
    });
}
/** A phase that is not known is neither ready nor failed. */
function phaseOf(phase) {
    if (phase === 'Succeeded')
        return 'succeeded';
    return phase === 'Failed' || phase === 'Error' ? 'failed' : 'running';
}
function deletion(value) {
    return member_textAt(value, 'metadata', 'deletionTimestamp') === undefined ? [] : ['it is being deleted'];
}
function terminalConditions(status) {
    return member_listAt(status, 'conditions').flatMap((condition) => {
        const type = member_textAt(condition, 'type') ?? '';
        if (!TERMINAL_CONDITIONS.includes(type))
            return [];
        return [`${type}: ${oneLine(member_textAt(condition, 'message') ?? '')}`];
    });
}
function isAutomated(spec) {
    const automated = member_objectAt(spec, 'syncPolicy', 'automated');
    return automated !== undefined && automated.enabled !== false;
}
/** https://argo-cd.readthedocs.io/en/stable/operator-manual/high_availability/#manifest-paths-annotation */
function inertiaOf(value) {
    const paths = member_textAt(value, 'metadata', 'annotations', 'argocd.argoproj.io/manifest-generate-paths') ?? '';
    return paths === ''
        ? undefined
        : `its annotation manifest-generate-paths passes commits over that leave ${oneLine(paths, 200)} alone`;
}
function timeAt(value, key) {
    const time = Date.parse(member_textAt(value, key) ?? '');
    return Number.isNaN(time) ? undefined : time;
}
//# sourceMappingURL=application.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/credential.js
/** A token of the input `auth-token`. */
function fixedCredential(token) {
    return {
        token: () => Promise.resolve(token),
        origin: 'the input "auth-token"',
        advice: 'Create one with "argocd proj role create-token PROJECT ROLE"',
    };
}
//# sourceMappingURL=credential.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/token-expiry.js

/**
 * When a token of Argo CD, a JWT, expires; undefined when it never does or cannot be read. Nothing is verified: this is for a
 * message. https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
 */
function tokenExpiry(token) {
    try {
        const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
        const seconds = member_objectAt(claims)?.exp;
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
function refusal_refusal(response, question) {
    const detail = messageIn(response);
    const [code, sentence] = refusal_explain(response.status, detail, question);
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
function refusal_explain(status, detail, question) {
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
function unauthorized(detail, { server, authToken, origin, advice, now }) {
    const expiry = tokenExpiry(authToken);
    const expired = expiry !== undefined && expiry <= now;
    const why = expired
        ? `it expired at ${expiry.toISOString()}`
        : 'it is wrong, revoked, or of another Argo CD';
    return `${server} does not accept ${origin} (${detail}): ${why}. ${advice}.`;
}
/** The body of an error has `error`, `code` and `message`; a proxy's is anything. */
function messageIn(response) {
    try {
        const body = response.json();
        return oneLine(member_textAt(body, 'message') ?? member_textAt(body, 'error') ?? 'no message', SHOWN);
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
    const credential = typeof authToken === 'string' ? fixedCredential(authToken) : authToken;
    const identity = (name) => ({
        ...(name.namespace === undefined ? {} : { appNamespace: name.namespace }),
        ...(project === undefined ? {} : { project }),
    });
    const parametersOf = ({ name, namespace, selector }, fields) => new URLSearchParams({
        ...(name === undefined ? {} : { name }),
        ...(selector === undefined ? {} : { selector }),
        ...(namespace === undefined ? {} : { appNamespace: namespace }),
        ...(project === undefined ? {} : { project }),
        fields,
    });
    const question = (token) => ({
        project,
        server: base,
        authToken: token,
        origin: credential.origin,
        advice: credential.advice,
        now: clock.now(),
    });
    return {
        server: base,
        async application(name, { method = 'GET', path = '', query = {}, body }) {
            const isSync = method === 'POST';
            // A write names its application in the body; a query beside it is not read.
            const parameters = new URLSearchParams(isSync ? {} : { ...query, ...identity(name) });
            const search = parameters.size === 0 ? '' : `?${parameters.toString()}`;
            const token = await credential.token();
            const response = await patient.request({
                method,
                url: `${base}/api/v1/applications/${encodeURIComponent(name.name)}${path}${search}`,
                headers: { ...headersWith(token), 'content-type': 'application/json' },
                ...(body === undefined ? {} : { body: JSON.stringify({ ...body, ...identity(name) }) }),
                maxBytes: api_MAX_BYTES,
                deadline: api_DEADLINE,
                // A refresh that was not answered goes on at the server: a second one would only add to it.
                retry: 'refresh' in query ? 'never' : 'safe',
            });
            if (response.status === 200)
                return decodeAnswer(response, base);
            throw refusal_refusal(response, { ...question(token), label: applicationLabel(name), isSync });
        },
        async list(scope) {
            const fields = FIELDS.map((field) => `items.${field}`).join(',');
            const token = await credential.token();
            const response = await patient.request({
                url: `${base}/api/v1/applications?${parametersOf(scope, fields).toString()}`,
                headers: headersWith(token),
                maxBytes: api_MAX_BYTES,
                deadline: api_DEADLINE,
            });
            if (response.status === 200)
                return member_listAt(decodeAnswer(response, base), 'items');
            throw refusal_refusal(response, { ...question(token), label: scope.selector ?? 'any', isSync: false });
        },
        async stream(scope, signal) {
            const token = await credential.token();
            const fields = ['result.type', ...FIELDS.map((field) => `result.application.${field}`)].join(',');
            const parameters = parametersOf(scope, fields);
            return http.stream({
                url: `${base}/api/v1/stream/applications?${parameters.toString()}`,
                // Argo CD compares the header as a whole: with any other text it sends no keepalives.
                headers: { ...headersWith(token), accept: 'text/event-stream' },
                idleTimeout: STREAM_IDLE,
                deadline: STREAM_DEADLINE,
                signal,
            });
        },
    };
}
function headersWith(token) {
    return { authorization: `Bearer ${token}`, accept: 'application/json' };
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
 * @param containers which container of a pod is to blame, by the pod's name, where that is known
 */
function causeInTree(tree, containers = new Map()) {
    const groups = new Map();
    for (const node of sickNodes(tree)) {
        const key = `${member_textAt(node, 'kind') ?? ''} ${cause_reasonOf(node)}`;
        groups.set(key, [...(groups.get(key) ?? []), node]);
    }
    const told = [...groups.values()].slice(0, cause_LISTED).map((nodes) => cause_describe(nodes, containers));
    return told.length === 0 ? undefined : told.join('; ');
}
/** The sick nodes that own no other sick node, the worst first. */
function sickNodes(tree) {
    const sick = member_listAt(tree, 'nodes').filter((node) => !WELL.includes(statusOf(node)));
    const owners = new Set(sick.flatMap((node) => member_listAt(node, 'parentRefs').map(identityOf)));
    const leaves = sick.filter((node) => !owners.has(identityOf(node)));
    return leaves.toSorted((a, b) => rank(a) - rank(b));
}
/** The health word of a node of the tree; `Healthy` where Argo CD has no check for its kind. */
function statusOf(node) {
    return member_textAt(node, 'health', 'status') ?? 'Healthy';
}
/** References to owners have no uid in old versions; the names are there in all. */
function identityOf(node) {
    return ['group', 'kind', 'namespace', 'name'].map((key) => member_textAt(node, key) ?? '').join('/');
}
/** The broken before the unfinished, and what runs before what owns. */
function rank(node) {
    const kind = RUNNING.includes(member_textAt(node, 'kind') ?? '') ? 0 : 1;
    return kind + (statusOf(node) === 'Progressing' ? 2 : 0);
}
function cause_describe(nodes, containers) {
    const [node] = nodes;
    const kind = member_textAt(node, 'kind') ?? 'resource';
    const more = nodes.length === 1 ? '' : ` and ${nodes.length - 1} more`;
    const name = member_textAt(node, 'name') ?? '';
    const container = kind === 'Pod' ? containers.get(name) : undefined;
    const where = container === undefined ? '' : `, container ${container}`;
    return oneLine(`${kind} ${name}${more}${where}: ${cause_reasonOf(node)}`);
}
/** The word that `kubectl get pods` shows, such as `ImagePullBackOff`, and the message with the container or image. */
function cause_reasonOf(node) {
    const info = member_listAt(node, 'info')
        .map((item) => member_objectAt(item))
        .find((item) => item?.name === 'Status Reason');
    const words = [member_textAt(info, 'value') ?? statusOf(node), member_textAt(node, 'health', 'message') ?? ''];
    return words.filter((word) => word !== '').join(': ');
}
//# sourceMappingURL=cause.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/explain.js




/** Resources that a summary can show. */
const explain_LISTED = 20;
/** Pods whose events are asked for: alike ones have alike reasons. */
const ASKED = 3;
/** Why an application is not as wanted: sick resources down to pods and containers, and those that differ from Git. */
async function explain_explain(api, name) {
    const [application, tree] = await Promise.all([
        api.application(name, {}),
        api.application(name, { path: '/resource-tree' }),
    ]);
    const url = applicationUrl(application, name, api.server);
    const containers = await askContainers(api, name, tree);
    const sick = sickNodes(tree).map((node) => sickReport(node, url));
    const known = new Set(sick.map(({ label }) => label));
    const drifted = driftedReports(application, url).filter(({ label }) => !known.has(label));
    return { cause: causeInTree(tree, containers), resources: [...sick, ...drifted].slice(0, explain_LISTED) };
}
function sickReport(node, application) {
    const state = statusOf(node);
    const reason = cause_reasonOf(node);
    return {
        label: explain_labelOf(node),
        state,
        message: oneLine(reason === state ? '' : reason),
        url: resourceUrl(node, application),
    };
}
/** What `status.resources` says is not as in Git, or not well; the API server fills in health that the object lacks. */
function driftedReports(application, url) {
    return member_listAt(application, 'status', 'resources').flatMap((resource) => {
        const sync = member_textAt(resource, 'status') ?? 'Unknown';
        const health = statusOf(resource);
        const words = [
            ...(sync === 'Synced' || sync === '' ? [] : [sync]),
            ...(health === 'Healthy' ? [] : [health]),
            ...(member_objectAt(resource)?.requiresPruning === true ? ['RequiresPruning'] : []),
        ];
        if (words.length === 0)
            return [];
        const message = oneLine(member_textAt(resource, 'health', 'message') ?? '');
        return [
            {
                label: explain_labelOf(resource),
                state: oneLine(words.join(', '), 80),
                message,
                url: resourceUrl(resource, url),
            },
        ];
    });
}
function explain_labelOf(resource) {
    const place = [member_textAt(resource, 'namespace'), member_textAt(resource, 'name')].filter(Boolean).join('/');
    return oneLine(`${member_textAt(resource, 'kind') ?? 'resource'} ${place}`, 200);
}
/** The resource's panel of the application's page: `node` is group, kind, namespace, name and container. */
function resourceUrl(resource, application) {
    return `${application}?node=${encodeURIComponent(`${identityOf(resource)}/0`)}`;
}
/** Which container of a sick pod is to blame: only its events name it, unless the message does. */
async function askContainers(api, name, tree) {
    const pods = sickNodes(tree)
        .filter((node) => member_textAt(node, 'kind') === 'Pod' && !cause_reasonOf(node).includes('container'))
        .slice(0, ASKED);
    const found = await Promise.all(pods.map(async (pod) => {
        const podName = member_textAt(pod, 'name') ?? '';
        const query = {
            resourceName: podName,
            resourceNamespace: member_textAt(pod, 'namespace') ?? '',
            resourceUID: member_textAt(pod, 'uid') ?? '',
        };
        // The cause stands without it.
        const events = await api.application(name, { path: '/events', query }).catch(() => undefined);
        return [podName, containerIn(events)];
    }));
    return new Map(found.flatMap(([pod, container]) => (container === undefined ? [] : [[pod, container]])));
}
/** `spec.containers{api}`: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-reference/ */
function containerIn(events) {
    const warnings = member_listAt(events, 'items').filter((event) => member_textAt(event, 'type') === 'Warning');
    const paths = warnings.map((event) => member_textAt(event, 'involvedObject', 'fieldPath') ?? '');
    return paths.map((path) => /^spec\.(?:initC|c)ontainers\{([^}]{1,63})\}$/.exec(path)?.[1]).findLast(Boolean);
}
//# sourceMappingURL=explain.js.map
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
async function follow(api, scope, clock, signal, listener) {
    let rest = FIRST_REST;
    while (!signal.aborted) {
        try {
            await followOnce(api, scope, signal, (application, isGone) => {
                rest = FIRST_REST;
                listener(application, isGone);
            });
        }
        catch {
            // Told apart from an end by nothing that matters here.
        }
        await clock.sleep(rest, signal).catch(() => undefined);
        rest = Math.min(rest * 2, LONGEST_REST);
    }
}
/** Ends with the stream, or with an event that is an error. */
async function followOnce(api, scope, signal, listener) {
    const stream = await api.stream(scope, signal);
    try {
        if (stream.status !== 200)
            return;
        for await (const event of readEvents(stream.chunks)) {
            const result = member_objectAt(JSON.parse(event), 'result');
            if (result?.application === undefined)
                return;
            listener(result.application, member_textAt(result, 'type') === 'DELETED');
        }
    }
    finally {
        stream.close();
    }
}
//# sourceMappingURL=follow.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/running-images.js

/** Words for pods that have ended and will not start again. */
const OVER = ['Completed', 'Succeeded', 'Evicted'];
/** Words for pods that have failed: those of a job stay so, others start again. */
const running_images_FAILED = ['Error', 'Failed', 'OOMKilled', 'DeadlineExceeded', 'ContainerCannotRun'];
/**
 * The images of what runs, from `GET /applications/{name}/resource-tree`: `status.summary.images` lists those of ended pods as
 * well, and a cron job keeps some for days.
 * Source of the words: `populatePodInfo` of https://github.com/argoproj/argo-cd/blob/master/controller/cache/info.go
 */
function runningImages(tree) {
    const images = member_listAt(tree, 'nodes')
        .filter((node) => !isOver(node))
        .flatMap((node) => member_listAt(node, 'images'))
        .filter((image) => typeof image === 'string');
    return [...new Set(images)];
}
function isOver(node) {
    if (member_textAt(node, 'kind') !== 'Pod')
        return false;
    const info = member_listAt(node, 'info').find((item) => member_objectAt(item)?.name === 'Status Reason');
    const reason = member_textAt(info, 'value') ?? '';
    const isOfJob = member_listAt(node, 'parentRefs').some((parent) => member_textAt(parent, 'kind') === 'Job');
    return OVER.includes(reason) || (isOfJob && running_images_FAILED.includes(reason));
}
//# sourceMappingURL=running-images.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/scope.js


/**
 * The fewest scopes that cover the targets: one for all names together, one for each selector, because a server takes one
 * selector at a time. Many names cost one wide scope that is sifted here.
 */
function scopesOf(targets) {
    const names = targets.flatMap((target) => (isSelector(target) ? [] : [target]));
    const selectors = targets.filter(isSelector);
    const [first, ...more] = names;
    const named = first === undefined ? [] : [more.length === 0 ? scopeOfOne(first) : scopeOfMany(names)];
    return [
        ...named,
        ...selectors.map(({ namespace, selector }) => ({
            selector,
            ...(namespace === undefined ? {} : { namespace }),
            nameOf: (application) => names.find((name) => scope_isNamed(application, name)) ?? fullName(application),
        })),
    ];
}
function scopeOfOne(wanted) {
    return {
        name: wanted.name,
        ...(wanted.namespace === undefined ? {} : { namespace: wanted.namespace }),
        nameOf: (application) => (scope_isNamed(application, wanted) ? wanted : undefined),
    };
}
function scopeOfMany(names) {
    const [namespace, ...others] = new Set(names.map((name) => name.namespace));
    return {
        ...(namespace === undefined || others.length > 0 ? {} : { namespace }),
        nameOf: (application) => names.find((name) => scope_isNamed(application, name)),
    };
}
function scope_isNamed(application, wanted) {
    if (member_textAt(application, 'metadata', 'name') !== wanted.name)
        return false;
    return wanted.namespace === undefined || member_textAt(application, 'metadata', 'namespace') === wanted.namespace;
}
function fullName(application) {
    const name = member_textAt(application, 'metadata', 'name');
    return name === undefined ? undefined : { name, namespace: member_textAt(application, 'metadata', 'namespace') };
}
//# sourceMappingURL=scope.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/windows.js

/**
 * The window of `GET /applications/{name}/syncwindows` that keeps a sync from starting now. An open `deny` window holds
 * syncs, and so does every `allow` window when none of them is open; `manualSync` lets those pass that were asked for, and
 * `canSync` says whether one of those would pass.
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
function blockingWindow(answer, trigger) {
    const canSync = member_objectAt(answer)?.canSync === true;
    if (trigger === 'manual' && canSync)
        return undefined;
    const active = member_listAt(answer, 'activeWindows');
    const deny = active.find((window) => member_textAt(window, 'kind') === 'deny');
    if (deny !== undefined)
        return `the sync window ${windows_describe(deny)} denies syncs now`;
    const isOpen = active.some((window) => member_textAt(window, 'kind') === 'allow');
    const closed = member_listAt(answer, 'assignedWindows').find((window) => member_textAt(window, 'kind') === 'allow');
    if (closed !== undefined && !isOpen)
        return `the sync window ${windows_describe(closed)} is closed now`;
    return canSync || member_objectAt(answer)?.canSync === undefined ? undefined : 'a sync window is closed now';
}
function windows_describe(window) {
    const schedule = member_textAt(window, 'schedule') ?? '?';
    const duration = member_textAt(window, 'duration') ?? '?';
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
        const key = applicationLabel(name);
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
        async list(targets) {
            const found = await Promise.all(scopesOf(targets).map(async (scope) => (await api.list(scope)).flatMap((application) => {
                const name = scope.nameOf(application);
                return name === undefined ? [] : [{ name, state: read(application, name) }];
            })));
            return [...new Map(found.flat().map((one) => [applicationLabel(one.name), one])).values()];
        },
        watch(targets, listener) {
            const stopped = new AbortController();
            for (const scope of scopesOf(targets)) {
                void follow(api, scope, clock, stopped.signal, (application, isGone) => {
                    const name = scope.nameOf(application);
                    if (name === undefined)
                        return;
                    listener(isGone ? { kind: 'gone', name } : { kind: 'changed', name, state: read(application, name) });
                });
            }
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
        explain: (name) => explain_explain(api, name),
        async runningImages(name) {
            return runningImages(await api.application(name, { path: '/resource-tree' }));
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
;// CONCATENATED MODULE: ./packages/adapters/lib/argocd/oidc.js




/** A token is renewed so many milliseconds before it ends: a question that is on its way must not outlive it. */
const RENEW_BEFORE = 60_000;
/** How long a token serves whose end nobody tells. */
const UNTOLD_LIFE = 5 * 60_000;
const oidc_MAX_BYTES = 256 * 1024;
const oidc_SHOWN = 200;
/**
 * A short-lived token of Argo CD for the identity of this job: GitHub's ID token, exchanged by the Dex of Argo CD. Exchanged
 * again before it ends.
 * Sources: https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/github-actions/,
 * https://docs.github.com/actions/reference/security/oidc, https://www.rfc-editor.org/rfc/rfc8693
 */
function oidcCredential(options) {
    const { clock } = options;
    let current;
    return {
        async token() {
            const before = current;
            const known = await before?.catch(() => undefined);
            if (known !== undefined && clock.monotonic() < known.renewAt)
                return known.token;
            // Whoever comes first exchanges, for all that wait.
            const exchanging = current === before || current === undefined ? exchange(options) : current;
            current = exchanging;
            return (await exchanging).token;
        },
        origin: `the token that Dex's connector "${options.connector}" exchanged (input "oidc")`,
        advice: `Grant its subject, such as "repo:OWNER/NAME:ref:refs/heads/main", the applications in policy.csv`,
    };
}
async function exchange(options) {
    const { http, clock, server, connector, mask } = options;
    const subject = await requestIdToken(options);
    const response = await http.request({
        method: 'POST',
        url: `${server.replace(/\/+$/, '')}/api/dex/token`,
        headers: {
            accept: 'application/json',
            'content-type': 'application/x-www-form-urlencoded',
            // A public client has no password: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
            authorization: `Basic ${Buffer.from('argo-cd-cli:').toString('base64')}`,
        },
        body: new URLSearchParams({
            connector_id: connector,
            grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
            scope: 'openid email profile federated:id',
            requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
            subject_token: subject,
            // As an access token Dex would ask GitHub who it is of, and GitHub has no such address.
            subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        }).toString(),
        maxBytes: oidc_MAX_BYTES,
    });
    const body = jsonIn(response);
    const token = member_textAt(body, 'access_token') ?? '';
    if (response.status !== 200 || token === '')
        throw refusedByDex(response, server, connector);
    mask(token);
    return { token, renewAt: clock.monotonic() + lifeOf(token, body, clock) - RENEW_BEFORE };
}
/** Milliseconds. */
function lifeOf(token, answer, clock) {
    const seconds = member_objectAt(answer)?.expires_in;
    if (typeof seconds === 'number' && seconds > 0)
        return seconds * 1000;
    const end = tokenExpiry(token)?.getTime();
    return end === undefined ? UNTOLD_LIFE : end - clock.now().getTime();
}
async function requestIdToken({ http, requestUrl, requestToken, audience, mask, }) {
    if (requestUrl === '' || requestToken === '' || !URL.canParse(requestUrl)) {
        throw new report_error/* ActionError */.l('no-id-token', 'The input "oidc" is given, and this job may not ask GitHub for an ID token: add `permissions: { id-token: write }` to the job, or use "auth-token". Runs of pull requests from forks never may.');
    }
    mask(requestToken);
    const url = new URL(requestUrl);
    if (audience !== '')
        url.searchParams.set('audience', audience);
    const response = await http.request({
        url,
        headers: { accept: 'application/json', authorization: `Bearer ${requestToken}` },
        maxBytes: oidc_MAX_BYTES,
    });
    const token = member_textAt(jsonIn(response), 'value') ?? '';
    if (response.status === 200 && token !== '')
        return mask(token);
    throw new report_error/* ActionError */.l('no-id-token', `GitHub answered ${response.status} to the request for an ID token: ${said(response)}. Check that the job has \`permissions: { id-token: write }\`.`, { kind: response.status >= 500 ? 'transient' : 'user' });
}
function refusedByDex(response, server, connector) {
    return new report_error/* ActionError */.l('agent-unauthorized', `Dex at ${server} did not exchange GitHub's ID token (${response.status}: ${said(response)}). Check that "dex.config" of Argo CD has the connector "${connector}" with the issuer of this GitHub, and the inputs "oidc" and "oidc-audience".`, { kind: response.status >= 500 ? 'transient' : 'user' });
}
function said(response) {
    const body = jsonIn(response);
    const words = [member_textAt(body, 'error'), member_textAt(body, 'error_description') ?? member_textAt(body, 'message')];
    const known = words.filter((word) => word !== undefined).join(': ');
    // An answer that is no error of OAuth may be anything, a token too.
    return known === '' ? 'no reason was given' : oneLine(known, oidc_SHOWN);
}
function jsonIn(response) {
    try {
        return response.json();
    }
    catch (error) {
        return { message: `not JSON (${oneLine((0,report_error/* messageOf */.b)(error), 80)})` };
    }
}
//# sourceMappingURL=oidc.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/in-cluster.js



/** Where a pod finds its service account: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/**
 * The cluster that this run is a pod of, such as that of a self-hosted runner; undefined outside of one.
 * @throws ActionError `invalid-kubeconfig` when the pod has no service account
 */
async function findInCluster(env, directory = SERVICE_ACCOUNT) {
    const host = env.KUBERNETES_SERVICE_HOST ?? '';
    const port = env.KUBERNETES_SERVICE_PORT ?? '';
    if (host === '' || port === '')
        return undefined;
    const read = (name) => (0,promises_.readFile)((0,external_node_path_.join)(directory, name), 'utf8').catch(() => undefined);
    const [token, authority, namespace] = await Promise.all([read('token'), read('ca.crt'), read('namespace')]);
    if (token === undefined || authority === undefined) {
        throw new report_error/* ActionError */.l('invalid-kubeconfig', `This pod has no service account at ${directory}: give "kubeconfig", or let the pod have its token ("automountServiceAccountToken: true").`);
    }
    return {
        server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
        authority,
        namespace: namespace?.trim() === '' ? undefined : namespace?.trim(),
        tokenPath: (0,external_node_path_.join)(directory, 'token'),
    };
}
//# sourceMappingURL=in-cluster.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/paths/existence.js

/** Whether something is at the path; what cannot be reached is not there. */
async function exists(path) {
    return (0,promises_.stat)(path).then(() => true, () => false);
}
//# sourceMappingURL=existence.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/find-kubeconfig.js





/** Longer values are no path, and may be a secret that was meant as text: they are not shown. */
const LONGEST_SHOWN = 200;
/**
 * The kubeconfig of a run: the input (its text, the same in base64, or a path), else the files of `KUBECONFIG`, else
 * `~/.kube/config`; undefined when there is none of them, which leaves the service account of a pod.
 * @throws ActionError `invalid-kubeconfig` when one that is named cannot be read
 */
async function findKubeconfig(given, env) {
    const text = find_kubeconfig_textOf(given.trim());
    if (text !== undefined)
        return [{ text, origin: 'the input "kubeconfig"', directory: undefined }];
    if (given.trim() !== '')
        return [await find_kubeconfig_readConfigFile((0,external_node_path_.resolve)(given.trim()), 'the input "kubeconfig"')];
    const named = (env.KUBECONFIG ?? '').split(external_node_path_.delimiter).filter((path) => path !== '');
    if (named.length > 0) {
        return Promise.all(named.map((path) => find_kubeconfig_readConfigFile((0,external_node_path_.resolve)(path), 'the variable KUBECONFIG')));
    }
    const own = (0,external_node_path_.join)(env.HOME ?? (0,external_node_os_.homedir)(), '.kube', 'config');
    return (await exists(own)) ? [await find_kubeconfig_readConfigFile(own, 'the home directory')] : undefined;
}
/** The text of a kubeconfig that is given as such; secrets often hold it in base64, for its lines. */
function find_kubeconfig_textOf(given) {
    if (/[\n{]/.test(given))
        return given;
    if (given.length < LONGEST_SHOWN || !/^[A-Za-z0-9+/]+={0,2}$/.test(given))
        return undefined;
    const decoded = Buffer.from(given, 'base64').toString('utf8');
    return decoded.includes('clusters') ? decoded : undefined;
}
async function find_kubeconfig_readConfigFile(path, named) {
    try {
        return { text: await (0,promises_.readFile)(path, 'utf8'), origin: path, directory: (0,external_node_path_.dirname)(path) };
    }
    catch (cause) {
        const what = path.length > LONGEST_SHOWN ? 'neither a kubeconfig nor a path' : (0,report_error/* messageOf */.b)(cause);
        throw new report_error/* ActionError */.l('invalid-kubeconfig', `The kubeconfig of ${named} cannot be read (${what}): give its text, such as a secret, or the path of the file.`, { cause: path.length > LONGEST_SHOWN ? undefined : cause });
    }
}
//# sourceMappingURL=find-kubeconfig.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/kubeconfig-field.js


/** A kubeconfig has a few kilobytes, certificates included. */
const MAX_TEXT = 1024 * 1024;
/**
 * Opens a kubeconfig, YAML or JSON.
 * @throws ActionError `invalid-kubeconfig`
 */
function openKubeconfig(text, origin) {
    if (text.length > MAX_TEXT) {
        throw new report_error/* ActionError */.l('invalid-kubeconfig', `${origin} has more than ${MAX_TEXT} characters: that is no kubeconfig.`);
    }
    const file = { origin, lines: new LineIndex(text) };
    // Pretty errors show the lines around, and tokens are on them.
    const document = (0,dist/* parseDocument */.Tp)(text, { prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) {
        const place = formatPosition(origin, file.lines.positionOf(error.pos[0]));
        throw new report_error/* ActionError */.l('invalid-kubeconfig', `${place}: the kubeconfig is not YAML (${error.code}).`);
    }
    const root = { path: '', node: document.contents ?? undefined, file };
    if (!(0,dist/* isMap */.jh)(root.node))
        throw fieldError(root, 'is not a map: wanted "clusters", "users" and "contexts"');
    return root;
}
/** An error at the place of a field. */
function fieldError(at, what, cause) {
    return new report_error/* ActionError */.l('invalid-kubeconfig', `${describeField(at)} ${what}.`, { cause });
}
/** The place and the path of a field: `config:12:5: "users[0].user.token"`. */
function describeField({ path, node, file }) {
    const place = formatPosition(file.origin, file.lines.positionOf(node?.range?.[0] ?? 0));
    return `${place}: ${path === '' ? 'the kubeconfig' : `"${path}"`}`;
}
/** A field of a map; undefined when it is absent or empty. */
function kubeconfig_field_fieldAt(at, key) {
    if (at.node === undefined)
        return undefined;
    if (!(0,dist/* isMap */.jh)(at.node))
        throw fieldError(at, 'is not a map');
    const node = at.node.get(key, true);
    const path = at.path === '' ? key : `${at.path}.${key}`;
    if (node === undefined || ((0,dist/* isScalar */.jn)(node) && node.value === null))
        return undefined;
    if ((0,dist/* isAlias */.Vj)(node))
        throw fieldError({ path, node, file: at.file }, 'is an alias: write the value out');
    return { path, node, file: at.file };
}
/** A text; an empty one counts as absent, as kubectl has it. */
function kubeconfig_field_textAt(at, key) {
    const field = kubeconfig_field_fieldAt(at, key);
    if (field === undefined)
        return undefined;
    if (!(0,dist/* isScalar */.jn)(field.node))
        throw fieldError(field, 'is not a text');
    const { value } = field.node;
    if (typeof value !== 'string') {
        throw fieldError(field, `is read as a ${typeof value} by YAML: put it in quotes`);
    }
    return value === '' ? undefined : value;
}
function flagAt(at, key) {
    const field = kubeconfig_field_fieldAt(at, key);
    if (field === undefined)
        return false;
    const value = (0,dist/* isScalar */.jn)(field.node) ? field.node.value : undefined;
    if (typeof value !== 'boolean')
        throw fieldError(field, 'is neither true nor false');
    return value;
}
/** The items of a list; none when it is absent. */
function itemsAt(at, key) {
    const list = kubeconfig_field_fieldAt(at, key);
    if (list === undefined)
        return [];
    if (!(0,dist/* isSeq */.oP)(list.node))
        throw fieldError(list, 'is not a list');
    return list.node.items.map((node, index) => ({ path: `${list.path}[${index}]`, node, file: at.file }));
}
//# sourceMappingURL=kubeconfig-field.js.map
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
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/material.js





/**
 * Reads the pair `<key>-data` (base64, which wins) and `<key>` (a path); `file`: the path alone.
 *
 * A kubeconfig names files, and what is in them is sent to the server that the same kubeconfig names: one from a hostile place
 * would have any file of the runner. So a file must lie beside it, and a kubeconfig that is no file names none.
 * @throws ActionError `invalid-kubeconfig`
 */
function materialAt(at, key, directory, form = 'pair') {
    const data = form === 'file' ? undefined : kubeconfig_field_fieldAt(at, `${key}-data`);
    const encoded = data === undefined ? undefined : kubeconfig_field_textAt(at, `${key}-data`);
    if (data !== undefined && encoded !== undefined)
        return { kind: 'text', text: decode(encoded, data) };
    const field = kubeconfig_field_fieldAt(at, key);
    const path = field === undefined ? undefined : kubeconfig_field_textAt(at, key);
    if (field === undefined || path === undefined)
        return undefined;
    if (directory === undefined) {
        throw fieldError(field, 'names a file, and this kubeconfig is not one itself: write it with "kubectl config view --raw --flatten --minify"');
    }
    const absolute = (0,external_node_path_.isAbsolute)(path) ? path : (0,external_node_path_.join)(directory, path);
    const named = describeField(field);
    if (!isInside(absolute, directory))
        throw outside(named);
    return { kind: 'file', path: absolute, directory, named };
}
/** The text itself. @throws ActionError `invalid-kubeconfig` when its file cannot be read, or leads elsewhere */
async function readMaterial(material) {
    if (material.kind === 'text')
        return material.text;
    const { path, directory, named } = material;
    const [real, home] = await Promise.all([leadsTo(path), leadsTo(directory)]);
    if (!isInside(real, home))
        throw outside(named);
    const text = await (0,promises_.readFile)(real, 'utf8').catch((cause) => {
        throw material_invalid(`${named} names a file that cannot be read (${(0,report_error/* messageOf */.b)(cause)}).`, cause);
    });
    if (text.trim() === '')
        throw material_invalid(`${named} names a file that is empty.`);
    return text;
}
function decode(encoded, at) {
    const compact = encoded.replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact))
        throw fieldError(at, 'is not base64');
    return Buffer.from(compact, 'base64').toString('utf8');
}
function outside(named) {
    return material_invalid(`${named} names a file outside of the directory of the kubeconfig: what is in it would be sent to the server that the kubeconfig names. Write it with "kubectl config view --raw --flatten --minify".`);
}
function material_invalid(sentence, cause) {
    return new report_error/* ActionError */.l('invalid-kubeconfig', sentence, { cause });
}
//# sourceMappingURL=material.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/kubeconfig-user.js



const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
const IMPERSONATION = ['as', 'as-uid', 'as-groups', 'as-user-extra'];
/** @throws ActionError `invalid-kubeconfig` */
function kubeconfig_user_readIdentity(user, directory, rules) {
    const provider = kubeconfig_field_fieldAt(user, 'auth-provider');
    if (provider !== undefined) {
        throw fieldError(provider, 'is not supported: Kubernetes took "auth-provider" out in 1.26. Use the exec plugin of your provider (gke-gcloud-auth-plugin, kubelogin) with "allow-exec-plugins: true", or the token of a service account');
    }
    for (const key of IMPERSONATION) {
        const field = kubeconfig_field_fieldAt(user, key);
        if (field === undefined)
            continue;
        throw fieldError(field, 'asks to act as somebody else, which is not supported here: use a user who has the rights itself');
    }
    const plugin = readPlugin(user, rules.allowExecPlugins);
    return { token: kubeconfig_user_readToken(user, directory), certificate: readCertificate(user, directory), plugin };
}
function kubeconfig_user_readToken(user, directory) {
    // As in client-go: the file wins, for it may be renewed.
    const file = materialAt(user, 'tokenFile', directory, 'file');
    if (file !== undefined)
        return { kind: 'bearer', token: file };
    const token = kubeconfig_field_textAt(user, 'token');
    if (token !== undefined)
        return { kind: 'bearer', token: { kind: 'text', text: token } };
    const username = kubeconfig_field_textAt(user, 'username');
    const password = kubeconfig_field_textAt(user, 'password');
    if (username === undefined && password === undefined)
        return undefined;
    if (username === undefined || password === undefined) {
        throw fieldError(user, 'has one of "username" and "password": wanted both');
    }
    return { kind: 'basic', username, password };
}
function readCertificate(user, directory) {
    const certificate = materialAt(user, 'client-certificate', directory);
    const key = materialAt(user, 'client-key', directory);
    if (certificate === undefined && key === undefined)
        return undefined;
    if (certificate === undefined || key === undefined) {
        throw fieldError(user, 'has one of "client-certificate" and "client-key": wanted both');
    }
    return { certificate, key };
}
function readPlugin(user, allowed) {
    const exec = kubeconfig_field_fieldAt(user, 'exec');
    if (exec === undefined)
        return undefined;
    if (!allowed) {
        throw fieldError(exec, 'runs a program of the kubeconfig\'s choice: set "allow-exec-plugins: true" when you trust where this kubeconfig comes from, or use the token of a service account');
    }
    const apiVersion = kubeconfig_field_textAt(exec, 'apiVersion') ?? '';
    if (!API_VERSIONS.includes(apiVersion)) {
        throw fieldError(exec, `has not the "apiVersion" ${API_VERSIONS.join(' or ')}: write the kubeconfig anew with a current version of your provider's tool`);
    }
    const command = kubeconfig_field_textAt(exec, 'command');
    if (command === undefined)
        throw fieldError(exec, 'has no "command"');
    if (kubeconfig_field_textAt(exec, 'interactiveMode') === 'Always') {
        throw fieldError(exec, 'wants a terminal ("interactiveMode: Always"), and a job has none');
    }
    return {
        apiVersion,
        command,
        args: itemsAt(exec, 'args').map(kubeconfig_user_textOf),
        env: Object.fromEntries(itemsAt(exec, 'env').map((item) => [kubeconfig_field_textAt(item, 'name') ?? '', kubeconfig_field_textAt(item, 'value') ?? ''])),
        installHint: kubeconfig_field_textAt(exec, 'installHint'),
        provideClusterInfo: flagAt(exec, 'provideClusterInfo'),
    };
}
function kubeconfig_user_textOf(item) {
    if ((0,dist/* isScalar */.jn)(item.node) && typeof item.node.value === 'string')
        return item.node.value;
    throw fieldError(item, 'is not a text: put it in quotes');
}
//# sourceMappingURL=kubeconfig-user.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/kubeconfig.js




/**
 * The cluster and the user of a context. Several files are read as kubectl reads them: the first one that has a name wins.
 * Only what the context names is looked at: other entries may be of tools we do not know.
 * Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 * @throws ActionError `invalid-kubeconfig`
 */
function readKubeconfig(texts, rules) {
    const files = texts.map(({ text, origin, directory }) => ({
        root: openKubeconfig(text, origin),
        directory,
    }));
    for (const { root } of files)
        checkKind(root);
    const [first] = files;
    if (first === undefined)
        throw new report_error/* ActionError */.l('invalid-kubeconfig', 'There is no kubeconfig to read.');
    const name = rules.context ?? chosenContext(files);
    const context = kubeconfig_find(files, 'contexts', 'context', name, undefined);
    const clusterName = kubeconfig_required(context.field, 'cluster');
    const cluster = kubeconfig_find(files, 'clusters', 'cluster', clusterName, context.field);
    const userName = kubeconfig_field_textAt(context.field, 'user');
    const user = userName === undefined ? undefined : kubeconfig_find(files, 'users', 'user', userName, context.field);
    return {
        label: name,
        namespace: kubeconfig_field_textAt(context.field, 'namespace'),
        ...readCluster(cluster, rules),
        identity: user === undefined ? ANONYMOUS : kubeconfig_user_readIdentity(user.field, user.directory, rules),
    };
}
const ANONYMOUS = { token: undefined, certificate: undefined, plugin: undefined };
function checkKind(root) {
    const kind = kubeconfig_field_fieldAt(root, 'kind');
    if (kind !== undefined && kubeconfig_field_textAt(root, 'kind') !== 'Config') {
        throw fieldError(kind, 'is not "Config": this is another object of Kubernetes, not a kubeconfig');
    }
}
function chosenContext(files) {
    const chosen = files.map(({ root }) => kubeconfig_field_textAt(root, 'current-context')).find((name) => name !== undefined);
    if (chosen !== undefined)
        return chosen;
    const [file] = files;
    throw new report_error/* ActionError */.l('invalid-kubeconfig', `${file?.root.file.origin ?? 'The kubeconfig'} has no "current-context"; give "kube-context" one of its contexts: ${listed(kubeconfig_namesOf(files, 'contexts'))}.`);
}
/** The entry of a name in `contexts`, `clusters` or `users`; `from` is where it is named. */
function kubeconfig_find(files, list, inner, name, from) {
    for (const { root, directory } of files) {
        for (const item of itemsAt(root, list)) {
            if (kubeconfig_field_textAt(item, 'name') !== name)
                continue;
            const field = kubeconfig_field_fieldAt(item, inner);
            if (field === undefined)
                throw fieldError(item, `has no "${inner}"`);
            return { field, directory };
        }
    }
    const names = kubeconfig_namesOf(files, list);
    const meant = closest(name, names);
    const hint = meant === undefined ? `it has ${listed(names)}` : `did you mean "${meant}"?`;
    if (from !== undefined)
        throw fieldError(from, `names the ${inner} "${name}", which is not in "${list}": ${hint}`);
    throw new report_error/* ActionError */.l('invalid-kubeconfig', `The kubeconfig has no context "${name}" ("kube-context" or its "current-context"): ${hint}.`);
}
function kubeconfig_namesOf(files, list) {
    return files.flatMap(({ root }) => itemsAt(root, list).flatMap((item) => kubeconfig_field_textAt(item, 'name') ?? []));
}
function listed(names) {
    return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}
function kubeconfig_required(at, key) {
    const text = kubeconfig_field_textAt(at, key);
    if (text === undefined)
        throw fieldError(at, `has no "${key}"`);
    return text;
}
function readCluster({ field, directory }, { allowInsecure }) {
    const insecure = flagAt(field, 'insecure-skip-tls-verify');
    const authority = materialAt(field, 'certificate-authority', directory);
    if (insecure && !allowInsecure) {
        throw fieldError(field, 'sets "insecure-skip-tls-verify": anyone on the way could read the token and answer in place of the cluster. Give "certificate-authority-data" instead, or set "insecure: true" where that is what you want');
    }
    if (insecure && authority !== undefined) {
        throw fieldError(field, 'has a certificate authority and "insecure-skip-tls-verify": leave one of the two out');
    }
    return {
        server: readServer(field),
        authority,
        insecure,
        serverName: kubeconfig_field_textAt(field, 'tls-server-name'),
        proxy: kubeconfig_readProxy(field),
    };
}
function readServer(field) {
    const text = kubeconfig_required(field, 'server');
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
        throw fieldError(field, 'has no https URL without user and query as its "server"');
    }
    return text.replace(/\/+$/, '');
}
function kubeconfig_readProxy(field) {
    const text = kubeconfig_field_textAt(field, 'proxy-url');
    if (text === undefined)
        return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol === 'http:' || url?.protocol === 'https:')
        return text;
    throw fieldError(field, 'has a "proxy-url" that is not the http or https URL of a proxy (socks5 is not supported)');
}
//# sourceMappingURL=kubeconfig.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/access.js






/**
 * Finds the cluster of a run as kubectl does: a kubeconfig, else the service account of the pod that this is.
 * @throws ActionError `invalid-kubeconfig`
 */
async function findClusterAccess(request) {
    const texts = await findKubeconfig(request.kubeconfig, request.env);
    if (texts !== undefined)
        return access_readFiles(readKubeconfig(texts, request));
    const pod = await findInCluster(request.env, request.serviceAccount);
    if (pod === undefined) {
        throw new report_error/* ActionError */.l('invalid-kubeconfig', 'There is no cluster to ask: "kubeconfig" is empty, KUBECONFIG is not set, there is no ~/.kube/config, and this run is not a pod of a cluster. Give "kubeconfig" the text of a kubeconfig, from a secret.');
    }
    if (request.context !== undefined) {
        throw new report_error/* ActionError */.l('invalid-kubeconfig', `"kube-context" is "${request.context}", and there is no kubeconfig: give "kubeconfig", or leave "kube-context" out to use the service account of this pod.`);
    }
    const { server, authority, namespace, tokenPath } = pod;
    return {
        label: 'the service account of this pod',
        server,
        namespace,
        authority,
        insecure: false,
        serverName: undefined,
        proxy: undefined,
        token: {
            kind: 'bearer',
            token: { kind: 'file', path: tokenPath, directory: (0,external_node_path_.dirname)(tokenPath), named: 'The token' },
        },
        certificate: undefined,
        plugin: undefined,
    };
}
async function access_readFiles(entry) {
    const { identity, authority, ...cluster } = entry;
    const pair = identity.certificate;
    const read = async (material) => material === undefined ? undefined : readMaterial(material);
    const [ca, certificate, key] = await Promise.all([
        read(authority),
        read(pair?.certificate),
        read(pair?.key),
    ]);
    return {
        ...cluster,
        label: `the context "${entry.label}"`,
        authority: ca,
        token: identity.token,
        plugin: identity.plugin,
        certificate: certificate === undefined || key === undefined ? undefined : { certificate, key },
    };
}
//# sourceMappingURL=access.js.map
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
// EXTERNAL MODULE: external "node:string_decoder"
var external_node_string_decoder_ = __webpack_require__(6193);
;// CONCATENATED MODULE: ./packages/adapters/lib/process/program.js



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
    const child = (0,external_node_child_process_.spawn)(command.program, [...command.args], {
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
            reject(new report_error/* ActionError */.l('engine-unavailable', `${program} cannot be started.`, { cause }));
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
        throw new report_error/* ActionError */.l('cancelled', 'The run was cancelled.', { cause: signal.reason, kind: 'transient' });
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
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/exec-plugin.js






/** Milliseconds for a plugin: most ask a cloud for a token. */
const exec_plugin_DEADLINE = 60_000;
/** A credential with its certificates has a few kilobytes. */
const exec_plugin_MAX_OUTPUT = 256 * 1024;
/** What actions read their inputs from: tokens of others are no business of a plugin. */
const HIDDEN = 'INPUT_';
/**
 * Runs the plugin of a kubeconfig by its name and arguments, never by a shell, and reads the credential that it prints.
 * @throws ActionError `exec-plugin-failed` without anything of what it printed on standard output; `cancelled`
 */
async function runExecPlugin(plugin, run) {
    const program = await findProgram(plugin, run.env);
    const overdue = new AbortController();
    const deadline = run.clock.timer(run.deadline ?? exec_plugin_DEADLINE);
    void deadline.done.then(() => {
        overdue.abort();
    });
    const signals = [overdue.signal, ...(run.signal === undefined ? [] : [run.signal])];
    const output = [];
    let size = 0;
    try {
        const { exitCode, tail } = await runProgram({
            program,
            args: plugin.args,
            env: environmentFor(plugin, run),
            onOutput: (data) => {
                size += data.length;
                if (size <= exec_plugin_MAX_OUTPUT)
                    output.push(data);
            },
            signal: AbortSignal.any(signals),
        });
        if (exitCode !== 0) {
            const said = tail.slice(-3).join(' ').slice(0, 500);
            throw exec_plugin_failed(plugin, `ended with exit code ${exitCode}${said === '' ? '' : `: ${said}`}`);
        }
    }
    catch (cause) {
        if (overdue.signal.aborted)
            throw exec_plugin_failed(plugin, 'did not answer in time', cause, 'transient');
        if (cause instanceof report_error/* ActionError */.l && cause.code === 'engine-unavailable') {
            throw exec_plugin_failed(plugin, 'cannot be started', cause);
        }
        throw cause;
    }
    finally {
        deadline.cancel();
    }
    if (size > exec_plugin_MAX_OUTPUT)
        throw exec_plugin_failed(plugin, `printed more than ${exec_plugin_MAX_OUTPUT} bytes`);
    return readCredential(plugin, Buffer.concat(output).toString('utf8'));
}
async function findProgram(plugin, env) {
    const { command, installHint } = plugin;
    if ((0,external_node_path_.isAbsolute)(command))
        return command;
    if (command.includes('/') || command.includes('\\')) {
        throw exec_plugin_failed(plugin, 'is a relative path: give an absolute one, or a program on PATH');
    }
    const program = await findExecutable(command, env);
    if (program !== undefined)
        return program;
    const hint = installHint === undefined ? '' : ` Its author says: ${installHint.slice(0, 300)}`;
    throw exec_plugin_failed(plugin, `is not on PATH: install it in an earlier step.${hint}`);
}
function environmentFor(plugin, { env, cluster }) {
    const kept = Object.entries(env).filter((entry) => entry[1] !== undefined && !entry[0].startsWith(HIDDEN));
    const { server, authority } = cluster;
    const told = {
        server,
        ...(authority === undefined
            ? {}
            : { 'certificate-authority-data': Buffer.from(authority).toString('base64') }),
    };
    const info = {
        apiVersion: plugin.apiVersion,
        kind: 'ExecCredential',
        spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster: told } : {}) },
    };
    return { ...Object.fromEntries(kept), ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}
/** https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-ExecCredential */
function readCredential(plugin, text) {
    const answer = parseJsonObject(text);
    if (member_textAt(answer, 'kind') !== 'ExecCredential')
        throw exec_plugin_failed(plugin, 'did not print an ExecCredential');
    const version = member_textAt(answer, 'apiVersion');
    if (version !== plugin.apiVersion) {
        throw exec_plugin_failed(plugin, `printed an ExecCredential of another version than ${plugin.apiVersion}`);
    }
    const status = member_objectAt(answer, 'status');
    const token = member_textAt(status, 'token');
    const certificate = member_textAt(status, 'clientCertificateData');
    const key = member_textAt(status, 'clientKeyData');
    if ((certificate === undefined) !== (key === undefined)) {
        throw exec_plugin_failed(plugin, 'printed a certificate without its key, or a key without its certificate');
    }
    if (token === undefined && certificate === undefined) {
        throw exec_plugin_failed(plugin, 'printed neither a token nor a certificate');
    }
    const expires = Date.parse(member_textAt(status, 'expirationTimestamp') ?? '');
    return {
        token,
        certificate: certificate === undefined || key === undefined ? undefined : { certificate, key },
        expiresAt: Number.isNaN(expires) ? undefined : expires,
    };
}
function exec_plugin_failed({ command }, what, cause, kind = 'user') {
    return new report_error/* ActionError */.l('exec-plugin-failed', `The exec plugin "${command}" of the kubeconfig ${what}.`, {
        cause,
        kind,
    });
}
//# sourceMappingURL=exec-plugin.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/connection.js




/** The kubelet renews the token file of a pod long before it expires; it is read again after so many milliseconds. */
const FILE_TTL = 60_000;
/** A plugin's credential is renewed this long before it expires, in milliseconds. */
const EARLY = 30_000;
/** Opens nothing before the first request. */
function connectCluster(access, options) {
    const { clock, onSecret = () => undefined } = options;
    const clients = new Map();
    let known;
    let renewing;
    function clientFor(shown) {
        const key = shown?.certificate ?? '';
        const open = clients.get(key);
        if (open !== undefined)
            return open;
        const made = createHttpClient(clientOptions(access, shown, options));
        clients.set(key, made);
        return made;
    }
    async function read() {
        const { token, plugin, certificate } = access;
        if (certificate !== undefined)
            onSecret(certificate.key);
        if (token?.kind === 'basic') {
            onSecret(token.password, token.username);
            const pair = Buffer.from(`${token.username}:${token.password}`).toString('base64');
            return { authorization: `Basic ${pair}`, http: clientFor(certificate), freshUntil: Infinity };
        }
        if (token !== undefined) {
            const bearer = (await readMaterial(token.token)).trim();
            onSecret(bearer);
            const ttl = token.token.kind === 'file' ? FILE_TTL : Infinity;
            const freshUntil = clock.monotonic() + ttl;
            return { authorization: `Bearer ${bearer}`, http: clientFor(certificate), freshUntil };
        }
        if (plugin === undefined)
            return { authorization: undefined, http: clientFor(certificate), freshUntil: Infinity };
        return fromPlugin(await runExecPlugin(plugin, { ...options, signal: options.signal, cluster: access }));
    }
    function fromPlugin({ token, certificate, expiresAt }) {
        for (const secret of [token, certificate?.key])
            if (secret !== undefined)
                onSecret(secret);
        const left = expiresAt === undefined ? Infinity : expiresAt - clock.now().getTime() - EARLY;
        return {
            authorization: token === undefined ? undefined : `Bearer ${token}`,
            http: clientFor(certificate ?? access.certificate),
            freshUntil: clock.monotonic() + Math.max(0, left),
        };
    }
    async function credential() {
        if (known !== undefined && clock.monotonic() < known.freshUntil)
            return known;
        return renew(known);
    }
    /** Once for all who wait: a plugin may take seconds. */
    async function renew(old) {
        if (known !== undefined && known !== old)
            return known;
        renewing ??= read()
            .then((read) => (known = read))
            .finally(() => {
            renewing = undefined;
        });
        return renewing;
    }
    const isRenewable = access.plugin !== undefined || isFile(access);
    /** A refused credential may have expired early: a request that was answered 401 was not acted on, and may be sent again. */
    async function twice(send) {
        const shown = await credential();
        const answer = await send(shown);
        if (answer.status !== 401 || !isRenewable)
            return answer;
        return send(await renew(shown));
    }
    return {
        access,
        request: (wanted) => twice(({ http, authorization }) => waitOutLimits(http, clock, options.signal).request(withAuthorization(wanted, authorization))),
        stream: (wanted) => twice(async ({ http, authorization }) => {
            const stream = await http.stream(withAuthorization(wanted, authorization));
            if (stream.status === 401)
                stream.close();
            return stream;
        }),
        async close() {
            for (const client of clients.values())
                await client.close();
        },
    };
}
function isFile({ token }) {
    return token?.kind === 'bearer' && token.token.kind === 'file';
}
function withAuthorization(request, authorization) {
    return authorization === undefined
        ? request
        : { ...request, headers: { ...request.headers, authorization } };
}
function clientOptions(access, clientCertificate, { clock, env, userAgent, signal, warn, redact, caCert, plaintext }) {
    const { authority, insecure, proxy, serverName, server } = access;
    return {
        clock,
        env,
        userAgent,
        ...(signal === undefined ? {} : { signal }),
        ...(warn === undefined ? {} : { warn }),
        ...(redact === undefined ? {} : { redact }),
        ...(plaintext === undefined ? {} : { plaintext }),
        ...(authority === undefined
            ? caCert === undefined
                ? {}
                : { caCert }
            : { caCert: authority, onlyCaCert: true }),
        ...(clientCertificate === undefined ? {} : { clientCertificate }),
        ...(serverName === undefined ? {} : { serverName }),
        ...(proxy === undefined ? {} : { proxy }),
        ...(insecure ? { insecureHosts: [new URL(server).host] } : {}),
    };
}
//# sourceMappingURL=connection.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/refusal.js




/** Characters of a foreign answer that an error shows. */
const refusal_SHOWN = 300;
/** A refusal of the API server, with what its kinds are told apart by. */
class KubernetesRefusal extends report_error/* ActionError */.l {
    status;
    /** The word of the server, such as `NotFound`, `Conflict`, `Expired`; empty when it said none. */
    reason;
    /** The API does not serve such a kind in this version at all: not one object is missing. */
    isUnserved;
    constructor(code, sentence, status, reason, isUnserved) {
        super(code, sentence, { kind: status >= 500 || status === 429 || status === 409 ? 'transient' : 'user' });
        this.status = status;
        this.reason = reason;
        this.isUnserved = isUnserved;
    }
}
/** An answer that is no success as the error of this project. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
function kubernetes_refusal_refusal(response, question) {
    const text = response.text();
    const body = parseJsonObject(text);
    const isStatus = member_textAt(body, 'kind') === 'Status';
    const reason = isStatus ? (member_textAt(body, 'reason') ?? '') : '';
    const message = oneLine((isStatus ? member_textAt(body, 'message') : undefined) ?? text, refusal_SHOWN);
    const detail = message === '' ? 'no message' : message;
    const isNamed = member_textAt(member_objectAt(body, 'details'), 'name') !== undefined;
    const isUnserved = response.status === 404 && !isNamed;
    const [code, sentence] = kubernetes_refusal_explain(response.status, detail, isUnserved, question);
    return new KubernetesRefusal(code, sentence, response.status, reason, isUnserved);
}
function kubernetes_refusal_explain(status, detail, isUnserved, { verb, what, resource, access }) {
    switch (status) {
        case 401:
            return [
                'agent-unauthorized',
                `${access.server} does not accept the credential of ${access.label} (${detail}): it is wrong, expired, or of another cluster.`,
            ];
        case 403:
            return [
                'agent-refused',
                `The user of ${access.label} may not ${verb} ${what} (${detail}): grant it "${verb}" on "${resource}".`,
            ];
        case 404:
            return isUnserved
                ? [
                    'agent-refused',
                    `${access.server} serves no "${resource}" (${detail}): check that Flux is installed in the cluster of ${access.label}, and that its address is that of a Kubernetes API.`,
                ]
                : ['application-not-found', `The cluster of ${access.label} has no ${what} (${detail}).`];
        default:
            return ['agent-refused', `${access.server} answered ${status} when asked to ${verb} ${what}: ${detail}`];
    }
}
//# sourceMappingURL=refusal.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/grouping.js
/** Items by a key, in order. */
function groupBy(items, keyOf) {
    const groups = new Map();
    for (const item of items) {
        const key = keyOf(item);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [item]);
        else
            group.push(item);
    }
    return groups;
}
//# sourceMappingURL=grouping.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/around.js


/** From so many objects of a kind and a namespace on they are listed together. */
const MANY = 4;
function createAround(api, clock) {
    const known = new Map();
    async function ask({ type, namespace, name }) {
        try {
            return await api.get({ type, namespace, name });
        }
        catch (error) {
            if (error instanceof KubernetesRefusal && error.status === 404 && !error.isUnserved)
                return undefined;
            throw error;
        }
    }
    function remember(name, object) {
        known.set(around_keyOf(name), { at: clock.monotonic(), object });
    }
    function askAnew(wanted) {
        const key = around_keyOf(wanted);
        const object = ask(wanted);
        remember(wanted, object);
        object.catch(() => {
            if (known.get(key)?.object === object)
                known.delete(key);
        });
        return object;
    }
    return {
        async get(wanted, since) {
            const found = known.get(around_keyOf(wanted));
            return found !== undefined && found.at >= since ? found.object : askAnew(wanted);
        },
        latest: askAnew,
        remember(name, object) {
            remember(name, Promise.resolve(object));
        },
        async prefetch(names, since) {
            const missing = new Map();
            for (const name of names) {
                if ((known.get(around_keyOf(name))?.at ?? -Infinity) < since)
                    missing.set(around_keyOf(name), name);
            }
            const groups = groupBy(missing.values(), ({ type, namespace }) => `${type.plural} ${namespace}`);
            await Promise.all([...groups.values()].map(async (group) => {
                const [first] = group;
                if (first === undefined || group.length < MANY)
                    return;
                const { type, namespace } = first;
                // Who may not list may still get each.
                const list = await api.list({ type, namespace }).catch(() => undefined);
                const found = new Map(list?.items.map((object) => [object.metadata.name, object]));
                for (const one of list === undefined ? [] : group) {
                    remember(one, Promise.resolve(found.get(one.name)));
                }
            }));
        },
    };
}
function around_keyOf({ type, namespace, name }) {
    return `${type.plural}.${type.group}/${namespace}/${name}`;
}
//# sourceMappingURL=around.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/condition.js


function conditionOf(object, type) {
    const found = member_listAt(object, 'status', 'conditions').find((one) => member_textAt(one, 'type') === type);
    if (found === undefined)
        return undefined;
    const own = member_numberAt(found, 'observedGeneration');
    return {
        status: member_textAt(found, 'status') ?? '',
        reason: member_textAt(found, 'reason') ?? '',
        message: oneLine(member_textAt(found, 'message') ?? ''),
        // Some controllers leave it out, and some write 0 for that.
        generation: own === undefined || own === 0 ? member_numberAt(object, 'status', 'observedGeneration') : own,
        since: condition_timeOf(member_textAt(found, 'lastTransitionTime')),
    };
}
function condition_timeOf(text) {
    const time = Date.parse(text ?? '');
    return Number.isNaN(time) ? undefined : time;
}
/** As `conditionOf`; undefined as well when it speaks of an older specification. */
function currentCondition(object, type) {
    const condition = conditionOf(object, type);
    return condition?.generation === generationOf(object) ? condition : undefined;
}
function isTrue(condition) {
    return condition?.status === 'True';
}
function generationOf(object) {
    return member_numberAt(object, 'metadata', 'generation');
}
/** `HealthCheckFailed: timeout waiting for …`. */
function describeCondition({ reason, message }) {
    return [reason, message].filter((part) => part !== '').join(': ');
}
const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt';
/** What was last asked for by annotation, such as by a webhook; undefined when it was done. */
function pendingRequest(object) {
    const asked = member_textAt(object.metadata, 'annotations', REQUESTED_AT);
    return asked === undefined || asked === member_textAt(object.status, 'lastHandledReconcileAt') ? undefined : asked;
}
function isSuspended(object) {
    return member_objectAt(object.spec)?.suspend === true;
}
//# sourceMappingURL=condition.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/object.js


/** https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
function object_pathOf({ type, namespace, name }) {
    const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
    const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
    const one = name === undefined ? '' : `/${encodeURIComponent(name)}`;
    return `${root}${place}/${type.plural}${one}`;
}
/** `Deployment shop/api`, for messages. */
function describeResource({ type, namespace, name }) {
    if (name === undefined) {
        return `the ${type.plural} ${namespace === undefined ? 'of all namespaces' : `of namespace "${namespace}"`}`;
    }
    return `${type.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
/** @throws ActionError `agent-invalid-answer` for what is no object */
function readObject(value, what) {
    const metadata = member_objectAt(value, 'metadata');
    const name = member_textAt(metadata, 'name');
    const object = member_objectAt(value);
    if (object === undefined || name === undefined) {
        throw new report_error/* ActionError */.l('agent-invalid-answer', `The answer about ${what} is no object of Kubernetes: check the server of the kubeconfig.`);
    }
    return {
        ...object,
        metadata: {
            ...metadata,
            name,
            namespace: member_textAt(metadata, 'namespace') ?? '',
            resourceVersion: member_textAt(metadata, 'resourceVersion') ?? '',
        },
    };
}
//# sourceMappingURL=object.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/kinds.js

const KUSTOMIZATION = {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'Kustomization',
    plural: 'kustomizations',
};
const HELM_RELEASE = {
    group: 'helm.toolkit.fluxcd.io',
    version: 'v2',
    kind: 'HelmRelease',
    plural: 'helmreleases',
};
const GIT_REPOSITORY = sourceType('GitRepository', 'gitrepositories');
const OCI_REPOSITORY = sourceType('OCIRepository', 'ocirepositories');
const HELM_CHART = sourceType('HelmChart', 'helmcharts');
const BUCKET = sourceType('Bucket', 'buckets');
const EXTERNAL_ARTIFACT = sourceType('ExternalArtifact', 'externalartifacts');
function sourceType(kind, plural) {
    return { group: 'source.toolkit.fluxcd.io', version: 'v1', kind, plural };
}
/** Kinds that can be verified, the one that is taken when none is named first. */
const VERIFIABLE = [
    KUSTOMIZATION,
    HELM_RELEASE,
    GIT_REPOSITORY,
    OCI_REPOSITORY,
];
const SOURCES = [GIT_REPOSITORY, OCI_REPOSITORY, BUCKET, EXTERNAL_ARTIFACT];
/** As the flux command line shortens them. */
const kinds_SHORT = new Map([
    ['ks', KUSTOMIZATION],
    ['hr', HELM_RELEASE],
]);
/** @throws ActionError `invalid-input` for a kind that cannot be verified */
function verifiableType(kind) {
    if (kind === undefined)
        return KUSTOMIZATION;
    const word = kind.toLowerCase();
    const found = VERIFIABLE.find((type) => type.kind.toLowerCase() === word || type.plural === word) ?? kinds_SHORT.get(word);
    if (found !== undefined)
        return found;
    const kinds = VERIFIABLE.map((type) => type.kind);
    const meant = closest(kind, kinds);
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    throw new report_error/* ActionError */.l('invalid-input', `"applications" names the kind "${kind.slice(0, 80)}", which is none that can be verified with Flux: ${kinds.join(', ')}.${hint}`);
}
/** The type of the kind of a `sourceRef` or `chartRef`; undefined for one that is not known. */
function sourceTypeNamed(kind) {
    return SOURCES.find((type) => type.kind === kind);
}
//# sourceMappingURL=kinds.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/inventory.js


const POD = { group: '', version: 'v1', kind: 'Pod', plural: 'pods' };
const JOB = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs' };
const CRON_JOB = { group: 'batch', version: 'v1', kind: 'CronJob', plural: 'cronjobs' };
/** Workloads that keep pods running. */
const LASTING = [
    { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments' },
    { group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets' },
    { group: 'apps', version: 'v1', kind: 'DaemonSet', plural: 'daemonsets' },
];
/** What has images, and what applies more. */
const KINDS = [...LASTING, JOB, CRON_JOB, POD, KUSTOMIZATION, HELM_RELEASE];
/** Kinds that a release is searched for when it keeps no inventory. */
const RELEASED = [...LASTING, JOB, CRON_JOB];
/**
 * What an object has applied, of the kinds that matter here, by its inventory: `<namespace>_<name>_<group>_<kind>`. Undefined when it
 * keeps none, as HelmReleases of older versions. https://fluxcd.io/flux/components/kustomize/kustomizations/#inventory
 */
function inventoryOf({ status }) {
    if (member_objectAt(status, 'inventory') === undefined)
        return undefined;
    return member_listAt(status, 'inventory', 'entries').flatMap((entry) => {
        const match = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(member_textAt(entry, 'id') ?? '');
        const [, namespace = '', name = '', group, kind] = match ?? [];
        const type = KINDS.find((one) => one.group === group && one.kind === kind);
        return type === undefined ? [] : [{ type, namespace, name }];
    });
}
/** Where a release is, and the labels that helm-controller puts on what it releases. */
function releaseLabels({ metadata, spec }) {
    const namespace = member_textAt(spec, 'targetNamespace') ?? metadata.namespace;
    const group = HELM_RELEASE.group;
    return { namespace, labels: `${group}/name=${metadata.name},${group}/namespace=${metadata.namespace}` };
}
//# sourceMappingURL=inventory.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/pod-sickness.js


/** States of a container that pass by themselves: the event before them says what is waited for. */
const UNSPOKEN = ['ContainerCreating', 'PodInitializing'];
/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states; undefined for a pod that is well. */
function sicknessOf({ status }) {
    const containers = ['initContainerStatuses', 'containerStatuses'].flatMap((list) => member_listAt(status, list));
    for (const container of containers) {
        const sickness = sicknessOfContainer(container);
        if (sickness !== undefined && !UNSPOKEN.includes(sickness.state))
            return sickness;
    }
    const conditions = member_listAt(status, 'conditions');
    const unscheduled = conditions.find((one) => member_textAt(one, 'type') === 'PodScheduled' && member_textAt(one, 'status') === 'False');
    if (unscheduled !== undefined) {
        return sickness('', member_textAt(unscheduled, 'reason') ?? 'Unschedulable', member_textAt(unscheduled, 'message'));
    }
    const [waiting] = containers.flatMap((container) => sicknessOfContainer(container) ?? []);
    if (waiting !== undefined)
        return waiting;
    const unready = conditions.find((one) => member_textAt(one, 'type') === 'Ready' && member_textAt(one, 'status') === 'False');
    const isEnded = member_textAt(status, 'phase') === 'Succeeded';
    if (unready === undefined || isEnded)
        return undefined;
    return sickness('', member_textAt(unready, 'reason') ?? 'NotReady', member_textAt(unready, 'message'));
}
function sicknessOfContainer(container) {
    const where = `, container ${oneLine(member_textAt(container, 'name') ?? '', 63)}`;
    const waiting = member_objectAt(container, 'state', 'waiting');
    const last = member_objectAt(container, 'lastState', 'terminated');
    if (waiting !== undefined) {
        const before = member_textAt(last, 'reason');
        const told = [member_textAt(waiting, 'message'), before === undefined ? undefined : `it ended with ${before}`];
        const message = told.filter((part) => part !== undefined && part !== '').join('; ');
        return sickness(where, member_textAt(waiting, 'reason') ?? 'Waiting', message);
    }
    const ended = member_objectAt(container, 'state', 'terminated');
    if (ended === undefined || ended.exitCode === 0)
        return undefined;
    const code = typeof ended.exitCode === 'number' ? `exit code ${ended.exitCode}` : '';
    return sickness(where, member_textAt(ended, 'reason') ?? 'Error', member_textAt(ended, 'message') ?? code);
}
/** The newest warning, when the state itself says too little. */
function eventOf(events, known) {
    const isSpoken = known.text !== known.state && !['NotReady', 'ContainersNotReady', ...UNSPOKEN].includes(known.state);
    const warning = events.filter((event) => member_textAt(event, 'type') === 'Warning').at(-1);
    if (isSpoken || warning === undefined)
        return known;
    const path = member_textAt(warning, 'involvedObject', 'fieldPath') ?? '';
    const container = /^spec\.(?:initC|c)ontainers\{([^}]{1,63})\}$/.exec(path)?.[1];
    const where = container === undefined ? known.where : `, container ${container}`;
    return sickness(where, member_textAt(warning, 'reason') ?? known.state, member_textAt(warning, 'message'));
}
function sickness(where, state, message) {
    return { where, state, text: oneLine([state, message ?? ''].filter((part) => part !== '').join(': ')) };
}
//# sourceMappingURL=pod-sickness.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/workloads.js






/** Kustomizations apply Kustomizations that apply releases; deeper ones are beyond what anybody verifies by one name. */
const workloads_DEPTH = 3;
function createWorkloads(api, around, clock) {
    const collections = new Map();
    function begin(type, namespace) {
        const list = api.list({ type, namespace }).then(({ items }) => items);
        const collection = { begun: clock.monotonic(), list, over: false, next: undefined };
        const end = () => {
            collection.over = true;
        };
        list.then(end, end);
        collections.set(`${type.plural} ${namespace}`, collection);
        return list;
    }
    /** Who comes while an older list is under way waits for the next one, together with others. */
    function list(type, namespace, since) {
        const known = collections.get(`${type.plural} ${namespace}`);
        if (known === undefined || (known.over && known.begun < since))
            return begin(type, namespace);
        if (known.begun >= since)
            return known.list;
        known.next ??= known.list.catch(() => []).then(() => begin(type, namespace));
        return known.next;
    }
    async function find(names, since) {
        const groups = groupBy(names, ({ type, namespace }) => `${type.plural} ${namespace}`);
        const found = await Promise.all([...groups.values()].map(async (group) => {
            const [first] = group;
            if (first === undefined)
                return [];
            const wanted = new Set(group.map(({ name }) => name));
            const objects = await list(first.type, first.namespace, since);
            return objects
                .filter((object) => wanted.has(object.metadata.name) || isPrimaryOf(object, wanted))
                .map((object) => ({ type: first.type, object }));
        }));
        return Promise.all(found.flat().map((one) => withPods(one.type, one.object, since)));
    }
    async function withPods(type, object, since) {
        if (type === POD)
            return { type, object, pods: isLive(object) ? [object] : [] };
        if (!LASTING.includes(type))
            return { type, object, pods: [] };
        const pods = await list(POD, object.metadata.namespace, since);
        const selector = member_objectAt(object.spec, 'selector');
        return { type, object, pods: pods.filter((pod) => isLive(pod) && isSelected(pod, selector)) };
    }
    async function released(object, since) {
        const { namespace, labels } = releaseLabels(object);
        const found = await Promise.all(RELEASED.map(async (type) => {
            const { items } = await api.list({ type, namespace }, { labels });
            return items.map((item) => ({ type, object: item }));
        }));
        return Promise.all(found.flat().map((one) => withPods(one.type, one.object, since)));
    }
    async function applied(object, since) {
        const names = (inventoryOf(object) ?? []).filter(({ type }) => isApplier(type));
        const found = await Promise.all(names.map(async (name) => ({ type: name.type, object: await around.get(name, since) })));
        return found.flatMap((one) => (one.object === undefined ? [] : [{ type: one.type, object: one.object }]));
    }
    async function search({ type, object }, since, depth) {
        if (member_objectAt(object.spec, 'kubeConfig') !== undefined)
            throw elsewhere(type, object);
        const inventory = inventoryOf(object);
        if (inventory === undefined)
            return type === HELM_RELEASE ? released(object, since) : [];
        const nested = depth === 0 ? [] : await applied(object, since);
        const [own, ...deeper] = await Promise.all([
            find(inventory.filter((name) => !isApplier(name.type)), since),
            ...nested.map((one) => search(one, since, depth - 1)),
        ]);
        return [...own, ...deeper.flat()];
    }
    return { of: (type, object, since) => search({ type, object }, since, workloads_DEPTH), applied };
}
/**
 * Flagger keeps what is applied at no replicas, and lets a copy serve that it changes when the canary has proved itself: the image that
 * runs is that of the copy. https://docs.flagger.app/usage/how-it-works#canary-target
 */
function isPrimaryOf({ metadata }, names) {
    const [, name] = /^(.+)-primary$/.exec(metadata.name) ?? [];
    const owners = member_listAt(metadata, 'ownerReferences').map((owner) => member_textAt(owner, 'kind'));
    return name !== undefined && names.has(name) && owners.includes('Canary');
}
/** https://fluxcd.io/flux/components/kustomize/kustomizations/#kubeconfig-remote-clusters */
function elsewhere(type, { metadata }) {
    return new report_error/* ActionError */.l('agent-refused', `${describeResource({ type, ...metadata })} applies to another cluster (its "spec.kubeConfig"), whose pods cannot be seen from this one: leave "images" and "release" out.`);
}
function isApplier(type) {
    return type === KUSTOMIZATION || type === HELM_RELEASE;
}
/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
function isLive({ metadata, status }) {
    const phase = member_textAt(status, 'phase');
    return member_textAt(metadata, 'deletionTimestamp') === undefined && phase !== 'Succeeded' && phase !== 'Failed';
}
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements */
function isSelected({ metadata }, selector) {
    const labels = member_objectAt(metadata, 'labels') ?? {};
    const wanted = Object.entries(member_objectAt(selector, 'matchLabels') ?? {});
    const rules = member_listAt(selector, 'matchExpressions');
    if (wanted.length === 0 && rules.length === 0)
        return false;
    return (wanted.every(([key, value]) => labels[key] === value) &&
        rules.every((rule) => {
            const label = labels[member_textAt(rule, 'key') ?? ''];
            const isListed = member_listAt(rule, 'values').includes(label);
            switch (member_textAt(rule, 'operator') ?? '') {
                case 'In':
                    return isListed;
                case 'NotIn':
                    return !isListed;
                case 'Exists':
                    return label !== undefined;
                default:
                    return label === undefined;
            }
        }));
}
/** The pods that a workload should have; undefined for what starts some only now and then. */
function wantedPods({ type, object }) {
    if (!LASTING.includes(type))
        return undefined;
    if (type.kind === 'DaemonSet')
        return member_numberAt(object.status, 'desiredNumberScheduled') ?? 0;
    return member_numberAt(object.spec, 'replicas') ?? 1;
}
//# sourceMappingURL=workloads.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/explain.js








/** Resources that a summary can show, and pods whose events are asked for: alike ones have alike reasons. */
const flux_explain_LISTED = 20;
const explain_ASKED = 3;
/** Causes that are told: three pods that cannot pull an image are one. */
const TOLD = 3;
/**
 * Why an application is not as wanted: sick pods by container, else unfinished workloads, else what Flux says. What may not be read is
 * named with the right that it takes.
 * @param before what Flux said of its last failure: while it tries again it says nothing of it
 */
async function flux_explain_explain(explainer, type, object, before) {
    const { workloads, clock } = explainer;
    const said = conditionOf(object, 'Ready');
    const own = said?.status === 'False' ? describeCondition(said) : before;
    const since = clock.monotonic();
    let found;
    let applied;
    try {
        ;
        [found, applied] = await Promise.all([
            workloads.of(type, object, since),
            workloads.applied(object, since),
        ]);
    }
    catch (error) {
        if (!(error instanceof report_error/* ActionError */.l) || error.code !== 'agent-refused')
            throw error;
        return {
            cause: explain_join(own, `no more is known, because ${error.message.replace(/^The /, 'the ')}`),
            resources: [],
        };
    }
    const unready = applied
        .filter((one) => conditionOf(one.object, 'Ready')?.status === 'False')
        .map(reportOfApplied);
    const sick = found.filter(isUnfinished);
    const sickPods = sick.flatMap((workload) => workload.pods).flatMap(sickPodOf);
    const [asked, rest] = [sickPods.slice(0, explain_ASKED), sickPods.slice(explain_ASKED)];
    const pods = [...(await Promise.all(asked.map((one) => withEvents(explainer.api, one)))), ...rest];
    const resources = [...pods.map(reportOfPod), ...sick.map(reportOfWorkload), ...unready].slice(0, flux_explain_LISTED);
    const causes = [
        ...new Set(pods.map(({ pod, sickness }) => explain_describe(pod, sickness, pods))),
        ...(pods.length > 0 ? [] : sick.map((workload) => `${explain_nameOf(workload)}: ${stateOfWorkload(workload)}`)),
    ];
    const deeper = causes.length > 0 ? causes.slice(0, TOLD).join('; ') : firstMessage(unready);
    return { cause: deeper ?? own, resources };
}
function sickPodOf(pod) {
    const sickness = sicknessOf(pod);
    return sickness === undefined ? [] : [{ pod, sickness }];
}
/** A reason that the kubelet or the scheduler gives in an event says more than a state such as `ContainerCreating`. */
async function withEvents(api, one) {
    const { namespace, name } = one.pod.metadata;
    const type = { group: '', version: 'v1', kind: 'Event', plural: 'events' };
    // The cause stands without it.
    const events = await api
        .list({ type, namespace }, { fields: `involvedObject.name=${name}` })
        .then(({ items }) => items)
        .catch(() => []);
    return { ...one, sickness: eventOf(events, one.sickness) };
}
function explain_describe(pod, sickness, all) {
    const alike = all.filter((one) => one.sickness.text === sickness.text);
    const [first = { pod }] = alike;
    const more = alike.length > 1 ? ` and ${alike.length - 1} more` : '';
    const { namespace, name } = first.pod.metadata;
    return oneLine(`Pod ${namespace}/${name}${more}${sickness.where}: ${sickness.text}`);
}
function reportOfPod({ pod, sickness }) {
    return {
        label: describeResource({ type: POD, ...pod.metadata }),
        state: oneLine(sickness.state, 80),
        message: oneLine(`${sickness.where.replace(/^, /, '')}: ${sickness.text}`.replace(/^: /, '')),
        url: undefined,
    };
}
function reportOfWorkload(workload) {
    return { label: explain_nameOf(workload), state: 'not ready', message: stateOfWorkload(workload), url: undefined };
}
function reportOfApplied({ type, object }) {
    const ready = conditionOf(object, 'Ready');
    return {
        label: describeResource({ type, ...object.metadata }),
        state: oneLine(ready?.reason ?? '', 80),
        message: ready?.message ?? '',
        url: undefined,
    };
}
function firstMessage([first]) {
    return first === undefined ? undefined : `${first.label}: ${first.state}: ${first.message}`;
}
/** Not all of its pods are of its newest template and available. */
function isUnfinished(workload) {
    const { type, object, pods } = workload;
    const wanted = wantedPods(workload);
    if (wanted === undefined) {
        const failed = conditionOf(object, 'Failed');
        return failed?.status === 'True' || pods.some((pod) => sicknessOf(pod) !== undefined);
    }
    const { status } = object;
    const isDaemon = type.kind === 'DaemonSet';
    const available = member_numberAt(status, isDaemon ? 'numberAvailable' : 'availableReplicas') ?? 0;
    const updated = member_numberAt(status, isDaemon ? 'updatedNumberScheduled' : 'updatedReplicas') ?? 0;
    const isOld = member_numberAt(status, 'observedGeneration') !== member_numberAt(object.metadata, 'generation');
    return isOld || available < wanted || updated < wanted || pods.some((pod) => sicknessOf(pod) !== undefined);
}
function stateOfWorkload(workload) {
    const { object } = workload;
    const said = ['Failed', 'ReplicaFailure', 'Progressing']
        .map((type) => ({ type, condition: conditionOf(object, type) }))
        .find(({ type, condition }) => condition?.status === (type === 'Progressing' ? 'False' : 'True'))?.condition;
    if (said !== undefined)
        return describeCondition(said);
    const wanted = wantedPods(workload);
    const { status } = object;
    const available = member_numberAt(status, 'availableReplicas') ?? member_numberAt(status, 'numberAvailable') ?? 0;
    return wanted === undefined ? 'not complete' : `${available} of ${wanted} pods are available`;
}
function explain_nameOf({ type, object }) {
    return describeResource({ type, ...object.metadata });
}
function explain_join(first, second) {
    return first === undefined ? second : `${first}; ${second}`;
}
//# sourceMappingURL=explain.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/progress.js


/** The steps of kustomize-controller, with the revision that it works on. */
const ANNOUNCED = /^(Fetching|Building|Detecting|Running health checks)(?: manifests| drift)? for revision (\S+)/;
/** Reasons of `Ready=False` after an attempt that did not apply everything. */
const FAILURES = [
    'BuildFailed',
    'ReconciliationFailed',
    'PruneFailed',
    'ValidationFailed',
    'DirectoryCreationFailed',
];
const HEALTHY = { status: 'healthy', message: '' };
/**
 * Reads the status of a Kustomization. `lastAppliedRevision` is written only after the health checks, and `Ready=False` may be
 * of a revision that was applied and is not well, of one that could not be applied, or of none at all.
 * Source: `internal/controller/kustomization_controller.go` of https://github.com/fluxcd/kustomize-controller
 */
function kustomizationProgress(object) {
    const applied = member_textAt(object.status, 'lastAppliedRevision');
    const ready = currentCondition(object, 'Ready');
    const reconciling = conditionOf(object, 'Reconciling');
    const announced = readAnnouncement(reconciling);
    const attempted = announced?.revision ?? member_textAt(object.status, 'lastAttemptedRevision');
    const base = { applied, attempt: undefined, inertia: undefined, errors: stalled(object) };
    if (isRunning(ready, reconciling)) {
        const message = reconciling?.message ?? '';
        if (announced?.isHealthCheck === true) {
            return { ...base, applied: announced.revision, health: progressing(message) };
        }
        const attempt = { phase: 'running', revision: attempted, message, willRetry: true };
        return { ...base, attempt, health: progressing(message) };
    }
    if (ready === undefined)
        return { ...base, health: progressing(UNOBSERVED) };
    if (ready.status === 'True')
        return { ...base, health: HEALTHY };
    const message = describeCondition(ready);
    if (ready.reason === 'HealthCheckFailed') {
        return { ...base, applied: attempted ?? applied, health: { status: 'degraded', message } };
    }
    if (ready.reason === 'HealthCheckCanceled') {
        return { ...base, applied: attempted ?? applied, health: progressing(message) };
    }
    // Without its artifact it does not begin; a directory that is missing is found when it has begun.
    const hasBegun = ready.reason === 'ArtifactFailed' && announced?.isFetching === true;
    if (FAILURES.includes(ready.reason) || hasBegun) {
        const attempt = { phase: 'failed', revision: attempted, message, willRetry: true };
        return { ...base, attempt, health: progressing(message) };
    }
    return { ...base, inertia: message, health: progressing(message) };
}
const UNOBSERVED = 'its latest specification was not reconciled yet';
function progressing(message) {
    return { status: 'progressing', message };
}
/** A failure that is tried again is told by `Reconciling` as well. */
function isRunning(ready, reconciling) {
    if (reconciling?.status === 'True' && reconciling.reason !== 'ProgressingWithRetry')
        return true;
    return ready?.status === 'Unknown';
}
/** A request that nobody handled yet may change it. */
function stalled(object) {
    const condition = currentCondition(object, 'Stalled');
    if (condition?.status !== 'True' || pendingRequest(object) !== undefined)
        return [];
    return [describeCondition(condition)];
}
function readAnnouncement(reconciling) {
    const [, step, revision] = ANNOUNCED.exec(reconciling?.message ?? '') ?? [];
    if (step === undefined || revision === undefined)
        return undefined;
    return { revision, isFetching: step === 'Fetching', isHealthCheck: step.startsWith('Running') };
}
//# sourceMappingURL=progress.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/revision.js
/**
 * Flux writes revisions as `main@sha1:<commit>`, `v1.2@sha1:<commit>`, `sha1:<commit>` for Git, `latest@sha256:<digest>` for
 * artifacts, and `main/<commit>` in versions before 2.0. https://fluxcd.io/flux/components/source/gitrepositories/#artifact
 */
const HASHED = /^(?:.*@)?(sha1|sha256):([0-9a-f]{40}|[0-9a-f]{64})$/i;
const OLDER = /^(?:.*\/)?([0-9a-f]{40}|[0-9a-f]{64})$/i;
/** The bare commit id in lower case; undefined for what names no commit. */
function commitOf(revision) {
    const text = revision ?? '';
    return (HASHED.exec(text)?.[2] ?? OLDER.exec(text)?.[1])?.toLowerCase();
}
/** The digest of an artifact, `sha256:…` in lower case; undefined for what has none. */
function revision_digestOf(revision) {
    const [, algorithm = '', hash = ''] = HASHED.exec(revision ?? '') ?? [];
    return algorithm.toLowerCase() === 'sha256' && hash.length === 64
        ? `sha256:${hash.toLowerCase()}`
        : undefined;
}
//# sourceMappingURL=revision.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/source.js







/** Annotations of an artifact: https://fluxcd.io/flux/cmd/flux_push_artifact/ */
const ORIGIN = 'org.opencontainers.image.revision';
const ORIGIN_SOURCE = 'org.opencontainers.image.source';
/** What a source has fetched, in Flux's own form. */
function fetchedRevision({ object }) {
    return member_textAt(object.status, 'artifact', 'revision');
}
/**
 * A revision of a source in the form of the expected one; undefined when nothing says it.
 * @param origin the commit that an artifact was made of, where its applier knows it
 */
function readRevision(revision, origin, source, { form }) {
    if (revision === undefined)
        return undefined;
    if (source.type === GIT_REPOSITORY)
        return commitOf(revision);
    if (form === 'digest')
        return revision_digestOf(revision);
    const metadata = revision === fetchedRevision(source) ? metadataOf(source) : undefined;
    return commitOf(origin ?? member_textAt(metadata, ORIGIN));
}
/** Whether the source brings revisions that can be compared with the expected one. */
function isOfRepository(source, { form, repositoryUrl }) {
    const wanted = normaliseRepositoryUrl(repositoryUrl);
    if (source.type === GIT_REPOSITORY) {
        const url = member_textAt(source.object.spec, 'url') ?? '';
        return form === 'commit' && normaliseRepositoryUrl(url) === wanted;
    }
    if (form === 'digest')
        return true;
    const origin = member_textAt(metadataOf(source), ORIGIN_SOURCE);
    if (source.type !== OCI_REPOSITORY)
        return member_textAt(metadataOf(source), ORIGIN) !== undefined;
    return origin === undefined || normaliseRepositoryUrl(origin) === wanted;
}
/** @throws ActionError `no-matching-source` */
function requireRepository(source, label, wanted) {
    if (!isOfRepository(source, wanted))
        throw source_noSource(label, describeSource(source), wanted);
}
function source_noSource(label, reads, { form, repositoryUrl }) {
    const what = form === 'commit' ? `not ${repositoryUrl}` : 'and "revision" is the digest of an artifact';
    return new report_error/* ActionError */.l('no-matching-source', `"${label}" reads ${reads}, ${what}: its revision says nothing about ours. Check "applications", "repository" and "revision".`);
}
/** What keeps the source where it is, for people; undefined when nothing does. */
function sourceInertia(source, { form }) {
    const failed = [conditionOf(source.object, 'FetchFailed'), conditionOf(source.object, 'Ready')].find((condition, index) => condition?.status === (index === 0 ? 'True' : 'False'));
    if (failed !== undefined)
        return `its source ${source_labelOf(source)}: ${describeCondition(failed)}`;
    const fetched = fetchedRevision(source);
    if (fetched === undefined)
        return `its source ${source_labelOf(source)} has fetched nothing yet`;
    const isAnonymous = form === 'commit' && source.type !== GIT_REPOSITORY && member_textAt(metadataOf(source), ORIGIN) === undefined;
    return isAnonymous
        ? `the artifact of ${source_labelOf(source)} does not say which commit it was made of: push it with "flux push artifact --revision", or give its digest as "revision"`
        : undefined;
}
/** Why nothing moves it until somebody resumes it; undefined when nothing holds it. */
function suspension(object, type) {
    if (!isSuspended(object))
        return undefined;
    return `${describeResource({ type, ...object.metadata })} is suspended: resume it with "flux resume ${COMMAND.get(type.kind) ?? type.kind} ${object.metadata.name} -n ${object.metadata.namespace}"`;
}
/** https://fluxcd.io/flux/cmd/flux_resume/ */
const COMMAND = new Map([
    ['Kustomization', 'kustomization'],
    ['HelmRelease', 'helmrelease'],
    ['GitRepository', 'source git'],
    ['OCIRepository', 'source oci'],
    ['Bucket', 'source bucket'],
    ['HelmChart', 'source chart'],
]);
function source_labelOf({ type, object }) {
    return describeResource({ type, ...object.metadata });
}
function describeSource(source) {
    const url = member_textAt(source.object.spec, 'url');
    return url === undefined ? source_labelOf(source) : `${url} (${source_labelOf(source)})`;
}
function metadataOf({ object }) {
    return member_objectAt(object.status, 'artifact', 'metadata');
}
//# sourceMappingURL=source.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/state.js



function state_stateOf(found) {
    const { object, type, label, revisions, operation, health, inertia, errors, paused, scope, directories } = found;
    return {
        label,
        url: undefined,
        revisions: state_complete(revisions),
        // What Flux has not applied has no revision yet.
        sync: 'synced',
        operationRequested: !isSuspended(object) && pendingRequest(object) !== undefined,
        operation,
        health: suspendedHealth(found) ?? health,
        reconciledAt: undefined,
        errors: [...state_deletion(object), ...errors],
        images: [],
        ...(directories === undefined ? {} : { directories }),
        automated: true,
        inertia,
        paused: suspension(object, type) ?? paused,
        scope,
    };
}
/** Nothing goes on there: to suspend it is a change of its specification that its controller never observes. */
function suspendedHealth({ object, type, health }) {
    const message = health.status === 'progressing' ? suspension(object, type) : undefined;
    return message === undefined ? undefined : { status: 'suspended', message };
}
/** None when one is missing: what is known of the others would pass for the whole. */
function state_complete(revisions) {
    const known = revisions.filter((revision) => revision !== undefined);
    return known.length === revisions.length ? known : [];
}
function operationOf(phase, revisions, message, willRetry = true) {
    return { phase, revisions: state_complete(revisions), message, finishedAt: undefined, willRetry };
}
function state_deletion({ metadata }) {
    return member_textAt(metadata, 'deletionTimestamp') === undefined ? [] : ['it is being deleted'];
}
//# sourceMappingURL=state.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/fetched.js




/**
 * A source as an application: what it has fetched, which nothing need have applied.
 * @throws ActionError `no-matching-source`
 */
function fetched_readSource(source, label, wanted) {
    requireRepository(source, label, wanted);
    const { object, type } = source;
    const ready = currentCondition(object, 'Ready');
    const message = ready === undefined ? UNOBSERVED : describeCondition(ready);
    return state_stateOf({
        object,
        type,
        label,
        revisions: [readRevision(fetchedRevision(source), undefined, source, wanted)],
        operation: undefined,
        health: isTrue(ready) ? { status: 'healthy', message: '' } : progressing(message),
        inertia: sourceInertia(source, wanted),
        errors: stalled(object),
        paused: undefined,
        scope: 'fetched',
    });
}
//# sourceMappingURL=fetched.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/api.js





/** A page of five hundred HelmReleases with their values runs to megabytes. */
const kubernetes_api_MAX_BYTES = 64 * 1024 * 1024;
const kubernetes_api_DEADLINE = 30_000;
/** Objects of one page: what kubectl asks for. */
const api_PAGE = 500;
/** Pages of one list; more is no list that anybody waits for. */
const api_MAX_PAGES = 200;
/** The API server tries a patch a few times itself before it says 409. */
const PATCH_ATTEMPTS = 5;
const CONFLICT_REST = 100;
/** Who wrote a field, for `managedFields`: https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers */
const FIELD_MANAGER = 'gitops-actions';
/** The server ends a watch after so many seconds, so that one that died unseen is not waited for. */
const WATCH_SECONDS = 300;
/** Bookmarks come about once a minute: https://kubernetes.io/docs/reference/using-api/api-concepts/#watch-bookmarks */
const WATCH_IDLE = 150_000;
function createKubernetesApi(connection, clock) {
    const { access } = connection;
    /** Versions that are served in place of those we know, by group. */
    const versions = new Map();
    const served = (type) => ({
        ...type,
        version: versions.get(type.group) ?? type.version,
    });
    function questionOf(verb, path) {
        const { plural, group } = path.type;
        const resource = group === '' ? plural : `${plural}.${group}`;
        return { verb, what: describeResource(path), resource, access };
    }
    async function send(verb, path, request, query = '') {
        const response = await connection.request({
            ...request,
            url: `${access.server}${object_pathOf({ ...path, type: served(path.type) })}${query}`,
            headers: { accept: 'application/json', ...request.headers },
            maxBytes: kubernetes_api_MAX_BYTES,
            deadline: kubernetes_api_DEADLINE,
        });
        if (response.status === 200)
            return api_decode(response, access.server);
        const refused = kubernetes_refusal_refusal(response, questionOf(verb, path));
        if (refused.isUnserved && (await findVersion(path.type)))
            return send(verb, path, request, query);
        throw refused;
    }
    /** Clusters with an older Flux serve an older version. Answers whether there is another one to try. */
    async function findVersion({ group, version }) {
        if (group === '' || versions.has(group))
            return false;
        const response = await connection.request({
            url: `${access.server}/apis/${group}`,
            headers: { accept: 'application/json' },
            deadline: kubernetes_api_DEADLINE,
        });
        if (response.status !== 200)
            return false;
        const preferred = member_textAt(api_decode(response, access.server), 'preferredVersion', 'version');
        if (preferred === undefined || preferred === version || !/^v[0-9a-z]+$/.test(preferred))
            return false;
        versions.set(group, preferred);
        return true;
    }
    return {
        connection,
        async get(path) {
            return readObject(await send('get', path, {}), describeResource(path));
        },
        async list(path, selection = {}) {
            const items = [];
            let after;
            for (let page = 0; page < api_MAX_PAGES; page += 1) {
                const query = queryOf({ ...queryOfSelection(selection), limit: String(api_PAGE), continue: after });
                let answer;
                try {
                    answer = await send('list', path, {}, query);
                }
                catch (error) {
                    // The rest of a list is kept for minutes only: begin anew.
                    if (after === undefined || !isExpired(error))
                        throw error;
                    items.length = 0;
                    after = undefined;
                    continue;
                }
                const metadata = member_objectAt(answer, 'metadata');
                const what = describeResource(path);
                if (!Array.isArray(member_objectAt(answer)?.items))
                    throw noApi(access.server, `a list of ${what} without items`);
                items.push(...member_listAt(answer, 'items').map((item) => readObject(item, what)));
                after = member_textAt(metadata, 'continue');
                if (after === undefined || after === '') {
                    return { items, resourceVersion: member_textAt(metadata, 'resourceVersion') ?? '' };
                }
            }
            throw noApi(access.server, `${describeResource(path)} in more than ${api_MAX_PAGES} pages`);
        },
        async annotate(path, annotations) {
            for (let attempt = 1;; attempt += 1) {
                try {
                    const patch = {
                        method: 'PATCH',
                        headers: { 'content-type': 'application/merge-patch+json' },
                        body: JSON.stringify({ metadata: { annotations } }),
                    };
                    const answer = await send('patch', path, patch, queryOf({ fieldManager: FIELD_MANAGER }));
                    return readObject(answer, describeResource(path));
                }
                catch (error) {
                    const isConflict = error instanceof KubernetesRefusal && error.status === 409;
                    if (!isConflict || attempt >= PATCH_ATTEMPTS)
                        throw error;
                    await clock.sleep(CONFLICT_REST * attempt * (0.5 + clock.random()));
                }
            }
        },
        openWatch(path, selection, resourceVersion, signal) {
            const query = queryOf({
                ...queryOfSelection(selection),
                watch: 'true',
                allowWatchBookmarks: 'true',
                resourceVersion,
                timeoutSeconds: String(WATCH_SECONDS),
            });
            return connection.stream({
                url: `${access.server}${object_pathOf({ ...path, type: served(path.type) })}${query}`,
                headers: { accept: 'application/json' },
                idleTimeout: WATCH_IDLE,
                deadline: (WATCH_SECONDS + 60) * 1000,
                signal,
            });
        },
    };
}
/** Whether the server no longer knows what was asked for: the history of a collection is short. */
function isExpired(error) {
    return error instanceof KubernetesRefusal && error.status === 410;
}
function api_decode(response, server) {
    try {
        return response.json();
    }
    catch (cause) {
        throw noApi(server, `"${oneLine(response.text(), 200)}"`, cause);
    }
}
function noApi(server, got, cause) {
    return new report_error/* ActionError */.l('agent-invalid-answer', `${server} does not answer like the API of Kubernetes: got ${got}. Check the server of the kubeconfig: a login page or a proxy may answer in its place.`, { cause });
}
function queryOfSelection({ labels, fields }) {
    return { labelSelector: labels, fieldSelector: fields };
}
function queryOf(parameters) {
    const given = Object.entries(parameters).filter((entry) => entry[1] !== undefined);
    return `?${new URLSearchParams(given).toString()}`;
}
//# sourceMappingURL=api.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/kubernetes/watch.js






/** How long a broken watch rests before it is opened again, in milliseconds; twice as long each time it brings nothing. */
const watch_FIRST_REST = 500;
const watch_LONGEST_REST = 30_000;
/** Characters of one event. */
const watch_LONGEST_EVENT = 32 * 1024 * 1024;
/**
 * Lists a collection, or goes on `from` the version at which it was listed, and follows its changes until it is stopped: bookmarks
 * keep the place, a watch that ends goes on where it was, and one that is told 410 lists anew. Never rejects: a broken watch is no verdict. One that is not allowed ends.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
async function watchCollection(api, path, selection, clock, signal, listener, from) {
    let place = from;
    let rest = watch_FIRST_REST;
    while (!signal.aborted) {
        const before = place;
        try {
            if (place === undefined) {
                const { items, resourceVersion } = await api.list(path, selection);
                if (isStopped(signal))
                    return;
                place = resourceVersion;
                listener.replaced(items);
            }
            place = await followFrom(api, path, selection, place, signal, listener);
        }
        catch (error) {
            if (isRefused(error))
                return;
            if (isExpired(error))
                place = undefined;
            else if (error instanceof WatchBroken)
                place = error.place;
        }
        // A server that ends every watch at once must not be asked without pause.
        rest = place !== undefined && place !== before ? watch_FIRST_REST : Math.min(rest * 2, watch_LONGEST_REST);
        await clock.sleep(rest, signal).catch(() => undefined);
    }
}
/** Where a watch stood when it broke. */
class WatchBroken extends Error {
    place;
    constructor(place, cause) {
        super('the watch broke', { cause });
        this.place = place;
    }
}
/** Follows one stream to its end, and answers the place to go on from. */
async function followFrom(api, path, selection, from, signal, listener) {
    const stream = await api.openWatch(path, selection, from, signal);
    let place = from;
    try {
        if (stream.status !== 200)
            throw statusError(stream.status);
        for await (const line of readLines(stream.chunks, watch_LONGEST_EVENT)) {
            if (isStopped(signal))
                break;
            const event = JSON.parse(line);
            const type = member_textAt(event, 'type');
            const object = member_objectAt(event, 'object');
            if (type === 'ERROR')
                throw statusError(Number(object?.code ?? 500));
            const version = member_textAt(object, 'metadata', 'resourceVersion');
            if (version !== undefined)
                place = version;
            if (type === 'BOOKMARK')
                continue;
            const known = readObject(object, describeResource(path));
            if (type === 'DELETED')
                listener.deleted(known);
            else if (type === 'ADDED' || type === 'MODIFIED')
                listener.changed(known);
        }
        return place;
    }
    catch (error) {
        if (isExpired(error) || isRefused(error))
            throw error;
        throw new WatchBroken(place, error);
    }
    finally {
        stream.close();
    }
}
function statusError(status) {
    return new KubernetesRefusal('agent-refused', `the watch was answered ${status}`, status, '', false);
}
/** No waiting mends it; what was asked once in a while says why. */
function isRefused(error) {
    if (error instanceof KubernetesRefusal)
        return [401, 403, 404, 405].includes(error.status);
    return error instanceof report_error/* ActionError */.l && error.kind === 'user' && error.code !== 'agent-invalid-answer';
}
/** Asked again after each await: it may have been stopped meanwhile. */
function isStopped({ aborted }) {
    return aborted;
}
//# sourceMappingURL=watch.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/kustomization.js






/**
 * A Kustomization as an application.
 * @throws ActionError `no-matching-source`, and what the cluster refuses
 */
async function readKustomization(object, label, around, since, wanted) {
    const source = await sourceOf(object, around, since, wanted);
    if (source === undefined) {
        const inertia = `its source ${describeReference(object)} is not there`;
        const { health, errors } = kustomizationProgress(object);
        const none = {
            operation: undefined,
            revisions: [undefined],
            paused: undefined,
            scope: 'applied',
        };
        return state_stateOf({ object, type: KUSTOMIZATION, label, health, inertia, errors, ...none });
    }
    requireRepository(source, label, wanted);
    const { progress, applied, attempted } = readRevisions(object, source, wanted);
    const { attempt, health, errors } = progress;
    const applier = await ownApplier(object, around, since, wanted);
    return state_stateOf({
        object,
        type: KUSTOMIZATION,
        label,
        // A commit may change its own specification as well, such as its `images`, and that comes by what applies it.
        revisions: [applied, ...(applier === undefined ? [] : [applier.applied])],
        operation: attempt === undefined
            ? undefined
            : operationOf(attempt.phase, [attempted], attempt.message, attempt.willRetry),
        health,
        inertia: progress.inertia ?? sourceInertia(source, wanted) ?? (applier && applierInertia(applier, wanted)),
        errors,
        paused: suspension(source.object, source.type) ?? (applier && applierPause(applier)),
        scope: scopeOf(object),
        // Paths in an artifact begin where it was pushed from.
        ...(source.type === GIT_REPOSITORY ? { directories: [member_textAt(object.spec, 'path') ?? '.'] } : {}),
    });
}
/** The Kustomization that applied an object, by the labels that it leaves. Undefined when it is none of the environment repository. */
async function applierOf(object, around, since, wanted) {
    const name = applierName(object);
    const applier = name === undefined ? undefined : await around.get(name, since);
    const source = applier === undefined ? undefined : await sourceOf(applier, around, since, wanted);
    if (applier === undefined || source === undefined || !isOfRepository(source, wanted))
        return undefined;
    return { object: applier, source, ...readRevisions(applier, source, wanted) };
}
/** Who may read a Kustomization need not be allowed to read what applies it: what is known is judged then. */
async function ownApplier(object, around, since, wanted) {
    if (kustomizationApplier(object) === undefined)
        return undefined;
    return applierOf(object, around, since, wanted).catch((error) => {
        if (error instanceof KubernetesRefusal && error.status === 403)
            return undefined;
        throw error;
    });
}
/** As `applierName`, for a Kustomization: the one that bootstrap makes applies itself. */
function kustomizationApplier(object) {
    const name = applierName(object);
    const { metadata } = object;
    const isItself = name?.name === metadata.name && name.namespace === metadata.namespace;
    return isItself ? undefined : name;
}
/** What keeps it from bringing a new specification, for people. */
function applierInertia({ progress, source, ...applier }, wanted) {
    const { attempt, errors } = progress;
    const failure = attempt?.phase === 'failed' ? attempt.message : errors[0];
    const reason = failure ?? progress.inertia ?? sourceInertia(source, wanted);
    return reason === undefined ? undefined : `${applierLabel(applier)}, which applies it: ${reason}`;
}
function applierPause({ object, source }) {
    return suspension(object, KUSTOMIZATION) ?? suspension(source.object, source.type);
}
function applierLabel({ object }) {
    return source_labelOf({ type: KUSTOMIZATION, object });
}
/** https://fluxcd.io/flux/faq/#how-to-find-the-kustomization-that-manages-an-object */
function applierName({ metadata }) {
    const name = member_textAt(metadata, 'labels', 'kustomize.toolkit.fluxcd.io/name');
    const namespace = member_textAt(metadata, 'labels', 'kustomize.toolkit.fluxcd.io/namespace');
    return name === undefined || namespace === undefined ? undefined : { type: KUSTOMIZATION, namespace, name };
}
/** The source that a Kustomization names; undefined for kinds that are not known. */
function sourceName(object) {
    const reference = member_objectAt(object.spec, 'sourceRef');
    const type = sourceTypeNamed(member_textAt(reference, 'kind'));
    const name = member_textAt(reference, 'name');
    if (type === undefined || name === undefined)
        return undefined;
    return { type, name, namespace: member_textAt(reference, 'namespace') ?? object.metadata.namespace };
}
async function sourceOf(object, around, since, wanted) {
    const name = sourceName(object);
    if (name === undefined)
        throw source_noSource(object.metadata.name, describeReference(object), wanted);
    const { type } = name;
    const found = await around.get(name, since);
    if (found === undefined || type === GIT_REPOSITORY)
        return found && { type, object: found };
    // Which commit an artifact is of only its source says, until it is applied.
    const isBehind = attemptedRevision(object) !== fetchedRevision({ type, object: found });
    const latest = isBehind ? await around.latest(name) : found;
    return latest && { type, object: latest };
}
function readRevisions(object, source, wanted) {
    const progress = kustomizationProgress(object);
    const last = member_textAt(object.status, 'lastAppliedRevision');
    const read = (revision) => {
        const origin = revision === last ? member_textAt(object.status, 'lastAppliedOriginRevision') : undefined;
        return readRevision(revision, origin, source, wanted);
    };
    return { progress, applied: read(progress.applied), attempted: read(progress.attempt?.revision) };
}
function attemptedRevision(object) {
    const { applied, attempt } = kustomizationProgress(object);
    return attempt?.revision ?? applied;
}
/** Without health checks `Ready` says no more than that everything was applied. */
function scopeOf({ spec }) {
    const isChecked = member_objectAt(spec)?.wait === true || member_listAt(spec, 'healthChecks').length > 0;
    return isChecked ? 'running' : 'applied';
}
function describeReference({ spec }) {
    const reference = member_objectAt(spec, 'sourceRef');
    return `${member_textAt(reference, 'kind') ?? 'source'} ${member_textAt(reference, 'name') ?? 'without a name'}`;
}
//# sourceMappingURL=kustomization.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/release-progress.js



/** `Ready=False` with these reasons: the release was tried. After a successful remediation an older one runs. */
const release_progress_FAILURES = [
    'InstallFailed',
    'UpgradeFailed',
    'TestFailed',
    'RollbackFailed',
    'RollbackSucceeded',
    'UninstallFailed',
    'UninstallSucceeded',
    'RetriesExceeded',
    'MissingRollbackTarget',
];
/** `Stalled=True` with these reasons is the end of an attempt; with others it was none. */
const EXHAUSTED = ['RetriesExceeded', 'MissingRollbackTarget'];
/**
 * Reads the status of a HelmRelease. An attempt counts when it was at this generation and at this version of the chart.
 * Source: `internal/controller/helmrelease_controller.go` of https://github.com/fluxcd/helm-controller
 * @param chartVersion what its source has packed; undefined: nothing tells
 */
function releaseProgress(object, chartVersion) {
    const ready = currentCondition(object, 'Ready');
    const stall = currentCondition(object, 'Stalled');
    const isExhausted = isTrue(stall) && EXHAUSTED.includes(stall?.reason ?? '');
    const base = { message: '', willRetry: true, errors: isExhausted ? [] : stalled(object) };
    const reconciling = conditionOf(object, 'Reconciling');
    if (isRunning(ready, reconciling)) {
        const message = reconciling?.message ?? '';
        return { ...base, phase: 'running', message, health: progressing(message) };
    }
    if (ready === undefined)
        return { ...base, phase: 'waiting', health: progressing(UNOBSERVED) };
    const isTried = member_numberAt(object.status, 'lastAttemptedGeneration') === generationOf(object);
    const tried = member_textAt(object.status, 'lastAttemptedRevision');
    if (isTried && chartVersion !== undefined && tried !== chartVersion) {
        const message = `the chart is ${chartVersion}, and ${tried ?? 'none'} was released last`;
        return { ...base, phase: 'running', message, health: progressing(message) };
    }
    if (isTrue(ready)) {
        const isObserved = member_numberAt(object.status, 'observedGeneration') === generationOf(object);
        if (isObserved)
            return { ...base, phase: 'released', health: { status: 'healthy', message: '' } };
        return { ...base, phase: 'waiting', health: progressing(UNOBSERVED) };
    }
    const message = release_progress_describeFailure(object);
    if (isTried && (isExhausted || release_progress_FAILURES.includes(ready.reason))) {
        return { ...base, phase: 'failed', message, willRetry: !isExhausted, health: progressing(message) };
    }
    return { ...base, phase: 'waiting', message, health: progressing(message) };
}
/** Once it was remediated, `Ready` speaks of that alone: what failed is in the conditions of the action. */
function release_progress_describeFailure(object) {
    const failed = ['Released', 'TestSuccess', 'Ready']
        .map((type) => currentCondition(object, type))
        .find((condition) => condition?.status === 'False');
    return failed === undefined ? '' : describeCondition(failed);
}
/** Helm waits for what it released unless it is told not to. */
function releaseScope({ spec, status }) {
    const action = member_textAt(status, 'lastAttemptedReleaseAction') === 'install' ? 'install' : 'upgrade';
    return member_objectAt(spec, action)?.disableWait === true ? 'applied' : 'running';
}
//# sourceMappingURL=release-progress.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/helm-release.js







/**
 * A HelmRelease as an application. It has no revision of Git itself: a commit reaches it by the Kustomization that applies it, by its chart
 * when that is in the environment repository, or by both; each is one revision.
 * @throws ActionError `no-matching-source`, and what the cluster refuses
 */
async function readHelmRelease(object, label, around, since, wanted) {
    const [applier, chart] = await Promise.all([
        applierOf(object, around, since, wanted),
        chartOf(object, around, since, wanted),
    ]);
    const own = releaseProgress(object, chart?.version);
    const digest = wanted.form === 'digest' && applier === undefined ? releasedDigest(object) : undefined;
    const revisions = [
        ...(applier === undefined ? [] : [applier.applied]),
        ...(chart === undefined ? [] : [chart.revision]),
        ...(digest === undefined ? [] : [digest]),
    ];
    if (revisions.length === 0) {
        throw source_noSource(label, 'a chart of elsewhere, and is applied by no Kustomization of the environment repository', wanted);
    }
    return state_stateOf({
        object,
        type: HELM_RELEASE,
        label,
        revisions,
        operation: operationFor(own, applier, revisions),
        health: own.health,
        inertia: helm_release_inertiaOf(own, applier, chart, wanted),
        errors: [
            ...own.errors,
            ...(applier === undefined
                ? []
                : applier.progress.errors.map((one) => `${applierLabel(applier)}: ${one}`)),
        ],
        paused: pauseOf(applier, chart),
        scope: releaseScope(object),
    });
}
/** A failure of what brings the specification comes before one of the release: the release is of an older one then. */
function operationFor(own, applier, revisions) {
    const brought = applier && attemptOf(applier);
    if (brought?.phase === 'failed')
        return brought;
    if (own.phase === 'failed')
        return operationOf('failed', revisions, own.message, own.willRetry);
    if (brought !== undefined)
        return brought;
    return own.phase === 'running' ? operationOf('running', revisions, own.message) : undefined;
}
function attemptOf(applier) {
    const { attempt } = applier.progress;
    if (attempt === undefined)
        return undefined;
    const message = `${applierLabel(applier)}: ${attempt.message}`;
    return operationOf(attempt.phase, [applier.attempted], message, attempt.willRetry);
}
function helm_release_inertiaOf(own, applier, chart, wanted) {
    const brought = applier && applierInertia(applier, wanted);
    if (brought !== undefined)
        return brought;
    const packed = chart && sourceInertia(chart.source, wanted);
    if (packed !== undefined)
        return packed;
    return own.phase === 'waiting' && own.message !== '' ? own.message : undefined;
}
function pauseOf(applier, chart) {
    return (applier && applierPause(applier)) ?? (chart && suspension(chart.source.object, chart.source.type));
}
async function chartOf(object, around, since, wanted) {
    const packed = chartName(object);
    const chart = packed && (await around.get(packed, since));
    const name = chartSourceName(object) ?? (chart && gitReference(member_objectAt(chart.spec, 'sourceRef'), chart));
    const found = name && (await around.get(name, since));
    const source = found && { type: GIT_REPOSITORY, object: found };
    if (source === undefined || !isOfRepository(source, wanted))
        return undefined;
    const seen = member_textAt(chart?.status, 'observedSourceArtifactRevision');
    return {
        source,
        revision: readRevision(seen, undefined, source, wanted),
        version: member_textAt(chart?.status, 'artifact', 'revision'),
    };
}
/** The GitRepository that a chart is in; undefined for charts of elsewhere, whose versions are in the specification. */
function chartSourceName(object) {
    return gitReference(member_objectAt(object.spec, 'chart', 'spec', 'sourceRef'), object);
}
function gitReference(reference, { metadata }) {
    const name = member_textAt(reference, 'name');
    if (member_textAt(reference, 'kind') !== GIT_REPOSITORY.kind || name === undefined)
        return undefined;
    return { type: GIT_REPOSITORY, name, namespace: member_textAt(reference, 'namespace') ?? metadata.namespace };
}
/** The HelmChart that packs the chart of a release: the one that it names, or the one that its controller has made of it. */
function chartName({ metadata, spec, status }) {
    const named = member_objectAt(spec, 'chartRef');
    if (member_textAt(named, 'kind') === HELM_CHART.kind) {
        const of = member_textAt(named, 'namespace') ?? metadata.namespace;
        return { type: HELM_CHART, namespace: of, name: member_textAt(named, 'name') ?? '' };
    }
    const [namespace, name] = (member_textAt(status, 'helmChart') ?? '').split('/');
    return namespace === undefined || name === undefined ? undefined : { type: HELM_CHART, namespace, name };
}
/** Of a chart that is an artifact itself. */
function releasedDigest({ status }) {
    return revision_digestOf(member_textAt(status, 'lastAttemptedRevisionDigest'));
}
//# sourceMappingURL=helm-release.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/follow.js





/** Streams beside those of the applications; what else there is, is asked about at intervals. */
const MOST_BESIDE = 8;
/**
 * Tells every change of the applications of some scopes. What brings them revisions is watched as well, because they need not change
 * with it themselves.
 */
function follow_follow(scopes, { api, around, clock, placeOf, read }, listener) {
    const stopped = new AbortController();
    const applications = new Map();
    const beside = new Set();
    /** The applications that depend on an object. */
    const dependents = new Map();
    async function tell(key) {
        const one = applications.get(key);
        if (one === undefined || stopped.signal.aborted)
            return;
        one.changes += 1;
        if (one.isRead)
            return;
        one.isRead = true;
        let told;
        do {
            told = one.changes;
            const { object, type, name } = one;
            // What cannot be read now is asked for by the next question, which says why.
            const state = await read(type, object, name).catch(() => undefined);
            const isThere = applications.get(key) === one && !follow_isStopped(stopped.signal);
            if (state !== undefined && isThere && told === one.changes)
                listener({ kind: 'changed', name, state });
        } while (told !== one.changes);
        one.isRead = false;
    }
    function changed(scope, object) {
        const name = scope.nameOf(object);
        if (name === undefined)
            return;
        const { type } = scope.path;
        const place = placeOfObject(type, object);
        const key = around_keyOf(place);
        around.remember(place, object);
        const known = applications.get(key);
        if (known === undefined)
            applications.set(key, { name, type, object, isRead: false, changes: 0 });
        else
            known.object = object;
        followBeside(key, type, object);
        void tell(key);
        tellDependents(key);
    }
    function tellDependents(key) {
        for (const dependent of dependents.get(key) ?? [])
            void tell(dependent);
    }
    function gone(scope, object) {
        const name = scope.nameOf(object);
        if (name === undefined)
            return;
        const place = placeOfObject(scope.path.type, object);
        around.remember(place, undefined);
        applications.delete(around_keyOf(place));
        listener({ kind: 'gone', name });
    }
    function followBeside(key, type, object) {
        for (const name of besideOf(type, object)) {
            const of = around_keyOf(name);
            const known = dependents.get(of) ?? new Set();
            dependents.set(of, known.add(key));
            // Charts are as many as releases; what applies them is one, or a few.
            const isMany = name.type === HELM_CHART;
            const collection = isMany ? `${name.type.plural} ${name.namespace}` : of;
            if (beside.has(collection) || beside.size >= MOST_BESIDE)
                continue;
            beside.add(collection);
            watchBeside(name, isMany ? {} : { fields: `metadata.name=${name.name}` });
        }
    }
    function watchBeside({ type, namespace }, selection) {
        const notice = (found, isThere) => {
            const place = placeOfObject(type, found);
            around.remember(place, isThere ? found : undefined);
            tellDependents(around_keyOf(place));
        };
        void watchCollection(api, { type, namespace }, selection, clock, stopped.signal, {
            replaced(objects) {
                for (const found of objects)
                    notice(found, true);
            },
            changed(found) {
                notice(found, true);
            },
            deleted(found) {
                notice(found, false);
            },
        });
    }
    for (const scope of scopes) {
        const { type } = scope.path;
        let there = new Map();
        const listen = {
            replaced(objects) {
                const before = there;
                there = new Map(objects.map((object) => [around_keyOf(placeOfObject(type, object)), object]));
                for (const [key, object] of before)
                    if (!there.has(key))
                        gone(scope, object);
                for (const object of objects)
                    changed(scope, object);
            },
            changed(object) {
                there.set(around_keyOf(placeOfObject(type, object)), object);
                changed(scope, object);
            },
            deleted(object) {
                there.delete(around_keyOf(placeOfObject(type, object)));
                gone(scope, object);
            },
        };
        void watchCollection(api, scope.path, scope.selection, clock, stopped.signal, listen, placeOf(scope));
    }
    return {
        stop() {
            stopped.abort();
        },
    };
}
/** What brings revisions besides the source, and may do so without a change of the object itself. */
function besideOf(type, object) {
    const names = type === HELM_RELEASE
        ? [applierName(object), chartName(object)]
        : type === KUSTOMIZATION
            ? [kustomizationApplier(object)]
            : [];
    return names.filter((name) => name !== undefined);
}
function placeOfObject(type, { metadata }) {
    return { type, namespace: metadata.namespace, name: metadata.name };
}
/** Asked again after each await: it may have been stopped meanwhile. */
function follow_isStopped({ aborted }) {
    return aborted;
}
//# sourceMappingURL=follow.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/reconcile.js












/** How long a source may take to fetch, in milliseconds. */
const reconcile_PATIENCE = 20_000;
/** How long what a source fetched serves everybody who waits for it. */
const FRESH = 10_000;
/** How long a failure is one of this attempt, in milliseconds by the clocks of two machines. */
const BELIEVED = 60_000;
const reconcile_FIRST_REST = 50;
const reconcile_LONGEST_REST = 1_000;
function createReconciler({ api, around, clock, wanted, revision }) {
    const fetches = new Map();
    const asked = new Set();
    function annotate(name) {
        return requestReconcile(api, name, clock.now().toISOString());
    }
    /** The source after it has looked. */
    async function fetchNow(name) {
        const patched = await annotate(name);
        const request = member_textAt(patched.metadata, 'annotations', REQUESTED_AT);
        const end = clock.monotonic() + reconcile_PATIENCE;
        let rest = reconcile_FIRST_REST;
        for (let object = patched;; object = await api.get(name)) {
            const handled = member_textAt(object.status, 'lastHandledReconcileAt');
            const newest = member_textAt(object.metadata, 'annotations', REQUESTED_AT);
            // Somebody else may have asked after us: an answer to them is one to us.
            if (handled !== undefined && (handled === request || handled === newest))
                return object;
            if (clock.monotonic() >= end)
                throw unanswered(name);
            await clock.sleep(rest);
            rest = Math.min(rest * 2, reconcile_LONGEST_REST);
        }
    }
    function fetchShared(name) {
        const key = around_keyOf(name);
        const known = fetches.get(key);
        if (known !== undefined && clock.monotonic() - known.at < FRESH)
            return known.done;
        const done = fetchNow(name);
        fetches.set(key, { at: clock.monotonic(), done });
        done.then((object) => {
            around.remember(name, object);
        }, () => fetches.delete(key));
        return done;
    }
    /** What a source has after it was asked to look; undefined when there is nothing to be had. */
    async function bring(name) {
        const object = await around.get(name, clock.monotonic());
        if (object === undefined || isSuspended(object))
            return undefined;
        const has = readRevision(fetchedRevision({ type: name.type, object }), undefined, { type: name.type, object }, wanted);
        const looked = has === revision ? object : await fetchShared(name);
        return fetchedRevision({ type: name.type, object: looked });
    }
    async function bringNamed(name) {
        return name === undefined ? undefined : bring(name);
    }
    /** What applies an application may be none of our business: then nothing is asked of it. */
    function readable(name) {
        return around.get(name, clock.monotonic()).catch((error) => {
            if (error instanceof KubernetesRefusal && error.status === 403)
                return undefined;
            throw error;
        });
    }
    async function ask(name, source, force) {
        const object = await around.get(name, clock.monotonic());
        if (object === undefined || isSuspended(object))
            return;
        if (!force && isAtWork(name.type, object, source) && !reconcile_isStale(object, clock.now().getTime()))
            return;
        const key = `${around_keyOf(name)} ${source ?? ''} ${force ? 'forced' : ''}`;
        if (asked.has(key))
            return;
        asked.add(key);
        around.remember(name, await annotate(name));
    }
    return {
        async request(application, object, force) {
            const { type } = application;
            if (type !== KUSTOMIZATION && type !== HELM_RELEASE) {
                await bring(application);
                return;
            }
            const isRelease = type === HELM_RELEASE;
            const applier = isRelease ? applierName(object) : kustomizationApplier(object);
            const applied = applier && (await readable(applier));
            const names = [isRelease ? chartSourceName(object) : sourceName(object), applied && sourceName(applied)];
            const [own, ofApplier] = await Promise.all(names.map(bringNamed));
            if (applier !== undefined && applied !== undefined && ofApplier !== undefined) {
                await ask(applier, ofApplier, force);
            }
            const chart = isRelease && own !== undefined ? chartName(object) : undefined;
            if (chart !== undefined)
                await ask(chart, own, force);
            const brought = isRelease ? [own, ofApplier].filter((one) => one !== undefined).join(' ') : own;
            if ((brought !== undefined && brought !== '') || force)
                await ask(application, brought, force);
        },
    };
}
/** @throws what the cluster refuses, with what to do without the right */
function requestReconcile(api, name, at) {
    return api.annotate(name, { [REQUESTED_AT]: at }).catch((error) => {
        if (!(error instanceof KubernetesRefusal) || error.status !== 403)
            throw error;
        const sentence = `${(0,report_error/* messageOf */.b)(error)} Or set "refresh: false", and wait for the interval of Flux.`;
        throw new report_error/* ActionError */.l(error.code, sentence, { cause: error });
    });
}
/**
 * Whether an object works on what its source has, or is through with it: a second request would make it begin anew. New artifacts and new
 * specifications are noticed by the controllers themselves.
 */
function isAtWork(type, object, source) {
    if (type === HELM_CHART)
        return member_textAt(object.status, 'observedSourceArtifactRevision') === source;
    if (type === HELM_RELEASE)
        return releaseProgress(object, undefined).phase !== 'waiting';
    if (type !== KUSTOMIZATION || source === undefined)
        return false;
    const { applied, attempt, inertia } = kustomizationProgress(object);
    return inertia === undefined && (attempt?.revision ?? applied) === source;
}
/** What failed some time ago may have been mended since, and is tried again by itself after minutes only. */
function reconcile_isStale(object, now) {
    const ready = conditionOf(object, 'Ready');
    return ready?.status === 'False' && now - (ready.since ?? 0) > BELIEVED;
}
function unanswered(name) {
    return new report_error/* ActionError */.l('refresh-unanswered', `${describeResource(name)} was not fetched within ${reconcile_PATIENCE / 1000}s of being asked to: check that source-controller runs.`, { kind: 'transient' });
}
//# sourceMappingURL=reconcile.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/foreign-values.js







function createRevisits(api, around, clock) {
    const requests = new Map();
    return {
        async isDone(name, object, revisions) {
            const key = `${around_keyOf(name)} ${revisions.join(' ')}`;
            const newest = member_textAt(object.metadata, 'annotations', REQUESTED_AT);
            const request = requests.get(key);
            if (request !== undefined) {
                const handled = member_textAt(object.status, 'lastHandledReconcileAt');
                // Somebody else may have asked after us; what was there before us may be all that an older event shows.
                const isLater = newest !== request.before && handled === newest;
                return handled !== undefined && (handled === request.at || isLater);
            }
            const at = clock.now().toISOString();
            requests.set(key, { at, before: newest });
            try {
                around.remember(name, await requestReconcile(api, name, at));
            }
            catch (error) {
                requests.delete(key);
                throw error;
            }
            return false;
        },
    };
}
/**
 * Whether an object takes values from ConfigMaps or Secrets that come with the same commit by another way: it is reconciled when its own
 * specification or artifact changes, and looks at those only then.
 * https://fluxcd.io/flux/components/helm/helmreleases/#values-references
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
function takesForeignValues(type, object) {
    const applier = type === HELM_RELEASE ? applierName(object) : kustomizationApplier(object);
    const references = type === HELM_RELEASE
        ? member_listAt(object.spec, 'valuesFrom')
        : member_listAt(object.spec, 'postBuild', 'substituteFrom');
    return applier !== undefined && references.length > 0;
}
//# sourceMappingURL=foreign-values.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/images.js



/**
 * The images that workloads run: those of pods of which a container runs; where no pod need run now, those that the next one
 * will have. A pod that waits for its image runs nothing.
 */
function images_imagesOf(workloads) {
    const images = workloads.flatMap((workload) => {
        const isRunning = (wantedPods(workload) ?? 0) > 0 || workload.type === POD || workload.pods.length > 0;
        if (!isRunning)
            return imagesOfPod(templateOf(workload.object));
        return workload.pods.filter(images_runsAny).flatMap(({ spec }) => imagesOfPod(spec));
    });
    return [...new Set(images)];
}
function images_runsAny({ status }) {
    return member_listAt(status, 'containerStatuses').some((container) => member_objectAt(container, 'state', 'running') !== undefined);
}
function templateOf({ spec }) {
    return member_objectAt(spec, 'jobTemplate', 'spec', 'template', 'spec') ?? member_objectAt(spec, 'template', 'spec');
}
function imagesOfPod(spec) {
    return ['initContainers', 'containers'].flatMap((list) => member_listAt(spec, list).flatMap((container) => member_textAt(container, 'image') ?? []));
}
//# sourceMappingURL=images.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/scope.js



/** Where a name is found. @throws ActionError `invalid-input` for a kind that is none of Flux */
function scope_placeOf({ kind, namespace, name }, defaults) {
    return { type: verifiableType(kind), namespace: namespace ?? defaults.namespace, name };
}
/**
 * The fewest scopes that cover the targets: one for all names of a kind in a namespace, one for each selector. Several names cost one
 * wide scope that is sifted here.
 */
function scope_scopesOf(targets, defaults) {
    const names = targets.flatMap((target) => (isSelector(target) ? [] : [target]));
    const groups = groupBy(names, (name) => {
        const { type, namespace } = scope_placeOf(name, defaults);
        return `${type.plural}/${namespace}`;
    });
    return [
        ...[...groups.values()].flatMap((group) => scopeOfGroup(group, defaults)),
        ...targets.filter(isSelector).map(({ kind, namespace, selector }) => {
            const type = verifiableType(kind);
            return {
                path: { type, namespace },
                selection: { labels: selector },
                nameOf: (object) => names.find((name) => flux_scope_isNamed(object, type.plural, name, defaults)) ?? {
                    kind: type.kind,
                    namespace: object.metadata.namespace,
                    name: object.metadata.name,
                },
            };
        }),
    ];
}
function scopeOfGroup(group, defaults) {
    const [first, ...more] = group;
    if (first === undefined)
        return [];
    const { type, namespace, name } = scope_placeOf(first, defaults);
    return [
        {
            path: { type, namespace },
            selection: more.length === 0 ? { fields: `metadata.name=${name}` } : {},
            nameOf: (object) => group.find((one) => flux_scope_isNamed(object, type.plural, one, defaults)),
        },
    ];
}
function flux_scope_isNamed(object, plural, wanted, defaults) {
    const place = scope_placeOf(wanted, defaults);
    return (place.type.plural === plural &&
        place.name === object.metadata.name &&
        place.namespace === object.metadata.namespace);
}
//# sourceMappingURL=scope.js.map
;// CONCATENATED MODULE: ./packages/adapters/lib/flux/agent.js















/** Sources and charts as old as this serve an event: what changes in them comes as an event as well. In milliseconds. */
const BESIDE_TTL = 10_000;
/** Flux by the objects of its cluster: https://fluxcd.io/flux/components/ */
function createFluxAgent(options) {
    const { api, clock, repositoryUrl, revision, readsImages } = options;
    const wanted = { form: revision.startsWith('sha256:') ? 'digest' : 'commit', repositoryUrl };
    const around = createAround(api, clock);
    const workloads = createWorkloads(api, around, clock);
    const revisits = createRevisits(api, around, clock);
    const reconciler = createReconciler({ api, around, clock, wanted, revision });
    /** Resource versions at which scopes were listed. */
    const places = new Map();
    /** What was said of the last failure, by label. */
    const failures = new Map();
    /** Workloads were read once: before, they are read in any case, so that a right that is missing is told at the beginning. */
    let mayRead = false;
    function readKind(type, object, label, since) {
        if (type === KUSTOMIZATION)
            return readKustomization(object, label, around, since, wanted);
        if (type === HELM_RELEASE)
            return readHelmRelease(object, label, around, since, wanted);
        return fetched_readSource({ type, object }, label, wanted);
    }
    /** What looks good with values that came by another way is good when it was reconciled after they had come. */
    async function revisited(type, object, state) {
        const looksGood = state.health.status === 'healthy' && state.revisions.length > 0;
        const isAsked = options.mayRequest === true && !isSuspended(object) && !state.operationRequested;
        if (!looksGood || !isAsked || !takesForeignValues(type, object))
            return state;
        const { namespace, name } = object.metadata;
        const isDone = await revisits.isDone({ type, namespace, name }, object, state.revisions);
        return isDone ? state : { ...state, operationRequested: true };
    }
    /** `since`: how old what is beside it may be; its workloads are asked for anew. */
    async function read(type, object, name, since) {
        const asked = clock.monotonic();
        const label = applicationLabel(name);
        const found = await readKind(type, object, label, since);
        const state = await revisited(type, object, found);
        const failure = failureOf(state);
        if (failure !== undefined)
            failures.set(label, failure);
        const isOut = state.health.status === 'healthy' || state.health.status === 'degraded';
        if (!readsImages || state.scope === 'fetched' || (!isOut && mayRead))
            return state;
        try {
            const behind = await workloads.of(type, object, asked);
            mayRead ||= behind.length > 0;
            return { ...state, images: images_imagesOf(behind) };
        }
        catch (error) {
            if (!(error instanceof KubernetesRefusal) || error.status !== 403)
                throw error;
            const sentence = `${(0,report_error/* messageOf */.b)(error)} It is asked because of "images" or "release": what runs is proved by the pods.`;
            throw new report_error/* ActionError */.l(error.code, sentence, { cause: error });
        }
    }
    async function listScope(scope) {
        const since = clock.monotonic();
        const { items, resourceVersion } = await api.list(scope.path, scope.selection);
        places.set(keyOfScope(scope), resourceVersion);
        const { type } = scope.path;
        const asked = items.flatMap((object) => {
            const name = scope.nameOf(object);
            return name === undefined ? [] : [{ name, object }];
        });
        await around.prefetch(asked.flatMap(({ object }) => besides(type, object)), since);
        return Promise.all(asked.map(async ({ name, object }) => ({ name, state: await read(type, object, name, since) })));
    }
    return {
        async observe(name, refresh) {
            const place = scope_placeOf(name, options);
            if (refresh !== 'none') {
                await reconciler.request(place, await api.get(place), refresh === 'hard');
            }
            const since = clock.monotonic();
            const object = await api.get(place);
            around.remember(place, object);
            return read(place.type, object, name, since);
        },
        async list(targets) {
            const found = await Promise.all(scope_scopesOf(targets, options).map(listScope));
            return [...new Map(found.flat().map((one) => [applicationLabel(one.name), one])).values()];
        },
        watch(targets, listener) {
            const scopes = scope_scopesOf(targets, options);
            return follow_follow(scopes, {
                api,
                around,
                clock,
                placeOf: (scope) => places.get(keyOfScope(scope)),
                read: (type, object, name) => read(type, object, name, clock.monotonic() - BESIDE_TTL),
            }, listener);
        },
        async sync(name) {
            const place = scope_placeOf(name, options);
            await reconciler.request(place, await api.get(place), true);
            return { kind: 'requested' };
        },
        blockingWindow: () => Promise.resolve(undefined),
        async explain(name) {
            const place = scope_placeOf(name, options);
            const known = failures.get(applicationLabel(name));
            return flux_explain_explain({ api, workloads, around, clock }, place.type, await api.get(place), known);
        },
    };
}
function failureOf({ health, operation }) {
    if (operation?.phase === 'failed')
        return operation.message;
    return health.status === 'degraded' ? health.message : undefined;
}
/** What an application depends on. */
function besides(type, object) {
    const names = type === KUSTOMIZATION
        ? [sourceName(object), kustomizationApplier(object)]
        : type === HELM_RELEASE
            ? [applierName(object), chartName(object), chartSourceName(object)]
            : [];
    return names.filter((name) => name !== undefined);
}
function keyOfScope({ path, selection }) {
    return [path.type.plural, path.namespace, selection.labels, selection.fields].join(' ');
}
//# sourceMappingURL=agent.js.map
;// CONCATENATED MODULE: ./actions/verify-sync/lib/flux-agent.js

/** Where Flux itself is, and what its command line takes for granted as well. */
const NAMESPACE = 'flux-system';
/**
 * Flux in the cluster of a kubeconfig, or of the pod that this run is.
 * @throws ActionError `invalid-kubeconfig`
 */
async function openFlux({ kubeconfig, insecure, plaintext, namespace = NAMESPACE, refresh, repository, revision }, { host, adapters, runtime, readsImages }) {
    const { env, log, secrets, signal } = runtime;
    const { clock, userAgent, caCert } = adapters;
    const access = await findClusterAccess({
        kubeconfig: kubeconfig.text,
        context: kubeconfig.context,
        allowExecPlugins: kubeconfig.allowExecPlugins,
        allowInsecure: insecure,
        env,
    });
    const connection = connectCluster(access, {
        clock,
        env,
        userAgent,
        signal,
        plaintext,
        ...(caCert === undefined ? {} : { caCert }),
        warn: (line) => {
            log.warning(line);
        },
        redact: (text) => secrets.redact(text),
        onSecret: (secret, user) => secrets.mask(secret, user),
    });
    log.info(`Asking Flux by ${access.label} of ${access.server}`);
    const agent = createFluxAgent({
        api: createKubernetesApi(connection, clock),
        clock,
        repositoryUrl: `${host.serverUrl}/${repository}`,
        revision,
        namespace,
        readsImages,
        mayRequest: refresh,
    });
    return { agent, close: () => connection.close() };
}
//# sourceMappingURL=flux-agent.js.map
;// CONCATENATED MODULE: ./actions/verify-sync/lib/agent.js



/** The agent of the inputs, or of the configuration. Throws `ActionError` `invalid-input`, `invalid-kubeconfig`. */
async function openAgent(given, settings) {
    const { targets, host, adapters, runtime } = settings;
    if (targets.agent === 'flux')
        return openFlux(given, settings);
    if (given.argocd === undefined) {
        throw new report_error/* ActionError */.l('invalid-input', `the input "server" is required and was not given; the applications of the environment "${given.environment ?? ''}" are Argo CD's: add its address under \`with:\`, and "auth-token" or "oidc"`);
    }
    if (!(0,git_names/* isCommitSha */._$)(given.revision)) {
        throw new report_error/* ActionError */.l('invalid-input', `the input "revision" is the digest of an artifact, which only Flux applies; wanted a full commit id for Argo CD`);
    }
    const agent = createArgoCdAgent({
        ...adapters,
        server: given.argocd.server,
        authToken: credentialOf(given.argocd, settings),
        project: targets.project,
        signal: runtime.signal,
        repositoryUrl: `${host.serverUrl}/${given.repository}`,
    });
    return { agent, close: () => Promise.resolve() };
}
function credentialOf({ server, authToken, connector, audience }, { adapters: { http, clock }, runtime: { env, secrets } }) {
    if (connector === '')
        return secrets.mask(authToken);
    return oidcCredential({
        http,
        clock,
        server,
        connector,
        audience,
        requestUrl: env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '',
        requestToken: env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '',
        mask: (secret) => secrets.mask(secret),
    });
}
//# sourceMappingURL=agent.js.map
;// CONCATENATED MODULE: ./packages/core/lib/promotion/file-history.js

/** Files whose histories one read asks for; a read of more may be answered with the history of the branch. */
const HISTORIES_PER_READ = 10;
/** Reads at the same time. */
const file_history_AT_ONCE = 6;
/**
 * The history of each of these files by itself. A read of directories or of many files is answered with the commits of
 * what is around them, in which those of a file that changes seldom are out of sight.
 * @throws ActionError of the repository
 */
async function readHistories(commit, files, repository) {
    const groups = [];
    for (let start = 0; start < files.length; start += HISTORIES_PER_READ) {
        groups.push(files.slice(start, start + HISTORIES_PER_READ));
    }
    const found = new Map();
    for (let start = 0; start < groups.length; start += file_history_AT_ONCE) {
        const some = groups.slice(start, start + file_history_AT_ONCE);
        const reads = await Promise.all(some.map((group) => repository.read({ commit, files: group, history: FILE_HISTORY })));
        for (const { history } of reads)
            for (const [path, commits] of history)
                found.set(path, commits);
    }
    return found;
}
//# sourceMappingURL=file-history.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/introducing-commits.js





/**
 * The commits that introduced the values which were verified, each once: where a gate looks for the proof. The revision
 * itself comes first, whatever it introduced; it is often the only one.
 * @throws ActionError of the repository
 */
async function introducingCommits({ revision, paths, report }, config, repository) {
    const { files, history } = await readFirst(revision, paths, repository);
    const places = servicePlaces([...files.values()], config);
    // As gates read it: by the history of its own file where that of the directory does not explain a value.
    const unexplained = places.filter((place) => versionAt(place, history, config).source === undefined);
    const own = unexplained.map(({ place }) => place.file);
    const closer = await readHistories(revision, [...new Set(own)], repository);
    const known = new Map([...history, ...closer]);
    const isVerified = verifiedBy(report);
    const found = new Map([[revision, { verified: new Set(), unverified: new Set() }]]);
    for (const place of places) {
        const { introduced } = versionAt(place, known, config);
        if (introduced === undefined)
            continue;
        const services = found.get(introduced) ?? { verified: new Set(), unverified: new Set() };
        services[isVerified(place) ? 'verified' : 'unverified'].add(place.service);
        found.set(introduced, services);
    }
    return [...found]
        .filter(([commit, { verified }]) => commit === revision || verified.size > 0)
        .map(([commit, { verified, unverified }]) => ({
        commit,
        verified: [...verified],
        unverified: [...unverified].filter((service) => !verified.has(service)),
    }));
}
async function readFirst(commit, paths, repository) {
    for (const path of paths) {
        const snapshot = await repository.read({ commit, directories: [path], history: FILE_HISTORY });
        if (snapshot.files.size > 0)
            return snapshot;
    }
    return { files: new Map(), history: new Map() };
}
/**
 * A value is verified when its image runs, or when its file belongs to what an application applied of this very revision:
 * of a job that did not run yet no image is seen. Of a later revision a file may hold another value.
 */
function verifiedBy({ applications }) {
    const live = applications.flatMap(({ images }) => images).flatMap(introducing_commits_readImage);
    const directories = applications
        .filter(({ verdict }) => verdict === 'deployed')
        .flatMap(({ directories: applied }) => applied);
    return ({ place }) => {
        const wanted = service_change_imageAt(place);
        const runs = live.some((image) => (0,image_reference/* sameRepository */.RB)(image, wanted) && isSameImage(image, wanted));
        return runs || directories.some((directory) => isBelow(place.file, directory));
    };
}
function introducing_commits_readImage(text) {
    const image = (0,image_reference/* readImageReference */.bc)(text);
    return image === undefined ? [] : [image];
}
/** As agents write directories: `.`, `./apps/api`, `apps/api/`. */
function isBelow(file, directory) {
    const path = directory.replace(/^(?:\.?\/)+|^\.$|\/+$/g, '');
    return path === '' || file.startsWith(`${path}/`);
}
//# sourceMappingURL=introducing-commits.js.map
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
;// CONCATENATED MODULE: ./actions/verify-sync/lib/announcement.js


/**
 * What is told to GitHub. Nothing in a run that a fork started: others must not choose what counts as proven.
 * @throws ActionError `default-token`, `missing-token`
 */
function planAnnouncement(given, { sources }, host, log) {
    const { checkRun, deployment, environment = '', environmentUrl, repository, sourceToken } = given;
    const isOwn = host.fork === undefined;
    if (checkRun && isOwn) {
        checkWriteToken({
            token: given.token,
            defaultToken: given.runToken,
            target: repository,
            own: host.repository,
        });
    }
    const released = sourceToken === '' ? [] : sources.length > 0 ? sources : pushedCommit(host);
    if (deployment && isOwn && released.length === 0) {
        log.warning('Nobody says which commit of which application was released, so there is no deployment: give "release", and "source-token".');
    }
    return {
        environment,
        environmentUrl,
        sources: released,
        revision: (0,git_names/* isCommitSha */._$)(given.revision) ? { repository, sha: given.revision } : undefined,
        checkRun: checkRun && isOwn,
        deployment: deployment && isOwn,
        runUrl: host.runUrl,
    };
}
/** A push is most often that of what was built. */
function pushedCommit({ eventName, repository, sha, ref }) {
    if (eventName !== 'push')
        return [];
    const name = (0,git_names/* parseRepositoryName */.$M)(repository, 'GITHUB_REPOSITORY');
    return [{ repository: name, sha: (0,git_names/* parseCommitSha */.tu)(sha, 'GITHUB_SHA'), ref }];
}
/** Where it is told. */
function announcePorts(given, { targets, config, repository, adapters, log, }) {
    const { environment = '', revision, token, sourceToken } = given;
    const paths = targets.environment === undefined ? [`environments/${environment}`, ''] : [targets.environment.path ?? ''];
    return {
        checks: adapters.checks(token, given.repository),
        statuses: adapters.statuses(sourceToken),
        deployments: adapters.deployments(sourceToken),
        log,
        commits: async (report) => (0,git_names/* isCommitSha */._$)(revision) ? introducingCommits({ revision, paths, report }, config, repository) : [],
    };
}
//# sourceMappingURL=announcement.js.map
;// CONCATENATED MODULE: ./actions/verify-sync/lib/run.js





/** Runs verify-sync on checked inputs; loaded after them, so that a bad input fails fast. */
async function run_run(given, runtime) {
    const { log, secrets, env } = runtime;
    for (const secret of [given.token, given.sourceToken])
        secrets.mask(secret);
    const expected = readExpectedRelease(await loadReleaseInput(given.release, env.GITHUB_WORKSPACE ?? '.'), given.images);
    const host = await readContext();
    warnOfFork(host, log);
    const announcement = planAnnouncement(given, expected, host, log);
    const insecureHosts = given.insecure && given.argocd !== undefined ? [new URL(given.argocd.server).host] : [];
    // What is still asked when the verdict stands must not keep the process.
    const ended = new AbortController();
    const adapters = await openRunAdapters({
        ...given,
        action: 'verify-sync',
        host,
        // A cancelled run still has to say so at GitHub; it has less than a second, and the wait itself ends at once.
        runtime: { ...runtime, signal: ended.signal },
        insecureHosts,
    });
    const resources = { ...runtime, signal: AbortSignal.any([runtime.signal, ended.signal]) };
    let opened;
    try {
        const repository = adapters.repository(given.token, given.repository);
        const { targets, config } = await readTargets(given, expected, repository);
        const readsImages = expected.images.length > 0;
        opened = await openAgent(given, { targets, host, adapters, runtime: resources, readsImages });
        const ports = {
            ...announcePorts(given, { targets, config, repository, adapters, log }),
            agent: opened.agent,
            ancestry: createAncestry(given.revision, repository),
            clock: adapters.clock,
            cancelled: rejectWhenAborted(runtime.signal),
        };
        const request = {
            ...given,
            applications: targets.applications,
            images: expected.images,
            sync: given.sync && host.fork === undefined,
        };
        const report = await log.group(`Wait for ${judge_short(given.revision)}`, () => verifyAnnounced(request, announcement, ports));
        return {
            outcome: report.outcome,
            failed: report.outcome === 'superseded' && given.failOnSuperseded,
            outputs: verifyOutputs(report),
            summary: renderVerifySummary(report),
            message: report.reason.includes(report.cause)
                ? report.reason
                : `${report.reason.replace(/\.$/, '')}. Cause: ${report.cause}`,
        };
    }
    finally {
        ended.abort();
        await opened?.close();
        await adapters.close();
    }
}
/** The applications by the inputs, and by the configuration of the environment when one is named. */
async function readTargets(given, expected, repository) {
    if (given.environment === undefined)
        return { targets: findTargets(given, undefined), config: undefined };
    const snapshot = await repository.read({ defaultBranchFiles: [given.config] });
    const config = readConfigFile(given, snapshot);
    if (config !== undefined)
        expected.check(config);
    const services = given.services.length > 0 ? given.services : expected.services(config);
    return { targets: findTargets({ ...given, services }, config), config };
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
