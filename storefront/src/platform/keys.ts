/** Names under which the device keeps things; the cookie is shared with the server. */
export const VISITOR_COOKIE = 'yt_visitor'
export const VISITOR_KEY = 'yt.visitor'
export const TOKEN_KEY = 'yt.token'
export const WORDS_KEY = 'yt.words'
export const TOUCH_KEY = 'yt.touch'
export const LINK_KEY = 'yt.link'
export const BRAND_KEY = 'yt.brand'
