import { type Diagnosis, diagnose } from '../api/diagnosis'

/** The question of the wizard that a problem leads back to. */
export type WizardPlace = 'image' | 'login' | 'userData' | 'review'

/** Where an answer can be mended that the service refused; where it is none of them, the review. */
export function refusedPlace(error: unknown, action: 'changeos' | 'reinstallos'): WizardPlace {
  const place = BY_DIAGNOSIS[diagnose(error)] ?? 'review'
  // Nobody is asked for an image there.
  return place === 'image' && action === 'reinstallos' ? 'review' : place
}

const BY_DIAGNOSIS: Readonly<Partial<Record<Diagnosis, WizardPlace>>> = {
  imageMissing: 'image',
  imageUnsuitable: 'image',
  password: 'login',
  keyPair: 'login',
  tooLarge: 'userData',
}
