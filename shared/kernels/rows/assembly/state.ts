// The state of the row kernel. There is no static data and no allocation: every address stands in the state, 32-bit
// words in the order of ../state.ts, which lays it out.

// @ts-ignore: decorator
@inline const STATE: usize = 64
export const COLUMNS: usize = 0
export const DELIMITER: usize = 4
export const STARTS: usize = 8 // u32[columns + 1]: where a cell begins, its quotes included
export const ENDS: usize = 12 // u32[columns + 1]
export const QUOTES: usize = 16 // u8[columns + 1]: 1 quoted, 3 with quotes inside
export const HASHES: usize = 20 // u64[columns]
export const ABSENT: usize = 24 // u8[columns]: 1 when nothing is left of the cell once it is trimmed
export const SEEDS: usize = 28 // u64[columns]
export const BLANKS: usize = 32 // u32[columns]: rows with nothing but spaces there
export const PADDED: usize = 36 // u8[columns]: 1 when some cell begins or ends with white space
export const EDGES: usize = 40 // u8[256]: 1 for a byte that may be white space at an edge
export const CELLS: usize = 44 // u32[cells]: columns that are written row by row
export const CELL_COUNT: usize = 48
export const BOUNDS: usize = 52 // u32[BATCH][cells][2]: where the noted rows' cells begin and end
export const PARTS: usize = 56 // [parts], PART_SIZE bytes each
export const PART_COUNT: usize = 60
export const ROW_HASHES: usize = 64 // u64[GROUP]
export const TEXT: usize = 68 // the cells of the group's rows, as put() writes them
export const TEXT_USED: usize = 72
export const PLACES: usize = 76 // u32[GROUP]: where in it a row's next cell stands
export const GROUPED: usize = 80 // rows of the group, those that are only noted left out
export const NOTED: usize = 84
export const PENDING: usize = 88 // bytes that the noted rows may add to the text
export const PAGE: usize = 92
export const UNQUOTED: usize = 96 // as long as a window: a cell without its quotes
export const ROWS: usize = 100 // rows taken
export const STOP_ROW: usize = 104 // how many rows may be taken
export const LINES: usize = 108 // lines of the rows taken
export const WHY: usize = 112
export const FULL: usize = 116 // the part that must forget its values
export const TOUCHED: usize = 120
export const ESCAPE: usize = 124 // the byte before a quote that makes it part of the cell; 0 when there is none

// Why the kernel stopped.
export const LOOK: i32 = 0 // at a row that is not plain, not whole, or not to be taken
export const DRAIN: i32 = 1 // the group is full
export const FORGET: i32 = 2 // the values of a part exceed their bound

// A part: columns that are one value together.
export const PART_SIZE: usize = 64
export const P_COLUMNS: usize = 0 // u32[count]
export const P_COUNT: usize = 4
export const P_BOUNDS: usize = 8 // u32[BATCH][count][2]
export const P_TAGS: usize = 12 // u32[BATCH]
export const P_NUMBERS: usize = 16 // u32[GROUP]: of the group's rows; 0 when blank, 1 while the row is only noted
export const P_SLOTS: usize = 20 // a table of c slots stands at c * 8 bytes from here: tag, line + 1; 0 is free
export const P_CAPACITY: usize = 24 // c, a power of two
export const P_LINES: usize = 28 // the values: number u32, cells as put() writes them
export const P_USED: usize = 32
export const P_ENTRIES: usize = 36
export const P_BASE: usize = 40 // entries that were forgotten
export const P_BOUND: usize = 44
export const P_PENDING: usize = 48 // bytes that the noted rows may add
export const P_FRESH: usize = 52 // entries since the last group
export const P_PLACES: usize = 56 // u32[GROUP]: where an entry's next cell stands

// Rows that are numbered together: nearly every step of a look-up waits for memory, and done step by step for many rows
// the waits overlap.
export const BATCH: u32 = 128
/** Rows that are written together, unless they have more bytes than GROUP_BYTES. */
export const GROUP: u32 = 16384
export const GROUP_BYTES: u32 = 8 << 20
/** What an entry costs beside its line: its slots when the table has just grown, and those before. */
export const ENTRY: u32 = 36
export const FIRST_SLOTS: u32 = 1024

export const LF: u32 = 10
export const CR: u32 = 13
export const SPACE: u32 = 32
export const QUOTE: u32 = 34

// @ts-ignore: decorator
@inline export function word(at: usize): u32 { return load<u32>(STATE + at) }
// @ts-ignore: decorator
@inline export function set(at: usize, value: u32): void { store<u32>(STATE + at, value) }
// @ts-ignore: decorator
@inline export function startOf(c: u32): u32 { return load<u32>(<usize>word(STARTS) + (<usize>c << 2)) }
// @ts-ignore: decorator
@inline export function endOf(c: u32): u32 { return load<u32>(<usize>word(ENDS) + (<usize>c << 2)) }
