/** Names of the streams and traits that a dataset's configuration makes. */
export const namesMade = (config: {
  output_to_streams?: object | undefined
  output_to_traits?: object | undefined
}) => ({
  streams: Object.keys(config.output_to_streams ?? {}),
  traits: Object.keys(config.output_to_traits ?? {}),
})
