/** Items of a list when the caller does not say. */
export const defaultPageSize = 20;

/** Most items one page may hold; more is refused with BAD_USER_INPUT. */
export const maximumPageSize = 100;
