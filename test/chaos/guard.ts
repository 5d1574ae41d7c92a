/** One guard of the service, how to break it, and the tests that must notice. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  /** Found exactly once in the file. */
  readonly text: string;
  readonly replacement: string;
  readonly tests: readonly string[];
}
