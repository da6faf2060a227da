import { vi } from 'vitest'

const kept = new Map<string, unknown>()

/** Stands for the uni runtime: storage is real, the rest is recorded. */
export const uniStub = {
  getStorageSync: (key: string) => kept.get(key) ?? '',
  setStorageSync: (key: string, value: unknown) => void kept.set(key, value),
  removeStorageSync: (key: string) => void kept.delete(key),
  request: vi.fn(),
  showToast: vi.fn(),
  showModal: vi.fn(),
  navigateTo: vi.fn(),
  navigateBack: vi.fn(),
  redirectTo: vi.fn(),
  switchTab: vi.fn(),
  setTabBarBadge: vi.fn(),
  removeTabBarBadge: vi.fn(),
  setClipboardData: vi.fn(),
}

vi.stubGlobal('uni', uniStub)
vi.stubGlobal('getCurrentPages', () => [])
