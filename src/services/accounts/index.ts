/** The accounts slice: today the administrator alone, who signs in to the console. */
export {
  ADMINISTRATOR,
  appointAdministrator,
  changePassword,
  checkPassword,
  newPassword,
  PASSWORD_LENGTH_MIN,
  passwordChangedAt,
} from './administrator.ts'
