import { parseArgs } from 'node:util';
import { startMongoServer } from './server';
import { describeUnsupported } from './unsupported';

const HELP = `Usage: mongo [--port N] [--data DIR | --memory] [--die-with-parent] [--unsupported] [--help]
  --port N            listen on 127.0.0.1:N (default: a free port)
  --data DIR          keep the data in DIR
  --memory            keep nothing (default without --data)
  --die-with-parent   end when standard input is closed
  --unsupported       print what MongoDB 7.0 has and this server refuses`;

function parse(): { port: number; dataDir: string | undefined; isDyingWithParent: boolean } | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      'die-with-parent': { type: 'boolean', default: false },
      unsupported: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.unsupported) {
    process.stdout.write(`${values.help ? HELP : describeUnsupported()}\n`);
    return undefined;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port} is not a port number`);
  if (values.data !== undefined && values.memory) throw new Error('--data and --memory exclude each other');
  return { port, dataDir: values.data, isDyingWithParent: values['die-with-parent'] };
}

async function main(): Promise<void> {
  const options = parse();
  if (options === undefined) return;
  const log = (line: string): void => {
    process.stderr.write(`${new Date().toISOString()} mongo: ${line}\n`);
  };
  let stop: () => void = () => undefined;
  const server = await startMongoServer({
    port: options.port,
    dataDir: options.dataDir,
    memory: options.dataDir === undefined,
    log,
    onShutdownRequest: () => stop(),
  });
  stop = (): void => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log(`closing failed: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (options.isDyingWithParent) {
    process.stdin.on('end', stop).on('close', stop).resume();
  }
  process.stdout.write(`listening ${server.uri}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`mongo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
