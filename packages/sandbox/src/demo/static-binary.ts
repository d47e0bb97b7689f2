/** Where Linux programs are loaded by convention. */
const BASE = 0x400000
const HEADERS = 64 + 56

/**
 * A static Linux executable that prints `text` and exits 0: what a `FROM scratch` image needs and no base image has
 * to be pulled for. One segment, no libraries.
 * Source of the layout: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
 * @throws Error for an architecture other than x64 and arm64
 */
export function makeStaticBinary(text: string, architecture: string = process.arch): Buffer {
  const message = Buffer.from(text)
  const code =
    architecture === 'x64'
      ? x64(message.length)
      : architecture === 'arm64'
        ? arm64(message.length)
        : undefined
  if (code === undefined)
    throw new Error(`no static binary can be made for ${architecture}: x64 and arm64 are known`)
  const body = Buffer.concat([code, message])
  return Buffer.concat([
    elfHeader(architecture === 'x64' ? 62 : 183),
    programHeader(HEADERS + body.length),
    body,
  ])
}

function elfHeader(machine: number): Buffer {
  const header = Buffer.alloc(64)
  header.write('\x7fELF', 'latin1')
  header.set([2, 1, 1], 4) // 64 bit, little-endian, version 1
  header.writeUInt16LE(2, 16) // executable
  header.writeUInt16LE(machine, 18)
  header.writeUInt32LE(1, 20)
  header.writeBigUInt64LE(BigInt(BASE + HEADERS), 24) // entry
  header.writeBigUInt64LE(64n, 32) // program headers
  header.writeUInt16LE(64, 52)
  header.writeUInt16LE(56, 54)
  header.writeUInt16LE(1, 56)
  return header
}

function programHeader(size: number): Buffer {
  const header = Buffer.alloc(56)
  header.writeUInt32LE(1, 0) // load
  header.writeUInt32LE(5, 4) // read, execute
  header.writeBigUInt64LE(BigInt(BASE), 16)
  header.writeBigUInt64LE(BigInt(BASE), 24)
  header.writeBigUInt64LE(BigInt(size), 32)
  header.writeBigUInt64LE(BigInt(size), 40)
  header.writeBigUInt64LE(0x1000n, 48)
  return header
}

/** write(1, text, length); exit(0). The text follows the code. */
function x64(length: number): Buffer {
  const code = Buffer.from(
    'b801000000' + // mov eax, 1 (write)
      'bf01000000' + // mov edi, 1 (stdout)
      '488d3500000000' + // lea rsi, [rip + text]
      'ba00000000' + // mov edx, length
      '0f05' + // syscall
      'b83c000000' + // mov eax, 60 (exit)
      '31ff' + // xor edi, edi
      '0f05', // syscall
    'hex',
  )
  code.writeInt32LE(code.length - 17, 13)
  code.writeUInt32LE(length, 18)
  return code
}

function arm64(length: number): Buffer {
  const instructions = [
    0xd2800020, // mov x0, #1 (stdout)
    0x10000001, // adr x1, text
    (0xd2800002 | (length << 5)) >>> 0, // mov x2, #length
    0xd2800808, // mov x8, #64 (write)
    0xd4000001, // svc 0
    0xd2800000, // mov x0, #0
    0xd2800ba8, // mov x8, #93 (exit)
    0xd4000001, // svc 0
  ]
  const distance = (instructions.length - 1) * 4
  instructions[1] = (0x10000001 | ((distance & 3) << 29) | ((distance >> 2) << 5)) >>> 0
  const code = Buffer.alloc(instructions.length * 4)
  for (const [index, instruction] of instructions.entries()) code.writeUInt32LE(instruction, index * 4)
  return code
}
