type Given<Flags> = { readonly [Name in keyof Flags]?: Exclude<Flags[Name], undefined> }

/** The flags that were given: for the others the daemon has a default. */
export const given = <Flags extends object>(flags: Flags): Given<Flags> =>
  Object.fromEntries(
    Object.entries(flags).filter(([, value]) => value !== undefined),
  ) as Given<Flags>
