const on = process.on.bind(process);
const off = process.off.bind(process);
const kill = process.kill.bind(process);

/**
 * Flushes when Lambda ends the environment, then lets the process die of the signal as it would have without us.
 *
 * A listener takes Node's default away, so the signal is raised again, unless user code listens too: then dying is up to it. Lambda
 * sends SIGTERM only where an extension is registered.
 */
export function flushOnTermination(flush: () => Promise<void>): void {
  const listener = () => {
    const finish = () => {
      off('SIGTERM', listener);
      if (process.listenerCount('SIGTERM') === 0) kill(process.pid, 'SIGTERM');
    };
    flush().then(finish, finish);
  };
  on('SIGTERM', listener);
}
