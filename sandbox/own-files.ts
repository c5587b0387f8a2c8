/** Folder of the sandbox's scripts. The published command has them beside it: cli/build.mjs puts another folder here. */
export const OWN_FILES = __dirname;
