/** Who may come in: passwords, tokens, and the brake on guessing. */
export { hashPassword, isCrowded, isPassword, MIN_LENGTH } from './password.ts'
export { type Brake, loginBrakes, type Throttle, throttle } from './throttle.ts'
export {
  DEVICE_SECONDS,
  deviceToken,
  formToken,
  freshToken,
  SESSION_SECONDS,
  sameToken,
  tokenHash,
} from './tokens.ts'
