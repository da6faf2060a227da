import { onUnmounted, ref } from 'vue'
import { call } from '@/api/http'
import { useAct } from '@/features/act'
import { replace } from '@/features/navigate'
import { lastLink } from '@/features/share/touch'
import { t } from '@/locale'
import { useBrand } from '@/stores/brand'
import { useSession } from '@/stores/session'
import { toast } from '@/ui/feedback'

interface Given {
  phone: string
  code: string
  agree_terms: boolean
  agree_marketing: boolean
}

/** Signing in by phone and code; in a demo the code is shown, as no message leaves the house. */
export function useSignIn() {
  const asking = useAct()
  const entering = useAct()
  const wait = ref(0)
  const demoCode = ref('')
  const session = useSession()
  let timer: ReturnType<typeof setInterval> | undefined

  function countDown(seconds: number): void {
    clearInterval(timer)
    wait.value = seconds
    timer = setInterval(() => {
      wait.value -= 1
      if (wait.value <= 0) clearInterval(timer)
    }, 1000)
  }
  onUnmounted(() => clearInterval(timer))

  async function askCode(phone: string, refused: (fields: Record<string, string>) => void): Promise<void> {
    await asking.run(
      async () => {
        const sent = await call('post', '/auth/code', { body: { phone } })
        countDown(sent.resend_after)
        toast(t.account.codeSent)
      },
      (error) => refused(error.fields),
    )
    // also after a refusal (one code a minute): the demo shows the last code that was sent
    const brand = await useBrand().refresh().catch(() => null)
    if (brand?.demo) demoCode.value = (await call('get', '/demo/sms', { query: { phone } }).catch(() => null))?.code ?? ''
  }
  async function signIn(given: Given, to: string, refused: (fields: Record<string, string>) => void): Promise<void> {
    await entering.run(
      async () => {
        const got = await call('post', '/auth/sign-in', { body: { ...given, link_code: lastLink() } })
        session.keep(got.token)
        toast(got.is_new ? t.account.welcomeNew : t.account.welcomeBack)
        leave(to)
      },
      (error) => refused(error.fields),
    )
  }
  function leave(to: string): void {
    const pages = getCurrentPages()
    const below = pages.at(-2) as { $page?: { fullPath?: string }; route?: string } | undefined
    const path = below?.$page?.fullPath ?? (below?.route ? `/${below.route}` : '')
    if (below && (!to || path === to || path === decodeURIComponent(to))) uni.navigateBack()
    else replace(to || '/pages/home/index')
  }
  return { asking: asking.busy, entering: entering.busy, wait, demoCode, askCode, signIn }
}
