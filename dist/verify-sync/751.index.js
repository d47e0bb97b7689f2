export const id = 751;
export const ids = [751];
export const modules = {

/***/ 3751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createAncestry: () => (/* reexport */ createAncestry),
  expectedImages: () => (/* reexport */ expectedImages),
  verifySync: () => (/* reexport */ verifySync)
});

// UNUSED EXPORTS: ActionError, DEFAULT_RULES, LineIndex, OUTCOMES, RELEASE_RECORD_VERSION, applyEdits, branchOf, buildAndPush, buildOutputs, buildSummary, checkReleaseRecord, closest, combine, describePlace, editDistance, findImages, formatDuration, formatImageReference, formatPath, formatPosition, formatReleaseRecord, formatReleaseTrailer, gitTagOf, holdsImage, imageLabels, imagesOf, isBranchName, isCommitSha, isDigest, isManifestPath, isRefName, isRepositoryName, isServiceName, isTag, judge, markdownBlock, markdownCode, markdownTable, markdownText, messageOf, missingPlatforms, nearest, outcomeClass, parseAssignments, parseBranchName, parseCommitSha, parseDigest, parseDuration, parseImageReference, parseImagesInput, parsePlatform, parseReleaseRecords, parseReleaseTrailers, parseRepositoryName, parseSelector, parseServiceName, parseVersionTag, pinPlace, planImageChanges, planTags, pullRequestOf, readScalar, readVersionTag, releaseRecord, renderVerifySummary, sameImage, sameRepository, serviceOfImage, short, shortSha, stripGitOpsLines, truncate

// EXTERNAL MODULE: ./packages/core/lib/environment/git-names.js
var git_names = __webpack_require__(9210);
;// CONCATENATED MODULE: ./packages/core/lib/sync/ancestry.js

