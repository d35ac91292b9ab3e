/** By itself, so that a page that only opens it loads no parser. */
export const CLASS_PATH = '/ws/class'
