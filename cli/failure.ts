import { ExitCode } from './exit-codes';

/** Ends a command with a message for its user, who has no use for a stack trace. */
export class Failure extends Error {
  constructor(message: string, public readonly exitCode: ExitCode = ExitCode.FAILED) {
    super(message);
  }
}

/** Why a file system call failed, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: { [code: string]: string } = {
    ENOENT: 'it does not exist', EACCES: 'permission denied', EPERM: 'permission denied', EISDIR: 'it is a folder', ENOTDIR: 'a part of the path is not a folder',
    ENOSPC: 'no space left on the disk', EROFS: 'the file system is read-only',
  };
  return reasons[code ?? ''] ?? code ?? message;
}
