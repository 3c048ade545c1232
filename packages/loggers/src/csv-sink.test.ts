import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { csvSink } from './csv-sink';
import { stampEvent } from './stamp-event';

test('a metric is a line below the names of the columns, and a resumed run goes on below', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-csv-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'metrics.csv');
  for (const [experience, value] of [0.5, Number.NaN].entries()) {
    const sink = csvSink(file);
    sink.write(stampEvent({ type: 'message', level: 'info', text: 'not a metric' }, 0));
    sink.write(stampEvent({ type: 'metric', job: 'a', experience, step: 10, name: 'x', value }, 0));
    sink.write(stampEvent({ type: 'metric', job: 'a,"b"\n', experience, name: 'x', value }, 0));
    await sink.close();
  }
  const time = '1970-01-01T00:00:00.000Z';
  expect(fs.readFileSync(file, 'utf8')).toBe(
    `time,job,experience,step,name,value
${time},a,0,10,x,0.5
${time},"a,""b""\\u000a",0,,x,0.5
${time},a,1,10,x,NaN
${time},"a,""b""\\u000a",1,,x,NaN
`,
  );
});