/** Ancestry by the compare call of the host. */
function createAncestry(expected, repository) {
    const known = new Map();
    let ours;
    const compare = async (revision) => {
        if (!(0,git_names/* isCommitSha */._$)(revision))
            return { kind: 'other' };
        const comparison = await repository.compare(expected, revision);
        if (comparison === undefined)
            return { kind: 'other' };
        if (comparison.status === 'identical')
            return { kind: 'identical' };
        if (comparison.status !== 'ahead')
            return { kind: 'other' };
        ours ??= ownFiles(expected, repository);
        return { kind: 'descendant', untouched: isUntouched(comparison, await ours) };
    };
    return {
        relation(revision) {
            if (revision === expected)
                return Promise.resolve({ kind: 'identical' });
            const cached = known.get(revision) ?? compare(revision);
            known.set(revision, cached);
            cached.catch(() => known.delete(revision));
            return cached;
        },
    };
}
/** The files that the expected commit changed, or undefined when the host does not list them all. */
async function ownFiles(expected, repository) {
    const own = await repository.compare(`${expected}^`, expected);
    return own?.filesComplete === true ? new Set(own.files) : undefined;
}
function isUntouched(since, ours) {
    return ours !== undefined && since.filesComplete && !since.files.some((file) => ours.has(file));
}
//# sourceMappingURL=ancestry.js.map
// EXTERNAL MODULE: ./packages/core/lib/image/reference.js
var reference = __webpack_require__(5450);
// EXTERNAL MODULE: ./packages/core/lib/report/error.js
var report_error = __webpack_require__(2254);
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
    throw refuse(line, `"${entry}" has neither a tag nor a digest`);
}
function parseReference(text, line) {
    try {
        return (0,reference/* parseImageReference */.o_)(text);
    }
    catch (error) {
        throw refuse(line, (0,report_error/* messageOf */.b)(error).replace(/\.$/, ''), error);
    }
}
function refuse(line, what, cause) {
    return new report_error/* ActionError */.l('invalid-images-input', `Line ${line} of the input "images": ${what}: wanted "name=tag", "name:tag" or "name:tag@sha256:…".`, { cause });
}
//# sourceMappingURL=images-input.js.map
// EXTERNAL MODULE: ./packages/core/lib/image/digest.js
var digest = __webpack_require__(9571);
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
    const tag = text('tag', 'an image tag', reference/* isTag */.dz);
    const tags = readTags(record.tags, at);
    if (!tags.some(({ name, mutable }) => name === tag && !mutable)) {
        throw record_refuse(at, `has the tag ${show(tag)}, which "tags" does not list as one that is never moved (mutable: false)`);
    }
    return {
        version: RELEASE_RECORD_VERSION,
        service: text('service', 'a service name of letters, digits, ".", "_" and "-"', isServiceName),
        image: text('image', 'an image name without tag and digest, such as "ghcr.io/acme/api"', isImageName),
        tag,
        tags,
        digest: readDigest(record.digest, at, 'digest'),
        platforms: readPlatforms(record.platforms, at),
        source: readSource(record.source, at),
        created: text('created', 'a UTC time such as "2026-01-02T03:04:05Z"', isTime),
        run: text('run', 'the URL of a workflow run', (url) => RUN.test(url)),
    };
}
function readTags(value, at) {
    if (!Array.isArray(value))
        throw record_refuse(at, `has "tags" ${show(value)}: wanted a list`);
    return value.map((entry, index) => {
        const tag = readObject(entry, at, `"tags[${index}]"`);
        const name = readText(tag.name, at, `tags[${index}].name`, 'an image tag', reference/* isTag */.dz);
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
        return [platform, readDigest(digest, at, `platforms.${platform}`)];
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
function readDigest(value, at, key) {
    if (typeof value === 'string' && (0,digest/* isDigest */.B)(value))
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
    try {
        const image = (0,reference/* parseImageReference */.o_)(text);
        return image.tag === undefined && image.digest === undefined;
    }
    catch {
        return false;
    }
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
 * The images that must run, from the inputs `release` and `images`; none when both are empty.
 * @throws ActionError `invalid-release-record`, `invalid-images-input`
 */
function expectedImages(release, images) {
    const recorded = release === '' ? [] : parseReleaseRecords(release);
    const named = images.length === 0 ? [] : parseImagesInput(images.join('\n'));
    return [
        ...recorded.map(({ image, tag, digest }) => (0,reference/* parseImageReference */.o_)(`${image}:${tag}@${digest}`)),
        ...named,
    ];
}
//# sourceMappingURL=expected-images.js.map
// EXTERNAL MODULE: ./packages/core/lib/sync/judge.js
var judge = __webpack_require__(8229);
;// CONCATENATED MODULE: ./packages/core/lib/sync/settle.js

const FATAL = ['sync-failed', 'blocked-by-window', 'suspended'];
const GOOD = ['deployed', 'deployed-by-descendant', 'superseded'];
/**
 * One verdict for all applications. Fatal ones end it at once, a degraded one when it stays so for `stableFor`,
 * good ones when all of them stayed good for `stableFor`. Pure: `now` and `started` are monotonic milliseconds.
 */
function combine(standings, { revision, timeout, interval, stableFor }, now, started) {
    const fatal = standings.find(({ verdict }) => isOneOf(verdict.kind, FATAL));
    if (fatal !== undefined && isOneOf(fatal.verdict.kind, FATAL))
        return failed(fatal.verdict.kind, fatal);
    const degraded = standings.find(({ verdict, since }) => verdict.kind === 'degraded' && now - since >= stableFor);
    if (degraded !== undefined)
        return failed('degraded', degraded);
    const good = standings.every(({ verdict }) => isOneOf(verdict.kind, GOOD));
    const stableAt = Math.max(started, ...standings.map(({ since }) => since)) + stableFor;
    if (good && now >= stableAt)
        return succeeded(standings, revision);
    const left = started + timeout - now;
    if (left <= 0)
        return timedOut(standings, revision, timeout);
    const settling = standings
        .filter(({ verdict }) => verdict.kind !== 'waiting')
        .map(({ since }) => since + stableFor - now)
        .filter((wait) => wait > 0);
    return { kind: 'open', waitAtMost: Math.max(1, Math.min(left, interval, ...settling)) };
}
function succeeded(standings, revision) {
    const outcome = GOOD.toReversed().find((kind) => standings.some(({ verdict }) => verdict.kind === kind)) ?? 'deployed';
    const reasons = {
        deployed: `Every application runs ${(0,judge/* short */.h)(revision)}, healthy.`,
        'deployed-by-descendant': `Every application runs ${(0,judge/* short */.h)(revision)} or a commit that contains it, healthy.`,
        superseded: `A newer release won: ${standings.find(({ verdict }) => verdict.kind === 'superseded')?.verdict.detail ?? ''}.`,
    };
    return { kind: 'final', outcome, reason: reasons[outcome], culprit: undefined };
}
function failed(outcome, { state, verdict }) {
    return { kind: 'final', outcome, reason: `${state.label}: ${verdict.detail}`, culprit: state.label };
}
function timedOut(standings, revision, timeout) {
    const missing = standings.filter(({ verdict }) => !isOneOf(verdict.kind, GOOD));
    const open = missing.length === 0 ? standings : missing;
    const details = open.map(({ state, verdict }) => `${state.label}: ${verdict.detail}`).join('; ');
    return {
        kind: 'final',
        outcome: 'timeout',
        reason: `After ${Math.round(timeout / 1000)}s ${(0,judge/* short */.h)(revision)} is not live. ${details}`,
        culprit: open[0]?.state.label,
    };
}
function isOneOf(kind, kinds) {
    return kinds.includes(kind);
}
//# sourceMappingURL=settle.js.map
;// CONCATENATED MODULE: ./packages/core/lib/sync/verify.js




/**
 * Waits until every application runs the revision, healthy and stable, or until it is certain that one will not.
 * Events wake it; polling serves when there are none.
 * @throws ActionError of the agent and of the repository
 */
async function verifySync(request, ports) {
    const { agent, clock } = ports;
    const started = clock.monotonic();
    const tracks = await observeAll(request, ports);
    const bell = createBell();
    const watches = tracks.map((track) => watchTrack(agent, track, bell));
    try {
        for (;;) {
            await judgeAll(tracks, request, ports);
            const settled = combine(tracks, request, clock.monotonic(), started);
            if (settled.kind === 'final')
                return await report(request, tracks, settled, started, ports);
            await act(tracks, request, ports);
            const rang = await bell.wait(settled.waitAtMost, clock);
            if (!rang)
                await poll(tracks, ports);
        }
    }
    finally {
        for (const watch of watches)
            watch.stop();
    }
}
async function observeAll(request, { agent, clock }) {
    const refresh = request.refresh ? 'normal' : 'none';
    const states = await Promise.all(request.applications.map((name) => agent.observe(name, refresh)));
    return states.map((state, index) => ({
        name: request.applications[index] ?? { name: state.label, namespace: undefined },
        state,
        verdict: { kind: 'waiting', detail: '' },
        since: clock.monotonic(),
        hardRefreshed: false,
        syncRequested: false,
    }));
}
function watchTrack(agent, track, bell) {
    return agent.watch(track.name, (state) => {
        track.state = state;
        bell.ring();
    });
}
async function judgeAll(tracks, request, ports) {
    const expected = { revision: request.revision, images: request.images };
    for (const track of tracks) {
        const { state } = track;
        const relations = await Promise.all(state.revisions.map((one) => ports.ancestry.relation(one)));
        const operationRelations = await Promise.all((state.operation?.revisions ?? []).map((one) => ports.ancestry.relation(one)));
        const behind = relations.length === 0 || relations.some(({ kind }) => kind === 'other');
        const window = behind ? await ports.agent.blockingWindow(track.name) : undefined;
        note(track, (0,judge/* judge */.S)({ state, relations, operationRelations, window }, expected), ports);
    }
    const absent = absentImage(tracks, request.images);
    if (absent !== undefined)
        holdBack(tracks, absent);
}
/** Remembers since when the verdict is of its kind, and logs it when it says something new. */
function note(track, verdict, { clock, log }) {
    if (verdict.kind !== track.verdict.kind)
        track.since = clock.monotonic();
    if (verdict.kind !== track.verdict.kind || verdict.detail !== track.verdict.detail) {
        log.info(`${track.state.label}: ${verdict.kind}: ${verdict.detail}`);
    }
    track.verdict = verdict;
}
/** An expected image whose repository no application runs at all. */
function absentImage(tracks, images) {
    const live = tracks.flatMap(({ state }) => state.images);
    return images.find((image) => !live.some((text) => isOf(text, image)));
}
function isOf(text, image) {
    try {
        return (0,reference/* sameRepository */.RB)((0,reference/* parseImageReference */.o_)(text), image);
    }
    catch {
        return false;
    }
}
/** A green verdict without a trace of the image would be a guess. */
function holdBack(tracks, absent) {
    for (const track of tracks) {
        if (track.verdict.kind !== 'deployed' && track.verdict.kind !== 'deployed-by-descendant')
            continue;
        track.verdict = { kind: 'waiting', detail: `no application runs ${(0,reference/* formatImageReference */.my)(absent)} yet` };
    }
}
/** What may be asked of the agent once: a hard refresh of a stale comparison, a sync. */
async function act(tracks, request, { agent, log }) {
    for (const track of tracks) {
        if (track.verdict.kind !== 'waiting')
            continue;
        if (track.verdict.stale === true && !track.hardRefreshed) {
            track.hardRefreshed = true;
            log.info(`${track.state.label}: asking for a hard refresh`);
            track.state = await agent.observe(track.name, 'hard');
        }
        if (request.sync &&
            !track.syncRequested &&
            !track.state.automated &&
            track.state.operation?.phase !== 'running') {
            const result = await agent.sync(track.name, request.revision);
            track.syncRequested = result.kind !== 'in-progress';
            log.info(`${track.state.label}: sync ${result.kind}`);
        }
    }
}
/** Asks again; one failing answer in the middle of a wait is not the end of it. */
async function poll(tracks, { agent, log }) {
    await Promise.all(tracks.map(async (track) => {
        try {
            track.state = await agent.observe(track.name, 'none');
        }
        catch (error) {
            log.warning(`${track.state.label}: could not be read, trying again: ${(0,report_error/* messageOf */.b)(error)}`);
        }
    }));
}
async function report(request, tracks, settled, started, { agent, clock }) {
    const applications = tracks.map(reportOf);
    const culprit = tracks.find(({ state }) => state.label === settled.culprit);
    const cause = culprit === undefined ? undefined : await causeOf(culprit, agent);
    return {
        outcome: settled.outcome,
        reason: settled.reason,
        revision: request.revision,
        applications,
        cause: cause ?? '',
        duration: Math.round((clock.monotonic() - started) / 100) / 10,
    };
}
async function causeOf(track, agent) {
    try {
        return (await agent.cause(track.name)) ?? track.verdict.detail;
    }
    catch {
        // The verdict stands without it; the detail says what was seen.
        return track.verdict.detail;
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
            const result = rung;
            rung = false;
            wake = undefined;
            return result;
        },
    };
}
//# sourceMappingURL=verify.js.map
;// CONCATENATED MODULE: ./packages/core/lib/index.js









































//# sourceMappingURL=index.js.map

/***/ })

};
