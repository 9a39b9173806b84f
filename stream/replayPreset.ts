/** Where a subscription starts. Given by number: a library that doesn't know a name would send 0, which is LATEST. */
export const replayPreset = { LATEST: 0, EARLIEST: 1, CUSTOM: 2 } as const;
