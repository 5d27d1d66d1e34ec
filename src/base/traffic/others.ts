/** The key of the row that sums what a bounded list leaves out. It is no address and no protocol, so it cannot be mistaken for one. */
export const OTHERS = '(others)'
