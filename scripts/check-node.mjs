// The demo, the tests and the benchmarks run TypeScript sources and the bundles directly: both need Node 24.
const WANTED = 24

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < WANTED) {
  process.stderr.write(
    `This is Node ${process.versions.node}; Node ${WANTED} or newer is needed here.\n` +
      'On Linux x64 `npm ci` brings it along: run this through npm (`npm run demo`), and without `--omit=optional`.\n' +
      `On other machines install Node ${WANTED}.\n`,
  )
  process.exitCode = 1
}
