const initialSize = 1024;

/** Writes BSON around documents that are bytes already, so that they need no parsing on their way to disk or client. */
export class RawWriter {
  private bytes = Buffer.allocUnsafe(initialSize);
  private at = 0;
  private readonly open: number[] = [];

  private reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + size));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  private element(type: number, name: string, size: number): void {
    this.reserve(2 + name.length * 3 + size);
    this.bytes[this.at++] = type;
    this.at += this.bytes.write(name, this.at);
    this.bytes[this.at++] = 0;
  }

  /** Starts the root document. */
  begin(): this {
    this.reserve(4);
    this.open.push(this.at);
    this.at += 4;
    return this;
  }

  document(name: string): this {
    this.element(3, name, 4);
    return this.begin();
  }

  array(name: string): this {
    this.element(4, name, 4);
    return this.begin();
  }

  /** Closes the innermost document or array. */
  end(): this {
    const start = this.open.pop() as number;
    this.reserve(1);
    this.bytes[this.at++] = 0;
    this.bytes.writeInt32LE(this.at - start, start);
    return this;
  }

  /** An embedded document given as bytes. */
  raw(name: string, document: Uint8Array): this {
    this.element(3, name, document.length);
    this.bytes.set(document, this.at);
    this.at += document.length;
    return this;
  }

  /** The elements of a document given as bytes, without its frame. */
  elements(document: Uint8Array): this {
    const size = document.length - 5;
    this.reserve(size);
    this.bytes.set(document.subarray(4, document.length - 1), this.at);
    this.at += size;
    return this;
  }

  string(name: string, value: string): this {
    const size = Buffer.byteLength(value);
    this.element(2, name, size + 5);
    this.at = this.bytes.writeInt32LE(size + 1, this.at);
    this.at += this.bytes.write(value, this.at);
    this.bytes[this.at++] = 0;
    return this;
  }

  int32(name: string, value: number): this {
    this.element(16, name, 4);
    this.at = this.bytes.writeInt32LE(value, this.at);
    return this;
  }

  double(name: string, value: number): this {
    this.element(1, name, 8);
    this.at = this.bytes.writeDoubleLE(value, this.at);
    return this;
  }

  long(name: string, value: bigint): this {
    this.element(18, name, 8);
    this.at = this.bytes.writeBigInt64LE(value, this.at);
    return this;
  }

  timestamp(name: string, seconds: number, increment: number): this {
    this.element(17, name, 8);
    this.at = this.bytes.writeUInt32LE(increment, this.at);
    this.at = this.bytes.writeUInt32LE(seconds, this.at);
    return this;
  }

  boolean(name: string, value: boolean): this {
    this.element(8, name, 1);
    this.bytes[this.at++] = value ? 1 : 0;
    return this;
  }

  get size(): number {
    return this.at;
  }

  /** What was written; the writer must not be used afterwards. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.at);
  }
}
