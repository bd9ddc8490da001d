import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { Faults } from './faults.ts';
import { bytesOf, type Entry, passOn, textOf, unpackMessage } from './unpack.ts';

const encryptedFlag = 1;
/** `PK\x01\x02`: an entry in the list of all. */
const entrySignature = 0x0201_4b50;

/**
 * The entries of a zip that hold data, one after the other; each has to be read before the next is asked for.
 *
 * @throws SiisError DATA_INVALID, with the name of the entry where it is one, for what is damaged or encrypted
 */
export async function* zipEntries(file: string, faults: Faults): AsyncGenerator<Entry> {
  const zip = await openZip(file, faults);
  try {
    const entries = await readList(zip, file, faults);
    // A zip of data and its description (readme, report) is a zip of data.
    const data = entries.filter((entry) => /\.(csv|json|tsv)$/i.test(entry.fileName));
    const chosen = data.length > 0 ? data : entries;
    if (chosen.length === 0) throw faults.whole('the zip holds no file');
    for (const entry of chosen) {
      const inside = new Faults(`${file}!${entry.fileName}`);
      yield { name: inside.file, size: entry.compressedSize, isPacked: true, chunks: unzipped(zip, entry, inside) };
    }
  } catch (error) {
    throw passOn(error, faults, (text) => `the zip is damaged: ${text}`);
  } finally {
    zip.close();
  }
}

/** All entries but those that a system hides; the list at the end of the zip has to be what the entries say themselves. */
async function readList(zip: ZipFile, file: string, faults: Faults): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    await compareHeader(zip, entry, new Faults(`${file}!${entry.fileName}`));
    if (!/(^|\/)(__MACOSX\/|\.)|\/$/.test(entry.fileName)) entries.push(entry);
  }
  if (hasMore(file, Number(zip.readEntryCursor)))
    throw faults.whole(`the zip is damaged: it holds more than the ${zip.entryCount} entries that it tells of`);
  return entries;
}

async function compareHeader(zip: ZipFile, entry: ZipEntry, faults: Faults): Promise<void> {
  let own;
  try {
    own = await zip.readLocalFileHeaderPromise(entry);
  } catch (error) {
    throw faults.whole(`the zip is damaged: ${textOf(error)}`, error);
  }
  if (!own.fileName.equals(entry.fileNameRaw))
    throw faults.whole(`the zip is damaged: the entry calls itself ${JSON.stringify(own.fileName.toString())}`);
  if (((own.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & encryptedFlag) !== 0)
    throw faults.whole('the zip is damaged: whether the entry is encrypted is told in two ways');
  if (own.compressionMethod !== entry.compressionMethod)
    throw faults.whole('the zip is damaged: how the entry is packed is told in two ways');
}

/** Another entry stands where the list of them is said to have ended. */
function hasMore(file: string, position: number): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return readSync(descriptor, bytes, 0, 4, position) === 4 && bytes.readUInt32LE(0) === entrySignature;
  } finally {
    closeSync(descriptor);
  }
}

async function openZip(file: string, faults: Faults): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw faults.whole(`the zip is damaged or truncated: ${textOf(error)}`, error);
  }
}

async function* unzipped(zip: ZipFile, entry: ZipEntry, faults: Faults): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw faults.whole('the zip is encrypted: unpack it first');
  let checksum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const bytes = bytesOf(chunk);
      checksum = crc32(bytes, checksum);
      yield bytes;
    }
  } catch (error) {
    throw passOn(error, faults, unpackMessage);
  }
  if (checksum !== entry.crc32 >>> 0) throw faults.whole('the zip is damaged: the checksum of the entry is wrong');
}
