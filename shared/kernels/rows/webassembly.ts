// The part of the WebAssembly global that the kernel uses: TypeScript types it only together with the browser's DOM.

export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
export type Module = object
interface Api {
  Memory: new (limits: { initial: number; maximum: number }) => Memory
  Module: new (bytes: Uint8Array) => Module
  Instance: new (module: Module, imports: { env: { memory: Memory } }) => { exports: unknown }
}

export const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Api }).WebAssembly
