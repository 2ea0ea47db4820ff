import type { Resource } from '../../model/resource.ts'

/** Names of the streams and traits that a dataset's configuration makes. */
export const namesMade = (config: {
  output_to_streams?: object | undefined
  output_to_traits?: object | undefined
}) => ({
  streams: Object.keys(config.output_to_streams ?? {}),
  traits: Object.keys(config.output_to_traits ?? {}),
})

/** Names of the streams and traits that the events of a source fill, as far as they were read. */
export const namesInLog = ({ output }: Pick<Resource<'sources'>, 'output'>) => ({
  streams: output?.streams.map(({ name }) => name) ?? [],
  traits: output?.traits ?? [],
})
