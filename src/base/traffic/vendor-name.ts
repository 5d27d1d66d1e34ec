/** What a firm's name ends with and nobody says: its legal form, and remarks in brackets. */
const ENDING =
  /[\s,.，&]*(\b(inc|incorporated|llc|ltd|limited|co|company|corp|corporation|corporate|gmbh|ag|kg|kgaa|bv|b\.v|nv|n\.v|ab|as|a\/s|oy|plc|pte|pty|sa|s\.a|sas|srl|s\.r\.l|spa|s\.p\.a)|\([^()]*\))[\s,.&]*$/i

/** A vendor as people call it: `Raspberry Pi` for `Raspberry Pi (Trading) Ltd`. */
export const shortVendor = (registered: string): string => {
  const shorter = registered.replace(ENDING, '')
  return shorter === '' || shorter === registered ? registered : shortVendor(shorter)
}
