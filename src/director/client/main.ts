/** Without this script everything works with forms; with it, quicker. */
export {}
