// Unpacks a zip file with its permissions: node unzip.cjs FILE DIRECTORY. What Lambda does with a layer's content, without a tool the host may lack.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE = 0o170000;

function unzip(file, directory) {
  const zip = fs.readFileSync(file);
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error(`${file} is no zip file`);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`${file} is damaged`);
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    const header = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);

    const target = path.join(directory, name);
    if (!target.startsWith(path.join(directory, path.sep)) && target !== path.join(directory)) throw new Error(`${name} in ${file} leaves the directory`);
    if (name.endsWith('/')) {
      fs.mkdirSync(target, { recursive: true });
      continue;
    }
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const packed = zip.subarray(start, start + size);
    const content = method === 0 ? packed : zlib.inflateRawSync(packed);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.rmSync(target, { force: true });
    if ((mode & FILE_TYPE) === SYMBOLIC_LINK) fs.symlinkSync(content.toString(), target);
    else fs.writeFileSync(target, content, { mode: (mode & 0o7777) || 0o644 });
  }
}

unzip(process.argv[2], process.argv[3]);
