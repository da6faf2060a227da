/** Page hooks do nothing outside a page. */
export const onLoad = () => undefined
export const onShow = () => undefined
export const onLaunch = () => undefined
