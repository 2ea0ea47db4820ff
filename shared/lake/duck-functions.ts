import { type DuckDBConnection, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api'

/** Functions of texts, by the names by which SQL calls them. */
export type TextFunctions = Readonly<Record<string, (...texts: (string | null)[]) => string | null>>

/**
 * Makes functions of TypeScript known to DuckDB. Its threads wait while the one of JavaScript answers, 2,048 rows at a time.
 */
export function defineFunctions(connection: DuckDBConnection, functions: TextFunctions): void {
  for (const [name, answer] of Object.entries(functions)) {
    connection.registerScalarFunction(scalarFunction(name, answer))
  }
}

function scalarFunction(name: string, answer: TextFunctions[string]): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    returnType: VARCHAR,
    parameterTypes: Array.from({ length: answer.length }, () => VARCHAR),
    // An absent text is an argument like any other.
    specialHandling: true,
    mainFunction: (info, input, output) => {
      try {
        const columns = Array.from({ length: answer.length }, (_, c) => input.getColumnVector(c))
        for (let row = 0; row < input.rowCount; row++) {
          output.setItem(row, answer(...columns.map((column) => column.getItem(row) as string | null)))
        }
        output.flush()
      } catch (error) {
        // Its message may hold a customer's text.
        info.setError(`${name}: ${error instanceof Error ? error.name : 'error'}`)
      }
    },
  })
}
