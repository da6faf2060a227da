import { icons, type IconName } from '@/ui/icons'

/** The picture of a benefit or card as the console named it; an unknown name becomes a star. */
export const iconOf = (name: string): IconName => (name in icons ? (name as IconName) : 'star')
