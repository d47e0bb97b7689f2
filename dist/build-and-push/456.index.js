export const id = 456;
export const ids = [456];
export const modules = {

/***/ 3456:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  tidy: () => (/* binding */ tidy)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/adapters/lib/process/executable.js
var executable = __webpack_require__(378);
// EXTERNAL MODULE: ./packages/adapters/lib/process/program.js
var process_program = __webpack_require__(7052);
// EXTERNAL MODULE: ./packages/adapters/lib/builders/buildx-builder.js + 1 modules
var buildx_builder = __webpack_require__(7159);
// EXTERNAL MODULE: ./packages/adapters/lib/builders/engine-environment.js
var engine_environment = __webpack_require__(6757);
;// CONCATENATED MODULE: ./packages/adapters/lib/builders/left-builders.js






/** Milliseconds for one removal: a cluster may have to be asked. */
const LIMIT = 60_000;
/**
 * Removes the builders that a run made for itself and could not remove, because it was killed. What is not there any more, and what
 * cannot be reached, is no failure: the job is over.
 * @param directory where the run kept its private directories
 */
async function removeLeftBuilders(directory, env) {
    for (const name of await namesIn(directory)) {
        const config = (0,external_node_path_.join)(directory, name, 'docker');
        const builders = (await namesIn((0,external_node_path_.join)(config, 'buildx', 'instances'))).filter((each) => each.startsWith(buildx_builder/* OWN_BUILDER */.Xo));
        for (const builder of builders)
            await removeBuilder(builder, config, env);
    }
}
/** With the first client that can. */
async function removeBuilder(name, config, env) {
    const variables = { DOCKER_CONFIG: config, BUILDX_CONFIG: (0,external_node_path_.join)(config, 'buildx') };
    for (const program of await (0,executable/* findExecutables */.FR)('docker', env)) {
        const ended = await (0,process_program/* runProgram */.m)({
            program,
            args: ['buildx', 'rm', '--force', name],
            env: { ...(0,engine_environment/* engineEnvironment */.I)(env), ...variables },
            signal: AbortSignal.timeout(LIMIT),
        }).catch(() => undefined);
        if (ended?.exitCode === 0)
            return;
    }
}
async function namesIn(directory) {
    return (0,promises_.readdir)(directory).catch(() => []);
}
//# sourceMappingURL=left-builders.js.map
// EXTERNAL MODULE: ./packages/kit/lib/post.js
var post = __webpack_require__(6074);
;// CONCATENATED MODULE: ./actions/build-and-push/lib/tidy.js


/** What is left to do at the end of the job, for a run that was killed: its builder, its logins and its secrets are removed. */
async function tidy() {
    const directory = (0,post/* leftDirectory */.L_)();
    if (directory === undefined)
        return;
    await removeLeftBuilders(directory, process.env);
    await (0,post/* removePrivately */.zq)();
}
//# sourceMappingURL=tidy.js.map

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
