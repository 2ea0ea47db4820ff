// The arguments of the kernel's functions: 32-bit words at the task's address, written by ../memory.ts; and how rows
// are cut.

/** Rows that are summed together. */
export const BLOCK: i32 = 1024

export const NEXT: usize = 128 // atomic: the next block that nobody has taken; above all of them between passes
export const OP: usize = 12
export const N: usize = 16
export const D: usize = 20
export const K: usize = 24
export const MATRIX: usize = 28 // f32[n][d]
export const LABELS: usize = 32 // u8[n]
export const WEIGHTS: usize = 36 // -2 * centroid, transposed; 0 in unused lanes: f32[d][4 or 8] of the first eight, then of the others
export const NORMS: usize = 40 // f32[4 * vectors]: squared length of the centroids; +infinity in unused lanes
export const CENTROIDS: usize = 44 // f32[k][d]
export const DELTAS: usize = 48 // f64[blocks][k][d], or 0: do not sum
export const COUNTS: usize = 52 // i32[blocks][32]: change of each cluster's size; word 16: rows that changed
export const DISTANCES: usize = 56 // f32[n], or 0
export const TOTALS: usize = 60 // f64[blocks]: sum of the distances of a block
export const SECONDS: usize = 64 // u8[n]: the runner-up cluster
export const SECOND_DISTANCES: usize = 68 // f32[n]

// Scores of the rows in hand, one thread's own: f32[ROWS + 3][16], a row's 64 bytes apart from the next one's.
export const ROWS: i32 = 128
export const SCORES_STRIDE: usize = 64

export const COUNTS_STRIDE: usize = 128
export const CHANGED: usize = 64

export const OP_ASSIGN: i32 = 0
export const OP_DISTANCES: i32 = 1
export const OP_TWO: i32 = 2
