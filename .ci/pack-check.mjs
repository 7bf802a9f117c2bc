// Packs the package, installs it in an empty folder, and uses it there as anybody would: every command, the types, the
// library. npm pack builds first; with --built what is in dist is packed as it is.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'pciback-rig-pack-'));
const place = join(scratch, 'place');
let failed = 0;

function check(title, passed, detail = '') {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${title}`);
  if (passed) return;
  failed++;
  console.log(String(detail).trim().replace(/^/gm, '     '));
}

/** Runs a command in the place; checks its exit status. */
function run(title, status, command, ...args) {
  const { status: got, stdout, stderr, error } = spawnSync(command, args, { cwd: place, encoding: 'utf8' });
  check(title, got === status, `exit status ${got}, not ${status}\n${error ?? ''}${stdout.slice(-1500)}${stderr.slice(-1500)}`);
  return stdout;
}

try {
  mkdirSync(place);
  const packed = execFileSync('npm', ['pack', '--silent', '--json', ...(process.argv.includes('--built') ? ['--ignore-scripts'] : []), '--pack-destination', scratch], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const [tarball] = JSON.parse(packed.slice(packed.indexOf('[')));
  const mib = (bytes) => `${(bytes / 1048576).toFixed(2)} MiB`;
  console.log(`${tarball.filename}: ${tarball.files.length} files, ${mib(tarball.size)} packed, ${mib(tarball.unpackedSize)} unpacked`);
  const names = tarball.files.map(({ path }) => path);
  // The Linux driver is compiled where it is used, and so is what it is linked with; npm adds READMEs on its own.
  const unwanted = names.filter((name) => /\.test\.|(^|\/)testing\/|^src\/|^fuzz\/|^reports\/|node_modules|__pycache__|\.ts$/.test(name) && !name.endsWith('.d.ts') && !/^src\/executor\/linux\/shim\/.*\.[ch]$|\/README\.md$/.test(name));
  check('no tests and no sources are in it', unwanted.length === 0, unwanted.slice(0, 20).join('\n'));
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/src/index.js', 'dist/src/index.d.ts', 'corpus/program.schema.json', 'corpus/devices/e1000e.lspci', 'docs/executor-protocol.md', 'examples/python-backend/main.py'])
    check(`it holds ${name}`, names.includes(name));

  writeFileSync(join(place, 'package.json'), '{ "name": "place", "private": true, "type": "module" }\n');
  run('it installs', 0, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--silent', join(scratch, tarball.filename));
  const rig = (title, status, ...args) => run(title, status, 'npx', '--no-install', 'pciback-rig', ...args);
  rig('list', 0, 'list', 'targets');
  rig('device', 0, 'device', join(place, 'node_modules/pciback-rig/corpus/devices/e1000e.lspci'));
  rig('fuzz', 0, 'fuzz', 'config-write', '--profile', 'hardened', '--runs', '200', '--seed', '1', '--device', 'e1000e');
  rig('fuzz finds a past bug', 77, 'fuzz', 'double-fetch', '--profile', 'hardened', '--flaw', 'xsa-155', '--runs', '200', '--seed', '1', '--device', 'e1000e', '--findings', 'findings');
  rig('conform', 0, 'conform', 'HDR-02', 'CONF-01');
  rig('regress', 0, 'regress', 'xsa-155-in-place');
  rig('help', 0, '--help');
  rig('report', 0, 'report');
  check('report wrote a page', existsSync(join(place, 'reports', 'index.html')));
  const python = spawnSync('python3', ['--version']);
  if (python.status === 0)
    rig('an executor in a process', 0, 'conform', 'CONF-01', '--device', 'e1000e', '--executor', 'process', '--executor-command', 'python3 node_modules/pciback-rig/examples/python-backend/main.py');
  else console.log('SKIP an executor in a process: there is no python3');

  const consumer = `import { createRig, type Execution, type Executor, program, type Program } from 'pciback-rig';

const one: Program = program({ devices: ['e1000e'] }).read(0).build();
const rig = createRig({ devices: ['e1000e'] });
const execution: Execution = rig.run(one);
export const executor: Executor = rig.executor;
if (execution.crash !== null || execution.log.length === 0) throw new Error('nothing happened');
console.log(rig.judge(one).length);
`;
  writeFileSync(join(place, 'consumer.ts'), consumer);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  run('its types hold', 0, process.execPath, tsc, '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--typeRoots', join(root, 'node_modules', '@types'), 'consumer.ts');
  const said = run('the library runs', 0, process.execPath, 'consumer.js');
  check('and says what it should', said === '0\n', said);
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  check('every export is there', Object.values(own.exports).flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one))).every((path) => names.includes(path.slice(2)) || path === './package.json'));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? 'The package works.' : `${failed} of the checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
