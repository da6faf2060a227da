import { t } from '@/locale'

/** One short sentence over the page. */
export function toast(title: string): void {
  if (title) uni.showToast({ title, icon: 'none', duration: 2200 })
}

/** Resolves true when the person agrees. */
export function confirm(title: string, content: string, agree: string = t.common.ok, dangerous = false): Promise<boolean> {
  return new Promise((resolve) =>
    uni.showModal({
      title,
      content,
      confirmText: agree,
      cancelText: t.common.cancel,
      confirmColor: dangerous ? '#C93722' : '#0B7A75',
      cancelColor: '#646A73',
      success: (answer) => resolve(answer.confirm),
      fail: () => resolve(false),
    }),
  )
}

export function copy(data: string, done: string): void {
  uni.setClipboardData({ data, showToast: false, success: () => toast(done), fail: () => toast(t.common.copyFailed) })
}
