/** `full`: what is committed survives a power cut. `relaxed`: it survives the end of the process; for tests that ask for it. */
export type Durability = 'full' | 'relaxed'
