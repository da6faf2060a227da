/** What differs in the WeChat mini program. */

const SERVER = (import.meta.env.VITE_SERVER as string | undefined) ?? ''

export const origin = (): string => SERVER

export const visitorFromHost = (): string => ''

export const keepVisitor = (_id: string): void => undefined

/** A mini program may not open foreign pages: the address goes to the clipboard. */
export const openExternal = (url: string): void => void uni.setClipboardData({ data: url })

export const paintBrand = (_style: Record<string, string>): void => undefined

export const setDocumentTitle = (_title: string): void => undefined

export const saveFile = (_name: string, text: string): void => void uni.setClipboardData({ data: text })

export function loadPrivatePicture(url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) =>
    uni.downloadFile({
      url,
      header: headers,
      success: (got) => (got.statusCode === 200 ? resolve(got.tempFilePath) : reject(new Error(String(got.statusCode)))),
      fail: (why) => reject(new Error(why.errMsg)),
    }),
  )
}

export function savePicture(src: string, _name: string): Promise<boolean> {
  return new Promise((resolve) =>
    uni.saveImageToPhotosAlbum({ filePath: src, success: () => resolve(true), fail: () => resolve(false) }),
  )
}

/** A mini program keeps no key that could not be copied: it redeems with a network only. */
export const canSign = (): boolean => false
export const deviceKey = (_fresh = false): Promise<string> => Promise.reject(new Error('no key'))
export const signText = (_text: string): Promise<string> => Promise.reject(new Error('no key'))

/** WeChat's own scanner, once. */
export function openScanner(_id: string, found: (text: string) => void): Promise<() => void> {
  return new Promise((resolve, reject) =>
    uni.scanCode({
      onlyFromCamera: true,
      scanType: ['qrCode'],
      success: (got) => {
        found(got.result)
        resolve(() => undefined)
      },
      fail: () => reject(new Error('cancelled')),
    }),
  )
}

export function watchNetwork(told: (online: boolean) => void): () => void {
  const changed = (state: { isConnected: boolean }) => told(state.isConnected)
  uni.getNetworkType({ success: (got) => told(got.networkType !== 'none') })
  uni.onNetworkStatusChange(changed)
  return () => uni.offNetworkStatusChange(changed)
}
