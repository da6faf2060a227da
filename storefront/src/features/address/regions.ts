import { areaList } from '@vant/area-data'

/** Provinces, cities and districts of China for a picker of three columns. */
export type Region = [province: string, city: string, district: string]

const under = (list: Record<string, string>, code: string, digits: number): [string, string][] =>
  Object.entries(list).filter(([one]) => one.startsWith(code.slice(0, digits)))

const provinces = Object.entries(areaList.province_list)

/** The three columns for a position, with positions that exist. */
export function columnsAt(at: number[]): { columns: string[][]; at: number[] } {
  const p = clamp(at[0], provinces.length)
  const cities = under(areaList.city_list, provinces[p]![0], 2)
  const c = clamp(at[1], cities.length)
  const districts = cities.length ? under(areaList.county_list, cities[c]![0], 4) : []
  const d = clamp(at[2], districts.length)
  return { columns: [provinces, cities, districts].map((list) => list.map(([, name]) => name)), at: [p, c, d] }
}

const clamp = (index: number | undefined, length: number) => Math.max(0, Math.min(index ?? 0, length - 1))

/** Municipalities have no city of their own name in between: the province stands for it. */
export function regionAt(at: number[]): Region {
  const { columns, at: sure } = columnsAt(at)
  const [province = '', city = '', district = ''] = columns.map((names, i) => names[sure[i]!] ?? '')
  return [province, city === '县' || city === '' ? province : city, district || city]
}

/** Where a region stands in the columns; unknown names stand at the start. */
export function placeOf(region: Region): number[] {
  const p = Math.max(0, provinces.findIndex(([, name]) => name === region[0]))
  const cities = under(areaList.city_list, provinces[p]![0], 2)
  const c = Math.max(0, cities.findIndex(([, name]) => name === region[1]))
  const districts = cities.length ? under(areaList.county_list, cities[c]![0], 4) : []
  return [p, c, Math.max(0, districts.findIndex(([, name]) => name === region[2]))]
}
