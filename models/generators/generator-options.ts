/** Where and how a generator's model runs. */
export interface GeneratorOptions {
  /** `cpu`, `webgpu` or `cuda:N` */
  readonly device: string;
  /** Of one operator. */
  readonly threads: number;
  /** Most rows of a batch. */
  readonly rows: number;
  /** Where compiled models are kept. */
  readonly cacheDir: string;
  /** Told in a sentence when a compiled model was found damaged and is made anew. */
  readonly note?: ((sentence: string) => void) | undefined;
}
