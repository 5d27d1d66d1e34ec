/** The same tree with the same keys: a text that is missing in French does not compile. */
export type Translated<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string ? string : Translated<Tree[Key]>
}
