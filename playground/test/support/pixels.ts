/** What a screenshot shows, in numbers. */
import { PNG } from 'pngjs'

export interface Pixels {
  /** How many different colours, each channel in steps of 8. */
  readonly colours: number
  /** The share of the commonest colour. */
  readonly commonest: number
  /** How many pixels are as good as a colour, given as #rrggbb. */
  near(colour: string): number
}

export function pixelsOf(png: Uint8Array): Pixels {
  const { data, width, height } = PNG.sync.read(Buffer.from(png))
  const counts = new Map<number, number>()
  for (let i = 0; i < data.length; i += 4) {
    const key = ((data[i] >> 3) << 10) | ((data[i + 1] >> 3) << 5) | (data[i + 2] >> 3)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return {
    colours: counts.size,
    commonest: Math.max(...counts.values()) / (width * height),
    near(colour) {
      const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
      let count = 0
      for (let i = 0; i < data.length; i += 4)
        if (wanted.every((channel, k) => Math.abs(data[i + k] - channel) <= 14)) count++
      return count
    },
  }
}
