/** Options of every provider whose tracer comes as layers. */
export interface LayerArnOptions {
  /**
   * ARNs of layer versions to attach in place of the vendor's, by language (`nodejs`, `python`, `java`, `dotnet`,
   * `ruby`), by `extension` where the vendor has one, or by either and an architecture (`nodejs/arm64`). Such a layer is
   * attached whatever the region and the version of the runtime.
   *
   * @default - the layers that the vendor is known to publish in the function's region; a function is skipped where none is known
   */
  readonly layerArns?: { [language: string]: string };
}
