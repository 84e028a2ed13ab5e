// Opens every file of a folder with the tools that people use: bpmn-moddle and dmn-moddle parse it,
// bpmn-js draws it in Chromium. Prints one line for each warning and fails if there is any.
//
// node check.mjs FOLDER CHROMIUM [SCREENSHOTS]

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { BpmnModdle } from 'bpmn-moddle';
import { DmnModdle } from 'dmn-moddle';

const [folder, chromium, screenshots] = process.argv.slice(2);
const viewer = fileURLToPath(
  new URL('./node_modules/bpmn-js/dist/bpmn-viewer.production.min.js', import.meta.url)
);
const files = readdirSync(folder).sort();
let faults = 0;

function fault(file, message) {
  faults += 1;
  console.log(`${file}: ${message}`);
}

async function parse(file, moddle, type) {
  try {
    const { warnings } = await moddle.fromXML(readFileSync(join(folder, file), 'utf8'), type);
    warnings.forEach((warning) => fault(file, warning.message));
  } catch (error) {
    fault(file, error.message);
  }
}

// A page that draws one diagram and leaves what was wrong in its title.
function page(xml) {
  const text = JSON.stringify(xml).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html><meta charset="utf-8"><title>waiting</title>
<style>html, body, #canvas { height: 100%; margin: 0; background: white }</style>
<div id="canvas"></div><script src="file://${viewer}"></script><script>
const viewer = new BpmnJS({ container: '#canvas' });
viewer.importXML(${text}).then(({ warnings }) => {
  const registry = viewer.get('elementRegistry');
  viewer.get('canvas').zoom('fit-viewport', 'auto');
  const missing = registry.filter((element) => !element.di && element.parent).length;
  document.title = JSON.stringify({
    warnings: warnings.map((warning) => warning.message),
    shapes: registry.filter((element) => element.type !== 'label' && !element.waypoints).length,
    missing,
  });
}, (error) => { document.title = JSON.stringify({ warnings: [error.message], shapes: 0 }); });
</script>`;
}

function draw(file) {
  const work = mkdtempSync(join(tmpdir(), 'sameboat-'));
  try {
    const html = join(work, 'page.html');
    writeFileSync(html, page(readFileSync(join(folder, file), 'utf8')));
    const flags = [
      '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--hide-scrollbars',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--virtual-time-budget=10000', `--user-data-dir=${join(work, 'profile')}`,
    ];
    const options = { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] };
    const dom = execFileSync(chromium, [...flags, '--dump-dom', `file://${html}`], options);
    const title = dom.match(/<title>([^<]*)<\/title>/)?.[1] ?? '';
    const result = JSON.parse(title.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    result.warnings.forEach((warning) => fault(file, warning));
    if (result.shapes < 3) fault(file, 'nothing was drawn');
    if (screenshots) {
      const shot = `--screenshot=${resolve(screenshots, `${file}.png`)}`;
      execFileSync(chromium, [...flags, '--window-size=2400,1000', shot, `file://${html}`], options);
    }
  } catch (error) {
    fault(file, `not drawn: ${error.message}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

for (const file of files) {
  if (file.endsWith('.bpmn')) {
    await parse(file, new BpmnModdle(), 'bpmn:Definitions');
    draw(file);
  } else if (file.endsWith('.dmn')) {
    await parse(file, new DmnModdle(), 'dmn:Definitions');
  }
}
console.log(`${files.length} files opened, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
