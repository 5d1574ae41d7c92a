/** Bytes in front of each stored document: the number of the commit that wrote it, as a double. */
export const HEADER_BYTES = 8;
