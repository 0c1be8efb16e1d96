import type { SurfaceCatalogue } from './en'

export const surfaces: SurfaceCatalogue = {}
